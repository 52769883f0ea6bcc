package contrast_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/internal/contrast"
)

func TestRatio(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want float64
	}{
		{"#000", "#fff", 21},
		{"#ffffff", "#000000", 21},
		{"#123456", "#123456", 1},
		{"#777777", "#ffffff", 4.48}, // the grey that just fails WCAG AA
		{"#0000ff", "#fff", 8.59},
		{"#dcd9d0", "#fff", 1.41},
	} {
		assert.InDelta(t, tc.want, contrast.Ratio(tc.a, tc.b), 0.01, "%s on %s", tc.a, tc.b)
	}
}

func TestRatioPanicsOnOtherForms(t *testing.T) {
	t.Parallel()
	for _, colour := range []string{"", "#", "red", "#12345", "#gggggg", "#1234567"} {
		assert.Panics(t, func() { contrast.Ratio(colour, "#fff") }, "of %q", colour)
	}
}

func TestSchemes(t *testing.T) {
	t.Parallel()
	light, dark := contrast.Schemes(":root {\n\t--text: light-dark(#111, #eee);\n\t--on-accent: light-dark(#fff, #101a3a);\n\t--size: 1rem;\n}")
	assert.Equal(t, contrast.Scheme{"text": "#111", "on-accent": "#fff"}, light)
	assert.Equal(t, contrast.Scheme{"text": "#eee", "on-accent": "#101a3a"}, dark)
}
