package janrain

import (
	"html/template"
	"net/url"
	"strings"
)

// WidgetSettings are settings of the vendor's sign-in widget for one page. They override the
// settings on the dashboard, which apply if a field is zero. The widget's tokenUrl is
// Links.TokenURL, and its language is set with Links.WithLanguage. See
// https://developers.janrain.com/overview/social-login/social-login-js-api/settings/
type WidgetSettings struct {
	// Nonce is the nonce in the page's Content-Security-Policy, for the script elements.
	Nonce string

	// TokenEvent (tokenAction = 'event') makes the widget pass the token to the page instead
	// of posting it: it calls the handlers of janrain.events.onProviderLoginToken with an
	// object whose member token is the token. Use it for single-page applications. See
	// docs/callback.md.
	TokenEvent bool

	// Providers are the providers that the widget shows, in this order.
	Providers []Provider

	// FacebookPermissions are the permissions to request from Facebook, such as
	// "user_birthday".
	FacebookPermissions []string

	// Scopes are the scopes to request from each provider.
	Scopes map[Provider][]string

	// AppID is the application's id, which the dashboard shows.
	AppID string

	// AppURL is the application's URL, such as "https://login.shop.example". The vendor
	// requires it for a custom domain.
	AppURL string
}

// Script returns the script elements of the widget. Put them into the head of a page once.
// Elements with the class janrainEngage then open the widget. WithWidget and WithLanguage
// change its settings. For others, set window.janrain.settings in a script that runs before.
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
	return template.HTML(b.String()) //nolint:gosec // html/template has escaped the values
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

// widgetURL returns the URL of the script in the code that the vendor's dashboard shows. The
// name of the application is the first label of its domain.
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
