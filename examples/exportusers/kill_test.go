package main

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// Killed with SIGKILL at any point, and started again, every user ends in OUT
// once, and only those in flight are asked for twice.
func TestKilledAtAnyPointEveryUserIsThereOnce(t *testing.T) {
	t.Parallel()
	const users, workers, most = 300, 4, 6
	srv, out := newServer(t, users), newOut(t)
	srv.FailAll(janraintest.Slow(time.Millisecond))
	args := withUserData("-concurrency", "4", out)
	kills := 0
	for done := false; !done; {
		cmd := program(t, srv, nil, args...)
		require.NoError(t, cmd.Start())
		if kills < most {
			at := len(srv.Requests()) + rand.IntN(users/most-5)
			eventually(t, "the export goes on", func() bool { return len(srv.Requests()) >= at })
			require.NoError(t, cmd.Process.Kill())
		}
		code := exitCode(cmd.Wait())
		require.Contains(t, []int{exitAllExported, -1}, code)
		if done = code == exitAllExported; !done {
			kills++
		}
	}
	require.Equal(t, most, kills)
	assertEachOnce(t, out, users)
	twice := -users
	for _, times := range timesAsked(srv) {
		twice += times
	}
	assert.LessOrEqual(t, twice, kills*(3*workers+1), "only users in flight, and what waits for them, are asked for twice")
	assertDiscreet(t, srv, out, outcome{})
}

// The same while the mappings come in, after any number of bytes, and at any time
// while they are written.
func TestKilledAtAnyTimeEveryMappingIsThereOnce(t *testing.T) {
	t.Parallel()
	const users, early, late = 20_000, 4, 4
	srv, out := newServer(t, users), newOut(t)
	half := &halfAnswers{handler: srv, reached: make(chan struct{})}
	front := httptest.NewServer(half)
	t.Cleanup(front.Close)
	for turn := range early {
		half.bytes.Store(rand.Int64N(1_000_000))
		cmd := program(t, srv, nil, out)
		cmd.Env = append(cmd.Env, "JANRAIN_APP_DOMAIN="+front.URL)
		require.NoError(t, cmd.Start())
		<-half.reached
		require.NoError(t, cmd.Process.Kill())
		require.Equal(t, -1, exitCode(cmd.Wait()))
		require.NoFileExists(t, out+".spool", "kill %d: a spool is whole or not there", turn)
		require.Empty(t, textOf(t, out))
	}
	half.bytes.Store(-1)
	for range late {
		cmd := program(t, srv, nil, out)
		cmd.Env = append(cmd.Env, "JANRAIN_APP_DOMAIN="+front.URL)
		require.NoError(t, cmd.Start())
		at := rand.IntN(1_800_000)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		killAt(t, cmd, out, int64(at), ended)
	}
	cmd := program(t, srv, nil, out)
	cmd.Env = append(cmd.Env, "JANRAIN_APP_DOMAIN="+front.URL)
	require.Equal(t, exitAllExported, exitCode(cmd.Run()))
	var want strings.Builder
	for i := 1; i <= users; i++ {
		want.WriteString(`{"primaryKey":"` + primaryKey(i) + `","identifiers":["` + identifier(i) + "\"]}\n")
	}
	if got := textOf(t, out); got != want.String() { // too long to be printed
		assert.Fail(t, "OUT has not each mapping once, in the order of the service", "%d bytes instead of %d", len(got), want.Len())
	}
}

// killAt ends a run when OUT is that long, or when it has ended before.
func killAt(t *testing.T, cmd *exec.Cmd, out string, length int64, ended <-chan error) {
	t.Helper()
	for {
		select {
		case err := <-ended:
			require.Contains(t, []int{exitAllExported, -1}, exitCode(err))
			return
		default:
			if info, err := os.Stat(out); err == nil && info.Size() > length {
				_ = cmd.Process.Kill() // it may have ended
			}
			time.Sleep(100 * time.Microsecond)
		}
	}
}

// halfAnswers stop after some bytes, until the caller is gone.
type halfAnswers struct {
	handler http.Handler
	bytes   atomic.Int64 // -1 for all
	reached chan struct{}
}

func (h *halfAnswers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bytes := h.bytes.Load()
	if bytes < 0 {
		h.handler.ServeHTTP(w, r)
		return
	}
	h.handler.ServeHTTP(&halfWriter{ResponseWriter: w, left: int(bytes), then: func() {
		_ = http.NewResponseController(w).Flush()
		h.reached <- struct{}{}
		<-r.Context().Done()
	}}, r)
}

type halfWriter struct {
	http.ResponseWriter
	left int
	then func()
}

func (w *halfWriter) Write(p []byte) (int, error) {
	if len(p) < w.left {
		w.left -= len(p)
		return w.ResponseWriter.Write(p)
	}
	_, _ = w.ResponseWriter.Write(p[:w.left])
	w.then()
	return 0, http.ErrAbortHandler
}

func TestCtrlCFinishesWhatIsInFlightAndSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		srv, out := newServer(t, 300), newOut(t)
		srv.FailAll(janraintest.Slow(300 * time.Millisecond))
		var stderr buffer
		args := withUserData("-concurrency", "4", out)
		cmd := program(t, srv, &stderr, args...)
		require.NoError(t, cmd.Start())
		eventually(t, "all workers are busy", func() bool { return len(timesAsked(srv)) == 4 })
		require.NoError(t, cmd.Process.Signal(sig))
		require.Equal(t, exitStopped, exitCode(cmd.Wait()), stderr.String())
		assert.Contains(t, stderr.String(), "the calls in flight are finished first")
		assert.Contains(t, stderr.String(), "exportusers: interrupted\n")
		assert.Contains(t, stderr.String(), "To go on, start it again with the same flags and OUT.\n")
		assert.Len(t, lines(textOf(t, out)), len(timesAsked(srv)), "every user in flight is written")

		srv.Recover()
		require.Equal(t, exitAllExported, exitCode(program(t, srv, nil, args...).Run()))
		assertEachOnce(t, out, 300)
		for identifier, times := range timesAsked(srv) {
			require.Equal(t, 1, times, "%s is asked for once", identifier)
		}
	}
}

func TestCtrlCWhileTheMappingsComeIn(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 300), newOut(t)
	srv.FailAll(janraintest.Hang())
	var stderr buffer
	cmd := program(t, srv, &stderr, out)
	require.NoError(t, cmd.Start())
	eventually(t, "it asks", func() bool {
		_, err := os.Stat(out + ".spool.part")
		return err == nil
	})
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Equal(t, exitStopped, exitCode(cmd.Wait()), stderr.String())
	assert.Contains(t, stderr.String(), "exportusers: interrupted before all mappings were there, none is kept\n")
	assertNothingKept(t, out)
}

func TestASecondCtrlCEndsItAtOnce(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	args := withUserData("-timeout", "1m", out)
	require.Equal(t, exitAllExported, exportFrom(t, srv, args...).code)
	require.NoError(t, os.Remove(out))
	srv.FailAll(janraintest.Hang())
	asked := len(srv.Requests())
	var stderr buffer
	cmd := program(t, srv, &stderr, args...)
	require.NoError(t, cmd.Start())
	eventually(t, "a call is in flight", func() bool { return len(srv.Requests()) > asked })
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
