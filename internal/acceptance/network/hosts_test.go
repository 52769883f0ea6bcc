package network

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A wiretap is a server that records the first bytes of every connection, including a connection
// without any.
type wiretap struct {
	net.Listener
	heard chan string
}

func newWiretap(t *testing.T) *wiretap {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	tap := &wiretap{listener, make(chan string, 100)}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Second)) // in case a client keeps the connection open
			text, _ := io.ReadAll(c)
			tap.heard <- string(text)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close() })
	return tap
}

// first returns what arrived on the first connection. It opens a connection itself: if that is
// the first one, no client has connected before.
func (w *wiretap) first(t *testing.T) string {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", w.Addr().String())
	require.NoError(t, err)
	_, err = io.WriteString(c, "nobody")
	require.NoError(t, err)
	require.NoError(t, c.Close())
	return <-w.heard
}

// The fault table shows what the caller gets. This test shows that the other server gets nothing,
// over real connections, from the default transport and from a caller's client that would follow
// redirects.
func TestRedirectTargetReceivesNothing(t *testing.T) {
	t.Parallel()
	other := newWiretap(t)
	location := "http://" + other.Addr().String() + "/api/v2/auth_info"
	var status int
	redirect := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	})
	plain, secure := httptest.NewServer(redirect), httptest.NewTLSServer(redirect)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	for _, status = range []int{301, 302, 303, 307, 308} {
		for _, client := range []*janrain.Client{
			kit.LoopbackClient(t, plain.URL),
			kit.LoopbackClient(t, plain.URL, janrain.WithHTTPClient(plain.Client())),
			kit.LoopbackClient(t, secure.URL, janrain.WithHTTPClient(secure.Client())), // redirected from https to http
			kit.LoopbackClient(t, plain.URL, kit.ThreeTries),
		} {
			for _, call := range kit.Calls {
				require.ErrorIs(t, call.Do(t.Context(), client), janrain.ErrRedirect, "%s under %d", call.Name, status)
			}
		}
	}
	assert.Equal(t, "nobody", other.first(t), "the second server must not receive a connection")
}

// A recorder is a RoundTripper that records every request and passes it to a real transport.
type recorder struct {
	http.RoundTripper
	mu       sync.Mutex
	requests []*http.Request
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.requests = append(r.requests, req)
	r.mu.Unlock()
	return r.RoundTripper.RoundTrip(req)
}

// Applications configure tracing, proxies and certificates in their transport. Every request must
// go through it with the caller's context, and the application's client must not be changed.
func TestCallersTransportIsUsedUnchangedForEveryTry(t *testing.T) {
	t.Parallel()
	answers := []string{kit.HTMLPage, kit.Success}
	var served int
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Accept-Encoding"), "the caller's transport must not request gzip")
		if served%2 == 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
		_, _ = io.WriteString(w, answers[served%2])
		served++
	}))
	t.Cleanup(srv.Close)
	base := srv.Client().Transport.(*http.Transport).Clone()
	base.DisableCompression, base.MaxIdleConnsPerHost, base.IdleConnTimeout = true, 1, time.Minute
	base.TLSClientConfig.MinVersion = tls.VersionTLS10 // the caller's decision
	config := base.TLSClientConfig
	before := base.Clone() // a copy to compare with
	through := &recorder{RoundTripper: base}
	refuse := func(*http.Request, []*http.Request) error { panic("the http.Client must not be used") }
	httpClient := &http.Client{Transport: through, Timeout: time.Minute, CheckRedirect: refuse}

	client := kit.LoopbackClient(t, srv.URL, janrain.WithHTTPClient(httpClient),
		janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: 1}))
	type contextKey struct{}
	for range 3 {
		require.NoError(t, kit.AddToken(context.WithValue(t.Context(), contextKey{}, "traced"), client),
			"the second try must succeed")
	}
	client.CloseIdleConnections()

	require.Len(t, through.requests, 6, "each try must be one request through the transport")
	for _, req := range through.requests {
		assert.Equal(t, "traced", req.Context().Value(contextKey{}), "the request must have the caller's context")
		assert.Equal(t, srv.URL+"/api/v2/add_or_update_access_token", req.URL.String(), "the URL must not have a key")
		assert.Empty(t, req.Header.Get("Authorization"))
		assert.Empty(t, req.Header.Get("Cookie"))
		assert.False(t, req.Close)
	}
	assert.Same(t, through, httpClient.Transport)
	assert.Equal(t, time.Minute, httpClient.Timeout)
	assert.Nil(t, httpClient.Jar)
	assert.Same(t, config, base.TLSClientConfig)
	assert.Equal(t, uint16(tls.VersionTLS10), config.MinVersion, "the minimum TLS version must be the caller's")
	assert.Equal(t, before.MaxIdleConnsPerHost, base.MaxIdleConnsPerHost)
	assert.Equal(t, before.MaxConnsPerHost, base.MaxConnsPerHost)
	assert.Equal(t, before.IdleConnTimeout, base.IdleConnTimeout)
	assert.Equal(t, before.DisableCompression, base.DisableCompression)
	assert.Equal(t, before.ForceAttemptHTTP2, base.ForceAttemptHTTP2)
}

// The unread bytes of a page must not become the response to the next call on the connection.
func TestUnreadPageIsNotTheNextResponse(t *testing.T) {
	t.Parallel()
	forged := kit.RawResponse(http.StatusOK, strings.Replace(kit.Success, "me.yahoo.com", "forged.example", 1))
	for name, first := range map[string]string{
		"a long page of a redirect": kit.RawResponse(http.StatusFound, strings.Repeat(forged, 1000), "Location: /elsewhere"),
		"a response over the limit": kit.RawResponse(http.StatusOK, strings.Repeat(forged, 1000)),
		"a truncated response":      "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + forged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n int // connections, one after the other
			url := kit.RawService(t, nil, func(c net.Conn, _ int) bool {
				n++
				if n == 1 {
					return kit.Write(first)(c, n)
				}
				return kit.Write(kit.RawResponse(http.StatusOK, kit.Success))(c, n)
			}, kit.Unnoted)
			client := kit.LoopbackClient(t, url, janrain.WithMaxResponseBytes(10_000))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second) // for responses that do not end
			defer cancel()
			_, err := client.AuthInfo(ctx, janrain.AuthInfoParams{Token: kit.Token})
			require.Error(t, err)
			info, err := kit.SignIn(t, client)
			require.NoError(t, err)
			assert.Equal(t, "https://me.yahoo.com/a/abc#123", info.Profile.Identifier,
				"the response must belong to this call")
		})
	}
}
