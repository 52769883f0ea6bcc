package secrets

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A hostileServer writes its own HTTP, because net/http's server would not break the protocol. It
// records everything in a request except the body and the Authorization header, which are the
// only places for secrets.
type hostileServer struct {
	URL string

	mu     sync.Mutex
	answer func(body, authorization string) string
	seen   []kit.Spelling
}

func newHostileServer(t *testing.T) *hostileServer {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	s := &hostileServer{URL: "http://" + listener.Addr().String()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

// serve responds to one request and closes the connection.
func (s *hostileServer) serve(conn net.Conn) {
	defer conn.Close()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	authorization := r.Header.Get("Authorization")
	r.Header.Del("Authorization")
	s.mu.Lock()
	s.seen = append(s.seen, kit.Spelling{How: "the request's URL and header", Text: fmt.Sprint(r.Method, r.RequestURI, r.Host, r.Header, r.Trailer)})
	answer := s.answer(string(body), authorization)
	s.mu.Unlock()
	_, _ = io.WriteString(conn, answer)
}

// will sets the response to the following requests.
func (s *hostileServer) will(answer func(body, authorization string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// takeSeen returns what was recorded since its last call.
func (s *hostileServer) takeSeen() []kit.Spelling {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

// An echo is the part of a request that a server repeats.
type echo struct {
	name string
	of   func(body, authorization, secret string) string
}

func ofSecret(spell func(string) string) func(_, _, secret string) string {
	return func(_, _, secret string) string { return spell(secret) }
}

var echoes = []echo{
	{name: "the body", of: func(body, _, _ string) string { return body }},
	{name: "the body's values", of: func(body, _, _ string) string { return formDecoded(body) }},
	{name: "the Authorization", of: func(_, authorization, _ string) string { return authorization }},
	{name: "the end of the Authorization header", of: func(_, authorization, _ string) string {
		_, basic, _ := strings.Cut(authorization, " ")
		return basic
	}},
	{name: "the whole request", of: func(body, authorization, _ string) string {
		return authorization + " " + body + " " + formDecoded(body)
	}},
	{name: "a secret", of: ofSecret(func(s string) string { return s })},
	{name: "a secret within a word", of: ofSecret(func(s string) string { return "x" + s + ".example" })},
	{name: "a secret in lower case", of: ofSecret(strings.ToLower)},
	{name: "a secret as form-encoded text", of: ofSecret(url.QueryEscape)},
	{name: "the body in base64", of: func(body, _, _ string) string { return base64.StdEncoding.EncodeToString([]byte(body)) }},
	{name: "a secret in base64", of: ofSecret(func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) })},
	{name: "a secret in hexadecimal", of: ofSecret(func(s string) string { return fmt.Sprintf("%x", s) })},
	{name: "a secret in upper case", of: ofSecret(strings.ToUpper)},
	{name: "a secret as path-escaped text", of: ofSecret(url.PathEscape)},
	{name: "a secret as HTML-escaped text", of: ofSecret(html.EscapeString)},
	{name: "a secret in JSON in JSON", of: ofSecret(inJSON)},
	{name: "a part of a secret", of: ofSecret(func(s string) string { return s[:kit.Part+1] })},
}

func formDecoded(body string) string {
	form, err := url.ParseQuery(body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(form)
}

func inJSON(text string) string {
	quoted, _ := json.Marshal(text) // a string always marshals
	return string(quoted)
}

// A response is a complete HTTP response around what is repeated.
type response struct {
	name string
	of   func(status int, echo string) string
}

// httpText returns a response with the correct length. The given header lines come first.
func httpText(status int, header, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d Status\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, header, len(body), body)
}

func withBody(format string) func(int, string) string {
	return func(status int, echo string) string {
		return httpText(status, "Content-Type: application/json\r\n", strings.ReplaceAll(format, "ECHO", strings.Trim(inJSON(echo), `"`)))
	}
}

func withHeader(format string) func(int, string) string {
	return func(status int, echo string) string {
		return httpText(status, strings.ReplaceAll(format, "ECHO", echo)+"\r\n", `{"x":"no verdict"}`)
	}
}

func withRaw(format string) func(int, string) string {
	return func(status int, echo string) string {
		return strings.NewReplacer("ECHO", echo, "STATUS", strconv.Itoa(status)).Replace(format)
	}
}

// redirecting responds with each redirect status in turn.
func redirecting(location string) func(int, string) string {
	return func(status int, echo string) string {
		redirects := []int{301, 302, 303, 307, 308}
		return withHeader("Location: "+location)(redirects[status%len(redirects)], echo)
	}
}

var responses = []response{
	{name: "err msg", of: withBody(`{"stat":"fail","err":{"code":2,"msg":"ECHO"}}`)},
	{name: "err msg with words around", of: withBody(`{"err":{"msg":"Invalid parameter: ECHO, is what ECHO says","code":1},"stat":"fail"}`)},
	{name: "err msg about a wrong key", of: withBody(`{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey ECHO"}}`)},
	{name: "err msg about the token URL", of: withBody(`{"stat":"fail","err":{"code":3,"msg":"Token URL mismatch: (ECHO) (ECHO)"}}`)},
	{name: "err msg that is long", of: withBody(`{"stat":"fail","err":{"code":5,"msg":"` + strings.Repeat("word ", 85) + `ECHO ECHO"}}`)},
	{name: "err msg of a busy service", of: withBody(`{"stat":"fail","err":{"code":-1,"msg":"ECHO"}}`)},
	{name: "err msg in a list", of: withBody(`{"stat":"fail","err":{"code":["ECHO"],"msg":["ECHO","ECHO"]}}`)},
	{name: "err msg in an object", of: withBody(`{"stat":"fail","err":{"code":"ECHO","msg":{"ECHO":"ECHO"}}}`)},
	{name: "err as a string", of: withBody(`{"stat":"fail","err":"ECHO"}`)},
	{name: "err as a list", of: withBody(`{"stat":"fail","err":["ECHO"]}`)},
	{name: "err in the partner API's wrapper", of: withBody(`{"rsp":{"stat":"fail","err":{"code":"2","msg":"ECHO"}}}`)},
	{name: "stat", of: withBody(`{"stat":"ECHO","err":{"code":2}}`)},
	{name: "stat alone", of: withBody(`{"stat":"ECHO"}`)},
	{name: "a Registration error", of: withBody(`{"stat":"error","code":200,"error":"ECHO"}`)},
	{name: "a Registration description", of: withBody(`{"stat":"error","code":"200","error":"x","error_description":"ECHO","request_id":"ECHO"}`)},
	{name: "a Registration error of another kind", of: withBody(`{"stat":"error","code":"ECHO","error_description":["ECHO"],"invalid_fields":{"ECHO":["ECHO"]}}`)},
	{name: "unknown members", of: withBody(`{"stat":"fail","ECHO":"ECHO","more":{"ECHO":["ECHO"]},"err":{"code":2,"ECHO":"ECHO"}}`)},
	{name: "unknown members without stat", of: withBody(`{"ECHO":"ECHO","err":{"ECHO":1}}`)},
	{name: "a duplicate member", of: withBody(`{"ECHO":1,"stat":"ok","ECHO":2}`)},
	{name: "text that is not JSON", of: withBody(`ECHO`)},
	{name: "a text", of: withBody(`"ECHO"`)},
	{name: "a list", of: withBody(`["ECHO"]`)},
	{name: "trailing bytes", of: withBody(`{"stat":"ok"}ECHO`)},
	{name: "truncated JSON", of: withBody(`{"stat":"ok","ECHO":"ECHO","profile":{"identifier":"ECHO`)},
	{name: "JSON with an invalid name", of: withBody(`{"stat":"ok",ECHO:1}`)},
	{name: "JSON with an invalid escape", of: withBody(`{"stat":"ok","x":"\qECHO"}`)},
	{name: "no identifier", of: withBody(`{"stat":"ok","profile":{"identifier":["ECHO"],"displayName":"ECHO"},"ECHO":"ECHO"}`)},
	{name: "a damaged identifier", of: withBody(`{"stat":"ok","profile":{"identifier":"\ud800ECHO","displayName":"ECHO"}}`)},
	{name: "a sign-in", of: withBody(signInBody)},
	{name: "a page", of: func(status int, echo string) string {
		return httpText(status, "Content-Type: text/html\r\n", "<!DOCTYPE html><title>"+echo+"</title><a href='/?"+echo+"'>"+html.EscapeString(echo)+"</a>")
	}},
	{name: "a page with the request in every header", of: func(status int, echo string) string {
		return httpText(status, "Server: "+echo+"\r\nX-"+echo+": 1\r\nSet-Cookie: "+echo+"\r\nWWW-Authenticate: Basic realm="+echo+"\r\n", echo)
	}},
	{name: "no body", of: func(status int, echo string) string { return httpText(status, "X: "+echo+"\r\n", "") }},
	{name: "the media type", of: withHeader("Content-Type: text/ECHO")},
	{name: "the whole media type", of: withHeader("Content-Type: ECHO")},
	{name: "the media type's parameter", of: withHeader(`Content-Type: text/plain; charset="ECHO"; ECHO=1`)},
	{name: "the content encoding", of: withHeader("Content-Encoding: ECHO")},
	{name: "a body announced as gzip", of: func(status int, echo string) string { return httpText(status, "Content-Encoding: gzip\r\n", echo) }},
	{name: "Retry-After", of: withHeader("Retry-After: ECHO")},
	{name: "Retry-After with a suffix", of: withHeader("Retry-After: 1ECHO")},
	{name: "a redirect to a host", of: redirecting("https://ECHO/")},
	{name: "a redirect to a host of a domain", of: redirecting("https://x.ECHO.evil.example:443/ECHO?ECHO#ECHO")},
	{name: "a redirect to a path", of: redirecting("/ECHO?ECHO")},
	{name: "a redirect to a bare word", of: redirecting("ECHO")},
	{name: "a redirect with two slashes", of: redirecting("//ECHO")},
	{name: "a redirect with user info", of: redirecting("https://ECHO:ECHO@evil.example/")},
	{name: "a redirect with a port", of: redirecting("https://evil.example:ECHO/")},
	{name: "a redirect to a scheme", of: redirecting("ECHO://ECHO")},
	{name: "a redirect that does not parse", of: redirecting("http://[ECHO/%zzECHO")},
	{name: "the reason phrase", of: withRaw("HTTP/1.1 STATUS ECHO\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")},
	{name: "the status", of: withRaw("HTTP/1.1 ECHO\r\n\r\n")},
	{name: "a status that begins with three digits", of: withRaw("HTTP/1.1 200ECHO STATUS\r\n\r\n")},
	{name: "the protocol", of: withRaw("HTTP/ECHO STATUS OK\r\n\r\n")},
	{name: "no HTTP at all", of: withRaw("ECHO\r\n\r\n")},
	{name: "no HTTP and no line break", of: withRaw("ECHO")},
	{name: "a header line without a colon", of: withRaw("HTTP/1.1 STATUS OK\r\nECHO\r\n\r\n")},
	{name: "a header line that begins with a space", of: withRaw("HTTP/1.1 STATUS OK\r\n " + strings.Repeat("x", 55) + "ECHO\r\n\r\n")},
	{name: "a header name", of: withRaw("HTTP/1.1 STATUS OK\r\nECHO: ECHO\r\nContent-Length: 0\r\n\r\n")},
	{name: "a header line with a control character", of: withRaw("HTTP/1.1 STATUS OK\r\nX: \x00ECHO\r\n\r\n")},
	{name: "a truncated header", of: withRaw("HTTP/1.1 STATUS OK\r\nX: ECHO")},
	{name: "the length", of: withRaw("HTTP/1.1 STATUS OK\r\nContent-Length: ECHO\r\n\r\n")},
	{name: "two lengths", of: withRaw("HTTP/1.1 STATUS OK\r\nContent-Length: 1\r\nContent-Length: ECHO\r\n\r\n")},
	{name: "a truncated body", of: withRaw("HTTP/1.1 STATUS OK\r\nContent-Length: 5000\r\n\r\nECHO")},
	{name: "a body longer than announced", of: withRaw("HTTP/1.1 STATUS OK\r\nContent-Length: 2\r\n\r\n{}ECHO")},
	{name: "the transfer encoding", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: ECHO\r\n\r\nECHO")},
	{name: "the trailer's names", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: chunked\r\nTrailer: ECHO, Content-Length\r\n\r\n0\r\n\r\n")},
	{name: "a chunk's length", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: chunked\r\n\r\nECHO\r\nECHO\r\n")},
	{name: "a chunk's extension", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: chunked\r\n\r\n2;ECHO\r\n{}\r\n0\r\n\r\n")},
	{name: "a chunk's end", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}ECHO\r\n")},
	{name: "a trailer", of: withRaw("HTTP/1.1 STATUS OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nECHO\r\n\r\n")},
	{name: "an interim response", of: withRaw("HTTP/1.1 103 ECHO\r\nLink: ECHO\r\nECHO: 1\r\n\r\nHTTP/1.1 STATUS ECHO\r\nECHO\r\n\r\n")},
	{name: "another protocol", of: withRaw("HTTP/1.1 101 ECHO\r\nConnection: Upgrade\r\nUpgrade: ECHO\r\n\r\nECHO")},
}

// signInBody repeats the request in everything except the identifier and the provider.
const signInBody = `{"stat":"ok","ECHO":"ECHO","profile":{"identifier":"http://user.example/1","providerName":"Twitter","displayName":"ECHO",
	"email":"ECHO","verifiedEmail":"ECHO","name":{"formatted":"ECHO","ECHO":1},"ECHO":["ECHO"],"url":"ECHO","birthday":"ECHO"},
	"accessCredentials":{"type":"OAuth","oauthToken":"ECHO","oauthTokenSecret":"ECHO","ECHO":"ECHO"},
	"merged_poco":{"displayName":"ECHO","emails":[{"value":"ECHO"}],"ECHO":{}},"friends":["ECHO"],"provider":{"ECHO":"ECHO"}}`
