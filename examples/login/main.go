// Command login is a web application that signs its users in. Use it as a starting point for your
// own.
//
//	go run ./examples/login
//
// It uses the fake service of package janraintest, which needs no account and no network. If
// JANRAIN_APP_DOMAIN and JANRAIN_API_KEY are set, it uses the real service.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const usage = `login is a web application that signs its users in.

	go run ./examples/login
	go run ./examples/login -addr localhost:9000
	JANRAIN_APP_DOMAIN=example.rpxnow.com JANRAIN_API_KEY=... go run ./examples/login

Without the two variables it runs on a fake of the service. With them the
domain of its URL must be on the application's list of domains.

Exit status: 0 after Ctrl-C, 1 if it cannot start, 2 on bad usage.

`

var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "login:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("login", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	addr := flags.String("addr", "localhost:8080", "`host:port` to listen on; port 0 is any free port")
	public := flags.String("url", "", "`URL` that browsers use, if it is another one, such as https://shop.example")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage // the flag package has printed the error
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "login takes no arguments, only flags: %q\n", flags.Args())
		return errUsage
	}
	site, err := siteOf(*public)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return errUsage
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if site == "" {
		site = "http://" + localURL(*addr, listener)
	}
	client, done, err := service(env, stdout)
	if err != nil {
		return err
	}
	defer done()
	app, err := newApp(client, site, slog.New(slog.NewTextHandler(stderr, nil)))
	switch {
	case err != nil && *public != "":
		fmt.Fprintf(stderr, "invalid -url %s: %v\n", site, err)
		return errUsage
	case err != nil:
		return fmt.Errorf("invalid URL %s, pass another with -url: %w", site, err)
	}
	if *public != "" {
		fmt.Fprintf(stdout, "Listening on %s\n", listener.Addr())
	}
	fmt.Fprintf(stdout, "Open %s\n", site)
	return serve(ctx, listener, app)
}

// siteOf returns the URL of the site, to which paths are added.
func siteOf(public string) (string, error) {
	site := strings.TrimSuffix(public, "/")
	if _, host, ok := strings.Cut(site, "://"); ok && strings.ContainsAny(host, "/?#") {
		return "", fmt.Errorf("invalid -url %q: must be a scheme and a host, such as https://shop.example", public)
	}
	return site, nil
}

// localURL keeps the host as it was given, because 127.0.0.1 has other cookies than
// localhost.
func localURL(addr string, listener net.Listener) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return net.JoinHostPort(host, port)
}

// service returns a client for the real service if the environment has its keys. If not,
// the client is for a fake, which done stops.
func service(env func(string) string, stdout io.Writer) (client *janrain.Client, done func(), err error) {
	domain, key := env("JANRAIN_APP_DOMAIN"), env("JANRAIN_API_KEY")
	if domain == "" && key == "" {
		fake := janraintest.NewServer(janraintest.WithUsers(neighbours()...))
		fmt.Fprintln(stdout, "JANRAIN_APP_DOMAIN and JANRAIN_API_KEY are not set: "+
			"using the fake service, whose users are all made up.")
		return fake.Client(), fake.Close, nil
	}
	client, err = janrain.NewClient(domain, key)
	if err != nil {
		return nil, nil, fmt.Errorf("JANRAIN_APP_DOMAIN and JANRAIN_API_KEY: %w", err)
	}
	return client, func() {}, nil
}

// neighbours are more users to try out account linking, in addition to the user that the fake has
// at every provider. Jonas has an old Google account (before 2013) and a new one with the same
// Gmail address: they lead to one account. At Facebook the same address proves nothing.
func neighbours() []janrain.AuthInfo {
	var all []janrain.AuthInfo
	for provider, identifier := range map[janrain.Provider]string{
		janrain.ProviderGooglePlus: "https://plus.google.com/104001000000000002002",
		janrain.ProviderGoogle:     "https://www.google.com/profiles/104001000000000002002",
		janrain.ProviderFacebook:   "http://www.facebook.com/profile.php?id=2002",
	} {
		jonas := janraintest.User(provider)
		jonas.Profile.Identifier = identifier
		jonas.Profile.DisplayName, jonas.Profile.Name = "Jonas Lindqvist", janrain.Name{Formatted: "Jonas Lindqvist"}
		jonas.Profile.Email, jonas.Profile.VerifiedEmail = "jonas.lindqvist@gmail.com", "jonas.lindqvist@gmail.com"
		all = append(all, jonas)
	}
	limited := janraintest.User(janrain.ProviderFacebook)
	limited.Profile.Identifier = "http://www.facebook.com/profile.php?id=2003"
	limited.Profile.DisplayName, limited.Profile.Name = "Mira O.", janrain.Name{Formatted: "Mira O."}
	limited.LimitedData = true
	return append(all, limited)
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := server.Shutdown(grace); err != nil { // a browser keeps connections open that it does not use
			return server.Close()
		}
		return nil
	}
}
