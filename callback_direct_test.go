package janrain_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A directSite is a Callback without a network in front of it, for tests in a bubble of
// synctest, or that write their own requests.
type directSite struct {
	*janrain.Callback
	tokenURL string

	mu    sync.Mutex
	users []janrain.SignedIn
	errs  []error
}

func newDirectSite(t *testing.T, tokenURL string, service http.RoundTripper, opts ...janrain.Option) *directSite {
	t.Helper()
	s := &directSite{tokenURL: tokenURL}
	callback, err := janrain.NewCallback(kit.Client(t, service, opts...), janrain.CallbackConfig{
		TokenURL: tokenURL,
		SignedIn: func(_ http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.users = append(s.users, in)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.errs = append(s.errs, err)
			w.WriteHeader(janrain.FaultOf(err).HTTPStatus())
		},
	})
	require.NoError(t, err)
	s.Callback = callback
	return s
}

// counts returns how many sign-ins have succeeded and failed.
func (s *directSite) counts() (users, errs int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.users), len(s.errs)
}

// lastErr returns the error of the last sign-in.
func (s *directSite) lastErr(t *testing.T) error {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.NotEmpty(t, s.errs)
	return s.errs[len(s.errs)-1]
}

// A cookieJar has the cookies of one browser by their name. Unlike that of
// net/http/cookiejar it can be copied.
type cookieJar map[string]string

func (j cookieJar) keep(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(j, c.Name)
		} else {
			j[c.Name] = c.Value
		}
	}
}

func (j cookieJar) request(ctx context.Context, method, target, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", kit.URLEncoded)
		return r // it comes from another site
	}
	for name, value := range j {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

// begin returns the token URL of a new sign-in.
func (s *directSite) begin(t *testing.T, jar cookieJar, opts ...janrain.BeginOption) (tokenURL string) {
	t.Helper()
	w := httptest.NewRecorder()
	signIn := s.Begin(w, jar.request(t.Context(), http.MethodGet, s.tokenURL, ""), "/", opts...)
	jar.keep(w)
	return signIn.TokenURL
}

func (s *directSite) post(t *testing.T, jar cookieJar, tokenURL, token string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, jar.request(t.Context(), http.MethodPost, tokenURL, url.Values{"token": {token}}.Encode()))
	jar.keep(w)
}

// open sends a GET, and returns the status.
func (s *directSite) open(t *testing.T, jar cookieJar, target string) int {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, jar.request(t.Context(), http.MethodGet, target, ""))
	jar.keep(w)
	return w.Code
}

// forge signs a payload with the key in a state cookie, as its user can.
func forge(t *testing.T, cookie, tokenURL string, payload []byte) (state string) {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	require.NoError(t, err)
	mac := hmac.New(sha256.New, raw[:32])
	mac.Write([]byte("janrain state\x00" + tokenURL + "\x00"))
	mac.Write(payload)
	return base64.RawURLEncoding.EncodeToString(payload) + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// payloadOf is the part of a state that is signed.
func payloadOf(t *testing.T, tokenURL string) []byte {
	t.Helper()
	payload, _, _ := strings.Cut(kit.StateOf(t, tokenURL), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	return raw
}
