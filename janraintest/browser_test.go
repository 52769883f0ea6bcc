package janraintest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestSignInToAnApplication(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"http": false, "https": true} {
		for _, path := range []string{"/link", "/frame", "/widget", "/redirect", "/redirect-to-a-provider", "/redirect-to-the-page"} {
			t.Run(name+path, func(t *testing.T) {
				t.Parallel()
				s := newShop(t, secure)
				browser := s.browser(t)
				resp, err := s.fake.SignIn(browser, s.URL+path, janraintest.User(janrain.ProviderGoogle))
				require.NoError(t, err)
				assert.Equal(t, "The basket of google, to=%2F&x", text(t, resp))
				assert.Equal(t, s.URL+"/basket?to=%2F&x", resp.Request.URL.String(),
					"the browser must follow the application's redirect")
				assert.Equal(t, http.StatusOK, resp.StatusCode)
				require.Len(t, s.fake.Requests(), 1, "the only call must be the exchange of the token")
				assert.True(t, strings.HasPrefix(s.fake.Requests()[0].Form.Get("tokenUrl"), s.URL+"/signin?a=b&state="))

				page, _ := visitAs(t, browser, s.URL+"/basket")
				assert.Contains(t, page, "of google", "the browser must stay signed in")
				page, _ = visitAs(t, s.browser(t), s.URL+"/basket")
				assert.Contains(t, page, "of nobody", "another browser must not be signed in")

				resp, err = s.fake.SignIn(browser, s.URL+path, janraintest.User(janrain.ProviderFacebook))
				require.NoError(t, err)
				assert.Contains(t, text(t, resp), "of facebook", "the same browser may sign in as another user")
				assert.Empty(t, s.errs)
			})
		}
	}
}

func TestSignInErrors(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	user := janraintest.User(janrain.ProviderGoogle)
	for name, tt := range map[string]struct {
		browser *http.Client
		url     string
		want    string
	}{
		"no client":           {nil, s.URL + "/link", "Jar"},
		"no jar":              {&http.Client{}, s.URL + "/link", "Jar"},
		"no link on the page": {s.browser(t), s.URL + "/none", "/none has no link to the service (HTTP 200)"},
		"no such page":        {s.browser(t), s.URL + "/nowhere", "HTTP 404"},
		"no application":      {s.browser(t), "http://127.0.0.1:1/link", "127.0.0.1:1"},
		"no URL":              {s.browser(t), "", "unsupported protocol"},
	} {
		_, err := s.fake.SignIn(tt.browser, tt.url, user) //nolint:bodyclose // there is no response
		require.ErrorContains(t, err, tt.want, name)
	}
	assert.Empty(t, s.errs)
}

// SignIn returns the application's response, whatever it is.
func TestSignInToAHandlerThatDoesNotRedirect(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var got *http.Request
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			http.SetCookie(w, &http.Cookie{Name: "lax", Value: "1", Path: "/", SameSite: http.SameSiteLaxMode})
			way, err := srv.Client().UnprotectedLinks("http://" + r.Host + "/token")
			assert.NoError(t, err)
			fmt.Fprintf(w, "<a href=%q>", way.URL())
			return
		}
		got = r
		token, err := janrain.TokenFromRequest(w, r)
		assert.NoError(t, err)
		info, err := srv.Client().AuthInfo(r.Context(), janrain.AuthInfoParams{Token: token, TokenURL: "http://" + r.Host + "/token"})
		if assert.NoError(t, err) {
			http.SetCookie(w, &http.Cookie{Name: "user", Value: "1", Path: "/"})
			w.WriteHeader(http.StatusAccepted)
			fmt.Fprint(w, info.Profile.DisplayName)
		}
	}))
	t.Cleanup(app.Close)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	resp, err := srv.SignIn(&http.Client{Jar: jar}, app.URL, janraintest.User(janrain.ProviderGoogle))
	require.NoError(t, err)
	assert.Equal(t, "Mira Okafor", text(t, resp), "the caller must be able to read the response")
	assert.Equal(t, http.StatusAccepted, resp.StatusCode)
	assert.Empty(t, got.Cookies(), "a post from another site must not carry SameSite=Lax cookies")
	assert.Equal(t, "cross-site", got.Header.Get("Sec-Fetch-Site"))
	assert.Equal(t, srv.URL, got.Header.Get("Origin"), "the Origin must be the service's page")
	var names []string
	for _, cookie := range jar.Cookies(resp.Request.URL) {
		names = append(names, cookie.Name)
	}
	assert.ElementsMatch(t, []string{"lax", "user"}, names, "the cookies that the response sets must be kept")
}

// begun returns the token URL that a browser gets from the shop's sign-in page.
func (s *shop) begun(t *testing.T, browser *http.Client) (tokenURL string) {
	t.Helper()
	_, at := visitAs(t, browser, s.URL+"/redirect")
	return at.Query().Get("token_url")
}

func TestPostSendsTheTestsOwnToken(t *testing.T) {
	t.Parallel()
	s := newShop(t, true)
	google := janraintest.User(janrain.ProviderGoogle)
	refused := func(browser *http.Client, tokenURL, token string, want int) error {
		t.Helper()
		resp, err := s.fake.Post(browser, tokenURL, token)
		require.NoError(t, err)
		_ = text(t, resp)
		assert.Equal(t, want, resp.StatusCode)
		require.NotEmpty(t, s.errs, "the sign-in must fail")
		return <-s.errs
	}

	browser := s.browser(t)
	err := refused(browser, s.begun(t, browser), "nobody-issued-this", http.StatusBadRequest)
	require.ErrorIs(t, err, janrain.ErrDataNotFound, "a token that was never issued")
	browser = s.browser(t)
	err = refused(browser, s.begun(t, browser), s.fake.IssueToken(google, "https://elsewhere.example/"), http.StatusBadRequest)
	require.ErrorIs(t, err, janrain.ErrTokenURLMismatch, "a token for another site")
	browser = s.browser(t)
	err = refused(browser, s.begun(t, browser), "", http.StatusBadRequest)
	require.ErrorIs(t, err, janrain.ErrNoToken)

	tokenURL := s.begun(t, browser)
	token := s.fake.IssueToken(google, tokenURL)
	resp, err := s.fake.Post(browser, tokenURL, token)
	require.NoError(t, err)
	assert.Contains(t, text(t, resp), "of google")
	err = refused(browser, tokenURL, token, http.StatusBadRequest)
	assert.Equal(t, janrain.StateOfAnother, reasonOf(t, err),
		"a replay must find its state used, next to that of the earlier sign-in")

	attackers := s.begun(t, s.browser(t))
	forged := s.fake.IssueToken(google, attackers)
	victim := s.browser(t)
	err = refused(victim, attackers, forged, http.StatusBadRequest)
	assert.Equal(t, janrain.StateNoCookie, reasonOf(t, err), "a forged post without a sign-in in progress")
	s.begun(t, victim)
	err = refused(victim, attackers, forged, http.StatusBadRequest)
	assert.Equal(t, janrain.StateOfAnother, reasonOf(t, err), "a forged post during another sign-in")
	err = refused(victim, s.URL+"/signin?a=b", forged, http.StatusBadRequest)
	assert.Equal(t, janrain.StateMissing, reasonOf(t, err), "a post without a state")

	bare := *s.Client()
	err = refused(&bare, attackers, forged, http.StatusBadRequest)
	assert.Equal(t, janrain.StateNoCookie, reasonOf(t, err), "a client without a cookie jar keeps no state")

	for _, address := range []string{"://", "http://\x00", "nowhere"} {
		_, err := s.fake.Post(browser, address, token) //nolint:bodyclose // there is no response
		require.Error(t, err, "posting to %q must fail", address)
	}
}

func reasonOf(t *testing.T, err error) janrain.StateReason {
	t.Helper()
	require.ErrorIs(t, err, janrain.ErrStateMismatch)
	why, ok := errors.AsType[*janrain.StateError](err)
	require.True(t, ok)
	return why.Reason
}

func TestManyBrowsersSignInAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	var all sync.WaitGroup
	for _, provider := range janraintest.Providers() {
		browser := s.browser(t)
		all.Go(func() {
			resp, err := s.fake.SignIn(browser, s.URL+"/link", janraintest.User(provider))
			if !assert.NoError(t, err) {
				return
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			assert.NoError(t, err)
			assert.Contains(t, string(body), "The basket of "+string(provider))
		})
	}
	all.Wait()
	assert.Empty(t, s.errs)
	assert.Len(t, s.fake.Requests(), len(janraintest.Providers()))
}
