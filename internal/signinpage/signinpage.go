// Package signinpage draws the pages that the fake service shows to a browser:
// the providers to choose from, the consent, and the way back with the token.
// They work without JavaScript; with it the last page goes on by itself.
package signinpage

import (
	_ "embed" // for the pages
	"html/template"
	"net/http"
	"net/url"
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
			Funcs(template.FuncMap{"style": func() template.CSS { return template.CSS(style) }}). //nolint:gosec // embedded here
			Parse(pages))
)

// A Provider is one button of the first page.
type Provider struct {
	Specifier string
	Name      string // for people
	Hue       int    // of its colour, 0 to 359
}

// Initial is what stands in a provider's badge: other people's logos are not
// ours to draw.
func (p Provider) Initial() string {
	for _, r := range p.Name {
		return string(r)
	}
	return ""
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
}

// Main is the list that is open.
func (c Choice) Main() any { return buttons{c.Providers, c.TokenURL, c.Embedded} }

// More is the list that is folded away.
func (c Choice) More() any { return buttons{c.MoreProviders, c.TokenURL, c.Embedded} }

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
}

// Title is the page's.
func (c Consent) Title() string { return "Sign in with " + c.Provider.Name + "?" }

// Return is the page that brings the token to the application.
type Return struct{ Site, TokenURL, Token string }

// Problem is what is wrong with the application's link.
type Problem struct{ Text string }

// Write writes a page: a Choice, Consent, Return or Problem.
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

// WritePhoto writes the picture of somebody who is made up.
func WritePhoto(w http.ResponseWriter, _ *http.Request) { write(w, "image/svg+xml", photo) }

func write(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}
