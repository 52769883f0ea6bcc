package janrain_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// tcp is a stage on a real connection, with the client's own transport.
func tcp(t *testing.T, accept func(*net.TCPConn) bool, answer script) stage {
	t.Helper()
	return stage{domain: rawService(t, accept, answer, unnoted), base: janrain.NewTransport()}
}

// tlsStage is a stage behind TLS that is not to see a request.
func tlsStage(t *testing.T, config *tls.Config, trusted bool) stage {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("nothing must be sent over a connection that failed")
	}))
	srv.TLS = config
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s := stage{domain: srv.URL, base: janrain.NewTransport()}
	if trusted {
		s.base.TLSClientConfig.RootCAs = srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	return s
}

// http2Stage is a stage behind HTTP/2 that breaks it.
func http2Stage(replies ...http2Reply) func(*testing.T) stage {
	return func(t *testing.T) stage {
		t.Helper()
		script := &http2Script{replies: replies}
		return stage{domain: script.listen(t), base: trusting(janrain.NewTransport())}
	}
}

func connectionFaults() []faultRow {
	const setter = "add_or_update_access_token"
	// The first request on a connection is answered, the second is read, and
	// then the connection breaks: it was idle for too long.
	stale := func(seen *atomic.Int32) script {
		return func(c net.Conn, n int) bool {
			seen.Add(1)
			return n == 1 && write(response(http.StatusOK, setupAnswer))(c, n)
		}
	}
	staleStage := func(requests int32) func(*testing.T) stage {
		return func(t *testing.T) stage {
			t.Helper()
			var seen atomic.Int32
			return piped(stale(&seen), func(s *stage) {
				s.warm = true
				s.after = func(t *testing.T, _ int) {
					t.Helper()
					assert.Equal(t, requests, seen.Load(), "requests that came, the one before included")
				}
			})(t)
		}
	}
	return []faultRow{
		{name: "name not found", stage: func(*testing.T) stage {
			notFound := &net.DNSError{Err: "no such host", Name: setupDomain, IsNotFound: true}
			return stage{base: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, notFound }}}
		}},
		{name: "connection refused", stage: func(t *testing.T) stage {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			require.NoError(t, listener.Close(), "nobody listens there any more")
			return stage{domain: "http://" + listener.Addr().String(), base: janrain.NewTransport()}
		}},
		{name: "certificate not trusted", stage: func(t *testing.T) stage { return tlsStage(t, &tls.Config{}, false) }},
		{name: "TLS 1.1 only", stage: func(t *testing.T) stage {
			return tlsStage(t, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, true)
		}},
		{name: "HTTP where TLS should be", stage: func(t *testing.T) stage {
			s := tcp(t, nil, func(net.Conn, int) bool { return false })
			s.domain = "https" + s.domain[len("http"):]
			return s
		}},
		{name: "reset during the TLS handshake", stage: func(t *testing.T) stage {
			s := tcp(t, func(c *net.TCPConn) bool { reset(c); return false }, nil)
			s.domain = "https" + s.domain[len("http"):]
			return s
		}},
		{name: "never accepts", bubble: true, takes: 10 * time.Second, spent: true, stage: func(*testing.T) stage {
			return stage{base: &http.Transport{DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}}}
		}},
		{name: "reset before the request was written", stage: func(t *testing.T) stage {
			// The client has its connection already, but net/http has not: sooner,
			// connecting might fail as well.
			connected, broken := make(chan struct{}, 1), make(chan struct{}, 1)
			s := tcp(t, func(c *net.TCPConn) bool {
				<-connected
				reset(c)
				broken <- struct{}{}
				return false
			}, nil)
			dial := s.base.DialContext
			s.base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dial(ctx, network, address)
				connected <- struct{}{}
				<-broken
				return c, err
			}
			return s
		}},
		{name: "reset after the request was written", stage: func(t *testing.T) stage {
			return tcp(t, nil, func(c net.Conn, _ int) bool { reset(c); return false })
		}},
		{name: "closed without an answer", bubble: true, stage: piped(func(net.Conn, int) bool { return false })},
		{name: "no HTTP", bubble: true, stage: piped(writeLast("220 mail.example ESMTP " + bodyCanary + "\r\n"))},
		{name: "stale idle connection, a setter", bubble: true, call: setter, stage: staleStage(3)},
		{name: "stale idle connection, auth_info", bubble: true, spent: true, stage: staleStage(2)},
		{name: "HTTP/2 GOAWAY once the form was read, a setter", call: setter, stage: http2Stage(http2Leave(false), http2Answer)},
		{name: "HTTP/2 GOAWAY once the form was read, auth_info", stage: http2Stage(http2Leave(false))},
		{name: "HTTP/2 stream refused once the form was read", stage: http2Stage(http2Refuse)},
	}
}

// dripping sends a text at once, and then another, byte after byte, one each
// second.
func dripping(first, slowly string) script {
	return func(c net.Conn, n int) bool {
		keep := write(first)(c, n)
		for i := 0; keep && i < len(slowly); i++ {
			time.Sleep(time.Second)
			keep = write(slowly[i:i+1])(c, n)
		}
		return keep
	}
}

// cancelled is a context that ends after a time.
func cancelled(after time.Duration) func(*stage) {
	return func(s *stage) {
		s.ctx = func(t *testing.T) context.Context {
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

func timeFaults() []faultRow {
	const (
		whole  = 10 * time.Second // WithTimeout's default
		header = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		within = 3 * time.Second
	)
	unread := func(s *stage) {
		s.base = &http.Transport{DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
			client, _ := net.Pipe() // nobody reads at the other end
			return client, nil
		}}
		s.after = nil
	}
	waits := func(s *stage) {
		with(janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MaxDelay: time.Minute}))(s)
		cancelled(within)(s)
	}
	soon := func(s *stage) {
		s.ctx = func(t *testing.T) context.Context {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), within)
			t.Cleanup(cancel)
			return ctx
		}
	}
	// The client's own bounds are higher; with these the tests are quick.
	fewHeaders := func(s *stage) { s.base.MaxResponseHeaderBytes = 256 << 10 }
	const setter = "add_or_update_access_token"
	rows := []faultRow{
		{name: "accepts and does not read", takes: whole, stage: piped(silent, unread)},
		{name: "reads and is silent", takes: whole, stage: piped(silent)},
		{name: "drips the header", takes: whole, stage: piped(dripping("", response(http.StatusOK, setupAnswer)))},
		{name: "drips the body", takes: whole, stage: piped(dripping(header+"Content-Length: 94\r\n\r\n", setupAnswer))},
		{name: "header that never ends", stage: piped(forever(header, "X-More: "+longText+"\r\n"), fewHeaders)},
		{name: "early hints that never end", stage: piped(forever("", "HTTP/1.1 103 Early Hints\r\nLink: "+longText+"\r\n\r\n"), fewHeaders)},
		{name: "body that never ends", stage: piped(forever(header+"\r\n", longText), with(janrain.WithMaxResponseBytes(256<<10)))},
		{name: "redirect, the page of which never ends", stage: piped(dripping("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n\r\n", longText))},
		{name: "redirect, the page of which drips", takes: 50 * time.Millisecond, stage: piped(dripping(
			"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 60000\r\n\r\n", longText[:60000]))},
		{name: "body that stops in the middle", takes: whole, stage: piped(write(header + "Content-Length: 94\r\n\r\n" + setupAnswer[:40]))},
		{name: "HTTP/2 connection that went silent", takes: 8 * time.Second, stage: func(t *testing.T) stage {
			base, cables := http2Service(t)
			return stage{base: base, warm: true, ctx: func(t *testing.T) context.Context {
				(*cables)[0].dropped.Store(true)
				return t.Context()
			}}
		}},
		{name: "context cancelled before the call", unasked: true, stage: piped(silent, cancelled(0))},
		{name: "context cancelled during the call", takes: within, stage: piped(silent, cancelled(within))},
		{name: "context cancelled during the body", takes: within, stage: piped(write(header+"\r\n"+setupAnswer), cancelled(within))},
		{
			name: "context cancelled during a wait between tries", takes: within, call: setter,
			stage: piped(write(response(http.StatusServiceUnavailable, htmlPage, "Retry-After: 5")), waits),
		},
		{name: "context's deadline sooner than WithTimeout", takes: within, stage: piped(silent, soon)},
	}
	for i := range rows {
		rows[i].bubble = true
		rows[i].spent = rows[i].takes >= within || rows[i].unasked
	}
	return rows
}
