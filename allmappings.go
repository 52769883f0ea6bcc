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

// Mapping is one user of the application: a primary key and the identifiers that
// belong to it. Neither is printed.
type Mapping struct {
	PrimaryKey string `json:"primaryKey" wire:"key"` // "" if it is damaged: two keys may look the same then

	// Identifiers are as the service sent them. Unusable returns those not to be trusted.
	Identifiers []string `json:"identifiers" wire:"identity"`

	// Extra has what these do not say, under their names, as it came: a primary key that
	// is damaged, and the identifiers if one is not text or contains U+FFFD or a control
	// character other than white space. Such an identifier is not among Identifiers.
	Extra map[string]json.RawMessage
}

// Unusable returns those of the identifiers that AuthInfo would refuse with
// ErrNoIdentifier; see Profile.Identifier.
func (m Mapping) Unusable() []string { return unusable(m.Identifiers) }

var allMappings = post("api/v2/all_mappings",
	repeatable,
	ifLost("the mappings are not whole, ask for them again"),
)

// AllMappings returns every mapping of the application, as the answer arrives:
//
//	for mapping, err := range client.AllMappings(ctx) {
//		if err != nil {
//			return err // what came before it may be incomplete
//		}
//		...
//	}
//
// The service sends all of them in one answer, which may have millions and says at its end only
// whether it is complete. So an error comes last, if there is one, and nothing is certain before
// the loop has ended without. Once ctx has ended, nothing but its error is yielded.
// WithMaxResponseBytes is the limit of each mapping. WithTimeout is the time for the response to
// begin, then for each mapping to arrive, and then for what follows the last one. The time that
// the loop body takes is not counted. It still delays the service, which may give up: store the
// mappings first and do slow work afterwards.
//
// Primary keys that stand there twice are not looked for. WithRetry counts only until the answer
// begins. Breaking out of the loop ends the call. Each range over it is a new call.
//
// API: https://identitydocs.akamai.com/home/all-mappings (no longer listed)
func (c *Client) AllMappings(ctx context.Context) iter.Seq2[Mapping, error] {
	return func(yield func(Mapping, error) bool) {
		err := c.streamMappings(ctx, func(m Mapping) bool { return yield(m, nil) })
		if err != nil && !errors.Is(err, errEnough) {
			yield(Mapping{}, err)
		}
	}
}

// errEnough ends a stream whose reader has left the loop.
var errEnough = errors.New("the loop was left")

func (c *Client) streamMappings(ctx context.Context, yield func(Mapping) bool) error {
	r, err := c.newRequest(ctx, allMappings, nil)
	if err != nil {
		return err
	}
	start := time.Now()
	w := newWatch(ctx, c.timeout)
	defer w.end()

	// What waits between the tries has the deadline, the answer has not.
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
	err = w.because(err)
	if err == nil {
		o.status = stream.Status
		err = c.readMappings(w, r, stream, yield)
	}
	o.took = time.Since(start)
	if !errors.Is(err, errEnough) { // the caller's own end is none of the call's
		o.err = err
	}
	c.log(ctx, r, o)
	return err
}

// begin makes one try to get an answer with mappings in it. Any other arrives
// whole, and is judged as that of any call.
func (c *Client) begin(w *watch, r *request) (*transport.Stream, error) {
	stream, err := c.transport.Open(w.ctx, c.transportRequest(r, func() { w.cancel(nil) }))
	if err != nil {
		return nil, w.because(newTransportError(r, err))
	}
	if stream.Complete() {
		return stream, nil
	}
	resp, err := c.transport.ReadAll(w.ctx, stream)
	if err != nil {
		return nil, w.because(newTransportError(r, err))
	}
	defer resp.Release()
	return nil, decode(r, resp, new(okResponse))
}

// readMappings gives out the mappings, and judges what the answer says beside
// them.
func (c *Client) readMappings(w *watch, r *request, stream *transport.Stream, yield func(Mapping) bool) error {
	defer stream.Close()
	w.resume()
	streamed, err := wire.Stream(stream.Body, "mappings", c.transport.MaxBytes, func(key, value []byte) error {
		m, err := mappingOf(key, value)
		w.pause()
		defer w.resume()
		switch {
		case w.ctx.Err() != nil: // while the loop worked, or too late
			return w.ctx.Err()
		case err == nil && !yield(m):
			return errEnough
		}
		return err
	})
	resp := &transport.Response{Head: stream.Head, Body: streamed.Rest}
	unreadable := func(reason string, offset int64) error {
		failure := newDecodeError(r, resp, DecodeError{Reason: reason, Offset: offset})
		failure.Length = int(streamed.Length)
		return failure
	}
	garbage, isGarbage := errors.AsType[*wire.Error](err)
	switch {
	case errors.Is(err, errEnough):
		return err
	case w.ctx.Err() != nil: // what came then is its echo
		err = w.ctx.Err()
	case err == nil && streamed.Found:
		return decode(r, resp, new(okResponse))
	case err == nil:
		return cmp.Or(decode(r, resp, new(okResponse)), unreadable("the response has no mappings", 0))
	case isGarbage && !streamed.Object:
		return unreadable(noObject(&stream.Head, streamed.Length == 0), 0)
	case isGarbage:
		return unreadable(garbage.Reason, garbage.Offset)
	case errors.Is(err, wire.ErrTooLarge):
		err = ErrResponseTooLarge
	}
	return w.because(newTransportError(r, &transport.Error{Status: stream.Status, MayHaveBeenSent: true, Err: err}))
}

// mappingOf reads one member of the answer: its name, in quotation marks, and its
// value.
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

// A watch ends a call that waits too long for one thing: the beginning of its response,
// a mapping, or the end. Bytes alone do not count, since a server can send white space
// forever.
type watch struct {
	ctx     context.Context //nolint:containedctx // it is the call's, and lives as long
	cancel  context.CancelCauseFunc
	timeout time.Duration
	timer   *time.Timer
}

var errSilence = errors.New("nothing has come for too long")

// newWatch returns a watch that is not paused.
func newWatch(ctx context.Context, timeout time.Duration) *watch {
	ctx, cancel := context.WithCancelCause(ctx)
	return &watch{ctx, cancel, timeout, time.AfterFunc(timeout, func() { cancel(errSilence) })}
}

// end gives back what the watch holds.
func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// pause stops the time. If it was over, the context has ended when pause returns.
func (w *watch) pause() {
	if !w.timer.Stop() {
		w.cancel(errSilence)
	}
}

// resume lets the whole time run again, from now on.
func (w *watch) resume() { w.timer.Reset(w.timeout) }

// because says that the time is over, if it was the watch that ended the call. An error
// that was known before, such as ErrRedirect, stays.
func (w *watch) because(err error) error {
	broken, ok := errors.AsType[*TransportError](err)
	if ok && errors.Is(broken.Err, context.Canceled) && errors.Is(context.Cause(w.ctx), errSilence) {
		broken.Err = fmt.Errorf("%w: no mapping, and no end, came for %v", context.DeadlineExceeded, w.timeout)
	}
	return err
}
