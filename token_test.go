package janrain_test

import (
	"bufio"
	"bytes"
	"encoding/json"
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
				assert.Equal(t, "TokenFromRequest", refused.Endpoint)
				assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(got.err),
					"every user meets it, and none can mend it")
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
	for _, query := range []string{"?a=1;b=2", "?;", "?%zz", "?token=abc", "?%zz&token=abc", "?x=%;y=1&token=abc", "?"} {
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
	require.ErrorContains(t, kit.RequireTokenError(t, got.err), "is missing",
		"a token in the URL is none beside a body")
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

// tokenOfJSON posts a body as a single-page application does.
func tokenOfJSON(t *testing.T, kind, body string) (string, *http.Request, error) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
	return token, r, err
}

func TestATokenInJSON(t *testing.T) {
	t.Parallel()
	const cannot, nested, twice = "not an object with the string", "an object or an array", "duplicate member"
	for body, want := range map[string]string{
		`{"token":"abc"}`:                               "",
		" \t\r\n{ \"token\" : \"abc\" }\n":              "",
		`{"a":null,"b":1.5e9,"c":true,"token":"abc"}`:   "",
		`{"token":"abc","Token":"x","TOKEN":"y"}`:       "",
		`{"t\u006fken":"\u0061bc"}`:                     "",
		`{"token":"abc","":"x"}`:                        "",
		`{}`:                                            cannot,
		`{"Token":"abc"}`:                               cannot,
		`{"token":null}`:                                cannot,
		`{"token":12345}`:                               cannot,
		`{"token":true}`:                                cannot,
		`{"token":"abc"`:                                cannot,
		`{"token":"abc",}`:                              cannot,
		`{"token":"abc"} x`:                             cannot,
		`{"token":"abc"}{"token":"abc"}`:                cannot,
		`{"token":"abc"}]`:                              cannot,
		`"abc"`:                                         cannot,
		`null`:                                          cannot,
		`[{"token":"abc"}]`:                             cannot,
		"\ufeff" + `{"token":"abc"}`:                    cannot,
		"{\"token\":\"abc\xff\"}":                       cannot,
		"{\"token\":\"abc\",\"x\":\"\xff\"}":            cannot,
		`{"token":"abc\ud800"}`:                         cannot,
		"{\"token\":\"abc\n\"}":                         cannot,
		`{'token':'abc'}`:                               cannot,
		`token=abc`:                                     cannot,
		` `:                                             cannot,
		`{"token":["abc"]}`:                             nested,
		`{"token":{"value":"abc"}}`:                     nested,
		`{"token":"abc","x":{}}`:                        nested,
		`{"x":[],"token":"abc"}`:                        nested,
		`{"response":{"token":"abc"}}`:                  nested,
		`{"token":"abc","token":"abc"}`:                 twice,
		`{"token":"abc","t\u006fken":"abc"}`:            twice,
		`{"x":1,"token":"abc","x":1}`:                   twice,
		`{"token":""}`:                                  "is missing",
		`{"token":" \t"}`:                               "is missing",
		`{"token":"abc","x":"` + long(64<<10) + `"}`:    "more than 65536 bytes",
		`{"token":"abc"}` + strings.Repeat(" ", 64<<10): "more than 65536 bytes",
	} {
		token, _, err := tokenOfJSON(t, "application/json", body)
		if want == "" {
			require.NoError(t, err, body)
			assert.Equal(t, "abc", token, body)
			continue
		}
		assert.Empty(t, token, body)
		require.ErrorContains(t, kit.RequireTokenError(t, err), want, body)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), body)
		assert.NotContains(t, err.Error(), "abc", "the token is not in the error")
	}
}

func long(n int) string { return strings.Repeat("x", n) }

// A page of another site can post text/plain and forms, but nothing that CORS asks about
// first.
func TestJSONComesAsExactlyApplicationJSON(t *testing.T) {
	t.Parallel()
	const body = `{"token":"abc"}`
	for _, kind := range []string{
		"application/json", "Application/JSON", " application/json ",
		"application/json; charset=utf-8", `application/json;charset="UTF-8"`,
	} {
		token, _, err := tokenOfJSON(t, kind, body)
		require.NoError(t, err, kind)
		assert.Equal(t, "abc", token, kind)
	}
	for _, kind := range []string{
		"text/plain", "text/json", "application/x-json", "application/vnd.api+json", "application/jsonp", "json", "*/*", "",
		"application/json, text/plain", "text/plain; application/json", "text/plain, application/json",
		"application/json; charset=utf-16", "application/json; profile=x", "application/json; charset=utf-8; x=y",
		"application/json;=",
		kit.URLEncoded, kit.Multipart,
	} {
		token, _, err := tokenOfJSON(t, kind, body)
		assert.Empty(t, token, kind)
		kit.RequireTokenError(t, err)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), kind)
	}
}

func TestAJSONBodyIsThereForTheHandler(t *testing.T) {
	t.Parallel()
	const body = `{"token":"abc","remember":true}`
	_, r, err := tokenOfJSON(t, "application/json", body)
	require.NoError(t, err)
	again, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	assert.JSONEq(t, body, string(again))
}

// recordedPost is a request as it came over the wire.
func recordedPost(t *testing.T, lines ...string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.Join(lines, "\r\n"))))
	require.NoError(t, err)
	return r.WithContext(t.Context())
}

const fieldToken = "8cff5948c5476ba61b8b4b635cc84664bcd2d57d"

// jump.ios posts an empty body without a Content-Type, with the token in the query. Proxies
// and other HTTP libraries change what an empty body looks like.
func TestAPostWithoutABodyHasItsTokenInTheQuery(t *testing.T) {
	t.Parallel()
	const post, none = "POST /mobile?v=1&token=" + fieldToken + " HTTP/1.1", "Content-Length: 0"
	typed := func(kind string) []string { return []string{post, "Host: a", "Content-Type: " + kind, none, "", ""} }
	for name, lines := range map[string][]string{
		"jump.ios":          {post, "Host: shop.example", none, "", ""},
		"no Content-Length": {post, "Host: shop.example", "", ""},
		"an empty chunk":    {post, "Host: a", "Transfer-Encoding: chunked", "", "0", "", ""},
		"an escaped token":  {"POST /mobile?v=1&t%6Fken=%38" + fieldToken[1:] + " HTTP/1.1", "Host: a", none, "", ""},
		"only a token":      {"POST /?token=" + fieldToken + " HTTP/1.0", "", ""},
		"a form's type":     typed(kit.URLEncoded),
		"parts, but none":   typed(kit.Multipart),
		"no boundary":       typed("multipart/form-data"),
		"JSON's type":       typed("application/json"),
		"plain text":        typed("text/plain"),
	} {
		for before, parse := range map[string]func(*http.Request){
			"nothing":  nothingBefore,
			"a parser": func(r *http.Request) { _ = r.ParseForm() },
			"a value":  func(r *http.Request) { _ = r.FormValue("x") },
			"the body": func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) },
		} {
			r := recordedPost(t, lines...)
			parse(r)
			token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
			require.NoError(t, err, "%s after %s", name, before)
			assert.Equal(t, fieldToken, token, name)
		}
	}
}

// Since 2017 the service posts the token twice.
func TestATokenInBodyAndQuery(t *testing.T) {
	t.Parallel()
	multi := part("abc") + "--b--\r\n"
	for _, tt := range []struct{ kind, body, query, want string }{
		{kit.URLEncoded, "token=abc", "?state=x&token=abc", ""},
		{kit.URLEncoded, "token=a%62c", "?token=%61bc", ""},
		{kit.Multipart, multi, "?token=abc", ""},
		{"application/json", `{"token":"abc"}`, "?token=abc", ""},
		{kit.URLEncoded, "token=abc", "?Token=evil&tokens=evil", ""},
		{kit.URLEncoded, "token=abc", "?token=evil", "differs"},
		{kit.URLEncoded, "token=abc", "?token=ABC", "differs"},
		{kit.URLEncoded, "token=abc", "?token=abc+", "differs"},
		{kit.URLEncoded, "token=abc", "?token=", "differs"},
		{kit.URLEncoded, "token=abc", "?token", "differs"},
		{kit.URLEncoded, "token=abc", "?token=abc&token=abc", "differs"},
		{kit.URLEncoded, "token=abc", "?token=abc&token=evil", "differs"},
		{kit.URLEncoded, "token=abc", "?%zz&token=evil", "differs"},
		{kit.URLEncoded, "token=abc", "?token=%zz", "differs"},
		{kit.URLEncoded, "token=abc", "?state=x&t%6Fken=%", "differs"},
		{kit.URLEncoded, "token=abc", "?token=abc&token=%zz", "differs"},
		{kit.URLEncoded, "token=abc", "?token=abc;x", "differs"},
		{kit.URLEncoded, "token=abc", "?token;x", "differs"},
		{kit.URLEncoded, "token=abc", "?token=evil;x=%", "differs"},
		{kit.URLEncoded, "token=abc", "?x=1;token=evil", "differs"},
		{kit.Multipart, multi, "?token=%zz", "differs"},
		{"application/json", `{"token":"abc"}`, "?token=%zz", "differs"},
		{kit.URLEncoded, "token=abc", "?%zz=token&x=%zz&tok%zzen=1&a;tokens=b", ""},
		{kit.Multipart, multi, "?token=evil", "differs"},
		{"application/json", `{"token":"abc"}`, "?token=evil", "differs"},
		{kit.URLEncoded, "x=1", "?token=abc", "is missing"},
		{kit.URLEncoded, "token=", "?token=abc", "is missing"},
		{kit.URLEncoded, "&", "?token=abc", "is missing"},
		{"application/json", `{}`, "?token=abc", "not an object"},
		{"text/plain", "token=abc", "?token=abc", "Content-Type text/plain"},
		{"", "x", "?token=abc", "no valid Content-Type"},
		{"", "", "?token=", "is missing"},
		{"", "", "?token=+", "is missing"},
		{"", "", "?state=abc", "is missing"},
		{"", "", "", "is missing"},
		{"", "", "?token=abc&token=abc", "more than once"},
		{"", "", "?token=abc&x=%zz", "in a query that cannot be decoded"},
		{"", "", "?token=abc&a;b", "in a query that cannot be decoded"},
		{"", "", "?token=%zz", "in a query that cannot be decoded"},
	} {
		name := tt.kind + " " + tt.body + " " + tt.query
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin"+tt.query, strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.kind)
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		if tt.want == "" {
			require.NoError(t, err, name)
			assert.Equal(t, "abc", token, name)
			continue
		}
		assert.Empty(t, token, name)
		require.ErrorContains(t, kit.RequireTokenError(t, err), tt.want, name)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), name)
	}
}

// A body that was announced and does not come is not a request without one.
func TestATokenInTheQueryDoesNotStandInForALostBody(t *testing.T) {
	t.Parallel()
	lines := []string{
		"POST /signin?token=abc HTTP/1.1", "Host: a", "Content-Type: " + kit.URLEncoded, "Content-Length: 9", "", "",
	}
	r := recordedPost(t, lines...)
	token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
	assert.Empty(t, token)
	kit.RequireTokenError(t, err)

	r = recordedPost(t, append(lines[:5:5], "token=xyz")...)
	_, _ = io.Copy(io.Discard, r.Body)
	token, err = janrain.TokenFromRequest(httptest.NewRecorder(), r)
	assert.Empty(t, token)
	kit.RequireParamError(t, err, "Body", "")
}

// Nothing but a POST has a token, however it is sent.
func TestNoOtherMethodTakesATokenFromTheQuery(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "post", ""} {
		r := recordedPost(t, "POST /mobile?v=1&token=abc HTTP/1.1", "Host: a", "Content-Length: 0", "", "")
		r.Method = method
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Empty(t, token, "by %q", method)
		kit.RequireTokenError(t, err)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "by %q", method)
	}
}

func part(value string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + value + "\r\n"
}

func TestTokenFromRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, method, target, kind, body string
		want                             string // "" for a refusal
	}{
		{"a form", http.MethodPost, "/signin", kit.URLEncoded, "token=abc", "abc"},
		{"a form of UTF-8", http.MethodPost, "/signin", kit.URLEncoded + "; charset=UTF-8", "x=1&token=a%2Bb", "a+b"},
		{"a multipart form", http.MethodPost, "/signin", kit.Multipart, part("abc") + "--b--\r\n", "abc"},
		{"the same token in the query", http.MethodPost, "/signin?token=abc", kit.URLEncoded, "token=abc", "abc"},
		{"another token in the query", http.MethodPost, "/signin?token=evil", kit.URLEncoded, "token=abc", ""},
		{"a token of any shape", http.MethodPost, "/signin", kit.URLEncoded, "token=%20%C3%A9%20", " é "},
		{"a token in the URL only", http.MethodPost, "/signin?token=evil", kit.URLEncoded, "x=1", ""},
		{"two tokens", http.MethodPost, "/signin", kit.URLEncoded, "token=a&token=b", ""},
		{"a token and a file of that name", http.MethodPost, "/signin", kit.Multipart, part("a") + strings.Replace(part("b"), `name="token"`, `name="token"; filename="b"`, 1) + "--b--\r\n", ""},
		{"two tokens in parts", http.MethodPost, "/signin", kit.Multipart, part("a") + part("b") + "--b--\r\n", ""},
		{"an empty token", http.MethodPost, "/signin", kit.URLEncoded, "token=", ""},
		{"a blank token", http.MethodPost, "/signin", kit.URLEncoded, "token=+%09", ""},
		{"no body", http.MethodPost, "/signin", kit.URLEncoded, "", ""},
		{"a GET", http.MethodGet, "/signin?token=abc", kit.URLEncoded, "token=abc", ""},
		{"JSON", http.MethodPost, "/signin", "application/json", `{"token":"abc"}`, "abc"},
		{"no content type", http.MethodPost, "/signin", "", "token=abc", ""},
		{"a form that is broken", http.MethodPost, "/signin", kit.URLEncoded, "token=%zz", ""},
		{"parts that are cut off", http.MethodPost, "/signin", kit.Multipart, part("abc"), ""},
		{"a form that is too large", http.MethodPost, "/signin", kit.URLEncoded, "token=abc&x=" + strings.Repeat("x", 64<<10), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.target, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
			assert.Equal(t, tt.want, token)
			if tt.want != "" {
				require.NoError(t, err)
				return
			}
			kit.RequireTokenError(t, err)
			assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err),
				"what a browser posts is not the developer's fault")
			assert.NotContains(t, err.Error(), "abc")
			assert.NotContains(t, err.Error(), "evil")
		})
	}
	// The limit may be that of something in front, which the developer has to find.
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", http.NoBody)
	r.Header.Set("Content-Type", kit.URLEncoded)
	r.Body = http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("token=abcdefghijklmnopqrstuvwxyz")), 20)
	_, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
	require.ErrorContains(t, err, "is in a form of more than 20 bytes")

	_, err = janrain.TokenFromRequest(nil, nil)
	kit.RequireTokenError(t, err)
}

// FuzzTokenFromRequest: nothing that is posted makes it panic, and the token is exactly the
// one that net/url or encoding/json finds in the body, or net/url in the query of a request
// without a body.
func FuzzTokenFromRequest(f *testing.F) {
	for _, body := range []string{
		"token=abc", "token=a&token=b", "x=1", "token=%zz", "token=+", "token=a;b", "&&token=%00",
		part("abc") + "--b--\r\n", part("a"), "",
		`{"token":"abc"}`, `{"token":"abc","token":"abc"}`, `{"token":["abc"]}`, `{"token":"\ud800"}`, `{"x":1,"token":"abc"}`,
	} {
		for _, query := range []string{"", "token=abc", "token=abc&token=abc", "v=1&token=%zz", "v=1;token=abc"} {
			f.Add(kit.URLEncoded, body, query)
			f.Add(kit.Multipart, body, query)
			f.Add("application/json", body, query)
		}
	}
	f.Add("multipart/form-data", "token=abc", "")
	f.Add("text/plain", "token=abc", "")
	f.Fuzz(func(t *testing.T, kind, body, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header["Content-Type"] = []string{kind}
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		if err != nil {
			assert.Empty(t, token)
			kit.AssertOneLine(t, err)
			return
		}
		assert.NotEmpty(t, strings.TrimSpace(token))
		inQuery, queryErr := url.ParseQuery(query)
		if found := inQuery["token"]; body == "" || len(found) > 0 {
			assert.Equal(t, []string{token}, found)
		}
		if body == "" {
			require.NoError(t, queryErr)
			return
		}
		if strings.HasPrefix(body, "{") && strings.HasPrefix(kind, "application/json") {
			var object map[string]any
			require.NoError(t, json.Unmarshal([]byte(body), &object))
			assert.Equal(t, token, object["token"])
		}
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), kit.URLEncoded) {
			form, err := url.ParseQuery(body)
			require.NoError(t, err)
			assert.Equal(t, []string{token}, form["token"])
		}
	})
}

// Of a form that is not well there is no token, also where its token is: what
// else it meant to say is not known. The reason says what the browser has sent.
func TestATokenBesideSomethingBrokenIsNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, kind, body, reason string }{
		{"a broken escape behind", kit.URLEncoded, "token=abc&x=%zz", "cannot be read"},
		{"a broken escape in front", kit.URLEncoded, "%zz=x&token=abc", "cannot be read"},
		{"a semicolon", kit.URLEncoded, "token=abc&a;b", "cannot be read"},
		{"JSON that is cut off", "application/json", `{"token":"abc"`, "is not an object"},
		{"JSON without a byte", "application/json", "", "is missing"},
		{"a form of plain text", "text/plain", "token=abc", "Content-Type text/plain, want a form or application/json"},
		{"no content type", "", "token=abc", "no valid Content-Type, want a form or application/json"},
		{"a content type of one's own", "application/" + strings.Repeat("a1b2", 9), "token=abc", "an unknown Content-Type, want"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.kind)
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Empty(t, token, tt.name)
		assert.Contains(t, kit.RequireTokenError(t, err).Reason, tt.reason, tt.name)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), tt.name)
	}
}

func TestATokenComesByPOSTOnly(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, "post", ""} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader("token=abc"))
		r.Header.Set("Content-Type", kit.URLEncoded)
		r.Method = method
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Empty(t, token, "by %q", method)
		kit.RequireTokenError(t, err)
	}
}

func TestAFormOfExactly64KiBIsRead(t *testing.T) {
	t.Parallel()
	for more, want := range map[int]string{0: "abc", 1: ""} {
		const before = "token=abc&x="
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(before+strings.Repeat("x", 64<<10-len(before)+more)))
		r.Header.Set("Content-Type", kit.URLEncoded)
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Equal(t, want, token, "of %d bytes more: %v", more, err)
	}
}
