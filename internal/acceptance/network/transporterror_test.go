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

// Nothing of these calls can have left, so that they may be made again.
func TestWithoutAConnectionNothingWasSent(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		t.Run("connection refused", func(t *testing.T) {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			require.NoError(t, listener.Close(), "nobody listens there any more")
			err = call.Do(t.Context(), kit.LoopbackClient(t, "http://"+listener.Addr().String()))
			broken := kit.RequireTransportError(t, err, false)
			assert.Equal(t, call.Name, broken.Endpoint)
			assert.Zero(t, broken.HTTPStatus, "no answer began")
			assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
		})
		t.Run("name not found", func(t *testing.T) {
			notFound := &net.DNSError{Err: "no such host", Name: kit.Domain, IsNotFound: true}
			transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, notFound }}
			err := call.Do(t.Context(), kit.Client(t, transport))
			kit.RequireTransportError(t, err, false)
			require.ErrorIs(t, err, notFound, "the network's own error is inside")
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
			assert.True(t, ok, "the reason can be taken out of: %v", err)
			assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "nothing that the user does mends it")
			assert.ErrorContains(t, err, "root certificates", "a container has none")
		})
		t.Run("time over while dialling", func(t *testing.T) {
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

// The service had the request, or might have: a token may be spent.
func TestOverAConnectionARequestMayHaveBeenSent(t *testing.T) {
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
				next = "with a new sign-in, the token may be spent"
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
				cancel() // the user goes away while the service thinks
				<-r.Context().Done()
			})
			err := call.Do(ctx, kit.LoopbackClient(t, srv.URL))
			kit.RequireTransportError(t, err, true)
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(err))
		})
		t.Run("a transport without hooks", func(t *testing.T) {
			failure := errors.New("a transport of the caller's own")
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

// net/http quotes what it cannot read, and that may be an answer without its
// header.
func TestTransportErrorHoldsNothingOfAnAnswer(t *testing.T) {
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
			assert.NotContains(t, err.Error()+fmt.Sprintf("%v %+v", broken, *broken), "me.yahoo.com", "who signed in is not in the text")
		})
	}
}

// An answer of which the end is missing is none, whatever its beginning says.
func TestAnswerThatIsCutOffIsNone(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"shorter than its Content-Length": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(kit.Success)+1, kit.Success),
		"chunks without the last one":     fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(kit.Success), kit.Success),
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
				assert.NotContains(t, err.Error(), "yahoo", "nothing of the body is in the text")
			})
		})
	}
}

func TestResponseWithoutABodyIsADecodeError(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		err := call.Do(t.Context(), kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK}, nil // no Header, no Body: hand-made ones have neither
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
	require.ErrorContains(t, err, "the token may be spent", "what this package says is not cut off")
}

// A quotation mark in a text is no sign that it quotes an answer: crypto/x509
// has some when it names the certificate it does not trust.
func TestReasonOfTheNetworkCanBeTakenOut(t *testing.T) {
	t.Parallel()
	inner := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New(`no route to "the host", it seems`)}
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, inner })))
	kit.RequireTransportError(t, err, true)
	got, ok := errors.AsType[*net.OpError](err)
	require.True(t, ok, "a caller that asks for the network's own error gets it from: %v", err)
	assert.Same(t, inner, got)
	require.ErrorContains(t, err, "it seems", "the text says all that the network said")
}

// What the network says may hold what a hostile server or proxy put there.
func TestTransportErrorRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	inner := &net.OpError{Op: "dial", Err: errors.New("proxy said: " + kit.Token + " " + kit.APIKey)}
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, inner })))
	broken := kit.RequireTransportError(t, err, true)
	for _, text := range []string{err.Error(), broken.Err.Error(), fmt.Sprintf("%+v %#v", broken.Err, *broken)} {
		assert.NotContains(t, text, kit.Token)
		assert.NotContains(t, text, kit.APIKey)
	}
	require.ErrorIs(t, err, inner, "it can still be compared")
}
