package janrain

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// RetryPolicy says how often a call is tried and how long to wait between tries. All tries
// and waits together are limited by WithTimeout. The zero value means no retries.
//
// AuthInfo, Call, and the calls that create, delete or post something are not repeatable: a
// token can be used only once, and a second request could create something twice. They are
// retried only if the request was never sent. All other calls are repeatable. They are also
// retried after a lost response, after HTTP 429, 502, 503 and 504, and after code -1.
//
// Independently of the policy, net/http resends a repeatable call once, on a new connection,
// if the idle connection that it used was closed or if an HTTP/2 server reports that it has
// not processed the request. It resends a call that is not repeatable only if no part of the
// form may have been sent.
type RetryPolicy struct {
	// MaxTries is the maximum number of tries, including the first: 2 or 3. 0 and 1 mean no
	// retries. NewClient rejects more than 3.
	MaxTries int

	// MinDelay is the delay before the second try. The actual delay is a random time between
	// half of it and all of it, so that clients do not retry at the same moment. The delay
	// doubles before the third try. The default is 200 milliseconds.
	MinDelay time.Duration

	// MaxDelay is the maximum delay, even if MinDelay is longer. If the Retry-After header of
	// a response asks for more, the call returns the error, which contains that delay, at
	// once. The default is 2 seconds.
	MaxDelay time.Duration
}

const (
	maxTries        = 3
	defaultMinDelay = 200 * time.Millisecond
	defaultMaxDelay = 2 * time.Second
)

// do tries a call until it succeeds or must not be retried, and returns the number of tries.
func (p RetryPolicy) do(ctx context.Context, r *request, try func() error) (tries int, err error) {
	sent := false
	for tries = 1; ; tries++ {
		err = try()
		sent = sent || mayHaveBeenSent(err)
		delay, retry := p.delay(tries, r, err)
		if !retry || tooLate(ctx, delay) {
			return tries, setSent(err, sent)
		}
		if cause := sleep(ctx, delay); cause != nil {
			err = &TransportError{Endpoint: r.name, Err: fmt.Errorf("%w before a retry, after: %w", cause, err)}
			return tries, setSent(err, sent)
		}
	}
}

// delay reports whether to retry after err, and after which delay.
func (p RetryPolicy) delay(tries int, r *request, err error) (delay time.Duration, retry bool) {
	if tries >= p.MaxTries || !retryable(r, err) {
		return 0, false
	}
	asked := RetryAfter(err)
	backoff := min(p.MinDelay, p.MaxDelay)
	for range tries - 1 {
		backoff = min(backoff, p.MaxDelay-backoff) + backoff // doubled without an overflow
	}
	backoff = backoff/2 + rand.N(backoff/2+1) //nolint:gosec // spreads the load, protects no secret
	return max(backoff, asked), asked <= p.MaxDelay
}

// retryable reports whether it is safe to repeat a call that failed with err, and whether a
// retry may succeed.
func retryable(r *request, err error) bool {
	if err == nil || errors.Is(err, ErrRedirect) || errors.Is(err, ErrResponseTooLarge) {
		return false
	}
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		return !transportErr.MayHaveBeenSent || r.repeatable
	}
	return r.repeatable && busy(err)
}

// busy reports whether err is a response after which the same call may succeed.
func busy(err error) bool {
	if apiErr, ok := errors.AsType[*Error](err); ok && overloaded(apiErr.HTTPStatus) {
		return true
	}
	return errors.Is(err, ErrServiceUnavailable)
}

// mayHaveBeenSent reports whether a try that ended with err may have reached the service. If
// there was a response, it has.
func mayHaveBeenSent(err error) bool {
	transportErr, ok := errors.AsType[*TransportError](err)
	return !ok || transportErr.MayHaveBeenSent
}

// setSent makes the MayHaveBeenSent of the last try's error apply to all tries.
func setSent(err error, sent bool) error {
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		transportErr.MayHaveBeenSent = sent
	}
	return err
}

// tooLate reports whether the context ends before the delay does. In this case the error of
// the last try is more useful than an exceeded deadline.
func tooLate(ctx context.Context, delay time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && time.Until(deadline) <= delay
}

// sleep waits for d and returns nil, or returns the context's error if the context ends first.
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
