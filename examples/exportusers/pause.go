package main

import (
	"context"
	"sync"
	"time"
)

// A pause holds up all workers: a service that is busy for one is so for all.
type pause struct {
	mu    sync.Mutex
	until time.Time
}

// extend makes the pause last for d from now at least, and reports whether it
// has begun with this.
func (p *pause) extend(d time.Duration) (began bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	began = now.After(p.until)
	if until := now.Add(d); until.After(p.until) {
		p.until = until
	}
	return began
}

func (p *pause) left() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}

func (p *pause) over() bool { return p.left() <= 0 }

func (p *pause) wait(ctx context.Context) error {
	for !p.over() {
		timer := time.NewTimer(p.left())
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
	return ctx.Err()
}
