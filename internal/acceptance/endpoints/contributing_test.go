package endpoints

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// The call that CONTRIBUTING shows is the one that there is.
func TestContributingShowsARealCall(t *testing.T) {
	text, err := os.ReadFile(kit.Path("CONTRIBUTING.md"))
	require.NoError(t, err)
	source, err := os.ReadFile(kit.Path("domains.go"))
	require.NoError(t, err)
	_, shown, ok := strings.Cut(string(text), "```go\n")
	require.True(t, ok, "CONTRIBUTING has no call")
	shown, _, _ = strings.Cut(shown, "\n```")
	for declaration := range strings.SplitSeq(shown, "\n\n") {
		assert.Contains(t, string(source), declaration, "domains.go is to have what CONTRIBUTING shows")
	}
}
