// Command configureprovider sets the properties of an application's providers
// from a YAML file, with the secrets from the environment.
//
//	go -C examples/configureprovider run . -dry-run providers.yaml
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

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const usage = `configureprovider sets the properties of providers from a YAML file.

Usage: configureprovider [flags] FILE

Example, from the root of the repository; FILE is relative to the program's directory:

	export FACEBOOK_SECRET=a TWITTER_KEY=b TWITTER_SECRET=c
	go -C examples/configureprovider run . -dry-run providers.yaml
	go -C examples/configureprovider run . -fake providers.yaml

FILE has the properties of each provider under their names on the wire:

	facebook:
	  fbAppID: "123456789012345"
	  fbSecret: ${FACEBOOK_SECRET}

${NAME} is the environment variable NAME, and always a whole value. Secrets are
taken from there only: one that is written in FILE is a mistake. All mistakes
are told at once, with their lines, and then nothing is sent.

Flags:

	-dry-run      show what would be sent, with nothing from the environment in
	              it; needs no keys and no network
	-fake         send to a fake service in this process, which needs no keys
	-only a,b     these providers only; the properties of others are not looked at

Environment, unless -dry-run or -fake is given:

	JANRAIN_APP_DOMAIN      as "example.rpxnow.com"
	JANRAIN_API_KEY
	JANRAIN_PARTNER_KEY
	JANRAIN_PARTNER_DOMAIN  if it is not the app domain

Exit codes; "go run" makes 1 of each but 0:

	0  every provider is set, or with -dry-run the file is right
	1  a provider could not be set
	2  mistakes in FILE, the flags or the environment; nothing was sent
`

// Exit codes.
const (
	done    = 0
	failed  = 1
	refused = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, env environment, stdout, stderr io.Writer) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return done
	}
	if err != nil {
		fmt.Fprintf(stderr, "configureprovider: %v; -h shows the usage\n", err)
		return refused
	}
	entries, err := read(o, env)
	client, stop, keyErr := o.client(env)
	defer stop()
	if err = errors.Join(err, keyErr); err != nil {
		fmt.Fprintf(stderr, "%v\nconfigureprovider: nothing was sent\n", err)
		return refused
	}
	if o.dryRun {
		if err := show(stdout, entries); err != nil {
			fmt.Fprintf(stderr, "configureprovider: %v\n", err)
			return refused
		}
		return done
	}
	if unset := send(ctx, client, entries, stdout); unset != nil {
		fmt.Fprintf(stderr, "configureprovider: not set: %s; the output says why\n", strings.Join(unset, ", "))
		return failed
	}
	return done
}

// options are what the command line says.
type options struct {
	dryRun, fake bool
	only         []string
	file         string
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("configureprovider", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.dryRun, "dry-run", false, "")
	flags.BoolVar(&o.fake, "fake", false, "")
	flags.Func("only", "", func(names string) error {
		for name := range strings.SplitSeq(names, ",") {
			o.only = append(o.only, strings.TrimSpace(name))
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() != 1 {
		return o, fmt.Errorf("%d arguments, where one FILE is needed, with the flags before it", flags.NArg())
	}
	o.file = flags.Arg(0)
	return o, nil
}

// client returns the one to send with, nil for a dry run, and what ends it.
func (o options) client(env environment) (client *janrain.Client, stop func(), err error) {
	retry := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3})
	switch {
	case o.dryRun:
		return nil, func() {}, nil
	case o.fake:
		srv := janraintest.NewServer()
		return srv.Client(retry), srv.Close, nil
	}
	opts := []janrain.Option{retry}
	if domain, ok := env("JANRAIN_PARTNER_DOMAIN"); ok && domain != "" {
		opts = append(opts, janrain.WithPartnerDomain(domain))
	}
	var unset []string
	key := func(name string) string {
		value, _ := env(name)
		if value == "" {
			unset = append(unset, name)
		}
		return value
	}
	domain, apiKey, partnerKey := key("JANRAIN_APP_DOMAIN"), key(variableOfKey["apiKey"]), key(variableOfKey["partnerKey"])
	if unset != nil {
		return nil, func() {}, fmt.Errorf("not set in the environment: %s; -dry-run and -fake do without", strings.Join(unset, ", "))
	}
	client, err = janrain.NewClient(domain, apiKey, append(opts, janrain.WithPartnerKey(partnerKey))...)
	return client, func() {}, err
}
