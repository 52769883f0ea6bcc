package janrain_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
					assert.Equal(t, call.Name, garbled.Endpoint)
					assert.Equal(t, status, garbled.HTTPStatus)
					assert.Equal(t, "text/html", garbled.ContentType)
					assert.Equal(t, len(body), garbled.Length)
					assert.NotEmpty(t, garbled.Reason)
					assert.LessOrEqual(t, garbled.Offset, int64(len(body)))
					kit.AssertOneLine(t, err)
					require.ErrorContains(t, err, "text/html")
					assert.NotContains(t, err.Error()+garbled.Reason, "canary",
						"nothing of the body or of a header's parameters comes out")
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
				require.NoError(t, call.Do(t.Context(), kit.Client(t, kit.RespondWith(body))),
					"%s signs nobody in", call.Name)
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

// Refusals in the shapes that no table has.
func TestOddRefusalsAreErrorsToo(t *testing.T) {
	t.Parallel()
	const none = janrain.CodeNone
	tests := []struct {
		name, body string
		code       janrain.Code
		message    string
		is         []string
	}{
		{"bare text", `{"stat":"fail","err":"Data not found"}`, none, "Data not found", nil},
		{"bare number", `{"stat":"fail","err":2}`, none, "2", nil},
		{"no err", `{"stat":"fail"}`, none, "", nil},
		{"err null", `{"stat":"fail","err":null}`, none, "", nil},
		{"err without members", `{"stat":"fail","err":{}}`, none, "", nil},
		{"err an empty list", `{"stat":"fail","err":[]}`, none, "", nil},
		{"err without a code", `{"stat":"fail","err":{"msg":"no"}}`, none, "no", nil},
		{"err without a message", `{"stat":"fail","err":{"code":2}}`, 2, "", []string{"ErrDataNotFound"}},
		{"code null", `{"stat":"fail","err":{"code":null,"msg":"no"}}`, none, "no", nil},
		{"code a word", `{"stat":"fail","err":{"code":"two","msg":"no"}}`, none, "no", nil},
		{"code an object", `{"stat":"fail","err":{"code":{},"msg":"no"}}`, none, "no", nil},
		{"code a fraction", `{"stat":"fail","err":{"code":2.5,"msg":"no"}}`, none, "no", nil},
		{"code with a point", `{"stat":"fail","err":{"code":2.0,"msg":"no"}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"code out of range", `{"stat":"fail","err":{"code":1e300,"msg":"no"}}`, none, "no", nil},
		{"code the least number of 32 bits", `{"stat":"fail","err":{"code":-2147483648,"msg":"no"}}`, -2147483648, "no", nil},
		{"code the least number of all", `{"stat":"fail","err":{"code":-9223372036854775808,"msg":"no"}}`, none + 1, "no", nil},
		{"message a number", `{"stat":"fail","err":{"code":2,"msg":5}}`, 2, "5", []string{"ErrDataNotFound"}},
		{"message an object", `{"stat":"fail","err":{"code":2,"msg":{}}}`, 2, "", []string{"ErrDataNotFound"}},
		{"more members", `{"stat":"fail","err":{"code":2,"msg":"no","more":[1]},"more":{}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"stat a word of its own", `{"stat":"Failed","err":{"code":2,"msg":"no"}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"stat empty", `{"stat":"","err":{"code":2,"msg":"no"}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"stat ok with a space", `{"stat":"ok ","profile":{"identifier":"http://a.example/"}}`, none, "", nil},
		{"err beside stat ok", `{"stat":"ok","err":{"code":2,"msg":"no"},"profile":{"identifier":"http://a.example/"}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"err before stat ok", `{"err":{"code":2,"msg":"no"},"stat":"ok","profile":{"identifier":"http://a.example/"}}`, 2, "no", []string{"ErrDataNotFound"}},
		{"bare err beside stat ok", `{"stat":"ok","err":"no","profile":{"identifier":"http://a.example/"}}`, none, "no", nil},
		{"err false beside stat ok", `{"stat":"ok","err":false,"profile":{"identifier":"http://a.example/"}}`, none, "", nil},
		{"err empty beside stat ok", `{"stat":"ok","err":"","profile":{"identifier":"http://a.example/"}}`, none, "", nil},
		{"bytes that are no UTF-8", "{\"stat\":\"fail\",\"err\":{\"code\":2,\"msg\":\"a\xffb\"}}", 2, "a\ufffdb", []string{"ErrDataNotFound"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				for _, status := range []int{200, 400} {
					err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: status, Body: tt.body})))
					var refused *janrain.Error
					require.ErrorAs(t, err, &refused, "%s is a refusal", tt.body)
					assert.Equal(t, janrain.Error{Endpoint: call.Name, Code: tt.code, Message: tt.message, HTTPStatus: status}, *refused)
					kit.AssertIsExactly(t, err, tt.is...)
					kit.AssertOneLine(t, err)
				}
			})
		})
	}
}

func TestStatOkInAnyCaseAndErrNullAreSuccess(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		for _, body := range []string{
			strings.Replace(kit.Success, `"ok"`, `"OK"`, 1),
			strings.Replace(kit.Success, `"ok"`, `"Ok"`, 1),
			strings.Replace(kit.Success, `"ok"`, `"\u006fk"`, 1),
			strings.Replace(kit.Success, `"stat"`, `"err":null,"stat"`, 1),
			"\r\n\t " + kit.Success + "\r\n",
		} {
			require.NoError(t, call.Do(t.Context(), kit.Client(t, kit.RespondWith(body))), "%s is a success", body)
		}
		require.NoError(t, call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: 201, Body: kit.Success}))),
			"2xx is 2xx")
	})
}

// The Registration API is another product of the vendor with codes of its own.
func TestRegistrationAnswerMatchesNoSentinel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		code       int
		message    string
	}{
		{
			"as its page shows it", `{"stat":"error","code":200,"error":"invalid_argument","error_description":"token is missing","request_token":"x"}`,
			200, "token is missing",
		},
		{"without a description", `{"stat":"error","code":310,"error":"record_not_found"}`, 310, "record_not_found"},
		{"code as text", `{"stat":"error","code":"420","error":"redirect_uri_mismatch"}`, 420, "redirect_uri_mismatch"},
		{"a code that is one of Social Login's", `{"stat":"error","code":3,"error_description":"Invalid apiKey"}`, 3, "Invalid apiKey"},
		{"beside err null", `{"stat":"error","err":null,"code":540,"error":"too_much"}`, 540, "too_much"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				for _, status := range []int{200, 400, 503} {
					err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: status, Body: tt.body})))
					var refused *janrain.Error
					require.ErrorAs(t, err, &refused)
					assert.Equal(t, tt.code, refused.RegistrationCode)
					assert.Equal(t, janrain.CodeNone, refused.Code, "its codes are not ours")
					assert.Equal(t, tt.message, refused.Message)
					kit.AssertIsExactly(t, err)
					assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "the app domain is the wrong one")
					require.ErrorContains(t, err, "app domain")
					kit.AssertOneLine(t, err)
				}
			})
		})
	}
}

// A front end says 'overloaded' in the service's own form, but without a code.
func TestRefusalWithoutACodeUnderAnOverloadStatusIsUnavailable(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 502, 503, 504} {
		_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: status, Body: `{"stat":"fail","err":"busy"}`})))
		kit.AssertIsExactly(t, err, "ErrServiceUnavailable")
		_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: status, Body: `{"stat":"fail","err":{"code":2}}`})))
		kit.AssertIsExactly(t, err, "ErrDataNotFound")
	}
	_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 500, Body: `{"stat":"fail","err":"broken"}`})))
	kit.AssertIsExactly(t, err)
}

func TestRetryAfterIsReadOnEveryKindOfAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the clock of a bubble stands still
		tests := []struct {
			header string
			want   time.Duration
		}{
			{"", 0},
			{"120", 2 * time.Minute},
			{" 7 ", 7 * time.Second},
			{"0", 0},
			{"-5", 0},
			{"soon", 0},
			{"1.5", 0},
			{"99999999999999999999", math.MaxInt32 * time.Second},
			{time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat), 90 * time.Second},
			{time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat), 0},
			{"Mon, 99 Foo 2026", 0},
		}
		for _, tt := range tests {
			header := map[string]string{"Retry-After": tt.header}
			_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 503, Header: header, Body: `{"stat":"fail","err":{"code":-1}}`})))
			var refused *janrain.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, tt.want, refused.RetryAfter, "of %q in an *Error", tt.header)

			_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 503, Header: header, Body: `<html>`})))
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled)
			assert.Equal(t, tt.want, garbled.RetryAfter, "of %q in a *DecodeError", tt.header)
		}
	})
}

// The message is somebody else's text: it must not break a log's lines, nor
// fill the disk.
func TestTextIsOneShortLineWhateverTheServiceSays(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"10 KB with newlines":         strings.Repeat("line\r\n", 1700),
		"10 KB of umlauts":            strings.Repeat("ü", 5000),
		"10 KB of emoji, one off":     "x" + strings.Repeat("👩", 2500),
		"10 KB of emoji, two off":     "xx" + strings.Repeat("👩", 2500),
		"10 KB of emoji, three off":   "xxx" + strings.Repeat("👩", 2500),
		"control characters":          "a\x00b\x1b[31mc\x7fd",
		"line separators":             "a\u2028b\u2029c\u0085d\v\f\u202e\u2066",
		"a forged line of a log":      "x\njanrain: auth_info: all is well",
		"spaces and nothing else":     "     ",
		"nothing but bad characters":  strings.Repeat("\ufffd", 300),
		"Token URL mismatch of 10 KB": "Token URL mismatch: https://a.example/" + strings.Repeat("a", 10000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, code := range []int{-1, 2, 3, 4, 11, 990} {
				quoted := strconv.QuoteToASCII(message)
				quoted = strings.NewReplacer(`\x00`, `\u0000`, `\x1b`, `\u001b`, `\x7f`, `\u007f`, `\v`, `\u000b`, `\U0001f469`, `\ud83d\udc69`).Replace(quoted)
				body := fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%s}}`, code, quoted)
				kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
					err := call.Do(t.Context(), kit.Client(t, kit.RespondWith(body)))
					var refused *janrain.Error
					require.ErrorAs(t, err, &refused)
					assert.Equal(t, message, refused.Message, "the message itself is whole")
					kit.AssertOneLine(t, err)
					require.ErrorContains(t, err, fmt.Sprintf("(code %d, HTTP 200)", code),
						"what this package says is not cut off")
				})
			}
		})
	}
}

func TestErrorsAreFoundBelowACallersWords(t *testing.T) {
	t.Parallel()
	_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(`{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`)))
	wrapped := errors.Join(errors.New("another"), fmt.Errorf("login: %w", err))
	refused, ok := errors.AsType[*janrain.Error](wrapped)
	require.True(t, ok)
	assert.Equal(t, janrain.CodeDataNotFound, refused.Code)
	require.ErrorIs(t, wrapped, janrain.ErrDataNotFound)
}

// Tests of applications make these errors by hand, not always whole.
func TestErrorsMadeByHandCanBePrinted(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&janrain.Error{}, &janrain.Error{Code: janrain.CodeNone}, &janrain.DecodeError{}, &janrain.TransportError{}, &janrain.ParamError{}, &janrain.LinkError{}, &janrain.StateError{}, &janrain.TokenError{},
	} {
		require.NotPanics(t, func() { kit.AssertOneLine(t, err) }, "of %T", err)
		require.NotPanics(t, func() { janrain.FaultOf(err) }, "of %T", err)
	}
}

// get_user_data says under code 1 what auth_info says under code 2. Of the others
// of code 1 it is none, nor is any other code that says so.
func TestDataUnavailableIsDataNotFound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code    int
		message string
		want    []string
		fault   janrain.Fault
	}{
		{1, "Data unavailable for http://a.example/", []string{"ErrInvalidParameter", "ErrDataNotFound"}, janrain.FaultUser},
		{1, "Data Unavailable", []string{"ErrInvalidParameter", "ErrDataNotFound"}, janrain.FaultUser},
		{1, "Invalid parameter: Data unavailable", []string{"ErrInvalidParameter"}, janrain.FaultDeveloper},
		{0, "Data unavailable", []string{"ErrMissingParameter"}, janrain.FaultDeveloper},
		{10, "Data unavailable", []string{"ErrNotConfigured"}, janrain.FaultDeveloper},
		{10, "Invalid parameter: token", []string{"ErrNotConfigured"}, janrain.FaultDeveloper},
		{1, "token", []string{"ErrInvalidParameter"}, janrain.FaultDeveloper},
		{10, "Invalid apiKey", []string{"ErrNotConfigured"}, janrain.FaultDeveloper},
		{10, "Invalid partnerKey", []string{"ErrNotConfigured"}, janrain.FaultDeveloper},
	} {
		body := fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%q}}`, tt.code, tt.message)
		_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: body})))
		kit.AssertIsExactly(t, err, tt.want...)
		assert.Equal(t, tt.fault, janrain.FaultOf(err), "of code %d, %q", tt.code, tt.message)
	}
}

// What is not there is not made up for the text.
func TestTextOfARefusalSaysWhatThereIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, want string }{
		"no code and no message":        {`{"stat":"fail"}`, "janrain: auth_info: the service rejected the call without a message (HTTP 400)"},
		"no code":                       {`{"stat":"fail","err":{"msg":"no"}}`, "janrain: auth_info: no (HTTP 400)"},
		"of the Registration API":       {`{"stat":"error","code":200,"error":"no"}`, "janrain: auth_info: no (Registration API code 200, HTTP 400)"},
		"of its, without a code":        {`{"stat":"error","error":"no"}`, "janrain: auth_info: no (HTTP 400)"},
		"of neither":                    {`{"stat":"error"}`, "janrain: auth_info: the service rejected the call without a message (HTTP 400)"},
		"of both: err is the service's": {`{"stat":"error","err":{"msg":"no"},"error":"another"}`, "janrain: auth_info: no (HTTP 400)"},
		"fail beside the words of its":  {`{"stat":"fail","code":200,"error":"no"}`, "janrain: auth_info: the service rejected the call without a message (HTTP 400)"},
		"in other letters":              {`{"stat":"fail","err":{"code":990,"msg":"Ungültig: ключ 鍵 é 🔑"}}`, "janrain: auth_info: Ungültig: ключ 鍵 é 🔑 (code 990, HTTP 400)"},
	} {
		_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: tt.body})))
		var refused *janrain.Error
		require.ErrorAs(t, err, &refused, name)
		assert.Contains(t, err.Error(), tt.want, name)
		kit.AssertOneLine(t, err)
	}
}

func TestACallWithoutAContextMissesIt(t *testing.T) {
	t.Parallel()
	for _, call := range kit.Calls {
		for _, ctx := range []context.Context{nil, (*kit.ContextOfNone)(nil)} {
			err := call.Do(ctx, kit.Client(t, kit.RespondWith(kit.Success)))
			assert.Equal(t, call.Name, kit.RequireParamError(t, err, "ctx", "").Endpoint)
			require.ErrorIs(t, err, janrain.ErrMissingParameter)
		}
		err := call.Do(t.Context(), nil)
		assert.Equal(t, call.Name, kit.RequireParamError(t, err, "Client", "").Endpoint)
	}
}
