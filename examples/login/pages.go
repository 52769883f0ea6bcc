package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/mail"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/providermark"
)

//go:embed pages style.css icon.svg fresh.js
var files embed.FS

var pages = template.Must(
	template.New("").Funcs(template.FuncMap{"mark": providermark.SVG}).ParseFS(files, "pages/*.html"))

// The data of each page.
type (
	homePage  struct{ head }
	lostPage  struct{ head }
	loginPage struct {
		head
		Links   janrain.Links
		Buttons []janrain.Provider
		Adding  bool // a provider to the account that is signed in
	}
	confirmPage struct {
		head
		ID, Provider, Name, Email, Identifier string // the identity to add
	}
	failedPage struct {
		head
		CanRetry, Later, NotAdded bool
	}
	profilePage struct {
		head
		Name, Initial string
		Notice        notice
		Account       int
		Ways          []identity
		Provider      string // of this sign-in
		Profile       *janrain.Profile
		VerifiedEmail string // if it is an address
		VerifiedBy    string // the provider, if it owns that mailbox
		Credentials   *credentials
		Contact       *janrain.Contact
		Friends       *friends
		LimitedData   bool
	}
)

// head is the data for the top of every page: its title and the user who is signed in.
type head struct {
	Title   string
	User    string // the user's name, or "" if no one is signed in
	Unknown bool   // the request cannot tell who is signed in
}

// SignedIn reports whether a user is signed in.
func (h head) SignedIn() bool { return h.User != "" }

func (a *app) head(r *http.Request, title string) head {
	h := head{Title: title}
	if s := a.sessions.of(r); s != nil {
		h.User = nameOf(&s.info.Profile)
	}
	return h
}

// render writes a page. If its template fails, nothing of it is sent.
func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "This page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // pages are about one user
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
}

func profileOf(h head, s *session, say notice, all *accounts) profilePage {
	p := &s.info.Profile
	page := profilePage{
		head: h, Name: nameOf(p), Notice: say, Account: s.account.id, Ways: all.waysInto(s.account), Profile: p,
		Provider:    providerName(p),
		Credentials: credentialsOf(s.info.AccessCredentials), Contact: contactOf(s.info),
		Friends: s.friends, LimitedData: s.info.LimitedData,
	}
	if _, err := mail.ParseAddress(p.VerifiedEmail); err == nil { // timestamps have been seen here
		page.VerifiedEmail = p.VerifiedEmail
	}
	if s.info.CheckLink(p.VerifiedEmail) == nil {
		page.VerifiedBy = page.Provider
	}
	if first, _ := utf8.DecodeRuneInString(page.Name); first != utf8.RuneError {
		page.Initial = strings.ToUpper(string(first))
	}
	return page
}

// contactOf returns the contact data, or nil if there is nothing that the page shows.
func contactOf(info *janrain.AuthInfo) *janrain.Contact {
	c := info.MergedPoco
	if c == nil || len(c.Emails)+len(c.PhoneNumbers)+len(c.URLs)+len(c.Addresses)+
		len(c.Organizations)+len(c.LanguagesSpoken)+len(c.Birthday) == 0 {
		return nil
	}
	return c
}

// nameOf returns a name for a user, because some providers give none.
func nameOf(p *janrain.Profile) string {
	for _, name := range []string{p.DisplayName, p.Name.Formatted, p.PreferredUsername, p.Email} {
		if name != "" {
			return name
		}
	}
	return "User of " + providerName(p)
}

// credentials are what an application needs to call the provider.
type credentials struct {
	Type string
	Rows []row
}

type row struct{ Name, Value string }

// credentialsOf shows which fields a provider's credentials have. Tokens and
// secrets are for calls: no page shows them.
func credentialsOf(c janrain.AccessCredentials) *credentials {
	if c == nil {
		return nil
	}
	v := reflect.ValueOf(c).Elem()
	shown := &credentials{Type: v.Type().Name()}
	for field := range v.Type().Fields() {
		if value := textOf(field.Name, v.FieldByIndex(field.Index).Interface()); value != "" {
			shown.Rows = append(shown.Rows, row{field.Name, value})
		}
	}
	return shown
}

func textOf(field string, value any) string {
	switch v := value.(type) {
	case string:
		if v != "" && field != "UID" && field != "Type" {
			return "given, not shown"
		}
		return v
	case []string:
		return strings.Join(v, ", ")
	case time.Time:
		if !v.IsZero() {
			return v.Format(time.DateOnly)
		}
	}
	return ""
}
