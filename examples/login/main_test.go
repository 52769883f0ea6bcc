package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// The test binary also serves as the program, for tests that need a separate process.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_IS_THE_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// A program is a run of the program in the test's process.
type program struct {
	site   string // the URL that it printed
	stdout string // the output until then
	stderr *record
	ended  chan error
}

func start(ctx context.Context, t *testing.T, env func(string) string, args ...string) *program {
	t.Helper()
	p := &program{stderr: new(record), ended: make(chan error, 1)}
	r, w := io.Pipe()
	go func() {
		err := run(ctx, args, env, w, p.stderr)
		_ = w.Close()
		p.ended <- err
	}()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		p.stdout += lines.Text() + "\n"
		if site, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
			p.site = site
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return p
		}
	}
	require.FailNow(t, "the program ended before it was listening", "%v", <-p.ended)
	return nil
}

func (p *program) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(20 * time.Second):
		require.FailNow(t, "the program must end")
		return nil
	}
}

func TestProgramOnTheFake(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := start(ctx, t, environment(), "-addr", "localhost:0")
	assert.Contains(t, p.stdout, "using the fake service, whose users are all made up")
	require.Regexp(t, `^http://localhost:[1-9]\d*$`, p.site)

	b := newBrowser(t, p.site)
	b.get("/login")
	b.follow("Continue with Google")
	b.shows("Mira Okafor", "Jonas Lindqvist")
	b.press("Allow", "person", "1")
	b.press("Continue")
	b.shows("Jonas Lindqvist", "jonas.lindqvist@gmail.com verified by Google", "Account 1")
	b.press("Sign out")

	b.get("/login")
	b.follow("Continue with Facebook")
	b.shows("limited data")
	b.press("Allow", "person", "2")
	b.press("Continue")
	b.shows("Account 2")

	stop()
	require.NoError(t, p.end(t), "cancelling the context must not be an error")
	_, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.site, "http://"))
	assert.Error(t, err, "the port must be free again")
}

func TestProgramOnTheRealService(t *testing.T) {
	vendor := janraintest.NewServer() // stands in for the real service
	defer vendor.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := start(ctx, t, environment("JANRAIN_APP_DOMAIN", vendor.URL, "JANRAIN_API_KEY", vendor.APIKey), "-addr", "localhost:0")
	assert.NotContains(t, p.stdout, "fake")

	b := newBrowser(t, p.site)
	b.get("/login")
	assert.True(t, strings.HasPrefix(b.href("Continue with Google"), vendor.URL+"/googleplus/start?"),
		"the program must use the service in the environment")
	b.follow("Continue with Google")
	b.press("Allow")
	b.press("Continue")
	b.shows("Mira Okafor", "Account 1")
	assert.Len(t, vendor.Requests(), 1)
	stop()
	require.NoError(t, p.end(t))
	assert.NotContains(t, p.stdout+p.stderr.String(), vendor.APIKey, "the key must not be printed")
}

func TestWrongKeyIsTheDevelopersFault(t *testing.T) {
	vendor := janraintest.NewServer()
	defer vendor.Close()
	wrong := strings.Repeat("0", 40)
	p := start(t.Context(), t, environment("JANRAIN_APP_DOMAIN", vendor.URL, "JANRAIN_API_KEY", wrong), "-addr", "localhost:0")
	b := newBrowser(t, p.site)
	b.get("/login")
	b.follow("Continue with Google")
	b.press("Allow")
	b.press("Continue")
	assert.Equal(t, http.StatusInternalServerError, b.status)
	assert.Contains(t, p.stderr.String(), "fault=developer")
	assert.NotContains(t, p.stderr.String(), wrong)
}

// Browsers use a different URL than the one that the program listens on.
func TestProgramBehindAProxy(t *testing.T) {
	p := start(t.Context(), t, environment(), "-addr", "127.0.0.1:0", "-url", "https://shop.example/")
	assert.Equal(t, "https://shop.example", p.site)
}

func TestProgramThatCannotStart(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	const domain, key = "JANRAIN_APP_DOMAIN", "JANRAIN_API_KEY"
	for _, tc := range []struct {
		name string
		env  func(string) string
		args []string
		want string
	}{
		{"an argument that is not a flag", environment(), []string{"localhost:9000"}, "localhost:9000"},
		{"an address in use", environment(), []string{"-addr", taken.Addr().String()}, "in use"},
		{"an invalid address", environment(), []string{"-addr", "localhost"}, "missing port"},
		{"a domain without a key", environment(domain, "example.rpxnow.com"), nil, "(?i)api_?key"},
		{"a key without a domain", environment(key, strings.Repeat("0", 40)), nil, "(?i)app_?domain"},
		{"a key with a line break", environment(domain, "example.rpxnow.com", key, "0123\r"), nil, "(?i)api_?key"},
		{"an invalid URL", environment(), []string{"-url", "shop.example"}, "-url.*absolute URL"},
		{"a URL with an empty query", environment(), []string{"-url", "https://shop.example/?"}, "invalid -url"},
		{"a URL with a fragment", environment(), []string{"-url", "https://shop.example#top"}, "invalid -url.*#top"},
		{"a URL with a path", environment(), []string{"-url", "https://shop.example/shop/"}, "invalid -url.*shop"},
		{"all interfaces without a URL", environment(), []string{"-addr", "0.0.0.0:0"}, "-url.*https"},
		{"a URL that is not https", environment(), []string{"-url", "http://shop.example"}, "https"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			args := append([]string{"-addr", "127.0.0.1:0"}, tc.args...) // the last of duplicate flags counts
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			var said bytes.Buffer
			err := run(ctx, args, tc.env, io.Discard, &said)
			require.Error(t, err)
			text := said.String() + err.Error()
			assert.Regexp(t, tc.want, text, "the message must say what is wrong")
			assert.NotContains(t, text, "0000", "the message must not contain the key")
		})
	}
}

func TestHelpIsNotAnError(t *testing.T) {
	var stderr record
	err := run(t.Context(), []string{"-h"}, environment(), io.Discard, &stderr)
	require.ErrorIs(t, err, flag.ErrHelp)
	for _, want := range []string{"go run ./examples/login", "-addr", "-url", "JANRAIN_APP_DOMAIN", "JANRAIN_API_KEY", "Exit status: 0", "1 if", "2 on bad usage"} {
		assert.Contains(t, stderr.String(), want)
	}
	assert.NotContains(t, stderr.String(), "key string",
		"a key must not be a flag, because the process list would show it")
}

// Browsers open connections in advance. Waiting for them is not an error and takes no longer than
// the grace period for responses.
func TestNewConnectionDoesNotDelayTheEnd(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := start(ctx, t, environment(), "-addr", "localhost:0")
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.site, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	newBrowser(t, p.site).get("/") // by then the earlier connection has been accepted
	stop()
	assert.NoError(t, p.end(t), "Ctrl-C must not be an error")
}

func TestPortIsFreeIfTheProgramCannotStart(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, listener.Close())
	require.Error(t, run(t.Context(), []string{"-addr", addr}, environment("JANRAIN_API_KEY", "x"), io.Discard, io.Discard))
	listener, err = new(net.ListenConfig).Listen(t.Context(), "tcp", addr)
	require.NoError(t, err, "the port must be closed again")
	assert.NoError(t, listener.Close())
}

// A sign-in in progress is completed when the program is told to end.
func TestRequestInFlightIsCompleted(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		assert.Eventually(t, func() bool {
			conn, err := new(net.Dialer).DialContext(r.Context(), "tcp", listener.Addr().String())
			if err == nil {
				conn.Close()
			}
			return err != nil
		}, 4*time.Second, time.Millisecond, "new connections must be rejected")
		_, _ = io.WriteString(w, "signed in")
	})
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, slow) }()
	b := newBrowser(t, "http://"+listener.Addr().String())
	b.get("/")
	b.shows("signed in")
	assert.NoError(t, <-ended)
}

// process runs the program in a separate process.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TEST_IS_THE_PROGRAM=1", "JANRAIN_APP_DOMAIN=", "JANRAIN_API_KEY=")
	return cmd
}

func TestExitCodes(t *testing.T) {
	out, err := process(t, "-h").CombinedOutput()
	require.NoError(t, err, "-h must not be an error: %s", out)
	assert.Contains(t, string(out), "go run ./examples/login")

	for _, tc := range []struct {
		flag, value string
		code        int
		says        string
	}{
		{"-port", "1", 2, "-port"},
		{"-url", "shop.example", 2, "invalid -url shop.example: "},
		{"-url", "https://shop.example?x=1", 2, "must be a scheme and a host"},
		{"-addr", "localhost", 1, "missing port"},
	} {
		cmd := process(t, "-addr", "localhost:0", tc.flag, tc.value)
		out, err := cmd.CombinedOutput()
		require.Error(t, err, "%v", tc)
		assert.Equal(t, tc.code, cmd.ProcessState.ExitCode(), "%v: %s", tc, out)
		assert.Equal(t, 1, strings.Count(string(out), tc.says), "%v: the message must be printed once: %s", tc, out)
	}
}

func TestInterruptEndsTheProgram(t *testing.T) {
	cmd := process(t, "-addr", "localhost:0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines, open := bufio.NewScanner(stdout), false
	for !open && lines.Scan() {
		open = strings.HasPrefix(lines.Text(), "Open ")
	}
	require.True(t, open, "the program must print its URL")
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.NoError(t, cmd.Wait(), "Ctrl-C must not be an error")
}
