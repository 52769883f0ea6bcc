package janrain

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// RetryPolicy says how often a call is tried, and how long is waited between
// the tries. All of them are inside of WithTimeout. The zero value is one try.
//
// What is tried again depends on the call. AuthInfo, Call, and the calls that make,
// delete or post something are tried again only if the request was never sent: a token
// may be spent otherwise, and a second try may do what the first did. All others are
// tried again after a lost answer too, and after HTTP 429, 502, 503, 504 and code -1.
// Whatever the policy, net/http itself resends these others on a new connection, once,
// when the idle one that it took turns out to be closed, or an HTTP/2 server says that
// it has not seen them. A call that is not repeatable is resent in this way only if
// nothing of its form may have been sent.
type RetryPolicy struct {
	// MaxTries is how often a call is made at the most, the first time
	// included: 2 or 3. 0 and 1 are no retry, and NewClient refuses more than 3.
	MaxTries int

	// MinDelay is waited before the second try, about: between half of it and
	// the whole, so that clients do not come back together. It doubles before
	// the third. The default is 200 milliseconds.
	MinDelay time.Duration

	// MaxDelay is the longest wait, also if MinDelay is longer. Where a Retry-After asks for more, the error
	// is returned at once, with the delay in it. The default is 2 seconds.
	MaxDelay time.Duration
}

const (
	maxTries        = 3
	defaultMinDelay = 200 * time.Millisecond
	defaultMaxDelay = 2 * time.Second
)

// do makes the tries of one call and returns how many there were.
func (p RetryPolicy) do(ctx context.Context, r *request, try func() error) (tries int, err error) {
	sent := false
	for tries = 1; ; tries++ {
		err = try()
		sent = sent || mayHaveBeenSent(err)
		delay, again := p.delay(tries, r, err)
		if !again || tooLate(ctx, delay) {
			return tries, overAll(err, sent)
		}
		if cause := sleep(ctx, delay); cause != nil {
			err = &TransportError{Endpoint: r.name, Err: fmt.Errorf("%w before another try; the one before: %w", cause, err)}
			return tries, overAll(err, sent)
		}
	}
}

// delay tells whether to try again after err, and when.
func (p RetryPolicy) delay(tries int, r *request, err error) (delay time.Duration, again bool) {
	if tries >= p.MaxTries || !retryable(r, err) {
		return 0, false
	}
	asked := RetryAfter(err)
	backoff := min(p.MinDelay, p.MaxDelay)
	for range tries - 1 {
		backoff = min(backoff, p.MaxDelay-backoff) + backoff // twice, without an overflow
	}
	backoff = backoff/2 + rand.N(backoff/2+1) //nolint:gosec // so that clients part, not to keep a secret
	return max(backoff, asked), asked <= p.MaxDelay
}

// retryable tells whether a call that ended with err can do no harm when it is
// made again, and may do better.
func retryable(r *request, err error) bool {
	if err == nil || errors.Is(err, ErrRedirect) || errors.Is(err, ErrResponseTooLarge) {
		return false
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return !broken.MayHaveBeenSent || r.repeatable
	}
	return r.repeatable && busy(err)
}

// busy reports an answer after which the same call may succeed.
func busy(err error) bool {
	if refused, ok := errors.AsType[*Error](err); ok && overloaded(refused.HTTPStatus) {
		return true
	}
	return errors.Is(err, ErrServiceUnavailable)
}

// mayHaveBeenSent is what a try's error says of it; an answer says it was.
func mayHaveBeenSent(err error) bool {
	broken, ok := errors.AsType[*TransportError](err)
	return !ok || broken.MayHaveBeenSent
}

// overAll makes the last try's error speak for all of them.
func overAll(err error, sent bool) error {
	if broken, ok := errors.AsType[*TransportError](err); ok {
		broken.MayHaveBeenSent = sent
	}
	return err
}

// tooLate reports that there would be no time left after the delay: then the
// try's own error says more than a deadline would.
func tooLate(ctx context.Context, delay time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && time.Until(deadline) <= delay
}

// sleep waits, unless the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
