package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// A progress is that of the import.
type progress struct {
	*bulk.Progress

	sent, failed                    atomic.Int64 // rows of this run
	total, sentBefore, failedBefore int64
	lastChecked                     time.Time
}

func newProgress(w io.Writer, terminal bool) *progress {
	return &progress{Progress: bulk.NewProgress(w, terminal), lastChecked: time.Now()}
}

// checked tells of the check of a long file.
func (p *progress) checked(rows int64) {
	const between = 1000 // rows, so that a short row does not cost a look at the clock
	if rows%between == 0 && time.Since(p.lastChecked) > bulk.LineEvery {
		p.lastChecked = time.Now()
		p.Say("%s checked", bulk.Counted(rows, "row"))
	}
}

// begin shows until End how many rows are sent.
func (p *progress) begin(total, sentBefore, failedBefore int64) {
	p.total, p.sentBefore, p.failedBefore = total, sentBefore, failedBefore
	p.Begin(total, p.report)
}

// report is as "12,000 of 100,000 sent, 480/s, 3m4s left, 2 failed". The rate and
// the time left are of this run alone.
func (p *progress) report(took time.Duration) (int64, string) {
	sent, failed := p.sent.Load(), p.failed.Load()
	run := sent + failed
	done := p.sentBefore + p.failedBefore + run
	text := fmt.Sprintf("%s of %s sent, %s", bulk.Grouped(p.sentBefore+sent), bulk.Grouped(p.total), bulk.PerSecond(run, took))
	text += bulk.Left(p.total-done, run, took)
	if all := p.failedBefore + failed; all > 0 {
		text += ", " + bulk.Grouped(all) + " failed"
	}
	return done, text
}
