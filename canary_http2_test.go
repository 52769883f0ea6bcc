package janrain_test

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of HTTP/2, https://www.rfc-editor.org/rfc/rfc9113, what goingAway needs.
const (
	http2Preface     = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	http2HeaderBytes = 9
	http2Data        = 0x0
	http2Settings    = 0x4
	http2GoAway      = 0x7
	http2EndStream   = 0x1
	http2Protocol    = 0x1 // the error PROTOCOL_ERROR
)

// goingAway is a server that ends each connection with what it was sent, as
// the debug data that HTTP/2 has a place for.
func goingAway(t *testing.T) (serverURL string) {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close() // for its certificate only
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

// trusting makes a transport trust the certificate of package httptest.
func trusting(transport *http.Transport) *http.Transport {
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
