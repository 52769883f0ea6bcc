// Package callback_test holds docs/callback.md to what it says: its code compiles
// against the routers and the middleware of today, signs a user in, and leaves
// the other routes protected.
package callback_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/csrf"
	"github.com/justinas/nosurf"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A site is a way to serve the login page and the callback.
type site func(login http.HandlerFunc, callback http.Handler) http.Handler

var documented = map[string]site{
	"chi":          onChi,
	"gin":          onGin,
	"echo v4":      onEcho,
	"echo v5":      onEcho5,
	"gorilla/csrf": onMux(behindGorilla),
	"nosurf, beside it": func(login http.HandlerFunc, callback http.Handler) http.Handler {
		return besideNosurf(mux(login, callback), callback)
	},
	"nosurf, the exemption": onMux(exemptFromNosurf),
}

func mux(login http.HandlerFunc, callback http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /login", login)
	mux.Handle("GET /signin", callback)
	mux.Handle("POST /signin", callback)
	mux.HandleFunc("POST /transfer", transfer)
	return mux
}

func onMux(protect func(http.Handler) http.Handler) site {
	return func(login http.HandlerFunc, callback http.Handler) http.Handler {
		return protect(mux(login, callback))
	}
}

func TestTheDocumentedHandlersSignAUserIn(t *testing.T) {
	for name, handler := range documented {
		t.Run(name, func(t *testing.T) {
			service := janraintest.NewServer()
			t.Cleanup(service.Close)
			base := serve(t, service, handler)
			assertSignsIn(t, service, base)
			assertProtected(t, base)
		})
	}
	t.Run("net/http", func(t *testing.T) {
		service := janraintest.NewServer()
		t.Cleanup(service.Close)
		app := httptest.NewUnstartedServer(nil)
		base := "http://" + app.Listener.Addr().String()
		app.Config.Handler = NewApp(service.Client(), base)
		app.Start()
		t.Cleanup(app.Close)
		assertSignsIn(t, service, base)
		assertProtected(t, base)
	})
}

// serve starts a site, and returns its address.
func serve(t *testing.T, service *janraintest.Server, handler site) (base string) {
	t.Helper()
	app := httptest.NewUnstartedServer(nil)
	base = "http://" + app.Listener.Addr().String()
	callback, err := janrain.NewCallback(service.Client(), janrain.CallbackConfig{TokenURL: base + "/signin", SignedIn: signedIn, Failed: failed})
	require.NoError(t, err)
	app.Config.Handler = handler(func(w http.ResponseWriter, r *http.Request) {
		_ = page.Execute(w, callback.Begin(w, r, "/login"))
	}, callback)
	app.Start()
	t.Cleanup(app.Close)
	return base
}

func assertSignsIn(t *testing.T, service *janraintest.Server, base string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar}
	resp, err := service.SignIn(browser, base+"/login?return=/login", janraintest.User(janrain.ProviderGooglePlus))
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	assert.Equal(t, "200 OK /login", resp.Status+" "+resp.Request.URL.Path, "the sign-in ends where it was asked to")
	var names []string
	for _, cookie := range jar.Cookies(resp.Request.URL) {
		names = append(names, cookie.Name)
	}
	assert.Contains(t, names, sessionCookie, "the user has a session")

	// The page that the sign-in came back to, once more.
	again, err := browser.Get(base + "/signin?state=spent") //nolint:noctx // of a test
	require.NoError(t, err)
	defer func() { _ = again.Body.Close() }()
	assert.Equal(t, "/", again.Request.URL.Path, "who is signed in is not told to sign in again")
}

// assertProtected posts to another route as a page of another site does.
func assertProtected(t *testing.T, base string) {
	t.Helper()
	status := post(t, base+"/transfer")
	assert.Contains(t, []int{http.StatusForbidden, http.StatusBadRequest}, status, "the exemption is for the callback alone")
}

func post(t *testing.T, address string) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("token=a"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://example.rpxnow.com")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	_ = resp.Body.Close()
	return resp.StatusCode
}

// What the middleware answers where nothing is exempt, as the table has it.
func TestWithoutTheExemptionTheMiddlewareRefusesTheToken(t *testing.T) {
	for name, handler := range map[string]site{
		"`http.CrossOriginProtection`": onMux(http.NewCrossOriginProtection().Handler),
		"gorilla/csrf":                 onMux(csrf.Protect(make([]byte, 32))),
		"justinas/nosurf":              onMux(func(h http.Handler) http.Handler { return nosurf.New(h) }),
		"echo `middleware.CSRF`":       echoWithoutSkipper,
	} {
		t.Run(name, func(t *testing.T) {
			service := janraintest.NewServer()
			t.Cleanup(service.Close)
			status := post(t, serve(t, service, handler)+"/signin")
			row := cells(t, name)
			assert.Regexp(t, "^"+strconv.Itoa(status)+"(;|$)", row[len(row)-1], "the last column of the table")
		})
	}
}

func echoWithoutSkipper(_ http.HandlerFunc, callback http.Handler) http.Handler {
	e := echo.New()
	e.Use(middleware.CSRF())
	e.POST("/signin", echo.WrapHandler(callback))
	return e
}

func TestWhoItIs(t *testing.T) {
	google, twitter := janraintest.User(janrain.ProviderGooglePlus), janraintest.User(janrain.ProviderTwitter)
	known := &account{Identifier: twitter.Profile.Identifier}
	assert.Same(t, known, whoItIs(accountStore{known}, &twitter), "the account with this identifier")

	google.Profile.VerifiedEmail = "mira@gmail.com"
	linked := &account{ConfirmedEmail: google.Profile.VerifiedEmail}
	assert.Same(t, linked, whoItIs(accountStore{linked}, &google), "the account with this confirmed email")
	assert.Equal(t, google.Profile.Identifier, linked.Identifier, "is found by its identifier from now on")

	facebook := janraintest.User(janrain.ProviderFacebook)
	facebook.Profile.VerifiedEmail = google.Profile.VerifiedEmail
	apart := &account{ConfirmedEmail: google.Profile.VerifiedEmail}
	assert.NotSame(t, apart, whoItIs(accountStore{apart}, &facebook), "Facebook does not own the mailbox")
	google.Profile.Identifier, google.Profile.VerifiedEmail = "another", "mira@yahoo.com"
	apart = &account{ConfirmedEmail: google.Profile.VerifiedEmail}
	assert.NotSame(t, apart, whoItIs(accountStore{apart}, &google), "nor does Google own this one")
}
