package leaving

import (
	"net/http"

	"github.com/janrain-go/janrain"
)

// signedIn is called by the service's callback. A user without a key of one of
// the clients is asked to add it.
func (a *app) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	account := a.accounts.of(in.User) // by Identifier, as in callback.md
	a.sessions.start(w, session{account: account, byService: true, later: in.ReturnTo})
	next := in.ReturnTo
	if !a.accounts.hasKey(account) {
		next = "/add" // its "later" is the session's: a link could lead out of the site
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// add answers POST /add/NAME.
func (a *app) add(w http.ResponseWriter, r *http.Request, c *client) {
	account := a.sessions.mayAdd(r)
	if account == "" {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	c.begin(w, r, account)
}

// done answers GET /done/NAME, where the provider sends the browser back to. A user
// can write any account into the cookie, so that mayAdd is asked once more.
func (a *app) done(w http.ResponseWriter, r *http.Request, c *client) {
	id, email, adding, err := c.end(w, r)
	if err != nil {
		a.failed(w, r, err)
		return
	}
	account := a.accounts.byKey(c.name, id)
	switch {
	case adding != "" && (a.sessions.mayAdd(r) != adding || account != "" && account != adding):
		a.refuse(w, r) // the session is another by now, or the key is another account's
		return
	case adding != "":
		account = adding
	case account == "" && email != "":
		account = a.accounts.byCheckedEmail(email, c.name) // checked by you; one without a key of this client
	}
	if account == "" {
		a.ask(w, r) // new here? Or sign in the old way first, and add this then?
		return
	}
	a.accounts.addKey(account, c.name, id) // unique in the database
	a.sessions.start(w, session{account: account})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
