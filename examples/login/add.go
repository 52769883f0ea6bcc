package main

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/janrain-go/janrain"
)

// errAccountChanged is returned for a provider that was to be added to another account than
// the one that is signed in now.
var errAccountChanged = errors.New("the account that began to add a provider is not the one that is signed in")

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
	signIn := a.callback.Begin(w, r, "/profile", janrain.WithValue(addTo(s.account)))
	render(w, http.StatusOK, "login", loginPage{
		head: a.head(r, "Add a way to sign in"), Links: signIn, Buttons: a.accounts.addable(s.account), Adding: true,
	})
}

// addTo is the value that the state of a sign-in carries to add its provider to an account.
func addTo(account *account) string { return "add to account " + strconv.Itoa(account.id) }

// addProvider adds the provider that the user has signed in with. The value in the state
// says what was begun, but the user of this browser can forge it. The session alone says
// whose account it is: the value can only stop what is added.
func (a *app) addProvider(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	s := a.sessions.of(r)
	if s == nil || in.Value != addTo(s.account) {
		return errAccountChanged
	}
	say, added := a.accounts.add(s.account, in.User)
	a.log.Info("provider added", "user", in.User, "account", s.account.id, "added", added)
	a.sessions.tell(s, say)
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}
