package janrain_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func remoteAlert(text string) error {
	return &net.OpError{Op: "remote error", Err: errors.New("tls: " + text)}
}

func TestWhoCanMendAConnection(t *testing.T) {
	t.Parallel()
	const developer, service = janrain.FaultDeveloper, janrain.FaultService
	lookup := func(err net.DNSError) error { return &net.OpError{Op: "dial", Net: "tcp", Err: &err} }
	for name, tt := range map[string]struct {
		err    error
		fault  janrain.Fault
		advice string
	}{
		"no such host": {
			lookup(net.DNSError{Err: "no such host", IsNotFound: true}),
			developer, "2027",
		},
		"no such host, of the app": {
			lookup(net.DNSError{Err: "no such host", IsNotFound: true}),
			developer, "check the app domain",
		},
		"no such host, of a proxy": {
			&net.OpError{Op: "proxyconnect", Err: lookup(net.DNSError{IsNotFound: true})},
			developer, "check the proxy",
		},
		"no such host, of a SOCKS one": {
			&net.OpError{Op: "socks connect", Err: lookup(net.DNSError{IsNotFound: true})},
			developer, "check the proxy",
		},
		"a name server that fails": {
			lookup(net.DNSError{Err: "server misbehaving", IsTemporary: true}),
			service, "try again later",
		},
		"a name server that is silent": {
			lookup(net.DNSError{Err: "i/o timeout", IsTimeout: true}),
			service, "try again later",
		},
		"not found, but for the moment": {
			lookup(net.DNSError{IsNotFound: true, IsTemporary: true}),
			service, "try again later",
		},
		"a name server that is unclear": {
			lookup(net.DNSError{Err: "cannot unmarshal DNS message"}),
			service, "try again later",
		},
		"no TLS": {
			tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", Conn: new(net.TCPConn)},
			developer, "TLS",
		},
		"no TLS, of http.Client": {&url.Error{Op: "Post", Err: http.ErrSchemeMismatch}, developer, "TLS"},
		"a record that breaks later": {
			tls.RecordHeaderError{Msg: "oversized record received with length 20000"},
			service, "try again later",
		},
		"protocol version":  {remoteAlert("protocol version not supported"), developer, "TLS"},
		"handshake failure": {remoteAlert("handshake failure"), developer, "TLS"},
		"wrapped": {
			fmt.Errorf("tunnel: %w", remoteAlert("unrecognized name")),
			developer, "TLS",
		},
		"certificate required": {remoteAlert("certificate required"), developer, "TLS"},
		"internal error":       {remoteAlert("internal error"), service, "try again later"},
		"bad record MAC":       {remoteAlert("bad record MAC"), service, "try again later"},
		"an alert that is none": {
			&net.OpError{Op: "remote error", Err: errors.New("handshake failure")},
			service, "try again later",
		},
		"an old version": {
			errors.New("tls: server selected unsupported protocol version 302"),
			developer, "TLS",
		},
		"what a server kit.Says of itself": {
			errors.New(`malformed HTTP response "tls: server selected unsupported protocol version 302"`),
			service, "try again later",
		},
		"a version that goes on": {
			errors.New("tls: server selected unsupported protocol version 302 canary"),
			service, "try again later",
		},
		"connection refused": {
			&net.OpError{Op: "dial", Err: errors.New("connection refused")},
			service, "try again later",
		},
		"end of the connection": {io.EOF, service, "try again later"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failing := kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, tt.err })
			for _, call := range kit.EndingCalls {
				err := call.Do(t.Context(), kit.Client(t, failing))
				broken := new(janrain.TransportError)
				require.ErrorAs(t, err, &broken)
				assert.Equal(t, tt.fault, janrain.FaultOf(err), "of %v", err)
				require.ErrorContains(t, err, tt.advice)
				require.ErrorIs(t, err, tt.err)
				kit.AssertAdviceAgrees(t, err)
				kit.AssertOneLine(t, err)
			}
		})
	}
	assert.Equal(t, service, janrain.FaultOf(&janrain.TransportError{}))
}

// A server that chooses TLS 1.1, though it was not offered.
func TestAServerThatChoosesAnOldVersionOfTLS(t *testing.T) {
	t.Parallel()
	hello := append([]byte{22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2}, make([]byte, 32)...)
	hello = append(hello, 0, 0, 0x2f, 0)
	listening := kit.RawService(t, func(c *net.TCPConn) bool {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write(hello)
		_, _ = c.Read(make([]byte, 4096))
		return false
	}, nil, kit.Unnoted)
	_, err := kit.SignIn(t, kit.LoopbackClient(t, "https"+listening[len("http"):]))
	kit.RequireTransportError(t, err, false)
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "of %v", err)
	require.ErrorContains(t, err, "protocol version")
}
