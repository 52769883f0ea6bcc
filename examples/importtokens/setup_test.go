package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// asProgram makes the test binary run as importtokens, so that tests can kill it.
const asProgram = "IMPORTTOKENS_RUNS_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func newServer(t *testing.T) *janraintest.Server {
	t.Helper()
	srv := janraintest.NewServer()
	t.Cleanup(srv.Close)
	return srv
}

func identifier(i int) string { return fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", i) }

// Every token of the tests has the canary in it.
const canary = "canary-of-a-token"

func token(i int) string { return fmt.Sprintf("%s-%d", canary, i) }

// users is a file with the users 1 to n.
func users(t *testing.T, n int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("identifier,token\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&text, "%s,%s\n", identifier(i), token(i))
	}
	return written(t, "users.csv", text.String())
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// An outcome is what a run leaves for a script and a person.
type outcome struct {
	code           int
	stdout, stderr string
}

// importInto runs the program in this process.
func importInto(t *testing.T, srv *janraintest.Server, args ...string) outcome {
	t.Helper()
	env := map[string]string{}
	if srv != nil {
		env = map[string]string{"JANRAIN_APP_DOMAIN": srv.URL, "JANRAIN_API_KEY": srv.APIKey}
	}
	return importWith(t.Context(), env, args...)
}

func importWith(ctx context.Context, env map[string]string, args ...string) outcome {
	var stdout bytes.Buffer
	var stderr buffer
	code := run(ctx, args, func(name string) string { return env[name] }, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
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

// program is importtokens as a process of its own.
func program(t *testing.T, srv *janraintest.Server, stderr io.Writer, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "JANRAIN_APP_DOMAIN="+srv.URL, "JANRAIN_API_KEY="+srv.APIKey)
	cmd.Stderr = stderr
	return cmd
}

// frontOf is a client of a server in front of srv, which hands on what answer does
// not answer itself.
func frontOf(t *testing.T, srv *janraintest.Server, answer func(http.ResponseWriter, url.Values) bool) *janrain.Client {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !answer(w, form) {
			srv.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(front.Close)
	client, err := janrain.NewClient(front.URL, srv.APIKey)
	require.NoError(t, err)
	return client
}

// refuseTheKeyAfter refuses it to one request, after n others.
func refuseTheKeyAfter(n int64) func(http.ResponseWriter, url.Values) bool {
	var seen atomic.Int64
	return func(w http.ResponseWriter, _ url.Values) bool {
		if seen.Add(1) != n+1 {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"stat":"fail","err":{"code":3,"msg":"Authentication error"}}`)
		return true
	}
}

// timesSent counts the requests for each identifier.
func timesSent(srv *janraintest.Server) map[string]int {
	times := map[string]int{}
	for _, r := range srv.Requests() {
		times[r.Form.Get("identifier")]++
	}
	return times
}

func assertAllSent(t *testing.T, srv *janraintest.Server, n int) {
	t.Helper()
	want, got := map[string]string{}, map[string]string{}
	for i := 1; i <= n; i++ {
		want[identifier(i)] = token(i)
		got[identifier(i)], _ = srv.AccessToken(identifier(i))
	}
	if !maps.Equal(want, got) {
		assert.Equal(t, want, got, "the service has every row's token")
	}
}

// assertNoToken looks into all files beside the input.
func assertNoToken(t *testing.T, file string, o outcome) {
	t.Helper()
	assert.NotContains(t, o.stdout+o.stderr, canary, "no token is printed")
	beside, err := filepath.Glob(file + ".*")
	require.NoError(t, err)
	for _, path := range beside {
		assert.NotContains(t, textOf(t, path), canary, "no token is in %s", path)
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "nobody else reads %s", path)
	}
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 20*time.Second, 2*time.Millisecond, what)
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
