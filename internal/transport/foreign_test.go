package transport_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/transport"
)

// opened returns the type of a response's body.
func opened(t *testing.T, base http.RoundTripper, address string) string {
	t.Helper()
	stream, err := newTransport(base).Open(t.Context(), transport.Request{URL: address, Form: form})
	require.NoError(t, err)
	defer stream.Close()
	_, err = io.ReadAll(stream.Body)
	require.NoError(t, err)
	return fmt.Sprintf("%T", stream.Body)
}

var form = url.Values{"token": {"t"}}

const exchange = "*transport.exchange"

// The types of these bodies are unexported in net/http and may change with a new Go version.
func TestBodyOfNetHTTPNeedsNoGoroutine(t *testing.T) {
	t.Parallel()
	for path, serve := range map[string]http.HandlerFunc{
		"/short": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") },
		"/empty": func(http.ResponseWriter, *http.Request) {},
		"/none":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"/chunked": func(w http.ResponseWriter, _ *http.Request) {
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, "{}")
		},
		"/gzip": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zipped := gzip.NewWriter(w)
			_, _ = io.WriteString(zipped, "{}")
			_ = zipped.Close()
		},
		"/missing": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
	} {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprint(path, ", HTTP/2 ", http2), func(t *testing.T) {
				t.Parallel()
				srv := httptest.NewUnstartedServer(serve)
				srv.EnableHTTP2 = http2
				srv.StartTLS()
				t.Cleanup(srv.Close)
				assert.NotEqual(t, exchange, opened(t, srv.Client().Transport, srv.URL+path))
			})
		}
	}
}

func TestBodyOfARegisteredProtocolGetsAGoroutine(t *testing.T) {
	t.Parallel()
	text := func() io.ReadCloser { return io.NopCloser(strings.NewReader("{}")) }
	for name, body := range map[string]func() io.ReadCloser{
		"of another package": text,
		"MaxBytesReader":     func() io.ReadCloser { return http.MaxBytesReader(nil, text(), 100) },
		"ReadResponse": func() io.ReadCloser {
			const raw = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
			resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), nil)
			require.NoError(t, err)
			return resp.Body
		},
	} {
		base := &http.Transport{Protocols: new(http.Protocols)} // without HTTP/2, which registers its own protocol
		base.RegisterProtocol("https", tripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: body()}, nil
		}))
		assert.Equal(t, exchange, opened(t, base, "https://example.com/"), name)
	}
}

// A wrongBody returns an impossible count.
type wrongBody struct {
	count  func(p []byte) int
	closed *atomic.Int32
}

func (b wrongBody) Read(p []byte) (int, error) { return b.count(p), nil }

func (b wrongBody) Close() error {
	b.closed.Add(1)
	return nil
}

func TestBodyWithAnImpossibleCountIsClosedAndReported(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]func(p []byte) int{
		"too much": func(p []byte) int { return len(p) + 1 },
		"negative": func([]byte) int { return -1 },
	} {
		var closed atomic.Int32
		_, err := newTransport(tripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: wrongBody{count, &closed}}, nil
		})).Post(t.Context(), transport.Request{URL: "https://example.com/", Form: form})
		broken := requireError(t, err)
		assert.True(t, broken.MayHaveBeenSent, name)
		require.ErrorContains(t, err, "invalid count", name)
		assert.Equal(t, int32(1), closed.Load(), name)
	}
}
