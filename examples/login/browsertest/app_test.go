package browsertest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An app is examples/login, running with the fake inside of it.
type app struct{ url string }

// startApp starts the program for one test, so that no test meets accounts of
// another. What it has logged at the end is looked through for secrets.
func startApp(t *testing.T, flags ...string) *app {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context())) // it outlives the tabs, which may still ask for an icon
	cmd := exec.CommandContext(ctx, program, append([]string{"-addr", "localhost:0"}, flags...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "JANRAIN_") })
	var log strings.Builder
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it is killed
		assert.NotRegexp(t, `[0-9a-f]{40}`, log.String(), "tokens and keys of the fake are 40 hexadecimal digits, and none is to be logged")
		assert.NotContains(t, log.String(), "panic", "the program's log")
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
			return &app{url}
		}
	}
	require.FailNow(t, "the program ended before it said where it is", log.String())
	return nil
}

// host is what the service's pages call the application.
func (a *app) host() string {
	_, host, _ := strings.Cut(a.url, "://")
	return host
}
