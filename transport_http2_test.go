package janrain_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// A dropped cable says nothing: what is written is lost, nothing comes, and no
// end either.
type cable struct {
	net.Conn
	dropped atomic.Bool
}

func (c *cable) Write(p []byte) (int, error) {
	if c.dropped.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// http2Service is a service behind HTTP/2, on pipes; cables are the client's ends.
func http2Service(t *testing.T) (base *http.Transport, cables *[]*cable) {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	base = trusting(janrain.NewTransport())
	certified.Close()

	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	answer := func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		_, _ = w.Write([]byte(setupAnswer))
	}
	srv := &http.Server{Handler: http.HandlerFunc(answer), TLSConfig: config, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = srv.Close() })
	cables = new([]*cable)
	base.TLSClientConfig.ServerName = "example.com" // as httptest's certificate
	base.DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, service := net.Pipe()
		listener.conns <- service
		wire := &cable{Conn: client}
		*cables = append(*cables, wire)
		return wire, nil
	}
	return base, cables
}

// All calls share an HTTP/2 connection, so one that went silent would fail them
// all, for as long as TCP hopes.
func TestASilentHTTP2ConnectionIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base, cables := http2Service(t)
		defer base.CloseIdleConnections()
		client := clientOf(t, base)
		_, err := signIn(t, client)
		require.NoError(t, err)
		require.Len(t, *cables, 1)
		(*cables)[0].dropped.Store(true)

		start := time.Now()
		_, err = signIn(t, client)
		requireTransportError(t, err, true)
		assert.Equal(t, 8*time.Second, time.Since(start), "found out by a ping, before the time of the call is over")
		_, err = signIn(t, client)
		require.NoError(t, err, "the next call has a new connection")
		assert.Len(t, *cables, 2)
	})
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
