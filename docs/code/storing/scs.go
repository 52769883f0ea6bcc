package storing

import (
	"net/http"

	"github.com/alexedwards/scs/v2"

	"github.com/janrain-go/janrain"
)

func newSCS() *scs.SessionManager {
	sessions := scs.New() // in memory; set Store to share sessions between servers
	sessions.Cookie.Name = "__Host-session"
	sessions.Cookie.Secure = true // the default is false
	return sessions               // HttpOnly, SameSite=Lax and Path=/ are defaults
}

type scsApp struct {
	sessions *scs.SessionManager
	accounts accounts
}

func (a *scsApp) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	ctx := r.Context()
	account, err := a.accounts.of(ctx, in.User.Profile.Identifier)
	if err != nil {
		return err
	}
	if err := a.sessions.RenewToken(ctx); err != nil { // deletes the old ID from the store
		return err
	}
	if err := a.sessions.Clear(ctx); err != nil { // RenewToken keeps the data
		return err
	}
	a.sessions.Put(ctx, "account", account)
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

// account returns "" if nobody is signed in.
func (a *scsApp) account(r *http.Request) string {
	return a.sessions.GetString(r.Context(), "account")
}

// signOut handles POST /signout.
func (a *scsApp) signOut(w http.ResponseWriter, r *http.Request) {
	if err := a.sessions.Destroy(r.Context()); err != nil {
		http.Error(w, "Signing out failed. Please try again.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
