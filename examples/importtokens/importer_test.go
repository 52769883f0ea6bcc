package main

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

// impatient imports with short waits, one row at a time unless workers says
// otherwise.
func impatient(t *testing.T, srv *janraintest.Server, file string, workers int) (*importer, error) {
	t.Helper()
	return impatientWith(t, srv.Client(), file, workers)
}

func impatientWith(t *testing.T, client *janrain.Client, file string, workers int) (*importer, error) {
	t.Helper()
	return impatientAfter(t, func() {}, client, file, workers)
}

// impatientAfter lets something happen between the check and the sending.
func impatientAfter(t *testing.T, change func(), client *janrain.Client, file string, workers int) (*importer, error) {
	t.Helper()
	opts, err := parseFlags([]string{file}, io.Discard)
	require.NoError(t, err)
	out := newProgress(io.Discard, false)
	found, err := checkFile(t.Context(), opts, out)
	require.NoError(t, err)
	change()
	j, err := openJournal(opts, header{
		Journal: journalVersion, To: client.LogValue().Group()[0].Value.String(), Rows: found.rows, Size: found.size, SHA256: found.marks.digest(),
	})
	require.NoError(t, err)
	opts.rate, opts.concurrency = 0, workers
	im := newImporter(opts, client, j, found, out)
	im.calls.FirstWait = time.Millisecond
	err = im.run(t.Context(), opts, found)
	require.NoError(t, j.close())
	return im, err
}

func TestWhatEveryRowWouldMeetStopsTheImport(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Failure{
		"a refused key":               janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"),
		"a refused key, under code 1": janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: apiKey"),
		"the plan":                    janraintest.ErrorCode(janrain.CodeUpgradeRequired),
		"the dashboard's settings":    janraintest.ErrorCode(janrain.CodeNotConfigured),
		"a redirect":                  janraintest.Redirect(307, "https://elsewhere.example/"),
		"a page under 404":            janraintest.NotJSON(404),
		"the Registration API":        janraintest.Raw(200, "application/json", `{"stat":"error","code":200,"error":"invalid_argument"}`),
	} {
		srv := newServer(t)
		srv.FailAll(fault)
		file := users(t, 20)
		im, err := impatient(t, srv, file, 1)
		require.ErrorContains(t, err, "row 1 (line 2): this and every other would fail: ", name)
		require.ErrorContains(t, err, "add_or_update_access_token: ", name)
		assert.NotContains(t, err.Error(), canary, name)
		assert.Len(t, srv.Requests(), 1, "%s: one call tells", name)
		assert.Zero(t, im.progress.failed.Load(), "%s: the row is not to blame", name)

		srv.Recover()
		_, err = impatient(t, srv, file, 4)
		require.NoError(t, err, name)
		assertAllSent(t, srv, 20)
	}
}

func TestWhatIsAboutOneRowDoesNotStopTheImport(t *testing.T) {
	t.Parallel()
	for _, code := range []janrain.Code{
		janrain.CodeMissingParameter, janrain.CodeInvalidParameter, janrain.CodeDataNotFound, janrain.CodeFacebook,
		janrain.CodeMappingExists, janrain.CodeMissingCredentials, janrain.CodeCredentialsRevoked, janrain.CodeNotSupported, 4711,
	} {
		srv := newServer(t)
		srv.FailNext(janraintest.ErrorCode(code))
		im, err := impatient(t, srv, users(t, 2), 1)
		require.NoError(t, err, "code %d", code)
		assert.Equal(t, [2]int64{1, 1}, [2]int64{im.progress.failed.Load(), im.progress.sent.Load()}, "code %d", code)
		assert.Len(t, srv.Requests(), 2, "code %d: no row is tried again", code)
	}
}

func TestABusyServiceIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Failure{
		"code -1":         janraintest.ErrorCode(janrain.CodeServiceUnavailable),
		"code 6":          janraintest.ErrorCode(janrain.CodeProviderUnavailable),
		"a page":          janraintest.NotJSON(503),
		"429":             janraintest.Raw(429, "application/json", `{"stat":"fail","err":{"code":2,"msg":"slow down"}}`),
		"a proxy's page":  janraintest.NotJSON(200),
		"no code":         janraintest.Raw(400, "application/json", `{"stat":"fail"}`),
		"a broken answer": janraintest.CutOff(3),
	} {
		srv := newServer(t)
		srv.FailNext(fault, fault)
		_, err := impatient(t, srv, users(t, 3), 1)
		require.NoError(t, err, name)
		assertAllSent(t, srv, 3)
		assert.GreaterOrEqual(t, timesSent(srv)[identifier(1)], 3, "%s: the first row is tried until it works", name)
	}
}

func TestRetryAfterHoldsUpAllRows(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailNext(janraintest.NotJSON(429).RetryAfter(time.Second))
	_, err := impatient(t, srv, users(t, 20), 4)
	require.NoError(t, err)
	assertAllSent(t, srv, 20)
	requests := srv.Requests()
	var asked time.Time
	for _, r := range requests {
		if r.Status == 429 {
			asked = r.Time
		}
	}
	early := 0
	for _, r := range requests {
		if since := r.Time.Sub(asked); since > 200*time.Millisecond && since < 950*time.Millisecond {
			early++
		}
	}
	assert.Zero(t, early, "no request is made before the service wants one")
	last := requests[len(requests)-1].Time.Sub(asked)
	assert.GreaterOrEqual(t, last, 950*time.Millisecond)
}

func TestALongRetryAfterEndsTheImport(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailAll(janraintest.NotJSON(503).RetryAfter(time.Hour))
	_, err := impatient(t, srv, users(t, 5), 1)
	require.ErrorContains(t, err, "the service asks to wait 1h0m0s")
	assert.Len(t, srv.Requests(), 1)
}

func TestAServiceThatIsDownEndsTheImportAndNoRowIsLost(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailAll(janraintest.NotJSON(503))
	file := users(t, 30)
	im, err := impatient(t, srv, file, 4)
	require.ErrorContains(t, err, "the service is down or out of reach")
	assert.Zero(t, im.progress.failed.Load(), "the rows are not to blame")
	assert.LessOrEqual(t, len(srv.Requests()), 4*(5+4*3), "it is asked five times for each row in flight, and for three others between")
	_, again := errors.AsType[*bulk.LaterError](err)
	assert.True(t, again, "it may be up when the import is started again")
	srv.Recover()
	_, err = impatient(t, srv, file, 4)
	require.NoError(t, err)
	assertAllSent(t, srv, 30)
}

func TestTheRateIsKept(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	began := time.Now()
	o := importInto(t, srv, "-rate", "40", users(t, 21))
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.GreaterOrEqual(t, time.Since(began), 490*time.Millisecond, "20 requests after the first take half a second")
}

func TestNoMoreRowsAreInFlightThanAllowed(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var mu sync.Mutex
	now, most := 0, 0
	front := frontOf(t, srv, func(http.ResponseWriter, url.Values) bool {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		mu.Lock()
		now--
		mu.Unlock()
		return false
	})
	_, err := impatientWith(t, front, users(t, 60), 3)
	require.NoError(t, err)
	assert.Equal(t, 3, most, "rows in flight")
}
