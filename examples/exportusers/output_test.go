package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// Wherever OUT and its failures end, the next run goes on from there.
func TestAnyBeginningOfOutIsGoneOnWith(t *testing.T) {
	t.Parallel()
	const users = 6
	for name, userData := range map[string]bool{"mappings alone": false, "with user data": true} {
		srv, out := newServer(t, users), newOut(t)
		srv.Map("https://unknown.example/", primaryKey(2))
		args := []string{out}
		if userData {
			args = withUserData(out)
		}
		first := exportFrom(t, srv, args...)
		whole, failures := textOf(t, out), ""
		require.Len(t, lines(whole), users)
		if userData {
			failures = textOf(t, out+".failures.ndjson")
		}
		for end := 0; end < len(whole); end += 7 {
			written(t, out, whole[:end])
			if userData { // an empty OUT is a new one
				written(t, out+".failures.ndjson", failures[:min(end, end*5%(len(failures)+1))])
			}
			asked := len(srv.Requests())
			o := exportFrom(t, srv, args...)
			require.Equal(t, first.code, o.code, "%s, cut at %d: %s", name, end, o.stderr)
			require.Equal(t, whole, textOf(t, out), "%s, cut at %d", name, end)
			left := users - strings.Count(whole[:end], "\n")
			if !userData {
				require.Len(t, srv.Requests(), asked, "%s, cut at %d: the mappings are there", name, end)
				continue
			}
			if left == users || left == users-1 {
				left++ // the second user has two identifiers
			}
			require.Len(t, srv.Requests()[asked:], left, "%s, cut at %d: those that are there are not asked for", name, end)
			require.Equal(t, failures, textOf(t, out+".failures.ndjson"), "%s, cut at %d: each failure is noted once", name, end)
		}
	}
}

// What stands behind the last whole line is of a run that was killed. It may be
// longer than what comes in its place: a user has changed since.
func TestALineThatIsTornIsTakenAway(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 5), newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, srv, out).code)
	whole := textOf(t, out)
	for _, torn := range []string{strings.Repeat("x", 2*len(whole)), "\x00\x00\x00", whole[:20]} {
		for _, left := range []int{0, 3, 5} {
			written(t, out, strings.Join(strings.SplitAfter(whole, "\n")[:left], "")+torn)
			o := exportFrom(t, srv, out)
			assert.Equal(t, exitAllExported, o.code, o.stderr)
			assert.Equal(t, whole, textOf(t, out), "%d lines, and %q", left, torn[:3])
		}
	}
}

func TestAnOutOfSomethingElseIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 5), newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, srv, withUserData(out)...).code)
	whole, journal := textOf(t, out), textOf(t, out+".journal")
	for name, test := range map[string]struct {
		out, journal, says string
		args               []string
	}{
		"a letter":         {"my letters\n", journal, "line 1 of " + out, withUserData()},
		"another journal":  {whole, `{"journal":"importtokens 1"}`, out + ".journal is there and is no journal of this program", withUserData()},
		"a journal alone":  {"", `{"journal":"importtokens 1"}`, out + ".journal is there and is no journal of this program", withUserData()},
		"other mappings":   {whole, strings.Replace(journal, `"spool":"`, `"spool":"0`, 1), "was begun with other mappings", withUserData()},
		"no user data":     {whole, journal, "was begun with other flags (-userdata -issuer https://shop.example)", nil},
		"another issuer":   {whole, journal, "was begun with other flags", []string{"-userdata", "-issuer", "https://other.example"}},
		"extended":         {whole, journal, "was begun with other flags", withUserData("-extended")},
		"raw":              {whole, journal, "was begun with other flags", withUserData("-raw")},
		"a line twice":     {lines(whole)[0] + "\n" + whole, journal, "line 2 of " + out + " is not what was exported", withUserData()},
		"a line less":      {strings.Join(lines(whole)[1:], "\n") + "\n", journal, "line 1 of " + out, withUserData()},
		"a line too many":  {whole + "{}\n", journal, "line 6 of " + out, withUserData()},
		"a line cut short": {whole[:len(whole)-9] + "\n", journal, "line 5 of " + out, withUserData()},
	} {
		written(t, out, test.out)
		written(t, out+".journal", test.journal)
		asked := len(srv.Requests())
		o := exportFrom(t, srv, append(test.args, out)...)
		assert.Equal(t, exitMend, o.code, "%s: %s", name, o.stderr)
		assert.Contains(t, o.stderr, test.says, name)
		assert.Equal(t, test.out, textOf(t, out), "%s: it is as it was", name)
		assert.Equal(t, test.journal, textOf(t, out+".journal"), "%s: so is the journal", name)
		assert.Len(t, srv.Requests(), asked, name)
	}
	written(t, out, "my letters\n")
	require.NoError(t, os.Remove(out+".journal"))
	o := exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitMend, o.code, o.stderr)
	assert.Contains(t, o.stderr, out+" is there and is no export of this program")
	assert.Equal(t, "my letters\n", textOf(t, out))
}

func TestASecondRunOfTheSameOutIsRefused(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	srv.FailAll(janraintest.Hang())
	cmd := program(t, srv, nil, out)
	require.NoError(t, cmd.Start())
	eventually(t, "the first run asks", func() bool {
		_, err := os.Stat(out + ".spool.part")
		return err == nil
	})
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, "another run writes to "+out)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	srv.Recover()
	assert.Equal(t, exitAllExported, exportFrom(t, srv, out).code, "the lock ends with SIGKILL")
}

// A disk is what an export writes to that is begun; nothing of OUT can be written
// until it is repaired.
type disk struct {
	output *output
	spool  *spool
	from   source
	repair func()
}

func fullDisk(t *testing.T, srv *janraintest.Server, out string, flags ...string) disk {
	t.Helper()
	opts, err := parseFlags(append(flags, "-rate", "0", out), nil)
	require.NoError(t, err)
	var d disk
	d.from, err = findSource(opts, func(name string) string { return envOf(srv)[name] })
	require.NoError(t, err)
	d.output, err = openOutput(opts)
	require.NoError(t, err)
	have, err := mappingsFor(t.Context(), opts, d.from, d.output, newProgress(&buffer{}, false))
	require.NoError(t, err)
	d.spool, err = openSpool(opts.spool())
	require.NoError(t, err)
	require.NoError(t, d.output.resume(d.spool, headerOf(opts, have)))
	whole := d.output.file
	readOnly, err := os.Open(out)
	require.NoError(t, err)
	d.output.file = readOnly
	d.output.lines.Reset(readOnly)
	d.repair = func() {
		d.output.file = whole
		require.NoError(t, d.output.close())
		require.NoError(t, readOnly.Close())
		d.spool.close()
	}
	return d
}

func TestADiskThatIsFullEndsTheExport(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 40), newOut(t)
	disk := fullDisk(t, srv, out)
	err := newExporter(disk.output.opts, disk.from, disk.output, nil, newProgress(&buffer{}, false)).run(t.Context(), disk.spool, 40)
	require.ErrorContains(t, err, "write "+out)
	assert.NotContains(t, err.Error(), "\n", "the fault is said once")
	disk.repair()
	require.Equal(t, exitAllExported, exportFrom(t, srv, out).code)
	assertEachOnce(t, out, 40)
}
