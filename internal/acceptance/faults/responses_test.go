package faults

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// redirectFaults has redirects of every status to every place. The stage asserts that only the
// service is dialled.
func redirectFaults() []row {
	const secret = "?token=" + kit.Token + "#" + kit.BodyCanary
	to := func(status int, header ...string) func(*testing.T) kit.Stage {
		// The page of a redirect does not count, even if it is a success.
		return kit.Piped(kit.Write(kit.RawResponse(status, kit.Success, header...)))
	}
	var rows []row
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, place := range []struct{ name, location string }{
			{"the same host", "/elsewhere" + secret},
			{"another host", "https://other.example/api/v2/auth_info" + secret},
			{"http, from https", "http://" + kit.Domain + "/api/v2/auth_info" + secret},
		} {
			rows = append(rows, row{
				name: fmt.Sprintf("%d to %s", status, place.name), stage: to(status, "Location: "+place.location),
			})
		}
	}
	rows = append(
		rows,
		row{name: "redirect without a Location", stage: to(307)},
		row{name: "redirect to an invalid URL", stage: to(307, "Location: https://[other.example/%zz"+secret)},
		row{name: "redirect with user info", stage: to(307, "Location: https://"+kit.BodyCanary+":"+kit.BodyCanary+"@other.example/")},
	)
	return bubbled(rows)
}

func bubbled(rows []row) []row {
	for i := range rows {
		rows[i].bubble = true
	}
	return rows
}

// bodyFaults are faults in how a response is sent, not in what it says.
func bodyFaults() []row {
	const (
		zip    = "Content-Encoding: gzip"
		length = int64(len(kit.Success))
	)
	capped := func(n int64) func(*kit.Stage) { return kit.With(janrain.WithMaxResponseBytes(n)) }
	read := func(n int) func(*kit.Stage) { return func(s *kit.Stage) { s.Length = n } }
	html := func(s *kit.Stage) { s.Kind, s.Length = "text/html", len(kit.HTMLPage) }
	ok := func(body string, header ...string) kit.Script {
		return kit.Write(kit.RawResponse(http.StatusOK, body, header...))
	}
	bomb := kit.Gzipped(kit.Success + strings.Repeat(" ", 1<<20))
	lengthOf := func(n int) string { return fmt.Sprintf("Content-Length: %d", n) }
	identifier := func(info *janrain.AuthInfo) string { return "`Identifier` " + info.Profile.Identifier }

	rows := []row{
		{name: "body exactly at the cap", stage: kit.Piped(ok(kit.Success), capped(length)), shows: identifier},
		{name: "body one byte over the cap", stage: kit.Piped(ok(kit.Success), capped(length-1))},
		{name: "chunked body exactly at the cap", stage: kit.Piped(ok(kit.Chunked(kit.Success)+"0\r\n\r\n", "Transfer-Encoding: chunked"), capped(length)), shows: identifier},
		{name: "chunked body one byte over the cap", stage: kit.Piped(ok(kit.Chunked(kit.Success)+"0\r\n\r\n", "Transfer-Encoding: chunked"), capped(length-1))},
		{name: "gzip that is exactly at the cap", stage: kit.Piped(ok(kit.Gzipped(kit.Success), zip), capped(length)), shows: identifier},
		{name: "gzip that is one byte over the cap", stage: kit.Piped(ok(kit.Gzipped(kit.Success), zip), capped(length-1))},
		{name: "gzip bomb", stage: kit.Piped(ok(bomb, zip), capped(64<<10))},
		{name: "gzip without its end", stage: kit.Piped(ok(kit.Gzipped(kit.Success)[:60], zip))},
		{name: "gzip with a wrong checksum", stage: kit.Piped(ok(damagedGzip(), zip))},
		{name: "gzip in the header only", stage: kit.Piped(ok(kit.Success, zip))},
		{name: "body cut off", stage: kit.Piped(kit.WriteLast(kit.RawResponse(http.StatusOK, kit.Chunked(kit.Success[:40]), "Transfer-Encoding: chunked")))},
		{name: "Content-Length too long", stage: kit.Piped(kit.WriteLast(kit.RawResponse(http.StatusOK, kit.Success, lengthOf(len(kit.Success)+1))))},
		{
			// The connection is closed. Otherwise net/http would log the bytes after the end to
			// the standard logger.
			name:  "Content-Length too short",
			stage: kit.Piped(kit.WriteLast(kit.RawResponse(http.StatusOK, kit.Success, lengthOf(40), "Connection: close")), read(40)),
		},
		{name: "two Content-Lengths that differ", stage: kit.Piped(kit.Write(kit.RawResponse(http.StatusOK, kit.Success, lengthOf(40), lengthOf(len(kit.Success)))))},
		{name: "another protocol is switched to", stage: kit.Piped(kit.WriteLast(kit.Switched + kit.Success))},
		{name: "another protocol is switched to, and then silence", stage: kit.Piped(kit.Write(kit.Switched))},
		{name: "101 without an upgrade", stage: kit.Piped(kit.Write("HTTP/1.1 101 Switching Protocols\r\nContent-Length: 9\r\n\r\n"))},
		{name: "empty body", stage: kit.Piped(ok(""))},
		{name: "no content", stage: kit.Piped(kit.Write("HTTP/1.1 204 No Content\r\n\r\n"), func(s *kit.Stage) { s.Kind = "" })},
		{name: "partial content", stage: kit.RawAnswer(http.StatusPartialContent, kit.Success)},
		{name: "Content-Encoding br over plain JSON", stage: kit.RawAnswer(http.StatusOK, kit.Success, "Content-Encoding: br")},
		{
			name:  "Content-Encoding deflate over a refusal",
			stage: kit.RawAnswer(http.StatusOK, `{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`, "Content-Encoding: deflate"),
		},
		{name: "a body that is encoded", stage: kit.Piped(ok("\x0b\x02\x80{}\x03", "Content-Encoding: br"), read(6))},
		{name: "Content-Encoding identity", stage: kit.Piped(ok(kit.Success, "Content-Encoding: identity")), shows: identifier},
		{name: "HTML at 200", stage: kit.Piped(ok(kit.HTMLPage, "Content-Type: text/html; charset="+kit.BodyCanary), html)},
		{name: "HTML at 502", stage: kit.Piped(kit.Write(kit.RawResponse(http.StatusBadGateway, kit.HTMLPage, "Content-Type: text/html")), html)},
		{name: "wrong Content-Type with good JSON", stage: kit.Piped(ok(kit.Success, "Content-Type: text/html")), shows: identifier},
		{name: "no Content-Type with good JSON", stage: kit.Piped(ok(kit.Success, "Content-Type:")), shows: identifier},
	}
	for _, body := range []struct{ name, text string }{
		{"byte order mark", "\ufeff" + kit.Success},
		{"trailing bytes", kit.Success + kit.BodyCanary},
		{"trailing object", kit.Success + kit.Success},
		{"trailing NUL", kit.Success + "\x00"},
		{"null in place of the object", "null"},
		{"list in place of the object", "[]"},
		{"string in place of the object", `"x"`},
		{"number in place of the object", "7"},
	} {
		rows = append(rows, row{name: body.name, stage: kit.RawAnswer(http.StatusOK, body.text)})
	}
	return bubbled(rows)
}

// damagedGzip returns a complete response, compressed, with a wrong checksum.
func damagedGzip() string {
	b := []byte(kit.Gzipped(kit.Success))
	b[len(b)-8] ^= 1
	return string(b)
}

// verdictFaults are faults in stat, err and the required members.
func verdictFaults() []row {
	profile := func(identifier string) string {
		return `{"stat":"ok","profile":{"identifier":` + identifier + `,"email":"` + kit.BodyCanary + `"}}`
	}
	rows := []row{}
	for _, answer := range []struct {
		name, body string
		status     int
	}{
		{"no stat", `{"profile":{"identifier":"http://a.example/` + kit.BodyCanary + `"}}`, 200},
		{"stat null", strings.Replace(kit.Success, `"ok"`, "null", 1), 200},
		{"stat true", strings.Replace(kit.Success, `"ok"`, "true", 1), 200},
		{"stat another word", strings.Replace(kit.Success, `"ok"`, `"okay"`, 1), 200},
		{"stat ok beside err", strings.Replace(kit.Success, "{", `{"err":{"code":2,"msg":"Data not found"},`, 1), 200},
		{"stat ok beside an empty err", strings.Replace(kit.Success, "{", `{"err":{},`, 1), 200},
		{"stat ok under 500", kit.Success, 500},
		{"stat ok under 503", kit.Success, 503},
		{"stat ok under 401", kit.Success, 401},
		{"no profile", `{"stat":"ok"}`, 200},
		{"no identifier", `{"stat":"ok","profile":{"email":"` + kit.BodyCanary + `"}}`, 200},
		{"blank identifier", profile(`" \t"`), 200},
		{"numeric identifier", profile(`123456789123456789123`), 200},
		{"identifier in a list", profile(`["http://a.example/"]`), 200},
	} {
		rows = append(rows, row{name: answer.name, stage: kit.RawAnswer(answer.status, answer.body)})
	}
	return bubbled(rows)
}

// serviceFaults are errors from the service and from proxies in front of it.
func serviceFaults() []row {
	page := func(status int, header ...string) func(*testing.T) kit.Stage {
		return kit.Piped(kit.Write(kit.RawResponse(status, kit.HTMLPage, append(header, "Content-Type: text/html")...)), func(s *kit.Stage) {
			s.Kind, s.Length = "text/html", len(kit.HTMLPage)
		})
	}
	refused := func(status int, err string, header ...string) func(*testing.T) kit.Stage {
		return kit.RawAnswer(status, `{"stat":"fail","err":`+err+`}`, header...)
	}
	return bubbled([]row{
		{name: "HTML at 401", stage: page(401)},
		{name: "HTML at 404", stage: page(404)},
		{name: "HTML at 410", stage: page(410)},
		{
			name: "text at 404, as net/http writes it",
			stage: kit.Piped(kit.Write(kit.RawResponse(404, "404 page not found\n", "Content-Type: text/plain")), func(s *kit.Stage) {
				s.Kind, s.Length = "text/plain", len("404 page not found\n")
			}),
		},
		{name: "HTML at 500", stage: page(500)},
		{name: "empty 429", stage: kit.RawAnswer(429, "")},
		{name: "429 with Retry-After", stage: page(429, "Retry-After: 2")},
		{name: "503 with Retry-After", stage: page(503, "Retry-After: 3")},
		{name: "503 with a Retry-After above MaxDelay", spent: true, stage: page(503, "Retry-After: 3600")},
		{name: "504 without Retry-After", stage: page(504)},
		{name: "code -1", stage: refused(400, `{"code":-1,"msg":"Service Temporarily Unavailable"}`)},
		{name: "code -1 with Retry-After", stage: refused(503, `{"code":-1,"msg":"Service Temporarily Unavailable"}`, "Retry-After: 2")},
		{name: "code 2, a token used twice", stage: refused(400, `{"code":2,"msg":"Data not found"}`)},
		{name: "code 2 under 200, as before 2013", stage: refused(200, `{"code":2,"msg":"Data not found"}`)},
		{name: "code 3, token URL mismatch", stage: refused(400, `{"code":3,"msg":"Token URL mismatch: (a) (b)"}`)},
		{name: "code 3, invalid apiKey", stage: refused(400, `{"code":3,"msg":"Invalid apiKey"}`)},
		{name: "code 1, invalid apiKey", stage: refused(400, `{"code":1,"msg":"Invalid parameter: apiKey"}`)},
		{name: "code 3, invalid partnerKey", stage: refused(400, `{"code":3,"msg":"Invalid partnerKey"}`)},
		{name: "the message repeats the secrets", stage: refused(400, `{"code":1,"msg":"Invalid parameter: `+kit.APIKey+` `+kit.Token+`"}`)},
		{name: "the message repeats 30 characters of a token", stage: refused(400, `{"code":1,"msg":"Invalid parameter: `+kit.Token[:30]+`..."}`)},
		{name: "the message repeats a token in base64", stage: refused(400, `{"code":1,"msg":"Invalid parameter: `+base64.StdEncoding.EncodeToString([]byte(kit.Token))+`"}`)},
		{name: "code 1, a provider that is not configured", stage: refused(400, `{"code":1,"msg":"Google not configured"}`)},
		{name: "code 1, a permission that is not supported", stage: refused(400, `{"code":1,"msg":"Permission not supported for this provider: email"}`)},
		{name: "code 1, data unavailable", stage: refused(400, `{"code":1,"msg":"Data unavailable for http://a.example/"}`)},
		{name: "a message of 1 MB", stage: refused(400, `{"code":1,"msg":"`+strings.Repeat("a", 1<<20)+`"}`)},
		{name: "an unknown code", stage: refused(400, `{"code":990,"msg":"no"}`)},
		{name: "a refusal without a code", stage: refused(400, `"no"`)},
		{name: "a refusal without a code under 503", stage: refused(503, `"busy"`)},
		{name: "the Registration API", stage: kit.RawAnswer(200, `{"stat":"error","code":200,"error":"invalid_argument"}`)},
	})
}
