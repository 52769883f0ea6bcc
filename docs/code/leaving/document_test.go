package leaving

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/endpoints"

	"github.com/janrain-go/janrain/docs/code/internal/document"
)

var modules = []string{"golang.org/x/oauth2", "github.com/coreos/go-oidc/v3"}

func page(t *testing.T) document.Page {
	t.Helper()
	page, err := document.Read("../../leaving.md")
	require.NoError(t, err)
	return page
}

func TestTheDocumentsCodeIsTheCodeThatIsTested(t *testing.T) {
	untested, err := page(t).Untested("client.go", "adding.go")
	require.NoError(t, err)
	assert.Empty(t, untested, "the blocks of docs/leaving.md that are not here")
}

func TestTheDocumentNamesTheModulesThatAreTested(t *testing.T) {
	required, err := document.Required("../go.mod", modules...)
	require.NoError(t, err)
	assert.ElementsMatch(t, required, page(t).Versions(), "the versions in docs/leaving.md are those of go.mod")

	links := regexp.MustCompile(`https://pkg\.go\.dev/([^)\s]+)`).FindAllStringSubmatch(string(page(t)), -1)
	require.Len(t, links, len(modules), "links to packages in docs/leaving.md")
	for _, link := range links {
		assert.True(t, slices.ContainsFunc(modules, func(module string) bool {
			return link[1] == module || strings.HasPrefix(link[1], module+"/")
		}), "%s is of a module that the code uses", link[1])
	}
}

func TestTheEndpointsThatTheCodeNames(t *testing.T) {
	for name, endpoint := range map[string]oauth2.Endpoint{"endpoints.Facebook": endpoints.Facebook, "endpoints.X": endpoints.X} {
		assert.NotEmpty(t, endpoint.TokenURL, name)
		assert.Contains(t, string(page(t)), name)
	}
}
