package janrain_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// Of HTTP/2, https://www.rfc-editor.org/rfc/rfc9113, what these tests need beside the
// names of goingAway.
const (
	http2Headers    = 0x1
	http2Reset      = 0x3
	http2Ping       = 0x6
	http2Ack        = 0x1
	http2EndHeaders = 0x4
	http2Refused    = 0x7  // the error REFUSED_STREAM
	http2StatusOK   = 0x88 // HPACK for ":status: 200"
)

// A http2Reply is what a server does about one request, at its header or at the end of
// its form.
type http2Reply struct {
	atHeader bool
	send     func(w io.Writer, stream uint32) (goOn bool)
}

func http2Send(w io.Writer, kind, flags byte, stream uint32, payload []byte) bool {
	frame := http2Frame(kind, payload)
	frame[4] = flags
	binary.BigEndian.PutUint32(frame[5:], stream)
	_, err := w.Write(frame)
	return err == nil
}

var (
	http2Answer = http2Reply{send: func(w io.Writer, stream uint32) bool {
		return http2Send(w, http2Headers, http2EndHeaders, stream, []byte{http2StatusOK}) &&
			http2Send(w, http2Data, http2EndStream, stream, []byte(setupAnswer))
	}}
	http2Refuse = http2Reply{send: http2ResetWith(http2Refused)}
	http2Broken = http2Reply{send: http2ResetWith(http2Protocol)}
)

func http2ResetWith(code byte) func(io.Writer, uint32) bool {
	return func(w io.Writer, stream uint32) bool {
		return http2Send(w, http2Reset, 0, stream, []byte{0, 0, 0, code})
	}
}

// http2Leave says that none of the requests was seen, and closes the connection.
func http2Leave(atHeader bool) http2Reply {
	return http2Reply{atHeader, func(w io.Writer, _ uint32) bool {
		return http2Send(w, http2GoAway, 0, 0, make([]byte, 8)) && atHeader // what goes on is left to the client
	}}
}

// A http2Script is a server that replies to each request by its number, to the last
// ones always in the same way, and counts the forms that come.
type http2Script struct {
	replies []http2Reply

	mu              sync.Mutex
	requests, forms int
}

func (s *http2Script) next() http2Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if s.requests > 50 { // without a bound it would be hundreds
		return http2Answer
	}
	return s.replies[min(s.requests, len(s.replies))-1]
}

func (s *http2Script) counted() (requests, forms int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests, s.forms
}

// A http2Out writes in a goroutine of its own: over a pipe, both ends may write at once.
type http2Out chan []byte

func (out http2Out) Write(p []byte) (int, error) {
	out <- bytes.Clone(p)
	return len(p), nil
}

func (out http2Out) flush(conn net.Conn) {
	for p := range out {
		_, _ = conn.Write(p)
	}
	_ = conn.Close()
}

// serve speaks HTTP/2 over a connection.
func (s *http2Script) serve(in net.Conn) {
	conn := make(http2Out, 100)
	var flushed sync.WaitGroup
	flushed.Go(func() { conn.flush(in) })
	defer flushed.Wait()
	defer close(conn)
	s.read(in, conn)
}

func (s *http2Script) read(in io.Reader, conn http2Out) {
	if _, err := io.CopyN(io.Discard, in, int64(len(http2Preface))); err != nil {
		return
	}
	http2Send(conn, http2Settings, 0, 0, nil)
	var reply http2Reply
	for header := make([]byte, http2HeaderBytes); ; {
		if _, err := io.ReadFull(in, header); err != nil {
			return
		}
		payload := make([]byte, int(header[0])<<16|int(header[1])<<8|int(header[2]))
		if _, err := io.ReadFull(in, payload); err != nil {
			return
		}
		kind, flags, stream := header[3], header[4], binary.BigEndian.Uint32(header[5:])
		goOn := true
		switch {
		case kind == http2Settings && flags&http2Ack == 0:
			goOn = http2Send(conn, kind, http2Ack, 0, nil)
		case kind == http2Ping && flags&http2Ack == 0:
			goOn = http2Send(conn, kind, http2Ack, 0, payload)
		case kind == http2Headers:
			if reply = s.next(); reply.atHeader {
				goOn = reply.send(conn, stream)
			}
		case kind == http2Data && flags&http2EndStream != 0:
			s.mu.Lock()
			s.forms++
			s.mu.Unlock()
			if !reply.atHeader {
				goOn = reply.send(conn, stream)
			}
		}
		if !goOn {
			return
		}
	}
}

// listen serves on TCP and returns the base URL.
func (s *http2Script) listen(t *testing.T) (serverURL string) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	config := http2TLS()
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() { s.serve(tls.Server(conn, config)) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	return "https://" + listener.Addr().String()
}

func http2TLS() *tls.Config {
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close() // for its certificate only
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	return config
}

// A server that has read the form and says that it has not makes net/http send it
// again, hundreds of times.
func TestAFormIsSentAgainByHTTP2AtMostOnceAndATokenNever(t *testing.T) {
	t.Parallel()
	leave := http2Leave(false)
	for name, tt := range map[string]struct {
		replies          []http2Reply
		signIn, repeated int // forms that come
		fails            bool
	}{
		"GOAWAY, always":                  {[]http2Reply{leave}, 1, 2, true},
		"GOAWAY, once":                    {[]http2Reply{leave, http2Answer}, 1, 2, false},
		"REFUSED_STREAM, always":          {[]http2Reply{http2Refuse}, 1, 2, true},
		"REFUSED_STREAM, once":            {[]http2Reply{http2Refuse, http2Answer}, 1, 2, false},
		"PROTOCOL_ERROR, always":          {[]http2Reply{http2Broken}, 1, 2, true},
		"GOAWAY and then REFUSED_STREAM":  {[]http2Reply{leave, http2Refuse}, 1, 2, true},
		"REFUSED_STREAM, and then GOAWAY": {[]http2Reply{http2Refuse, leave}, 1, 2, true},
		"a response":                      {[]http2Reply{http2Answer}, 1, 1, false},
	} {
		for _, call := range endingCalls {
			for _, wrapped := range []bool{false, true} {
				t.Run(name+", "+call.name, func(t *testing.T) {
					t.Parallel()
					script := &http2Script{replies: tt.replies}
					base := trusting(janrain.NewTransport())
					httpClient := &http.Client{Transport: base}
					if wrapped { // as by otelhttp
						httpClient.Transport = roundTripper(base.RoundTrip)
					}
					client := loopbackClient(t, script.listen(t), janrain.WithHTTPClient(httpClient))
					t.Cleanup(base.CloseIdleConnections)
					err := call.do(t.Context(), client)
					want := tt.repeated
					if call.name == "auth_info" {
						want = tt.signIn
					}
					_, forms := script.counted()
					assert.Positive(t, forms)
					assert.LessOrEqual(t, forms, want, "forms that came; the call ended with %v", err)
					if tt.fails || want < tt.repeated {
						broken := requireTransportError(t, err, true)
						assert.Zero(t, broken.HTTPStatus)
						assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
						return
					}
					if call.name != "all_mappings" { // the response has none
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
	leave := http2Leave(true)
	for name, tt := range map[string]struct {
		replies  []http2Reply
		requests int
		fails    bool
	}{
		"GOAWAY, once":   {[]http2Reply{http2Answer, leave, http2Answer}, 3, false},
		"GOAWAY, always": {[]http2Reply{http2Answer, leave}, 3, true},
	} {
		for _, call := range everyCall {
			t.Run(name+", "+call.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					script, config := &http2Script{replies: tt.replies}, http2TLS()
					base := trusting(janrain.NewTransport())
					base.TLSClientConfig.ServerName = "example.com" // as httptest's certificate
					base.DialContext = func(context.Context, string, string) (net.Conn, error) {
						client, service := net.Pipe()
						go script.serve(tls.Server(service, config))
						return client, nil
					}
					defer base.CloseIdleConnections()
					client := clientOf(t, base)
					require.NoError(t, call.do(t.Context(), client))
					synctest.Wait()
					// What the server says comes between the header and the form.
					var once sync.Once
					ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
						WroteHeaders: func() { once.Do(func() { time.Sleep(time.Second) }) },
					})
					err := call.do(ctx, client)
					requests, forms := script.counted()
					assert.Equal(t, tt.requests, requests)
					if tt.fails {
						requireTransportError(t, err, true)
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
		for _, call := range everyCall {
			t.Run(name+", "+call.name, func(t *testing.T) {
				t.Parallel()
				network := &pipes{script: write(response(http.StatusOK, setupAnswer))}
				base := network.transport()
				left := new(atomic.Int32)
				left.Store(-1)
				base.DialTLSContext = func(ctx context.Context, n, address string) (net.Conn, error) {
					c, err := network.dial(ctx, n, address)
					stale := stuckConn{c, left}
					left = new(atomic.Int32)
					left.Store(-1)
					return stale, err
				}
				t.Cleanup(network.close)
				client := clientOf(t, base)
				first := left
				require.NoError(t, call.do(t.Context(), client))
				first.Store(tt.writes)
				err := call.do(t.Context(), client)
				_, requests := network.seen()
				if tt.fails && call.name == "auth_info" {
					requireTransportError(t, err, true)
					assert.Len(t, requests, 1, "the form is not sent again")
					return
				}
				require.NoError(t, err)
				base.CloseIdleConnections()
			})
		}
	}
}
