package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// asProgram makes the test's binary the program itself.
const asProgram = "CONFIGUREPROVIDER_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

type variables map[string]string

func (v variables) lookup(name string) (string, bool) {
	value, ok := v[name]
	return value, ok
}

// secrets are in no file and must be in no output.
func secrets() variables {
	return variables{
		"FACEBOOK_SECRET": "canary-facebook-secret", "TWITTER_KEY": "canary-twitter-key", "TWITTER_SECRET": "canary-twitter-secret",
		"LIVEID_SECRET": "canary-liveid-secret", "YAHOO_APP_ID": "canary-yahoo-id", "YAHOO_KEY": "canary-yahoo-key",
		"YAHOO_SECRET": "canary-yahoo-secret", "EMPTY": "", "BLANK": " \t", "PASTED": "canary-pasted\n",
	}
}

// at is secrets and the keys of a server.
func at(srv *janraintest.Server) variables {
	env := secrets()
	env["JANRAIN_APP_DOMAIN"], env["JANRAIN_API_KEY"], env["JANRAIN_PARTNER_KEY"] = srv.URL, srv.APIKey, srv.PartnerKey
	return env
}

type outcome struct {
	code           int
	stdout, stderr string
}

// output is all that anybody sees.
func (o outcome) output() string { return o.stdout + o.stderr }

// runFile runs the program over a file with this text, called providers.yaml.
func runFile(t *testing.T, text string, env variables, flags ...string) outcome {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "providers.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	got := runWith(t.Context(), env, append(flags, file)...)
	got.stderr = strings.ReplaceAll(got.stderr, dir+string(filepath.Separator), "")
	return got
}

func runWith(ctx context.Context, env variables, args ...string) outcome {
	var stdout, stderr strings.Builder
	code := run(ctx, args, env.lookup, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

const two = `facebook:
  fbAppID: "123456789012345"
  fbSecret: ${FACEBOOK_SECRET}
twitter:
  consumerKey: ${TWITTER_KEY}
  secret: ${TWITTER_SECRET}
`

func TestTheCommandLineIsCheckedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no file", nil, "0 arguments, where one FILE is needed"},
		{"two files", []string{"a.yaml", "b.yaml"}, "2 arguments"},
		{"a flag behind the file, which would be sent without it", []string{"providers.yaml", "-dry-run"}, "with the flags before it"},
		{"an unknown flag", []string{"-force", "providers.yaml"}, "-force"},
		{"a file that is not there", []string{"-fake", "elsewhere.yaml"}, "elsewhere.yaml: no such file"},
		{"a directory", []string{"-fake", "."}, "is a directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := runWith(t.Context(), secrets(), tt.args...)
			assert.Equal(t, refused, got.code)
			assert.Contains(t, got.stderr, tt.want)
			assert.Empty(t, got.stdout, "nothing was sent or shown")
		})
	}
}

func TestKeysThatAreMissingAreNamedTogether(t *testing.T) {
	t.Parallel()
	env := secrets()
	env["JANRAIN_APP_DOMAIN"] = ""
	got := runFile(t, two, env)
	assert.Equal(t, refused, got.code)
	assert.Equal(t, "not set in the environment: JANRAIN_APP_DOMAIN, JANRAIN_API_KEY, JANRAIN_PARTNER_KEY; -dry-run and -fake do without\n"+
		"configureprovider: nothing was sent\n", got.stderr)

	got = runFile(t, "facebook:\n  fbAppID: \"1\"\n", env)
	assert.Contains(t, got.stderr, "providers.yaml:1: facebook: fbSecret is missing\n", "the mistakes of the file are told with them")
	assert.Contains(t, got.stderr, "JANRAIN_API_KEY")
}

func TestKeysThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"JANRAIN_APP_DOMAIN": "https://canary.example/path", "JANRAIN_API_KEY": "canary\r", "JANRAIN_PARTNER_KEY": "canary ",
		"JANRAIN_PARTNER_DOMAIN": "canary.example?q",
	} {
		env := secrets()
		env["JANRAIN_APP_DOMAIN"], env["JANRAIN_API_KEY"], env["JANRAIN_PARTNER_KEY"] = "shop.rpxnow.com", "key", "partner"
		env[name] = value
		got := runFile(t, two, env)
		assert.Equal(t, refused, got.code, "%s was taken", name)
		assert.Contains(t, got.stderr, "NewClient")
		assert.NotContains(t, got.output(), "canary", "%s", name)
	}
}

// The rest of the tests calls run; this is what is around it.
func TestTheProgramEndsWithTheDocumentedCodes(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	tests := []struct {
		name   string
		args   []string
		secret string
		want   int
	}{
		{"help", []string{"-h"}, "", done},
		{"a right file", []string{"-dry-run", "providers.yaml"}, "s", done},
		{"a fake service", []string{"-fake", "providers.yaml"}, "s", done},
		{"a service that refuses", []string{"providers.yaml"}, "s", failed},
		{"a variable that is not set", []string{"-dry-run", "providers.yaml"}, "", refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], tt.args...)
			cmd.Env = append(os.Environ(), asProgram+"=1", "FACEBOOK_SECRET="+tt.secret, "TWITTER_KEY="+tt.secret, "TWITTER_SECRET="+tt.secret,
				"JANRAIN_APP_DOMAIN="+srv.URL, "JANRAIN_API_KEY=wrong", "JANRAIN_PARTNER_KEY=wrong")
			out, _ := cmd.CombinedOutput()
			assert.Equal(t, tt.want, cmd.ProcessState.ExitCode(), "it printed %s", out)
		})
	}
}

func TestHelpHasAnExampleAndEveryFlagAndVariable(t *testing.T) {
	t.Parallel()
	got := runWith(t.Context(), nil, "-h")
	assert.Equal(t, done, got.code)
	for _, want := range []string{
		"go -C examples/configureprovider run . -dry-run providers.yaml", "-dry-run ", "-fake ", "-only ", "relative to the program's directory",
		"JANRAIN_APP_DOMAIN", "JANRAIN_API_KEY", "JANRAIN_PARTNER_KEY", "JANRAIN_PARTNER_DOMAIN", "Exit codes",
	} {
		assert.Contains(t, got.stdout, want)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestADryRunThatNobodyCanReadIsNone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "providers.yaml")
	require.NoError(t, os.WriteFile(file, []byte(inFacebook), 0o600))
	var stderr strings.Builder
	code := run(t.Context(), []string{"-dry-run", file}, secrets().lookup, full{}, &stderr)
	assert.Equal(t, refused, code)
	assert.Contains(t, stderr.String(), "no space left on device")
}
