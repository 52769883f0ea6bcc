package janrain_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// encodedAs is a service that answers under a status, with a header of many lines.
func encodedAs(status int, body string, encodings ...string) kit.RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(status, body)
		resp.Header["Content-Encoding"] = encodings
		return resp, nil
	}
}

const mappedAnswer = `{"mappings":{"1":["http://a.example/"]},"profile":{"identifier":"http://a.example/"},"stat":"ok"}`

// assertIncomplete makes sure that a success is none for any call, and a refusal is one.
func assertIncomplete(t *testing.T, service func(body string) kit.RoundTripper) {
	t.Helper()
	for _, call := range kit.EndingCalls {
		garbled := new(janrain.DecodeError)
		require.ErrorAs(t, call.Do(t.Context(), kit.Client(t, service(mappedAnswer))), &garbled, call.Name)
		assert.Equal(t, janrain.FaultService, janrain.FaultOf(garbled))
		kit.AssertOneLine(t, garbled)

		refused := new(janrain.Error)
		err := call.Do(t.Context(), kit.Client(t, service(`{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`)))
		require.ErrorAs(t, err, &refused, "a refusal is believed, of %s", call.Name)
	}
	for m, err := range kit.Client(t, service(mappedAnswer)).AllMappings(t.Context()) {
		require.Error(t, err, "no mapping is handed out: %v", m.Identifiers)
	}
}

func TestASuccessIsACompleteResponse(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 202, 203, 299} {
		for _, call := range kit.EndingCalls {
			err := call.Do(t.Context(), kit.Client(t, says(status, mappedAnswer)))
			require.NoError(t, err, "%s under %d", call.Name, status)
		}
	}
	for _, status := range []int{204, 205, 206, 207, 208, 226} {
		assertIncomplete(t, func(body string) kit.RoundTripper { return says(status, body) })
	}
}

func TestASuccessIsNotEncoded(t *testing.T) {
	t.Parallel()
	for _, none := range [][]string{nil, {""}, {"identity"}, {"IDENTITY"}, {" , identity ,"}, {"identity", "identity"}} {
		for _, call := range kit.EndingCalls {
			err := call.Do(t.Context(), kit.Client(t, encodedAs(200, mappedAnswer, none...)))
			require.NoError(t, err, "%s with %q", call.Name, none)
		}
	}
	for _, some := range [][]string{
		{"br"}, {"BR"}, {"deflate"}, {"zstd"}, {"gzip"}, {"x-gzip"}, {"compress"}, {"identity, br"}, {"br, identity"},
		{"", "deflate"}, {"identity", "gzip"}, {"canary"}, {"aes128gcm"},
	} {
		assertIncomplete(t, func(body string) kit.RoundTripper { return encodedAs(200, body, some...) })
	}
	_, err := kit.SignIn(t, kit.Client(t, encodedAs(200, "\x1f\x8b\x08canary", "br;canary")))
	require.ErrorContains(t, err, "Content-Encoding")
	assert.NotContains(t, err.Error(), "canary")
}

func TestABodyThatIsNoObjectIsToldByStatusAndContentType(t *testing.T) {
	t.Parallel()
	for body, reason := range map[string]string{
		"404 page not found\n":             "not a JSON object",
		"-1":                               "not a JSON object",
		"null and void":                    "not a JSON object",
		"true":                             "not a JSON object",
		`"x" y`:                            "not a JSON object",
		"[]{}":                             "not a JSON object",
		"\ufeff{}":                         "not a JSON object",
		"nul":                              "not a JSON object",
		"\n<html>":                         "not a JSON object",
		"":                                 "the body is empty",
		`{"stat":"ok"`:                     "the JSON ends too soon",
		`{"stat":"ok"} x`:                  "there is more after the JSON object",
		strings.Repeat("[", 11_000):        "not a JSON object",
		"\x1f\x8b\x08\x00gzip of a server": "not a JSON object",
	} {
		for _, status := range []int{200, 404, 429, 500} {
			for _, call := range kit.EndingCalls {
				service := kit.RoundTripper(func(*http.Request) (*http.Response, error) {
					resp := kit.HTTPResponse(status, body)
					resp.Header.Set("Content-Type", "text/plain; charset=utf-8")
					return resp, nil
				})
				err := call.Do(t.Context(), kit.Client(t, service))
				garbled, ok := errors.AsType[*janrain.DecodeError](err)
				require.True(t, ok, "%q of %s: %v", body, call.Name, err)
				assert.Equal(t, reason, garbled.Reason, "%q of %s", body, call.Name)
				assert.Equal(t, []any{status, "text/plain"}, []any{garbled.HTTPStatus, garbled.ContentType})
				if body == "" || body[0] != '{' {
					assert.Zero(t, garbled.Offset)
					assert.NotContains(t, err.Error(), "at byte")
				}
				require.ErrorContains(t, err, "text/plain")
			}
		}
	}
}

func TestAPageInThePlaceOfTheServiceMayMeanItsEnd(t *testing.T) {
	t.Parallel()
	for status, gone := range map[int]bool{401: false, 403: false, 404: true, 410: true, 500: false, 200: false} {
		for _, body := range []string{kit.HTMLPage, "", "gone"} {
			_, err := kit.SignIn(t, kit.Client(t, says(status, body)))
			assert.Equal(t, gone, strings.Contains(err.Error(), "2027"), "of %q under %d: %v", body, status, err)
			kit.AssertAdviceAgrees(t, err)
		}
	}
}
