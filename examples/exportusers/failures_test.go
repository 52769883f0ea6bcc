package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

// withUnknown is a service with n users, of whom nothing is known.
func withUnknown(t *testing.T, n int) *janraintest.Server {
	t.Helper()
	srv := newServer(t, 0)
	for i := 1; i <= n; i++ {
		srv.Map("https://unknown.example/"+primaryKey(i), primaryKey(i))
	}
	return srv
}

// What stands in a failures file is the work of an export before, or somebody's own.
func TestAFailuresFileOfSomethingElseIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	srv, out := withUnknown(t, 3), newOut(t)
	failures := out + ".failures.ndjson"
	require.Equal(t, exitSomeFailed, exportFrom(t, srv, withUserData(out)...).code)
	whole, users, spool, journal := textOf(t, failures), textOf(t, out), textOf(t, out+".spool"), textOf(t, out+".journal")
	first := strings.Join(strings.SplitAfter(users, "\n")[:1], "")
	const isNew, isOther = " has something in it, and ", " is not what "
	for name, test := range map[string]struct {
		users, failures, says string
		args                  []string
	}{
		"notes":                         {"", "my notes\n", isNew, nil},
		"an export that was moved away": {"", whole, isNew, nil},
		"one that is asked for anew":    {"", whole, isNew, []string{"-fresh"}},
		"notes beside an export":        {users, "my notes\n", isOther, nil},
		"notes behind the failures":     {users, whole + "my notes\n", isOther, nil},
		"notes behind OUT's end":        {first, whole + "my notes", isOther, nil},
		"failures in another order":     {users, strings.Join(lines(whole)[1:], "\n") + "\n", isOther, nil},
	} {
		written(t, out, test.users)
		written(t, failures, test.failures)
		asked := len(srv.Requests())
		o := exportFrom(t, srv, withUserData(append(test.args, out)...)...)
		assert.Equal(t, exitMend, o.code, "%s: %s", name, o.stderr)
		assert.Contains(t, o.stderr, failures+test.says+out, name)
		assert.Equal(t, test.failures, textOf(t, failures), "%s: it is as it was", name)
		assert.Equal(t, test.users, textOf(t, out), "%s: so is OUT", name)
		assert.Equal(t, spool, textOf(t, out+".spool"), "%s: so is the spool", name)
		assert.Equal(t, journal, textOf(t, out+".journal"), "%s: so is the journal", name)
		assert.Len(t, srv.Requests(), asked, name)
	}
	require.NoError(t, os.Rename(failures, filepath.Join(filepath.Dir(out), "old.failures.ndjson")))
	o := exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Equal(t, whole, textOf(t, failures))
}

func TestAFailuresFileThatIsSomebodysOwnIsLeftAlone(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	written(t, out+".failures.ndjson", "my notes\n")
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, out+".failures.ndjson has something in it")
	assert.Equal(t, "my notes\n", textOf(t, out+".failures.ndjson"))
}

func TestAFailuresFileThatIsNoRegularFileIsRefused(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"", ".failures.ndjson"} {
		srv, out := newServer(t, 3), newOut(t)
		require.NoError(t, os.Symlink(os.DevNull, out+file))
		o := exportFrom(t, srv, withUserData(out)...)
		assert.Equal(t, exitMend, o.code, o.stderr)
		assert.Contains(t, o.stderr, out+file+" is no regular file")
		assert.Empty(t, timesAsked(srv))
	}
}

func TestAFailureOfWhoIsAskedForAgainIsTakenAway(t *testing.T) {
	t.Parallel()
	srv, out := withUnknown(t, 3), newOut(t)
	require.Equal(t, exitSomeFailed, exportFrom(t, srv, withUserData(out)...).code)
	whole := textOf(t, out+".failures.ndjson")
	written(t, out, lines(textOf(t, out))[0]+"\n")
	for i := 2; i <= 3; i++ {
		srv.AddUser(somebody("https://unknown.example/" + primaryKey(i)))
	}
	o := exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Contains(t, o.stdout, "; 1 failure; ")
	assert.Equal(t, lines(whole)[0]+"\n", textOf(t, out+".failures.ndjson"))
}

// Beside an empty OUT they would be those of another export.
func TestNoFailureIsWrittenBeforeItsUser(t *testing.T) {
	t.Parallel()
	srv, out := withUnknown(t, 30), newOut(t)
	disk := fullDisk(t, srv, out, withUserData()...)
	x := newExporter(disk.output.opts, disk.from, disk.output, new(bulk.Sample[string]), newProgress(&buffer{}, false))
	require.ErrorContains(t, x.run(t.Context(), disk.spool, 30), "write "+out)
	disk.repair()
	assert.Empty(t, textOf(t, out))
	assert.Empty(t, textOf(t, out+".failures.ndjson"))
	o := exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Len(t, lines(textOf(t, out+".failures.ndjson")), 30)
}

// The failures are never ahead of OUT, wherever the program is killed.
func TestKilledAtAnyPointEachFailureIsThereOnce(t *testing.T) {
	t.Parallel()
	const users, kills = 600, 6
	srv, out := withUnknown(t, users), newOut(t)
	for turn := range kills {
		cmd := program(t, srv, nil, withUserData(out)...)
		require.NoError(t, cmd.Start())
		at := 1 + turn*users/kills + rand.IntN(users/kills-20)
		eventually(t, "the export goes on", func() bool {
			text, _ := os.ReadFile(out + ".failures.ndjson")
			return strings.Count(string(text), "\n") >= at
		})
		require.NoError(t, cmd.Process.Kill())
		code := exitCode(cmd.Wait())
		require.Contains(t, []int{exitSomeFailed, -1}, code, "it is gone on with, turn %d", turn)
		whole := strings.Count(textOf(t, out), "\n")
		require.LessOrEqual(t, strings.Count(textOf(t, out+".failures.ndjson"), "\n"), whole, "turn %d", turn)
	}
	o := exportFrom(t, srv, withUserData(out)...)
	require.Equal(t, exitSomeFailed, o.code, o.stderr)
	failures := recordsOf(t, out+".failures.ndjson")
	require.Len(t, failures, users)
	for i, one := range failures {
		require.Equal(t, primaryKey(i+1), one.PrimaryKey, "in the order of OUT")
	}
}
