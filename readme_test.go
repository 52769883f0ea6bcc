package janrain_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The README's handler is code that compiles: it stands in Example_handler.
func TestReadmeHandlerIsTheExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, handler, ok := strings.Cut(string(readme), "```go\nclient, err := janrain.NewClient(")
	require.True(t, ok, "the README has no handler")
	handler, _, _ = strings.Cut("client, err := janrain.NewClient("+handler, "```")

	example, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	unindented := strings.ReplaceAll(string(example), "\n\t", "\n")
	assert.Contains(t, unindented, handler, "Example_handler is to be the README's code")
}

// The call that CONTRIBUTING shows is the one that there is.
func TestContributingShowsARealCall(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	require.NoError(t, err)
	source, err := os.ReadFile("mappings.go")
	require.NoError(t, err)
	_, shown, ok := strings.Cut(string(text), "```go\n")
	require.True(t, ok, "CONTRIBUTING has no call")
	shown, _, _ = strings.Cut(shown, "\n```")
	for declaration := range strings.SplitSeq(shown, "\n\n") {
		assert.Contains(t, string(source), declaration, "mappings.go is to have what CONTRIBUTING shows")
	}
}

// everyStructHas are the fields that the README says each struct of credentials has.
var everyStructHas = []string{"AccessToken", "RefreshToken", "Expires", "Scopes", "UID", "Type"}

// A row of the table of credentials names the struct and exactly the fields that the
// vendor documents, with which and those that every struct has the struct is complete.
func TestReadmeTellsTheFieldsOfEveryProvidersCredentials(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, provider := range janraintest.Providers() {
		credentials := janraintest.User(provider).AccessCredentials
		if credentials == nil {
			continue
		}
		typ := reflect.TypeOf(credentials)
		name := "`*" + typ.Elem().Name() + "`"
		row := ""
		for line := range strings.Lines(string(readme)) {
			if strings.HasPrefix(line, "|") && strings.Contains(line, name) {
				row = line
			}
		}
		cells := strings.Split(row, "|")
		require.Len(t, cells, 6, "the README has a row for %s", name)
		assert.Contains(t, cells[2], "`"+string(credentials.Provider())+"`")
		documented := strings.Split(strings.TrimSpace(cells[4]), ", ")
		assert.ElementsMatch(t, documentedFields(t, typ), documented, "the documented fields of %s", name)
		for f := range typ.Elem().Fields() {
			if f.Name != "Extra" {
				assert.Contains(t, slices.Concat(documented, everyStructHas), f.Name, "a field of %s", name)
			}
		}
	}
	assert.Contains(t, string(readme), "`*"+reflect.TypeFor[janrain.OtherCredentials]().Name()+"`")
	sentence := strings.Join(everyStructHas[:len(everyStructHas)-1], ", ") + " and " + everyStructHas[len(everyStructHas)-1]
	assert.Contains(t, string(readme), "every struct has "+sentence+" as well")
}

// documentedFields are the fields of a struct of credentials that the vendor documents.
func documentedFields(t *testing.T, typ reflect.Type) (names []string) {
	t.Helper()
	for _, c := range credentialsOfProviders {
		if reflect.TypeOf(c.want) == typ {
			for member := range strings.FieldsSeq(c.members) {
				names = append(names, credentialsFields[member].field)
			}
			return names
		}
	}
	t.Fatalf("no row for %s in credentialsOfProviders", typ)
	return nil
}
