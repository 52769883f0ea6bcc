// Package transport sends one form and reads one answer, within a time and up
// to a size. It knows nothing of what either says.
package transport

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ErrRedirect is returned for an answer that is a redirect.
var ErrRedirect = errors.New("the service answered with a redirect")

// ErrTooLarge is returned for an answer above the cap.
var ErrTooLarge = errors.New("the answer is too large")

// Transport sends forms. It is safe for many goroutines at once.
type Transport struct {
	Base      http.RoundTripper
	MaxBytes  int64 // of an answer, after gunzip
	UserAgent string
}

// maxDrained is how much of a redirect's page is read, in bytes, so that its
// connection can be used again.
const maxDrained = 64 << 10

// maxHeader is the largest header of an answer, in bytes; net/http's own bound
// is 10 MiB, and costs twenty times that in memory.
const maxHeader = 256 << 10

// maxBelieved is how much memory is made ready, in bytes, on the word of a
// Content-Length.
const maxBelieved = 1 << 20

// Request is one form and where it goes.
type Request struct {
	URL            string
	Form           url.Values
	User, Password string // HTTP Basic; none where User is empty
	Repeatable     bool   // to send it twice is as good as once
}

// Head is what comes before an answer's body.
type Head struct {
	Status int
	Header http.Header
}

// Response is an answer that arrived whole.
type Response struct {
	Head
	Body []byte // until Release

	buf *[]byte
}

// Stream is an answer that is still on its way.
type Stream struct {
	Head
	Body io.ReadCloser // the caller closes it

	length int64 // as announced; -1 for none
}

// Release gives the body's memory back. Nothing may hold on to a piece of it.
func (r *Response) Release() {
	r.Body = nil
	recycle(r.buf)
}

// ContentType is the media type alone; "" where there is none.
func (h *Head) ContentType() string { return mediaType(h.Header.Get("Content-Type")) }

// RetryAfter is the time that the answer asks to wait; 0 where it does not.
func (h *Head) RetryAfter() time.Duration {
	return retryAfter(h.Header.Get("Retry-After"), time.Now())
}

// Error is a request or an answer that did not arrive whole.
type Error struct {
	Status          int // 0 where no answer began
	MayHaveBeenSent bool
	Err             error
}

// Error is the reason's text.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Default returns the transport for a client that was given none: that of
// net/http (proxy from the environment, HTTP/2) with enough idle connections
// for a backend that talks to one host. There is no bound on connections, it
// would make logins wait behind a call that hangs.
//
// An HTTP/2 connection that went silent would fail every call for as long as TCP
// hopes, since they all share it: a ping finds it out, before a call of the default
// ten seconds is over. One of HTTP/1 has one call, which ends it.
func Default() *http.Transport {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // somebody replaced it
		base = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	t := base.Clone()
	t.MaxIdleConns = 128
	t.MaxIdleConnsPerHost = 128
	t.MaxConnsPerHost = 0
	t.MaxResponseHeaderBytes = maxHeader
	t.IdleConnTimeout = 50 * time.Second // load balancers drop idle ones after 60
	if t.HTTP2 == nil {
		t.HTTP2 = &http.HTTP2Config{}
	}
	// Go 1.27 has made an empty one already, so that its fields are what to look at.
	t.HTTP2.SendPingTimeout = cmp.Or(t.HTTP2.SendPingTimeout, 5*time.Second)
	t.HTTP2.PingTimeout = cmp.Or(t.HTTP2.PingTimeout, 3*time.Second)
	if t.TLSClientConfig == nil {
		t.TLSClientConfig = &tls.Config{}
	}
	t.TLSClientConfig.MinVersion = max(t.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return t
}

// Post sends a form and reads the answer. Every error is an *Error.
func (t *Transport) Post(ctx context.Context, r Request) (*Response, error) {
	resp, err := t.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	return t.Whole(ctx, resp)
}

// Whole reads the rest of an answer, up to the cap, and closes it. Every error is
// an *Error.
func (t *Transport) Whole(ctx context.Context, resp *Stream) (*Response, error) {
	defer resp.Body.Close()
	body, err := t.read(resp)
	if err != nil {
		return nil, &Error{Status: resp.Status, MayHaveBeenSent: true, Err: because(ctx, err)}
	}
	return &Response{Head: resp.Head, Body: *body, buf: body}, nil
}

// Open sends a form and returns as soon as the answer begins. Every error is an
// *Error.
func (t *Transport) Open(ctx context.Context, r Request) (*Stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{Err: err} // the transport has not even been asked
	}
	var conns connections
	req, err := t.request(conns.watch(ctx), r)
	if err != nil {
		return nil, &Error{Err: err}
	}
	// RoundTrip, not an http.Client: that one would parse a redirect's target,
	// and print it whole where it does not parse.
	resp, err := t.Base.RoundTrip(req)
	if err != nil {
		return nil, &Error{MayHaveBeenSent: conns.mayHaveSent(), Err: because(ctx, err)}
	}
	if resp == nil {
		return nil, &Error{MayHaveBeenSent: true, Err: errors.New("the http.RoundTripper returned nothing")}
	}
	if resp.Body == nil { // some hand-made transports do; http.Client allows it
		resp.Body = http.NoBody
	}
	if err := redirect(req, resp); err != nil {
		if resp.ContentLength >= 0 { // a page that says no end may have none
			_, _ = io.CopyN(io.Discard, resp.Body, min(resp.ContentLength, maxDrained))
		}
		_ = resp.Body.Close()
		return nil, &Error{Status: resp.StatusCode, MayHaveBeenSent: true, Err: err}
	}
	return &Stream{Head: Head{resp.StatusCode, resp.Header}, Body: resp.Body, length: resp.ContentLength}, nil
}

func (t *Transport) request(ctx context.Context, r Request) (*http.Request, error) {
	// A strings.Reader gives the request a length, and net/http a way to send
	// it again on a new connection when an idle one turns out to be closed.
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, strings.NewReader(r.Form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", t.UserAgent)
	if r.Repeatable {
		// net/http's sign, which is not sent, that the request may go out again
		// on a new connection when an idle one turns out to be stale, however
		// much of it has gone out: https://pkg.go.dev/net/http#Transport.
		req.Header["Idempotency-Key"] = nil
	}
	if r.User != "" {
		req.SetBasicAuth(r.User, r.Password)
	}
	return req, nil
}

// read returns the body whole, or an error.
func (t *Transport) read(resp *Stream) (*[]byte, error) {
	if resp.length > t.MaxBytes {
		return nil, ErrTooLarge
	}
	body := io.LimitReader(resp.Body, min(t.MaxBytes, math.MaxInt64-1)+1)
	buf, _ := bodies.Get().(*[]byte)
	// The announced length saves growing, but is believed up to a point only
	// before anything has come.
	*buf = slices.Grow((*buf)[:0], int(min(max(resp.length, 0), maxBelieved))+1)
	for {
		n, err := body.Read((*buf)[len(*buf):cap(*buf)])
		*buf = (*buf)[:len(*buf)+n]
		switch {
		case int64(len(*buf)) > t.MaxBytes: // the one byte over it
			err = ErrTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		}
		if err != nil {
			recycle(buf)
			return nil, err
		}
		if have := len(*buf); have == cap(*buf) {
			*buf = slices.Grow(*buf, t.room(have, resp.length)-have)
		}
	}
}

// room is the size for a buffer that has come to be full. It doubles, and where
// more is announced it goes there in few steps, but never far beyond what has
// come: the byte after the announced end finds the real one.
func (t *Transport) room(have int, announced int64) int {
	size := int64(have) * 2
	if announced >= int64(have) {
		size = min(announced+1, int64(have)*8)
	}
	if t.MaxBytes > int64(have) {
		size = min(size-1, t.MaxBytes) + 1
	}
	return max(int(size), have+1)
}

// bodies are buffers to read into. An answer's memory is used for the next one.
var bodies = sync.Pool{New: func() any { return new(make([]byte, 0, 1024)) }}

// recycle takes a buffer back, without what was in it: that may be a secret.
func recycle(buf *[]byte) {
	if buf == nil || cap(*buf) > maxBelieved+1 {
		return
	}
	clear(*buf)
	*buf = (*buf)[:0]
	bodies.Put(buf)
}

// connections watches whether a request got hold of a connection.
type connections struct{ asked, got atomic.Bool }

func (c *connections) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { c.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.got.Store(true) },
	})
}

// mayHaveSent is false only where a connection was asked for and none was got,
// over all the tries that net/http makes of its own. A transport without hooks
// tells nothing, so its requests count as sent.
func (c *connections) mayHaveSent() bool { return c.got.Load() || !c.asked.Load() }

// because puts the context's own error first: what the network says then is
// only its echo.
func because(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// redirect refuses what net/http would follow. It names the host only: the
// rest of the target may hold what the request sent.
func redirect(req *http.Request, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return fmt.Errorf("%w to nowhere (HTTP %d)", ErrRedirect, resp.StatusCode)
	}
	target, err := req.URL.Parse(location)
	if err != nil || target.Host == "" {
		return fmt.Errorf("%w to a target that is no URL (HTTP %d)", ErrRedirect, resp.StatusCode)
	}
	return fmt.Errorf("%w to the host %q (HTTP %d)", ErrRedirect, target.Hostname(), resp.StatusCode)
}

// mediaType returns a Content-Type without its parameters, which are the
// server's to fill with anything.
func mediaType(header string) string {
	t, _, err := mime.ParseMediaType(header)
	const longest = 80
	if err != nil || len(t) > longest {
		return ""
	}
	return t
}

// retryAfter reads the header's two forms, seconds and a date. What is more
// seconds than a number holds is as many as it does: nobody is to come back soon.
func retryAfter(header string, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32)
	if err == nil || seconds == math.MaxInt32 { // what ParseInt returns for a number out of range
		return max(time.Duration(seconds)*time.Second, 0)
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}
