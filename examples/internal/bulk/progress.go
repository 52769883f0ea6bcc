package bulk

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// LineEvery is how often a progress that is no bar has a line.
const LineEvery = 5 * time.Second

const (
	drawEvery  = 200 * time.Millisecond
	barWidth   = 10
	barColumns = barWidth + 11 // what the line has beside the text
)

// A Progress tells a person how far a program is: a bar on a terminal, now and then
// a line elsewhere.
type Progress struct {
	w        io.Writer
	terminal bool

	mu      sync.Mutex
	bar     *progressbar.ProgressBar
	report  Report
	began   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup
}

// A Report is how much is done after a time, and what there is to say of it.
type Report func(took time.Duration) (done int64, line string)

// NewProgress has a bar if w is a terminal.
func NewProgress(w io.Writer, terminal bool) *Progress {
	return &Progress{w: w, terminal: terminal}
}

// Say prints a line, above the bar where there is one.
func (p *Progress) Say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintf(p.w, format+"\n", args...)
}

// Begin shows until End how much of total is done; -1 is a total that is not known.
// It may begin again then, with something else.
func (p *Progress) Begin(total int64, report Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report, p.began, p.stop = report, time.Now(), make(chan struct{})
	every := LineEvery
	if p.terminal {
		every = drawEvery
		p.bar = newBar(p.w, total)
	}
	stop := p.stop
	p.stopped.Go(func() { p.showEvery(every, stop) })
}

func newBar(w io.Writer, total int64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(barWidth),
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
		progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetSpinnerChangeInterval(0)) // or it draws by itself, after the end too
}

// End shows the last state.
func (p *Progress) End() {
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

func (p *Progress) showEvery(every time.Duration, stop <-chan struct{}) {
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
}

func (p *Progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	done, line := p.report(time.Since(p.began))
	if p.bar == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	p.bar.Describe(Fit(p.w, line, barColumns))
	_ = p.bar.Set64(done) // of a bar of none it is an error, and what it describes is drawn all the same
}
