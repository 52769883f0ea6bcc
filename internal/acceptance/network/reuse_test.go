package network

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestGzippedResponseIsDecoded(t *testing.T) {
	t.Parallel()
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "gzip", r.Header.Get("Accept-Encoding"),
			"the client must request gzip, which shrinks responses to a third")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte(kit.Gzipped(kit.Success)))
	})
	info, err := kit.SignIn(t, kit.LoopbackClient(t, srv.URL))
	require.NoError(t, err)
	assert.Equal(t, "https://me.yahoo.com/a/abc#123", info.Profile.Identifier)
}

// A few kilobytes on the wire can be gigabytes in memory.
func TestLimitCountsDecompressedBytes(t *testing.T) {
	t.Parallel()
	bomb := kit.Gzipped(kit.Success + strings.Repeat(" ", 1<<20))
	require.Less(t, len(bomb), 10_000)
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte(bomb))
	})
	_, err := kit.SignIn(t, kit.LoopbackClient(t, srv.URL, janrain.WithMaxResponseBytes(100_000)))
	kit.RequireTransportError(t, err, true)
	require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
}

// A new connection costs a handshake for every login. A response that is read to its end leaves
// its connection to the next call.
func TestConnectionIsReusedAfterACompleteResponse(t *testing.T) {
	t.Parallel()
	large := strings.Replace(kit.Success, `"Yahoo!"`, `"`+strings.Repeat("y", 100_000)+`"`, 1)
	answers := map[string]http.HandlerFunc{
		"success":                 func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(kit.Success)) },
		"large success in chunks": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(large)) },
		"gzip": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte(kit.Gzipped(large)))
		},
		"refusal": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`))
		},
		"HTML page": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte(strings.Repeat(kit.HTMLPage, 100)))
		},
		"empty":      func(http.ResponseWriter, *http.Request) {},
		"no content": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"invalid JSON after the object": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(kit.Success + strings.Repeat("x", 50_000)))
		},
		"redirect": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusFound)
		},
		"redirect with a page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusMovedPermanently)
			_, _ = w.Write([]byte(kit.HTMLPage))
		},
	}
	for name, handler := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opened atomic.Int32
			srv := httptest.NewUnstartedServer(handler)
			srv.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					opened.Add(1)
				}
			}
			srv.Start()
			t.Cleanup(srv.Close)
			client := kit.LoopbackClient(t, srv.URL)
			for range 4 {
				_ = kit.Calls[0].Do(t.Context(), client) // other tests check the error
			}
			assert.Equal(t, int32(1), opened.Load(), "four calls in a row must share one connection")
		})
	}
}

// net/http may use an idle connection that the service is just closing. It retries only if
// nothing was written, so that no token is sent twice.
func TestTokenIsNotSentTwiceOverAStaleConnection(t *testing.T) {
	t.Parallel()
	var seen atomic.Int32
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
		if seen.Add(1) == 2 {
			kit.HangUp(t, w, "") // after reading the request
			return
		}
		_, _ = w.Write([]byte(kit.Success))
	})
	client := kit.LoopbackClient(t, srv.URL)
	_, err := kit.SignIn(t, client)
	require.NoError(t, err)
	_, err = kit.SignIn(t, client)
	kit.RequireTransportError(t, err, true)
	assert.Equal(t, int32(2), seen.Load(), "the second call must send one request")
	_, err = kit.SignIn(t, client)
	require.NoError(t, err, "the next call must use a new connection")
}

func TestCloseIdleConnections(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(kit.Success)) }))
	srv.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			close(closed)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	client := kit.LoopbackClient(t, srv.URL)
	_, err := kit.SignIn(t, client)
	require.NoError(t, err)
	client.CloseIdleConnections()
	select {
	case <-closed:
	case <-t.Context().Done():
		t.Fatal("the idle connection must be closed")
	}
}
