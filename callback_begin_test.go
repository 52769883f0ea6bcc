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
		SignedIn: func(http.ResponseWriter, *http.Request, *janrain.AuthInfo, string) {},
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
		SignedIn: func(http.ResponseWriter, *http.Request, *janrain.AuthInfo, string) {},
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
