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

// A wiretap is a server that writes down every byte that anybody sends to it,
// a connection without any included.
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
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Second)) // should a client really keep it open
			text, _ := io.ReadAll(c)
			tap.heard <- string(text)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close() })
	return tap
}

// first is what came over the first of all connections. It makes one of its
// own: where that is the first, nobody was there before.
func (w *wiretap) first(t *testing.T) string {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", w.Addr().String())
	require.NoError(t, err)
	_, err = io.WriteString(c, "nobody")
	require.NoError(t, err)
	require.NoError(t, c.Close())
	return <-w.heard
}

// The fault table has what the caller gets; here is what the other server does
// not get, over real connections, from the client's own transport and from a
// caller's that would follow.
func TestTheSecondServerOfARedirectSeesNoByte(t *testing.T) {
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
			kit.LoopbackClient(t, secure.URL, janrain.WithHTTPClient(secure.Client())), // from https to http
			kit.LoopbackClient(t, plain.URL, kit.ThreeTries),
		} {
			for _, call := range kit.Calls {
				require.ErrorIs(t, call.Do(t.Context(), client), janrain.ErrRedirect, "%s under %d", call.Name, status)
			}
		}
	}
	assert.Equal(t, "nobody", other.first(t), "keys and tokens would have gone there")
}

// A recorder is a RoundTripper that looks at every request before a real
// transport gets it.
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

// An application's tracing, its proxy and its certificates are in its
// transport: each request goes through it, with the caller's context on it, and
// nothing of the application's client is changed.
func TestCallersTransportCarriesEveryTryAndIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	answers := []string{kit.HTMLPage, kit.Success}
	var served int
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Accept-Encoding"), "the caller's transport asks for no gzip")
		if served%2 == 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
		_, _ = io.WriteString(w, answers[served%2])
		served++
	}))
	t.Cleanup(srv.Close)
	base := srv.Client().Transport.(*http.Transport).Clone()
	base.DisableCompression, base.MaxIdleConnsPerHost, base.IdleConnTimeout = true, 1, time.Minute
	base.TLSClientConfig.MinVersion = tls.VersionTLS10 // his business
	config := base.TLSClientConfig
	before := base.Clone() // it has no copy of what it is not allowed to share
	through := &recorder{RoundTripper: base}
	refuse := func(*http.Request, []*http.Request) error { panic("the http.Client is not asked") }
	httpClient := &http.Client{Transport: through, Timeout: time.Minute, CheckRedirect: refuse}

	client := kit.LoopbackClient(t, srv.URL, janrain.WithHTTPClient(httpClient),
		janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: 1}))
	type contextKey struct{}
	for range 3 {
		require.NoError(t, kit.AddToken(context.WithValue(t.Context(), contextKey{}, "traced"), client), "the second try succeeds")
	}
	client.CloseIdleConnections()

	require.Len(t, through.requests, 6, "each try is one request through it")
	for _, req := range through.requests {
		assert.Equal(t, "traced", req.Context().Value(contextKey{}), "the caller's context is on the request")
		assert.Equal(t, srv.URL+"/api/v2/add_or_update_access_token", req.URL.String(), "no key is in the URL")
		assert.Empty(t, req.Header.Get("Authorization"))
		assert.Empty(t, req.Header.Get("Cookie"))
		assert.False(t, req.Close)
	}
	assert.Same(t, through, httpClient.Transport)
	assert.Equal(t, time.Minute, httpClient.Timeout)
	assert.Nil(t, httpClient.Jar)
	assert.Same(t, config, base.TLSClientConfig)
	assert.Equal(t, uint16(tls.VersionTLS10), config.MinVersion, "the least version is the caller's")
	assert.Equal(t, before.MaxIdleConnsPerHost, base.MaxIdleConnsPerHost)
	assert.Equal(t, before.MaxConnsPerHost, base.MaxConnsPerHost)
	assert.Equal(t, before.IdleConnTimeout, base.IdleConnTimeout)
	assert.Equal(t, before.DisableCompression, base.DisableCompression)
	assert.Equal(t, before.ForceAttemptHTTP2, base.ForceAttemptHTTP2)
}

// A redirect's page has bytes that nobody asked for; they must not become the
// answer to the next call on the connection.
func TestAPageThatIsLeftUnreadIsNotTheNextAnswer(t *testing.T) {
	t.Parallel()
	forged := kit.RawResponse(http.StatusOK, strings.Replace(kit.Success, "me.yahoo.com", "forged.example", 1))
	for name, first := range map[string]string{
		"a long page of a redirect": kit.RawResponse(http.StatusFound, strings.Repeat(forged, 1000), "Location: /elsewhere"),
		"an answer above the cap":   kit.RawResponse(http.StatusOK, strings.Repeat(forged, 1000)),
		"an answer cut off":         "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + forged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n int // one connection after the other
			url := kit.RawService(t, nil, func(c net.Conn, _ int) bool {
				n++
				if n == 1 {
					return kit.Write(first)(c, n)
				}
				return kit.Write(kit.RawResponse(http.StatusOK, kit.Success))(c, n)
			}, kit.Unnoted)
			client := kit.LoopbackClient(t, url, janrain.WithMaxResponseBytes(10_000))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second) // for what does not end by itself
			defer cancel()
			_, err := client.AuthInfo(ctx, janrain.AuthInfoParams{Token: kit.Token})
			require.Error(t, err)
			info, err := kit.SignIn(t, client)
			require.NoError(t, err)
			assert.Equal(t, "https://me.yahoo.com/a/abc#123", info.Profile.Identifier, "the answer is the call's own")
		})
	}
}
