package kit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// DirectURL is the token URL of a DirectSite.
const DirectURL = "https://shop.example/signin"

// A DirectSite is a Callback without a network in front of it, for tests in a bubble of
// synctest, or that write their own requests.
type DirectSite struct {
	*janrain.Callback
	TokenURL string

	Mu    sync.Mutex
	Users []janrain.SignedIn
	Errs  []error
}

// NewDirectSite returns a DirectSite whose client sends its calls to service.
func NewDirectSite(t *testing.T, tokenURL string, service http.RoundTripper, opts ...janrain.Option) *DirectSite {
	t.Helper()
	s := &DirectSite{TokenURL: tokenURL}
	callback, err := janrain.NewCallback(Client(t, service, opts...), janrain.CallbackConfig{
		TokenURL: tokenURL,
		SignedIn: func(_ http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
			s.Mu.Lock()
			defer s.Mu.Unlock()
			s.Users = append(s.Users, in)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			s.Mu.Lock()
			defer s.Mu.Unlock()
			s.Errs = append(s.Errs, err)
			w.WriteHeader(janrain.FaultOf(err).HTTPStatus())
		},
	})
	require.NoError(t, err)
	s.Callback = callback
	return s
}

// Counts returns how many sign-ins have succeeded and failed.
func (s *DirectSite) Counts() (users, errs int) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return len(s.Users), len(s.Errs)
}

// LastErr returns the error of the last sign-in.
func (s *DirectSite) LastErr(t *testing.T) error {
	t.Helper()
	s.Mu.Lock()
	defer s.Mu.Unlock()
	require.NotEmpty(t, s.Errs)
	return s.Errs[len(s.Errs)-1]
}

// A CookieJar has the cookies of one browser by their name. Unlike that of
// net/http/cookiejar it can be copied.
type CookieJar map[string]string

// Keep stores the cookies of a response, and deletes those that it expires.
func (j CookieJar) Keep(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(j, c.Name)
		} else {
			j[c.Name] = c.Value
		}
	}
}

// Request returns a request with the cookies, except for a POST, which comes from another site.
func (j CookieJar) Request(ctx context.Context, method, target, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", URLEncoded)
		return r
	}
	for name, value := range j {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

// BeginSignIn returns the token URL of a new sign-in.
func (s *DirectSite) BeginSignIn(t *testing.T, jar CookieJar, opts ...janrain.BeginOption) (tokenURL string) {
	t.Helper()
	w := httptest.NewRecorder()
	signIn := s.Begin(w, jar.Request(t.Context(), http.MethodGet, s.TokenURL, ""), "/", opts...)
	jar.Keep(w)
	return signIn.TokenURL
}

// Post brings a token to the token URL.
func (s *DirectSite) Post(t *testing.T, jar CookieJar, tokenURL, token string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, jar.Request(t.Context(), http.MethodPost, tokenURL, url.Values{"token": {token}}.Encode()))
	jar.Keep(w)
}

// Open sends a GET and returns the status.
func (s *DirectSite) Open(t *testing.T, jar CookieJar, target string) int {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, jar.Request(t.Context(), http.MethodGet, target, ""))
	jar.Keep(w)
	return w.Code
}

// Forge signs a payload with the key in a state cookie, as its user can.
func Forge(t *testing.T, cookie, tokenURL string, payload []byte) (state string) {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	require.NoError(t, err)
	mac := hmac.New(sha256.New, raw[:32])
	mac.Write([]byte("janrain state\x00" + tokenURL + "\x00"))
	mac.Write(payload)
	return base64.RawURLEncoding.EncodeToString(payload) + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// PayloadOf is the part of a state that is signed.
func PayloadOf(t *testing.T, tokenURL string) []byte {
	t.Helper()
	payload, _, _ := strings.Cut(StateOf(t, tokenURL), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	return raw
}

// BeginAt begins a sign-in with the Host header of a page.
func (s *DirectSite) BeginAt(t *testing.T, jar CookieJar, host string) (tokenURL string) {
	t.Helper()
	w := httptest.NewRecorder()
	r := jar.Request(t.Context(), http.MethodGet, "/login", "")
	r.Host = host
	tokenURL = s.Begin(w, r, "/").TokenURL
	jar.Keep(w)
	return tokenURL
}

// OpenTwice sends the GET of a sign-in twice with the cookies as they were.
func (s *DirectSite) OpenTwice(t *testing.T, jar CookieJar, tokenURL string, between time.Duration) {
	t.Helper()
	copied := maps.Clone(jar)
	var all sync.WaitGroup
	all.Go(func() { s.Open(t, jar, tokenURL) })
	time.Sleep(between)
	all.Go(func() { s.Open(t, copied, tokenURL) })
	all.Wait()
}
