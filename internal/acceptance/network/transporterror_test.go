package network

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// These calls cannot have been sent, so the caller may repeat them.
func TestNothingIsSentWithoutAConnection(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		t.Run("connection refused", func(t *testing.T) {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			require.NoError(t, listener.Close(), "the listener must be closed")
			err = call.Do(t.Context(), kit.LoopbackClient(t, "http://"+listener.Addr().String()))
			broken := kit.RequireTransportError(t, err, false)
			assert.Equal(t, call.Name, broken.Endpoint)
			assert.Zero(t, broken.HTTPStatus, "there must be no HTTP status without a response")
			assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
		})
		t.Run("name not found", func(t *testing.T) {
			notFound := &net.DNSError{Err: "no such host", Name: kit.Domain, IsNotFound: true}
			transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, notFound }}
			err := call.Do(t.Context(), kit.Client(t, transport))
			kit.RequireTransportError(t, err, false)
			require.ErrorIs(t, err, notFound, "the error must wrap that of the network")
		})
		t.Run("certificate not trusted", func(t *testing.T) {
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				t.Error("the service must not see a request over a connection that is not trusted")
			}))
			srv.Config.ErrorLog = log.New(io.Discard, "", 0)
			srv.StartTLS()
			defer srv.Close()
			err := call.Do(t.Context(), kit.LoopbackClient(t, srv.URL))
			kit.RequireTransportError(t, err, false)
			_, ok := errors.AsType[*tls.CertificateVerificationError](err)
			assert.True(t, ok, "errors.As must find the cause in: %v", err)
			assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "the user cannot fix this")
			assert.ErrorContains(t, err, "root certificates",
				"the text must mention root certificates, which many containers lack")
		})
		t.Run("timeout while dialling", func(t *testing.T) {
			transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}}
			err := call.Do(t.Context(), kit.Client(t, transport, janrain.WithTimeout(20*time.Millisecond)))
			kit.RequireTransportError(t, err, false)
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
		t.Run("cancelled before", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			service := kit.RespondWith(kit.Success)
			err := call.Do(ctx, kit.Client(t, service))
			kit.RequireTransportError(t, err, false)
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(err))
			service.AssertSilent(t)
		})
		t.Run("deadline before", func(t *testing.T) {
			ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
			defer cancel()
			service := kit.RespondWith(kit.Success)
			err := call.Do(ctx, kit.Client(t, service))
			kit.RequireTransportError(t, err, false)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			service.AssertSilent(t)
		})
	})
}

// The service has, or may have, received the request, so the token may have been used up.
func TestRequestMayHaveBeenSentOverAConnection(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		t.Run("the service reads and closes", func(t *testing.T) {
			srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				kit.HangUp(t, w, "")
			})
			err := call.Do(t.Context(), kit.LoopbackClient(t, srv.URL))
			kit.RequireTransportError(t, err, true)
			next := "may have acted on it"
			if call.Name == "auth_info" {
				next = "with a new sign-in, the token may have been used up"
			}
			require.ErrorContains(t, err, next)
		})
		t.Run("the service is silent", func(t *testing.T) {
			srv := kit.LoopbackServer(t, func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			})
			err := call.Do(t.Context(), kit.LoopbackClient(t, srv.URL, janrain.WithTimeout(500*time.Millisecond)))
			kit.RequireTransportError(t, err, true)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
		})
		t.Run("cancelled meanwhile", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			srv := kit.LoopbackServer(t, func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				cancel() // the user leaves while the service works
				<-r.Context().Done()
			})
			err := call.Do(ctx, kit.LoopbackClient(t, srv.URL))
			kit.RequireTransportError(t, err, true)
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(err))
		})
		t.Run("a transport without hooks", func(t *testing.T) {
			failure := errors.New("a custom transport failed")
			err := call.Do(t.Context(), kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, failure })))
			kit.RequireTransportError(t, err, true)
			require.ErrorIs(t, err, failure)
		})
		t.Run("a transport that returns nothing", func(t *testing.T) {
			err := call.Do(t.Context(), kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })))
			kit.RequireTransportError(t, err, true)
		})
		t.Run("no HTTP", func(t *testing.T) {
			srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				kit.HangUp(t, w, "SSH-2.0-OpenSSH\r\n")
			})
			kit.RequireTransportError(t, call.Do(t.Context(), kit.LoopbackClient(t, srv.URL)), true)
		})
	})
}

// net/http quotes what it cannot parse, which may be a response without its header.
func TestTransportErrorContainsNoResponse(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"no status line":           kit.Success + "\r\n\r\n",
		"a body among the headers": "HTTP/1.1 200 OK\r\n" + kit.Success + "\r\n\r\n",
		"a body for a status":      "HTTP/1.1 " + kit.Success + "\r\n\r\n",
		"a body for a length":      "HTTP/1.1 200 OK\r\nContent-Length: " + kit.Success + "\r\n\r\n",
		"a body for a chunk":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + kit.Success,
		"a body for a trailer":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n" + kit.Success + "\r\n\r\n",
		"a body for an encoding":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + kit.Success + "\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				kit.HangUp(t, w, raw)
			})
			_, err := kit.SignIn(t, kit.LoopbackClient(t, srv.URL))
			broken := kit.RequireTransportError(t, err, true)
			assert.NotContains(t, err.Error()+fmt.Sprintf("%v %+v", broken, *broken), "me.yahoo.com",
				"the text must not tell who signed in")
		})
	}
}

// A response without its end is an error, whatever its beginning says.
func TestTruncatedResponseIsAnError(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"shorter than its Content-Length": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(kit.Success)+1, kit.Success),
		"chunks without the last chunk":   fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(kit.Success), kit.Success),
		"a chunk that is too short":       fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s", len(kit.Success)+1, kit.Success),
		"a header without a body":         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
		"gzip without its end":            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + kit.Gzipped(kit.Success)[:30],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				kit.HangUp(t, w, raw)
			})
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				err := call.Do(t.Context(), kit.LoopbackClient(t, srv.URL))
				broken := kit.RequireTransportError(t, err, true)
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				assert.Equal(t, http.StatusOK, broken.HTTPStatus)
				assert.NotContains(t, err.Error(), "yahoo", "the text must have no part of the body")
			})
		})
	}
}

func TestResponseWithoutABodyIsADecodeError(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		err := call.Do(t.Context(), kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK}, nil // a handmade response without Header and Body
		})))
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled)
		assert.Zero(t, garbled.Length)
	})
}

func TestTransportErrorTextIsOneShortLine(t *testing.T) {
	t.Parallel()
	failure := errors.New(strings.Repeat("the network\nhas much to say\x00\xff ", 400))
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, failure })))
	kit.RequireTransportError(t, err, true)
	require.ErrorContains(t, err, "the token may have been used up", "the package's own text must not be truncated")
}

// A quotation mark does not mean that the text quotes a response: crypto/x509 quotes the name of
// a certificate that it does not trust.
func TestTransportErrorWrapsItsCause(t *testing.T) {
	t.Parallel()
	inner := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New(`no route to "the host", it seems`)}
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, inner })))
	kit.RequireTransportError(t, err, true)
	got, ok := errors.AsType[*net.OpError](err)
	require.True(t, ok, "errors.As must find the network's error in: %v", err)
	assert.Same(t, inner, got)
	require.ErrorContains(t, err, "it seems", "the text must have the network's whole message")
}

// A message of the network may contain what a hostile server or proxy put there.
func TestTransportErrorRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	inner := &net.OpError{Op: "dial", Err: errors.New("proxy said: " + kit.Token + " " + kit.APIKey)}
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, inner })))
	broken := kit.RequireTransportError(t, err, true)
	for _, text := range []string{err.Error(), broken.Err.Error(), fmt.Sprintf("%+v %#v", broken.Err, *broken)} {
		assert.NotContains(t, text, kit.Token)
		assert.NotContains(t, text, kit.APIKey)
	}
	require.ErrorIs(t, err, inner, "errors.Is must still find the cause")
}
