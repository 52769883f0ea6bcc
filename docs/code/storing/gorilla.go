package storing

import (
	"net/http"

	"github.com/gorilla/sessions"

	"github.com/janrain-go/janrain"
)

// newStore takes a key of 32 random bytes, the same on every server.
func newStore(dir string, key []byte) sessions.Store {
	store := sessions.NewFilesystemStore(dir, key)
	store.Options.Secure = true
	store.Options.HttpOnly = true
	store.Options.SameSite = http.SameSiteLaxMode
	store.MaxAge(12 * 60 * 60) // seconds; the default is 30 days
	return store
}

type gorillaApp struct {
	store    sessions.Store
	accounts accounts
}

func (a *gorillaApp) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	account, err := a.accounts.of(r.Context(), in.User.Profile.Identifier)
	if err != nil {
		return err
	}
	session := a.session(r)
	maxAge := session.Options.MaxAge
	session.Options.MaxAge = -1 // Save deletes the old session from the store
	if err := session.Save(r, noResponse{w}); err != nil {
		return err
	}
	session.ID = "" // Save chooses a new one
	session.Options.MaxAge = maxAge
	session.Values = map[any]any{"account": account}
	if err := session.Save(r, w); err != nil {
		return err
	}
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

// session never returns nil. If the cookie is invalid or the session has ended, it
// returns a new session, which may have the ID of the old one.
func (a *gorillaApp) session(r *http.Request) *sessions.Session {
	session, _ := a.store.Get(r, "__Host-session")
	return session
}

// noResponse drops the cookie that deletes the old session: the new one has the same name.
type noResponse struct{ http.ResponseWriter }

func (noResponse) Header() http.Header { return http.Header{} }

// account returns "" if nobody is signed in.
func (a *gorillaApp) account(r *http.Request) string {
	account, _ := a.session(r).Values["account"].(string)
	return account
}

// signOut handles POST /signout.
func (a *gorillaApp) signOut(w http.ResponseWriter, r *http.Request) {
	session := a.session(r)
	session.Options.MaxAge = -1
	if err := session.Save(r, w); err != nil {
		http.Error(w, "Signing out failed. Please try again.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
