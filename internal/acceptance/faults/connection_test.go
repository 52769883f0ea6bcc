package faults

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// tcp returns a stage on a TCP connection, with the client's own transport.
func tcp(t *testing.T, accept func(*net.TCPConn) bool, answer kit.Script) kit.Stage {
	t.Helper()
	return kit.Stage{Domain: kit.RawService(t, accept, answer, kit.Unnoted), Base: janrain.NewTransport()}
}

// tlsStage returns a stage behind TLS that must not see a request.
func tlsStage(t *testing.T, config *tls.Config, trusted bool) kit.Stage {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("nothing may be sent over a connection that failed")
	}))
	srv.TLS = config
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s := kit.Stage{Domain: srv.URL, Base: janrain.NewTransport()}
	if trusted {
		s.Base.TLSClientConfig.RootCAs = srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	return s
}

// http2Stage returns a stage behind HTTP/2 with the given replies.
func http2Stage(replies ...kit.HTTP2Reply) func(*testing.T) kit.Stage {
	return func(t *testing.T) kit.Stage {
		t.Helper()
		script := &kit.HTTP2Script{Replies: replies}
		return kit.Stage{Domain: script.Listen(t), Base: kit.Trusting(janrain.NewTransport())}
	}
}

func connectionFaults() []row {
	const setter = "add_or_update_access_token"
	// The first request on a connection gets a response. The second is read, and then the
	// connection breaks, as an idle connection does that the server has closed.
	stale := func(seen *atomic.Int32) kit.Script {
		return func(c net.Conn, n int) bool {
			seen.Add(1)
			return n == 1 && kit.Write(kit.RawResponse(http.StatusOK, kit.Success))(c, n)
		}
	}
	staleStage := func(requests int32) func(*testing.T) kit.Stage {
		return func(t *testing.T) kit.Stage {
			t.Helper()
			var seen atomic.Int32
			return kit.Piped(stale(&seen), func(s *kit.Stage) {
				s.Warm = true
				s.After = func(t *testing.T, _ int) {
					t.Helper()
					assert.Equal(t, requests, seen.Load(), "requests that arrived, including the first")
				}
			})(t)
		}
	}
	return []row{
		{name: "name not found", stage: func(*testing.T) kit.Stage {
			notFound := &net.DNSError{Err: "no such host", Name: kit.Domain, IsNotFound: true}
			return kit.Stage{Base: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, notFound }}}
		}},
		{name: "name server out of order", stage: func(*testing.T) kit.Stage {
			failed := &net.DNSError{Err: "server misbehaving", Name: kit.Domain, IsTemporary: true}
			return kit.Stage{Base: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, failed }}}
		}},
		{name: "connection refused", stage: func(t *testing.T) kit.Stage {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			require.NoError(t, listener.Close(), "the listener must be closed")
			return kit.Stage{Domain: "http://" + listener.Addr().String(), Base: janrain.NewTransport()}
		}},
		{name: "certificate not trusted", stage: func(t *testing.T) kit.Stage { return tlsStage(t, &tls.Config{}, false) }},
		{name: "TLS 1.1 only", stage: func(t *testing.T) kit.Stage {
			return tlsStage(t, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, true)
		}},
		{name: "HTTP where TLS should be", stage: func(t *testing.T) kit.Stage {
			srv := kit.LoopbackServer(t, func(http.ResponseWriter, *http.Request) { t.Error("a TLS handshake is not a request") })
			return kit.Stage{Domain: "https" + srv.URL[len("http"):], Base: janrain.NewTransport()}
		}},
		{name: "closed during the TLS handshake", stage: func(t *testing.T) kit.Stage {
			s := tcp(t, nil, func(net.Conn, int) bool { return false })
			s.Domain = "https" + s.Domain[len("http"):]
			return s
		}},
		{name: "reset during the TLS handshake", stage: func(t *testing.T) kit.Stage {
			s := tcp(t, func(c *net.TCPConn) bool { kit.Reset(c); return false }, nil)
			s.Domain = "https" + s.Domain[len("http"):]
			return s
		}},
		{name: "never accepts", bubble: true, takes: 10 * time.Second, spent: true, stage: func(*testing.T) kit.Stage {
			return kit.Stage{Base: &http.Transport{DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}}}
		}},
		{name: "reset before the request was written", stage: func(t *testing.T) kit.Stage {
			// Wait until net/http has the connection: a reset that comes earlier may look like a
			// failure to connect.
			connected, broken := make(chan struct{}, 1), make(chan struct{}, 1)
			s := tcp(t, func(c *net.TCPConn) bool {
				<-connected
				kit.Reset(c)
				broken <- struct{}{}
				return false
			}, nil)
			dial := s.Base.DialContext
			s.Base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dial(ctx, network, address)
				connected <- struct{}{}
				<-broken
				return c, err
			}
			return s
		}},
		{name: "reset after the request was written", stage: func(t *testing.T) kit.Stage {
			return tcp(t, nil, func(c net.Conn, _ int) bool { kit.Reset(c); return false })
		}},
		{name: "closed without a response", bubble: true, stage: kit.Piped(func(net.Conn, int) bool { return false })},
		{name: "no HTTP", bubble: true, stage: kit.Piped(kit.WriteLast("220 mail.example ESMTP " + kit.BodyCanary + "\r\n"))},
		{name: "stale idle connection, a setter", bubble: true, call: setter, stage: staleStage(3)},
		{name: "stale idle connection, auth_info", bubble: true, spent: true, stage: staleStage(2)},
		{name: "HTTP/2 GOAWAY once the form was read, a setter", call: setter, stage: http2Stage(kit.HTTP2Leave(false), kit.HTTP2Answer)},
		{name: "HTTP/2 GOAWAY once the form was read, auth_info", stage: http2Stage(kit.HTTP2Leave(false))},
		{name: "HTTP/2 stream refused once the form was read", stage: http2Stage(kit.HTTP2Refuse)},
	}
}

// dripping sends first at once, and then slowly, one byte per second.
func dripping(first, slowly string) kit.Script {
	return func(c net.Conn, n int) bool {
		keep := kit.Write(first)(c, n)
		for i := 0; keep && i < len(slowly); i++ {
			time.Sleep(time.Second)
			keep = kit.Write(slowly[i:i+1])(c, n)
		}
		return keep
	}
}

// cancelled gives a stage a context that is cancelled after some time.
func cancelled(after time.Duration) func(*kit.Stage) {
	return func(s *kit.Stage) {
		s.Ctx = func(t *testing.T) context.Context {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			if after == 0 {
				cancel()
			} else {
				time.AfterFunc(after, cancel)
			}
			return ctx
		}
	}
}

func timeFaults() []row {
	const (
		whole  = 10 * time.Second // WithTimeout's default
		header = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		within = 3 * time.Second
	)
	unread := func(s *kit.Stage) {
		s.Base = &http.Transport{DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
			client, _ := net.Pipe() // nothing is read at the other end
			return client, nil
		}}
		s.After = nil
	}
	waits := func(s *kit.Stage) {
		kit.With(janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MaxDelay: time.Minute}))(s)
		cancelled(within)(s)
	}
	soon := func(s *kit.Stage) {
		s.Ctx = func(t *testing.T) context.Context {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), within)
			t.Cleanup(cancel)
			return ctx
		}
	}
	// The client's default limits are higher; with these the tests are fast.
	fewHeaders := func(s *kit.Stage) { s.Base.MaxResponseHeaderBytes = 256 << 10 }
	const setter = "add_or_update_access_token"
	rows := []row{
		{name: "accepts and does not read", takes: whole, stage: kit.Piped(kit.Silent, unread)},
		{name: "reads and is silent", takes: whole, stage: kit.Piped(kit.Silent)},
		{name: "drips the header", takes: whole, stage: kit.Piped(dripping("", kit.RawResponse(http.StatusOK, kit.Success)))},
		{name: "drips the body", takes: whole, stage: kit.Piped(dripping(header+"Content-Length: 94\r\n\r\n", kit.Success))},
		{name: "drips white space between mappings", takes: whole, call: "all_mappings", spent: true, stage: kit.Piped(
			dripping(header+"\r\n"+`{"mappings":{"1":[],`, strings.Repeat(" ", 1000)))},
		{name: "header that never ends", stage: kit.Piped(kit.Forever(header, "X-More: "+kit.LongText+"\r\n"), fewHeaders)},
		{name: "early hints that never end", stage: kit.Piped(kit.Forever("", "HTTP/1.1 103 Early Hints\r\nLink: "+kit.LongText+"\r\n\r\n"), fewHeaders)},
		{name: "body that never ends", stage: kit.Piped(kit.Forever(header+"\r\n", kit.LongText), kit.With(janrain.WithMaxResponseBytes(256<<10)))},
		{name: "redirect whose page never ends", stage: kit.Piped(dripping("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n\r\n", kit.LongText))},
		{name: "redirect whose page drips", takes: 50 * time.Millisecond, stage: kit.Piped(dripping(
			"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 60000\r\n\r\n", kit.LongText[:60000]))},
		{name: "body that stops in the middle", takes: whole, stage: kit.Piped(kit.Write(header + "Content-Length: 94\r\n\r\n" + kit.Success[:40]))},
		{name: "HTTP/2 connection that went silent", takes: 8 * time.Second, stage: func(t *testing.T) kit.Stage {
			base, cables := kit.HTTP2Service(t)
			return kit.Stage{Base: base, Warm: true, Ctx: func(t *testing.T) context.Context {
				(*cables)[0].Dropped.Store(true)
				return t.Context()
			}}
		}},
		{name: "context cancelled before the call", unasked: true, stage: kit.Piped(kit.Silent, cancelled(0))},
		{name: "context cancelled during the call", takes: within, stage: kit.Piped(kit.Silent, cancelled(within))},
		{name: "context cancelled during the body", takes: within, stage: kit.Piped(kit.Write(header+"\r\n"+kit.Success), cancelled(within))},
		{
			name: "context cancelled during a wait between tries", takes: within, call: setter,
			stage: kit.Piped(kit.Write(kit.RawResponse(http.StatusServiceUnavailable, kit.HTMLPage, "Retry-After: 5")), waits),
		},
		{name: "context's deadline sooner than WithTimeout", takes: within, stage: kit.Piped(kit.Silent, soon)},
	}
	for i := range rows {
		rows[i].bubble = true
		rows[i].spent = rows[i].takes >= within || rows[i].unasked
	}
	return rows
}
