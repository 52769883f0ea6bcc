package storing

import (
	"bytes"
	"database/sql"
	"html/template"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorilla/sessions"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// openDB opens a database with the table of the page, or with another table.
func openDB(t *testing.T, schema string) *sql.DB {
	t.Helper()
	if schema == "" {
		text, err := os.ReadFile("schema.sql")
		require.NoError(t, err)
		schema = string(text)
	}
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "db")+"?_pragma=busy_timeout(10000)")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.ExecContext(t.Context(), schema)
	require.NoError(t, err)
	return db
}

// An app is what the page shows of an application.
type app interface {
	signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error
	signOut(w http.ResponseWriter, r *http.Request)
	account(r *http.Request) string
}

// A kind is an app and what the tests need besides: a page that fills the
// visitor's cart, one that shows it, and the middleware.
type kind struct {
	app

	fill func(w http.ResponseWriter, r *http.Request)
	cart func(r *http.Request) string
	wrap func(http.Handler) http.Handler
}

func onSCS(t *testing.T, accounts accounts) kind {
	t.Helper()
	a := &scsApp{newSCS(), accounts}
	return kind{
		app:  a,
		fill: func(_ http.ResponseWriter, r *http.Request) { a.sessions.Put(r.Context(), "cart", "book") },
		cart: func(r *http.Request) string { return a.sessions.GetString(r.Context(), "cart") },
		wrap: func(mux http.Handler) http.Handler { return protectedSCS(a, mux) },
	}
}

func protectedSCS(a *scsApp, mux http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.AddInsecureBypassPattern("POST /signin")
	return protection.Handler(a.sessions.LoadAndSave(mux))
}

func onFiles(t *testing.T, accounts accounts) kind {
	t.Helper()
	return onGorilla(t, newStore(t.TempDir(), bytes.Repeat([]byte("k"), 32)), accounts)
}

func onCookies(t *testing.T, accounts accounts) kind {
	t.Helper()
	store := sessions.NewCookieStore(bytes.Repeat([]byte("k"), 32))
	store.Options.HttpOnly, store.Options.SameSite = true, http.SameSiteLaxMode
	return onGorilla(t, store, accounts)
}

func onGorilla(t *testing.T, store sessions.Store, accounts accounts) kind {
	t.Helper()
	a := &gorillaApp{store, accounts}
	return kind{
		app: a,
		fill: func(w http.ResponseWriter, r *http.Request) {
			session := a.session(r)
			session.Values["cart"] = "book"
			assert.NoError(t, session.Save(r, w))
		},
		cart: func(r *http.Request) string {
			cart, _ := a.session(r).Values["cart"].(string)
			return cart
		},
		wrap: func(mux http.Handler) http.Handler {
			protection := http.NewCrossOriginProtection()
			protection.AddInsecureBypassPattern("POST /signin")
			return protection.Handler(mux)
		},
	}
}

// A site is an application that is served over TLS, and its service.
type site struct {
	*httptest.Server

	t       *testing.T
	service *janraintest.Server
}

var link = template.Must(template.New("login").Parse(`<a href="{{.URL}}">Sign in</a>`))

func serve(t *testing.T, newKind func(*testing.T, accounts) kind) *site {
	t.Helper()
	service := janraintest.NewServer()
	t.Cleanup(service.Close)
	k := newKind(t, accounts{openDB(t, "")})
	mux := http.NewServeMux()
	server := httptest.NewTLSServer(k.wrap(mux))
	t.Cleanup(server.Close)
	callback, err := janrain.NewCallback(service.Client(), janrain.CallbackConfig{
		TokenURL: server.URL + "/signin",
		SignedIn: k.signedIn,
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), janrain.FaultOf(err).HTTPStatus())
		},
	})
	require.NoError(t, err)
	callback.Register(mux)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		_ = link.Execute(w, callback.Begin(w, r, "/account"))
	})
	mux.HandleFunc("GET /fill", k.fill)
	mux.HandleFunc("POST /signout", k.signOut)
	mux.HandleFunc("GET /account", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, k.account(r)+";"+k.cart(r))
	})
	return &site{server, t, service}
}

// A browser keeps cookies.
type browser struct {
	*http.Client

	site *site
}

func (s *site) newBrowser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{&http.Client{Jar: jar, Transport: s.Client().Transport}, s}
}

// newBrowserWith is a browser that somebody put a session cookie into.
func (s *site) newBrowserWith(cookie string) *browser {
	s.t.Helper()
	b := s.newBrowser()
	b.Jar.SetCookies(b.site.url(), []*http.Cookie{{Name: "__Host-session", Value: cookie, Path: "/", Secure: true}})
	return b
}

func (s *site) url() *url.URL {
	s.t.Helper()
	u, err := url.Parse(s.URL)
	require.NoError(s.t, err)
	return u
}

// session returns the value of the session cookie, or "".
func (b *browser) session() string {
	for _, cookie := range b.Jar.Cookies(b.site.url()) {
		if cookie.Name == "__Host-session" {
			return cookie.Value
		}
	}
	return ""
}

func (b *browser) get(path string) string {
	b.site.t.Helper()
	resp, err := b.Get(b.site.URL + path) //nolint:noctx // of a test
	require.NoError(b.site.t, err)
	defer func() { _ = resp.Body.Close() }()
	return b.read(resp)
}

func (b *browser) read(resp *http.Response) string {
	b.site.t.Helper()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.site.t, err)
	require.Equal(b.site.t, http.StatusOK, resp.StatusCode, string(body))
	return string(body)
}

// signIn returns what /account says after the sign-in.
func (b *browser) signIn(user janrain.AuthInfo) string {
	b.site.t.Helper()
	resp, err := b.site.service.SignIn(b.Client, b.site.URL+"/login", user)
	require.NoError(b.site.t, err)
	defer func() { _ = resp.Body.Close() }()
	require.Equal(b.site.t, "/account", resp.Request.URL.Path)
	return b.read(resp)
}

func (b *browser) signOut() {
	b.site.t.Helper()
	resp, err := b.Post(b.site.URL+"/signout", "", nil) //nolint:noctx // of a test
	require.NoError(b.site.t, err)
	defer func() { _ = resp.Body.Close() }()
	require.Equal(b.site.t, "/login", resp.Request.URL.Path)
	b.read(resp)
}
