package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

func TestTheExitCodeTellsAScriptWhatToDo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err                error
		sent, left, failed int64
		want               int
		says               string
	}{
		{nil, 0, 0, 0, exitAllSent, ""},
		{nil, 5, 0, 1200, exitSomeFailed, "1,200 rows failed; see f.csv"},
		{nil, 0, 0, 1, exitSomeFailed, "1 row failed; see f.csv; none was taken, so all of them are tried when it is started again"},
		{nil, 5, 1, 2, exitSomeFailed, "2 rows failed; 1 row could not be sent for now, start it again to try once more; see f.csv"},
		{errors.New("no room"), 5, 1, 2, exitMend, "no room; once that is mended, start it again"},
		{errors.Join(&bulk.LaterError{Err: errors.New("down")}), 5, 1, 2, exitStopped, "down"},
	} {
		im := &importer{journal: &journal{sentBefore: test.sent}, progress: newProgress(io.Discard, false)}
		im.left.Store(test.left)
		im.progress.failed.Store(test.failed)
		code, err := im.ended(test.err, "f.csv")
		assert.Equal(t, test.want, code, test.says)
		if test.says == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, test.says)
		}
	}
}

// A script that starts it again while the code is 3 must come to an end.
func TestWhatHasToBeMendedIsNotWorthToBeStartedAgain(t *testing.T) {
	t.Parallel()
	file := users(t, 30)
	wrong := newServer(t)
	wrong.FailAll(janraintest.Redirect(307, "https://elsewhere.example/"))
	o := importInto(t, wrong, "-rate", "0", file)
	assert.Equal(t, exitMend, o.code, o.stderr)
	assert.Contains(t, o.stderr, "; once that is mended, start it again\n")
	assert.NotContains(t, o.stderr, "To go on")

	srv := newServer(t)
	half := frontOf(t, srv, refuseTheKeyAfter(10))
	im, err := impatientWith(t, half, file, 1)
	require.ErrorContains(t, err, "row 11 (line 12): this and every other would fail")
	code, _ := im.ended(err, "f.csv")
	assert.Equal(t, exitMend, code, "after something was sent too")
	im, err = impatientWith(t, half, file, 1)
	require.NoError(t, err)
	assert.Equal(t, int64(20), im.progress.sent.Load(), "once that is mended, it goes on")
	assertAllSent(t, srv, 30)
}

func TestRowsThatWereAllRefusedAreTriedAgain(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	file := users(t, 5)
	srv.FailAll(janraintest.ErrorCode(janrain.CodeFacebook))
	for range 2 {
		o := importInto(t, srv, "-rate", "0", file)
		assert.Equal(t, exitSomeFailed, o.code, o.stderr)
		assert.Contains(t, o.stderr, "none was taken, so all of them are tried when it is started again")
		assert.Contains(t, o.stdout, "5 rows: 0 sent, 0 sent before, 5 failed, 0 open; ")
	}
	srv.Recover()
	assert.Equal(t, exitAllSent, importInto(t, srv, "-rate", "0", file).code)
	assertAllSent(t, srv, 5)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestASummaryThatIsLostIsNoSuccess(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	env := map[string]string{"JANRAIN_APP_DOMAIN": srv.URL, "JANRAIN_API_KEY": srv.APIKey}
	file := users(t, 1)
	for _, args := range [][]string{{"-check", file}, {"-rate", "0", file}} {
		var stderr buffer
		code := run(context.Background(), args, func(name string) string { return env[name] }, full{}, &stderr)
		assert.Equal(t, exitMend, code, args)
		assert.Contains(t, stderr.String(), "no space left on device", args)
	}
	o := importInto(t, srv, file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.Contains(t, o.stdout, "1 row: 0 sent, 1 sent before, 0 failed, 0 open; ")
}
