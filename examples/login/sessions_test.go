package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// has reports whether the application accepts a session.
func (s *stage) has(t *testing.T, session string) bool {
	t.Helper()
	b := newBrowser(t, s.url)
	b.plant(session)
	b.get("/profile")
	return b.at.Path == "/profile"
}

// plant puts a session cookie into the browser, as an attacker might.
func (b *browser) plant(session string) {
	b.t.Helper()
	b.jar.SetCookies(b.at, []*http.Cookie{{Name: "session", Value: session, Path: "/"}})
}

func TestEachSignInHasItsOwnSession(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	first := b.session(s)
	require.GreaterOrEqual(t, len(first), 26, "a session ID must be too long to guess")
	assert.True(t, s.has(t, first))

	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	second := b.session(s)
	assert.NotEqual(t, first, second)
	assert.False(t, s.has(t, first), "the next sign-in must end the session")
	assert.True(t, s.has(t, second))
}

func TestPlantedSessionIsUseless(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.plant("PLANTEDPLANTEDPLANTEDPLANT")
	b.get("/profile")
	assert.Equal(t, "/login", b.at.Path, "an unknown session ID must be rejected")
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	b.shows("Account 1")
	assert.NotEqual(t, "PLANTEDPLANTEDPLANTEDPLANT", b.session(s))
	assert.False(t, s.has(t, "PLANTEDPLANTEDPLANTEDPLANT"), "a planted session ID must not be signed in")
	assert.False(t, s.has(t, ""), "an empty session ID must be rejected")
}

func TestSignOutEndsTheSessionOnTheServer(t *testing.T) {
	s := newStage(t)
	b, other := newBrowser(t, s.url), newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	other.signIn(s, janraintest.User(janrain.ProviderGoogle))
	session := b.session(s)
	b.press("Sign out")
	assert.Empty(t, b.session(s), "the cookie must be deleted")
	assert.False(t, s.has(t, session), "a copy of the cookie must be useless")
	assert.True(t, s.has(t, other.session(s)), "another browser must stay signed in")

	b.post(s.url, "/signout", nil)
	assert.Equal(t, "/", b.at.Path, "signing out twice must work")
}

func TestOtherSitesCannotSignAUserOut(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	b.post("https://evil.example", s.url+"/signout", nil)
	assert.Equal(t, http.StatusForbidden, b.status, "a post from another site")
	b.post("http://127.0.0.1:1", s.url+"/profile", nil)
	assert.Equal(t, http.StatusForbidden, b.status, "a post of another path")
	b.get(s.url + "/signout")
	assert.Equal(t, http.StatusMethodNotAllowed, b.status, "a GET must not sign out")
	assert.True(t, s.has(t, b.session(s)), "the user must still be signed in")
}

func TestSessionCookie(t *testing.T) {
	for site, want := range map[string]http.Cookie{
		"http://localhost:8080": {Name: "session"},
		"https://shop.example":  {Name: "__Host-session", Secure: true},
		"HTTPS://Shop.example":  {Name: "__Host-session", Secure: true},
	} {
		t.Run(site, func(t *testing.T) {
			all := newSessions(site)
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, site, http.NoBody)
			all.start(w, r, &session{})
			cookies := w.Result().Cookies()
			require.Len(t, cookies, 1)
			got := cookies[0]
			assert.Equal(t, want.Name, got.Name)
			assert.Equal(t, want.Secure, got.Secure, "https only")
			assert.True(t, got.HttpOnly, "scripts must not read the cookie")
			assert.Equal(t, http.SameSiteLaxMode, got.SameSite)
			assert.Equal(t, "/", got.Path, "__Host- requires the path /")
			assert.Empty(t, got.Domain, "other hosts of the domain must not get the cookie")
			assert.Zero(t, got.MaxAge, "the cookie must end with the browser session")

			r.AddCookie(got)
			require.NotNil(t, all.of(r))
			w = httptest.NewRecorder()
			all.end(w, r)
			gone := w.Result().Cookies()[0]
			assert.Negative(t, gone.MaxAge)
			assert.Equal(t, []any{want.Name, "/", want.Secure}, []any{gone.Name, gone.Path, gone.Secure},
				"a cookie must be deleted with the attributes with which it was set")
			assert.Nil(t, all.of(r))
		})
	}
}

// On https, every cookie has the prefix __Host-.
func TestSignInOnHTTPS(t *testing.T) {
	fake := janraintest.NewServer()
	t.Cleanup(fake.Close)
	var app http.Handler
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	app, err := newApp(fake.Client(), server.URL, discard)
	require.NoError(t, err)

	b := newBrowser(t, server.URL)
	b.transport = server.Client().Transport
	s := &stage{fake: fake, url: server.URL}
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	b.shows("Account 1")
	site, err := url.Parse(server.URL)
	require.NoError(t, err)
	names := map[string]bool{}
	for _, cookie := range b.jar.Cookies(site) {
		names[cookie.Name] = true
	}
	assert.Equal(t, map[string]bool{"__Host-session": true}, names, "the cookies after a sign-in")
}
