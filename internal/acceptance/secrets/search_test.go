package secrets

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A search that finds nothing only counts if it finds planted secrets.
func TestSecretSearchFindsSecrets(t *testing.T) {
	t.Parallel()
	spellings := map[string]func(string) string{
		"unchanged":   func(s string) string { return s },
		"query":       url.QueryEscape,
		"path":        url.PathEscape,
		"lower case":  strings.ToLower,
		"upper case":  strings.ToUpper,
		"quoted":      strconv.Quote,
		"quoted, %+q": strconv.QuoteToASCII,
		"HTML":        html.EscapeString,
		"%x":          func(s string) string { return fmt.Sprintf("%x", s) },
		"%X":          func(s string) string { return fmt.Sprintf("%X", s) },
		"% x":         func(s string) string { return fmt.Sprintf("% x", s) },
		"%d":          func(s string) string { return fmt.Sprintf("%d", []byte(s)) },
		"base64":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64 URL":  func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
		"base64 + 1":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte(":" + s + "::")) },
		"base64 + 2":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("::" + s + ":")) },
		"JSON":        func(s string) string { return kit.Marshal(t, s) },
	}
	for shape := range kit.Shapes {
		set := kit.SetOf(shape)
		search := kit.SearchFor(set.Named())
		for name, secret := range set.Named() {
			for spelling, spell := range spellings {
				for part, text := range map[string]string{
					"whole": secret, "its beginning": secret[:kit.Part], "its end": secret[len(secret)-kit.Part:],
				} {
					planted := kit.Spelling{How: "planted", Text: "before" + spell(text) + "behind"}
					found := search.In(kit.Spelling{How: "clean", Text: "nothing"}, planted)
					assert.True(t, slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "of the "+name+",") }),
						"the %s, %s, of the shape %s, spelled as by %s, must be found in %q; found: %v", name, part, shape, spelling, planted.Text, found)
					assert.True(t, strings.HasPrefix(strings.Join(found, "\n"), "planted: "),
						"the result must name the place")
				}
			}
			assert.Len(t, kit.SearchFor(map[string]string{name: secret}).In(kit.Spelling{How: "record", Text: secret}), 2,
				"both ends of one secret")
		}
		assert.Empty(t, kit.SearchFor(kit.SetOf(shape+"x").Named()).In(kit.Spelling{How: "others", Text: fmt.Sprintf("%+v", set)}),
			"a text without a secret must give no result")
	}
}

// The kit must expose a secret in a value that does not hide it.
func TestSecretSearchLooksEverywhere(t *testing.T) {
	t.Parallel()
	secret := kit.SetOf("letters").Token
	search := kit.SearchFor(map[string]string{"token": secret})
	type open struct{ Field any }
	for name, value := range map[string]any{
		"a text": secret, "bytes": []byte(secret), "a field": open{secret}, "a pointer": &open{secret}, "a map": map[string]string{"k": secret},
	} {
		assert.NotEmpty(t, search.In(kit.Exposed(t, value)...), "in %s", name)
	}
	inside := &kit.ExposedError{Detail: []any{&open{map[string]any{secret: 1}}}}
	for name, err := range map[string]error{
		"the text":            fmt.Errorf("x %s", secret),
		"a wrapped one":       fmt.Errorf("x: %w", &kit.ExposedError{Text: secret}),
		"one of several":      fmt.Errorf("%w and %w", assert.AnError, &kit.ExposedError{Text: secret}),
		"a field":             inside,
		"a field further in":  &kit.ExposedError{Err: fmt.Errorf("silent %w", inside)},
		"what As brings":      &kit.ExposedError{Match: secret},
		"a field that is nil": &kit.ExposedError{Detail: (*kit.ExposedError)(nil), Text: secret},
	} {
		assert.NotEmpty(t, search.In(kit.Errors(t, err)...), "in %s", name)
	}
}
