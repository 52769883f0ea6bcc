// Command exportusers takes an application's users out of Janrain Social Login:
// every mapping of the application and, on request, what the service knows behind
// each identifier, as lines of JSON with the claims of OpenID Connect.
//
//	go -C examples/exportusers run . -h
//
// The mappings are stored before they are worked on, and what is written is where
// the next run goes on. Its memory does not grow with the number of users.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// The exit codes, as -h documents them.
const (
	exitAllExported = iota
	exitSomeFailed
	exitMend    // starting it again as it is cannot help
	exitStopped // it may
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program; it returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	opts, err := parseFlags(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitAllExported
	case err != nil:
		fmt.Fprintf(stderr, "exportusers: %v\n(exportusers -h lists the flags)\n", err)
		return exitMend
	}
	code, err := start(ctx, opts, getenv, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "exportusers: %v\n", err)
	}
	if code == exitStopped {
		fmt.Fprintln(stderr, "To go on, start it again with the same flags and OUT.")
	}
	return code
}

// start makes an export, and says how it ended.
func start(ctx context.Context, opts options, getenv func(string) string, stdout, stderr io.Writer) (int, error) {
	from, err := findSource(opts, getenv)
	if err != nil {
		return exitMend, err
	}
	defer from.close()
	out := newProgress(stderr, bulk.IsTerminal(stderr))
	if opts.fake > 0 {
		out.Say("These are made-up users of a fake service inside this program.")
	}
	w, err := openOutput(opts)
	if err != nil {
		return exitMend, err
	}
	err = errors.Join(export(ctx, opts, from, w, out, stdout), w.close())
	if _, later := errors.AsType[*bulk.LaterError](err); later {
		return exitStopped, err
	}
	failed := w.failedBefore + out.failed.Load()
	switch {
	case err != nil:
		return exitMend, err
	case failed > 0:
		return exitSomeFailed, fmt.Errorf("%s: see %s", bulk.Counted(failed, "failure"), opts.failures())
	}
	return exitAllExported, nil
}

// export makes sure of the mappings, and exports what is not in OUT yet.
func export(ctx context.Context, opts options, from source, w *output, out *progress, stdout io.Writer) error {
	have, err := mappingsFor(ctx, opts, from, w, out)
	switch {
	case ctx.Err() != nil:
		return &bulk.LaterError{Err: errors.New("interrupted before all mappings were there, none is kept")}
	case err != nil:
		return err
	}
	in, err := openSpool(opts.spool())
	if err != nil {
		return err
	}
	defer in.close()
	if err := w.resume(in, headerOf(opts, have)); err != nil {
		return err
	}
	others, err := sampleFor(opts)
	if err != nil {
		return err
	}
	began := time.Now()
	err = newExporter(opts, from, w, others, out).run(ctx, in, have.Mappings)
	if _, later := errors.AsType[*bulk.LaterError](err); err != nil && !later {
		err = fmt.Errorf("%w; once that is mended, start it again", err)
	}
	_, lost := fmt.Fprintln(stdout, summary(have.Mappings, w, out, time.Since(began)))
	return errors.Join(err, lost)
}

// summary is the last line of an export.
func summary(mappings int64, w *output, out *progress, took time.Duration) string {
	done, failed := out.done.Load(), w.failedBefore+out.failed.Load()
	return fmt.Sprintf("%s: %s exported, %s exported before, %s open; %s; %s, %s",
		bulk.Counted(mappings, "user"), bulk.Grouped(done), bulk.Grouped(w.before), bulk.Grouped(mappings-w.before-done),
		bulk.Counted(failed, "failure"), took.Round(time.Millisecond), bulk.PerSecond(done, took))
}
