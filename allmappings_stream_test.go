package janrain_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// The second half is sent when the client has the first mapping: who waited for
// the whole answer would wait for ever.
func TestAllMappingsComeAsTheyArrive(t *testing.T) {
	t.Parallel()
	first := make(chan struct{})
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"mappings":{"1":["http://a.example/"],"2":["htt`)
		assert.NoError(t, http.NewResponseController(w).Flush())
		select {
		case <-first:
		case <-r.Context().Done():
			return
		}
		_, _ = io.WriteString(w, `p://b.example/"]},"stat":"ok"}`)
	})
	var list []janrain.Mapping
	for m, err := range kit.LoopbackClient(t, srv.URL).AllMappings(t.Context()) {
		require.NoError(t, err)
		if list = append(list, m); len(list) == 1 {
			close(first)
		}
	}
	assert.Equal(t, []janrain.Mapping{mapped("1", "http://a.example/"), mapped("2", "http://b.example/")}, list)
}

// A generated body is as long as one likes, and is nowhere whole.
type generated struct {
	piece func(i int) string // "" ends it
	i     int
	left  string
}

func (g *generated) Read(p []byte) (int, error) {
	if g.left == "" {
		if g.left = g.piece(g.i); g.left == "" {
			return 0, io.EOF
		}
		g.i++
	}
	n := copy(p, g.left)
	g.left = g.left[n:]
	return n, nil
}

// manyMappings is an answer with n of them.
func manyMappings(n int) io.Reader {
	return &generated{piece: func(i int) string {
		switch {
		case i == 0:
			return `{"mappings":{"0":[]`
		case i < n:
			return fmt.Sprintf(`,"user %d":["http:\/\/www.facebook.com\/profile.php?id=%d"]`, i, 100000000000+i)
		case i == n:
			return okEnd
		}
		return ""
	}}
}

// bodied is a service that answers with a body, once.
func bodied(body io.Reader) kit.RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(http.StatusOK, "")
		resp.Body, resp.ContentLength = io.NopCloser(body), -1
		return resp, nil
	}
}

const okEnd = `},"stat":"ok"}`

func TestAllMappingsNeedsNoMoreMemoryForMoreOfThem(t *testing.T) {
	const many, most = 200_000, kit.Mebibyte // of about 14 MiB
	client := kit.Client(t, bodied(manyMappings(many)), janrain.WithMaxResponseBytes(64<<10))
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	n, peak := 0, uint64(0)
	for _, err := range client.AllMappings(t.Context()) {
		require.NoError(t, err)
		n++
		if n%20_000 == 0 { // what is held on to, garbage aside
			runtime.GC()
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
	}
	assert.Equal(t, many, n, "the cap is no cap of the whole answer")
	assert.Less(t, int64(peak)-int64(start.HeapAlloc), int64(most))
}

func TestTheCapHoldsForEachMapping(t *testing.T) {
	t.Parallel()
	const limit = 32 << 10
	under, over := strings.Repeat("x", limit-4<<10), strings.Repeat("x", limit+16<<10)
	space := strings.Repeat(" ", limit+16<<10)
	endless := func(first, again string) io.Reader {
		return io.MultiReader(strings.NewReader(first), &generated{piece: func(int) string { return again }})
	}
	for name, tt := range map[string]struct {
		body io.Reader
		n    int // mappings before the error
		fine bool
	}{
		"members just below it":            {strings.NewReader(`{"mappings":{"1":["` + under + `"],"2":["` + under + `"],"` + under + `":[]},"` + "x" + `":"` + under + `","stat":"ok"}`), 3, true},
		"white space below it":             {strings.NewReader(`{"mappings":{"1":[]` + under[:0] + strings.Repeat(" ", limit-4<<10) + `,"2":[]}` + strings.Repeat("\n", limit-8<<10) + `,"stat":"ok"}`), 2, true},
		"a value above it":                 {strings.NewReader(`{"mappings":{"1":[],"2":["` + over + `"]` + okEnd), 1, false},
		"a list above it":                  {strings.NewReader(`{"mappings":{"1":[],"2":[` + strings.Repeat(`"http://a.example/",`, 4000) + `""]` + okEnd), 1, false},
		"a name above it":                  {strings.NewReader(`{"mappings":{"1":[],"` + over + `":[]` + okEnd), 1, false},
		"a text that never ends":           {endless(`{"mappings":{"1":[],"2":["`, over), 1, false},
		"a name that never ends":           {endless(`{"mappings":{"1":[],"`, over), 1, false},
		"white space that never ends":      {endless(`{"mappings":{"1":[],`, space), 1, false},
		"white space in front":             {endless("", space), 0, false},
		"white space behind":               {endless(`{"mappings":{"1":[]`+okEnd, space), 1, false},
		"a list that is nested for ever":   {endless(`{"mappings":{"1":[],"2":`, strings.Repeat("[", 1000)), 1, false},
		"another member above it":          {strings.NewReader(`{"stat":"ok","x":"` + over + `","mappings":{"1":[]}}`), 0, false},
		"another name above it":            {strings.NewReader(`{"stat":"ok","` + over + `":1,"mappings":{"1":[]}}`), 0, false},
		"other members above it, together": {endless(`{"stat":"ok"`, `,"x":"`+under[:1000]+`"`), 0, false},
		"mappings that are none, for ever": {endless(`{"stat":"ok","mappings":[1`, `,1,1,1,1,1,1,1,1,1,1`), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := allOf(t.Context(), t, kit.Client(t, bodied(tt.body), janrain.WithMaxResponseBytes(limit)))
			assert.Len(t, list, tt.n, "what came before it")
			if tt.fine {
				require.NoError(t, err)
				return
			}
			if name == "a list that is nested for ever" {
				require.Error(t, err) // too deep, before it is too large
				return
			}
			broken := kit.RequireTransportError(t, err, true)
			require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
			assert.Equal(t, http.StatusOK, broken.HTTPStatus)
		})
	}
}

// Of a refusal, and of a page, the cap is that of any answer.
func TestTheCapHoldsForAnAnswerWithoutMappings(t *testing.T) {
	t.Parallel()
	service := kit.Respond(kit.Response{Status: http.StatusBadGateway, Body: strings.Repeat("x", 10_000)})
	_, err := allOf(t.Context(), t, kit.Client(t, service, janrain.WithMaxResponseBytes(9_999)))
	require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
}

func TestAllMappingsThatAreCutOffMayBeMore(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for i := range 5000 {
		srv.Map(fmt.Sprintf("http://a.example/%d", i), fmt.Sprintf("k%04d", i))
	}
	for name, fault := range map[string]struct {
		fault janraintest.Failure
		least int
	}{"in the middle": {janraintest.CutOff(100_000), 2000}, "at once": {janraintest.CutOff(0), 0}} {
		srv.FailNext(fault.fault)
		before := len(srv.Requests())
		list, err := allOf(t.Context(), t, srv.Client(kit.QuickTries))
		broken := kit.RequireTransportError(t, err, true)
		require.ErrorContains(t, err, "ask for them again", name)
		assert.Equal(t, http.StatusOK, broken.HTTPStatus)
		assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
		assert.Greater(t, len(list), fault.least-1, name)
		assert.Less(t, len(list), 5000, name)
		assert.Len(t, srv.Requests(), before+1, "%s: an answer that has begun is not asked for again", name)
	}
}

func TestAllMappingsIsTriedAgainBeforeItsAnswerBegins(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.Map("http://a.example/", "7")
	srv.FailNext(janraintest.NotJSON(http.StatusServiceUnavailable), janraintest.ErrorCode(janrain.CodeServiceUnavailable))
	calls := srv.Client(kit.QuickTries).AllMappings(t.Context())
	for n := range 2 { // each range is a call of its own
		var list []janrain.Mapping
		for m, err := range calls {
			require.NoError(t, err)
			list = append(list, m)
		}
		assert.Equal(t, []janrain.Mapping{mapped("7", "http://a.example/")}, list)
		assert.Len(t, srv.Requests(), 3+n)
	}
	srv.FailNext(janraintest.Redirect(http.StatusTemporaryRedirect, srv.URL+"/api/v2/all_mappings"))
	_, err := allOf(t.Context(), t, srv.Client(kit.QuickTries))
	require.ErrorIs(t, err, janrain.ErrRedirect)
	assert.Len(t, srv.Requests(), 5)
}

func TestAllMappingsInGzip(t *testing.T) {
	t.Parallel()
	text, err := io.ReadAll(manyMappings(3000))
	require.NoError(t, err)
	for name, body := range map[string]string{"whole": kit.Gzipped(string(text)), "cut off": kit.Gzipped(string(text))[:5000]} {
		srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, body)
		})
		list, err := allOf(t.Context(), t, kit.LoopbackClient(t, srv.URL))
		if name == "whole" {
			require.NoError(t, err)
			assert.Len(t, list, 3000)
			continue
		}
		kit.RequireTransportError(t, err, true)
	}
}

// watchedBody tells whether it was closed.
type watchedBody struct {
	io.Reader
	closed int
}

func (b *watchedBody) Close() error { b.closed++; return nil }

func TestALoopThatIsLeftEndsTheCall(t *testing.T) {
	t.Parallel()
	body := &watchedBody{Reader: manyMappings(1000)}
	var call context.Context
	var log bytes.Buffer
	client := kit.Client(t, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(http.StatusOK, "")
		resp.Body, call = body, r.Context()
		return resp, nil
	}), janrain.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	n := 0
	for m, err := range client.AllMappings(t.Context()) {
		require.NoError(t, err)
		n++
		if m.PrimaryKey == "user 2" {
			break // a yield behind it would panic
		}
	}
	assert.Equal(t, 3, n)
	assert.Equal(t, 1, body.closed)
	require.Error(t, call.Err(), "the request has ended")
	assert.Contains(t, log.String(), "method=all_mappings")
	assert.Contains(t, log.String(), "http_status=200")
	assert.NotContains(t, log.String(), "fault", "to leave the loop is no error")

	body.Reader = manyMappings(1000)
	assert.PanicsWithValue(t, "the loop's own", func() {
		for _, err := range client.AllMappings(t.Context()) {
			assert.NoError(t, err)
			panic("the loop's own")
		}
	})
	assert.Equal(t, 2, body.closed, "a loop that panics ends the call too")
	require.Error(t, call.Err())
}

// What a real service has left to say is not read to its end.
func TestALoopThatIsLeftClosesItsConnection(t *testing.T) {
	t.Parallel()
	var count kit.ConnCount
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"mappings":{"1":[],`)
		assert.NoError(t, http.NewResponseController(w).Flush())
		<-r.Context().Done() // the rest never comes
	}))
	srv.Config.ConnState = count.Note
	srv.Start()
	t.Cleanup(srv.Close)
	client := kit.LoopbackClient(t, srv.URL)
	for range 5 {
		for m, err := range client.AllMappings(t.Context()) {
			require.NoError(t, err)
			assert.Equal(t, mapped("1"), m)
			break
		}
	}
	assert.Equal(t, int64(5), count.Opened.Load())
	count.AssertNoneLeft(t)
}
