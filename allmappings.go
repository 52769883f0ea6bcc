package janrain

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/janrain-go/janrain/internal/transport"
	"github.com/janrain-go/janrain/internal/wire"
)

// Mapping is a user of the application: a primary key and its identifiers. Neither is printed.
type Mapping struct {
	// PrimaryKey is "" if it is damaged, because damaged keys of two users may look the same.
	PrimaryKey string `json:"primaryKey" wire:"key"`

	// Identifiers are the identifiers exactly as the service sent them. Unusable returns those
	// that must not be trusted.
	Identifiers []string `json:"identifiers" wire:"identity"`

	// Extra holds the original of a damaged primary key under its JSON name. If an identifier is
	// not a string or contains U+FFFD or a control character other than white space, it is not
	// among Identifiers, and Extra holds the original list.
	Extra map[string]json.RawMessage
}

// Unusable returns the identifiers that AuthInfo would reject with ErrNoIdentifier. See
// Profile.Identifier.
func (m Mapping) Unusable() []string { return unusable(m.Identifiers) }

var allMappings = post("api/v2/all_mappings",
	repeatable,
	ifLost("the mappings are incomplete, request them again"),
)

// AllMappings returns all mappings of the application. It yields them while the response arrives:
//
//	for mapping, err := range client.AllMappings(ctx) {
//		if err != nil {
//			return err // the mappings so far are incomplete
//		}
//		...
//	}
//
// The service sends one response, which may have millions of mappings. Only its end shows whether
// it is complete. If there is an error, it is yielded last. Do not rely on the mappings until the
// loop has ended without an error. After ctx has ended, only its error is yielded. Each range over
// the sequence makes a new call, and leaving the loop ends the call.
//
// WithMaxResponseBytes limits the size of each mapping. WithTimeout limits the time until the
// response begins, then the time for each mapping, and then the time until the response ends. It
// does not include the time of the loop body. The response is streamed, so a slow loop body stalls
// the connection and the service may close it: store the mappings first and make follow-up calls
// afterwards. WithRetry applies only until the response begins.
//
// AllMappings does not check whether a primary key occurs more than once.
//
// API: https://identitydocs.akamai.com/home/all-mappings (no longer listed)
func (c *Client) AllMappings(ctx context.Context) iter.Seq2[Mapping, error] {
	return func(yield func(Mapping, error) bool) {
		err := c.streamMappings(ctx, func(m Mapping) bool { return yield(m, nil) })
		if err != nil && !errors.Is(err, errStopped) {
			yield(Mapping{}, err)
		}
	}
}

// errStopped ends the stream when the caller leaves the loop.
var errStopped = errors.New("the caller left the loop")

func (c *Client) streamMappings(ctx context.Context, yield func(Mapping) bool) error {
	r, err := c.newRequest(ctx, allMappings, nil)
	if err != nil {
		return err
	}
	start := time.Now()
	w := newWatch(ctx, c.timeout)
	defer w.end()

	// The deadline applies to the tries and the delays between them, but not to the response.
	beginning, done := context.WithTimeout(w.ctx, c.timeout)
	defer done()
	var (
		stream *transport.Stream
		o      outcome
	)
	o.tries, err = c.retry.do(beginning, r, func() (err error) {
		stream, err = c.begin(w, r)
		o.status = statusOf(err)
		return err
	})
	err = w.withTimeout(err)
	if err == nil {
		o.status = stream.Status
		err = c.readMappings(w, r, stream, yield)
	}
	o.took = time.Since(start)
	if !errors.Is(err, errStopped) { // leaving the loop is not an error of the call
		o.err = err
	}
	c.log(ctx, r, o)
	return err
}

// begin makes one try and returns a response that may have mappings. Any other response is read
// completely and decoded as in other calls.
func (c *Client) begin(w *watch, r *request) (*transport.Stream, error) {
	stream, err := c.transport.Open(w.ctx, c.transportRequest(r, func() { w.cancel(nil) }))
	if err != nil {
		return nil, w.withTimeout(newTransportError(r, err))
	}
	if stream.Complete() {
		return stream, nil
	}
	resp, err := c.transport.ReadAll(w.ctx, stream)
	if err != nil {
		return nil, w.withTimeout(newTransportError(r, err))
	}
	defer resp.Release()
	return nil, decode(r, resp, new(okResponse))
}

// readMappings yields the mappings and decodes the rest of the response.
func (c *Client) readMappings(w *watch, r *request, stream *transport.Stream, yield func(Mapping) bool) error {
	defer stream.Close()
	w.resume()
	streamed, err := wire.Stream(stream.Body, "mappings", c.transport.MaxBytes, func(key, value []byte) error {
		m, err := mappingOf(key, value)
		w.pause()
		defer w.resume()
		switch {
		case w.ctx.Err() != nil: // during the loop body, or a mapping was too late
			return w.ctx.Err()
		case err == nil && !yield(m):
			return errStopped
		}
		return err
	})
	resp := &transport.Response{Head: stream.Head, Body: streamed.Rest}
	unreadable := func(reason string, offset int64) error {
		failure := newDecodeError(r, resp, DecodeError{Reason: reason, Offset: offset})
		failure.Length = int(streamed.Length)
		return failure
	}
	invalid, isInvalid := errors.AsType[*wire.Error](err)
	switch {
	case errors.Is(err, errStopped):
		return err
	case w.ctx.Err() != nil: // err is a consequence of it
		err = w.ctx.Err()
	case err == nil && streamed.Found:
		return decode(r, resp, new(okResponse))
	case err == nil:
		return cmp.Or(decode(r, resp, new(okResponse)), unreadable("the response has no mappings", 0))
	case isInvalid && !streamed.Object:
		return unreadable(noObject(&stream.Head, streamed.Length == 0), 0)
	case isInvalid:
		return unreadable(invalid.Reason, invalid.Offset)
	case errors.Is(err, wire.ErrTooLarge):
		err = ErrResponseTooLarge
	}
	failure := &transport.Error{Status: stream.Status, MayHaveBeenSent: true, Err: err}
	return w.withTimeout(newTransportError(r, failure))
}

// mappingOf decodes a member of the response from its name, as a JSON string, and its value.
func mappingOf(name, value []byte) (Mapping, error) {
	var m Mapping
	keep := func(member string, value []byte) error {
		kept, once := wire.Kept(value)
		if !once {
			return &wire.Error{Reason: "a duplicate member name"}
		}
		if m.Extra == nil {
			m.Extra = map[string]json.RawMessage{}
		}
		m.Extra[member] = kept
		return nil
	}
	if key, ok := wire.Identity(name); ok {
		m.PrimaryKey = key
	} else if err := keep("primaryKey", name); err != nil {
		return m, err
	}
	identifiers, exact := wire.Identities(value)
	m.Identifiers = identifiers
	if exact {
		return m, nil
	}
	return m, keep("identifiers", value)
}

// A watch ends a call that waits too long for the beginning of its response, for a mapping, or for
// the end. Other data does not extend the time, because a server can send white space forever.
type watch struct {
	ctx     context.Context //nolint:containedctx // of the call, which has the same lifetime
	cancel  context.CancelCauseFunc
	timeout time.Duration
	timer   *time.Timer
}

var errSilence = errors.New("no mapping arrived in time")

// newWatch returns a watch that is running.
func newWatch(ctx context.Context, timeout time.Duration) *watch {
	ctx, cancel := context.WithCancelCause(ctx)
	return &watch{ctx, cancel, timeout, time.AfterFunc(timeout, func() { cancel(errSilence) })}
}

// end releases the resources of the watch.
func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// pause stops the timer. If it had expired, the context has ended when pause returns.
func (w *watch) pause() {
	if !w.timer.Stop() {
		w.cancel(errSilence)
	}
}

// resume restarts the timer with the full timeout.
func (w *watch) resume() { w.timer.Reset(w.timeout) }

// withTimeout replaces the cause of err with the timeout if the watch has ended the call. It keeps
// other causes, such as ErrRedirect.
func (w *watch) withTimeout(err error) error {
	transportErr, ok := errors.AsType[*TransportError](err)
	if ok && errors.Is(transportErr.Err, context.Canceled) && errors.Is(context.Cause(w.ctx), errSilence) {
		transportErr.Err = fmt.Errorf("%w: no mapping or end of the response arrived for %v",
			context.DeadlineExceeded, w.timeout)
	}
	return err
}
