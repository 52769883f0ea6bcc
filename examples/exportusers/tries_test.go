package main

import (
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

func TestWhatWouldFailForEveryUserStopsTheExportAtOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Failure{
		"a refused key":               janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"),
		"a refused key, under code 1": janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: apiKey"),
		"the plan":                    janraintest.ErrorCode(janrain.CodeUpgradeRequired),
		"a redirect":                  janraintest.Redirect(307, "https://elsewhere.example/"),
		"a page under 404":            janraintest.NotJSON(404),
		"the Registration API":        janraintest.Raw(200, "application/json", `{"stat":"error","code":200,"error":"invalid_argument"}`),
	} {
		srv, out := newServer(t, 20), newOut(t)
		x, err := impatient(t, srv, srv.Client(), out, 1, func() { srv.FailAll(fault) })
		require.ErrorContains(t, err, "this and every other would fail: janrain: ", name)
		assert.Len(t, timesAsked(srv), 1, "%s: one call tells", name)
		assert.Zero(t, x.progress.failed.Load(), "%s: the user is not to blame", name)
		assert.Empty(t, textOf(t, out), name)

		_, err = impatient(t, srv, srv.Client(), out, 4, srv.Recover)
		require.NoError(t, err, name)
		assertEachOnce(t, out, 20)
	}
}

func TestWhatIsAboutOneUserDoesNotStopTheExport(t *testing.T) {
	t.Parallel()
	for _, code := range []janrain.Code{
		janrain.CodeInvalidParameter, janrain.CodeDataNotFound, janrain.CodeFacebook, janrain.CodeProviderUnavailable,
		janrain.CodeMissingCredentials, janrain.CodeCredentialsRevoked, janrain.CodeNotConfigured, janrain.CodeNotSupported, 4711,
	} {
		srv, out := newServer(t, 2), newOut(t)
		x, err := impatient(t, srv, srv.Client(), out, 1, func() { srv.FailNext(janraintest.ErrorCode(code)) })
		require.NoError(t, err, "code %d", code)
		assert.Equal(t, [2]int64{1, 2}, [2]int64{x.progress.failed.Load(), x.progress.done.Load()}, "code %d", code)
		assert.Equal(t, map[string]int{identifier(1): 1, identifier(2): 1}, timesAsked(srv), "code %d: nobody is asked for again", code)
		assert.Equal(t, int(code), *recordsOf(t, out)[0].Users[0].Error.Code)
	}
}

func TestABusyServiceIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Failure{
		"code -1":         janraintest.ErrorCode(janrain.CodeServiceUnavailable),
		"a page":          janraintest.NotJSON(503),
		"429":             janraintest.Raw(429, "application/json", `{"stat":"fail","err":{"code":2,"msg":"slow down"}}`),
		"no code":         janraintest.Raw(400, "application/json", `{"stat":"fail"}`),
		"a broken answer": janraintest.CutOff(3),
	} {
		srv, out := newServer(t, 3), newOut(t)
		x, err := impatient(t, srv, srv.Client(), out, 1, func() { srv.FailNext(fault, fault) })
		require.NoError(t, err, name)
		assert.Zero(t, x.progress.failed.Load(), name)
		assertEachOnce(t, out, 3)
		assert.GreaterOrEqual(t, timesAsked(srv)[identifier(1)], 3, "%s: the first user is asked for until it works", name)
	}
}

func TestRetryAfterHoldsUpAllUsers(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 20), newOut(t)
	_, err := impatient(t, srv, srv.Client(), out, 4, func() { srv.FailNext(janraintest.NotJSON(429).RetryAfter(time.Second)) })
	require.NoError(t, err)
	assertEachOnce(t, out, 20)
	var asked time.Time
	for _, r := range srv.Requests() {
		if r.Status == 429 {
			asked = r.Time
		}
	}
	early, late := 0, 0
	for _, r := range srv.Requests() {
		switch since := r.Time.Sub(asked); {
		case since >= 950*time.Millisecond:
			late++
		case since > 200*time.Millisecond:
			early++
		}
	}
	assert.Zero(t, early, "no request is made before the service wants one")
	assert.Positive(t, late)
}

func TestAServiceThatIsDownEndsTheExportAndNoUserIsLost(t *testing.T) {
	t.Parallel()
	for says, fault := range map[string]janraintest.Failure{
		"user data: the service is down or out of reach, after 5 tries: ": janraintest.NotJSON(503),
		"the service asks to wait 1h0m0s":                                 janraintest.NotJSON(503).RetryAfter(time.Hour),
	} {
		srv, out := newServer(t, 30), newOut(t)
		x, err := impatient(t, srv, srv.Client(), out, 4, func() { srv.FailAll(fault) })
		require.ErrorContains(t, err, says)
		assert.Zero(t, x.progress.failed.Load(), "the users are not to blame")
		_, err = impatient(t, srv, srv.Client(), out, 4, srv.Recover)
		require.NoError(t, err)
		assertEachOnce(t, out, 30)
	}
}

// One user who always meets a fault of the service must not keep the others from
// being exported, be he the last one that is left of an export.
func TestAUserThatTheServiceCannotAnswerIsNoted(t *testing.T) {
	t.Parallel()
	const users = 40
	for _, poor := range []int{2, users} {
		srv, out := newServer(t, users), newOut(t)
		var times atomic.Int64
		client := front(t, srv, identifier(poor), func(w http.ResponseWriter, _ *http.Request) {
			times.Add(1)
			w.WriteHeader(http.StatusBadGateway)
		})
		x, err := impatient(t, srv, client, out, 1, func() {})
		require.NoError(t, err)
		assert.Equal(t, [2]int64{1, users}, [2]int64{x.progress.failed.Load(), x.progress.done.Load()})
		assert.GreaterOrEqual(t, times.Load(), int64(5), "he may be in the sample too")
		assertEachOnce(t, out, users)
		assert.NotNil(t, recordsOf(t, out)[poor-1].Users[0].Error)

		whole := lines(textOf(t, out))
		written(t, out, strings.Join(whole[:poor-1], "\n")+"\n")
		require.NoError(t, os.Remove(out+".failures.ndjson"))
		x, err = impatient(t, srv, client, out, 1, func() {})
		require.NoError(t, err)
		assert.Equal(t, int64(1), x.progress.failed.Load(), "a run that begins with him gets by as well")
		assert.Equal(t, whole, lines(textOf(t, out)))
	}
}

// With one worker nobody has been had before the first user.
func TestAUserInTroubleHoldsUpNobody(t *testing.T) {
	t.Parallel()
	const users = 40
	for name, trouble := range map[string]func(http.ResponseWriter, *http.Request){
		"a page under 500":     answered(500, "oops"),
		"a page under 502":     answered(502, "oops"),
		"no identifier":        answered(200, `{"stat":"ok"}`),
		"a page under 200":     answered(200, "<html>"),
		"a member twice":       answered(200, `{"stat":"ok","stat":"ok"}`),
		"no answer":            func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"code -1":              answered(400, `{"stat":"fail","err":{"code":-1,"msg":"Service Temporarily Unavailable"}}`),
		"an answer of 5 bytes": answered(200, `{"sta`),
	} {
		for _, workers := range []int{1, 4} {
			srv, out := newServer(t, users), newOut(t)
			x, err := impatient(t, srv, front(t, srv, identifier(1), trouble), out, workers, func() {})
			require.NoError(t, err, "%s, %d workers", name, workers)
			assert.Equal(t, [2]int64{1, users}, [2]int64{x.progress.failed.Load(), x.progress.done.Load()}, name)
			assert.NotContains(t, x.said.String(), "waiting", "%s, %d workers: the others do not wait for this user", name, workers)
			assertEachOnce(t, out, users)
			assert.NotNil(t, recordsOf(t, out)[0].Users[0].Error, name)
		}
	}
}

func TestAUserWhoseAnswerIsTooLargeIsNotedAtOnce(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	var times atomic.Int64
	client := front(t, srv, identifier(2), func(w http.ResponseWriter, r *http.Request) {
		times.Add(1)
		answered(200, `{"stat":"ok","profile":{"identifier":"`+identifier(2)+`","x":"`+strings.Repeat("a", 7<<20)+`"}}`)(w, r)
	})
	x, err := impatient(t, srv, client, out, 1, func() {})
	require.NoError(t, err)
	assert.Equal(t, [2]int64{1, 3}, [2]int64{x.progress.failed.Load(), x.progress.done.Load()})
	assert.Equal(t, int64(1), times.Load(), "it would be too large again")
	assertEachOnce(t, out, 3)
	assert.Contains(t, recordsOf(t, out)[1].Users[0].Error.Reason, "too large")
	assert.Contains(t, textOf(t, out+".failures.ndjson"), identifier(2))
}

// Where the service refuses all others, it answers; what is never sent does not show that.
func TestWhatShowsThatItIsThisUserAlone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, other string
		noted       bool
	}{
		{"one of whom nothing is known", "https://unknown.example/1", true},
		{"white space at an end", "no key ", false},
		{"nobody else", identifier(1), false},
	} {
		srv, out := newServer(t, 1), newOut(t)
		srv.Map(test.other, primaryKey(2))
		x, err := impatient(t, srv, front(t, srv, identifier(1), answered(500, "oops")), out, 1, func() {})
		if test.noted {
			require.NoError(t, err, test.name)
			assert.Equal(t, int64(2), x.progress.failed.Load())
			continue
		}
		require.ErrorContains(t, err, "the service is down", test.name)
		assert.Empty(t, textOf(t, out))
	}
}

func TestTheSampleIsOfAllMappings(t *testing.T) {
	t.Parallel()
	opts := options{out: newOut(t), userData: true}
	_, err := writeSpool(opts.spool(), "here", func(yield func(janrain.Mapping, error) bool) {
		_ = yield(janrain.Mapping{PrimaryKey: "nobody"}, nil) &&
			yield(janrain.Mapping{PrimaryKey: primaryKey(1), Identifiers: []string{identifier(1), identifier(2)}}, nil) &&
			yield(janrain.Mapping{PrimaryKey: primaryKey(2), Identifiers: []string{identifier(3)}}, nil)
	}, func() {})
	require.NoError(t, err)
	want := new(bulk.Sample[string])
	for i := 1; i <= 3; i++ {
		want.Add(identifier(i))
	}
	got, err := sampleFor(opts)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}
