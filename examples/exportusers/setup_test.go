package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// asProgram makes the test binary run as exportusers, so that tests can kill it.
const asProgram = "EXPORTUSERS_RUNS_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

const (
	issuer = "https://shop.example"
	canary = "canary-of-a-token" // in every token of the tests
)

func primaryKey(i int) string { return fmt.Sprintf("user-%05d", i) }

func identifier(i int) string { return fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", i) }

// somebody is the user behind an identifier.
func somebody(identifier string) janrain.AuthInfo {
	user := janraintest.User(janrain.ProviderFacebook)
	user.Profile.Identifier = identifier
	user.AccessCredentials = &janrain.FacebookCredentials{AccessToken: canary, UID: "7"}
	return user
}

// newServer has the users 1 to n.
func newServer(t *testing.T, n int) *janraintest.Server {
	t.Helper()
	srv := janraintest.NewServer(janraintest.WithUserData(func(identifier string) (janrain.AuthInfo, bool) {
		return somebody(identifier), !strings.Contains(identifier, "unknown")
	}))
	t.Cleanup(srv.Close)
	for i := 1; i <= n; i++ {
		srv.Map(identifier(i), primaryKey(i))
	}
	return srv
}

func newOut(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "users.ndjson")
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func written(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

// An outcome is what a run leaves for a script and a person.
type outcome struct {
	code           int
	stdout, stderr string
}

func envOf(srv *janraintest.Server) map[string]string {
	return map[string]string{"JANRAIN_APP_DOMAIN": srv.URL, "JANRAIN_API_KEY": srv.APIKey}
}

// exportFrom runs the program in this process.
func exportFrom(t *testing.T, srv *janraintest.Server, args ...string) outcome {
	t.Helper()
	return exportWith(t.Context(), envOf(srv), append([]string{"-rate", "0"}, args...)...)
}

func exportWith(ctx context.Context, env map[string]string, args ...string) outcome {
	var stdout bytes.Buffer
	var stderr buffer
	code := run(ctx, args, func(name string) string { return env[name] }, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

// withUserData are the flags for it.
func withUserData(more ...string) []string {
	return append([]string{"-userdata", "-issuer", issuer}, more...)
}

// A buffer takes writes of several goroutines.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// program is exportusers as a process of its own.
func program(t *testing.T, srv *janraintest.Server, stderr io.Writer, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-rate", "0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "JANRAIN_APP_DOMAIN="+srv.URL, "JANRAIN_API_KEY="+srv.APIKey)
	cmd.Stderr = stderr
	return cmd
}

func exitCode(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode() // -1 where a signal ended it
	}
	return 0
}

// A record is a line of OUT, as a reader would have it.
type record struct {
	PrimaryKey  string   `json:"primaryKey"`
	Identifiers []string `json:"identifiers"`
	Users       []struct {
		Identifier string            `json:"identifier"`
		Claims     json.RawMessage   `json:"claims"`
		Raw        *janrain.AuthInfo `json:"raw"`
		Error      *failure          `json:"error"`
	} `json:"users"`
}

func recordsOf(t *testing.T, path string) []record {
	t.Helper()
	var records []record
	for _, text := range lines(textOf(t, path)) {
		var one record
		require.NoError(t, json.Unmarshal([]byte(text), &one), text)
		records = append(records, one)
	}
	return records
}

// assertEachOnce looks for the users 1 to n, in order.
func assertEachOnce(t *testing.T, out string, n int) {
	t.Helper()
	records := recordsOf(t, out)
	require.Len(t, records, n, "OUT has a line for each user")
	for i, one := range records {
		require.Equal(t, primaryKey(i+1), one.PrimaryKey, "OUT has the order of the service")
		require.Equal(t, []string{identifier(i + 1)}, one.Identifiers)
	}
}

// assertDiscreet looks into all files of an export.
func assertDiscreet(t *testing.T, srv *janraintest.Server, out string, o outcome) {
	t.Helper()
	secrets := []string{canary, srv.APIKey}
	files, err := filepath.Glob(out + "*")
	require.NoError(t, err)
	for _, secret := range secrets {
		assert.NotContains(t, o.stdout+o.stderr, secret, "no key and no token is printed")
		for _, path := range files {
			assert.NotContains(t, textOf(t, path), secret, "no key and no token is in %s", path)
		}
	}
	for _, path := range files {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "nobody else reads %s", path)
	}
}

// timesAsked counts the requests for user data of each identifier.
func timesAsked(srv *janraintest.Server) map[string]int {
	times := map[string]int{}
	for _, r := range srv.Requests() {
		if r.Endpoint == "get_user_data" {
			times[r.Form.Get("identifier")]++
		}
	}
	return times
}

func timesFetched(srv *janraintest.Server) (times int) {
	for _, r := range srv.Requests() {
		if r.Endpoint == "all_mappings" {
			times++
		}
	}
	return times
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 20*time.Second, time.Millisecond, what)
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
