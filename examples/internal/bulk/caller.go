package bulk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/janrain-go/janrain"
)

const (
	maxTries  = 5 // of a user, in one run
	maxWait   = 10 * time.Minute
	maxOthers = 3 // that are asked about after one failed try

	// FirstWait is the usual wait before a second try.
	FirstWait = time.Second
)

// A LaterError is why a run ended that may get further when it is started again as it
// is. After any other error something has to be mended first.
type LaterError struct{ Err error }

func (l *LaterError) Error() string { return l.Err.Error() }

// Unwrap returns the reason.
func (l *LaterError) Unwrap() error { return l.Err }

// A Caller makes the calls, and tells a service in trouble from a user in trouble:
// it may have one answer for a user for good, a 500 or a page, and the others must
// not wait for them. Whether others get through meanwhile does not tell, all those
// in flight may be so. So it asks about some from all over the file.
type Caller[T any] struct {
	Pace      *Pace
	Rules     Rules
	Others    *Sample[T]
	Ask       func(context.Context, T) error // the call, about one of them
	Say       func(format string, args ...any)
	FirstWait time.Duration // before the second try; it doubles while nobody gets through

	asking singleflight.Group // workers that fail together ask once
	next   int                // of the others
}

// Do makes a call about a user until there is an answer that will stay. The verdict
// is Again where the others can be had and this one cannot for now, and Hopeless
// where the run has to end.
func (c *Caller[T]) Do(ctx context.Context, call func(context.Context) error) (Verdict, error) {
	wait := c.FirstWait
	for try := 1; ; try++ {
		verdict, err := c.try(ctx, call)
		if verdict != Again {
			return verdict, err
		}
		alone := try > 1 && c.othersPass(ctx)
		switch {
		case try == maxTries && alone:
			return Again, err
		case try == maxTries:
			return Hopeless, &LaterError{fmt.Errorf("the service is down or out of reach, after %d tries: %w", maxTries, err)}
		case alone: // a long wait would change little
			sleep(ctx, c.FirstWait/4)
		case try == 1: // it may be about this one: nobody else waits for it
			sleep(ctx, wait)
			wait *= 2
		default:
			c.holdUp(wait, err)
			wait *= 2
		}
	}
}

// try makes one call. One that has begun is not cancelled: nobody would know what
// became of it.
func (c *Caller[T]) try(ctx context.Context, call func(context.Context) error) (Verdict, error) {
	if c.Pace.Turn(ctx) != nil {
		return Hopeless, context.Cause(ctx)
	}
	err := call(context.WithoutCancel(ctx))
	verdict := c.Rules.Of(err)
	if verdict == Hopeless {
		return Hopeless, fmt.Errorf("this and every other would fail: %w", err)
	}
	asked := janrain.RetryAfter(err)
	switch {
	case verdict != Again:
	case asked > maxWait:
		return Hopeless, &LaterError{fmt.Errorf("the service asks to wait %v: %w", asked, err)}
	case asked > 0:
		c.holdUp(asked, err)
	}
	return verdict, err
}

func (c *Caller[T]) holdUp(d time.Duration, err error) {
	if c.Pace.HoldUp(d) {
		c.Say("waiting %v: %v", d, err)
	}
}

// othersPass reports whether the service answers about somebody else. A refusal
// is an answer too.
func (c *Caller[T]) othersPass(ctx context.Context) bool {
	passed, _, _ := c.asking.Do("", func() (any, error) {
		others := c.Others.kept
		for range min(maxOthers, len(others)) {
			one := others[c.next%len(others)]
			_, err := c.try(ctx, func(ctx context.Context) error { return c.Ask(ctx, one) })
			if err == nil || c.refused(err) {
				return true, nil // and the same one is asked about the next time
			}
			c.next++
		}
		return false, nil
	})
	return passed == true
}

// refused reports whether the service itself has refused: bad input never gets there.
func (c *Caller[T]) refused(err error) bool {
	_, answer := errors.AsType[*janrain.Error](err)
	return answer && c.Rules.Of(err) == Refused
}

// sleep is for one who waits alone; that the context ends, the next turn tells.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
