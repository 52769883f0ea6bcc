package janrain_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

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
