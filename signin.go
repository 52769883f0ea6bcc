package janrain

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/url"
	"strings"
)

// SignIn is the way to the service for one user: where a link, a frame or the
// widget's script sends the browser, which comes back to TokenURL with a token.
// The addresses are those of the vendor's pages for the sign-in widget.
//
// It comes from Callback.Begin, with a state in TokenURL that binds the token to
// the browser, or from Client.SignIn, without one. In a template:
//
//	<a href="{{.SignIn.URL}}">Sign in</a>
//	<a href="{{.SignIn.ProviderURL "googleplus"}}">Sign in with Google</a>
//
// where SignIn is a field of the template's data. The addresses of the zero SignIn, or
// of one that was read from JSON, are empty.
type SignIn struct {
	// TokenURL is where the token is posted, as the service is told. It is what
	// AuthInfoParams.TokenURL must be, letter for letter.
	TokenURL string

	// WidgetURL is where the widget's script comes from. The default is right for
	// a domain under rpxnow.com; for a domain of your own, compare it with the
	// code that the dashboard shows.
	WidgetURL string

	base string
}

// SignIn returns the way to the service for a token URL: an absolute URL with
// https, or http on a loopback host, and without a fragment. The service wants
// its domain on the application's list of domains.
//
// Nothing in it tells whose browser it was given to: see Callback.Begin, which
// does.
func (c *Client) SignIn(tokenURL string) (SignIn, error) {
	if c == nil || c.keys == nil {
		return SignIn{}, &ParamError{Method: "SignIn", Field: "Client", Reason: "is not made with NewClient", Missing: true}
	}
	if fault := tokenURLFault(tokenURL); fault != "" {
		return SignIn{}, &ParamError{Method: "SignIn", Field: "tokenURL", Parameter: "token_url", Reason: fault, Missing: tokenURL == ""}
	}
	return c.signIn(tokenURL), nil
}

func (c *Client) signIn(tokenURL string) SignIn {
	return SignIn{TokenURL: tokenURL, WidgetURL: widgetURL(c.social), base: c.social}
}

// URL is the service's own page with a button for each provider that the
// application has.
func (s SignIn) URL() string { return s.to("/openid/v2/signin") }

// EmbedURL is the same page in the size of a frame, about 400 by 240 pixels.
func (s SignIn) EmbedURL() string { return s.to("/openid/embed") }

// ProviderURL goes to a provider at once, for a button of your own. The
// provider has to be switched on for the application, and to need no input: an
// OpenID, which asks for its URL, has the page of URL only.
func (s SignIn) ProviderURL(provider Provider) string {
	switch provider {
	case "", ".", "..": // no segment of a path
		return s.URL()
	}
	return s.to("/" + url.PathEscape(string(provider)) + "/start")
}

func (s SignIn) to(path string) string {
	if s.base == "" { // a path alone would lead into the application's own site
		return ""
	}
	return s.base + path + "?" + url.Values{"token_url": {s.TokenURL}}.Encode()
}

// Script is the widget's script, to stand once in the head of a page; an
// element with the class janrainEngage then opens the widget. What it looks
// like and which providers it has is configured on the vendor's dashboard.
//
// A nonce is for a page whose Content-Security-Policy asks for one; more than
// the first are not looked at.
func (s SignIn) Script(nonce ...string) template.HTML {
	var b strings.Builder
	data := struct{ Nonce, TokenURL, WidgetURL string }{TokenURL: s.TokenURL, WidgetURL: s.WidgetURL}
	if len(nonce) > 0 {
		data.Nonce = nonce[0]
	}
	if err := widget.Execute(&b, data); err != nil {
		panic("janrain: " + err.Error()) // nothing in it can fail: texts into memory
	}
	return template.HTML(b.String()) //nolint:gosec // html/template has escaped what is in it
}

// widget says the settings before it loads the script that reads them. The
// script waits for janrain.ready before it looks for its elements.
var widget = template.Must(template.New("widget").Parse(
	`<script{{with .Nonce}} nonce="{{.}}"{{end}}>` +
		`window.janrain = window.janrain || {}; ` +
		`janrain.settings = janrain.settings || {}; ` +
		`janrain.settings.tokenUrl = {{.TokenURL}}; ` +
		`document.addEventListener("DOMContentLoaded", function () { janrain.ready = true; });` +
		`</script>` +
		`<script{{with .Nonce}} nonce="{{.}}"{{end}} id="janrainAuthWidget" src="{{.WidgetURL}}" async></script>`))

// widgetURL is where the vendor's own code takes the script from: from
// rpxnow.com, by the application's name, which is the first label of its domain.
func widgetURL(base string) string {
	host := ""
	if u, err := url.Parse(base); err == nil {
		host = strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	}
	app, parent, _ := strings.Cut(host, ".")
	if parent == "rpxnow.com" {
		base = "https://rpxnow.com"
	}
	return base + "/js/lib/" + url.PathEscape(app) + "/engage.js"
}

// Format prints the app domain, not the state in TokenURL.
func (s SignIn) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "janrain.SignIn{%q %s}", s.base, redacted)
}

// LogValue is the app domain.
func (s SignIn) LogValue() slog.Value { return slog.StringValue(s.base) }

// tokenURLFault says what is wrong with a token URL, or "".
func tokenURLFault(tokenURL string) string {
	u, err := url.Parse(tokenURL)
	switch {
	case tokenURL == "":
		return "is empty"
	case strings.ContainsFunc(tokenURL, notInURL):
		return "has a character in it that no URL has, escape it"
	case err != nil:
		return "is not a URL"
	case u.Scheme == "" || u.Host == "":
		return "is not an absolute URL"
	case u.User != nil:
		return "has user info in it"
	case strings.Contains(tokenURL, "#"):
		return "has a fragment in it, which no browser sends"
	case hostFault(u.Host) != "" || !validHost(u.Hostname()) || !validPort(u.Host, u.Port()):
		return "has a host that is no domain"
	}
	if _, err := url.ParseQuery(u.RawQuery); err != nil {
		return "has a query that cannot be read"
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return ""
	case u.Scheme == "http":
		return "must be https, the token travels to it; http is for a loopback host only"
	}
	return "has a scheme that is not https"
}

func notInURL(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}", r) }
