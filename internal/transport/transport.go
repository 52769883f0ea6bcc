// Package transport sends a form and reads the response, within a time limit and up to a
// maximum size. It does not interpret the contents of either.
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

// ErrRedirect is returned for a response that is a redirect.
var ErrRedirect = errors.New("the service responded with a redirect")

// ErrSwitched is returned for a response that switches the connection to another protocol and
// therefore has no body.
var ErrSwitched = errors.New("the service switched to another protocol, which was not requested")

// ErrTooLarge is returned for a response that exceeds the maximum size.
var ErrTooLarge = errors.New("the response is too large")

// Transport sends forms. It is safe for concurrent use.
type Transport struct {
	Base      http.RoundTripper
	MaxBytes  int64 // of a response, after gunzip
	UserAgent string
}

// The body of a redirect is read so that the connection can be reused, if it has at most
// maxDrained bytes and arrives within drainTime.
const (
	maxDrained = 64 << 10
	drainTime  = 50 * time.Millisecond
)

// Request is a form and its destination.
type Request struct {
	URL            string
	Form           url.Values
	User, Password string // for HTTP Basic, which is not sent if User is empty
	Repeatable     bool   // sending the request twice has the same effect as sending it once

	// Cancel cancels the context that is passed with the request. It is called if the body of a
	// redirect arrives too slowly. If it is nil, Open creates a context.
	Cancel context.CancelFunc
}

// Head is the status and the header of a response.
type Head struct {
	Status int
	Header http.Header
}

// Response is a complete response.
type Response struct {
	Head
	Body []byte // valid until Release

	buf *[]byte
}

// Stream is a response whose body has not been read.
type Stream struct {
	Head
	Body io.ReadCloser // valid until Close

	length int64 // from the header; -1 if unknown
}

// Close closes the response. The connection is reused if the body was read to the end.
func (s *Stream) Close() { _ = s.Body.Close() }

// Release returns the memory of the body to the pool. No reference to it may remain.
func (r *Response) Release() {
	r.Body = nil
	recycle(r.buf)
}

// ContentType returns the media type without parameters, or "" if it is missing or invalid.
func (h *Head) ContentType() string { return mediaType(h.Header.Get("Content-Type")) }

// RetryAfter returns the delay in the Retry-After header, or 0 if there is none.
func (h *Head) RetryAfter() time.Duration {
	return retryAfter(h.Header.Get("Retry-After"), time.Now())
}

// Encoded reports whether the body is encoded. *http.Transport requests only gzip. It decodes
// such a body and removes the encoding from the header.
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

// Complete reports whether the body may be the complete result of a call. Some 2xx statuses
// mean that there is no content (204, 205), only a part of it (206), the results of several
// requests (207, 208) or a difference to another response (226). See RFC 9110 section 15.3, RFC
// 4918 and RFC 3229. All other 2xx statuses are accepted: front ends respond to a POST with 201
// or 202, proxies that add a header change 200 to 203, and a status that is not registered
// means the same as 200 (RFC 9110 section 15).
func (h *Head) Complete() bool {
	switch h.Status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusPartialContent,
		http.StatusMultiStatus, http.StatusAlreadyReported, http.StatusIMUsed:
		return false
	}
	return h.Status >= 200 && h.Status < 300 && !h.Encoded()
}

// Error reports a request or a response that was not transferred completely.
type Error struct {
	Status          int // 0 if no response was received
	MayHaveBeenSent bool
	Err             error
}

// Error returns the text of the cause.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Post sends a form and reads the response. All errors are of type *Error.
func (t *Transport) Post(ctx context.Context, r Request) (*Response, error) {
	resp, err := t.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	return t.ReadAll(ctx, resp)
}

// ReadAll reads the rest of a response, up to the maximum size, and closes it. All errors are of
// type *Error.
func (t *Transport) ReadAll(ctx context.Context, resp *Stream) (*Response, error) {
	defer resp.Close()
	body, err := t.read(resp)
	if err != nil {
		return nil, &Error{Status: resp.Status, MayHaveBeenSent: true, Err: withCause(ctx, err)}
	}
	return &Response{Head: resp.Head, Body: *body, buf: body}, nil
}

// Open sends a form and returns when the header of the response has arrived. All errors are of
// type *Error.
func (t *Transport) Open(ctx context.Context, r Request) (*Stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{Err: err} // nothing was passed to the transport
	}
	body := t.form(r)
	if r.Cancel == nil {
		ctx, r.Cancel = context.WithCancel(ctx)
	}
	req, err := t.request(body.watch(ctx), r, body)
	if err != nil {
		return nil, &Error{Err: err}
	}
	// Use RoundTrip because an http.Client would parse the target of a redirect, and quote it
	// in the error if it is invalid.
	resp, err := roundTrip(t.Base, req, body) //nolint:bodyclose // closed by Stream.Close
	if err != nil {
		return nil, &Error{MayHaveBeenSent: body.withdraw(), Err: withCause(ctx, err)}
	}
	if resp == nil {
		err := errors.New("the http.RoundTripper returned neither a response nor an error")
		return nil, &Error{MayHaveBeenSent: true, Err: err}
	}
	stream := &Stream{Head{resp.StatusCode, resp.Header}, resp.Body, resp.ContentLength}
	if stream.Body == nil { // http.Client accepts this from a transport, too
		stream.Body = http.NoBody
	}
	if err := rejected(req, stream, r.Cancel); err != nil {
		stream.Close()
		return nil, &Error{Status: stream.Status, MayHaveBeenSent: true, Err: err}
	}
	return stream, nil
}

// rejected returns an error if the status shows that the response is not a response of the API.
// The body of a 1xx response is the connection itself, which ignores the context.
func rejected(req *http.Request, resp *Stream, cancel context.CancelFunc) error {
	if resp.Status >= 100 && resp.Status < 200 {
		return fmt.Errorf("%w (HTTP %d)", ErrSwitched, resp.Status)
	}
	err := redirect(req, resp)
	if err != nil && resp.length >= 0 { // without a length, the body may be endless
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
		// This tells net/http that it may resend the request on a new connection if an idle
		// one was closed, even if a part of it was sent. The header itself is not sent. See
		// https://pkg.go.dev/net/http#Transport.
		req.Header["Idempotency-Key"] = nil
	}
	if r.User != "" {
		req.SetBasicAuth(r.User, r.Password)
	}
	return req, nil
}

// withCause adds the context's error to err if the context has ended, because err is only a
// consequence of it.
func withCause(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
