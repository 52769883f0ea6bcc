package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

const (
	maxTries  = 5           // of a row, in one run
	firstWait = time.Second // before the second try; it doubles
	maxWait   = 10 * time.Minute

	// maxLeft is how many rows may be left for the next run before this one
	// gives up. It bounds what the next run has to remember.
	maxLeft = 100
)

// An importer sends the rows of a file that are not in the journal.
type importer struct {
	client    *janrain.Client
	journal   *journal
	progress  *progress
	pace      *bulk.Pace
	workers   int
	tries     int
	firstWait time.Duration

	answered atomic.Int64 // rows that the service has decided on
	left     atomic.Int64 // rows for the next run
}

// run sends until the end of the file, until the context ends, or until no row
// can be sent. Calls in flight are ended in each case, and their rows noted.
func (im *importer) run(ctx context.Context, opts options, found content) error {
	source, err := openRows(opts.file, opts.format)
	if err != nil {
		return err
	}
	defer source.close()
	im.progress.begin(found.rows, im.journal.sentBefore, im.journal.failedBefore)
	defer im.progress.end()
	silent := context.AfterFunc(ctx, func() { im.progress.say("Stopping; the rows in flight are finished first. Ctrl-C ends it at once.") })
	defer silent()

	workers, stopped := errgroup.WithContext(ctx)
	workers.SetLimit(im.workers)
	fed := im.feed(stopped, workers, source, found)
	if err = workers.Wait(); err == nil {
		err = fed
	}
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted")
	}
	return err
}

// feed hands the rows to the workers, in the file's order.
func (im *importer) feed(ctx context.Context, workers *errgroup.Group, source *rows, found content) error {
	for ctx.Err() == nil {
		one, err := source.read()
		switch {
		case errors.Is(err, io.EOF):
			if source.digest() != found.sha256 {
				return errors.New("the file has changed since it was checked, bring it back")
			}
			return nil
		case err != nil:
			return err
		case one.number > found.rows:
			return errors.New("the file has grown since it was checked, bring it back")
		}
		if !im.journal.before.has(one.number) {
			workers.Go(func() error { return im.deliver(ctx, source.judged(one)) })
		}
	}
	return ctx.Err()
}

// deliver sends one row and notes it. An error ends the import; the row is not
// noted then, so that the next run sends it.
func (im *importer) deliver(ctx context.Context, r row) error {
	if r.fault != "" {
		return im.fail(r, "", r.fault)
	}
	wait := im.firstWait
	var answeredBefore int64
	for try := 1; ; try++ {
		if err := im.pace.Turn(ctx); err != nil {
			return err
		}
		// A call that has begun is not cancelled: nobody would know whether it arrived.
		err := im.client.AddOrUpdateAccessToken(context.WithoutCancel(ctx), paramsOf(r))
		reason := ""
		if err != nil {
			reason = reasonOf(err, r.token)
		}
		switch rules.Of(err) {
		case bulk.Done:
			im.answered.Add(1)
			return im.note(r)
		case bulk.Refused:
			im.answered.Add(1)
			return im.fail(r, codeOf(err), reason)
		case bulk.Hopeless:
			return fmt.Errorf("row %d (line %d) and every other would fail: %s", r.number, r.line, reason)
		}
		if try == 1 {
			answeredBefore = im.answered.Load()
		}
		if try == im.tries {
			return im.leave(r, reason, im.answered.Load() > answeredBefore)
		}
		asked := bulk.AskedWait(err)
		if asked > maxWait {
			return fmt.Errorf("the service asks to wait %v: %s", asked, reason)
		}
		if im.pace.HoldUp(max(wait, asked)) {
			im.progress.say("waiting %v: %s", max(wait, asked), reason)
		}
		wait *= 2
	}
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

// leave ends the tries of a row. Where others get through meanwhile, the row
// waits for the next run and does not hold them up.
func (im *importer) leave(r row, reason string, othersPass bool) error {
	if !othersPass {
		return fmt.Errorf("the service is down or out of reach, row %d (line %d) was tried %d times: %s", r.number, r.line, im.tries, reason)
	}
	im.progress.say("row %d (line %d) is left for the next run: %s", r.number, r.line, reason)
	if left := im.left.Add(1); left >= maxLeft {
		return fmt.Errorf("%s could not be sent for now", bulk.Counted(left, "row"))
	}
	return nil
}
