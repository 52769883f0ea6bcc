package kit

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
)

// Tries gives the n-th try the n-th response, and all further tries the last one. It records when
// each try arrived. Like every RoundTripper, it is safe for concurrent use: a call whose context
// has ended leaves its try running.
type Tries struct {
	Answers []RoundTripper

	mu    sync.Mutex
	Times []time.Time // read it after the calls only
}

// RoundTrip responds to the next try.
func (s *Tries) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.Times = append(s.Times, time.Now())
	n := len(s.Times)
	s.mu.Unlock()
	return s.Answers[min(n, len(s.Answers))-1](r)
}

// Waits returns the times between the tries.
func (s *Tries) Waits() (waits []time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := 1; i < len(s.Times); i++ {
		waits = append(waits, s.Times[i].Sub(s.Times[i-1]))
	}
	return waits
}

// Page returns a service that responds with an HTML page and, unless it is "", a Retry-After
// header.
func Page(status int, retryAfter string) RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := HTTPResponse(status, "<html>")
		if retryAfter != "" {
			resp.Header.Set("Retry-After", retryAfter)
		}
		return resp, nil
	}
}

// NeverLeft is a transport that gets no connection and reports so, as net/http's does.
func NeverLeft(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GetConn("example.rpxnow.com:443")
	return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
}

// Lost is a transport that sends the request and loses the response.
func Lost(r *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(r.Context())
	trace.GetConn("example.rpxnow.com:443")
	trace.GotConn(httptrace.GotConnInfo{})
	return nil, io.ErrUnexpectedEOF
}

// ThreeTries allows three tries.
var ThreeTries = janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3})

// AddToken calls AddOrUpdateAccessToken.
func AddToken(ctx context.Context, client *janrain.Client) error {
	return client.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: Identifier, Token: Token})
}

// ConnCount counts a server's connections.
type ConnCount struct{ Opened, open atomic.Int64 }

// Note counts a connection. It is a server's ConnState hook.
func (c *ConnCount) Note(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.Opened.Add(1)
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	default: // active or idle
	}
}

// AssertNoneLeft asserts that all connections are closed within five seconds.
func (c *ConnCount) AssertNoneLeft(t *testing.T) {
	t.Helper()
	assert.Eventually(t, func() bool { return c.open.Load() == 0 }, 5*time.Second, time.Millisecond,
		"every connection must be closed")
}

// A Stubborn transport ignores the context. The functions that are not nil are called while it
// sends, reads a body or closes one. It counts the bodies that it opens and closes.
type Stubborn struct {
	Send, Body, Closes func()
	Status             int
	Length             int64 // as announced; 0 for none
	Opened, Closed     atomic.Int32
}

// RoundTrip calls Send and returns a response whose body does not end.
func (s *Stubborn) RoundTrip(*http.Request) (*http.Response, error) {
	if s.Send != nil {
		s.Send()
	}
	s.Opened.Add(1)
	resp := HTTPResponse(max(s.Status, http.StatusOK), "")
	if s.Status != 0 {
		resp.StatusCode = s.Status
	}
	resp.Body, resp.ContentLength = &stubbornBody{s, strings.NewReader(`{"mappings":{"1":[],`)}, cmp.Or(s.Length, -1)
	return resp, nil
}

type stubbornBody struct {
	*Stubborn
	text io.Reader
}

func (b *stubbornBody) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if n > 0 || b.Body == nil {
		return n, err
	}
	b.Body()
	return 0, nil
}

func (b *stubbornBody) Close() error {
	b.Closed.Add(1)
	if b.Closes != nil {
		b.Closes()
	}
	return nil
}

// Mebibyte is 1 MiB.
const Mebibyte = 1 << 20

// HangUp writes text to the connection of a request and closes it.
func HangUp(t *testing.T, w http.ResponseWriter, text string) {
	t.Helper()
	conn, buf, err := http.NewResponseController(w).Hijack()
	if assert.NoError(t, err) {
		writeAndClose(conn, buf.Writer, text)
	}
}

func writeAndClose(conn net.Conn, w *bufio.Writer, text string) {
	_, _ = w.WriteString(text)
	_ = w.Flush()
	_ = conn.Close()
}

// Says returns a RoundTripper that responds with a status and a body.
func Says(status int, body string) RoundTripper {
	return func(*http.Request) (*http.Response, error) { return HTTPResponse(status, body), nil }
}

// ErrOf returns the error of a call of NewClient.
func ErrOf(_ *janrain.Client, err error) error { return err }

// A ContextOfNone panics when it is used. Tests pass its nil pointer as a context.
type ContextOfNone struct{ context.Context }

// Deadline panics.
func (*ContextOfNone) Deadline() (time.Time, bool) { panic("a nil context was used") }
