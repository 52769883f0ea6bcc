package documents

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// vendorPage is the last line of the comment of a method that makes a call.
var vendorPage = regexp.MustCompile(`^API: (https://(techdocs|identitydocs)\.akamai\.com/[a-z0-9/-]+|none)( \(no longer listed\))?$`)

func TestEveryCallLinksTheVendorsPage(t *testing.T) {
	t.Parallel()
	comments, legacy := clientComments(t), legacyCalls(t)
	require.NotEmpty(t, kit.Endpoints)
	for _, row := range kit.Endpoints {
		comment, _, _ := strings.Cut(comments[row.Method], "\nDeprecated: ") // which is always last
		lines := strings.Split(strings.TrimSpace(comment), "\n")
		last := lines[len(lines)-1]
		match := vendorPage.FindStringSubmatch(last)
		if assert.NotNil(t, match, "the comment of %s must end with a line such as \"API: https://...\": %q", row.Method, last) {
			assert.Equal(t, legacy[row.Method], match[3] != "", "docs/calls.md and the comment of %s must agree on what is no longer listed", row.Method)
			assert.Empty(t, lines[max(len(lines)-2, 0)], "the line with the page of %s is a paragraph of its own", row.Method)
		}
		assert.Equal(t, 1, strings.Count(comments[row.Method], "API: "), "of %s", row.Method)
	}
}

// clientComments returns the comments of the methods of a Client.
func clientComments(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(kit.Path("*.go"))
	require.NoError(t, err)
	comments := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil {
				continue
			}
			star, ok := method.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			if receiver, ok := star.X.(*ast.Ident); ok && receiver.Name == "Client" {
				comments[method.Name.Name] = method.Doc.Text()
			}
		}
	}
	return comments
}

var callRow = regexp.MustCompile("(?m)^\\| `([A-Z]\\w+)\\(ctx[^`]*`(†?)")

// legacyCalls returns the methods that docs/calls.md marks, or lists below a heading, as no
// longer in the vendor's reference.
func legacyCalls(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(kit.Path("docs/calls.md"))
	require.NoError(t, err)
	listed, gone, found := strings.Cut(string(text), "\n## Calls for legacy accounts\n")
	require.True(t, found)
	legacy := map[string]bool{}
	for _, match := range callRow.FindAllStringSubmatch(listed, -1) {
		legacy[match[1]] = match[2] != ""
	}
	for _, match := range callRow.FindAllStringSubmatch(gone, -1) {
		legacy[match[1]] = true
	}
	return legacy
}
