package janrain_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func callbackAt(t *testing.T, tokenURL string) *janrain.Callback {
	t.Helper()
	callback, err := janrain.NewCallback(kit.Client(t, kit.RespondWith(kit.Success)), janrain.CallbackConfig{
		TokenURL: tokenURL,
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusTeapot)
		},
	})
	require.NoError(t, err)
	return callback
}

// ask returns the status of a request to a mux; the handlers here answer 418.
func ask(t *testing.T, mux http.Handler, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody))
	return w
}

func TestRegisterServesExactlyTheTokenURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ tokenURL, path, other string }{
		{"https://shop.example/signin", "/signin", "/signin/more"},
		{"https://shop.example/signin?lang=de", "/signin?lang=de", "/signin/"},
		{"https://shop.example", "/", "/more"},
		{"https://shop.example?lang=de", "/?lang=de", "/more"},
		{"https://shop.example/", "/", "/more"},
		{"https://shop.example/signin/", "/signin/", "/signin/more"},
		{"https://shop.example/%7Bname%7D", "/%7Bname%7D", "/ann"},
		{"https://shop.example/%7B$%7D", "/%7B$%7D", "/"},
		{"https://shop.example/a/%7Bx...%7D", "/a/%7Bx...%7D", "/a/b/c"},
		{"https://shop.example/sign%20in", "/sign%20in", "/sign"},
		{"https://shop.example/a%2Fb", "/a%2Fb", "/a/b"},
		{"https://shop.example/b%C3%BCcher", "/b%C3%BCcher", "/b"},
		{"https://shop.example/a/../signin", "/signin", "/a/signin"},
		{"https://shop.example/./a/./signin", "/a/signin", "/signin"},
		{"https://shop.example//signin", "/signin", "/"},
		{"https://shop.example/a/%2E%2E/signin", "/signin", "/a/signin"},
		{"https://shop.example/..", "/", "/more"},
	} {
		mux := http.NewServeMux()
		require.NotPanics(t, func() { callbackAt(t, tt.tokenURL).Register(mux) }, tt.tokenURL)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			assert.Equal(t, http.StatusTeapot, ask(t, mux, method, tt.path).Code, "%s of %s", method, tt.tokenURL)
			assert.NotEqual(t, http.StatusTeapot, ask(t, mux, method, tt.other).Code, "%s %s is not the callback's", method, tt.other)
		}
	}
}

func TestRegisteredMethods(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	callbackAt(t, "https://shop.example/signin").Register(mux)
	for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions, "BREW"} {
		w := ask(t, mux, method, "/signin?state=x")
		assert.Equal(t, http.StatusMethodNotAllowed, w.Code, method)
		assert.Contains(t, w.Header().Get("Allow"), http.MethodPost, method)
	}
}

// The patterns do not conflict with those of a site that serves all other pages.
func TestRegisterBesideACatchAll(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	require.NotPanics(t, func() { callbackAt(t, "https://shop.example/signin").Register(mux) })
	assert.Equal(t, http.StatusTeapot, ask(t, mux, http.MethodGet, "/signin").Code)
	assert.Equal(t, http.StatusAccepted, ask(t, mux, http.MethodGet, "/other").Code)
}

func TestRegisterWithoutAMux(t *testing.T) {
	t.Parallel()
	callbackAt(t, "https://shop.example/registered-without-a-mux").Register(nil)
	assert.Equal(t, http.StatusTeapot, ask(t, http.DefaultServeMux, http.MethodGet, "/registered-without-a-mux").Code)

	mux := http.NewServeMux()
	for name, callback := range map[string]*janrain.Callback{"nil": nil, "zero": {}} {
		assert.NotPanics(t, func() { callback.Register(mux) }, name)
	}
	assert.Equal(t, http.StatusNotFound, ask(t, mux, http.MethodGet, "/").Code, "nothing is registered")
}
