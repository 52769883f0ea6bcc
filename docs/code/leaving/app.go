package leaving

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
)

// What follows is the reader's own, in as little as a test needs: in memory, and
// for one request at a time.

type app struct {
	callback *janrain.Callback
	accounts *accounts
	sessions *sessions
	log      *slog.Logger
}

func newApp(service *janrain.Client, site string, clients []*client, log *slog.Logger) (*app, http.Handler, error) {
	a := &app{
		accounts: &accounts{byIdentifier: map[string]string{}, byEmail: map[string]string{}, keys: map[key]string{}},
		sessions: &sessions{byID: map[string]session{}},
		log:      log,
	}
	callback, err := janrain.NewCallback(service, janrain.CallbackConfig{TokenURL: site + "/signin", SignedIn: a.signedIn, Failed: a.failed})
	if err != nil {
		return nil, nil, err
	}
	a.callback = callback
	mux := http.NewServeMux()
	callback.Register(mux)
	mux.HandleFunc("GET /login", a.login)
	mux.HandleFunc("GET /", a.page)
	for _, c := range clients {
		mux.HandleFunc("GET /start/"+c.name, func(w http.ResponseWriter, r *http.Request) { c.begin(w, r, "") })
		mux.HandleFunc("POST /add/"+c.name, func(w http.ResponseWriter, r *http.Request) { a.add(w, r, c) })
		mux.HandleFunc("GET /done/"+c.name, func(w http.ResponseWriter, r *http.Request) { a.done(w, r, c) })
	}
	protection := http.NewCrossOriginProtection()
	protection.AddInsecureBypassPattern("POST /signin")
	return a, protection.Handler(mux), nil
}

var loginPage = template.Must(template.New("login").Parse(`<a href="{{.URL}}">Sign in</a>`))

func (a *app) login(w http.ResponseWriter, r *http.Request) {
	_ = loginPage.Execute(w, a.callback.Begin(w, r, "/shop"))
}

// page says who is signed in, and where "later" leads.
func (a *app) page(w http.ResponseWriter, r *http.Request) {
	s := a.sessions.of(r)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "as %s, later %s", s.account, s.later)
}

func (a *app) failed(w http.ResponseWriter, r *http.Request, err error) {
	a.log.WarnContext(r.Context(), "sign-in failed", "error", err)
	http.Error(w, "That did not work. Please sign in again, at /login.", http.StatusBadRequest)
}

func (a *app) refuse(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "This sign-in was not added.", http.StatusForbidden)
}

func (a *app) ask(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "Are you new here?")
}

// A session is a browser that is signed in.
type session struct {
	account   string
	byService bool   // and not by a new key
	later     string // where the user was going
	began     time.Time
}

// sessions are known to browsers by an id that is made anew at each sign-in: one
// from before it may be known to somebody else.
type sessions struct{ byID map[string]session }

const sessionCookie = "__Host-session"

func (s *sessions) start(w http.ResponseWriter, begun session) {
	id := rand.Text()
	begun.began = time.Now()
	s.byID[id] = begun
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: id, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (s *sessions) of(r *http.Request) session {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return session{}
	}
	return s.byID[cookie.Value]
}

const freshness = 15 * time.Minute

// mayAdd returns the account that a session may add a key to: whoever finds a
// browser that was left signed in must not get a key of their own to the account.
func (s *sessions) mayAdd(r *http.Request) (account string) {
	found := s.of(r)
	if !found.byService || time.Since(found.began) > freshness {
		return ""
	}
	return found.account
}

// A key is a client's name and the provider's id of a user. A database keeps it
// unique, so that of two accounts that add it at the same time one gets it.
type key struct{ client, id string }

type accounts struct {
	byIdentifier map[string]string
	byEmail      map[string]string // addresses that the application has checked
	keys         map[key]string
}

func (a *accounts) of(info *janrain.AuthInfo) (account string) {
	identifier := info.Profile.Identifier
	if a.byIdentifier[identifier] == "" {
		a.byIdentifier[identifier] = rand.Text()
	}
	return a.byIdentifier[identifier]
}

func (a *accounts) hasKey(account string) bool {
	for _, owner := range a.keys {
		if owner == account {
			return true
		}
	}
	return false
}

func (a *accounts) byKey(client, id string) (account string) { return a.keys[key{client, id}] }
func (a *accounts) addKey(account, client, id string)        { a.keys[key{client, id}] = account }

// byCheckedEmail returns the account with this address, if it has no key of the
// client yet: an address can be given to somebody else, who then has another id.
func (a *accounts) byCheckedEmail(email, client string) (account string) {
	account = a.byEmail[strings.Map(lower, email)]
	for k, owner := range a.keys {
		if owner == account && k.client == client {
			return ""
		}
	}
	return account
}

// lower takes A to Z only for a to z: Unicode has more letters that look alike.
func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}
