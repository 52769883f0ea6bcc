package kit

import (
	"encoding/base64"
	"encoding/json"
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

// A Site is an application with a Callback on a real server.
type Site struct {
	*httptest.Server
	Service  *janraintest.Server
	Callback *janrain.Callback
	TokenURL string // as configured

	Mu    sync.Mutex
	users []SiteUser
	infos []*janrain.AuthInfo // parallel to users
	Errs  []error
}

// A SiteUser is a sign-in that was passed to SignedIn.
type SiteUser struct{ Identifier, ReturnTo, Value string }

// A SiteConfig configures a site. The zero value means https and the default client of the fake
// service.
type SiteConfig struct {
	Plain    bool   // http instead of https
	Query    string // appended to the token URL
	Extended bool
	Service  []janraintest.Option
	Client   func(*janraintest.Server) *janrain.Client
}

// NewSite starts a site and its fake service.
func NewSite(t *testing.T, config SiteConfig) *Site {
	t.Helper()
	s := &Site{Service: janraintest.NewServer(config.Service...)}
	t.Cleanup(s.Service.Close)
	mux := http.NewServeMux()
	s.Server = httptest.NewUnstartedServer(mux)
	if config.Plain {
		s.Start()
	} else {
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	s.TokenURL = s.URL + "/signin" + config.Query
	client := s.Service.Client()
	if config.Client != nil {
		client = config.Client(s.Service)
	}
	t.Cleanup(client.CloseIdleConnections)
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: s.TokenURL, Extended: config.Extended, SignedIn: s.signedIn, Failed: s.failed,
	})
	require.NoError(t, err)
	s.Callback = callback
	mux.Handle("/signin", callback)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, callback.Begin(w, r, r.FormValue("return"), janrain.WithValue(r.FormValue("value"))).URL())
	})
	return s
}

func (s *Site) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	s.Mu.Lock()
	s.users = append(s.users, SiteUser{in.User.Profile.Identifier, in.ReturnTo, in.Value})
	s.infos = append(s.infos, in.User)
	s.Mu.Unlock()
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

// failed shows everything in the error, which no application should do.
func (s *Site) failed(w http.ResponseWriter, _ *http.Request, err error) {
	s.Mu.Lock()
	s.Errs = append(s.Errs, err)
	s.Mu.Unlock()
	http.Error(w, fmt.Sprintf("%v %+v %#v", err, err, err), janrain.FaultOf(err).HTTPStatus())
}

// SoFar returns the users who have signed in and the errors of the sign-ins that failed.
func (s *Site) SoFar() ([]SiteUser, []error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return slices.Clone(s.users), slices.Clone(s.Errs)
}

// Only returns the user who has signed in and requires that there is exactly one.
func (s *Site) Only(t *testing.T) SiteUser {
	t.Helper()
	users, errs := s.SoFar()
	require.Empty(t, errs, "no sign-in may fail")
	require.Len(t, users, 1, "exactly one user must have signed in")
	return users[0]
}

// TakeErr returns the error passed to Failed since the last call of TakeErr, and requires that
// there is exactly one.
func (s *Site) TakeErr(t *testing.T) error {
	t.Helper()
	s.Mu.Lock()
	defer s.Mu.Unlock()
	require.Len(t, s.Errs, 1, "exactly one sign-in must have failed")
	err := s.Errs[0]
	s.Errs = nil
	return err
}

// Issue signs a Google user in at the fake service and returns the token.
func (s *Site) Issue(tokenURL string) (token string) {
	return s.Service.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
}

// A Browser keeps cookies and sends SameSite=Lax cookies with a GET, but not with a POST from
// another site. It checks what must hold for every response.
type Browser struct {
	Site   *Site
	Jar    http.CookieJar
	Host   string   // overrides the Host header
	Posted []string // the posted tokens, in several encodings
}

// NewBrowser returns a browser without cookies.
func NewBrowser(t *testing.T, s *Site) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &Browser{Site: s, Jar: jar}
}

// A BrowserPage is a response that a browser received.
type BrowserPage struct {
	Status int
	Header http.Header
	Body   string
	Set    map[string]*http.Cookie // the cookies that the response sets, by name
}

// Send sends a request without following redirects, stores the response's cookies and checks its
// headers and its body.
func (b *Browser) Send(t *testing.T, r *http.Request) BrowserPage {
	t.Helper()
	r.Host = b.Host
	transport := b.Site.Client().Transport // does not follow redirects
	resp, err := transport.RoundTrip(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	page := BrowserPage{resp.StatusCode, resp.Header, string(body), map[string]*http.Cookie{}}
	for _, c := range resp.Cookies() {
		page.Set[c.Name] = c
		if strings.HasPrefix(c.Name, "__Host-") {
			require.True(t, c.Secure && c.Path == "/" && c.Domain == "", "a browser rejects %s", c.Raw)
		}
	}
	b.Jar.SetCookies(r.URL, resp.Cookies())
	assert.Equal(t, "no-store", page.Header.Get("Cache-Control"),
		"the response to %s %s must not be cached", r.Method, r.URL.Path)
	referrer := "no-referrer" // the URL contains the state
	if r.URL.Path == "/login" {
		referrer = "" // the header would change the Origin of the page's forms
	}
	assert.Equal(t, referrer, page.Header.Get("Referrer-Policy"),
		"the Referrer-Policy of the response to %s %s", r.Method, r.URL.Path)
	b.assertNoToken(t, page)
	return page
}

// assertNoToken asserts that a response shows no token anywhere but in its cookies.
func (b *Browser) assertNoToken(t *testing.T, page BrowserPage) {
	t.Helper()
	others := page.Header.Clone()
	others.Del("Set-Cookie")
	shown := fmt.Sprint(page.Body, others)
	for _, token := range b.Posted {
		assert.NotContains(t, shown, token, "a response must not show the token")
	}
}

// Get navigates to a URL, as a click on a link or a redirect does, and sends Lax cookies.
func (b *Browser) Get(t *testing.T, target string) BrowserPage {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return b.Send(t, r)
}

// Post posts a token as the service's page does, without Lax cookies.
func (b *Browser) Post(t *testing.T, tokenURL, token string) BrowserPage {
	t.Helper()
	if token != "" {
		b.Posted = append(b.Posted, token, url.QueryEscape(token), base64Of(token))
	}
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tokenURL, form)
	require.NoError(t, err)
	r.Header.Set("Content-Type", URLEncoded)
	return b.Send(t, r)
}

// Begin opens the sign-in page and returns the token URL in its link.
func (b *Browser) Begin(t *testing.T, returnTo string) (tokenURL string) {
	t.Helper()
	return b.BeginWith(t, returnTo, "")
}

// BeginWith does the same as Begin, with a value for WithValue.
func (b *Browser) BeginWith(t *testing.T, returnTo, value string) (tokenURL string) {
	t.Helper()
	page := b.Get(t, b.Site.URL+"/login?"+url.Values{"return": {returnTo}, "value": {value}}.Encode())
	link, err := url.Parse(page.Body)
	require.NoError(t, err)
	tokenURL = link.Query().Get("token_url")
	require.True(t, strings.HasPrefix(tokenURL, b.Site.TokenURL),
		"the token URL must be the configured one plus the state")
	return tokenURL
}

// Finish posts a token and follows the redirect to the GET that exchanges it.
func (b *Browser) Finish(t *testing.T, tokenURL, token string) BrowserPage {
	t.Helper()
	page := b.Post(t, tokenURL, token)
	require.Equal(t, http.StatusSeeOther, page.Status, "a posted token must lead to a redirect, not to: %s", page.Body)
	return b.Get(t, page.Header.Get("Location"))
}

// SignIn goes through a whole sign-in.
func (b *Browser) SignIn(t *testing.T, returnTo string) BrowserPage {
	t.Helper()
	tokenURL := b.Begin(t, returnTo)
	return b.Finish(t, tokenURL, b.Site.Issue(tokenURL))
}

// CookieName returns the full name of one of the handler's cookies on this site.
func (s *Site) CookieName(name string) string {
	prefix := "__Host-"
	if strings.HasPrefix(s.URL, "http:") {
		prefix = ""
	}
	return prefix + "janrain-" + name
}

// Cookie returns the value of one of the handler's cookies, or "" if the browser has none.
func (b *Browser) Cookie(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(b.Site.URL)
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == b.Site.CookieName(name) {
			return c.Value
		}
	}
	return ""
}

// StateOf returns the state in a token URL.
func StateOf(t *testing.T, tokenURL string) string {
	t.Helper()
	u, err := url.Parse(tokenURL)
	require.NoError(t, err)
	return u.Query().Get("state")
}

// SlotOf returns the ending of the name of a sign-in's state cookie.
func SlotOf(t *testing.T, tokenURL string) string {
	t.Helper()
	payload, _, _ := strings.Cut(StateOf(t, tokenURL), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	require.Greater(t, len(raw), 2)
	return "-" + strconv.Itoa(int(raw[1]))
}

// TokenSlotOf returns the ending of the name of a sign-in's token cookie.
func TokenSlotOf(t *testing.T, tokenURL string) string {
	t.Helper()
	slot, err := strconv.Atoi(SlotOf(t, tokenURL)[1:])
	require.NoError(t, err)
	return "-" + strconv.Itoa(slot%8)
}

// Has reports which of the cookies of a sign-in the browser has.
func (b *Browser) Has(t *testing.T, tokenURL string) (state, token bool) {
	t.Helper()
	return b.Cookie(t, "state"+SlotOf(t, tokenURL)) != "", b.Cookie(t, "token"+TokenSlotOf(t, tokenURL)) != ""
}

func base64Of(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// PostAs posts a body of a content type without cookies, as the service's page does.
func (b *Browser) PostAs(t *testing.T, target, kind, body string) BrowserPage {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", kind)
	return b.Send(t, r)
}

// OtherStates are states in the format that Begin used to write: a secret of 43 characters, a dot
// and a path.
var OtherStates = []string{
	"Zk3vXw0qPpLr8yTn5uBdZk3vXw0qPpLr8yTn5uBd-_9.L2Jhc2tldD9pZD0x",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.Lw",
	"-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-.LzEyMzQ1Njc4OTAx",
}

// Refusing returns a service that rejects every call with an error code and a message.
func Refusing(code int, message string) *Service {
	text, _ := json.Marshal(message)
	return Respond(Response{Status: 400, Body: fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%s}}`, code, text)})
}

// Parsed returns the parsed URL.
func Parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// Content types of a posted token.
const (
	URLEncoded = "application/x-www-form-urlencoded"
	Multipart  = "multipart/form-data; boundary=b"
)
