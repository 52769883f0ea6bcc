package janrain_test

import (
	"encoding/json"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// signInOf is the way to the service of an application with this domain.
func signInOf(t *testing.T, appDomain, tokenURL string) janrain.Links {
	t.Helper()
	client, err := janrain.NewClient(appDomain, kit.APIKey)
	require.NoError(t, err)
	signIn, err := client.UnprotectedLinks(tokenURL)
	require.NoError(t, err)
	return signIn
}

func TestTheZeroSignInLeadsNowhere(t *testing.T) {
	t.Parallel()
	for _, s := range []janrain.Links{{}, {TokenURL: "https://shop.example/signin"}} {
		assert.Empty(t, s.URL()+s.EmbedURL()+s.ProviderURL("facebook"),
			"a path alone would be one of the application's own")
	}
}

func TestSignInURLs(t *testing.T) {
	t.Parallel()
	const tokenURL = "?token_url=https%3A%2F%2Fshop.example%2Fsignin%3Fa%3Db%26c%3Dd%252Be"
	for _, tt := range []struct{ name, domain, base, widget string }{
		{"a domain of the vendor", "example.rpxnow.com", "https://example.rpxnow.com", "https://rpxnow.com/js/lib/example/engage.js"},
		{"the same, with a scheme", "https://example.rpxnow.com/", "https://example.rpxnow.com", "https://rpxnow.com/js/lib/example/engage.js"},
		{"a domain of one's own", "login.shop.example", "https://login.shop.example", "https://login.shop.example/js/lib/login/engage.js"},
		{"one that ends like the vendor's", "example.notrpxnow.com", "https://example.notrpxnow.com", "https://example.notrpxnow.com/js/lib/example/engage.js"},
		{"one below the vendor's", "a.b.rpxnow.com", "https://a.b.rpxnow.com", "https://a.b.rpxnow.com/js/lib/a/engage.js"},
		{"upper case", "Example.RPXNow.com", "https://Example.RPXNow.com", "https://rpxnow.com/js/lib/example/engage.js"},
		{"the port of https", "example.rpxnow.com:443", "https://example.rpxnow.com:443", "https://rpxnow.com/js/lib/example/engage.js"},
		{"a dot at the end", "example.rpxnow.com.", "https://example.rpxnow.com.", "https://rpxnow.com/js/lib/example/engage.js"},
		{"all of these", "EXAMPLE.rpxnow.COM.:443", "https://EXAMPLE.rpxnow.COM.:443", "https://rpxnow.com/js/lib/example/engage.js"},
		{"a domain of one's own, with a port", "Login.Shop.example:8443", "https://Login.Shop.example:8443", "https://Login.Shop.example:8443/js/lib/login/engage.js"},
		{"the vendor's alone", "rpxnow.com", "https://rpxnow.com", "https://rpxnow.com/js/lib/rpxnow/engage.js"},
		{"localhost with a port", "http://localhost:8080", "http://localhost:8080", "http://localhost:8080/js/lib/localhost/engage.js"},
		{"a fake on a loopback host", "http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/js/lib/127/engage.js"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := signInOf(t, tt.domain, "https://shop.example/signin?a=b&c=d%2Be")
			assert.Equal(t, tt.base+"/openid/v2/signin"+tokenURL, s.URL())
			assert.Equal(t, tt.base+"/openid/embed"+tokenURL, s.EmbedURL())
			assert.Equal(t, tt.base+"/google/start"+tokenURL, s.ProviderURL(janrain.ProviderGoogle))
			assert.Equal(t, tt.base+"/live_id/start"+tokenURL, s.ProviderURL(janrain.ProviderLiveID))
			assert.Equal(t, tt.widget, s.WidgetURL)
		})
	}
}

// The service has to get the token URL letter for letter: it is what
// AuthInfoParams.TokenURL is compared with.
func TestTheTokenURLIsReadFromEveryLinkAsItWasGiven(t *testing.T) {
	t.Parallel()
	for _, tokenURL := range []string{
		"https://shop.example", "https://shop.example/", "https://shop.example/signin?", "HTTPS://Shop.Example:443/sign%20in",
		"https://shop.example/signin?to=https://h.example/?a=b&c=d", "https://shop.example/a+b?c=d+e&f=%26", "https://shop.example/%C3%B6?'=%22",
		"https://shop.example/?state=" + strings.Repeat("x", 4000), "http://localhost:8080/signin",
	} {
		s := signInOf(t, kit.Domain, tokenURL)
		assert.Equal(t, tokenURL, s.TokenURL)
		for _, link := range []string{s.URL(), s.EmbedURL(), s.ProviderURL("google"), s.ProviderURL("")} {
			u := kit.Parsed(t, link)
			assert.Equal(t, url.Values{"token_url": {tokenURL}}, u.Query())
			assert.Equal(t, kit.Domain, u.Host)
		}
	}
}

func TestAProviderIsOneSegmentOfThePath(t *testing.T) {
	t.Parallel()
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	for _, whole := range []janrain.Provider{"", ".", ".."} {
		assert.Equal(t, s.URL(), s.ProviderURL(whole), "%q is no provider, the page of all is safe", whole)
	}
	for _, odd := range []janrain.Provider{"a/b", "/", "//h.example", "../x", "a?b", "a#b", "a;b", `..\x`, "a%2fb", "a b", "é", "a\r\nb", "a@b", "a:b"} {
		link := s.ProviderURL(odd)
		u := kit.Parsed(t, link)
		assert.Equal(t, kit.Domain, u.Host, "of %q", odd)
		assert.Equal(t, "/"+string(odd)+"/start", u.Path, "it is in the path as it is")
		assert.Equal(t, 2, strings.Count(u.EscapedPath(), "/"), "of %q: %s", odd, link)
		assert.Equal(t, url.Values{"token_url": {"https://shop.example/signin"}}, u.Query(), "of %q", odd)
		assert.Empty(t, u.Fragment, "of %q", odd)
		assert.NotContains(t, link, `\`, "browsers take it for a slash")
	}
}

func TestSignInRefusesATokenURLThatCannotWork(t *testing.T) {
	t.Parallel()
	client := kit.Client(t, kit.RespondWith(kit.Success))
	for name, tt := range map[string]struct {
		tokenURL string
		want     error
	}{
		"none":          {"", janrain.ErrMissingParameter},
		"a path":        {"/canary", janrain.ErrInvalidParameter},
		"no scheme":     {"//canary.example/signin", janrain.ErrInvalidParameter},
		"http":          {"http://canary.example/signin", janrain.ErrInvalidParameter},
		"a script":      {"javascript:alert('canary')", janrain.ErrInvalidParameter},
		"a fragment":    {"https://canary.example/#signin", janrain.ErrInvalidParameter},
		"user info":     {"https://canary:canary@shop.example/", janrain.ErrInvalidParameter},
		"a line break":  {"https://canary.example/\r\n", janrain.ErrInvalidParameter},
		"no characters": {"https://canary.example/\x00", janrain.ErrInvalidParameter},
	} {
		s, err := client.UnprotectedLinks(tt.tokenURL)
		refused := kit.RequireParamError(t, err, "tokenURL", "token_url")
		assert.Equal(t, "UnprotectedLinks", refused.Endpoint, name)
		require.ErrorIs(t, err, tt.want, name)
		assert.NotContains(t, err.Error(), "canary", name)
		assert.Equal(t, janrain.Links{}, s, name)
	}
	for _, client := range []*janrain.Client{nil, {}} {
		_, err := client.UnprotectedLinks("https://shop.example/signin")
		require.ErrorIs(t, kit.RequireParamError(t, err, "Client", ""), janrain.ErrMissingParameter)
	}
}

// What is wrong with a token URL is the same to SignIn and to NewCallback: no
// browser could come back to it, or not with what is compared.
func TestATokenURLThatNoBrowserComesBackToIsRefused(t *testing.T) {
	t.Parallel()
	client := kit.Client(t, kit.RespondWith(kit.Success))
	for name, tokenURL := range map[string]string{
		"no host name":               "https://:443/canary",
		"no host name and no port":   "https://:/canary",
		"an empty label":             "https://canary..example/",
		"a dot alone":                "https://./canary",
		"a label that is too long":   "https://" + strings.Repeat("canary", 11) + ".example/",
		"a port out of range":        "https://canary.example:65536/",
		"port 0":                     "https://canary.example:0/",
		"a port without a number":    "https://canary.example:/",
		"a port that is no number":   "https://canary.example:https/",
		"an address without its end": "https://[::1/canary",
		"a space in the path":        "https://canary.example/sign in",
		"a space in the query":       "https://canary.example/?a=b c",
		"a space in the host":        "https://can ary.example/",
		"a tab":                      "https://canary.example/\tsignin",
		"an umlaut in the path":      "https://canary.example/bücher",
		"an umlaut in the query":     "https://canary.example/?shop=bücher",
		"an umlaut in the host":      "https://canary-bücher.example/",
		"a quote":                    `https://canary.example/"signin"`,
		"a backslash":                `https://canary.example\signin`,
		"angle brackets":             "https://canary.example/<signin>",
		"braces":                     "https://canary.example/{tenant}",
		"a damaged escape":           "https://canary.example/%zz",
		"one in the query":           "https://canary.example/?shop=%zz",
		"one at the query's end":     "https://canary.example/?shop=%2",
		"a semicolon in the query":   "https://canary.example/?a=1;b=2",
		"an asterisk for a host":     "https://*.canary.example/",
		"a scheme that is not a web": "mailto:canary@shop.example",
	} {
		s, err := client.UnprotectedLinks(tokenURL)
		refused := kit.RequireParamError(t, err, "tokenURL", "token_url")
		require.ErrorIs(t, err, janrain.ErrInvalidParameter, name)
		assert.Equal(t, janrain.Links{}, s, name)
		callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
			TokenURL: tokenURL,
			SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
			Failed:   func(http.ResponseWriter, *http.Request, error) {},
		})
		assert.Nil(t, callback, name)
		same := kit.RequireParamError(t, err, "TokenURL", "")
		assert.Equal(t, refused.Reason, same.Reason, name)
		assert.NotContains(t, err.Error()+same.Error(), "canary", name)
	}
}

func TestNoVerbAndNoLogShowsTheState(t *testing.T) {
	t.Parallel()
	client, err := janrain.NewClient(kit.Domain, "0123456789abcdef0123")
	require.NoError(t, err)
	const state = "Zk3vXw0qPpLr8yTn5uBd"
	signIn, err := client.UnprotectedLinks("https://shop.example/signin?state=" + state)
	require.NoError(t, err)
	config := janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed:   func(http.ResponseWriter, *http.Request, error) {},
	}
	callback, err := janrain.NewCallback(client, config)
	require.NoError(t, err)
	search := kit.SearchFor(map[string]string{"state": state, "API key": "0123456789abcdef0123"})
	for _, value := range []any{signIn, callback, config, *client} {
		assert.Empty(t, search.In(kit.Printed(value)...), "of a %T", value)
		assert.Empty(t, search.In(kit.Spelling{How: "the log", Text: kit.Logged(value)}), "of a %T", value)
	}
	assert.Contains(t, kit.Logged(signIn), kit.Domain, "what is no secret can be seen")
	assert.NotEmpty(t, search.In(kit.Printed(signIn.TokenURL)...), "the search finds it where it is")
}

func TestSignInParameters(t *testing.T) {
	t.Parallel()
	s := signInOf(t, kit.Domain, "https://shop.example/signin")
	for name, tt := range map[string]struct {
		changed janrain.Links
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
		assert.Equal(t, url.Values{"token_url": {s.TokenURL}}, kit.Parsed(t, s.URL()).Query(),
			"the original is unchanged")
	}
	assert.Empty(t, janrain.Links{}.WithLanguage("de").URL())
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
	assert.Less(t, strings.Index(text, "tokenAction"), strings.Index(text, "engage.js"),
		"settings come before the script")
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
