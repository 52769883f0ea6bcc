package transport_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/transport"
)

// A heldBody returns its first part at once, and the rest when it is released.
type heldBody struct {
	io.Reader
	closed int
}

func (b *heldBody) Close() error { b.closed++; return nil }

func heldService(status int, header http.Header, body *heldBody) tripper {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: body, ContentLength: -1}, nil
	}
}

var toSend = transport.Request{URL: "https://a.example/path", Form: url.Values{"a": {"1"}}}

func TestOpenReturnsWhenTheResponseBegins(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe() // nothing is written yet
	body := &heldBody{Reader: r}
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Retry-After": {"7"}}
	stream, err := newTransport(heldService(http.StatusTeapot, header, body)).Open(t.Context(), toSend)
	require.NoError(t, err)
	assert.Equal(t, http.StatusTeapot, stream.Status)
	assert.Equal(t, "application/json", stream.ContentType())
	assert.Equal(t, 7*time.Second, stream.RetryAfter())
	assert.Zero(t, body.closed, "the caller closes the body")

	go func() { _, _ = io.WriteString(w, strings.Repeat("x", 5000)); _ = w.Close() }()
	text, err := io.ReadAll(stream.Body)
	require.NoError(t, err)
	assert.Len(t, text, 5000, "the reader of the stream enforces the limit")
}

func TestWholeReadsTheRestUpToTheLimitAndClosesIt(t *testing.T) {
	t.Parallel()
	for length, fine := range map[int]bool{0: true, 999: true, 1000: true, 1001: false, 100_000: false} {
		body := &heldBody{Reader: strings.NewReader(strings.Repeat("x", length))}
		trans := newTransport(heldService(http.StatusOK, nil, body))
		stream, err := trans.Open(t.Context(), toSend)
		require.NoError(t, err)
		resp, err := trans.ReadAll(t.Context(), stream)
		assert.Equal(t, 1, body.closed, "of %d bytes", length)
		if fine {
			require.NoError(t, err)
			assert.Len(t, resp.Body, length)
			resp.Release()
			continue
		}
		broken := requireError(t, err)
		require.ErrorIs(t, err, transport.ErrTooLarge)
		assert.True(t, broken.MayHaveBeenSent)
		assert.Equal(t, http.StatusOK, broken.Status)
	}
}

func TestWholePutsTheContextsErrorFirst(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	body := &heldBody{Reader: r}
	trans := newTransport(heldService(http.StatusOK, nil, body))
	stream, err := trans.Open(ctx, toSend)
	require.NoError(t, err)
	cancel()
	_ = w.CloseWithError(io.ErrUnexpectedEOF)
	_, err = trans.ReadAll(ctx, stream)
	requireError(t, err)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, body.closed)
}

func TestOpenRejectsRedirectsAndNilResponses(t *testing.T) {
	t.Parallel()
	body := &heldBody{Reader: strings.NewReader("page")}
	stream, err := newTransport(heldService(http.StatusFound, http.Header{"Location": {"/elsewhere"}}, body)).Open(t.Context(), toSend)
	assert.Nil(t, stream)
	require.ErrorIs(t, err, transport.ErrRedirect)
	assert.Equal(t, 1, body.closed, "the body must be closed, because the caller does not get it")

	for name, base := range map[string]tripper{
		"a nil response": func(*http.Request) (*http.Response, error) { return nil, nil }, //nolint:nilnil // some transports do this
		"an error":       func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
	} {
		stream, err = newTransport(base).Open(t.Context(), toSend)
		assert.Nil(t, stream, name)
		assert.True(t, requireError(t, err).MayHaveBeenSent, name)
	}
	stream, err = newTransport(tripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK}, nil
	})).Open(t.Context(), toSend)
	require.NoError(t, err, "a handmade response may have no body")
	require.NoError(t, stream.Body.Close())
}
