package kit

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// The parts of HTTP/2 (https://www.rfc-editor.org/rfc/rfc9113) that GoingAway needs.
const (
	http2Preface     = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	http2HeaderBytes = 9
	http2Data        = 0x0
	http2Settings    = 0x4
	http2GoAway      = 0x7
	http2EndStream   = 0x1
	http2Protocol    = 0x1 // the error PROTOCOL_ERROR
)

// GoingAway starts a server that ends each connection with a GOAWAY frame whose debug data repeats
// the request body.
func GoingAway(t *testing.T) (serverURL string) {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close() // only its certificate is needed
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go goAway(tls.Server(conn, config))
		}
	}()
	return "https://" + listener.Addr().String()
}

// Trusting makes a transport trust the certificate of package httptest.
func Trusting(transport *http.Transport) *http.Transport {
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close()
	known, _ := certified.Client().Transport.(*http.Transport)
	transport.TLSClientConfig = known.TLSClientConfig.Clone()
	transport.TLSClientConfig.NextProtos = nil
	return transport
}

func goAway(conn net.Conn) {
	defer conn.Close()
	if _, err := io.CopyN(io.Discard, conn, int64(len(http2Preface))); err != nil {
		return
	}
	_, _ = conn.Write(http2Frame(http2Settings, nil))
	var form bytes.Buffer
	for header := make([]byte, http2HeaderBytes); ; {
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		length := int64(header[0])<<16 | int64(header[1])<<8 | int64(header[2])
		kind, flags := header[3], header[4]
		payload := io.Discard
		if kind == http2Data {
			payload = &form
		}
		if _, err := io.CopyN(payload, conn, length); err != nil {
			return
		}
		if kind == http2Data && flags&http2EndStream != 0 {
			debug := append([]byte{0, 0, 0, 1, 0, 0, 0, http2Protocol}, form.Bytes()...)
			_, _ = conn.Write(http2Frame(http2GoAway, debug))
			return
		}
	}
}

func http2Frame(kind byte, payload []byte) []byte {
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))[1:]
	frame = append(frame, kind, 0, 0, 0, 0, 0)
	return append(frame, payload...)
}

// A Cable is a connection. If it is dropped, written data is lost and nothing is received, not even
// the end of the connection.
type Cable struct {
	net.Conn
	Dropped atomic.Bool
}

// Write drops what is written to a dropped cable.
func (c *Cable) Write(p []byte) (int, error) {
	if c.Dropped.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// HTTP2Service returns a transport for a service that speaks HTTP/2 over pipes, and the client's
// ends of them.
func HTTP2Service(t *testing.T) (base *http.Transport, cables *[]*Cable) {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	base = Trusting(janrain.NewTransport())
	certified.Close()

	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	answer := func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		_, _ = w.Write([]byte(Success))
	}
	srv := &http.Server{Handler: http.HandlerFunc(answer), TLSConfig: config, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = srv.Close() })
	cables = new([]*Cable)
	base.TLSClientConfig.ServerName = "example.com" // as httptest's certificate
	base.DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, service := net.Pipe()
		listener.conns <- service
		wire := &Cable{Conn: client}
		*cables = append(*cables, wire)
		return wire, nil
	}
	return base, cables
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	close(l.closed)
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// The parts of HTTP/2 that HTTP2Script needs in addition to those above.
const (
	http2Headers    = 0x1
	http2Reset      = 0x3
	http2Ping       = 0x6
	http2Ack        = 0x1
	http2EndHeaders = 0x4
	http2Refused    = 0x7  // the error REFUSED_STREAM
	http2StatusOK   = 0x88 // HPACK for ":status: 200"
)

// An HTTP2Reply is how a server replies to a request, after its header or at the end of its form.
type HTTP2Reply struct {
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

// Replies to a request: a success, a refusal that tells the client to retry, and a broken stream.
var (
	HTTP2Answer = HTTP2Reply{send: func(w io.Writer, stream uint32) bool {
		return http2Send(w, http2Headers, http2EndHeaders, stream, []byte{http2StatusOK}) &&
			http2Send(w, http2Data, http2EndStream, stream, []byte(Success))
	}}
	HTTP2Refuse = HTTP2Reply{send: http2ResetWith(http2Refused)}
	HTTP2Broken = HTTP2Reply{send: http2ResetWith(http2Protocol)}
)

func http2ResetWith(code byte) func(io.Writer, uint32) bool {
	return func(w io.Writer, stream uint32) bool {
		return http2Send(w, http2Reset, 0, stream, []byte{0, 0, 0, code})
	}
}

// HTTP2Leave tells the client that no request was processed, and closes the connection.
func HTTP2Leave(atHeader bool) HTTP2Reply {
	return HTTP2Reply{atHeader, func(w io.Writer, _ uint32) bool {
		return http2Send(w, http2GoAway, 0, 0, make([]byte, 8)) && atHeader // after the header, the client closes the connection
	}}
}

// An HTTP2Script is a server that gives the n-th request the n-th reply, and all further requests
// the last one. It counts the requests and the forms that arrive.
type HTTP2Script struct {
	Replies []HTTP2Reply
	Leaves  int32 // so many connections say after half a second that there are to be no more requests

	mu              sync.Mutex
	requests, forms int
	conns           atomic.Int32
}

func (s *HTTP2Script) next() HTTP2Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if s.requests > 50 { // without this limit there would be hundreds
		return HTTP2Answer
	}
	return s.Replies[min(s.requests, len(s.Replies))-1]
}

// Counted returns the number of requests and of complete forms.
func (s *HTTP2Script) Counted() (requests, forms int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests, s.forms
}

// An http2Out is written to a connection by another goroutine, because both ends of a pipe may
// write at once.
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

// Serve speaks HTTP/2 over a connection.
func (s *HTTP2Script) Serve(in net.Conn) {
	conn := make(http2Out, 100)
	var flushed sync.WaitGroup
	flushed.Go(func() { conn.flush(in) })
	defer flushed.Wait()
	defer close(conn)
	s.read(in, conn)
}

func (s *HTTP2Script) read(in io.Reader, conn http2Out) {
	if _, err := io.CopyN(io.Discard, in, int64(len(http2Preface))); err != nil {
		return
	}
	http2Send(conn, http2Settings, 0, 0, nil)
	if s.conns.Add(1) <= s.Leaves {
		leave := time.AfterFunc(time.Second/2, func() {
			http2Send(conn, http2GoAway, 0, 0, []byte{0, 0, 0, 1, 0, 0, 0, 0})
		})
		defer leave.Stop()
	}
	var reply HTTP2Reply
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

// Listen serves on TCP and returns the base URL.
func (s *HTTP2Script) Listen(t *testing.T) (serverURL string) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	config := HTTP2TLS()
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() { s.Serve(tls.Server(conn, config)) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	return "https://" + listener.Addr().String()
}

// HTTP2TLS returns a TLS configuration for a server that speaks HTTP/2.
func HTTP2TLS() *tls.Config {
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close() // only its certificate is needed
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	return config
}
