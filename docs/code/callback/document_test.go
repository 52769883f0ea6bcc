package routers_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func document(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../callback.md")
	require.NoError(t, err)
	return string(text)
}

// cells returns the row of a table that begins with a cell.
func cells(t *testing.T, first string) []string {
	t.Helper()
	_, row, found := strings.Cut(document(t), "\n| "+first+" | ")
	require.True(t, found, "docs/callback.md has a row for %s", first)
	row, _, _ = strings.Cut(row, " |\n")
	return strings.Split(row, " | ")
}

// Every block of code in the documentation stands in a function here.
func TestTheDocumentsCodeIsTheCodeThatIsTested(t *testing.T) {
	var code strings.Builder
	for _, name := range []string{"shop_test.go", "routers_test.go"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		code.Write(text)
		code.WriteString(strings.ReplaceAll(string(text), "\n\t", "\n"))
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(document(t), -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		assert.Contains(t, code.String(), block[1])
	}
}

// The versions that the documentation names are those of go.mod.
func TestTheDocumentNamesTheVersionsThatAreTested(t *testing.T) {
	module, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	_, tried, found := strings.Cut(document(t), " runs the code of this page, with ")
	require.True(t, found)
	tried, _, _ = strings.Cut(tried, "\n\n")
	tried = strings.Join(strings.Fields(tried), " ")
	for _, name := range []string{"go-chi/chi/v5", "gin-gonic/gin", "labstack/echo/v4", "labstack/echo/v5", "gorilla/csrf", "justinas/nosurf"} {
		version := regexp.MustCompile("github.com/" + name + " (v\\S+)").FindSubmatch(module)
		require.NotNil(t, version, "go.mod requires %s", name)
		assert.Contains(t, tried, string(version[1]), "the version of %s", name)
	}
}
