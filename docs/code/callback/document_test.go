package callback_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/docs/code/internal/document"
)

func thePage(t *testing.T) document.Page {
	t.Helper()
	page, err := document.Read("../../callback.md")
	require.NoError(t, err)
	return page
}

// cells returns the row of a table that begins with a cell.
func cells(t *testing.T, first string) []string {
	t.Helper()
	_, row, found := strings.Cut(string(thePage(t)), "\n| "+first+" | ")
	require.True(t, found, "docs/callback.md has a row for %s", first)
	row, _, _ = strings.Cut(row, " |\n")
	return strings.Split(row, " | ")
}

// Every block of code in the documentation stands in a function here.
func TestTheDocumentsCodeIsTheCodeThatIsTested(t *testing.T) {
	untested, err := thePage(t).Untested("shop_test.go", "routers_test.go", "adding_test.go", "spa_test.go", "native_test.go")
	require.NoError(t, err)
	assert.Empty(t, untested, "the blocks of docs/callback.md that are not here")
}

func TestTheDocumentNamesTheVersionsThatAreTested(t *testing.T) {
	required, err := document.Required("../go.mod", "github.com/go-chi/chi/v5", "github.com/gin-gonic/gin",
		"github.com/labstack/echo/v4", "github.com/labstack/echo/v5", "github.com/gorilla/csrf", "github.com/justinas/nosurf")
	require.NoError(t, err)
	assert.ElementsMatch(t, required, thePage(t).Versions(), "the versions in docs/callback.md are those of go.mod")
}
