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
	exitNothingExported
	exitStopped
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
		return exitNothingExported
	}
	code, err := start(ctx, opts, getenv, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "exportusers: %v\n", err)
	}
	if code == exitStopped {
		fmt.Fprintf(stderr, "To go on, start it again: exportusers %s\n", bulk.ShellWords(args))
	}
	return code
}

// start makes sure of the mappings, and exports what is not in OUT yet.
func start(ctx context.Context, opts options, getenv func(string) string, stdout, stderr io.Writer) (int, error) {
	from, err := findSource(opts, getenv)
	if err != nil {
		return exitNothingExported, err
	}
	defer from.close()
	out := newProgress(stderr, bulk.IsTerminal(stderr))
	if opts.fake > 0 {
		out.say("These are made-up users of a fake service inside this program.")
	}
	w, err := openOutput(opts)
	if err != nil {
		return exitNothingExported, err
	}
	code, err := export(ctx, opts, from, w, out, stdout)
	return code, errors.Join(err, w.close())
}

func export(ctx context.Context, opts options, from source, w *output, out *progress, stdout io.Writer) (int, error) {
	have, err := mappingsFor(ctx, opts, from, w, out)
	switch {
	case ctx.Err() != nil:
		return exitStopped, errors.New("interrupted before all mappings were there, none is kept")
	case err != nil && rules.Of(err) == bulk.Again:
		return exitStopped, err
	case err != nil:
		return exitNothingExported, err
	}
	in, err := openSpool(opts.spool())
	if err != nil {
		return exitNothingExported, err
	}
	defer in.close()
	if err := w.resume(in, headerOf(opts, have)); err != nil {
		return exitNothingExported, err
	}
	began := time.Now()
	err = newExporter(opts, from, w, out).run(ctx, in, have.Mappings)
	took := time.Since(began)
	fmt.Fprintln(stdout, summary(have.Mappings, w, out, took))
	return ended(err, w.failedBefore+out.failed.Load(), opts.failures())
}

// ended is the exit code of an export, and what there is to say of it.
func ended(err error, failed int64, failures string) (int, error) {
	switch {
	case err != nil:
		return exitStopped, err
	case failed > 0:
		return exitSomeFailed, fmt.Errorf("%s without data: see %s", bulk.Counted(failed, "identifier"), failures)
	}
	return exitAllExported, nil
}

// summary is the last line of an export.
func summary(mappings int64, w *output, out *progress, took time.Duration) string {
	done, failed := out.done.Load(), w.failedBefore+out.failed.Load()
	return fmt.Sprintf("%s: %s exported, %s exported before, %s open; %s without data; %s, %s",
		bulk.Counted(mappings, "user"), bulk.Grouped(done), bulk.Grouped(w.before), bulk.Grouped(mappings-w.before-done),
		bulk.Counted(failed, "identifier"), took.Round(time.Millisecond), bulk.PerSecond(done, took))
}
