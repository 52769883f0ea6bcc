package main

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/janrain-go/janrain"
)

// An app is the web application.
type app struct {
	client   *janrain.Client
	callback *janrain.Callback
	accounts *accounts
	sessions *sessions
	log      *slog.Logger
}

// newApp returns the application for the URL that browsers use.
func newApp(client *janrain.Client, site string, log *slog.Logger) (http.Handler, error) {
	a := &app{client: client, accounts: newAccounts(), sessions: newSessions(site), log: log}
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: site + "/signin",
		Extended: true,
		SignedIn: a.signedIn,
		Failed:   a.failed,
	})
	if err != nil {
		return nil, err
	}
	a.callback = callback

	mux := http.NewServeMux()
	callback.Register(mux)
	mux.HandleFunc("GET /{$}", a.home)
	mux.HandleFunc("GET /login", a.login)
	mux.HandleFunc("GET /profile", a.profile)
	mux.HandleFunc("POST /add", a.add)
	mux.HandleFunc("GET /confirm", a.ask)
	mux.HandleFunc("POST /confirm", a.confirm)
	// A reload of the page that POST /add returns is a GET.
	mux.Handle("GET /add", http.RedirectHandler("/profile", http.StatusSeeOther))
	mux.HandleFunc("POST /signout", a.signOut)
	for _, name := range []string{"style.css", "icon.svg", "fresh.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, files, name)
		})
	}

	// The widget's post comes from another site, and the callback protects itself. No
	// other post may come from elsewhere.
	csrf := http.NewCrossOriginProtection()
	csrf.AddInsecureBypassPattern("POST /signin")
	return withHeaders(onOwnHost(site, csrf.Handler(a.withLostPage(mux)))), nil
}

// withHeaders keeps the texts of others, such as a name or the URL of a photo, from becoming
// scripts, styles or frames.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https:; "+
				"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func (a *app) home(w http.ResponseWriter, r *http.Request) {
	render(w, http.StatusOK, "home", homePage{a.head(r, "Prints of the night sky")})
}

// login is the page with the providers to sign in with.
func (a *app) login(w http.ResponseWriter, r *http.Request) {
	links := a.callback.Begin(w, r, cmp.Or(r.FormValue("return"), "/profile"))
	render(w, http.StatusOK, "login", loginPage{head: a.head(r, "Sign in"), Links: links, Buttons: buttons})
}

// signedIn is called by the callback. The identifier tells users apart.
func (a *app) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	if in.Value != "" {
		return a.addProvider(w, r, in)
	}
	account, say := a.accounts.signIn(in.User)
	a.log.Info("signed in", "user", in.User, "account", account.id)
	a.sessions.start(w, r, &session{
		account: account, info: in.User, friends: a.friendsOf(r.Context(), in.User), notice: say,
	})
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

// failed tells users what they can do, and logs what the developer has to know. A user who
// is signed in and comes with a spent state has pressed Back or signed in in another tab,
// and is sent to the profile.
func (a *app) failed(w http.ResponseWriter, r *http.Request, err error) {
	fault, level := janrain.FaultOf(err), slog.LevelWarn
	notAdded := errors.Is(err, errAccountChanged)
	if fault == janrain.FaultDeveloper {
		level = slog.LevelError
	}
	a.log.Log(r.Context(), level, "sign-in failed", "fault", fault, "error", err)

	s := a.sessions.of(r)
	if s != nil && !notAdded && r.Method == http.MethodGet && errors.Is(err, janrain.ErrStateMismatch) {
		a.sessions.tell(s, notice{info, "That sign-in took too long or was used before. " +
			"You are still signed in, and nothing has changed."})
		http.Redirect(w, r, "/profile", http.StatusSeeOther)
		return
	}
	page := failedPage{
		head: a.head(r, "You are not signed in"), NotAdded: notAdded,
		CanRetry: fault == janrain.FaultUser, Later: fault == janrain.FaultService,
	}
	if s != nil || r.Method == http.MethodPost {
		page.Title = "That did not work"
	}
	page.Unknown = s == nil && r.Method == http.MethodPost // with a post from another site no session's cookie comes
	render(w, fault.HTTPStatus(), "failed", page)
}

func (a *app) profile(w http.ResponseWriter, r *http.Request) {
	s := a.sessions.of(r)
	if s == nil {
		http.Redirect(w, r, "/login?"+url.Values{"return": {"/profile"}}.Encode(), http.StatusSeeOther)
		return
	}
	render(w, http.StatusOK, "profile", profileOf(a.head(r, "Your profile"), s, a.sessions.notice(s), a.accounts))
}

func (a *app) signOut(w http.ResponseWriter, r *http.Request) {
	a.sessions.end(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
