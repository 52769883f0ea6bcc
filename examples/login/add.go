package main

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/janrain-go/janrain"
)

// errAccountChanged means that a provider was to be added to another account than the one that
// is signed in now. It wraps ErrStateMismatch, so FaultOf returns FaultUser.
var errAccountChanged = fmt.Errorf("%w: the account that began to add a provider is not signed in any more", janrain.ErrStateMismatch)

// add is the page with the providers to add to the account that is signed in. It is the
// response to a POST of this site, so that no other site can begin it. The links are on a
// page, since the form-action of a Content-Security-Policy would stop a redirect to the
// provider.
func (a *app) add(w http.ResponseWriter, r *http.Request) {
	s := a.sessions.of(r)
	if s == nil {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	links := a.callback.Begin(w, r, "/profile", janrain.WithValue(addTo(s.account)))
	render(w, http.StatusOK, "login", loginPage{
		head: a.head(r, "Add a way to sign in"), Links: links, Buttons: a.accounts.addable(s.account), Adding: true,
	})
}

// addTo is the value that the state of a sign-in carries to add its provider to an account.
func addTo(account *account) string { return "add to account " + strconv.Itoa(account.id) }

// addProvider asks the user to confirm the identity that they have signed in with. The value
// in the state says what was begun, but the user of this browser can forge it. The session
// alone says whose account it is: the value can only stop what is added.
func (a *app) addProvider(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	s := a.sessions.of(r)
	if s == nil || in.Value != addTo(s.account) {
		return errAccountChanged
	}
	if a.accounts.isKnown(in.User) {
		a.addConfirmed(s, in.User) // it only says whose it is
		http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
		return nil
	}
	a.sessions.ask(s, in.User)
	http.Redirect(w, r, "/confirm", http.StatusSeeOther)
	return nil
}

// ask shows the identity. Whoever has read the URL of a sign-in in a log can have this
// browser come back as somebody else, and would be able to sign in to the account afterwards.
func (a *app) ask(w http.ResponseWriter, r *http.Request) {
	s := a.sessions.of(r)
	var adding *addition
	if s != nil {
		adding = a.sessions.asked(s)
	}
	if adding == nil {
		http.Redirect(w, r, "/profile", http.StatusSeeOther)
		return
	}
	p := &adding.info.Profile
	render(w, http.StatusOK, "confirm", confirmPage{
		head: a.head(r, "Add "+providerName(p)+"?"), ID: adding.id,
		Provider: providerName(p), Name: nameOf(p), Email: p.Email, Identifier: p.Identifier,
	})
}

// confirm adds the identity that the page has shown. It is a POST of this site.
func (a *app) confirm(w http.ResponseWriter, r *http.Request) {
	if s := a.sessions.of(r); s != nil {
		if info := a.sessions.confirmed(s, r.PostFormValue("id")); info != nil {
			a.addConfirmed(s, info)
		}
	}
	http.Redirect(w, r, "/profile", http.StatusSeeOther)
}

func (a *app) addConfirmed(s *session, info *janrain.AuthInfo) {
	say, added := a.accounts.add(s.account, info)
	a.log.Info("provider added", "user", info, "account", s.account.id, "added", added)
	a.sessions.tell(s, say)
}
