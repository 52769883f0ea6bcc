package document_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/docs/code/internal/document"
)

const page document.Page = `# A page

` + "```go" + `
func whole() {
	one()
}
` + "```" + `

` + "```go" + `
one()
two()
` + "```" + `

` + "```sh" + `
go test
` + "```" + `

This runs the code of this page, with chi v5.5.0 and echo v4.16.0 and
v5.4.4.

It is not of v1.2.3.
`

func write(t *testing.T, text string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestABlockIsTestedWhereAFileHasIt(t *testing.T) {
	const whole, body = "func whole() {\n\tone()\n}\n", "func f() {\n\tone()\n\ttwo()\n}\n"
	for name, c := range map[string]struct {
		code string
		want []string
	}{
		"both, one as the body of a function": {whole + body, nil},
		"the whole function alone":            {whole, []string{"one()\ntwo()\n"}},
		"the body alone":                      {body, []string{"func whole() {\n\tone()\n}\n"}},
		"a comment more":                      {"func whole() {\n\tone() // a comment\n}\n" + body, []string{"func whole() {\n\tone()\n}\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			missing, err := page.Untested(write(t, ""), write(t, c.code))
			require.NoError(t, err)
			assert.Equal(t, c.want, missing, "the blocks that no file has")
		})
	}
}

func TestAPageWithoutCodeIsAnError(t *testing.T) {
	_, err := document.Page("# A page\n").Untested(write(t, ""))
	assert.EqualError(t, err, "the page has no block of Go code")
}

func TestTheVersionsAreThoseOfOneSentence(t *testing.T) {
	assert.Equal(t, []string{"v5.5.0", "v4.16.0", "v5.4.4"}, page.Versions())
	assert.Empty(t, document.Page("# A page of v1.2.3\n").Versions(), "a page that does not say what runs its code")
}

func TestTheVersionsOfAGoMod(t *testing.T) {
	goMod := write(t, "module a\n\nrequire (\n\ta.example/b v1.2.3\n\ta.example/b/v2 v2.0.0\n\ta.example/c v1.0.0 // indirect\n)\n")
	versions, err := document.Required(goMod, "a.example/b/v2", "a.example/b")
	require.NoError(t, err)
	assert.Equal(t, []string{"v2.0.0", "v1.2.3"}, versions)
	_, err = document.Required(goMod, "a.example/c")
	assert.ErrorContains(t, err, "does not require a.example/c itself", "an indirect module is not one that a page's code uses")
}
