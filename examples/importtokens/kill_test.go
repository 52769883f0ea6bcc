package main

import (
	"errors"
	"math/rand/v2"
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

func exitCode(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode() // -1 where a signal ended it
	}
	return 0
}

// Killed with SIGKILL at any point, and started again, every row ends sent, and
// only those in flight are sent twice.
func TestKilledAtAnyPointNoRowIsLost(t *testing.T) {
	t.Parallel()
	const rows, workers = 400, 4
	srv := newServer(t)
	srv.FailAll(janraintest.Slow(time.Millisecond))
	file := users(t, rows)
	kills := 0
	for done := false; !done; {
		cmd := program(t, srv, nil, "-rate", "0", "-concurrency", "4", file)
		require.NoError(t, cmd.Start())
		if turn := kills; turn < 6 {
			at := len(srv.Requests()) + rand.IntN(rows/8)
			eventually(t, "the import goes on", func() bool { return len(srv.Requests()) >= at })
			require.NoError(t, cmd.Process.Kill())
		}
		code := exitCode(cmd.Wait())
		require.Contains(t, []int{exitAllSent, -1}, code)
		if done = code == exitAllSent; !done {
			kills++
		}
	}
	require.Positive(t, kills)
	assertAllSent(t, srv, rows)
	twice := len(srv.Requests()) - rows
	assert.LessOrEqual(t, twice, kills*workers, "only rows in flight are sent twice")
	assertNoToken(t, file, outcome{})
}

// Wherever the journal ends, the next run goes on from there.
func TestAnyBeginningOfTheJournalIsGoneOnWith(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const rows = 12
	file := users(t, rows)
	require.Equal(t, exitAllSent, importInto(t, srv, "-rate", "0", "-concurrency", "3", file).code)
	whole := textOf(t, file+".journal")
	for end := range len(whole) {
		require.NoError(t, os.WriteFile(file+".journal", []byte(whole[:end]), 0o600))
		noted := max(strings.Count(whole[:end], "\n")-1, 0)
		before := len(srv.Requests())
		o := importInto(t, srv, "-rate", "0", file)
		assert.Equal(t, exitAllSent, o.code, "cut at %d: %s", end, o.stderr)
		assert.Len(t, srv.Requests()[before:], rows-noted, "cut at %d: the others are sent", end)
		assert.ElementsMatch(t, lines(whole), lines(textOf(t, file+".journal")), "cut at %d: each is noted once", end)
	}
}

func TestCtrlCFinishesWhatIsInFlightAndSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		srv := newServer(t)
		srv.FailAll(janraintest.Slow(100 * time.Millisecond))
		file := users(t, 300)
		var stderr buffer
		cmd := program(t, srv, &stderr, "-rate", "0", "-concurrency", "4", file)
		require.NoError(t, cmd.Start())
		eventually(t, "the import begins", func() bool { return len(srv.Requests()) > 0 })
		require.NoError(t, cmd.Process.Signal(sig))
		require.Equal(t, exitStopped, exitCode(cmd.Wait()), stderr.String())
		assert.Contains(t, stderr.String(), "the rows in flight are finished first")
		assert.Contains(t, stderr.String(), "importtokens: interrupted\n")
		assert.Contains(t, stderr.String(), "To go on, start it again with the same flags and FILE.\n")
		done := len(srv.Requests())
		assert.Len(t, lines(textOf(t, file+".journal")), 1+done, "every row in flight is noted")

		srv.Recover()
		cmd = program(t, srv, nil, "-rate", "0", file)
		require.Equal(t, exitAllSent, exitCode(cmd.Run()))
		assertAllSent(t, srv, 300)
		assert.Len(t, srv.Requests(), 300, "no row is sent twice")
	}
}

func TestASecondCtrlCEndsItAtOnce(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailAll(janraintest.Hang())
	file := users(t, 3)
	var stderr buffer
	cmd := program(t, srv, &stderr, "-timeout", "1m", file)
	require.NoError(t, cmd.Start())
	eventually(t, "a row is in flight", func() bool { return len(srv.Requests()) > 0 })
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	eventually(t, "it is stopping", func() bool { return strings.Contains(stderr.String(), "Stopping") })
	began := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			require.Error(t, err)
			assert.Less(t, time.Since(began), 20*time.Second, "it does not wait for the service")
			return
		default:
			_ = cmd.Process.Signal(os.Interrupt) // again until the first is dealt with
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func TestASecondRunOfTheSameFileIsRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailAll(janraintest.Hang())
	file := users(t, 3)
	cmd := program(t, srv, nil, "-timeout", "1m", file)
	require.NoError(t, cmd.Start())
	eventually(t, "the first run sends", func() bool { return len(srv.Requests()) > 0 })
	o := importInto(t, srv, file)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, "another run has the journal")
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	srv.Recover()
	assert.Equal(t, exitAllSent, importInto(t, srv, "-rate", "0", file).code, "the lock ends with SIGKILL")
}
