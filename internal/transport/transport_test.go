package transport_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/transport"
)

// A tripper is a function that implements http.RoundTripper.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func newTransport(base http.RoundTripper) *transport.Transport {
	return &transport.Transport{Base: base, MaxBytes: 1000, UserAgent: "test/1"}
}

func requireError(t *testing.T, err error) *transport.Error {
	t.Helper()
	var broken *transport.Error
	require.ErrorAs(t, err, &broken, "every error of Post must be an *Error")
	assert.Equal(t, broken.Err.Error(), err.Error())
	return broken
}

func TestPostSendsAFormAndReadsTheResponse(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "/path", r.URL.Path)
		assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
		assert.Equal(t, "test/1", r.UserAgent())
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, "a=1+%2B&b=2&b=3", string(body))
		assert.Equal(t, int64(len(body)), r.ContentLength, "some front ends reject a chunked form")
		user, password, ok := r.BasicAuth()
		assert.Equal(t, []any{"u", "p:w", true}, []any{user, password, ok})
		w.Header().Set("Content-Type", "Application/JSON; charset=utf-8")
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte("body"))
	}))
	defer srv.Close()
	resp, err := newTransport(transport.Default()).Post(t.Context(), transport.Request{
		URL: srv.URL + "/path", Form: url.Values{"a": {"1 +"}, "b": {"2", "3"}}, User: "u", Password: "p:w",
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusTeapot, resp.Status)
	assert.Equal(t, "application/json", resp.ContentType())
	assert.Equal(t, 3*time.Second, resp.RetryAfter())
	assert.Equal(t, "body", string(resp.Body))
}

func TestPostSendsNoBasicAuthWithoutAUser(t *testing.T) {
	t.Parallel()
	base := tripper(func(r *http.Request) (*http.Response, error) {
		assert.Empty(t, r.Header.Values("Authorization"))
		return &http.Response{StatusCode: http.StatusOK}, nil
	})
	_, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example", Password: "p"})
	require.NoError(t, err)
}

func TestPostRejectsInvalidURLs(t *testing.T) {
	t.Parallel()
	base := tripper(func(*http.Request) (*http.Response, error) { panic("nothing may be sent") })
	_, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a b/"})
	assert.False(t, requireError(t, err).MayHaveBeenSent)
}

// The result depends on what net/http's hooks report, over all of net/http's own tries.
func TestMayHaveBeenSentFollowsTheHooks(t *testing.T) {
	t.Parallel()
	asked := func(trace *httptrace.ClientTrace) { trace.GetConn("a.example:443") }
	got := func(trace *httptrace.ClientTrace) { trace.GotConn(httptrace.GotConnInfo{}) }
	type hook = func(*httptrace.ClientTrace)
	for name, tt := range map[string]struct {
		hooks []hook
		want  bool
	}{
		"no hooks":                                    {nil, true},
		"requested, none obtained":                    {[]hook{asked}, false},
		"requested twice, none obtained":              {[]hook{asked, asked}, false},
		"requested and obtained":                      {[]hook{asked, got}, true},
		"obtained, then none on another try":          {[]hook{asked, got, asked}, true},
		"none at first, then obtained on another try": {[]hook{asked, asked, got}, true},
		"obtained without a request":                  {[]hook{got}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := errors.New("broken")
			base := tripper(func(r *http.Request) (*http.Response, error) {
				for _, hook := range tt.hooks {
					hook(httptrace.ContextClientTrace(r.Context()))
				}
				return nil, failure
			})
			_, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example"})
			assert.Equal(t, tt.want, requireError(t, err).MayHaveBeenSent)
			require.ErrorIs(t, err, failure)
		})
	}
}

// An application's own hooks, such as those of otelhttp, keep working.
func TestHooksOfTheCallerAreKept(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	var asked, got bool
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { asked = true },
		GotConn: func(httptrace.GotConnInfo) { got = true },
	})
	_, err := newTransport(transport.Default()).Post(ctx, transport.Request{URL: srv.URL})
	require.NoError(t, err)
	assert.True(t, asked && got, "the caller's hooks must be called")
}

// A trickle is a body that arrives in small pieces and records whether it was closed.
type trickle struct {
	io.Reader
	closed bool
}

func (b *trickle) Read(p []byte) (int, error) { return b.Reader.Read(p[:min(len(p), 7)]) }
func (b *trickle) Close() error               { b.closed = true; return nil }

func TestBodyIsReadToTheLimitAndClosedOnEveryPath(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		status int
		body   io.Reader
		length int64 // the announced length, or -1
		want   error
	}{
		"empty":                             {200, strings.NewReader(""), -1, nil},
		"exactly the limit":                 {200, strings.NewReader(strings.Repeat("x", 1000)), -1, nil},
		"exactly the limit, announced":      {200, strings.NewReader(strings.Repeat("x", 1000)), 1000, nil},
		"more than announced":               {200, strings.NewReader(strings.Repeat("x", 1000)), 5, nil},
		"one byte over":                     {200, strings.NewReader(strings.Repeat("x", 1001)), -1, transport.ErrTooLarge},
		"one byte over, announced":          {200, strings.NewReader(strings.Repeat("x", 1001)), 1001, transport.ErrTooLarge},
		"over, announced as less":           {200, strings.NewReader(strings.Repeat("x", 1001)), 10, transport.ErrTooLarge},
		"announced as more than any memory": {200, strings.NewReader("x"), math.MaxInt64, transport.ErrTooLarge},
		"broken":                            {200, io.MultiReader(strings.NewReader("xxx"), &failing{broken}), -1, broken},
		"broken at once":                    {200, &failing{broken}, 10, broken},
		"the last piece comes with io.EOF":  {200, &lastPiece{"xyz"}, -1, nil},
		"redirect":                          {302, strings.NewReader("xxx"), 3, transport.ErrRedirect},
		"304 is not a redirect":             {304, strings.NewReader(""), 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := &trickle{Reader: tt.body}
			base := tripper(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: tt.status, Body: body, ContentLength: tt.length}, nil
			})
			resp, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example"})
			assert.True(t, body.closed, "the body must be closed, because an open one keeps its connection")
			if tt.want == nil {
				require.NoError(t, err)
				assert.LessOrEqual(t, len(resp.Body), 1000)
				return
			}
			require.ErrorIs(t, err, tt.want)
			broken := requireError(t, err)
			assert.Equal(t, tt.status, broken.Status)
			assert.True(t, broken.MayHaveBeenSent)
			assert.Nil(t, resp, "a partial response must not be returned")
		})
	}
}

// Even with the largest limit, an announced length must not be allocated before the first byte
// arrives.
func TestAnnouncedLengthIsNotAllocated(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{math.MaxInt64, math.MaxInt64 - 1, 1 << 62} {
		base := tripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("body")), ContentLength: length}, nil
		})
		sender := newTransport(base)
		sender.MaxBytes = math.MaxInt64
		require.NotPanics(t, func() {
			resp, err := sender.Post(t.Context(), transport.Request{URL: "https://a.example"})
			require.NoError(t, err)
			assert.Equal(t, "body", string(resp.Body))
		}, "of %d bytes", length)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// A lastPiece returns its text together with io.EOF, as a reader may.
type lastPiece struct{ text string }

func (l *lastPiece) Read(p []byte) (int, error) { return copy(p, l.text), io.EOF }

// The caller's cancellation comes before the network error that it causes.
func TestErrorOfAContextComesFirst(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	echo := errors.New("use of closed connection")
	base := tripper(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, echo
	})
	_, err := newTransport(base).Post(ctx, transport.Request{URL: "https://a.example"})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, echo)
	assert.True(t, strings.HasPrefix(err.Error(), "context canceled"),
		"the text must begin with the context's error: %v", err)
}

// The memory of a response is reused, so Release wipes it.
func TestReleaseWipesTheBody(t *testing.T) {
	t.Parallel()
	base := tripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("a secret"))}, nil
	})
	resp, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example"})
	require.NoError(t, err)
	body := resp.Body
	resp.Release()
	assert.Nil(t, resp.Body)
	assert.NotContains(t, string(body), "secret", "Release must wipe the body")
}

// endless is a page without an end that counts the bytes read.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) { e.read += int64(len(p)); return len(p), nil }

// The page of a redirect is useless. A little of it is read so that the connection can be reused.
func TestLargePageOfARedirectIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	for length, most := range map[int64]int64{100: 100, 64 << 10: 64 << 10, 1 << 40: 64 << 10, -1: 0} {
		var page endless
		base := tripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: http.StatusFound, Header: http.Header{"Location": {"https://b.example/"}},
				Body: io.NopCloser(&io.LimitedReader{R: &page, N: 16 << 20}), ContentLength: length,
			}, nil
		})
		_, err := newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example"})
		require.ErrorIs(t, err, transport.ErrRedirect)
		assert.Equal(t, most, page.read, "the bytes read of a page of %d bytes", length)
	}
}
