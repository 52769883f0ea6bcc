package callback_test

import (
	"errors"
	"html/template"
	"log"
	"log/slog"
	"net/http"

	"github.com/janrain-go/janrain"
)

var page = template.Must(template.New("login").Parse(`
<a href="{{.URL}}">Sign in</a>
<a href="{{.ProviderURL "googleplus"}}">Sign in with Google</a>`))

func NewApp(client *janrain.Client, baseURL string) http.Handler {
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: baseURL + "/signin", // as browsers see it; never from the request
		SignedIn: signedIn,
		Failed:   failed,
	})
	if err != nil {
		log.Fatal(err) // the configuration is invalid
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", home)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		links := callback.Begin(w, r, r.FormValue("return")) // sets a cookie, so call it before writing the page
		_ = page.Execute(w, links)
	})
	callback.Register(mux)                     // GET and POST of the token URL's path
	mux.HandleFunc("POST /transfer", transfer) // a form of your own, which stays protected

	protection := http.NewCrossOriginProtection()
	protection.AddInsecureBypassPattern("POST /signin") // the callback has its own check
	return protection.Handler(mux)
}

func signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	startSession(w, in.User.Profile.Identifier) // yours: a new session, under a new id
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

func failed(w http.ResponseWriter, r *http.Request, err error) {
	fault := janrain.FaultOf(err)
	slog.WarnContext(r.Context(), "sign-in failed", "fault", fault, "error", err) // no secrets in it
	if r.Method == http.MethodGet && errors.Is(err, janrain.ErrStateMismatch) && signedInAlready(r) {
		http.Redirect(w, r, "/", http.StatusSeeOther) // the back button, or a second tab
		return
	}
	text := "Sign-in does not work at the moment. Please try again later, at /login."
	if fault == janrain.FaultUser {
		text = "That did not work. Please sign in again, at /login."
	}
	http.Error(w, text, fault.HTTPStatus())
}

// What follows is the reader's own, in as little as a test needs.

const sessionCookie = "session"

func startSession(w http.ResponseWriter, identifier string) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: template.URLQueryEscaper(identifier), Path: "/"})
}

func signedInAlready(r *http.Request) bool {
	_, err := r.Cookie(sessionCookie)
	return err == nil
}

func home(http.ResponseWriter, *http.Request) {}

func transfer(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

type account struct{ ConfirmedEmail, Identifier string }

func (a *account) add(identifier string) { a.Identifier = identifier }

// accountStore has one account.
type accountStore struct{ only *account }

func (s accountStore) byIdentifier(identifier string) *account {
	if s.only.Identifier == identifier {
		return s.only
	}
	return nil
}

func (s accountStore) byConfirmedEmail(email string) *account {
	if s.only.ConfirmedEmail == email {
		return s.only
	}
	return nil
}

func (accountStore) create(identifier string) *account { return &account{Identifier: identifier} }

func whoItIs(accounts accountStore, info *janrain.AuthInfo) *account {
	id := info.Profile.Identifier
	if found := accounts.byIdentifier(id); found != nil {
		return found
	}
	other := accounts.byConfirmedEmail(info.Profile.VerifiedEmail)
	if other == nil || info.CheckLink(other.ConfirmedEmail) != nil {
		return accounts.create(id)
	}
	other.add(id)
	return other
}
