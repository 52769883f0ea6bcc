package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

const usage = `importtokens moves an application's users into Janrain Social Login: it sends
each row of FILE, an identifier and an access token, to the service.

	importtokens [flags] FILE

FILE is read twice, so it is no pipe:
  .csv            a first line with the names of the columns, identifier and token
                  among them, in any order; others are ignored
  .ndjson .jsonl  an object a line, with the texts identifier and token
An identifier is a URL of Facebook, RenRen, SoundCloud or Foursquare. Give each
once: of two rows with one identifier, either may be the last to arrive.

JANRAIN_APP_DOMAIN and JANRAIN_API_KEY in the environment name the application.

Examples:

	cd examples/importtokens && go build -o /tmp/importtokens .
	/tmp/importtokens -check /data/users.csv
	/tmp/importtokens -rate 20 /data/users.csv

"go -C examples/importtokens run . -fake /data/users.csv" does it in one, but a
FILE without a slash in front is looked for in examples/importtokens then, and
go run turns every exit code but 0 into 1.

The whole file is checked first. Where a row cannot work (an unsupported
provider, a bad URL, an empty token, a wrong number of columns), nothing is
sent. A CSV row of more than a megabyte ends the check: a quotation mark is missing
then, and nobody knows where the next row begins.

What was sent or refused is written to the journal (a lock is beside it): killed,
and started again with the same FILE, the import goes on. Rows in flight are sent
twice then, which does no harm. Ctrl-C finishes them, a second one does not. A
FILE that changes meanwhile ends the import: bring it back to go on.

Rows that the service refuses are in the failures file, with row, line, code and
reason; to try them again, put them in a file of their own. Where the service has
taken no row at all, starting it again tries all of them.

A service that is busy or down is tried again, with growing waits or the one that
it asks for. Where others get through and one row does not, that row is left: it
is in the failures file, and tried last when the import is started again. Some
rows of all over the file tell this apart, and may be sent again for it. The
journal and the failures hold no token and no key.

Exit codes:
  0  every row is sent (-check: every row can be)
  1  the import is through, some rows are not sent: see the failures file
  2  it cannot go on as it is: wrong usage, bad rows, a FILE that has changed, a
     refused key, a wrong domain, no room. Once that is mended, start it again
  3  interrupted, or the service is down: start it again to go on

Flags:
`

type options struct {
	file, format      string
	journal, failures string
	check, skipBad    bool
	fake              bool
	concurrency       int
	rate              float64
	timeout           time.Duration
}

func parseFlags(args []string, help io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("importtokens", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error; it would be there twice
	fs.BoolVar(&o.check, "check", false, "check FILE and send nothing; needs no key and no network")
	fs.BoolVar(&o.skipBad, "skip-bad", false, "send the good rows though there are bad ones, which count as failed")
	fs.BoolVar(&o.fake, "fake", false, "send to a fake service inside this program, to try it; it forgets all at the end")
	fs.StringVar(&o.format, "format", "", "`csv` or ndjson; default: by the end of FILE's name")
	fs.StringVar(&o.journal, "journal", "", "`path` of the journal; default FILE.journal, with -fake FILE.fake.journal")
	fs.StringVar(&o.failures, "failures", "", "`path` of the failures; default FILE.failures.csv, with -fake FILE.fake.failures.csv")
	fs.IntVar(&o.concurrency, "concurrency", 8, "`rows` in flight at once, 1 to 100")
	fs.Float64Var(&o.rate, "rate", 50, "`requests` a second at the most; 0 for no limit")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Second, "for one request")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(help, usage)
		fs.SetOutput(help)
		fs.PrintDefaults()
	}
	if err != nil {
		return options{}, err
	}
	if fs.NArg() != 1 {
		return options{}, fmt.Errorf("one FILE is needed, after all flags; there are %d arguments", fs.NArg())
	}
	o.file = fs.Arg(0)
	err = o.complete()
	return o, err
}

// complete checks the flags and fills in what follows from FILE.
func (o *options) complete() error {
	switch {
	case o.concurrency < 1 || o.concurrency > 100:
		return errors.New("-concurrency is from 1 to 100")
	case !(o.rate >= 0): // NaN as well
		return errors.New("-rate is not negative")
	case o.timeout <= 0:
		return errors.New("-timeout is more than 0")
	}
	format, ok := map[string]string{
		"csv": "csv", "ndjson": "ndjson", "jsonl": "ndjson",
		".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson",
	}[cmp.Or(o.format, strings.ToLower(filepath.Ext(o.file)))]
	switch {
	case !ok && o.format != "":
		return errors.New("-format is csv or ndjson")
	case !ok:
		return errors.New("FILE ends neither in .csv nor in .ndjson or .jsonl: say -format csv or -format ndjson")
	}
	base := o.file
	if o.fake { // or an import to the service would find everything sent
		base += ".fake"
	}
	o.format = format
	o.journal = cmp.Or(o.journal, base+".journal")
	o.failures = cmp.Or(o.failures, base+".failures.csv")
	return nil
}
