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

// unreadable are the bodies in which there is no verdict.
var unreadable = map[string]string{
	"HTML page":                `<!DOCTYPE html>` + kit.HTMLPage,
	"plain text":               "upstream said " + kit.BodyCanary,
	"empty":                    "",
	"white space":              " \r\n",
	"null":                     "null",
	"true":                     "true",
	"text":                     `"ok"`,
	"number":                   "0",
	"list":                     "[]",
	"list of a success":        "[" + kit.Success + "]",
	"object without members":   "{}",
	"object without stat":      `{"profile":{"identifier":"http://a.example/` + kit.BodyCanary + `"}}`,
	"stat null":                strings.Replace(kit.Success, `"ok"`, `null`, 1),
	"stat true":                strings.Replace(kit.Success, `"ok"`, `true`, 1),
	"stat 1":                   strings.Replace(kit.Success, `"ok"`, `1`, 1),
	"stat in a list":           strings.Replace(kit.Success, `"ok"`, `["ok"]`, 1),
	"stat in an object":        strings.Replace(kit.Success, `"ok"`, `{"ok":"ok"}`, 1),
	"STAT":                     strings.Replace(kit.Success, `"stat"`, `"STAT"`, 1),
	"Stat":                     strings.Replace(kit.Success, `"stat"`, `"Stat"`, 1),
	"cut off":                  kit.Success[:len(kit.Success)-1],
	"cut off in a text":        `{"stat":"ok","profile":{"identifier":"http://` + kit.BodyCanary,
	"byte order mark":          "\ufeff" + kit.Success,
	"something behind":         kit.Success + kit.BodyCanary,
	"a second answer behind":   kit.Success + kit.Success,
	"NUL behind":               kit.Success + "\x00",
	"single quotes":            `{'stat':'ok','canary':'` + kit.BodyCanary + `'}`,
	"comma at the end":         `{"stat":"ok",}`,
	"NaN":                      `{"stat":"ok","a":NaN}`,
	"JSONP":                    `callback(` + kit.Success + `)`,
	"XML":                      `<?xml version="1.0"?><rsp stat="ok"><` + kit.BodyCanary + `/></rsp>`,
	"stat twice":               `{"stat":"fail",` + kit.Success[1:],
	"err twice":                `{"stat":"fail","err":{"code":2},"err":null}`,
	"profile twice":            strings.Replace(kit.Success, `"profile"`, `"profile":{"`+kit.BodyCanary+`":1},"profile"`, 1),
	"identifier twice":         strings.Replace(kit.Success, `"identifier"`, `"identifier":"http://`+kit.BodyCanary+`/","identifier"`, 1),
	"twice by an escape":       strings.Replace(kit.Success, `"identifier"`, `"identifi\u0065r":"http://a.example/","identifier"`, 1),
	"twice deep below":         strings.Replace(kit.Success, `"profile"`, `"x":[{"y":{"`+kit.BodyCanary+`":1,"`+kit.BodyCanary+`":2}}],"profile"`, 1),
	"twice in err":             `{"stat":"fail","err":{"code":2,"code":3}}`,
	"nested beyond all bounds": `{"stat":"ok","a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`,
}

func TestBodyWithoutAVerdictIsADecodeError(t *testing.T) {
	t.Parallel()
	for name, body := range unreadable {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				for _, status := range []int{200, 400, 404, 429, 500, 502, 503, 504} {
					err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{
						Status: status, Body: body, Header: map[string]string{"Content-Type": "text/html; charset=" + kit.BodyCanary},
					})))
					var garbled *janrain.DecodeError
					require.ErrorAs(t, err, &garbled, "under %d", status)
					assert.Equal(t, call.Name, garbled.Method)
					assert.Equal(t, status, garbled.HTTPStatus)
					assert.Equal(t, "text/html", garbled.ContentType)
					assert.Equal(t, len(body), garbled.Length)
					assert.NotEmpty(t, garbled.Reason)
					assert.LessOrEqual(t, garbled.Offset, int64(len(body)))
					kit.AssertOneLine(t, err)
					require.ErrorContains(t, err, "text/html")
					assert.NotContains(t, err.Error()+garbled.Reason, "canary", "nothing of the body or of a header's parameters comes out")
					require.NotErrorIs(t, err, janrain.ErrNoIdentifier)
					if status == 429 || status >= 502 {
						kit.AssertIsExactly(t, err, "ErrServiceUnavailable")
					} else {
						kit.AssertIsExactly(t, err)
					}
				}
			})
		})
	}
}

func TestStatOkUnderAnotherStatusIsNoSuccess(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		for _, status := range []int{300, 304, 400, 401, 404, 418, 429, 500, 502, 503, 504} {
			err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: status, Body: kit.Success})))
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "under %d", status)
			assert.Equal(t, status, garbled.HTTPStatus)
			kit.AssertOneLine(t, err)
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
		"profile a text":                profile(`"http://a.example/` + kit.BodyCanary + `"`),
		"profile without members":       profile(`{}`),
		"identifier null":               profile(`{"identifier":null}`),
		"identifier empty":              profile(`{"identifier":""}`),
		"identifier of white space":     profile(`{"identifier":" \t\r\n"}`),
		"identifier of no-break spaces": profile(`{"identifier":"\u00a0\u3000"}`),
		"identifier of invisible marks": profile(`{"identifier":"\u200b\ufeff"}`),
		"identifier a number":           profile(`{"identifier":123456789123456789123}`),
		"identifier true":               profile(`{"identifier":true}`),
		"identifier in a list":          profile(`{"identifier":["http://a.example/` + kit.BodyCanary + `"]}`),
		"identifier in an object":       profile(`{"identifier":{"value":"http://a.example/` + kit.BodyCanary + `"}}`),
		"identifier in other letters":   profile(`{"Identifier":"http://a.example/` + kit.BodyCanary + `"}`),
		"profile in other letters":      `{"stat":"ok","Profile":{"identifier":"http://a.example/"}}`,
		"identifier outside":            `{"stat":"ok","identifier":"http://a.example/","profile":{}}`,
		"lone surrogate":                profile(`{"identifier":"http://a.example/` + kit.BodyCanary + `\ud800"}`),
		"replacement character":         profile(`{"identifier":"http://a.example/` + kit.BodyCanary + `\ufffd"}`),
		"bad bytes":                     profile("{\"identifier\":\"http://a.example/" + kit.BodyCanary + "\xff\"}"),
		"NUL":                           profile(`{"identifier":"http://a.example/` + kit.BodyCanary + `\u0000"}`),
		"line feed":                     profile(`{"identifier":"http://a.example/` + kit.BodyCanary + `\n"}`),
		"C1 control":                    profile(`{"identifier":"http://a.example/` + kit.BodyCanary + `\u0085"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(body)))
			assert.Nil(t, info, "there is nobody to sign in")
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled)
			assert.Equal(t, http.StatusOK, garbled.HTTPStatus)
			kit.AssertIsExactly(t, err, "ErrNoIdentifier")
			kit.AssertOneLine(t, err)
			assert.NotContains(t, err.Error(), kit.BodyCanary)

			for _, call := range kit.Calls[1:] {
				require.NoError(t, call.Do(t.Context(), kit.Client(t, kit.RespondWith(body))), "%s signs nobody in", call.Name)
			}
		})
	}
}

func TestSignInInsideAWrapperIsNone(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"partnerresponse", "PartnerResponse", "pluginresponse"} {
		_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(`{"`+wrapper+`":`+kit.Success+`}`)))
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled, "wrappers are for partner calls only")
	}
}

// A DecodeError says what a person needs to find the page that came instead.
func TestDecodeErrorTellsWhatCame(t *testing.T) {
	t.Parallel()
	_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 404, Body: kit.HTMLPage, Header: map[string]string{"Content-Type": "Text/HTML; charset=utf-8"}})))
	require.ErrorContains(t, err, "auth_info")
	require.ErrorContains(t, err, "HTTP 404")
	require.ErrorContains(t, err, "text/html")
	require.ErrorContains(t, err, "app domain", "a page under 404 is not the service's")

	_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 502, Body: kit.HTMLPage})))
	require.ErrorContains(t, err, "try again later")

	for _, header := range []string{"", "no media type", "text/html; a=1; a=2", "x/" + strings.Repeat("y", 100), "a/b\u2028" + kit.BodyCanary} {
		_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Body: kit.HTMLPage, Header: map[string]string{"Content-Type": header}})))
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok)
		assert.Empty(t, garbled.ContentType, "%q is no media type", header)
		require.ErrorContains(t, err, "no content type")
		kit.AssertOneLine(t, err)
	}
	_, err = kit.SignIn(t, kit.Client(t, kit.RespondWith(`{"stat":"ok","a":}`)))
	require.ErrorContains(t, err, "at byte 1", "where to look in a recording")
}
