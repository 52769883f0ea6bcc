package janrain_test

import (
	"html"
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestSignInParameters(t *testing.T) {
	t.Parallel()
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	for name, tt := range map[string]struct {
		changed janrain.SignIn
		want    url.Values
	}{
		"language":      {s.WithLanguage("en-US"), url.Values{"language_preference": {"en-US"}}},
		"provider":      {s.WithDefaultProvider(janrain.ProviderFacebook), url.Values{"default_provider": {"facebook"}}},
		"a string":      {s.WithDefaultProvider("facebook"), url.Values{"default_provider": {"facebook"}}},
		"hide":          {s.HideSignInWith(), url.Values{"flags": {"hide_sign_in_with"}}},
		"stay":          {s.StayInWindow(), url.Values{"flags": {"stay_in_window"}}},
		"both":          {s.StayInWindow().HideSignInWith(), url.Values{"flags": {"hide_sign_in_with,stay_in_window"}}},
		"popup":         {s.InPopup(), url.Values{"display": {"popup"}}},
		"application":   {s.WithApplicationID("abc"), url.Values{"applicationId": {"abc"}}},
		"reauth":        {s.ForceReauth(), url.Values{"force_reauth": {"true"}}},
		"OpenID":        {s.WithOpenID("https://ann.example/?a=b&c#d"), url.Values{"openid_identifier": {"https://ann.example/?a=b&c#d"}}},
		"opx":           {s.WithOPXBlob("a+b/c="), url.Values{"opx_blob": {"a+b/c="}}},
		"SAML":          {s.WithSAMLProvider("acme"), url.Values{"saml_provider": {"acme"}}},
		"removed again": {s.WithLanguage("de").WithLanguage("").WithOpenID("x").WithOpenID(""), url.Values{}},
		"the widget's":  {s.WithWidget(janrain.WidgetSettings{AppID: "abc", TokenEvent: true}), url.Values{}},
		"several": {s.WithLanguage("de").ForceReauth().InPopup(), url.Values{
			"language_preference": {"de"}, "force_reauth": {"true"}, "display": {"popup"},
		}},
	} {
		tt.want.Set("token_url", s.TokenURL)
		for _, link := range []string{tt.changed.URL(), tt.changed.EmbedURL(), tt.changed.ProviderURL("google")} {
			assert.Equal(t, tt.want, kit.Parsed(t, link).Query(), name)
		}
		assert.Equal(t, url.Values{"token_url": {s.TokenURL}}, kit.Parsed(t, s.URL()).Query(), "the original is unchanged")
	}
	assert.Empty(t, janrain.SignIn{}.WithLanguage("de").URL())
}

// A value ends neither its parameter nor the page that it is on.
func TestSignInParametersOfAnyValue(t *testing.T) {
	t.Parallel()
	page := template.Must(template.New("").Parse(`<a href="{{(.S.WithLanguage .V).URL}}">x</a>` +
		`<a href="{{((.S.WithOpenID .V).WithDefaultProvider .V).ProviderURL .V}}">y</a>` +
		`<a href="{{(((.S.WithOPXBlob .V).WithSAMLProvider .V).WithApplicationID .V).EmbedURL}}">z</a>` +
		`<a href="{{.S.ForceReauth.InPopup.StayInWindow.HideSignInWith.URL}}">end</a>`))
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	for _, value := range append([]string{" ", "&token_url=https://evil.example", "#", "%zz", "\xff", "a\tb", "?"}, hostile...) {
		var text strings.Builder
		require.NoError(t, page.Execute(&text, map[string]any{"S": s, "V": value}))
		require.Equal(t, 8, strings.Count(text.String(), "<"), "of %q: %s", value, text.String())
		assert.True(t, strings.HasSuffix(text.String(), ">end</a>"))
		query := kit.Parsed(t, s.WithLanguage(value).URL()).Query()
		assert.Equal(t, url.Values{"token_url": {s.TokenURL}, "language_preference": {value}}, query, "of %q", value)
		assert.Contains(t, html.UnescapeString(text.String()), s.WithLanguage(value).URL())
	}
}

// A page with a list of names from a configuration file must not stop in the middle.
func TestATemplatePassesAnyKindOfProvider(t *testing.T) {
	t.Parallel()
	type custom string
	name := "facebook"
	page := template.Must(template.New("").Parse(`{{range .Names}}<a href="{{$.SignIn.ProviderURL .}}">x</a>{{end}}end`))
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	for _, names := range []any{
		[]string{"facebook"}, []janrain.Provider{"facebook"}, []custom{"facebook"}, []any{"facebook"}, []any{janrain.ProviderFacebook},
		[]*string{&name}, []template.HTML{"facebook"}, map[string]any{"a": "facebook"},
	} {
		var text strings.Builder
		require.NoError(t, page.Execute(&text, map[string]any{"Names": names, "SignIn": s}), "%T", names)
		assert.Equal(t, `<a href="`+html.EscapeString(s.ProviderURL(janrain.ProviderFacebook))+`">x</a>end`, text.String(), "%T", names)
	}
	var none *string
	for _, odd := range []any{nil, 7, true, []string{"facebook"}, struct{}{}, none, []byte("facebook"), new(any), func() {}} {
		assert.Equal(t, s.URL(), s.ProviderURL(odd), "%T", odd)
		assert.Equal(t, s.URL(), s.WithDefaultProvider(odd).URL(), "%T", odd)
		var text strings.Builder
		require.NoError(t, page.Execute(&text, map[string]any{"Names": []any{odd}, "SignIn": s}), "%T", odd)
		assert.True(t, strings.HasSuffix(text.String(), "end"), "%T", odd)
	}
}
