package network

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// If a server reads the form and then claims that it has not, net/http would send the form again,
// hundreds of times.
func TestHTTP2SendsAFormAtMostTwiceAndATokenOnce(t *testing.T) {
	t.Parallel()
	leave := kit.HTTP2Leave(false)
	for name, tt := range map[string]struct {
		replies          []kit.HTTP2Reply
		signIn, repeated int // forms that arrive
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
					if wrapped { // as otelhttp does
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
					assert.LessOrEqual(t, forms, want, "the number of forms that arrived; the call ended with %v", err)
					if tt.fails || want < tt.repeated {
						broken := kit.RequireTransportError(t, err, true)
						assert.Zero(t, broken.HTTPStatus)
						assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
						return
					}
					if call.Name != "all_mappings" { // its response has no mappings
						require.NoError(t, err)
					}
				})
			}
		}
	}
}

// A sign-in whose form was not read at all is sent once more, on a new connection.
func TestUnreadFormIsSentOnANewConnection(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		leaves int32
		fails  bool
	}{
		"the server leaves once":     {1, false},
		"the server leaves anew":     {2, true},
		"the server leaves for good": {50, true},
	} {
		for _, call := range kit.Calls {
			t.Run(name+", "+call.Name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					script := &kit.HTTP2Script{Replies: []kit.HTTP2Reply{kit.HTTP2Answer}, Leaves: tt.leaves}
					config := kit.HTTP2TLS()
					var dialled []net.Conn
					base := kit.Trusting(janrain.NewTransport())
					base.TLSClientConfig.ServerName = "example.com" // the name in httptest's certificate
					base.DialContext = func(context.Context, string, string) (net.Conn, error) {
						client, service := net.Pipe()
						dialled = append(dialled, client)
						go script.Serve(tls.Server(service, config))
						return client, nil
					}
					defer func() { // Go 1.26 forgets a connection that was never used
						base.CloseIdleConnections()
						for _, c := range dialled {
							_ = c.Close()
						}
					}()
					client := kit.Client(t, base)
					require.NoError(t, call.Do(t.Context(), client))
					// The server leaves when the call has its connection but has not written
					// anything.
					ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
						GotConn: func(httptrace.GotConnInfo) { time.Sleep(time.Second) },
					})
					err := call.Do(ctx, client)
					assert.Len(t, dialled, 2, "there is one new connection")
					_, forms := script.Counted()
					if tt.fails {
						kit.RequireTransportError(t, err, true)
						assert.Equal(t, 1, forms, "only the form of the call before")
						return
					}
					require.NoError(t, err)
					assert.Equal(t, 2, forms, "one form for each call")
				})
			})
		}
	}
}

// A staleConn is an idle connection that the server has closed without net/http having noticed:
// only some more bytes can be written.
type staleConn struct {
	net.Conn
	takes *atomic.Int32 // the number of bytes left; negative for no limit
}

func (c staleConn) Write(p []byte) (int, error) {
	takes := int(c.takes.Load())
	if takes < 0 {
		return c.Conn.Write(p)
	}
	return min(takes, len(p)), errors.New("broken pipe")
}

func TestStaleConnectionIsReplacedIfNothingWasWritten(t *testing.T) {
	t.Parallel()
	for name, takes := range map[string]int32{"nothing": 0, "a byte": 1, "the header": 300} {
		for _, call := range kit.Calls {
			t.Run(name+", "+call.Name, func(t *testing.T) {
				t.Parallel()
				network := &kit.Pipes{Script: kit.Write(kit.RawResponse(http.StatusOK, kit.Success))}
				base := network.Transport()
				var conns []*atomic.Int32
				base.DialTLSContext = func(ctx context.Context, n, address string) (net.Conn, error) {
					c, err := network.Dial(ctx, n, address)
					all := new(atomic.Int32)
					all.Store(-1)
					conns = append(conns, all)
					return staleConn{c, all}, err
				}
				t.Cleanup(network.Close)
				t.Cleanup(base.CloseIdleConnections)
				client := kit.Client(t, base)
				require.NoError(t, call.Do(t.Context(), client))
				conns[0].Store(takes)
				err := call.Do(t.Context(), client)
				_, requests := network.Seen()
				if takes == 0 {
					require.NoError(t, err)
					assert.Len(t, requests, 2)
					return
				}
				kit.RequireTransportError(t, err, true)
				assert.Len(t, requests, 1, "the form must not be sent again")
			})
		}
	}
}
