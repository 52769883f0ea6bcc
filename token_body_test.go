package janrain_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A tokenAnswer is what TokenFromRequest said to a handler behind a real server.
type tokenAnswer struct {
	token string
	err   error
	form  url.Values // r.PostForm, after it
	both  string     // r.FormValue("token"), after it
}

// tokenServer is a handler that takes the token, behind a middleware that has
// been at the request before it.
func tokenServer(t *testing.T, before func(*http.Request)) (address string, answers <-chan tokenAnswer) {
	t.Helper()
	found := make(chan tokenAnswer, 1)
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		before(r)
		token, err := janrain.TokenFromRequest(w, r)
		found <- tokenAnswer{token, err, r.PostForm, r.FormValue("token")}
	})
	return srv.URL, found
}

func nothingBefore(*http.Request) {}

// postBody posts a body as it is.
func postBody(t *testing.T, address, kind, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", kind)
	// A connection of its own: the tests' servers close the idle ones of
	// http.DefaultTransport as they end.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
}

// tokenBodies are the widget's form in both of its encodings.
var tokenBodies = map[string]string{kit.URLEncoded: "lang=de&token=abc", kit.Multipart: part("abc") + "--b--\r\n"}

// withJSON adds the body that a single-page application posts.
func withJSON(bodies map[string]string) map[string]string {
	bodies = maps.Clone(bodies)
	bodies["application/json"] = `{"token":"abc","lang":"de"}`
	return bodies
}

func TestWhatAMiddlewareHasReadBefore(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before func(*http.Request)
		gone   bool // the body, for good
	}{
		{"nothing", nothingBefore, false},
		{"the form", func(r *http.Request) { _ = r.ParseForm() }, false},
		{"the form with its parts", func(r *http.Request) { _ = r.ParseMultipartForm(1 << 20) }, false},
		{"the form with its parts, in no memory", func(r *http.Request) { _ = r.ParseMultipartForm(0) }, false},
		{"a value", func(r *http.Request) { _ = r.FormValue("csrf_token") }, false},
		{"a value of the body", func(r *http.Request) { _ = r.PostFormValue("csrf_token") }, false},
		{"the form twice", func(r *http.Request) { _, _ = r.ParseForm(), r.ParseMultipartForm(1) }, false},
		{"the body, put back", func(r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}, false},
		{"the body", func(r *http.Request) { _, _ = io.ReadAll(r.Body) }, true},
		{"the body, to its end and closed", func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); _ = r.Body.Close() }, true},
		{"nothing, but it has closed the body", func(r *http.Request) { _ = r.Body.Close() }, true},
	} {
		for kind, body := range withJSON(tokenBodies) {
			t.Run(tt.name+", of "+strings.TrimSuffix(kind, "; boundary=b"), func(t *testing.T) {
				t.Parallel()
				address, answers := tokenServer(t, tt.before)
				postBody(t, address+"/signin", kind, body)
				got := <-answers
				if !tt.gone {
					require.NoError(t, got.err)
					assert.Equal(t, "abc", got.token)
					return
				}
				refused := kit.RequireParamError(t, got.err, "Body", "")
				assert.Equal(t, "TokenFromRequest", refused.Method)
				assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(got.err), "every user meets it, and none can mend it")
				assert.Empty(t, got.token)
			})
		}
	}
}

// A reader of parts is another way to read the body before.
func TestPartsThatAMiddlewareHasTaken(t *testing.T) {
	t.Parallel()
	address, answers := tokenServer(t, func(r *http.Request) { _, _ = r.MultipartReader() })
	postBody(t, address, kit.Multipart, tokenBodies[kit.Multipart])
	got := <-answers
	kit.RequireParamError(t, got.err, "Body", "")
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(got.err))
	postBody(t, address, kit.URLEncoded, tokenBodies[kit.URLEncoded])
	assert.Equal(t, "abc", (<-answers).token, "a form that is not of parts is left alone by it")
}

// What anybody can post must not look like a fault of the application.
func TestNothingThatIsPostedIsTheDevelopersFault(t *testing.T) {
	t.Parallel()
	address, answers := tokenServer(t, nothingBefore)
	for _, body := range []string{"", "&", "&&&&", "=", "%", "%zz", ";", "a;b", "x", "token", "token=", "token=+", "\x00", "\r\n", "--b--", "--b--\r\n", "--b\r\n\r\n\r\n--b--"} {
		for _, kind := range []string{kit.URLEncoded, kit.Multipart, "text/plain", "", "a/b/c"} {
			postBody(t, address, kind, body)
			got := <-answers
			require.Error(t, got.err, "of %q as %q", body, kind)
			assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err), "of %q as %q: %v", body, kind, got.err)
			kit.RequireTokenError(t, got.err)
		}
	}
}

// Only a token in the query matters to a form, and it must be the form's.
func TestTheQueryOfAPostIsNotParsedForTheForm(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"?a=1;b=2", "?;", "?%zz", "?token=abc", "?%zz&token=abc", "?token=evil;x=%", "?"} {
		for kind, body := range tokenBodies {
			for name, before := range map[string]func(*http.Request){
				"nobody": nothingBefore, "a parser": func(r *http.Request) { _ = r.ParseMultipartForm(1 << 20) },
			} {
				address, answers := tokenServer(t, before)
				postBody(t, address+"/signin"+query, kind, body)
				got := <-answers
				require.NoError(t, got.err, "of %s behind %s", query, name)
				assert.Equal(t, "abc", got.token, "of %s behind %s", query, name)
				assert.Equal(t, []string{"abc"}, got.form["token"], "the URL's is none of the body's")
			}
		}
	}
	address, answers := tokenServer(t, func(r *http.Request) { _ = r.FormValue("x") })
	postBody(t, address+"/signin?token=evil", kit.URLEncoded, "x=1")
	got := <-answers
	require.ErrorContains(t, kit.RequireTokenError(t, got.err), "is missing", "a token in the URL is none beside a body")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err))
}

func TestTheFormIsThereForTheHandler(t *testing.T) {
	t.Parallel()
	address, answers := tokenServer(t, nothingBefore)
	postBody(t, address+"/signin?x=1", kit.URLEncoded, "lang=de&token=abc&token2=%20")
	got := <-answers
	require.NoError(t, got.err)
	assert.Equal(t, url.Values{"lang": {"de"}, "token": {"abc"}, "token2": {" "}}, got.form)
	assert.Equal(t, "abc", got.both, "r.FormValue still finds it")
	postBody(t, address+"/signin?x=1", kit.Multipart, part("abc")+"--b--\r\n")
	got = <-answers
	assert.Equal(t, url.Values{"token": {"abc"}}, got.form)
	assert.Equal(t, "abc", got.both)
	postBody(t, address+"/signin", kit.URLEncoded, "lang=de")
	got = <-answers
	require.Error(t, got.err)
	assert.Equal(t, url.Values{"lang": {"de"}}, got.form, "of a form without a token too")
}

// A request that a test or another server made by hand.
func TestARequestThatIsNotWholeDoesNotPanic(t *testing.T) {
	t.Parallel()
	body := func() io.ReadCloser { return io.NopCloser(strings.NewReader("token=abc")) }
	header := http.Header{"Content-Type": {kit.URLEncoded}}
	for name, tt := range map[string]struct {
		r    *http.Request
		want string
	}{
		"no URL":            {&http.Request{Method: http.MethodPost, Header: header, Body: body()}, "abc"},
		"a length too":      {&http.Request{Method: http.MethodPost, Header: header, Body: body(), ContentLength: 9}, "abc"},
		"no header":         {&http.Request{Method: http.MethodPost, Body: body()}, ""},
		"no body":           {&http.Request{Method: http.MethodPost, Header: header}, ""},
		"an empty body":     {&http.Request{Method: http.MethodPost, Header: header, Body: http.NoBody}, ""},
		"nothing":           {&http.Request{}, ""},
		"a form of its own": {&http.Request{Method: http.MethodPost, Header: header, Body: body(), PostForm: url.Values{"token": {"of a test"}}}, "of a test"},
	} {
		for _, w := range []http.ResponseWriter{nil, httptest.NewRecorder()} {
			r := *tt.r
			if tt.r.Body != nil && tt.r.Body != http.NoBody {
				r.Body = body()
			}
			token, err := janrain.TokenFromRequest(w, &r)
			assert.Equal(t, tt.want, token, name)
			assert.Equal(t, tt.want == "", err != nil, "of %s: %v", name, err)
			assert.NotEqual(t, janrain.FaultDeveloper, janrain.FaultOf(err), "of %s: %v", name, err)
		}
	}
}

// A file of as much as is taken stays in memory. It must not run beside others:
// it says where files go.
func TestNoFileIsLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	file := "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n%s\r\n"
	address, answers := tokenServer(t, nothingBefore)
	postBody(t, address, kit.Multipart, fmt.Sprintf(file, strings.Repeat("x", 60<<10))+part("abc")+"--b--\r\n")
	assert.Equal(t, "abc", (<-answers).token, "a file beside the token is no matter")
	assertNoFile(t)

	postBody(t, address, kit.Multipart, fmt.Sprintf(file, strings.Repeat("x", 80<<10))+part("abc")+"--b--\r\n")
	kit.RequireTokenError(t, (<-answers).err)
	assertNoFile(t)

	spilled := make(chan int, 1)
	address, answers = tokenServer(t, func(r *http.Request) {
		_ = r.ParseMultipartForm(0)
		files, _ := os.ReadDir(os.TempDir())
		spilled <- len(files)
	})
	postBody(t, address, kit.Multipart, fmt.Sprintf(file, strings.Repeat("x", 60<<10))+part("abc")+"--b--\r\n")
	assert.Equal(t, "abc", (<-answers).token)
	require.Positive(t, <-spilled, "a middleware may parse into files")
	assert.Eventually(t, func() bool {
		files, err := os.ReadDir(os.TempDir())
		return err == nil && len(files) == 0
	}, 10*time.Second, time.Millisecond, "the server still finds them to remove")
}

func assertNoFile(t *testing.T) {
	t.Helper()
	files, err := os.ReadDir(os.TempDir())
	require.NoError(t, err)
	assert.Empty(t, files, "what is posted is not written to a disk")
}

// A browser that goes away, or anybody who stops in the middle.
func TestABodyThatStopsInTheMiddleIsNoToken(t *testing.T) {
	t.Parallel()
	address, answers := tokenServer(t, nothingBefore)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: "+kit.URLEncoded+"\r\nContent-Length: 100\r\n\r\ntoken=ab")
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	got := <-answers
	kit.RequireTokenError(t, got.err)
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err))
	assert.Empty(t, got.token, "half a token is none")
}

// A browser chooses the form's text, so a form that a middleware parsed to nothing is not the
// developer's mistake. A body that was read before the parsing looks the same; the text
// names that case.
func TestAFormThatWasParsedToNothingIsTheBrowsers(t *testing.T) {
	t.Parallel()
	parsers := map[string]func(*http.Request){
		"ParseForm": func(r *http.Request) { _ = r.ParseForm() },
		"FormValue": func(r *http.Request) { r.FormValue("_method") },
		"ReadAll":   func(r *http.Request) { _, _ = io.ReadAll(r.Body); _ = r.ParseForm() },
	}
	for name, parse := range parsers {
		for _, tt := range []struct{ kind, body string }{
			{kit.URLEncoded, "&"},
			{kit.URLEncoded, ";"},
			{kit.URLEncoded, "%zz"},
			{kit.URLEncoded, "token=%"},
			{kit.URLEncoded, strings.Repeat("&", 5000)},
			{kit.URLEncoded, strings.Repeat("a=1&", 11_000)},
			{kit.Multipart, "--b--\r\n"},
			{kit.Multipart, part("abc")},
		} {
			t.Run(name+" of "+tt.body[:min(len(tt.body), 12)], func(t *testing.T) {
				t.Parallel()
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(tt.body))
				r.Header.Set("Content-Type", tt.kind)
				parse(r)
				token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
				assert.Empty(t, token)
				require.ErrorIs(t, err, janrain.ErrNoToken)
				assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
			})
		}
	}
}
