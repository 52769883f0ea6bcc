package janrain

import (
	"html/template"
	"net/url"
	"strings"
)

// WidgetSettings are settings that a page gives the vendor's sign-in widget. They overrule
// what the dashboard says; a zero field leaves it to the dashboard. The widget's tokenUrl is
// Links.TokenURL, its language is that of Links.WithLanguage. See
// https://developers.janrain.com/overview/social-login/social-login-js-api/settings/
type WidgetSettings struct {
	// Nonce is the nonce in the page's Content-Security-Policy, for the script elements.
	Nonce string

	// TokenEvent leaves the POST of the token to the page (tokenAction = 'event'): the widget
	// calls the handlers of janrain.events.onProviderLoginToken with an object whose member
	// token is the token. For single-page applications; see docs/callback.md.
	TokenEvent bool

	// Providers are the providers that the widget shows, in this order.
	Providers []Provider

	// FacebookPermissions are the permissions to ask Facebook for, such as "user_birthday".
	FacebookPermissions []string

	// Scopes are the scopes to ask each provider for.
	Scopes map[Provider][]string

	// AppID is the application's id at the vendor.
	AppID string

	// AppURL is the application's URL at the vendor, such as "https://login.shop.example". The
	// vendor requires it for a custom domain.
	AppURL string
}

// Script returns the widget's script, for the head of a page. It must be there only once. An
// element with the class janrainEngage then opens the widget. WithWidget and WithLanguage
// change its settings; a script of the page that runs before it can set others in
// window.janrain.settings.
//
//	page.Links = callback.Begin(w, r, "/").WithWidget(janrain.WidgetSettings{Nonce: nonce})
func (l Links) Script() template.HTML {
	var b strings.Builder
	data := struct {
		WidgetSettings
		TokenURL, WidgetURL, Language string
	}{l.widget, l.TokenURL, l.WidgetURL, l.params.language}
	if err := widgetScript.Execute(&b, data); err != nil {
		panic("janrain: " + err.Error()) // cannot happen: strings are written to memory
	}
	return template.HTML(b.String()) //nolint:gosec // html/template has escaped what is in it
}

// widgetScript sets the settings before it loads the script that reads them. The script waits
// for janrain.ready before it looks for its elements.
var widgetScript = template.Must(template.New("widget").Parse(
	`<script{{with .Nonce}} nonce="{{.}}"{{end}}>` +
		`window.janrain = window.janrain || {}; ` +
		`janrain.settings = janrain.settings || {}; ` +
		`janrain.settings.tokenUrl = {{.TokenURL}}; ` +
		`{{if .TokenEvent}}janrain.settings.tokenAction = "event"; {{end}}` +
		`{{with .Language}}janrain.settings.language = {{.}}; {{end}}` +
		`{{with .Providers}}janrain.settings.providers = {{.}}; {{end}}` +
		`{{with .FacebookPermissions}}janrain.settings.facebookPermissions = {{.}}; {{end}}` +
		`{{with .Scopes}}janrain.settings.scopes = {{.}}; {{end}}` +
		`{{with .AppID}}janrain.settings.appId = {{.}}; {{end}}` +
		`{{with .AppURL}}janrain.settings.appUrl = {{.}}; {{end}}` +
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
