package bulk

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Pace is how fast all workers together may go: so many requests a second, and
// none while they are held up. A service that is busy for one is so for all.
type Pace struct {
	limiter *rate.Limiter

	mu    sync.Mutex
	until time.Time // they are held up
}

// NewPace allows requests a second, 0 for no limit.
func NewPace(perSecond float64) *Pace {
	limit := rate.Limit(perSecond)
	if perSecond == 0 {
		limit = rate.Inf
	}
	return &Pace{limiter: rate.NewLimiter(limit, 1)}
}

// Turn waits until a request may be made; its error is the context's.
func (p *Pace) Turn(ctx context.Context) error {
	for {
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := p.limiter.Wait(ctx); err != nil {
			return err
		}
		if p.left() <= 0 { // nobody was held up while this one was in the limiter's queue
			return nil
		}
	}
}

// HoldUp keeps all workers from the next request for d from now at least, and
// reports whether they were not held up before.
func (p *Pace) HoldUp(d time.Duration) (began bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	began = now.After(p.until)
	if until := now.Add(d); until.After(p.until) {
		p.until = until
	}
	return began
}

func (p *Pace) left() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}

func (p *Pace) wait(ctx context.Context) error {
	for left := p.left(); left > 0; left = p.left() {
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
	return ctx.Err()
}
