package endpoints

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
	assert.Equal(t, []janrain.Mapping{kit.Mapped("1", "http://a.example/"), kit.Mapped("2", "http://b.example/")}, list)
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
			list, err := kit.AllOf(t.Context(), t, kit.Client(t, bodied(tt.body), janrain.WithMaxResponseBytes(limit)))
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
	_, err := kit.AllOf(t.Context(), t, kit.Client(t, service, janrain.WithMaxResponseBytes(9_999)))
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
		list, err := kit.AllOf(t.Context(), t, srv.Client(kit.QuickTries))
		broken := kit.RequireTransportError(t, err, true)
		require.ErrorContains(t, err, "request them again", name)
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
		assert.Equal(t, []janrain.Mapping{kit.Mapped("7", "http://a.example/")}, list)
		assert.Len(t, srv.Requests(), 3+n)
	}
	srv.FailNext(janraintest.Redirect(http.StatusTemporaryRedirect, srv.URL+"/api/v2/all_mappings"))
	_, err := kit.AllOf(t.Context(), t, srv.Client(kit.QuickTries))
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
		list, err := kit.AllOf(t.Context(), t, kit.LoopbackClient(t, srv.URL))
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
	assert.Contains(t, log.String(), "endpoint=all_mappings")
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
			assert.Equal(t, kit.Mapped("1"), m)
			break
		}
	}
	assert.Equal(t, int64(5), count.Opened.Load())
	count.AssertNoneLeft(t)
}

func TestAllMappingsOfTestdata(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]janrain.Mapping{
		"three": {
			kit.Mapped("4711", "http://one.openid.example.org/"),
			kit.Mapped("aé b", "https://me.yahoo.com/a/TwoFold00--#2a", "http://two.openid.example.org/"), kit.Mapped("none"),
		},
		"empty": nil, "empty_list": nil,
	} {
		list, err := kit.AllOf(t.Context(), t, kit.ClientReading(t, http.StatusOK, kit.ReadResponse(t, "all_mappings/"+file)))
		require.NoError(t, err)
		assert.Equal(t, want, list, file)
	}
}

func TestAllMappingsOfTheFake(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for range 2 { // stat stands first in one answer and last in the next
		list, err := kit.AllOf(t.Context(), t, srv.Client())
		require.NoError(t, err)
		assert.Empty(t, list)
	}
	var want []janrain.Mapping
	for i := range 2500 {
		key, id := fmt.Sprintf("user %04d", i), fmt.Sprintf("http://openid.example.org/%d", i)
		srv.Map(id, key)
		want = append(want, kit.Mapped(key, id))
	}
	for range 2 {
		list, err := kit.AllOf(t.Context(), t, srv.Client())
		require.NoError(t, err)
		assert.Equal(t, want, list)
	}
}

// came is what is kept of the identifiers.
func came(text string) kit.Extra { return kit.Extra{"identifiers": kit.Raw(text)} }

const (
	oneMapping = `{"7":["http://a.example/"]}`
	refusedAll = `{"stat":"fail","err":{"code":7,"msg":"upgrade needed"}}`
)

// What the answer says of itself may come behind a million users.
func TestAllMappingsIsCompleteOnlyWithTheVerdictOK(t *testing.T) {
	t.Parallel()
	one := []janrain.Mapping{kit.Mapped("7", "http://a.example/")}
	const garbled, refused = "a *DecodeError", "an *Error"
	for name, tt := range map[string]struct {
		status int
		body   string
		list   []janrain.Mapping
		err    string
	}{
		"stat first":           {200, `{"stat":"ok","mappings":` + oneMapping + `}`, one, ""},
		"stat last":            {200, `{"mappings":` + oneMapping + `,"stat":"ok"}`, one, ""},
		"stat in capitals":     {200, `{"mappings":` + oneMapping + `,"stat":"OK"}`, one, ""},
		"among others":         {201, ` { "a" : [ {} ] , "mappings" : ` + oneMapping + ` , "stat":"ok" , "b" : null } ` + "\r\n", one, ""},
		"a name with escapes":  {200, `{"mapp\u0069ngs":` + oneMapping + `,"st\u0061t":"ok"}`, one, ""},
		"an err that is null":  {200, `{"mappings":` + oneMapping + `,"err":null,"stat":"ok"}`, one, ""},
		"none in an object":    {200, `{"mappings":{},"stat":"ok"}`, nil, ""},
		"none in a list":       {200, `{"mappings":[],"stat":"ok"}`, nil, ""},
		"null":                 {200, `{"stat":"ok","mappings":null}`, nil, garbled},
		"missing":              {200, `{"stat":"ok"}`, nil, garbled},
		"a key twice":          {200, `{"mappings":{"7":["http://a.example/"],"7":["http://a.example/"]},"stat":"ok"}`, append(one, one...), ""},
		"an empty key":         {200, `{"mappings":{"":["http://a.example/"]},"stat":"ok"}`, []janrain.Mapping{kit.Mapped("", "http://a.example/")}, ""},
		"a key that is stat":   {200, `{"mappings":{"stat":["http://a.example/"],"mappings":[]},"stat":"ok"}`, []janrain.Mapping{kit.Mapped("stat", "http://a.example/"), kit.Mapped("mappings")}, ""},
		"another name's case":  {200, `{"Mappings":` + oneMapping + `,"stat":"ok"}`, nil, garbled},
		"deeper":               {200, `{"a":{"mappings":` + oneMapping + `},"stat":"ok"}`, nil, garbled},
		"failed at the end":    {200, `{"mappings":` + oneMapping + `,"stat":"fail","err":{"code":7,"msg":"upgrade needed"}}`, one, refused},
		"an error beside ok":   {200, `{"mappings":` + oneMapping + `,"stat":"ok","err":{"code":7}}`, one, refused},
		"refused under 200":    {200, refusedAll, nil, refused},
		"refused under 400":    {400, refusedAll, nil, refused},
		"refused under 503":    {503, refusedAll, nil, refused},
		"no stat":              {200, `{"mappings":` + oneMapping + `}`, one, garbled},
		"stat in its own name": {200, `{"mappings":` + oneMapping + `,"STAT":"ok"}`, one, garbled},
		"stat no text":         {200, `{"mappings":` + oneMapping + `,"stat":true}`, one, garbled},
		"stat in the mappings": {200, `{"mappings":{"stat":"ok"}}`, []janrain.Mapping{{PrimaryKey: "stat", Identifiers: []string{"ok"}, Extra: kit.Extra{"identifiers": kit.Raw(`"ok"`)}}}, garbled},
		"ok under 400":         {400, `{"stat":"ok","mappings":` + oneMapping + `}`, nil, garbled},
		"ok under 500":         {500, `{"stat":"ok","mappings":` + oneMapping + `}`, nil, garbled},
		"stat twice":           {200, `{"stat":"ok","mappings":` + oneMapping + `,"stat":"ok"}`, one, garbled},
		"stat twice, one way":  {200, `{"stat":"ok","mappings":` + oneMapping + `,"st\u0061t":"fail"}`, one, garbled},
		"mappings twice":       {200, `{"stat":"ok","mappings":` + oneMapping + `,"mappings":` + oneMapping + `}`, append(one, one...), garbled},
		"mappings and null":    {200, `{"stat":"ok","mappings":` + oneMapping + `,"mappings":null}`, one, garbled},
		"twice beside them":    {200, `{"stat":"ok","a":{"b":1,"b":2},"mappings":` + oneMapping + `}`, one, garbled},
		"a wrapper":            {200, `{"partnerresponse":{"stat":"ok","mappings":` + oneMapping + `}}`, nil, garbled},
		"garbage behind":       {200, `{"stat":"ok","mappings":` + oneMapping + `}x`, one, garbled},
		"a second answer":      {200, `{"stat":"ok","mappings":` + oneMapping + `}{"stat":"ok"}`, one, garbled},
		"a byte order mark":    {200, "\ufeff" + `{"stat":"ok"}`, nil, garbled},
		"a page":               {200, kit.HTMLPage, nil, garbled},
		"nothing":              {200, "", nil, garbled},
		"white space":          {200, " \n", nil, garbled},
		"null alone":           {200, "null", nil, garbled},
		"a list":               {200, `[{"stat":"ok","mappings":` + oneMapping + `}]`, nil, garbled},
		"a comma too many":     {200, `{"stat":"ok","mappings":{"7":["http://a.example/"],}}`, one, garbled},
		"an end too soon":      {200, `{"stat":"ok","mappings":{"7":["http://a.example/"]`, one, garbled},
		"an end in a text":     {200, `{"stat":"ok","mappings":{"7":["http://a.exam`, nil, garbled},
		"a missing colon":      {200, `{"stat":"ok","mappings":{"7"["http://a.example/"]}}`, nil, garbled},
		"a page under 502":     {502, kit.HTMLPage, nil, garbled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.Respond(kit.Response{Status: tt.status, Body: tt.body})
			list, err := kit.AllOf(t.Context(), t, kit.Client(t, service))
			assert.Equal(t, tt.list, list, "what came before the verdict")
			service.Only(t)
			switch tt.err {
			case garbled:
				var bad *janrain.DecodeError
				require.ErrorAs(t, err, &bad)
				assert.Equal(t, "all_mappings", bad.Endpoint)
				assert.Equal(t, tt.status, bad.HTTPStatus)
				kit.AssertOneLine(t, err)
				assert.NotContains(t, err.Error(), "a.exam", "nothing of the answer is in the text")
			case refused:
				var no *janrain.Error
				require.ErrorAs(t, err, &no)
				require.ErrorIs(t, err, janrain.ErrUpgradeRequired)
				assert.Equal(t, tt.status, no.HTTPStatus)
			default:
				require.NoError(t, err)
			}
		})
	}
}

// Two identifiers that a repair makes the same would make two users one.
func TestAllMappingsKeepsWhatIsNoIdentifierApart(t *testing.T) {
	t.Parallel()
	const a = "http://a.example/"
	for value, want := range map[string]janrain.Mapping{
		`["` + a + `"]`:                   kit.Mapped("7", a),
		`[ "http:\/\/a.example\/" ]`:      kit.Mapped("7", a),
		`[]`:                              kit.Mapped("7"),
		`"` + a + `"`:                     {Identifiers: []string{a}, Extra: came(`"` + a + `"`)},
		`null`:                            {Extra: came("null")},
		`7`:                               {Extra: came("7")},
		`true`:                            {Extra: came("true")},
		`{}`:                              {Extra: came("{}")},
		`""`:                              {Extra: came(`""`)},
		`{"identifiers":["` + a + `"]}`:   {Extra: came(`{"identifiers":["` + a + `"]}`)},
		`["` + a + `",7,null,""]`:         {Identifiers: []string{a}, Extra: came(`["` + a + `",7,null,""]`)},
		`[["` + a + `"]]`:                 {Extra: came(`[["` + a + `"]]`)},
		`["` + a + `\u0000","` + a + `"]`: {Identifiers: []string{a}, Extra: came(`["` + a + `\u0000","` + a + `"]`)},
		`["` + a + `\ufffd"]`:             {Extra: came(`["` + a + `\ufffd"]`)},
		`["` + a + `\ud800","` + a + `"]`: {Identifiers: []string{a}, Extra: came("[\"" + a + "\ufffd\",\"" + a + "\"]")},
		"[\"" + a + "\xff\"]":             {Extra: came("[\"" + a + "\ufffd\"]")},
		"[\"" + a + "\xc3\xa9\", \"" + a + "\xff\"]": {Identifiers: []string{a + "é"}, Extra: came("[\"" + a + "é\",\"" + a + "\ufffd\"]")},
	} {
		list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"mappings":{"7":`+value+`},"stat":"ok"}`)))
		require.NoError(t, err, value)
		want.PrimaryKey = "7"
		require.Len(t, list, 1, value)
		assert.Equal(t, want, list[0], value)
		for codecName, codec := range kit.Codecs {
			text, err := codec.Marshal(list[0])
			require.NoError(t, err)
			var stored janrain.Mapping
			require.NoError(t, codec.Unmarshal(text, &stored))
			kit.Normalize(t, &stored)
			kit.Normalize(t, &want)
			assert.Equal(t, want, stored, "%s by %s reads the same as %s", value, codecName, text)
		}
	}
}

// A key that a repair has made like another one is no key: it is kept as it came.
func TestAllMappingsKeepsADamagedKeyApart(t *testing.T) {
	t.Parallel()
	for key, kept := range map[string]string{
		`"a\u0000b"`: `"a\u0000b"`, `"a\tb"`: `"a\tb"`, `"a\ufffdb"`: `"a\ufffdb"`, "\"a\ufffdb\"": "\"a\ufffdb\"",
		"\"a\xffb\"": "\"a\ufffdb\"", `"a\ud800b"`: "\"a\ufffdb\"", `"\u0085"`: `"\u0085"`,
	} {
		body := `{"stat":"ok","mappings":{"7":[],` + key + `:["http://a.example/"],` + key + `:7}}`
		list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
		require.NoError(t, err, key)
		assert.Equal(t, []janrain.Mapping{
			kit.Mapped("7"), {Identifiers: []string{"http://a.example/"}, Extra: kit.Extra{"primaryKey": kit.Raw(kept)}},
			{Extra: kit.Extra{"primaryKey": kit.Raw(kept), "identifiers": kit.Raw("7")}},
		}, list, key)
		for codecName, codec := range kit.Codecs {
			text, err := codec.Marshal(list)
			require.NoError(t, err)
			var stored []janrain.Mapping
			require.NoError(t, codec.Unmarshal(text, &stored))
			for i := range list {
				kit.Normalize(t, &list[i])
				kit.Normalize(t, &stored[i])
			}
			assert.Equal(t, list, stored, "%s by %s reads the same", key, codecName)
		}
	}
}

func TestAllMappingsRefusesAMemberThatStandsTwiceInAValue(t *testing.T) {
	t.Parallel()
	for name, member := range map[string]string{
		"in it": `"8":{"a":1,"a":2}`, "deeper": `"8":["x",[{"a":1,"a":2}]]`, "by its escape": `"8":{"a":1,"\u0061":2}`, "with a damaged key": `"\u0000":{"a":1,"a":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"stat":"ok","mappings":{"7":["http://a.example/"],` + member + `,"9":[]}}`
			list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
			assert.Equal(t, []janrain.Mapping{kit.Mapped("7", "http://a.example/")}, list, "what came before it")
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled)
			kit.AssertOneLine(t, err)
		})
	}
}

// What a mapping holds is the caller's: the next one must not change it.
func TestMappingsDoNotShareTheirMemory(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&body, `,"k%04d":["http://a.example/%04d",%d]`, i, i, i)
	}
	list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"mappings":{`+body.String()[1:]+`},"stat":"ok"}`)))
	require.NoError(t, err)
	for i, m := range list {
		id := fmt.Sprintf("http://a.example/%04d", i)
		assert.Equal(t, janrain.Mapping{PrimaryKey: fmt.Sprintf("k%04d", i), Identifiers: []string{id}, Extra: came(fmt.Sprintf(`[%q,%d]`, id, i))}, m)
	}
}

// To take it for none would be to leave every user behind, and say ok.
func TestMappingsThatAreNoObjectAreNotTakenForNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`["http://a.example/"]`, `[{"7":["http://a.example/"]}]`, `[[]]`, `"7"`, `7`, `true`} {
		list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"stat":"ok","mappings":`+value+`}`)))
		assert.Empty(t, list)
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled, value)
	}
}
