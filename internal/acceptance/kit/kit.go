// Package kit has what the tests of several packages share: scripted services, clients for them,
// recorded responses, and assertions that hold for every error.
package kit

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// The values that most tests use. The keys look like real ones, so that a search for them finds
// nothing by chance.
const (
	Domain     = "example.rpxnow.com"
	APIKey     = "apikey7c1e5b90a2d84f36b1c0e9d7a5f3"
	PartnerKey = "9876543219876543219876543219876"
	Token      = "8cff5948c5476ba61b8b4b635cc84664bcd2d57d"
	Identifier = "http://www.facebook.com/profile.php?id=123456789123456789123"

	// Success is a success for the calls in Calls.
	Success = `{"stat":"ok","profile":{"identifier":"https://me.yahoo.com/a/abc#123","providerName":"Yahoo!"}}`
)

// A Request is a request that reached the service.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   string
}

// Form parses the body as a form.
func (r Request) Form(t *testing.T) url.Values {
	t.Helper()
	form, err := url.ParseQuery(r.Body)
	require.NoError(t, err, "the body must be a form")
	return form
}

// A Service is a fake service without a network. It records the requests and gives each of them the
// same response.
type Service struct {
	*httpmock.MockTransport
	mu   sync.Mutex
	sent []Request
}

// A Response is an HTTP response. A Status of 0 means 200.
type Response struct {
	Status int
	Header map[string]string
	Body   string
}

// RespondWith returns a service that responds with status 200 and the body.
func RespondWith(body string) *Service { return Respond(Response{Body: body}) }

// Respond returns a service that gives every request the response.
func Respond(response Response) *Service {
	s := &Service{MockTransport: httpmock.NewMockTransport()}
	s.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		s.sent = append(s.sent, Request{r.Method, r.URL, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		resp := httpmock.NewStringResponse(max(response.Status, http.StatusOK), response.Body)
		resp.Header.Set("Content-Type", "application/json")
		for name, value := range response.Header {
			resp.Header.Set(name, value)
		}
		resp.Request = r
		return resp, nil
	})
	return s
}

// Requests returns the requests sent so far.
func (s *Service) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

// Only returns the request and requires that there is exactly one.
func (s *Service) Only(t *testing.T) Request {
	t.Helper()
	sent := s.Requests()
	require.Len(t, sent, 1, "a call must send one request")
	return sent[0]
}

// AssertSilent asserts that nothing was sent.
func (s *Service) AssertSilent(t *testing.T) {
	t.Helper()
	assert.Empty(t, s.Requests(), "a rejected call must not reach the service")
}

// Client returns a client with both keys that sends its requests to the service.
func Client(t *testing.T, service http.RoundTripper, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	defaults := []janrain.Option{
		janrain.WithHTTPClient(&http.Client{Transport: service}),
		janrain.WithPartnerKey(PartnerKey),
	}
	client, err := janrain.NewClient(Domain, APIKey, append(defaults, opts...)...)
	require.NoError(t, err)
	return client
}

// LoopbackServer starts a server on a loopback address.
func LoopbackServer(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return srv
}

// LoopbackClient returns a client for a LoopbackServer. It has its own transport.
func LoopbackClient(t *testing.T, serverURL string, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	opts = append([]janrain.Option{janrain.WithPartnerKey(PartnerKey)}, opts...)
	client, err := janrain.NewClient(serverURL, APIKey, opts...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// A RoundTripper is a transport that calls no httptrace hooks.
type RoundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls f.
func (f RoundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Hanging is a service that never responds.
var Hanging = RoundTripper(func(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})

// HTTPResponse returns a response for a RoundTripper.
func HTTPResponse(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// A Call is a call with valid params.
type Call struct {
	Name string // the endpoint's documented name
	Path string
	Do   func(context.Context, *janrain.Client) error
}

// Calls are three calls: a sign-in, a call that is never repeated, and one to the partner API.
var Calls = []Call{
	{"auth_info", "/api/v2/auth_info", func(ctx context.Context, c *janrain.Client) error {
		_, err := c.AuthInfo(ctx, janrain.AuthInfoParams{Token: Token})
		return err
	}},
	{"add_or_update_access_token", "/api/v2/add_or_update_access_token", func(ctx context.Context, c *janrain.Client) error {
		return c.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: Identifier, Token: Token})
	}},
	{"app/set_properties", "/partner/v2/app/set_properties", func(ctx context.Context, c *janrain.Client) error {
		return c.SetProviderProperties(ctx, janrain.ConsumerProperties{
			Provider: janrain.ProviderGoogle, ConsumerKey: "12345678912345", Secret: "98765432198765",
		})
	}},
}

// EndingCalls are Calls and AllMappings.
var EndingCalls = append([]Call{{"all_mappings", "/api/v2/all_mappings", func(ctx context.Context, c *janrain.Client) (err error) {
	for _, e := range c.AllMappings(ctx) {
		err = e
	}
	return err
}}}, Calls...)

// ForEachCall runs a subtest for each of Calls.
func ForEachCall(t *testing.T, test func(*testing.T, Call)) {
	t.Helper()
	for _, call := range Calls {
		t.Run(call.Name, func(t *testing.T) { test(t, call) })
	}
}

// SignIn calls AuthInfo.
func SignIn(t *testing.T, client *janrain.Client) (*janrain.AuthInfo, error) {
	t.Helper()
	return client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: Token})
}

// ErrorOf returns the error of a call that also returns a response.
func ErrorOf[T any](_ T, err error) error { return err }
