package providermark_test

import (
	"cmp"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/contrast"
	"github.com/janrain-go/janrain/internal/providermark"
	"github.com/janrain-go/janrain/janraintest"
)

func everyProvider() []janrain.Provider {
	return append(janraintest.Providers(), "shop_sso", "acme", "ö", "")
}

func TestEveryMarkIsOnlyAnImage(t *testing.T) {
	t.Parallel()
	for _, provider := range everyProvider() {
		mark := string(providermark.SVG(provider, provider.DisplayName()))
		assert.NoError(t, xml.Unmarshal([]byte(mark), new(struct{})), "the mark of %q must be XML", provider)
		assert.Contains(t, mark, `aria-hidden="true"`, "the mark of %q must be hidden from screen readers, because the name is next to it", provider)
		assert.NotRegexp(t, `style=|script|href|\bon[a-z]+=|\bid=`, mark, "a Content-Security-Policy must allow the mark of %q", provider)
	}
}

// The mark has enough contrast to its tile, and the tile of a letter is dark enough for text.
func TestEveryMarkHasEnoughContrast(t *testing.T) {
	t.Parallel()
	tile := regexp.MustCompile(`^<svg[^>]*><rect [^>]*fill="(#[0-9a-f]+)"( stroke="(#[0-9a-f]+)")?/>`)
	inks := regexp.MustCompile(`(?:fill|stroke)="(#[0-9a-f]+)"`)
	for _, provider := range everyProvider() {
		mark := string(providermark.SVG(provider, provider.DisplayName()))
		found := tile.FindStringSubmatch(mark)
		if !assert.NotNil(t, found, mark) {
			continue
		}
		edge := cmp.Or(found[3], found[1])
		for scheme, page := range map[string]string{"light": "#ffffff", "dark": "#191e28"} {
			assert.GreaterOrEqual(t, contrast.Ratio(edge, page), 1.3, "the tile of %q on a %s page", provider, scheme)
		}
		best := 0.0
		for _, ink := range inks.FindAllStringSubmatch(strings.TrimPrefix(mark, found[0]), -1) {
			best = max(best, contrast.Ratio(ink[1], found[1]))
		}
		want := 3.0
		if strings.Contains(mark, "<text") {
			want = 4.5
		}
		assert.GreaterOrEqual(t, best, want, "the ink of %q on its tile", provider)
	}
}

func TestPopularProvidersHaveADrawing(t *testing.T) {
	t.Parallel()
	for _, provider := range []janrain.Provider{
		janrain.ProviderGooglePlus, janrain.ProviderGoogle, janrain.ProviderFacebook, janrain.ProviderMicrosoftAccount,
		janrain.ProviderTwitter, janrain.ProviderLinkedIn, janrain.ProviderYahoo, janrain.ProviderAmazon,
		janrain.ProviderPayPal, janrain.ProviderApple,
	} {
		assert.NotContains(t, string(providermark.SVG(provider, "X")), "<text",
			"%s must have a drawing, not a letter", provider)
	}
}

func TestOtherProvidersHaveTheirFirstLetter(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"acme": ">A<", "émile": ">É<", "微信": ">微<", "<b>": ">&lt;<", "": "></text>"} {
		assert.Contains(t, string(providermark.SVG("shop_sso", name)), want, "of %q", name)
	}
}
