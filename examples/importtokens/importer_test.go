package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
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
	j, err := openJournal(opts.journal, opts.failures, header{
		Journal: journalVersion, To: client.LogValue().String(), Rows: found.rows, Size: found.size, SHA256: found.sha256,
	})
	require.NoError(t, err)
	im := &importer{
		client: client, journal: j, progress: out, workers: workers,
		pace: bulk.NewPace(0), tries: 3, firstWait: time.Millisecond,
	}
	err = im.run(t.Context(), opts, found)
	require.NoError(t, j.close())
	return im, err
}

func TestWhatEveryRowWouldMeetStopsTheImport(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Fault{
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
		require.ErrorContains(t, err, "row 1 (line 2) and every other would fail: ", name)
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
	for name, fault := range map[string]janraintest.Fault{
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
		assert.Equal(t, 3, timesSent(srv)[identifier(1)], "%s: the first row is tried until it works", name)
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
	assert.LessOrEqual(t, len(srv.Requests()), 4*3, "it is asked no more than three times for each row in flight")
	srv.Recover()
	_, err = impatient(t, srv, file, 4)
	require.NoError(t, err)
	assertAllSent(t, srv, 30)
}

// One row that always meets a fault of the service must not keep the others
// from being sent, nor be lost.
func TestARowThatTheServiceCannotAnswerIsLeftForTheNextRun(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var mended atomic.Bool
	var others, failed atomic.Int64
	pass := make(chan struct{}, 2)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		if form.Get("identifier") == identifier(2) && !mended.Load() {
			// With each try two others are answered. Of two answers the importer has
			// counted one: its other worker sends one at a time.
			seen, last := others.Load(), failed.Add(1) == 3
			pass <- struct{}{}
			pass <- struct{}{}
			for others.Load() < seen+2 {
				runtime.Gosched()
			}
			if last {
				close(pass)
			}
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		<-pass
		defer others.Add(1)
		srv.ServeHTTP(w, r)
	}))
	defer front.Close()
	client, err := janrain.NewClient(front.URL, srv.APIKey)
	require.NoError(t, err)
	file := users(t, 40)

	im, err := impatientWith(t, client, file, 2)
	require.NoError(t, err)
	assert.Equal(t, [3]int64{1, 39, 0}, [3]int64{im.left.Load(), im.progress.sent.Load(), im.progress.failed.Load()})
	mended.Store(true)
	im, err = impatientWith(t, client, file, 2)
	require.NoError(t, err)
	assert.Equal(t, int64(39), im.journal.sentBefore)
	assertAllSent(t, srv, 40)
}

func TestTooManyRowsAreNotLeft(t *testing.T) {
	t.Parallel()
	im := &importer{progress: newProgress(io.Discard, false)}
	for range maxLeft - 1 {
		require.NoError(t, im.leave(row{}, "no answer", true))
	}
	require.ErrorContains(t, im.leave(row{}, "no answer", true), "100 rows could not be sent for now")
}

func TestAFileThatChangesAfterTheCheckIsNoticed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3} { // instead of two
		srv := newServer(t)
		file, other := users(t, 2), users(t, n)
		text := strings.ReplaceAll(textOf(t, other), canary, "changed")
		_, err := impatientAfter(t, func() {
			require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		}, srv.Client(), file, 1)
		require.ErrorContains(t, err, "since it was checked", "with %d rows", n)
	}
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
	srv.FailAll(janraintest.Hang())
	file := users(t, 20)
	_, err := impatientWith(t, srv.Client(janrain.WithTimeout(200*time.Millisecond)), file, 3)
	require.ErrorContains(t, err, "the service is down or out of reach")
	assert.Len(t, timesSent(srv), 3, "rows in flight")
}
