package janrain_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

func TestSignedInPrintsOnlyProviderAndIdentifier(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderFacebook)
	in := janrain.SignedIn{User: &user, ReturnTo: "/canary-path", Value: "canary-value"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "in", in, "pointer", &in)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "in", in, "none", janrain.SignedIn{})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&log, verb, in)
		fmt.Fprintf(&log, verb, &in)
		fmt.Fprintf(&log, verb, struct{ In janrain.SignedIn }{in})
		assert.NotPanics(t, func() { _ = fmt.Sprintf(verb, janrain.SignedIn{}) })
	}
	for _, hidden := range []string{"canary", "fake-", "mira.okafor@example.com", "1991", "PANIC"} {
		assert.NotContains(t, log.String(), hidden)
	}
	assert.Contains(t, log.String(), user.Profile.Identifier)
}

// The cookies of a sign-in are deleted unless it may be retried unchanged.
func TestWhatEndsASignIn(t *testing.T) {
	t.Parallel()
	code := func(code janrain.Code, status int) janraintest.Failure {
		return janraintest.Raw(status, "application/json", `{"stat":"fail","err":{"code":`+strconv.Itoa(int(code))+`,"msg":"x"}}`)
	}
	for name, tt := range map[string]struct {
		fault janraintest.Failure
		kept  bool
	}{
		"a token that is not known":     {janraintest.ErrorCode(janrain.CodeDataNotFound), false},
		"a wrong key":                   {janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), false},
		"a wrong token":                 {janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: token"), false},
		"a provider that fails":         {janraintest.ErrorCode(janrain.CodeProviderUnavailable), false},
		"no code":                       {janraintest.Raw(400, "application/json", `{"stat":"fail","err":"broken"}`), false},
		"no identifier":                 {janraintest.Raw(200, "application/json", `{"stat":"ok","profile":{}}`), false},
		"a page in place of a response": {janraintest.NotJSON(http.StatusOK), false},
		"400":                           {janraintest.NotJSON(http.StatusBadRequest), false},
		"500":                           {janraintest.NotJSON(http.StatusInternalServerError), false},
		"502":                           {janraintest.NotJSON(http.StatusBadGateway), false},
		"504":                           {janraintest.NotJSON(http.StatusGatewayTimeout), false},
		"502 in the service's form":     {janraintest.Raw(502, "application/json", `{"stat":"fail","err":"busy"}`), false},
		"a redirect":                    {janraintest.Redirect(http.StatusFound, "/elsewhere"), false},
		"a lost response":               {janraintest.CutOff(10), false},
		"code -1":                       {code(janrain.CodeServiceUnavailable, 400), true},
		"code -1 under 200":             {code(janrain.CodeServiceUnavailable, 200), true},
		"429":                           {janraintest.NotJSON(http.StatusTooManyRequests), true},
		"503":                           {janraintest.NotJSON(http.StatusServiceUnavailable), true},
		"503 in the service's form":     {janraintest.Raw(503, "application/json", `{"stat":"fail","err":"busy"}`), true},
		"an empty 429":                  {janraintest.Raw(429, "", ""), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, kit.SiteConfig{})
			b := kit.NewBrowser(t, s)
			tokenURL := b.Begin(t, "/")
			token := s.Issue(tokenURL)
			s.Service.FailNext(tt.fault)
			b.Finish(t, tokenURL, token)
			require.Error(t, s.TakeErr(t))
			state, kept := b.Has(t, tokenURL)
			assert.Equal(t, []bool{tt.kept, tt.kept}, []bool{state, kept}, "the cookies")

			b.Get(t, tokenURL) // reloads the page
			b.Finish(t, tokenURL, token)
			users, errs := s.SoFar()
			if tt.kept {
				assert.Len(t, users, 1, "reloading the page must complete the sign-in")
				assert.Len(t, s.Service.Requests(), 2)
				return
			}
			assert.Empty(t, users)
			require.Len(t, errs, 2)
			for _, err := range errs {
				require.ErrorIs(t, err, janrain.ErrStateMismatch)
			}
			assert.Len(t, s.Service.Requests(), 1, "no token may be exchanged with a used state")
		})
	}
}

// Nothing is sent, because the service's host refuses connections.
func TestSignInThatWasNotSentMayBeRetried(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	token := s.Issue(tokenURL)
	s.Service.Close()
	for range 2 {
		b.Finish(t, tokenURL, token)
		broken, ok := errors.AsType[*janrain.TransportError](s.TakeErr(t))
		require.True(t, ok)
		require.False(t, broken.MayHaveBeenSent)
		state, kept := b.Has(t, tokenURL)
		assert.True(t, state && kept)
	}
}

// A user opens the sign-in page in two tabs.
func TestTabsDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]bool{"if both succeed": false, "if the first fails": true} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := kit.NewSite(t, kit.SiteConfig{})
				b := kit.NewBrowser(t, s)
				tabs := []string{b.Begin(t, "/0"), b.Begin(t, "/1")}
				if fails {
					b.Finish(t, tabs[order[0]], "token-that-nobody-issued")
					require.ErrorIs(t, s.TakeErr(t), janrain.ErrDataNotFound)
				} else {
					b.Finish(t, tabs[order[0]], s.Issue(tabs[order[0]]))
				}
				b.Finish(t, tabs[order[1]], s.Issue(tabs[order[1]]))
				users, errs := s.SoFar()
				assert.Empty(t, errs)
				assert.Equal(t, "/"+strconv.Itoa(order[1]), users[len(users)-1].ReturnTo)
			})
		}
	}
}

// Every tab posts before any is redirected.
func TestEightTabsAtOnce(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	var tabs []string
	for i := range 8 {
		tabs = append(tabs, b.Begin(t, "/"+strconv.Itoa(i)))
	}
	for _, tab := range tabs {
		b.Post(t, tab, s.Issue(tab))
	}
	for _, tab := range slices.Backward(tabs) {
		b.Get(t, tab)
	}
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	assert.Len(t, users, 8)
}

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

// ask makes a request to a mux. The handlers here respond with 418.
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
		{"https://shop.example/.signin/..a/b..", "/.signin/..a/b..", "/.signin/..a"},
		{"https://shop.example/a%2F%2Fb/", "/a%2F%2Fb/", "/a/b/"},
		{"https://shop.example/sign%20in", "/sign%20in", "/sign"},
		{"https://shop.example/a%2Fb", "/a%2Fb", "/a/b"},
		{"https://shop.example/b%C3%BCcher", "/b%C3%BCcher", "/b"},
	} {
		mux := http.NewServeMux()
		require.NotPanics(t, func() { callbackAt(t, tt.tokenURL).Register(mux) }, tt.tokenURL)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			assert.Equal(t, http.StatusTeapot, ask(t, mux, method, tt.path).Code, "%s of %s", method, tt.tokenURL)
			assert.NotEqual(t, http.StatusTeapot, ask(t, mux, method, tt.other).Code,
				"%s %s must not reach the callback", method, tt.other)
		}
	}
}

// Browsers remove dot segments, and http.ServeMux redirects a POST from a path with empty
// elements: the token would go where no handler is.
func TestTokenURLWithAnAmbiguousPathIsRejected(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/.", "/..", "/a/.", "/a/..", "/a/%2E", "/a/%2e%2E", "/a/.%2e", "/a/../signin", "/./signin", "/a/%2E%2E/signin", "/a/./",
		"//", "//a", "/a//b", "/a//", "///",
	} {
		_, err := janrain.NewCallback(kit.Client(t, kit.RespondWith(kit.Success)), janrain.CallbackConfig{
			TokenURL: "https://shop.example" + path + "?lang=de",
			SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
			Failed:   func(http.ResponseWriter, *http.Request, error) {},
		})
		param, ok := errors.AsType[*janrain.ParamError](err)
		require.True(t, ok, "%s: %v", path, err)
		assert.Equal(t, "TokenURL", param.Field)
		require.ErrorContains(t, err, "which browsers and ServeMux change", path)
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
func TestRegisterWithACatchAll(t *testing.T) {
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
	assert.Equal(t, http.StatusNotFound, ask(t, mux, http.MethodGet, "/").Code, "nothing may be registered")
}

func TestSignInFromTheLinkToTheUser(t *testing.T) {
	t.Parallel()
	google := janraintest.User(janrain.ProviderGoogle).Profile.Identifier
	for name, config := range map[string]kit.SiteConfig{
		"over https":                      {},
		"over http, on a loopback host":   {Plain: true},
		"a token URL with a query":        {Query: "?shop=b%C3%BCcher&lang=de"},
		"a token URL with an empty query": {Query: "?"},
		"with contact data":               {Extended: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, config)
			b := kit.NewBrowser(t, s)
			tokenURL := b.Begin(t, "/cart?id=1&to=%2Fx#items")
			posted := b.Post(t, tokenURL, s.Issue(tokenURL))
			assert.Equal(t, http.StatusSeeOther, posted.Status,
				"a POST must be followed by a GET, which has the cookies")
			assert.Equal(t, tokenURL, posted.Header.Get("Location"))
			assert.Empty(t, s.Service.Requests(), "nothing may be sent before the state is verified")

			page := b.Get(t, posted.Header.Get("Location"))
			assert.Equal(t, http.StatusSeeOther, page.Status)
			assert.Equal(t, "/cart?id=1&to=%2Fx#items", page.Header.Get("Location"),
				"the user must reach the requested page")
			assert.Equal(t, kit.SiteUser{Identifier: google, ReturnTo: "/cart?id=1&to=%2Fx#items", Value: ""}, s.Only(t))
			requests := s.Service.Requests()
			require.Len(t, requests, 1, "a sign-in must make one call")
			assert.Equal(t, []string{recordedTokenURL(tokenURL)}, requests[0].Form["tokenUrl"],
				"the service compares the token URL exactly")
			assert.Equal(t, config.Extended, requests[0].Form.Get("extended") == "true")
			state, token := b.Has(t, tokenURL)
			assert.False(t, token, "the token must not be kept")
			assert.False(t, state, "the state must be deleted")
		})
	}
}

// Any client can choose the Host and X-Forwarded-Host headers.
func TestTokenURLIsNotTakenFromTheRequest(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	b.Host = "evil.example"
	tokenURL := b.Begin(t, "/")
	posted := b.Post(t, tokenURL, s.Issue(tokenURL))
	assert.Equal(t, tokenURL, posted.Header.Get("Location"))
	b.Get(t, posted.Header.Get("Location"))
	s.Only(t)
	assert.Equal(t, recordedTokenURL(tokenURL), s.Service.Requests()[0].Form.Get("tokenUrl"))
	assert.NotContains(t, tokenURL, "evil")
}

// recordedTokenURL returns a token URL as the fake records it, without the state.
func recordedTokenURL(tokenURL string) string {
	before, _, _ := strings.Cut(tokenURL, "state=")
	return before + "state=[redacted]"
}

func TestCookiesOfASignIn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config kit.SiteConfig
		prefix string
		secure bool
	}{
		"over https": {kit.SiteConfig{}, "__Host-janrain-", true},
		"over http":  {kit.SiteConfig{Plain: true}, "janrain-", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, tt.config)
			b := kit.NewBrowser(t, s)
			expect := func(page kit.BrowserPage, name string, maxAge int) {
				t.Helper()
				c := page.Set[tt.prefix+name]
				require.NotNil(t, c, "of %v", page.Set)
				assert.Equal(t, maxAge, c.MaxAge, "of the %s, in seconds", name)
				assert.Equal(t, "/", c.Path)
				assert.Empty(t, c.Domain, "other hosts must not get the %s", name)
				assert.True(t, c.HttpOnly, "scripts must not read the %s", name)
				assert.Equal(t, http.SameSiteLaxMode, c.SameSite)
				assert.Equal(t, tt.secure, c.Secure)
				assert.LessOrEqual(t, len(c.Raw), 4096, "browsers drop longer cookies")
			}
			page := b.Get(t, s.URL+"/login?return=/"+strings.Repeat("x", 1023))
			assert.Len(t, page.Set, 1)
			slot := "-" + strings.TrimPrefix(slices.Collect(maps.Keys(page.Set))[0], tt.prefix+"state-")
			expect(page, "state"+slot, 3600)
			link, err := url.Parse(page.Body)
			require.NoError(t, err)
			tokenURL := link.Query().Get("token_url")
			tokenSlot := kit.TokenSlotOf(t, tokenURL)
			page = b.Post(t, tokenURL, strings.Repeat("t", 256))
			assert.Len(t, page.Set, 1, "a forged POST must not change the state")
			expect(page, "token"+tokenSlot, 60)
			page = b.Post(t, tokenURL, strings.Repeat("t", 1800))
			assert.Len(t, page.Set, 1, "a long token must be in a cookie that all slots share")
			expect(page, "token", 60)
			b.Jar.SetCookies(kit.Parsed(t, s.URL), []*http.Cookie{{Name: s.CookieName("token" + tokenSlot), Path: "/", MaxAge: -1}})
			page = b.Get(t, tokenURL)
			assert.Len(t, page.Set, 3)
			const deleted = -1
			expect(page, "token", deleted)
			expect(page, "token"+tokenSlot, deleted)
			expect(page, "state"+slot, deleted)
		})
	}
}

func TestAnyTokenArrivesUnchanged(t *testing.T) {
	t.Parallel()
	for name, token := range map[string]string{
		"of the service":   kit.Token,
		"a semicolon":      "ab;cd; Path=/; Domain=evil.example",
		"quotes":           `"ab"'cd'`,
		"commas":           "ab,cd,ef",
		"an umlaut":        "äöü-äöü",
		"a line break":     "ab\r\nSet-Cookie: x=y",
		"a NUL":            "abcd\x00efgh",
		"no UTF-8":         "abcd\xff\xfe",
		"white space":      "  abcd  ",
		"a dot":            "abcd.efgh",
		"URL characters":   "a+b/c=d&e%20f?g#h",
		"as long as it is": strings.Repeat("0123456789abcdef", 64),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			s := kit.NewSite(t, kit.SiteConfig{Client: func(*janraintest.Server) *janrain.Client { return kit.Client(t, service) }})
			b := kit.NewBrowser(t, s)
			b.Finish(t, b.Begin(t, "/"), token)
			s.Only(t)
			assert.Equal(t, token, service.Only(t).Form(t).Get("token"))
		})
	}
}

func TestInvalidRequests(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")

	page := b.Post(t, tokenURL, "")
	kit.RequireTokenError(t, s.TakeErr(t))
	assert.Equal(t, http.StatusBadRequest, page.Status, "a POST without a token must be the browser's fault")
	page = b.Post(t, tokenURL, strings.Repeat("long-token", 300))
	kit.RequireTokenError(t, s.TakeErr(t))
	assert.Equal(t, http.StatusBadRequest, page.Status, "a token too long for a cookie must be the browser's fault")
	assert.Empty(t, page.Set)
	b.Get(t, s.TokenURL)
	require.ErrorIs(t, s.TakeErr(t), janrain.ErrStateMismatch, "a GET without state and token")
	b.Get(t, tokenURL)
	require.ErrorIs(t, s.TakeErr(t), janrain.ErrStateMismatch, "a GET without a token")
	assert.Empty(t, s.Service.Requests(), "none of these may reach the service")

	b.Finish(t, tokenURL, s.Issue(tokenURL))
	s.Only(t) // the sign-in still succeeds
}

// Two tabs post before either has been redirected.
func TestTokenWaitsForItsOwnGET(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	first, second := b.Begin(t, "/first"), b.Begin(t, "/second")
	b.Post(t, first, s.Issue(first))
	b.Post(t, second, s.Issue(second))
	b.Get(t, s.TokenURL)
	require.ErrorIs(t, s.TakeErr(t), janrain.ErrStateMismatch, "a page opened by hand must end neither sign-in")
	b.Get(t, first)
	assert.Equal(t, "/first", s.Only(t).ReturnTo)
	b.Get(t, second)
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	assert.Len(t, users, 2)
}

func TestOnlyGETAndPOSTAreAccepted(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch, "get", "BREW"} {
		r, err := http.NewRequestWithContext(t.Context(), method, tokenURL, http.NoBody)
		require.NoError(t, err)
		page := b.Send(t, r)
		assert.Equal(t, http.StatusMethodNotAllowed, page.Status, method)
		assert.Equal(t, "GET, POST", page.Header.Get("Allow"), method)
		assert.Empty(t, page.Set, method)
	}
	_, errs := s.SoFar()
	assert.Empty(t, errs, "another method must not count as a failed sign-in")
	assert.Empty(t, s.Service.Requests())
}

func TestZeroCallbackRespondsWith500(t *testing.T) {
	t.Parallel()
	for name, callback := range map[string]*janrain.Callback{"nil": nil, "zero": {}} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			w := httptest.NewRecorder()
			callback.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/signin?state=x", http.NoBody))
			assert.Equal(t, http.StatusInternalServerError, w.Code, "%s of a %s Callback", method, name)
			assert.Contains(t, w.Body.String(), "NewCallback", "the response must tell the developer what to do")
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", http.NoBody)
		assert.Equal(t, janrain.Links{}, callback.Begin(w, r, "/"), "of a %s Callback", name)
		assert.Empty(t, w.Result().Cookies())
	}
}

func TestNewCallbackRejectsInvalidConfigs(t *testing.T) {
	t.Parallel()
	client := kit.Client(t, kit.RespondWith(kit.Success))
	good := func() janrain.CallbackConfig {
		return janrain.CallbackConfig{
			TokenURL: "https://shop.example/signin",
			SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
			Failed:   func(http.ResponseWriter, *http.Request, error) {},
		}
	}
	of := func(tokenURL string) func(*janrain.CallbackConfig) {
		return func(c *janrain.CallbackConfig) { c.TokenURL = tokenURL }
	}
	for _, tt := range []struct {
		name   string
		client *janrain.Client
		change func(*janrain.CallbackConfig)
		field  string
		want   error
	}{
		{"no client", nil, of("https://shop.example/signin"), "client", janrain.ErrMissingParameter},
		{"a client that nobody made", &janrain.Client{}, of("https://shop.example/signin"), "client", janrain.ErrMissingParameter},
		{"no SignedIn", client, func(c *janrain.CallbackConfig) { c.SignedIn = nil }, "SignedIn", janrain.ErrMissingParameter},
		{"no Failed", client, func(c *janrain.CallbackConfig) { c.Failed = nil }, "Failed", janrain.ErrMissingParameter},
		{"no token URL", client, of(""), "TokenURL", janrain.ErrMissingParameter},
		{"a path", client, of("/canary"), "TokenURL", janrain.ErrInvalidParameter},
		{"no scheme", client, of("canary.example/signin"), "TokenURL", janrain.ErrInvalidParameter},
		{"no host", client, of("https:///canary"), "TokenURL", janrain.ErrInvalidParameter},
		{"http", client, of("http://canary.example/signin"), "TokenURL", janrain.ErrInvalidParameter},
		{"http for a host that begins like loopback", client, of("http://localhost.canary.example/"), "TokenURL", janrain.ErrInvalidParameter},
		{"another scheme", client, of("ftp://canary.example/"), "TokenURL", janrain.ErrInvalidParameter},
		{"a script", client, of("javascript:canary"), "TokenURL", janrain.ErrInvalidParameter},
		{"user info", client, of("https://canary@shop.example/signin"), "TokenURL", janrain.ErrInvalidParameter},
		{"a fragment", client, of("https://canary.example/signin#top"), "TokenURL", janrain.ErrInvalidParameter},
		{"an empty fragment", client, of("https://canary.example/signin#"), "TokenURL", janrain.ErrInvalidParameter},
		{"a line feed behind", client, of("https://canary.example/signin\n"), "TokenURL", janrain.ErrInvalidParameter},
		{"a space in front", client, of(" https://canary.example/signin"), "TokenURL", janrain.ErrInvalidParameter},
		{"a damaged escape", client, of("https://canary.example/%zz"), "TokenURL", janrain.ErrInvalidParameter},
		{"a parameter of the handler's own", client, of("https://canary.example/signin?state=1"), "TokenURL", janrain.ErrInvalidParameter},
		{"the same, escaped", client, of("https://canary.example/signin?a=1&%73tate"), "TokenURL", janrain.ErrInvalidParameter},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			config := good()
			tt.change(&config)
			callback, err := janrain.NewCallback(tt.client, config)
			assert.Nil(t, callback)
			refused := kit.RequireParamError(t, err, tt.field, "")
			assert.Equal(t, "NewCallback", refused.Endpoint)
			require.ErrorIs(t, err, tt.want)
			assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err))
			assert.NotContains(t, err.Error(), "canary", "the error must not repeat the value")
		})
	}
	for _, tokenURL := range []string{
		"https://shop.example", "HTTPS://Shop.Example/signin", "https://shop.example:8443/signin?a=1&b", "http://localhost:8080/signin",
		"http://127.0.0.1/signin", "http://[::1]:8080/signin", "https://shop.example/signin?estate=1",
	} {
		config := good()
		config.TokenURL = tokenURL
		_, err := janrain.NewCallback(client, config)
		require.NoError(t, err, "of %s", tokenURL)
	}
}

func TestManySignInsAtOnceOnOneCallback(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Plain: true})
	const browsers = 64
	var all sync.WaitGroup
	var urls sync.Map
	for i := range browsers {
		b := kit.NewBrowser(t, s)
		all.Go(func() {
			returnTo := "/basket/" + strconv.Itoa(i)
			tokenURL := b.Begin(t, returnTo)
			_, known := urls.LoadOrStore(tokenURL, true)
			assert.False(t, known, "each browser must have its own state")
			if page := b.Finish(t, tokenURL, s.Issue(tokenURL)); page.Header.Get("Location") != returnTo {
				t.Errorf("the user went to %s, not to %s", page.Header.Get("Location"), returnTo)
			}
		})
	}
	all.Wait()
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	assert.Len(t, users, browsers)
	assert.Len(t, s.Service.Requests(), browsers)
}
