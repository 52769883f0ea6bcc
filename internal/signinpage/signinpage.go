// Package signinpage draws the pages that the fake service shows to a browser:
// the providers to choose from, the consent, and the way back with the token.
// They work without JavaScript; with it the last page goes on by itself.
package signinpage

import (
	_ "embed" // for the pages
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/providermark"
)

var (
	//go:embed pages.html
	pages string
	//go:embed style.css
	style string
	//go:embed engage.js
	script []byte
	//go:embed photo.svg
	photo []byte

	templates = template.Must(template.New("pages").
			Funcs(template.FuncMap{"style": func() template.CSS { return template.CSS(style) }}). //nolint:gosec // a file
			Parse(pages))
)

// A Provider is one button of the first page.
type Provider struct {
	Specifier string
	Name      string // for people
}

// Mark is the picture beside the name.
func (p Provider) Mark() template.HTML {
	return providermark.SVG(janrain.Provider(p.Specifier), p.Name)
}

// Path is the specifier as a segment of a path.
func (p Provider) Path() string { return url.PathEscape(p.Specifier) }

// Choice is the first page.
type Choice struct {
	Site          string // the host of the application
	TokenURL      string
	Providers     []Provider
	MoreProviders []Provider
	Refused       string // name of the provider that the user has just said no to
	Embedded      bool   // in a frame of the application's page
	Event         bool   // the token goes to the page that opened this one; see Return
}

// Home is the application's start page, for who does not sign in.
func (c Choice) Home() string {
	u, err := url.Parse(c.TokenURL)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}

// buttons is a list of providers on the first page.
type buttons struct {
	List     []Provider
	TokenURL string
	Embedded bool
	Event    bool
}

// Main is the list that is open.
func (c Choice) Main() any { return buttons{c.Providers, c.TokenURL, c.Embedded && !c.Event, c.Event} }

// More is the list that is folded away.
func (c Choice) More() any {
	return buttons{c.MoreProviders, c.TokenURL, c.Embedded && !c.Event, c.Event}
}

// A Person is somebody to be at a provider.
type Person struct {
	Index  int
	Name   string
	Shares []string // what the application gets to see, in words
}

// Consent is what a provider asks its user.
type Consent struct {
	Site     string
	TokenURL string
	Provider Provider
	People   []Person
	Event    bool // see Return
}

// Title is the page's.
func (c Consent) Title() string { return "Sign in with " + c.Provider.Name + "?" }

// Return is the page that brings the token to the application.
type Return struct {
	Site     string
	TokenURL string
	Token    string
	Get      bool // the token comes in the URL of a GET, not in a form

	// Origin is that of the page that gets the token as an event of the widget. If it
	// is "", the token goes to the token URL.
	Origin string
}

// Address is where the browser goes with the token.
func (r Return) Address() string { return WithToken(r.TokenURL, r.Token) }

// WithToken adds the token to a token URL's query, where the service puts it since
// 2017, whether or not a form has it too.
func WithToken(tokenURL, token string) string {
	address, fragment, hasFragment := strings.Cut(tokenURL, "#")
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	address += separator + "token=" + url.QueryEscape(token)
	if hasFragment {
		address += "#" + fragment
	}
	return address
}

// Problem is what is wrong with the application's link.
type Problem struct {
	Text string
	Back string // the page that the user comes from, if it is known
}

// Missing is the page for an address that leads nowhere.
type Missing struct{ Back string }

// Back returns the page with the link to this one, or "" if the browser does not tell.
func Back(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host == "" || from.Scheme != "http" && from.Scheme != "https" {
		return ""
	}
	return from.String()
}

// Write writes a page: a Choice, Consent, Return, Problem or Missing.
func Write(w http.ResponseWriter, page any) {
	name, status := "", http.StatusOK
	switch page.(type) {
	case Choice:
		name = "choice"
	case Consent:
		name = "consent"
	case Return:
		name = "return"
	case Problem:
		name, status = "problem", http.StatusBadRequest
	case Missing:
		name, status = "missing", http.StatusNotFound
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = templates.ExecuteTemplate(w, name, page) // a browser that is gone needs no page
}

// WriteScript writes what stands in for the widget's script.
func WriteScript(w http.ResponseWriter, _ *http.Request) {
	write(w, "text/javascript; charset=utf-8", script)
}

// WritePhoto writes the picture of a made-up person.
func WritePhoto(w http.ResponseWriter, _ *http.Request) { write(w, "image/svg+xml", photo) }

func write(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}
