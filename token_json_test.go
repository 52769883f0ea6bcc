package janrain_test

import (
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
