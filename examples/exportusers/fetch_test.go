package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// What says at its end that it failed, after mappings that look whole.
const failsAtItsEnd = `{"mappings":{"user-00001":["http://www.facebook.com/profile.php?id=1"]},"stat":"fail","err":{"code":%,"msg":"x"}}`

func assertNothingKept(t *testing.T, out string) {
	t.Helper()
	assert.NoFileExists(t, out+".spool", "a spool is whole or not there")
	assert.NoFileExists(t, out+".spool.part")
	assert.Empty(t, textOf(t, out), "nothing of it is exported")
}

func TestAnAnswerThatIsNotWholeIsNotKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault janraintest.Failure
		code  int
		says  string
	}{
		"a refused key":     {janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), exitMend, "all_mappings: "},
		"the plan":          {janraintest.ErrorCode(janrain.CodeUpgradeRequired), exitMend, "all_mappings: "},
		"a redirect":        {janraintest.Redirect(307, "https://elsewhere.example/"), exitMend, "redirect"},
		"a failure behind":  {janraintest.Raw(400, "application/json", strings.Replace(failsAtItsEnd, "%", "3", 1)), exitMend, "all_mappings: "},
		"a failure at last": {janraintest.Raw(200, "application/json", strings.Replace(failsAtItsEnd, "%", "7", 1)), exitMend, "all_mappings: "},
		"a long wait":       {janraintest.NotJSON(503).RetryAfter(time.Hour), exitStopped, "all_mappings: "},
	} {
		srv, out := newServer(t, 50), newOut(t)
		srv.FailAll(test.fault)
		o := exportFrom(t, srv, out)
		assert.Equal(t, test.code, o.code, "%s: %s", name, o.stderr)
		assert.Contains(t, o.stderr, "exportusers: the mappings are not whole, none is kept: ", name)
		assert.Contains(t, o.stderr, test.says, name)
		assert.Equal(t, 1, timesFetched(srv), "%s: one call tells", name)
		assertNothingKept(t, out)
		assertDiscreet(t, srv, out, o)

		srv.Recover()
		o = exportFrom(t, srv, out)
		assert.Equal(t, exitAllExported, o.code, "%s: %s", name, o.stderr)
		assertEachOnce(t, out, 50)
	}
}

// The wait before the second try is a second.
func TestAnAnswerThatBreaksOffIsAskedForAnew(t *testing.T) {
	t.Parallel()
	for _, fault := range []janraintest.Failure{
		janraintest.CutOff(1500),
		janraintest.NotJSON(503),
		janraintest.Raw(200, "application/json", strings.Replace(failsAtItsEnd, "%", "-1", 1)),
	} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			srv, out := newServer(t, 50), newOut(t)
			srv.FailNext(fault)
			o := exportFrom(t, srv, out)
			assert.Equal(t, exitAllExported, o.code, o.stderr)
			assert.Contains(t, o.stderr, "waiting 1s: the mappings are not whole, none is kept: ")
			assert.Equal(t, 2, timesFetched(srv))
			assertEachOnce(t, out, 50)
		})
	}
}

// The service has to collect the users before it answers.
func TestTheMappingsAreWaitedForLongerThanAUser(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 50), newOut(t)
	srv.FailNext(janraintest.Slow(300 * time.Millisecond))
	o := exportFrom(t, srv, "-timeout", "100ms", out)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assert.Equal(t, 1, timesFetched(srv))
}

func TestAServiceThatAlwaysBreaksOffEndsTheExport(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 50), newOut(t)
	srv.FailAll(janraintest.CutOff(1500))
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitStopped, o.code, o.stderr)
	assert.Equal(t, maxFetches, timesFetched(srv))
	assert.Contains(t, o.stderr, "To go on, start it again with the same flags and OUT.\n")
	assertNothingKept(t, out)
}

func TestASpoolThatIsNotWholeIsFetchedAgain(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 50), newOut(t)
	written(t, out+".spool.part", `{"primaryKey":"user-00001","identifiers":["http://www.face`)
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assertEachOnce(t, out, 50)
	assert.NoFileExists(t, out+".spool.part")
}

func TestASpoolThatChangedIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 50), newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, srv, out).code)
	whole, before := textOf(t, out+".spool"), textOf(t, out)
	for name, test := range map[string]struct{ text, says string }{
		"another user":       {strings.Replace(whole, "user-00030", "user-00031", 1), "has changed since it was written"},
		"a line less":        {strings.Join(lines(whole)[1:], "\n") + "\n", "has changed since it was written"},
		"another number":     {strings.Replace(whole, `"mappings":50`, `"mappings":49`, 1), "has changed since it was written"},
		"cut off":            {whole[:len(whole)/2], "is no spool of this program, or is cut off"},
		"cut off at its end": {whole[:len(whole)-1], "is no spool of this program, or is cut off"},
		"of another program": {"a text\n", "is no spool of this program"},
		"empty":              {"", "is no spool of this program"},
		"other mappings":     {textOf(t, otherSpool(t, 60)), "this is an export of http"},
	} {
		written(t, out+".spool", test.text)
		o := exportFrom(t, srv, out)
		assert.Equal(t, exitMend, o.code, name)
		assert.Contains(t, o.stderr, test.says, name)
		assert.Equal(t, test.text, textOf(t, out+".spool"), name)
		assert.Equal(t, before, textOf(t, out), name)
	}
	require.NoError(t, os.Remove(out+".spool"))
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, out+" is not empty, and "+out+".spool, which tells how to go on with it, is not there")
	assert.Equal(t, 1, timesFetched(srv))
}

// otherSpool is that of another application with n users.
func otherSpool(t *testing.T, n int) string {
	t.Helper()
	out := newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, newServer(t, n), out).code)
	return out + ".spool"
}

func TestFreshAsksAnewAndSparesWhatIsExported(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 50), newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, srv, out).code)
	srv.Map(identifier(51), primaryKey(51))
	o := exportFrom(t, srv, "-fresh", out)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, "has users in it already: move it away")
	assertEachOnce(t, out, 50)

	require.NoError(t, os.Rename(out, filepath.Join(filepath.Dir(out), "old.ndjson")))
	o = exportFrom(t, srv, "-fresh", out)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assertEachOnce(t, out, 51)

	require.NoError(t, os.Remove(out))
	srv.Map(identifier(52), primaryKey(52))
	o = exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitAllExported, o.code, "what is exported of the same mappings is new with OUT: %s", o.stderr)
	assertEachOnce(t, out, 51)
	assert.Equal(t, 2, timesFetched(srv))
}
