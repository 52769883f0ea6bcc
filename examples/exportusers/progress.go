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

// A progress tells a person how far the export is: a bar on a terminal, now and
// then a line elsewhere. It begins and ends twice: how many mappings there are is
// known once all of them are there.
type progress struct {
	done   atomic.Int64 // users of this run that are written
	failed atomic.Int64 // identifiers of this run without data
	stored atomic.Int64 // mappings in the spool

	mu            sync.Mutex
	w             io.Writer
	terminal      bool
	bar           *progressbar.ProgressBar
	line          func(took time.Duration) string
	total, before int64
	failedBefore  int64
	began         time.Time
	stop          chan struct{}
	stopped       sync.WaitGroup
}

func newProgress(w io.Writer, terminal bool) *progress {
	return &progress{w: w, terminal: terminal}
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

// beginFetch shows until end how many mappings are there.
func (p *progress) beginFetch() {
	p.stored.Store(0)
	p.start(-1, p.fetchLine)
}

func (p *progress) fetched() { p.stored.Add(1) }

// begin shows until end how many users are exported.
func (p *progress) begin(total, before, failedBefore int64) {
	p.total, p.before, p.failedBefore = total, before, failedBefore
	p.start(max(total, 1), p.exportLine)
}

func (p *progress) start(length int64, line func(time.Duration) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line, p.began, p.stop = line, time.Now(), make(chan struct{})
	every, stop := lineEvery, p.stop
	if p.terminal {
		every = drawEvery
		p.bar = progressbar.NewOptions64(length,
			progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(barWidth),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetSpinnerChangeInterval(0)) // or it draws by itself, after the end too
	}
	p.stopped.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.show()
			case <-stop:
				return
			}
		}
	})
}

func (p *progress) end() {
	close(p.stop)
	p.stopped.Wait()
	p.show()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		fmt.Fprintln(p.w)
		p.bar = nil
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
	_ = p.bar.Set64(p.before + p.done.Load())
}

// fetchLine is as "12,000 mappings fetched, 90,000/s".
func (p *progress) fetchLine(took time.Duration) string {
	stored := p.stored.Load()
	return fmt.Sprintf("%s fetched, %s", bulk.Counted(stored, "mapping"), bulk.PerSecond(stored, took))
}

// exportLine is as "12,000 of 100,000 exported, 480/s, 3m4s left, 2 without data".
// The rate and the time left are of this run alone.
func (p *progress) exportLine(took time.Duration) string {
	done := p.done.Load()
	text := fmt.Sprintf("%s of %s exported, %s", bulk.Grouped(p.before+done), bulk.Grouped(p.total), bulk.PerSecond(done, took))
	if open := p.total - p.before - done; done > 0 && open > 0 {
		left := time.Duration(float64(took) * float64(open) / float64(done))
		text += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	if all := p.failedBefore + p.failed.Load(); all > 0 {
		text += ", " + bulk.Grouped(all) + " without data"
	}
	return text
}
