// Package providermark draws a mark for each provider, for the buttons of the fake's pages
// and of examples/login. The marks are simple shapes drawn for this project that remind of a
// provider; they are not its logo.
package providermark

import (
	"fmt"
	"hash/fnv"
	"html"
	"html/template"
	"strings"
	"unicode"

	"github.com/janrain-go/janrain"
)

// SVG returns the provider's mark, 32 units wide and high, for a page. It is hidden from
// screen readers, because the provider's name stands beside it. A provider without a
// drawing gets the first letter of its name.
func SVG(provider janrain.Provider, name string) template.HTML {
	d, ok := drawings[provider]
	if !ok {
		d = letter(provider, name)
	}
	return template.HTML(start + tile(d.tile) + d.shapes + `</svg>`) //nolint:gosec // constants, and letter escapes
}

const start = `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">`

// A drawing is shapes on a tile of one colour.
type drawing struct{ tile, shapes string }

// tile gives a light and a dark tile an outline, without which they would not be seen on a
// page of the same colour.
func tile(colour string) string {
	outline := ""
	if colour == white || colour == black {
		outline = ` stroke="#808691"`
	}
	return `<rect x=".5" y=".5" width="31" height="31" rx="8" fill="` + colour + `"` + outline + `/>`
}

const white, black = "#ffffff", "#1d1d1f"

// letter returns the letter tile of a provider.
func letter(provider janrain.Provider, name string) drawing {
	colour, ok := colours[provider]
	if !ok {
		colour = others[hash(provider)%len(others)]
	}
	first := ""
	for _, r := range name {
		first = string(unicode.ToUpper(r))
		break
	}
	return drawing{colour, fmt.Sprintf(`<text x="16" y="22" fill="%s" font-family="system-ui, sans-serif" `+
		`font-size="17" font-weight="700" text-anchor="middle">%s</text>`, white, html.EscapeString(first))}
}

func hash(provider janrain.Provider) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(provider)) // it never returns an error
	return int(h.Sum32() >> 1)       // it fits an int of 32 bits
}

// line returns a stroke of one ink along the paths.
func line(ink string, width float64, paths ...string) string {
	return fmt.Sprintf(`<path d=%q fill="none" stroke=%q stroke-width="%g" `+
		`stroke-linecap="round" stroke-linejoin="round"/>`, strings.Join(paths, " "), ink, width)
}

func fill(path string) string { return fmt.Sprintf(`<path d=%q fill=%q/>`, path, white) }

func dot(ink string, x, y, radius float64) string {
	return fmt.Sprintf(`<circle cx="%g" cy="%g" r="%g" fill=%q/>`, x, y, radius, ink)
}
