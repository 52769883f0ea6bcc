package network

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A server that has read the form and says that it has not makes net/http send it
// again, hundreds of times.
func TestAFormIsSentAgainByHTTP2AtMostOnceAndATokenNever(t *testing.T) {
	t.Parallel()
	leave := kit.HTTP2Leave(false)
	for name, tt := range map[string]struct {
		replies          []kit.HTTP2Reply
		signIn, repeated int // forms that come
		fails            bool
	}{
		"GOAWAY, always":                  {[]kit.HTTP2Reply{leave}, 1, 2, true},
		"GOAWAY, once":                    {[]kit.HTTP2Reply{leave, kit.HTTP2Answer}, 1, 2, false},
		"REFUSED_STREAM, always":          {[]kit.HTTP2Reply{kit.HTTP2Refuse}, 1, 2, true},
		"REFUSED_STREAM, once":            {[]kit.HTTP2Reply{kit.HTTP2Refuse, kit.HTTP2Answer}, 1, 2, false},
		"PROTOCOL_ERROR, always":          {[]kit.HTTP2Reply{kit.HTTP2Broken}, 1, 2, true},
		"GOAWAY and then REFUSED_STREAM":  {[]kit.HTTP2Reply{leave, kit.HTTP2Refuse}, 1, 2, true},
		"REFUSED_STREAM, and then GOAWAY": {[]kit.HTTP2Reply{kit.HTTP2Refuse, leave}, 1, 2, true},
		"a response":                      {[]kit.HTTP2Reply{kit.HTTP2Answer}, 1, 1, false},
	} {
		for _, call := range kit.EndingCalls {
			for _, wrapped := range []bool{false, true} {
				t.Run(name+", "+call.Name, func(t *testing.T) {
					t.Parallel()
					script := &kit.HTTP2Script{Replies: tt.replies}
					base := kit.Trusting(janrain.NewTransport())
					httpClient := &http.Client{Transport: base}
					if wrapped { // as by otelhttp
						httpClient.Transport = kit.RoundTripper(base.RoundTrip)
					}
					client := kit.LoopbackClient(t, script.Listen(t), janrain.WithHTTPClient(httpClient))
					t.Cleanup(base.CloseIdleConnections)
					err := call.Do(t.Context(), client)
					want := tt.repeated
					if call.Name == "auth_info" {
						want = tt.signIn
					}
					_, forms := script.Counted()
					assert.Positive(t, forms)
					assert.LessOrEqual(t, forms, want, "forms that came; the call ended with %v", err)
					if tt.fails || want < tt.repeated {
						broken := kit.RequireTransportError(t, err, true)
						assert.Zero(t, broken.HTTPStatus)
						assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
						return
					}
					if call.Name != "all_mappings" { // the response has none
						require.NoError(t, err)
					}
				})
			}
		}
	}
}

// Before anything of the form was read, a sign-in is sent on one new connection.
func TestAFormThatWasNotReadIsSentOnANewConnection(t *testing.T) {
	t.Parallel()
	leave := kit.HTTP2Leave(true)
	for name, tt := range map[string]struct {
		replies  []kit.HTTP2Reply
		requests int
		fails    bool
	}{
		"GOAWAY, once":   {[]kit.HTTP2Reply{kit.HTTP2Answer, leave, kit.HTTP2Answer}, 3, false},
		"GOAWAY, always": {[]kit.HTTP2Reply{kit.HTTP2Answer, leave}, 3, true},
	} {
		for _, call := range kit.Calls {
			t.Run(name+", "+call.Name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					script, config := &kit.HTTP2Script{Replies: tt.replies}, kit.HTTP2TLS()
					base := kit.Trusting(janrain.NewTransport())
					base.TLSClientConfig.ServerName = "example.com" // as httptest's certificate
					base.DialContext = func(context.Context, string, string) (net.Conn, error) {
						client, service := net.Pipe()
						go script.Serve(tls.Server(service, config))
						return client, nil
					}
					defer base.CloseIdleConnections()
					client := kit.Client(t, base)
					require.NoError(t, call.Do(t.Context(), client))
					synctest.Wait()
					// What the server says comes between the header and the form.
					var once sync.Once
					ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
						WroteHeaders: func() { once.Do(func() { time.Sleep(time.Second) }) },
					})
					err := call.Do(ctx, client)
					requests, forms := script.Counted()
					assert.Equal(t, tt.requests, requests)
					if tt.fails {
						kit.RequireTransportError(t, err, true)
						assert.LessOrEqual(t, forms, 2, "the one of the call before, and one more")
						return
					}
					require.NoError(t, err)
					assert.Equal(t, 2, forms, "one for each call")
				})
			})
		}
	}
}

// A stuckConn is an idle connection that the server has closed, of which net/http has
// not heard yet: after some writes there are no more.
type stuckConn struct {
	net.Conn
	writes *atomic.Int32 // that are left; negative for many
}

func (c stuckConn) Write(p []byte) (int, error) {
	if c.writes.Load() == 0 {
		return 0, errors.New("broken pipe")
	}
	c.writes.Add(-1)
	return c.Conn.Write(p)
}

func TestAStaleConnectionIsReplacedIfNothingWasWritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		writes int32 // that a stale connection takes
		fails  bool  // for a sign-in
	}{
		"nothing was written":    {0, false},
		"the header was written": {1, true},
	} {
		for _, call := range kit.Calls {
			t.Run(name+", "+call.Name, func(t *testing.T) {
				t.Parallel()
				network := &kit.Pipes{Script: kit.Write(kit.RawResponse(http.StatusOK, kit.Success))}
				base := network.Transport()
				left := new(atomic.Int32)
				left.Store(-1)
				base.DialTLSContext = func(ctx context.Context, n, address string) (net.Conn, error) {
					c, err := network.Dial(ctx, n, address)
					stale := stuckConn{c, left}
					left = new(atomic.Int32)
					left.Store(-1)
					return stale, err
				}
				t.Cleanup(network.Close)
				client := kit.Client(t, base)
				first := left
				require.NoError(t, call.Do(t.Context(), client))
				first.Store(tt.writes)
				err := call.Do(t.Context(), client)
				_, requests := network.Seen()
				if tt.fails && call.Name == "auth_info" {
					kit.RequireTransportError(t, err, true)
					assert.Len(t, requests, 1, "the form is not sent again")
					return
				}
				require.NoError(t, err)
				base.CloseIdleConnections()
			})
		}
	}
}
