package janrain_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// What every test's client is made of. The keys look like real ones, so that a
// search for them in a text finds nothing by chance.
const (
	setupDomain     = "example.rpxnow.com"
	setupAPIKey     = "apikey7c1e5b90a2d84f36b1c0e9d7a5f3"
	setupPartnerKey = "9876543219876543219876543219876"
	setupToken      = "8cff5948c5476ba61b8b4b635cc84664bcd2d57d"
	setupIdentifier = "http://www.facebook.com/profile.php?id=123456789123456789123"

	// setupAnswer is a success for every call.
	setupAnswer = `{"stat":"ok","profile":{"identifier":"https://me.yahoo.com/a/abc#123","providerName":"Yahoo!"}}`
)

// A sentRequest is what reached the service.
type sentRequest struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   string
}

// form reads the body as the service would.
func (r sentRequest) form(t *testing.T) url.Values {
	t.Helper()
	form, err := url.ParseQuery(r.Body)
	require.NoError(t, err, "the service expects the body to be a form")
	return form
}

// A mockService stands for the service without a network: it records what is
// sent and gives every request the same answer.
type mockService struct {
	*httpmock.MockTransport
	mu   sync.Mutex
	sent []sentRequest
}

// A mockAnswer is an HTTP answer; the status 0 is 200.
type mockAnswer struct {
	Status int
	Header map[string]string
	Body   string
}

// answering returns a service that gives the body under 200.
func answering(body string) *mockService { return serving(mockAnswer{Body: body}) }

func serving(answer mockAnswer) *mockService {
	s := &mockService{MockTransport: httpmock.NewMockTransport()}
	s.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		s.sent = append(s.sent, sentRequest{r.Method, r.URL, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		resp := httpmock.NewStringResponse(max(answer.Status, http.StatusOK), answer.Body)
		resp.Header.Set("Content-Type", "application/json")
		for name, value := range answer.Header {
			resp.Header.Set(name, value)
		}
		resp.Request = r
		return resp, nil
	})
	return s
}

// requests returns what has been sent so far.
func (s *mockService) requests() []sentRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

// only returns the one request that a call is expected to make.
func (s *mockService) only(t *testing.T) sentRequest {
	t.Helper()
	sent := s.requests()
	require.Len(t, sent, 1, "a call is one request")
	return sent[0]
}

// assertSilent makes sure that nothing was sent.
func (s *mockService) assertSilent(t *testing.T) {
	t.Helper()
	assert.Empty(t, s.requests(), "what is refused must not reach the service")
}

// clientOf returns a client with both keys that talks to the service.
func clientOf(t *testing.T, service http.RoundTripper, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	defaults := []janrain.Option{
		janrain.WithHTTPClient(&http.Client{Transport: service}),
		janrain.WithPartnerKey(setupPartnerKey),
	}
	client, err := janrain.NewClient(setupDomain, setupAPIKey, append(defaults, opts...)...)
	require.NoError(t, err)
	return client
}

// loopbackServer starts a real server; loopbackClient makes a client for it
// with a transport of its own.
func loopbackServer(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return srv
}

func loopbackClient(t *testing.T, serverURL string, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	opts = append([]janrain.Option{janrain.WithPartnerKey(setupPartnerKey)}, opts...)
	client, err := janrain.NewClient(serverURL, setupAPIKey, opts...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// A roundTripper is a transport of the caller's own, without any hooks.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// hanging is a service that never answers.
var hanging = roundTripper(func(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})

// httpResponse is an answer for a roundTripper to return.
func httpResponse(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// An apiCall is one of the three calls with good params.
type apiCall struct {
	name string // the endpoint's documented name
	path string
	do   func(context.Context, *janrain.Client) error
}

var everyCall = []apiCall{
	{"auth_info", "/api/v2/auth_info", func(ctx context.Context, c *janrain.Client) error {
		_, err := c.AuthInfo(ctx, janrain.AuthInfoParams{Token: setupToken})
		return err
	}},
	{"add_or_update_access_token", "/api/v2/add_or_update_access_token", func(ctx context.Context, c *janrain.Client) error {
		return c.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: setupIdentifier, Token: setupToken})
	}},
	{"app/set_properties", "/partner/v2/app/set_properties", func(ctx context.Context, c *janrain.Client) error {
		return c.SetProviderProperties(ctx, janrain.ConsumerProperties{
			Provider: janrain.ProviderGoogle, ConsumerKey: "12345678912345", Secret: "98765432198765",
		})
	}},
}

// forEveryCall runs a test for each of the three calls.
func forEveryCall(t *testing.T, test func(*testing.T, apiCall)) {
	t.Helper()
	for _, call := range everyCall {
		t.Run(call.name, func(t *testing.T) { test(t, call) })
	}
}

// signIn makes an auth_info call, the one that most tests need.
func signIn(t *testing.T, client *janrain.Client) (*janrain.AuthInfo, error) {
	t.Helper()
	return client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: setupToken})
}

// errorOf is the error of a call that returns a response too.
func errorOf[T any](_ T, err error) error { return err }

// requireTokenError makes sure that a request to the token URL was rejected, as the
// browser's mistake.
func requireTokenError(t *testing.T, err error) *janrain.TokenError {
	t.Helper()
	var refused *janrain.TokenError
	require.ErrorAs(t, err, &refused)
	assertIsExactly(t, err, "ErrNoToken")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	assertOneLine(t, err)
	return refused
}

// requireParamError makes sure that input was refused by field and parameter,
// with a text in one line that names both.
func requireParamError(t *testing.T, err error, field, parameter string) *janrain.ParamError {
	t.Helper()
	var refused *janrain.ParamError
	require.ErrorAs(t, err, &refused, "bad input is a *ParamError")
	assert.Equal(t, field, refused.Field, "the Go field")
	assert.Equal(t, parameter, refused.Parameter, "the parameter on the wire")
	assert.Contains(t, err.Error(), field)
	assert.Contains(t, err.Error(), parameter)
	assertOneLine(t, err)
	return refused
}

// assertOneLine holds an error's text against the promise of this package.
func assertOneLine(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	assert.LessOrEqual(t, len(text), 500, "an error's text is 500 bytes at most")
	assert.Equal(t, strings.ToValidUTF8(text, "?"), text, "an error's text is valid UTF-8")
	unprintable := func(r rune) bool {
		return r < 0x20 || 0x7f <= r && r < 0xa0 || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
	}
	assert.False(t, strings.ContainsFunc(text, unprintable), "an error's text is one line without control characters: %q", text)
	assert.True(t, strings.HasPrefix(text, "janrain: "), "an error's text begins with the package: %q", text)
}
