// Command importtokens moves an application's users into Janrain Social Login:
// it sends each row of a file, an identifier and an access token, through
// AddOrUpdateAccessToken.
//
//	go -C examples/importtokens run . -h
//
// What was sent stands in a journal beside the file. A run that was killed goes
// on where it was when it is started again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

// The exit codes, as -h documents them.
const (
	exitAllSent = iota
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
		return exitAllSent
	case err != nil:
		fmt.Fprintf(stderr, "importtokens: %v\n(importtokens -h lists the flags)\n", err)
		return exitMend
	}
	code, err := start(ctx, opts, getenv, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "importtokens: %v\n", err)
	}
	if code == exitStopped {
		fmt.Fprintln(stderr, "To go on, start it again with the same flags and FILE.")
	}
	return code
}

// start checks the file and sends what is to be sent of it.
func start(ctx context.Context, opts options, getenv func(string) string, stdout, stderr io.Writer) (int, error) {
	if err := threeFiles(opts); err != nil {
		return exitMend, err
	}
	var to target
	if !opts.check {
		var err error
		if to, err = findTarget(opts, getenv); err != nil { // before a long file is read for nothing
			return exitMend, err
		}
		defer to.close()
	}
	out := newProgress(stderr, bulk.IsTerminal(stderr))
	if opts.fake && !opts.check {
		out.Say("This goes to a fake service inside this program, and nowhere else.")
	}
	found, err := checkFile(ctx, opts, out)
	switch {
	case ctx.Err() != nil:
		return exitStopped, errors.New("interrupted during the check, nothing was sent")
	case err != nil:
		return exitMend, err
	}
	if opts.check || found.bad > 0 && !opts.skipBad {
		return found.report(opts, stdout)
	}
	return send(ctx, opts, to, found, out, stdout)
}

// send makes the import of a file that was checked.
func send(ctx context.Context, opts options, to target, found content, out *progress, stdout io.Writer) (int, error) {
	j, err := openJournal(opts, header{
		Journal: journalVersion, To: to.name, Rows: found.rows, Size: found.size, SHA256: found.marks.digest(),
	})
	if err != nil {
		return exitMend, err
	}
	im := newImporter(opts, to.client, j, found, out)
	began := time.Now()
	err = im.run(ctx, opts, found)
	err = errors.Join(err, j.close())
	_, lost := fmt.Fprintln(stdout, im.summary(found.rows, time.Since(began)))
	return im.ended(errors.Join(err, lost), opts.failures)
}

// A target is where the rows go.
type target struct {
	name   string // the app domain, as the journal keeps it
	client *janrain.Client
	close  func()
}

// findTarget takes the service from the environment. There is no default: data
// that is meant for the service must not go to a fake without a word.
func findTarget(opts options, getenv func(string) string) (target, error) {
	if opts.fake {
		srv := janraintest.NewServer()
		return target{name: "fake", client: srv.Client(janrain.WithTimeout(opts.timeout)), close: srv.Close}, nil
	}
	var missing []string
	for _, name := range []string{"JANRAIN_APP_DOMAIN", "JANRAIN_API_KEY"} {
		if getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return target{}, fmt.Errorf("set %s in the environment, or try it with -fake", strings.Join(missing, " and "))
	}
	// No WithRetry: what it sends again would not be in the rate.
	client, err := janrain.NewClient(getenv("JANRAIN_APP_DOMAIN"), getenv("JANRAIN_API_KEY"), janrain.WithTimeout(opts.timeout))
	if err != nil {
		return target{}, err
	}
	return target{name: client.LogValue().Group()[0].Value.String(), client: client, close: client.CloseIdleConnections}, nil
}
