package janrain_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
