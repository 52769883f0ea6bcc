package ascii_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/internal/ascii"
)

func TestLower(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":            "",
		"@AZ[`az{":    "@az[`az{",
		"apiKey":      "apikey",
		"api\u212aey": "api\u212aey", // the Kelvin sign
		"\u017ftat":   "\u017ftat",   // the long s
		"\u0130D":     "\u0130d",     // I with a dot, which strings.ToLower makes an i
		"ÄÖ":          "ÄÖ",
	} {
		assert.Equal(t, want, ascii.Lower(s), "%q", s)
	}
	assert.Equal(t, strings.Repeat("a", 100), ascii.Lower(strings.Repeat("A", 100)))
}
