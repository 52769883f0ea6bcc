// Package transport sends one form and reads one answer, within a time and up
// to a size. It knows nothing of what either says.
package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrRedirect is returned for an answer that is a redirect.
var ErrRedirect = errors.New("the service responded with a redirect")

// ErrSwitched is returned for a response that has no body, because the connection is
// to speak another protocol from then on.
var ErrSwitched = errors.New("the service switches to another protocol, which was not asked for")

// ErrTooLarge is returned for an answer above the cap.
var ErrTooLarge = errors.New("the response is too large")

// Transport sends forms. It is safe for many goroutines at once.
type Transport struct {
	Base      http.RoundTripper
	MaxBytes  int64 // of an answer, after gunzip
	UserAgent string
}

// A redirect's page is read so that its connection can be used again, if it is no
// longer than maxDrained, in bytes, and arrives within drainTime.
const (
	maxDrained = 64 << 10
	drainTime  = 50 * time.Millisecond
)

// Request is one form and where it goes.
type Request struct {
	URL            string
	Form           url.Values
	User, Password string // HTTP Basic; none where User is empty
	Repeatable     bool   // to send it twice is as good as once

	// Cancel ends the context that goes with the request. It is called if a redirect's
	// page drips. The default is that of a context of its own.
	Cancel context.CancelFunc
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
	Body io.ReadCloser // until Close

	length int64 // as announced; -1 for none
}

// Close ends the response. The connection is used again if it was read to its end.
func (s *Stream) Close() { _ = s.Body.Close() }

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

// Encoded reports a body that is not as it was before the server, or something in
// between, encoded it. The one encoding that *http.Transport asks for, gzip, is undone
// by it, and removed from the header.
func (h *Head) Encoded() bool {
	for _, list := range h.Header["Content-Encoding"] {
		for coding := range strings.SplitSeq(list, ",") {
			if coding = strings.TrimSpace(coding); coding != "" && !strings.EqualFold(coding, "identity") {
				return true
			}
		}
	}
	return false
}

// Complete reports whether the body may be the whole result of a call. These statuses
// are 2xx, but have no content (204, 205), a part of it (206), those of others (207,
// 208) or the difference to another one (226): RFC 9110 section 15.3, RFC 4918, RFC 3229.
// Under every other 2xx the verdict in the body counts: 201 and 202 are what a front end
// makes of a POST, 203 is what a proxy that adds a header makes of 200, and a status that
// is not registered means the same as 200 (RFC 9110 section 15).
func (h *Head) Complete() bool {
	switch h.Status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusPartialContent,
		http.StatusMultiStatus, http.StatusAlreadyReported, http.StatusIMUsed:
		return false
	}
	return h.Status >= 200 && h.Status < 300 && !h.Encoded()
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
	defer resp.Close()
	body, err := t.read(resp)
	if err != nil {
		return nil, &Error{Status: resp.Status, MayHaveBeenSent: true, Err: because(ctx, err)}
	}
	return &Response{Head: resp.Head, Body: *body, buf: body}, nil
}

// Open sends a form and returns as soon as the response begins. Every error is an
// *Error.
func (t *Transport) Open(ctx context.Context, r Request) (*Stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{Err: err} // the transport has not even been asked
	}
	body := t.form(r)
	if r.Cancel == nil {
		ctx, r.Cancel = context.WithCancel(ctx)
	}
	req, err := t.request(body.watch(ctx), r, body)
	if err != nil {
		return nil, &Error{Err: err}
	}
	// RoundTrip, not an http.Client: that one would parse a redirect's target,
	// and print it whole where it does not parse.
	resp, err := roundTrip(t.Base, req, body) //nolint:bodyclose // it is Stream.Close's
	if err != nil {
		return nil, &Error{MayHaveBeenSent: body.withdraw(), Err: because(ctx, err)}
	}
	if resp == nil {
		return nil, &Error{MayHaveBeenSent: true, Err: errors.New("the http.RoundTripper returned nothing")}
	}
	stream := &Stream{Head{resp.StatusCode, resp.Header}, resp.Body, resp.ContentLength}
	if stream.Body == nil { // some hand-made transports do; http.Client allows it
		stream.Body = http.NoBody
	}
	if err := rejected(req, stream, r.Cancel); err != nil {
		stream.Close()
		return nil, &Error{Status: stream.Status, MayHaveBeenSent: true, Err: err}
	}
	return stream, nil
}

// rejected returns why a response is none of the service's, as its header alone tells.
// The body of a 1xx is the bare connection, which heeds no context.
func rejected(req *http.Request, resp *Stream, cancel context.CancelFunc) error {
	if resp.Status >= 100 && resp.Status < 200 {
		return fmt.Errorf("%w (HTTP %d)", ErrSwitched, resp.Status)
	}
	err := redirect(req, resp)
	if err != nil && resp.length >= 0 { // a page that says no end may have none
		late := time.AfterFunc(drainTime, cancel)
		_, _ = io.CopyN(io.Discard, resp.Body, min(resp.length, maxDrained))
		late.Stop()
	}
	return err
}

func (t *Transport) request(ctx context.Context, r Request, body *form) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, http.NoBody)
	if err != nil {
		return nil, err
	}
	body.attach(req)
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

// because puts the context's own error first: what the network says then is
// only its echo.
func because(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
