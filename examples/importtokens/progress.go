package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

const (
	drawEvery = 200 * time.Millisecond // the bar on a terminal
	lineEvery = 5 * time.Second        // a line elsewhere

	barWidth   = 10
	barColumns = barWidth + 11 // what the line has beside the text
)

// A progress tells a person how far the import is: a bar on a terminal, now and
// then a line elsewhere.
type progress struct {
	sent, failed atomic.Int64 // rows of this run

	mu                 sync.Mutex
	w                  io.Writer
	terminal           bool
	bar                *progressbar.ProgressBar
	total, sentBefore  int64
	failedBefore       int64
	began, lastChecked time.Time
	stop               chan struct{}
	stopped            sync.WaitGroup
}

func newProgress(w io.Writer, terminal bool) *progress {
	return &progress{w: w, terminal: terminal, lastChecked: time.Now(), stop: make(chan struct{})}
}

// say prints a line, above the bar where there is one.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintf(p.w, format+"\n", args...)
}

// checked tells of the check of a long file.
func (p *progress) checked(rows int64) {
	const between = 1000 // rows, so that a short row does not cost a look at the clock
	if rows%between == 0 && time.Since(p.lastChecked) > lineEvery {
		p.lastChecked = time.Now()
		p.say("%s checked", bulk.Counted(rows, "row"))
	}
}

// begin shows the progress until end.
func (p *progress) begin(total, sentBefore, failedBefore int64) {
	p.total, p.sentBefore, p.failedBefore, p.began = total, sentBefore, failedBefore, time.Now()
	every := lineEvery
	if p.terminal {
		every = drawEvery
		p.bar = progressbar.NewOptions64(max(total, 1),
			progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(barWidth),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionUseANSICodes(true))
	}
	p.stopped.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.show()
			case <-p.stop:
				return
			}
		}
	})
}

func (p *progress) end() {
	close(p.stop)
	p.stopped.Wait()
	p.show()
	if p.terminal {
		fmt.Fprintln(p.w)
	}
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := p.line(time.Since(p.began))
	if p.bar == nil {
		fmt.Fprintln(p.w, text)
		return
	}
	p.bar.Describe(bulk.Fit(p.w, text, barColumns))
	_ = p.bar.Set64(p.sentBefore + p.failedBefore + p.sent.Load() + p.failed.Load())
}

// line is as "12,000 of 100,000 sent, 480/s, 3m4s left, 2 failed". The rate and
// the time left are of this run alone.
func (p *progress) line(took time.Duration) string {
	sent, failed := p.sent.Load(), p.failed.Load()
	text := fmt.Sprintf("%s of %s sent, %s", bulk.Grouped(p.sentBefore+sent), bulk.Grouped(p.total), bulk.PerSecond(sent+failed, took))
	open := p.total - p.sentBefore - p.failedBefore - sent - failed
	if sent+failed > 0 && open > 0 {
		left := time.Duration(float64(took) * float64(open) / float64(sent+failed))
		text += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	if all := p.failedBefore + failed; all > 0 {
		text += ", " + bulk.Grouped(all) + " failed"
	}
	return text
}
