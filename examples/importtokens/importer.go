package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// maxLeft is how many rows may be left for the next run before this one gives up.
// It bounds what the next run has to remember.
const maxLeft = 100

// An importer sends the rows of a file that are not in the journal.
type importer struct {
	client   *janrain.Client
	journal  *journal
	progress *progress
	workers  int
	calls    *bulk.Caller[row]

	left atomic.Int64 // rows for the next run
}

func newImporter(opts options, client *janrain.Client, j *journal, found content, out *progress) *importer {
	im := &importer{client: client, journal: j, progress: out, workers: opts.concurrency}
	im.calls = &bulk.Caller[row]{
		Pace: bulk.NewPace(opts.rate), Rules: rules, Others: found.others,
		Ask: im.send, Say: out.Say, FirstWait: bulk.FirstWait,
	}
	return im
}

// run sends until the end of the file, until the context ends, or until no row
// can be sent. Calls in flight are ended in each case, and their rows noted.
func (im *importer) run(parent context.Context, opts options, found content) error {
	source, err := openRows(opts.file, opts.format, &found.marks)
	if err != nil {
		return err
	}
	defer source.close()
	im.progress.begin(found.rows, im.journal.sentBefore, im.journal.failedBefore)
	defer im.progress.End()
	silent := context.AfterFunc(parent, func() { im.progress.Say("Stopping; the rows in flight are finished first. Ctrl-C ends it at once.") })
	defer silent()

	workers, ctx := errgroup.WithContext(parent)
	workers.SetLimit(im.workers)
	fed := im.feed(ctx, workers, source)
	if err = workers.Wait(); err == nil {
		err = fed
	}
	if parent.Err() != nil && errors.Is(err, context.Cause(parent)) {
		return &bulk.LaterError{Err: errors.New("interrupted")}
	}
	return err
}

// feed hands the rows to the workers, in the file's order. Rows that earlier runs
// have left come last: where they cannot be sent, every run would begin with them
// and get no further.
func (im *importer) feed(ctx context.Context, workers *errgroup.Group, source *rows) error {
	var last []row
	give := func(r row) { workers.Go(func() error { return im.deliver(ctx, source.judged(r)) }) }
	for ctx.Err() == nil {
		one, err := source.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch before := &im.journal.before; {
		case before.has(one.number):
		case one.number < before.highest:
			last = append(last, one)
		default:
			give(one)
		}
	}
	for _, one := range last {
		if ctx.Err() == nil {
			give(one)
		}
	}
	return context.Cause(ctx)
}

// deliver sends one row and notes it. An error ends the import; the row is not
// noted then, so that the next run sends it.
func (im *importer) deliver(ctx context.Context, r row) error {
	if r.fault != "" {
		return im.fail(r, "", r.fault)
	}
	verdict, err := im.calls.Do(ctx, func(ctx context.Context) error { return im.send(ctx, r) })
	switch verdict {
	case bulk.Done:
		return im.note(r)
	case bulk.Refused:
		return im.fail(r, codeOf(err), err.Error())
	case bulk.Again:
		return im.leave(r, err)
	}
	return fmt.Errorf("row %d (line %d): %w", r.number, r.line, err)
}

// send sends one row; there is no token in the error.
func (im *importer) send(ctx context.Context, r row) error {
	return without(r.token, im.client.AddOrUpdateAccessToken(ctx, paramsOf(r)))
}

// note writes a row down as sent, and only then counts it.
func (im *importer) note(r row) error {
	if err := im.journal.sent(r); err != nil {
		return err
	}
	im.progress.sent.Add(1)
	return nil
}

func (im *importer) fail(r row, code, reason string) error {
	if err := im.journal.failed(r, code, reason); err != nil {
		return err
	}
	im.progress.failed.Add(1)
	return nil
}

// leave leaves a row for the next run, so that it does not hold up the others.
func (im *importer) leave(r row, reason error) error {
	im.progress.Say("row %d (line %d) is left for the next run: %v", r.number, r.line, reason)
	if err := im.journal.left(r, codeOf(reason), reason.Error()); err != nil {
		return err
	}
	left := im.left.Add(1)
	if left < maxLeft {
		return nil
	}
	err := fmt.Errorf("%s could not be sent for now", bulk.Counted(left, "row"))
	if im.progress.sent.Load() == 0 { // nor will a script that starts it again and again get further
		return err
	}
	return &bulk.LaterError{Err: err}
}
