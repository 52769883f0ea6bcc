package janraintest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

func TestStartAppKnowsTheURLBeforeTheHandlerExists(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	app := janraintest.StartApp(func(baseURL string) http.Handler { return webApplication(srv.Client(), baseURL) })
	defer app.Close()
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, app.URL)
	browser := janraintest.NewBrowser()
	resp, err := srv.SignIn(browser, app.URL+"/login", googlePlus)
	require.NoError(t, err)
	assert.Equal(t, "Welcome, Mira Okafor, to /basket", text(t, resp))
	assert.NotSame(t, browser.Jar, janraintest.NewBrowser().Jar, "each browser must be a new visitor")

	app.Close()
	app.Close()
	_, err = srv.SignIn(browser, app.URL+"/login", googlePlus) //nolint:bodyclose // there is no response
	require.Error(t, err, "a closed application must not respond")
}

func TestStartAppWithoutAHandlerPanics(t *testing.T) {
	t.Parallel()
	assert.PanicsWithValue(t, "janraintest: StartApp: the function is nil", func() { janraintest.StartApp(nil) })
	assert.PanicsWithValue(t, "janraintest: StartApp: the function returned no handler", func() {
		janraintest.StartApp(func(string) http.Handler { return nil })
	})
}

func TestAppsCanRunInParallel(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 3 {
		app := janraintest.StartApp(func(baseURL string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, baseURL) })
		})
		t.Cleanup(app.Close)
		_, page := open(t, app.URL)
		assert.Equal(t, app.URL, page)
		seen[app.URL] = true
	}
	assert.Len(t, seen, 3)
}

// begin submits the shop's form, which starts a sign-in with a POST.
func begin(t *testing.T, browser *http.Client, address string) *http.Response {
	t.Helper()
	resp, err := browser.PostForm(address, url.Values{"provider": {"googleplus"}}) //nolint:noctx // ends with the test
	require.NoError(t, err)
	return resp
}

func TestSignInThatStartsWithAPOST(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/post-redirect", "/post-redirect-307", "/post-link", "/post-widget"} {
		for name, follow := range map[string]bool{"followed": true, "not followed": false} {
			t.Run(path+" "+name, func(t *testing.T) {
				t.Parallel()
				s := newShop(t, false)
				browser := s.browser(t)
				starter := *browser
				if !follow {
					starter.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
				}
				started := begin(t, &starter, s.URL+path) //nolint:bodyclose // SignInFrom closes it
				resp, err := s.fake.SignInFrom(browser, started, googlePlus)
				require.NoError(t, err)
				assert.Equal(t, "The basket of googleplus, to=%2F&x", text(t, resp))
				assert.Empty(t, s.errs)
			})
		}
	}
}

func TestSignInFromErrors(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	browser := s.browser(t)
	_, err := s.fake.SignInFrom(browser, nil, googlePlus) //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "the response is nil")
	_, err = s.fake.TokenURLFrom(&http.Response{})
	require.ErrorContains(t, err, "the response is nil")
	_, err = s.fake.SignInFrom(browser, begin(t, browser, s.URL+"/none?secret=x"), googlePlus) //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "/none has no link to the service (HTTP 405)")
	assert.NotContains(t, err.Error(), "secret")
	_, err = s.fake.SignInFrom(nil, begin(t, browser, s.URL+"/post-link"), googlePlus) //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "client is nil")
}

// net/http's errors quote the URL, which contains the token.
func TestBrowserErrorsContainNoToken(t *testing.T) {
	t.Parallel()
	srv := newServer(t, janraintest.WithVendorSettings())
	browser := janraintest.NewBrowser()
	const token = "canary-token"
	for _, tokenURL := range []string{"http://127.0.0.1:1/signin?state=canary-state", "http://127.0.0.1:1/\x00?state=canary-state", "://?state=canary-state"} {
		_, err := srv.Post(browser, tokenURL, token) //nolint:bodyclose // there is no response
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "canary")
		_, err = srv.PostJSON(browser, tokenURL, token) //nolint:bodyclose // there is no response
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "canary")
	}
	_, err := srv.TokenURL(browser, "http://127.0.0.1:1/login?invitation=canary")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "canary")
}

func TestPostJSONSendsWhatAPageScriptSends(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	browser := s.browser(t)
	tokenURL := s.begun(t, browser)
	resp, err := s.fake.PostJSON(browser, tokenURL, s.fake.IssueToken(googlePlus, tokenURL))
	require.NoError(t, err)
	assert.Contains(t, text(t, resp), "The basket of googleplus")
	assert.Empty(t, s.errs)
	_, err = s.fake.PostJSON(nil, tokenURL, "t") //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "the client is nil")
}

func TestTokenIsInTheFormAndInTheQuery(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var body, query string
	app := janraintest.StartApp(func(string) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			assert.NoError(t, r.ParseForm())
			body, query = r.PostForm.Get("token"), r.URL.RawQuery
		})
	})
	defer app.Close()
	for address, want := range map[string]string{
		app.URL + "/signin":             "token=a%2Bb",
		app.URL + "/signin?state=STATE": "state=STATE&token=a%2Bb",
	} {
		resp, err := srv.Post(janraintest.NewBrowser(), address, "a+b")
		require.NoError(t, err)
		_ = text(t, resp)
		assert.Equal(t, "a+b", body)
		assert.Equal(t, want, query)
	}
}
