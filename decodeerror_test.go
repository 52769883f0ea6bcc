package janrain_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// canary stands in bodies where nothing of it may come out again.
const bodyCanary = "canary-of-the-body"

const htmlPage = `<!DOCTYPE html><html><head><title>502 ` + bodyCanary + `</title></head><body>` + bodyCanary + `</body></html>`

// unreadable are the bodies in which there is no verdict.
var unreadable = map[string]string{
	"HTML page":                `<!DOCTYPE html>` + htmlPage,
	"plain text":               "upstream said " + bodyCanary,
	"empty":                    "",
	"white space":              " \r\n",
	"null":                     "null",
	"true":                     "true",
	"text":                     `"ok"`,
	"number":                   "0",
	"list":                     "[]",
	"list of a success":        "[" + setupAnswer + "]",
	"object without members":   "{}",
	"object without stat":      `{"profile":{"identifier":"http://a.example/` + bodyCanary + `"}}`,
	"stat null":                strings.Replace(setupAnswer, `"ok"`, `null`, 1),
	"stat true":                strings.Replace(setupAnswer, `"ok"`, `true`, 1),
	"stat 1":                   strings.Replace(setupAnswer, `"ok"`, `1`, 1),
	"stat in a list":           strings.Replace(setupAnswer, `"ok"`, `["ok"]`, 1),
	"stat in an object":        strings.Replace(setupAnswer, `"ok"`, `{"ok":"ok"}`, 1),
	"STAT":                     strings.Replace(setupAnswer, `"stat"`, `"STAT"`, 1),
	"Stat":                     strings.Replace(setupAnswer, `"stat"`, `"Stat"`, 1),
	"cut off":                  setupAnswer[:len(setupAnswer)-1],
	"cut off in a text":        `{"stat":"ok","profile":{"identifier":"http://` + bodyCanary,
	"byte order mark":          "\ufeff" + setupAnswer,
	"something behind":         setupAnswer + bodyCanary,
	"a second answer behind":   setupAnswer + setupAnswer,
	"NUL behind":               setupAnswer + "\x00",
	"single quotes":            `{'stat':'ok','canary':'` + bodyCanary + `'}`,
	"comma at the end":         `{"stat":"ok",}`,
	"NaN":                      `{"stat":"ok","a":NaN}`,
	"JSONP":                    `callback(` + setupAnswer + `)`,
	"XML":                      `<?xml version="1.0"?><rsp stat="ok"><` + bodyCanary + `/></rsp>`,
	"stat twice":               `{"stat":"fail",` + setupAnswer[1:],
	"err twice":                `{"stat":"fail","err":{"code":2},"err":null}`,
	"profile twice":            strings.Replace(setupAnswer, `"profile"`, `"profile":{"`+bodyCanary+`":1},"profile"`, 1),
	"identifier twice":         strings.Replace(setupAnswer, `"identifier"`, `"identifier":"http://`+bodyCanary+`/","identifier"`, 1),
	"twice by an escape":       strings.Replace(setupAnswer, `"identifier"`, `"identifi\u0065r":"http://a.example/","identifier"`, 1),
	"twice deep below":         strings.Replace(setupAnswer, `"profile"`, `"x":[{"y":{"`+bodyCanary+`":1,"`+bodyCanary+`":2}}],"profile"`, 1),
	"twice in err":             `{"stat":"fail","err":{"code":2,"code":3}}`,
	"nested beyond all bounds": `{"stat":"ok","a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`,
}

func TestBodyWithoutAVerdictIsADecodeError(t *testing.T) {
	t.Parallel()
	for name, body := range unreadable {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEveryCall(t, func(t *testing.T, call apiCall) {
				for _, status := range []int{200, 400, 404, 429, 500, 502, 503, 504} {
					err := call.do(t.Context(), clientOf(t, serving(mockAnswer{
						Status: status, Body: body, Header: map[string]string{"Content-Type": "text/html; charset=" + bodyCanary},
					})))
					var garbled *janrain.DecodeError
					require.ErrorAs(t, err, &garbled, "under %d", status)
					assert.Equal(t, call.name, garbled.Method)
					assert.Equal(t, status, garbled.HTTPStatus)
					assert.Equal(t, "text/html", garbled.ContentType)
					assert.Equal(t, len(body), garbled.Length)
					assert.NotEmpty(t, garbled.Reason)
					assert.LessOrEqual(t, garbled.Offset, int64(len(body)))
					assertOneLine(t, err)
					require.ErrorContains(t, err, "text/html")
					assert.NotContains(t, err.Error()+garbled.Reason, "canary", "nothing of the body or of a header's parameters comes out")
					require.NotErrorIs(t, err, janrain.ErrNoIdentifier)
					if status == 429 || status >= 502 {
						assertIsExactly(t, err, "ErrServiceUnavailable")
					} else {
						assertIsExactly(t, err)
					}
				}
			})
		})
	}
}

func TestStatOkUnderAnotherStatusIsNoSuccess(t *testing.T) {
	t.Parallel()
	forEveryCall(t, func(t *testing.T, call apiCall) {
		for _, status := range []int{300, 304, 400, 401, 404, 418, 429, 500, 502, 503, 504} {
			err := call.do(t.Context(), clientOf(t, serving(mockAnswer{Status: status, Body: setupAnswer})))
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "under %d", status)
			assert.Equal(t, status, garbled.HTTPStatus)
			assertOneLine(t, err)
		}
	})
}

func TestSignInWithoutAUsableIdentifierIsNone(t *testing.T) {
	t.Parallel()
	profile := func(p string) string { return `{"stat":"ok","profile":` + p + `}` }
	for name, body := range map[string]string{
		"no profile":                    `{"stat":"ok"}`,
		"profile null":                  profile(`null`),
		"profile a list":                profile(`[]`),
		"profile a text":                profile(`"http://a.example/` + bodyCanary + `"`),
		"profile without members":       profile(`{}`),
		"identifier null":               profile(`{"identifier":null}`),
		"identifier empty":              profile(`{"identifier":""}`),
		"identifier of white space":     profile(`{"identifier":" \t\r\n"}`),
		"identifier of no-break spaces": profile(`{"identifier":"\u00a0\u3000"}`),
		"identifier of invisible marks": profile(`{"identifier":"\u200b\ufeff"}`),
		"identifier a number":           profile(`{"identifier":123456789123456789123}`),
		"identifier true":               profile(`{"identifier":true}`),
		"identifier in a list":          profile(`{"identifier":["http://a.example/` + bodyCanary + `"]}`),
		"identifier in an object":       profile(`{"identifier":{"value":"http://a.example/` + bodyCanary + `"}}`),
		"identifier in other letters":   profile(`{"Identifier":"http://a.example/` + bodyCanary + `"}`),
		"profile in other letters":      `{"stat":"ok","Profile":{"identifier":"http://a.example/"}}`,
		"identifier outside":            `{"stat":"ok","identifier":"http://a.example/","profile":{}}`,
		"lone surrogate":                profile(`{"identifier":"http://a.example/` + bodyCanary + `\ud800"}`),
		"replacement character":         profile(`{"identifier":"http://a.example/` + bodyCanary + `\ufffd"}`),
		"bad bytes":                     profile("{\"identifier\":\"http://a.example/" + bodyCanary + "\xff\"}"),
		"NUL":                           profile(`{"identifier":"http://a.example/` + bodyCanary + `\u0000"}`),
		"line feed":                     profile(`{"identifier":"http://a.example/` + bodyCanary + `\n"}`),
		"C1 control":                    profile(`{"identifier":"http://a.example/` + bodyCanary + `\u0085"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, err := signIn(t, clientOf(t, answering(body)))
			assert.Nil(t, info, "there is nobody to sign in")
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled)
			assert.Equal(t, http.StatusOK, garbled.HTTPStatus)
			assertIsExactly(t, err, "ErrNoIdentifier")
			assertOneLine(t, err)
			assert.NotContains(t, err.Error(), bodyCanary)

			for _, call := range everyCall[1:] {
				require.NoError(t, call.do(t.Context(), clientOf(t, answering(body))), "%s signs nobody in", call.name)
			}
		})
	}
}

func TestSignInInsideAWrapperIsNone(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"partnerresponse", "PartnerResponse", "pluginresponse"} {
		_, err := signIn(t, clientOf(t, answering(`{"`+wrapper+`":`+setupAnswer+`}`)))
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled, "wrappers are for partner calls only")
	}
}

// A DecodeError says what a person needs to find the page that came instead.
func TestDecodeErrorTellsWhatCame(t *testing.T) {
	t.Parallel()
	_, err := signIn(t, clientOf(t, serving(mockAnswer{Status: 404, Body: htmlPage, Header: map[string]string{"Content-Type": "Text/HTML; charset=utf-8"}})))
	require.ErrorContains(t, err, "auth_info")
	require.ErrorContains(t, err, "HTTP 404")
	require.ErrorContains(t, err, "text/html")
	require.ErrorContains(t, err, "app domain", "a page under 404 is not the service's")

	_, err = signIn(t, clientOf(t, serving(mockAnswer{Status: 502, Body: htmlPage})))
	require.ErrorContains(t, err, "try again later")

	for _, header := range []string{"", "no media type", "text/html; a=1; a=2", "x/" + strings.Repeat("y", 100), "a/b\u2028" + bodyCanary} {
		_, err = signIn(t, clientOf(t, serving(mockAnswer{Body: htmlPage, Header: map[string]string{"Content-Type": header}})))
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok)
		assert.Empty(t, garbled.ContentType, "%q is no media type", header)
		require.ErrorContains(t, err, "no content type")
		assertOneLine(t, err)
	}
	_, err = signIn(t, clientOf(t, answering(`{"stat":"ok","a":}`)))
	require.ErrorContains(t, err, "at byte 1", "where to look in a recording")
}
