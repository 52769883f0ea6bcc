package janrain_test

import (
	"encoding/json"
	"html"
	"html/template"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

var (
	scriptTag    = regexp.MustCompile(`(?i)<\s*/?\s*script[^>]*>`)
	scriptSource = regexp.MustCompile(` src="([^"]*)"`)
	scriptNonce  = regexp.MustCompile(` nonce="([^"]*)"`)
)

// hostile are values that would end a string, an attribute, an element or a
// comment, where nothing escapes them.
var hostile = []string{
	`</script><script>alert(1)</script>`, `</ScRiPt >`, `<!--`, `--><script>`, `<!--<script>`, `]]>`, `"`, `'`, "`", `\`, `\"`, `";alert(1)//`,
	`');alert(1)//`, "\u2028alert(1)", "\u2029", "\r\nalert(1)", "${alert(1)}", "{{.}}", `&quot;&#34;&lt;/script&gt;`, `" onload="alert(1)`, `>`, "\x00", "é☃🙂",
}

func TestScriptTakesAnyTokenURL(t *testing.T) {
	t.Parallel()
	for _, value := range hostile {
		s := signInOf(t, kit.Domain, "https://shop.example/signin")
		s.TokenURL = "https://shop.example/" + value
		text := string(s.Script())
		requireTwoScripts(t, text)
		assert.Equal(t, s.TokenURL, settingOf(t, text), "the service has to get it as it is")
		assert.Equal(t, s.WidgetURL, sourceOf(t, text))
		assert.NotContains(t, text, "\u2028", "it ends a line of a script")
		assert.NotContains(t, text, "nonce")
	}
}

func TestScriptTakesAnyWidgetURLAndNonce(t *testing.T) {
	t.Parallel()
	for _, value := range hostile {
		s := signInOf(t, kit.Domain, "https://shop.example/signin")
		s.WidgetURL = "https://widget.example/" + value
		text := string(s.WithWidget(janrain.WidgetSettings{Nonce: value}).Script())
		requireTwoScripts(t, text)
		assert.Equal(t, s.TokenURL, settingOf(t, text))
		assert.Equal(t, "widget.example", kit.Parsed(t, sourceOf(t, text)).Host)
		nonces := scriptNonce.FindAllStringSubmatch(text, -1)
		require.Len(t, nonces, 2, "both scripts have the nonce %q", value)
		for _, nonce := range nonces {
			assert.Equal(t, strings.ReplaceAll(value, "\x00", "\ufffd"), html.UnescapeString(nonce[1]))
		}
	}
	for _, address := range []string{"javascript:alert(1)", " JavaScript:alert(1)", "data:text/javascript,alert(1)", "vbscript:x"} {
		s := signInOf(t, kit.Domain, "https://shop.example/signin")
		s.WidgetURL = address
		text := string(s.Script())
		requireTwoScripts(t, text)
		assert.NotContains(t, text, "alert", "%s is not a place for a script", address)
	}
}

// requireTwoScripts reads HTML as a browser does, as far as that: what is
// between the tags of a script, and what opens a comment in it.
func requireTwoScripts(t *testing.T, text string) {
	t.Helper()
	tags := scriptTag.FindAllString(text, -1)
	require.Len(t, tags, 4, "two elements in %s", text)
	for i, tag := range tags {
		require.Equal(t, i%2 == 1, strings.HasPrefix(tag, "</"), "of %s", text)
	}
	require.NotContains(t, text, "<!--", "it would hide the end of the script")
	require.Equal(t, 4, strings.Count(text, "<"), "no other element in %s", text)
}

// settingOf is the text that the page's script sets the token URL to. What
// html/template writes is JSON too.
func settingOf(t *testing.T, text string) (tokenURL string) {
	t.Helper()
	_, literal, ok := strings.Cut(text, "janrain.settings.tokenUrl = ")
	require.True(t, ok)
	require.NoError(t, json.NewDecoder(strings.NewReader(literal)).Decode(&tokenURL))
	return tokenURL
}

func sourceOf(t *testing.T, text string) string {
	t.Helper()
	source := scriptSource.FindAllStringSubmatch(text, -1)
	require.Len(t, source, 1)
	return html.UnescapeString(source[0][1])
}

func TestScriptInATemplateIsWrittenAsItIs(t *testing.T) {
	t.Parallel()
	s := signInOf(t, kit.Domain, "https://shop.example/signin?a=b&c=d")
	page := template.Must(template.New("").Parse(`<head>{{.Script}}</head><a href="{{.URL}}">x</a><a href='{{.ProviderURL "google"}}'>y</a>`))
	var text strings.Builder
	require.NoError(t, page.Execute(&text, s))
	assert.Equal(t, `<head>`+string(s.Script())+`</head><a href="`+html.EscapeString(s.URL())+`">x</a><a href='`+html.EscapeString(s.ProviderURL("google"))+`'>y</a>`, text.String())
	assert.Equal(t, s.Script(), s.WithWidget(janrain.WidgetSettings{}).Script())
}

// widgetSetting is what the page's script assigns to a setting, "" for nothing.
func widgetSetting(text, name string) string {
	_, literal, ok := strings.Cut(text, "janrain.settings."+name+" = ")
	if !ok {
		return ""
	}
	var value json.RawMessage
	if err := json.NewDecoder(strings.NewReader(literal)).Decode(&value); err != nil {
		return err.Error()
	}
	return string(value)
}

func TestScriptWritesTheWidgetsSettings(t *testing.T) {
	t.Parallel()
	all := map[string]string{
		"tokenAction": `"event"`, "language": `"de"`, "providers": `["googleplus","facebook"]`,
		"facebookPermissions": `["user_birthday"]`, "scopes": `{"linkedin":["r_emailaddress"]}`,
		"appId": `"abc"`, "appUrl": `"https://login.shop.example"`,
	}
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	set := s.WithLanguage("de").WithWidget(janrain.WidgetSettings{
		Nonce: "n-1", TokenEvent: true, Providers: []janrain.Provider{janrain.ProviderGooglePlus, "facebook"},
		FacebookPermissions: []string{"user_birthday"}, Scopes: map[janrain.Provider][]string{"linkedin": {"r_emailaddress"}},
		AppID: "abc", AppURL: "https://login.shop.example",
	})
	text, plain := string(set.Script()), string(s.Script())
	for name, want := range all {
		assert.Equal(t, want, widgetSetting(text, name), name)
		assert.Empty(t, widgetSetting(plain, name), "%s is left to the dashboard", name)
	}
	requireTwoScripts(t, text)
	assert.Equal(t, s.TokenURL, settingOf(t, text))
	assert.Len(t, scriptNonce.FindAllString(text, -1), 2)
	assert.Less(t, strings.Index(text, "tokenAction"), strings.Index(text, "engage.js"), "settings come before the script")
}

func TestScriptTakesAnySetting(t *testing.T) {
	t.Parallel()
	for _, value := range hostile {
		s := signInOf(t, kit.Domain, "https://shop.example/signin").WithLanguage(value)
		text := string(s.WithWidget(janrain.WidgetSettings{
			Providers: []janrain.Provider{janrain.Provider(value)}, FacebookPermissions: []string{value},
			Scopes: map[janrain.Provider][]string{janrain.Provider(value): {value}}, AppID: value, AppURL: value,
		}).Script())
		requireTwoScripts(t, text)
		assert.NotContains(t, text, "\u2028")
		assert.Equal(t, s.TokenURL, settingOf(t, text))
		for _, name := range []string{"language", "appId", "appUrl"} {
			var got string
			require.NoError(t, json.Unmarshal([]byte(widgetSetting(text, name)), &got), name)
			assert.Equal(t, value, got, name)
		}
	}
}
