package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// A progress is that of the mappings that come in, then of the export: how many
// mappings there are is known once all of them are there.
type progress struct {
	*bulk.Progress

	stored                      atomic.Int64 // mappings in the spool
	done                        atomic.Int64 // users of this run that are written
	failed                      atomic.Int64 // failures of this run
	total, before, failedBefore int64
}

func newProgress(w io.Writer, terminal bool) *progress {
	return &progress{Progress: bulk.NewProgress(w, terminal)}
}

// beginFetch shows until End how many mappings are there.
func (p *progress) beginFetch() {
	p.stored.Store(0)
	p.Begin(-1, p.fetchReport)
}

func (p *progress) fetched() { p.stored.Add(1) }

// begin shows until End how many users are exported.
func (p *progress) begin(total, before, failedBefore int64) {
	p.total, p.before, p.failedBefore = total, before, failedBefore
	p.Begin(total, p.exportReport)
}

// fetchReport is as "12,000 mappings fetched, 90,000/s".
func (p *progress) fetchReport(took time.Duration) (int64, string) {
	stored := p.stored.Load()
	return stored, fmt.Sprintf("%s fetched, %s", bulk.Counted(stored, "mapping"), bulk.PerSecond(stored, took))
}

// exportReport is as "12,000 of 100,000 exported, 480/s, 3m4s left, 2 failed".
// The rate and the time left are of this run alone.
func (p *progress) exportReport(took time.Duration) (int64, string) {
	run := p.done.Load()
	done := p.before + run
	text := fmt.Sprintf("%s of %s exported, %s", bulk.Grouped(done), bulk.Grouped(p.total), bulk.PerSecond(run, took))
	text += bulk.Left(p.total-done, run, took)
	if all := p.failedBefore + p.failed.Load(); all > 0 {
		text += ", " + bulk.Grouped(all) + " failed"
	}
	return done, text
}
