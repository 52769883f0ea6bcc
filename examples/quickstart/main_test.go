package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The test binary also serves as the program, for tests that need a separate process.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_IS_THE_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestProgramAcceptsOnlyHelp(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":          {nil, 0, "Sign in with facebook\n"},
		"help":             {[]string{"-h"}, 0, "\tgo run ./examples/quickstart\n"},
		"an unknown flag":  {[]string{"-fake"}, 2, "flag provided but not defined: -fake\n"},
		"a word behind it": {[]string{"facebook"}, 2, "\tgo run ./examples/quickstart\n"},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], test.args...)
		cmd.Env = append(os.Environ(), "TEST_IS_THE_PROGRAM=yes")
		out, err := cmd.CombinedOutput()
		require.NotNil(t, cmd.ProcessState, "%s: %v", name, err)
		assert.Equal(t, test.code, cmd.ProcessState.ExitCode(), "%s: %s", name, out)
		assert.Contains(t, string(out), test.says, name)
		if name != "nothing" {
			assert.NotContains(t, string(out), "Sign in with", "%s: no call may be made", name)
		}
	}
}

func TestQuickstartShowsEveryStepAndNoToken(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	for _, want := range []string{
		"with app id 123456789012345",
		"http://www.facebook.com/profile.php?id=1001",
		"http://twitter.com/account/profile?user_id=1001",
		"verified by the provider", // Facebook's email address
		"not given",                // Twitter's email address
		"OAuth 2 token", "OAuth 1 token",
		"code 2, HTTP 400", "responds with status 400: the fault is the user's",
		"stored       for http://www.facebook.com/profile.php?id=42",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), "fake-", "no token may be shown; the fake's tokens begin with fake-")
}
