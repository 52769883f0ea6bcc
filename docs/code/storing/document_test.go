package storing

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/docs/code/internal/document"
)

func page(t *testing.T) document.Page {
	t.Helper()
	page, err := document.Read("../../storing.md")
	require.NoError(t, err)
	return page
}

func TestTheDocumentsCodeIsTheCodeThatIsTested(t *testing.T) {
	untested, err := page(t).Untested("accounts.go", "gorilla.go", "response.go", "scs.go", "store.go", "tokens.go", "site_test.go")
	require.NoError(t, err)
	assert.Empty(t, untested, "the blocks of docs/storing.md that are not here")

	schema, err := os.ReadFile("schema.sql")
	require.NoError(t, err)
	assert.Contains(t, string(page(t)), "```sql\n"+string(schema)+"```\n", "the table that the tests use")
}

func TestTheDocumentNamesTheVersionsThatAreTested(t *testing.T) {
	required, err := document.Required("../go.mod",
		"github.com/alexedwards/scs/v2", "github.com/gorilla/sessions", "modernc.org/sqlite")
	require.NoError(t, err)
	assert.ElementsMatch(t, required, page(t).Versions(), "the versions in docs/storing.md are those of go.mod")
}
