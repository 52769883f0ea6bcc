package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheSampleIsRight(t *testing.T) {
	t.Parallel()
	got := runWith(t.Context(), secrets(), "-fake", "providers.yaml")
	assert.Equal(t, outcome{done, "facebook    ok\ntwitter     ok\n", ""}, got)
}

// What is commented out is a "#" with no space behind it, or an indentation.
func TestTheSampleIsRightWithAllOfIt(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("providers.yaml")
	require.NoError(t, err)
	all := regexp.MustCompile(`(?m)^#(\w| {2})`).ReplaceAllString(string(sample), "$1")
	got := runFile(t, all, secrets(), "-fake")
	assert.Equal(t, outcome{done, "facebook    ok\ntwitter     ok\nlive_id     ok\npaypal      ok\nyahoo       ok\n", ""}, got)
	for _, provider := range supported {
		for _, p := range propertiesOf(newProperties(provider)) {
			assert.Contains(t, all, "  "+p.name+": ", "a property of %s", provider)
		}
		assert.Contains(t, string(sample), string(provider))
	}
}

func TestAMistakeNamesTheFileAsItWasGiven(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "other.yml")
	require.NoError(t, os.WriteFile(file, []byte("facebook:\n"), 0o600))
	assert.Contains(t, runWith(t.Context(), nil, "-dry-run", file).stderr, file+":1: facebook: must be a map")
}
