package janrain_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// secretIn is the browser's part of a state.
func secretIn(t *testing.T, tokenURL string) string {
	t.Helper()
	u, err := url.Parse(tokenURL)
	require.NoError(t, err)
	secret, _, ok := strings.Cut(u.Query().Get("state"), ".")
	require.True(t, ok, tokenURL)
	return secret
}

func beginnings(t *testing.T) *janrain.Callback {
	t.Helper()
	srv := janraintest.NewServer()
	t.Cleanup(srv.Close)
	callback, err := janrain.NewCallback(srv.Client(), janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed:   func(http.ResponseWriter, *http.Request, error) {},
	})
	require.NoError(t, err)
	return callback
}

func TestTwoBeginningsOfOnePageShareTheSecret(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
	header := callback.Begin(w, r, "/basket").TokenURL
	form := callback.Begin(w, r, "/").TokenURL
	assert.NotEqual(t, header, form, "they lead to two places")
	assert.Equal(t, secretIn(t, header), secretIn(t, form), "the browser keeps one secret")
}

// Failed may well show the sign-in page at once.
func TestABeginningInFailedDoesNotBringASpentStateBack(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	var callback *janrain.Callback
	var again string
	callback, err := janrain.NewCallback(srv.Client(), janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed: func(w http.ResponseWriter, r *http.Request, err error) {
			require.ErrorIs(t, err, janrain.ErrDataNotFound)
			again = callback.Begin(w, r, "/").TokenURL
		},
	})
	require.NoError(t, err)

	w := httptest.NewRecorder()
	first := callback.Begin(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil), "/").TokenURL
	state := w.Result().Cookies()
	post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, first, strings.NewReader("token=unknown"))
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w = httptest.NewRecorder()
	callback.ServeHTTP(w, post)
	get := httptest.NewRequestWithContext(t.Context(), http.MethodGet, first, nil)
	for _, cookie := range append(state, w.Result().Cookies()...) {
		get.AddCookie(cookie)
	}
	w = httptest.NewRecorder()
	callback.ServeHTTP(w, get)

	require.NotEmpty(t, again)
	assert.NotEqual(t, secretIn(t, first), secretIn(t, again), "what is spent does not come back")
	kept := ""
	for _, cookie := range w.Result().Cookies() { // the last one of a name is what a browser keeps
		if cookie.Name == "__Host-janrain-state" {
			kept = cookie.Value
		}
	}
	assert.Equal(t, secretIn(t, again), kept, "the new link is the one that works")
}

// An application sets cookies of its own before it calls Begin. A session id is
// as long as a secret, and must not get into the URL that the service is told.
func TestACookieOfTheApplicationIsNoState(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	session := strings.Repeat("S", 43)
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
	first := secretIn(t, callback.Begin(w, r, "/").TokenURL)
	http.SetCookie(w, &http.Cookie{Name: "session", Value: session})
	http.SetCookie(w, &http.Cookie{Name: "janrain-state", Value: session})
	w.Header().Add("Set-Cookie", "damaged")
	w.Header().Add("Set-Cookie", "")
	second := secretIn(t, callback.Begin(w, r, "/").TokenURL)
	assert.NotEqual(t, session, second, "what is another cookie's is no secret of Begin's")
	assert.Equal(t, first, second, "the browser keeps its own secret")
}

func TestACallbackThatIsGivenNothingDoesNotPanic(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/signin", nil)
	assert.Equal(t, janrain.SignIn{}, callback.Begin(nil, r, "/"))
	w := httptest.NewRecorder()
	assert.Equal(t, janrain.SignIn{}, callback.Begin(w, nil, "/"))
	assert.Empty(t, w.Result().Cookies(), "nothing has begun")
	assert.NotPanics(t, func() { callback.ServeHTTP(nil, r) })
	assert.NotPanics(t, func() { callback.ServeHTTP(httptest.NewRecorder(), nil) })
}

// A parameter of the developer's own is no token, whatever it is called.
func TestATokenURLMayHaveAParameterToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{query: "?token=of-the-shop"})
	newBrowser(t, s).signIn(t, "/account")
	require.Equal(t, "/account", s.only(t).returnTo)
}

// A token's cookie that only begins well has been written by somebody else.
func TestATokenCookieIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{plain: true})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	for _, encoded := range []string{"YWJj%%", "YWJj====", "YWJjZ", "YWJ j"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tokenURL, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Cookie", "janrain-state="+b.cookie(t, "state")+"; janrain-token="+stateOf(t, tokenURL)+"."+encoded)
		assertMismatch(t, s, newBrowser(t, s).send(t, r))
	}
}

func TestAPathOfOneByteTooMuchIsNotKept(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	page := newBrowser(t, s).signIn(t, "/"+strings.Repeat("x", 1024))
	assert.Equal(t, "/", page.header.Get("Location"), "of 1025 bytes")
}
