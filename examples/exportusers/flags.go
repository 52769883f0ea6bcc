package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/janrain-go/janrain"
)

const usage = `exportusers takes an application's users out of Janrain Social Login: it writes
each user, a primary key with its identifiers, to a line of OUT.

	exportusers [flags] OUT

OUT is NDJSON. A line is as

	{"primaryKey":"42","identifiers":["http://twitter.com/account/profile?user_id=7"]}

and has "extra", with "primaryKey" and "identifiers" as the service sent them, where
one is damaged or of another form. With -userdata it has what the service knows
behind each identifier too, in the names of OpenID Connect ("claims"), or why that
cannot be had ("error"):

	"users":[{"identifier":"...","claims":{"iss":"...","sub":"...","name":"..."}},
	         {"identifier":"...","error":{"code":8,"reason":"..."}}]

JANRAIN_APP_DOMAIN and JANRAIN_API_KEY in the environment name the application.

Examples:

	cd examples/exportusers && go build -o /tmp/exportusers .
	/tmp/exportusers /data/users.ndjson
	/tmp/exportusers -userdata -issuer https://shop.example -rate 20 /data/users.ndjson

"go -C examples/exportusers run . -fake 1000 /data/users.ndjson" does it in one, but
an OUT without a slash in front is put into examples/exportusers then, and go run
turns every exit code but 0 into 1.

The service sends all users in one answer. They go to OUT.spool first, which is
there whole or not at all, and then one after the other to OUT. Killed, and started
again with the same OUT, the export goes on: every user is in OUT once, in the
order of OUT.spool. Of an answer that broke off nothing is kept, it is asked for
anew. Ctrl-C finishes the calls in flight, a second one does not. When all is done,
OUT.spool, OUT.journal, OUT.journal.lock and an empty OUT.failures.ndjson can be
deleted.

An identifier with characters that are not shown, or with white space at an end, is
listed under "unusable" too. Compare it byte by byte. The service is not asked for it.

Identifiers of which nothing can be had, unusable ones, and what is damaged, are noted
in OUT.failures.ndjson, with primary key, code and reason. It belongs to OUT: no export
to a new OUT begins beside one with something in it. What is damaged stays so, it is
for a person to look at. To try the others again, export them to another file:

	/tmp/exportusers -userdata -issuer https://shop.example \
		-mappings /data/users.ndjson.failures.ndjson /data/again.ndjson

A service that is busy or down is tried again, with growing waits or the one that
it asks for. An identifier that fails again and again is a failure where another one
can be had, and the end of the run where none can. No key is in any file. Tokens of
users are with -raw alone; nobody but you can read the files.

Exit codes:
  0  every user is in OUT, with all that was asked for
  1  every user is in OUT, something is damaged or without data: see the failures
  2  it cannot go on as it is: wrong usage, files of another export, a refused key,
     a wrong domain, no room. Once that is mended, start it again
  3  interrupted, or the service is down: start it again to go on

Flags:
`

type options struct {
	out         string
	mappings    string
	fresh       bool
	userData    bool
	extended    bool
	raw         bool
	issuer      string
	fake        int
	concurrency int
	rate        float64
	timeout     time.Duration
}

func (o *options) spool() string    { return o.out + ".spool" }
func (o *options) journal() string  { return o.out + ".journal" }
func (o *options) failures() string { return o.out + ".failures.ndjson" }

func parseFlags(args []string, help io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("exportusers", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error; it would be there twice
	fs.StringVar(&o.mappings, "mappings", "", "export the users of this `file`, with lines as those of OUT or of the failures, and not all")
	fs.BoolVar(&o.fresh, "fresh", false, "ask for the users anew though OUT.spool has them; OUT has to be new or moved away")
	fs.BoolVar(&o.userData, "userdata", false, "ask for what is behind each identifier: a request for each")
	fs.StringVar(&o.issuer, "issuer", "", "`URL` that the claims have as iss, as https://shop.example; needed with -userdata")
	fs.BoolVar(&o.extended, "extended", false, "ask for extended data: claims of the contact data, and with -raw friends and the like")
	fs.BoolVar(&o.raw, "raw", false, `have the whole answer in OUT as "raw"; it has the users' access tokens in it`)
	fs.Func("fake", "export `N` made-up users from a fake service inside this program, to try it", o.setFake)
	fs.IntVar(&o.concurrency, "concurrency", 8, "`users` in flight at once, 1 to 100")
	fs.Float64Var(&o.rate, "rate", 50, "`requests` a second at the most; 0 for no limit")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Second, "for one request; the one for all users may wait two minutes")
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
		return options{}, fmt.Errorf("one OUT is needed, after all flags; there are %d arguments", fs.NArg())
	}
	o.out = fs.Arg(0)
	err = o.check()
	return o, err
}

// setFake refuses 0, which stands for the real service where no -fake is given.
func (o *options) setFake(text string) (err error) {
	if o.fake, err = strconv.Atoi(text); err != nil || o.fake < 1 {
		return errors.New("it is a number from 1 on")
	}
	return nil
}

func (o *options) check() error {
	switch {
	case o.out == "":
		return errors.New("OUT is empty")
	case o.concurrency < 1 || o.concurrency > 100:
		return errors.New("-concurrency is from 1 to 100")
	case !(o.rate >= 0): // NaN as well
		return errors.New("-rate is not negative")
	case o.timeout <= 0:
		return errors.New("-timeout is more than 0")
	case o.mappings != "" && (o.mappings == o.out || o.mappings == o.failures() || o.mappings == o.spool()):
		return errors.New("-mappings is not one of the files of this export: give another OUT")
	case !o.userData && (o.issuer != "" || o.extended || o.raw):
		return errors.New("-issuer, -extended and -raw are for -userdata")
	case !o.userData:
		return nil
	case o.issuer == "":
		return errors.New("-userdata needs -issuer, as https://shop.example")
	}
	return checkIssuer(o.issuer)
}

// checkIssuer asks the library itself, so that both refuse the same.
func checkIssuer(issuer string) error {
	anybody := janrain.AuthInfo{Profile: janrain.Profile{Identifier: "https://shop.example/1"}}
	_, err := anybody.Claims(issuer)
	if param, ok := errors.AsType[*janrain.ParamError](err); ok {
		return fmt.Errorf("-issuer %s", param.Reason)
	}
	return err
}
