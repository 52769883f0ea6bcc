package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// impatient exports with waits of milliseconds from a client, for which the
// mappings are fetched before anything fails.
func impatient(t *testing.T, srv *janraintest.Server, client *janrain.Client, out string, concurrency int, began func()) (*exporter, error) {
	t.Helper()
	opts := options{out: out, userData: true, issuer: issuer, concurrency: concurrency, timeout: time.Minute}
	silent := newProgress(&buffer{}, false)
	w, err := openOutput(opts)
	require.NoError(t, err)
	defer func() { require.NoError(t, w.close()) }()
	from := source{name: "here", client: client, patient: srv.Client()}
	have, err := mappingsFor(t.Context(), opts, from, w, silent)
	require.NoError(t, err)
	in, err := openSpool(opts.spool())
	require.NoError(t, err)
	defer in.close()
	require.NoError(t, w.resume(in, headerOf(opts, have)))
	x := newExporter(opts, from, w, silent)
	x.firstWait = 2 * time.Millisecond
	began()
	err = x.run(t.Context(), in, have.Mappings)
	return x, err
}

func TestWhatWouldFailForEveryUserStopsTheExportAtOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]janraintest.Fault{
		"a refused key":               janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"),
		"a refused key, under code 1": janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: apiKey"),
		"the plan":                    janraintest.ErrorCode(janrain.CodeUpgradeRequired),
		"a redirect":                  janraintest.Redirect(307, "https://elsewhere.example/"),
		"a page under 404":            janraintest.NotJSON(404),
		"the Registration API":        janraintest.Raw(200, "application/json", `{"stat":"error","code":200,"error":"invalid_argument"}`),
	} {
		srv, out := newServer(t, 20), newOut(t)
		x, err := impatient(t, srv, srv.Client(), out, 1, func() { srv.FailAll(fault) })
		require.ErrorContains(t, err, "this user and every other would fail: janrain: ", name)
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
	for name, fault := range map[string]janraintest.Fault{
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
		assert.Equal(t, 3, timesAsked(srv)[identifier(1)], "%s: the first user is asked for until it works", name)
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
	for says, fault := range map[string]janraintest.Fault{
		"the service is down or out of reach": janraintest.NotJSON(503),
		"the service asks to wait 1h0m0s":     janraintest.NotJSON(503).RetryAfter(time.Hour),
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

// front is a service whose answer about one user is another's to give.
func front(t *testing.T, srv *janraintest.Server, of string, instead func(http.ResponseWriter, *http.Request)) *janrain.Client {
	t.Helper()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		if form.Get("identifier") == of {
			instead(w, r)
			return
		}
		srv.ServeHTTP(w, r)
	})
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := janrain.NewClient(server.URL, srv.APIKey)
	require.NoError(t, err)
	return client
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
		assert.Equal(t, int64(maxTries), times.Load())
		assertEachOnce(t, out, users)
		assert.NotNil(t, recordsOf(t, out)[poor-1].Users[0].Error)

		whole := lines(textOf(t, out))
		written(t, out, strings.Join(whole[:poor-1], "\n")+"\n")
		x, err = impatient(t, srv, client, out, 1, func() {})
		require.NoError(t, err)
		assert.Equal(t, int64(1), x.progress.failed.Load(), "a run that begins with him gets by as well")
		assert.Equal(t, whole, lines(textOf(t, out)))
	}
}

func TestAnAnswerAboutSomebodyElseIsNotTaken(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	client := front(t, srv, identifier(2), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"stat":"ok","profile":{"identifier":"http://www.facebook.com/profile.php?id=1"}}`)
	})
	_, err := impatient(t, srv, client, out, 2, func() {})
	require.NoError(t, err)
	one := recordsOf(t, out)[1].Users[0]
	assert.Empty(t, one.Claims)
	assert.Equal(t, &failure{Reason: "the answer is about another identifier"}, one.Error)
}

func TestAnIdentifierThatCannotBeASubjectIsNoted(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 0), newOut(t)
	srv.Map("https://example.org/é", primaryKey(1))
	o := exportFrom(t, srv, withUserData("-raw", out)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	one := recordsOf(t, out)[0].Users[0]
	assert.Contains(t, one.Error.Reason, "cannot be a subject")
	assert.Equal(t, "https://example.org/é", one.Raw.Profile.Identifier, "what is there is not lost")
}

func TestNoMoreUsersAreInFlightThanAllowedAndTheirOrderIsKept(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 60), newOut(t)
	var mu sync.Mutex
	inFlight, most := 0, 0
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		inFlight++
		most = max(most, inFlight)
		uneven := time.Duration(inFlight) * time.Millisecond // the later ones overtake
		mu.Unlock()
		defer func() {
			mu.Lock()
			inFlight--
			mu.Unlock()
		}()
		time.Sleep(5*time.Millisecond - uneven)
		srv.ServeHTTP(w, r)
	}))
	defer slow.Close()
	client, err := janrain.NewClient(slow.URL, srv.APIKey)
	require.NoError(t, err)
	_, err = impatient(t, srv, client, out, 3, func() {})
	require.NoError(t, err)
	assert.Equal(t, 3, most)
	assertEachOnce(t, out, 60)
}
