package main

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/errgroup"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// An exporter writes the mappings of a spool to OUT.
type exporter struct {
	opts     options
	client   *janrain.Client
	output   *output
	progress *progress
	calls    *bulk.Caller[string]
}

func newExporter(opts options, from source, w *output, others *bulk.Sample[string], out *progress) *exporter {
	x := &exporter{opts: opts, client: from.client, output: w, progress: out}
	x.calls = &bulk.Caller[string]{
		Pace: bulk.NewPace(opts.rate), Rules: rules, Others: others, Say: out.Say, FirstWait: bulk.FirstWait,
		Ask: func(ctx context.Context, identifier string) error {
			_, err := x.ask(ctx, identifier)
			return err
		},
	}
	return x
}

// A row is a mapping on its way to OUT.
type row struct {
	ready    chan struct{} // closed when the fields below are there
	text     []byte        // its line
	failures []byte        // its lines of the failures file
	failed   int64
	err      error // it could not be made
}

// run exports until the end of the spool, until the context ends, or until
// nothing can be had any more. Calls in flight are ended in each case, and the
// users written that all those before them are written of.
func (x *exporter) run(parent context.Context, in *spool, total int64) error {
	x.progress.begin(total, x.output.before, x.output.failedBefore)
	defer x.progress.End()
	silent := context.AfterFunc(parent, func() { x.progress.Say("Stopping; the calls in flight are finished first. Ctrl-C ends it at once.") })
	defer silent()
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)

	// What is fetched before the row in front of it waits here. A row's data may
	// be of some megabytes, so the queue is short.
	queue := make(chan *row, 2*x.opts.concurrency)
	written := make(chan error, 1)
	go func() {
		err := x.writeAll(queue)
		if broken := x.output.flush(); broken != nil { // the same, where it was a write that failed
			err = broken
		}
		stop(err)
		written <- err
		for range queue { // the feeder may wait for room
		}
	}()
	fed := x.feed(ctx, stop, in, queue)
	err := <-written
	switch {
	case parent.Err() != nil && (err == nil || errors.Is(err, context.Cause(parent))):
		return &bulk.LaterError{Err: errors.New("interrupted")}
	case err != nil:
		return err
	}
	return fed
}

// feed hands out the mappings, in the spool's order, and waits for the workers.
func (x *exporter) feed(ctx context.Context, stop context.CancelCauseFunc, in *spool, queue chan<- *row) error {
	var workers errgroup.Group
	workers.SetLimit(x.opts.concurrency)
	defer close(queue)
	defer workers.Wait() //nolint:errcheck // an error is in its row
	for ctx.Err() == nil {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r := &row{ready: make(chan struct{}), text: append(append([]byte{}, line...), '\n')}
		queue <- r
		if !x.opts.userData {
			r.err = r.note()
			close(r.ready)
			continue
		}
		workers.Go(func() error {
			defer close(r.ready)
			if r.err = x.complete(ctx, r); r.err != nil {
				stop(r.err) // of two, the first
				r.err = context.Cause(ctx)
			}
			return nil
		})
	}
	return nil
}

// writeAll writes the rows in the order in which they come.
func (x *exporter) writeAll(queue <-chan *row) error {
	for r := range queue {
		select {
		case <-r.ready:
		default: // what is there is safe before it waits
			if err := x.output.flush(); err != nil {
				return err
			}
			<-r.ready
		}
		if r.err != nil {
			return r.err
		}
		if err := x.output.write(r); err != nil {
			return err
		}
		x.progress.done.Add(1)
		x.progress.failed.Add(r.failed)
	}
	return nil
}
