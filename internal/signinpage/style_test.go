package signinpage_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/contrast"
)

// styles has the style sheets of the project: those of the fake and of examples/login.
var styles = []string{"style.css", "../../examples/login/style.css"}

// The minimum contrasts of WCAG 2.2 AA: 4.5 for text, 3 for the outline of a control.
var wanted = []struct {
	front, back string
	least       float64
}{
	{"text", "page", 4.5}, {"text", "card", 4.5}, {"quiet", "page", 4.5}, {"quiet", "card", 4.5},
	{"accent", "page", 4.5}, {"accent", "card", 4.5}, {"on-accent", "accent", 4.5},
	{"outline", "page", 3}, {"outline", "card", 3},
	{"text", "good", 4.5}, {"text", "info", 4.5}, {"text", "warning", 4.5}, {"accent", "warning", 4.5},
	{"good-edge", "good", 3}, {"info-edge", "info", 3}, {"warning-edge", "warning", 3},
	{"good-edge", "page", 3}, {"info-edge", "page", 3}, {"warning-edge", "page", 3},
}

func TestColoursHaveEnoughContrast(t *testing.T) {
	for _, name := range styles {
		css, err := os.ReadFile(name)
		require.NoError(t, err)
		light, dark := contrast.Schemes(string(css))
		for scheme, colours := range map[string]contrast.Scheme{"light": light, "dark": dark} {
			for _, pair := range wanted {
				front, back := colours[pair.front], colours[pair.back]
				isMessage := regexp.MustCompile(`^(good|info)(-edge)?$`)
				if name == "style.css" && (isMessage.MatchString(pair.front) || isMessage.MatchString(pair.back)) {
					continue // the fake shows no success messages
				}
				require.NotEmpty(t, front, "%s: --%s", name, pair.front)
				require.NotEmpty(t, back, "%s: --%s", name, pair.back)
				assert.GreaterOrEqual(t, contrast.Ratio(front, back), pair.least,
					"%s, %s: --%s on --%s", name, scheme, pair.front, pair.back)
			}
		}
	}
}

// Every colour is a custom property, so the test above checks all of them.
func TestColoursAreCustomProperties(t *testing.T) {
	for _, name := range styles {
		css, err := os.ReadFile(name)
		require.NoError(t, err)
		_, rules, found := strings.Cut(string(css), "\n}\n")
		require.True(t, found, "%s must begin with its custom properties", name)
		assert.NotRegexp(t, `#[0-9a-f]{3}|rgb|hsl|oklch|light-dark|opacity`, rules, name)
		for _, border := range regexp.MustCompile(`(?:border|border-[a-z]+|outline): ([^;]*);`).FindAllStringSubmatch(rules, -1) {
			assert.Regexp(t, `^(0|[0-9.]+(rem|px)|50%|(\S+ )?(\S+ )?var\(--(outline|accent|[a-z]+-edge)\))$`, border[1], name)
		}
	}
}
