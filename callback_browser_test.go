package janrain_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
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
	"github.com/janrain-go/janrain/janraintest"
)

// A site is an application with a Callback, behind a real server.
type site struct {
	*httptest.Server
	service  *janraintest.Server
	callback *janrain.Callback
	tokenURL string // as it is configured

	mu    sync.Mutex
	users []siteUser
	infos []*janrain.AuthInfo // of the users
	errs  []error
}

// A siteUser is a sign-in that the application was told of.
type siteUser struct{ identifier, returnTo, value string }

// A siteConfig says what is unusual about a site; the zero one is https, with
// the client of its service.
type siteConfig struct {
	plain    bool   // http
	query    string // of the configured token URL
	extended bool
	service  []janraintest.Option
	client   func(*janraintest.Server) *janrain.Client
}

func newSite(t *testing.T, config siteConfig) *site {
	t.Helper()
	s := &site{service: janraintest.NewServer(config.service...)}
	t.Cleanup(s.service.Close)
	mux := http.NewServeMux()
	s.Server = httptest.NewUnstartedServer(mux)
	if config.plain {
		s.Start()
	} else {
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	s.tokenURL = s.URL + "/signin" + config.query
	client := s.service.Client()
	if config.client != nil {
		client = config.client(s.service)
	}
	t.Cleanup(client.CloseIdleConnections)
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: s.tokenURL, Extended: config.extended, SignedIn: s.signedIn, Failed: s.failed,
	})
	require.NoError(t, err)
	s.callback = callback
	mux.Handle("/signin", callback)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, callback.Begin(w, r, r.FormValue("return"), janrain.WithValue(r.FormValue("value"))).URL())
	})
	return s
}

func (s *site) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	s.mu.Lock()
	s.users = append(s.users, siteUser{in.User.Profile.Identifier, in.ReturnTo, in.Value})
	s.infos = append(s.infos, in.User)
	s.mu.Unlock()
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

// failed shows all there is of the error, as no application should.
func (s *site) failed(w http.ResponseWriter, _ *http.Request, err error) {
	s.mu.Lock()
	s.errs = append(s.errs, err)
	s.mu.Unlock()
	http.Error(w, fmt.Sprintf("%v %+v %#v", err, err, err), janrain.FaultOf(err).HTTPStatus())
}

// sofar returns whom the application was told of, and what has failed.
func (s *site) sofar() ([]siteUser, []error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.users), slices.Clone(s.errs)
}

// only returns the one user that has signed in.
func (s *site) only(t *testing.T) siteUser {
	t.Helper()
	users, errs := s.sofar()
	require.Empty(t, errs, "no sign-in is to fail")
	require.Len(t, users, 1, "one user has signed in")
	return users[0]
}

// takeErr returns the one error that Failed was given since it was last asked.
func (s *site) takeErr(t *testing.T) error {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Len(t, s.errs, 1, "one sign-in is to fail")
	err := s.errs[0]
	s.errs = nil
	return err
}

// issue is a Google user's sign-in at the service.
func (s *site) issue(tokenURL string) (token string) {
	return s.service.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
}

// A browser keeps cookies, and sends those that are SameSite=Lax with a GET but
// not with a POST from another site. It holds every answer against what all of
// them have in common.
type browser struct {
	site   *site
	jar    http.CookieJar
	host   string   // of the Host header, where it is another than the site's
	posted []string // the tokens, in every form
}

func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{site: s, jar: jar}
}

// A browserPage is an answer that a browser got.
type browserPage struct {
	status int
	header http.Header
	body   string
	set    map[string]*http.Cookie // the cookies that it sets, by name
}

func (b *browser) send(t *testing.T, r *http.Request) browserPage {
	t.Helper()
	r.Host = b.host
	transport := b.site.Client().Transport // which follows no redirect
	resp, err := transport.RoundTrip(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	page := browserPage{resp.StatusCode, resp.Header, string(body), map[string]*http.Cookie{}}
	for _, c := range resp.Cookies() {
		page.set[c.Name] = c
		if strings.HasPrefix(c.Name, "__Host-") {
			require.True(t, c.Secure && c.Path == "/" && c.Domain == "", "a browser refuses %s", c.Raw)
		}
	}
	b.jar.SetCookies(r.URL, resp.Cookies())
	assert.Equal(t, "no-store", page.header.Get("Cache-Control"), "no answer is for a cache, nor is that to %s %s", r.Method, r.URL.Path)
	referrer := "no-referrer" // the URL has the state in it
	if r.URL.Path == "/login" {
		referrer = "" // it would change the Origin of the page's forms
	}
	assert.Equal(t, referrer, page.header.Get("Referrer-Policy"), "of %s %s", r.Method, r.URL.Path)
	b.assertNoToken(t, page)
	return page
}

// assertNoToken looks for a token wherever an answer may show it; the cookie is
// the one place for it.
func (b *browser) assertNoToken(t *testing.T, page browserPage) {
	t.Helper()
	others := page.header.Clone()
	others.Del("Set-Cookie")
	shown := fmt.Sprint(page.body, others)
	for _, token := range b.posted {
		assert.NotContains(t, shown, token, "no answer shows the token")
	}
}

// get is a navigation, as to a link or after a redirect: Lax cookies go along.
func (b *browser) get(t *testing.T, target string) browserPage {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	require.NoError(t, err)
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return b.send(t, r)
}

// post is the service's page that posts the token: no Lax cookie goes along.
func (b *browser) post(t *testing.T, tokenURL, token string) browserPage {
	t.Helper()
	if token != "" {
		b.posted = append(b.posted, token, url.QueryEscape(token), base64Of(token))
	}
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tokenURL, form)
	require.NoError(t, err)
	r.Header.Set("Content-Type", urlencoded)
	return b.send(t, r)
}

// begin opens the sign-in page, and returns the token URL that its link tells
// the service.
func (b *browser) begin(t *testing.T, returnTo string) (tokenURL string) {
	t.Helper()
	return b.beginWith(t, returnTo, "")
}

// beginWith is begin with a value of the application.
func (b *browser) beginWith(t *testing.T, returnTo, value string) (tokenURL string) {
	t.Helper()
	page := b.get(t, b.site.URL+"/login?"+url.Values{"return": {returnTo}, "value": {value}}.Encode())
	link, err := url.Parse(page.body)
	require.NoError(t, err)
	tokenURL = link.Query().Get("token_url")
	require.True(t, strings.HasPrefix(tokenURL, b.site.tokenURL), "the token URL is the configured one, and the state")
	return tokenURL
}

// finish posts a token and follows the redirect to the GET that exchanges it.
func (b *browser) finish(t *testing.T, tokenURL, token string) browserPage {
	t.Helper()
	page := b.post(t, tokenURL, token)
	require.Equal(t, http.StatusSeeOther, page.status, "a posted token leads to a GET, not to: %s", page.body)
	return b.get(t, page.header.Get("Location"))
}

// signIn is a whole sign-in.
func (b *browser) signIn(t *testing.T, returnTo string) browserPage {
	t.Helper()
	tokenURL := b.begin(t, returnTo)
	return b.finish(t, tokenURL, b.site.issue(tokenURL))
}

// cookieName is that of one of the handler's cookies on this site.
func (s *site) cookieName(name string) string {
	prefix := "__Host-"
	if strings.HasPrefix(s.URL, "http:") {
		prefix = ""
	}
	return prefix + "janrain-" + name
}

// cookie is what the browser keeps under one of the handler's names; "" where
// it keeps none.
func (b *browser) cookie(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(b.site.URL)
	require.NoError(t, err)
	for _, c := range b.jar.Cookies(u) {
		if c.Name == b.site.cookieName(name) {
			return c.Value
		}
	}
	return ""
}

// stateOf is the state in a token URL.
func stateOf(t *testing.T, tokenURL string) string {
	t.Helper()
	u, err := url.Parse(tokenURL)
	require.NoError(t, err)
	return u.Query().Get("state")
}

// slotOf returns the ending of the names of a sign-in's cookies.
func slotOf(t *testing.T, tokenURL string) string {
	t.Helper()
	payload, _, _ := strings.Cut(stateOf(t, tokenURL), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	require.Greater(t, len(raw), 2)
	return "-" + strconv.Itoa(int(raw[1]))
}

// has reports which of the cookies of a sign-in the browser keeps.
func (b *browser) has(t *testing.T, tokenURL string) (state, token bool) {
	t.Helper()
	slot := slotOf(t, tokenURL)
	return b.cookie(t, "state"+slot) != "", b.cookie(t, "token"+slot) != ""
}

func base64Of(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
