package janrain_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// Keys are sent to the path, so it must not lead to another host.
func TestCallRejectsPathsThatLeadElsewhere(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"empty":                       "",
		"a slash alone":               "/",
		"two slashes":                 "//evil.example/api/v2/x",
		"two slashes inside":          "api//v2/x",
		"two slashes at the end":      "api/v2/x//",
		"two dots before a slash":     "api/v2/../",
		"a URL":                       "https://evil.example/api/v2/x",
		"a host with a port":          "evil.example:443/x",
		"user info":                   "@evil.example/x",
		"user info behind a slash":    "/@evil.example/x",
		"two dots":                    "api/v2/../../x",
		"two dots in front":           "../x",
		"two dots at the end":         "api/..",
		"one dot":                     "api/./x",
		"three dots":                  "api/.../x",
		"a dot at the end":            "api/v2/auth_info.",
		"two dots, escaped":           "api/%2e%2e/x",
		"a slash, escaped":            "api%2fv2",
		"a percent sign":              "api/100%",
		"a query":                     "api/v2/x?token=canary",
		"a fragment":                  "api/v2/x#canary",
		"a backslash":                 `api\v2\x`,
		"a backslash that is a slash": `/\evil.example/x`,
		"a semicolon":                 "api/v2/x;a=b",
		"a space":                     "api/v2/x y",
		"a space at the end":          "api/v2/x ",
		"a carriage return":           "api/v2/x\r\nHost: evil.example",
		"a line feed at the end":      "api/v2/x\n",
		"NUL":                         "api/v2/x\x00",
		"a letter that looks alike":   "аpi/v2/x",
		"a full stop of full width":   "api/．．/x",
		"bad UTF-8":                   "api/v2/\xff",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			answer, err := kit.Client(t, service).Call(t.Context(), path, url.Values{"a": {"b"}})
			assert.Nil(t, answer)
			refused := kit.RequireParamError(t, err, "path", "")
			assert.Equal(t, "Call", refused.Endpoint)
			assert.Equal(t, path == "" || path == "/", refused.Missing)
			assert.NotContains(t, err.Error(), "evil", "the error must not repeat the path")
			assert.NotContains(t, err.Error(), "canary")
			service.AssertSilent(t)
		})
	}
}

func TestCallSendsTheKeysOfItsAPI(t *testing.T) {
	t.Parallel()
	const partnerHost = "partner.example"
	for path, want := range map[string]struct{ url, keys string }{
		"api/v2/map":            {"https://example.rpxnow.com/api/v2/map", "apiKey"},
		"/api/v2/map":           {"https://example.rpxnow.com/api/v2/map", "apiKey"},
		"api/v2/a-b_c.d/e9":     {"https://example.rpxnow.com/api/v2/a-b_c.d/e9", "apiKey"},
		"api/v2/providers":      {"https://example.rpxnow.com/api/v2/providers", ""},
		"/partner/v2/apps":      {"https://partner.example/partner/v2/apps", "partnerKey"},
		"x":                     {"https://example.rpxnow.com/x", "apiKey"},
		"api/partner/v2/apps":   {"https://example.rpxnow.com/api/partner/v2/apps", "apiKey"},
		"partners/v2/apps":      {"https://example.rpxnow.com/partners/v2/apps", "apiKey"},
		"partner/v2/app/bus":    {"https://partner.example/partner/v2/app/bus", "apiKey partnerKey"},
		"/partner/v2/app/bus":   {"https://partner.example/partner/v2/app/bus", "apiKey partnerKey"},
		"Partner/V2/Apps":       {"https://partner.example/Partner/V2/Apps", "partnerKey"},
		"PARTNER/v2/x":          {"https://partner.example/PARTNER/v2/x", "apiKey partnerKey"},
		"api/v2/map/":           {"https://example.rpxnow.com/api/v2/map/", "apiKey"},
		"~api/V2/x/":            {"https://example.rpxnow.com/~api/V2/x/", "apiKey"},
		"plugin/create_rp":      {"https://partner.example/plugin/create_rp", "apiKey"},
		"signin/oauth_token":    {"https://example.rpxnow.com/signin/oauth_token", ""},
		"/signin/device_signin": {"https://example.rpxnow.com/signin/device_signin", ""},
	} {
		service := kit.RespondWith(`{"stat":"ok","partnerresponse":{"stat":"ok"}}`)
		given := url.Values{"name": {"a b", "c"}, "empty": {}}
		client := kit.Client(t, service, janrain.WithPartnerDomain(partnerHost))
		answer, err := client.Call(t.Context(), path, given)
		require.NoError(t, err, path)
		assert.Equal(t, `"ok"`, string(answer.Extra["stat"]))
		sent := service.Only(t)
		assert.Equal(t, want.url, sent.URL.String(), path)
		form := url.Values{"name": {"a b", "c"}}
		if strings.Contains(want.keys, "apiKey") {
			form.Set("apiKey", kit.APIKey)
		}
		if strings.Contains(want.keys, "partnerKey") {
			form.Set("partnerKey", kit.PartnerKey)
		}
		assert.Equal(t, form, sent.Form(t), path)
		assert.Equal(t, url.Values{"name": {"a b", "c"}, "empty": {}}, given, "the caller's form must not change")
	}
}

func TestCallAcceptsANilForm(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.Client(t, service).Call(t.Context(), "api/v2/x", nil)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"apiKey": {kit.APIKey}}, service.Only(t).Form(t))
}

// A form with a second key would make it unclear whose call it is.
func TestCallRejectsAFormWithKeys(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"api/v2/x", "partner/v2/x", "signin/x"} {
		for _, key := range []string{"apiKey", "partnerKey", "APIKEY", "partnerkey"} {
			for _, values := range [][]string{{"canary"}, {""}, nil} {
				service := kit.RespondWith(kit.Success)
				_, err := kit.Client(t, service).Call(t.Context(), path, url.Values{key: values})
				refused := kit.RequireParamError(t, err, "form", key)
				assert.Equal(t, path, refused.Endpoint)
				assert.False(t, refused.Missing)
				assert.NotContains(t, err.Error(), "canary")
				service.AssertSilent(t)
			}
		}
	}
}

func TestCallChecksItsContextAndItsClient(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.Client(t, service).Call((*kit.ContextOfNone)(nil), "api/v2/x", nil)
	kit.RequireParamError(t, err, "ctx", "")
	for _, client := range []*janrain.Client{nil, {}} {
		_, err = client.Call(t.Context(), "api/v2/x", nil)
		kit.RequireParamError(t, err, "Client", "")
	}
	alone, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	_, err = alone.Call(t.Context(), "partner/v2/apps", nil)
	kit.RequireParamError(t, err, "WithPartnerKey", "partnerKey")
	service.AssertSilent(t)
}

// A service that repeats the request must not leak a secret into a log. The name of a parameter
// tells whether it is secret.
func TestCallRedactsSecretsInErrors(t *testing.T) {
	t.Parallel()
	// The service repeats the form.
	echo := kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.ParseForm()
		text := strconv.Quote(fmt.Sprint(r.PostForm, r.PostForm.Encode()))
		return kit.HTTPResponse(http.StatusBadRequest, `{"stat":"fail","err":{"code":1,"msg":`+text+`}}`), nil
	})
	for name, secret := range map[string]bool{
		"token": true, "access_token": true, "refreshToken": true, "clientSecret": true, "client_secret": true, "password": true,
		"newPassword": true, "consumerKey": true, "signing_key": true, "code": true, "token-secret": true, "SECRET": true,
		"tokenUrl": false, "token_url": false, "primaryKey": false, "identifier": false, "provider": false, "keyword": false,
	} {
		value := "https://canary.example/" + name + "?a=b&c"
		_, err := kit.Client(t, echo).Call(t.Context(), "api/v2/new", url.Values{name: {"fine", value}})
		var refused *janrain.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, "api/v2/new", refused.Endpoint, "the endpoint must be the path")
		assert.Equal(t, !secret, strings.Contains(refused.Message, value), "%s, unchanged", name)
		assert.Equal(t, !secret, strings.Contains(refused.Message, url.QueryEscape(value)), "%s, form-encoded", name)
		assert.NotContains(t, refused.Message, kit.APIKey)
		kit.AssertOneLine(t, err)
	}
}

func TestCallRemovesTheWrapperOnlyFromPartnerResponses(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"PluginResponse":{"stat":"ok","a":1}}`)
	for path, wrapped := range map[string]bool{"partner/v2/x": true, "plugin/x": true, "api/v2/x": false, "signin/x": false} {
		answer, err := kit.Client(t, service).Call(t.Context(), path, nil)
		if !wrapped {
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "%s: the content of a wrapper must not count", path)
			continue
		}
		require.NoError(t, err, path)
		assert.Equal(t, kit.Extra{"stat": kit.Raw(`"ok"`), "a": kit.Raw("1")}, answer.Extra)
	}
}

// The rules of every call apply to Call.
func TestCallFollowsTheRulesOfEveryCall(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client(kit.QuickTries, janrain.WithMaxResponseBytes(10_000))
	call := func(fault janraintest.Failure) error {
		srv.FailNext(fault)
		_, err := client.Call(t.Context(), "/api/v2/get_app_settings", nil)
		return err
	}
	require.ErrorIs(t, call(janraintest.Redirect(http.StatusTemporaryRedirect, srv.URL+"/api/v2/get_app_settings")), janrain.ErrRedirect)
	require.ErrorIs(t, call(janraintest.TooLarge(10_001)), janrain.ErrResponseTooLarge)
	require.ErrorIs(t, call(janraintest.NotJSON(http.StatusBadGateway)), janrain.ErrServiceUnavailable)
	require.ErrorIs(t, call(janraintest.ErrorCode(janrain.CodeUpgradeRequired)), janrain.ErrUpgradeRequired)
	assert.Len(t, srv.Requests(), 4, "no call may be retried, because its effect is unknown")
	for name, text := range map[string]string{
		"no stat": `{}`, "ok beside an error": `{"stat":"ok","err":{"code":1}}`, "ok twice": `{"stat":"ok","stat":"ok"}`, "a member twice": `{"stat":"ok","a":{"b":1,"b":2}}`,
	} {
		require.Error(t, call(janraintest.Raw(http.StatusOK, "application/json", text)), name)
	}
	require.Error(t, call(janraintest.Raw(http.StatusBadRequest, "application/json", `{"stat":"ok"}`)), "stat is ok but the status is not 2xx")

	answer, err := client.Call(t.Context(), "/api/v2/get_app_settings", nil)
	require.NoError(t, err)
	assert.Equal(t, `"ok"`, string(answer.Extra["stat"]))
	assert.Equal(t, "true", string(answer.Extra["oneTimeUseTokens"]), "the members must be unchanged")
}

func TestErrorOfALongPathIsOneShortLine(t *testing.T) {
	t.Parallel()
	_, err := kit.Client(t, kit.RespondWith(`{"stat":"fail"}`)).Call(t.Context(), "api/"+strings.Repeat("x", 10_000), nil)
	var refused *janrain.Error
	require.ErrorAs(t, err, &refused)
	kit.AssertOneLine(t, err)
}

// Call rejects the same sign-ins as AuthInfo.
func TestCallRejectsASignInWithoutAnIdentifier(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"api/v2/auth_info", "/api/v2/auth_info", "api/v2/get_user_data", "API/v2/Auth_Info", "api/v2/auth_info/"} {
		for name, answer := range map[string]string{
			"no profile":           `{"stat":"ok"}`,
			"no identifier":        `{"stat":"ok","profile":{"displayName":"Ada"}}`,
			"a damaged identifier": "{\"stat\":\"ok\",\"profile\":{\"identifier\":\"http://a.example/\xff\"}}",
		} {
			got, err := kit.Client(t, kit.RespondWith(answer)).Call(t.Context(), path, url.Values{"token": {"t"}})
			assert.Nil(t, got)
			require.ErrorIs(t, err, janrain.ErrNoIdentifier, "%s with %s", path, name)
		}
		const whole = `{"stat":"ok","sreg":{"a":[1.0,null]},"profile":{"identifier":"http://a.example/","x":"\u00e9"},"limited_data":"true"}`
		got, err := kit.Client(t, kit.RespondWith(whole)).Call(t.Context(), path, url.Values{"token": {"t"}})
		require.NoError(t, err)
		assert.JSONEq(t, whole, kit.Marshal(t, got), "the response must be unchanged")
	}
}

func TestPathOfLettersAndDigitsIsAccepted(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.Client(t, service).Call(t.Context(), "API/v2/az~AZ09", nil)
	require.NoError(t, err)
	assert.Equal(t, "/API/v2/az~AZ09", service.Only(t).URL.Path)
}

// encodedAs returns a service that responds with a status and a Content-Encoding header of
// several lines.
func encodedAs(status int, body string, encodings ...string) kit.RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(status, body)
		resp.Header["Content-Encoding"] = encodings
		return resp, nil
	}
}

const mappedAnswer = `{"mappings":{"1":["http://a.example/"]},"profile":{"identifier":"http://a.example/"},"stat":"ok"}`

// assertIncomplete asserts that a success with this status is an error for every call, and that
// an error response is still decoded.
func assertIncomplete(t *testing.T, service func(body string) kit.RoundTripper) {
	t.Helper()
	for _, call := range kit.EndingCalls {
		garbled := new(janrain.DecodeError)
		require.ErrorAs(t, call.Do(t.Context(), kit.Client(t, service(mappedAnswer))), &garbled, call.Name)
		assert.Equal(t, janrain.FaultService, janrain.FaultOf(garbled))
		kit.AssertOneLine(t, garbled)

		refused := new(janrain.Error)
		err := call.Do(t.Context(), kit.Client(t, service(`{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`)))
		require.ErrorAs(t, err, &refused, "an error response of %s must be decoded", call.Name)
	}
	for m, err := range kit.Client(t, service(mappedAnswer)).AllMappings(t.Context()) {
		require.Error(t, err, "no mapping may be yielded: %v", m.Identifiers)
	}
}

func TestSuccessMustBeACompleteResponse(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 202, 203, 299} {
		for _, call := range kit.EndingCalls {
			err := call.Do(t.Context(), kit.Client(t, kit.Says(status, mappedAnswer)))
			require.NoError(t, err, "%s under %d", call.Name, status)
		}
	}
	for _, status := range []int{204, 205, 206, 207, 208, 226} {
		assertIncomplete(t, func(body string) kit.RoundTripper { return kit.Says(status, body) })
	}
}

func TestSuccessMustNotBeEncoded(t *testing.T) {
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

func TestBodyThatIsNotAnObjectIsADecodeError(t *testing.T) {
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

func TestPageInsteadOfTheServiceMayMeanItsEnd(t *testing.T) {
	t.Parallel()
	for status, gone := range map[int]bool{401: false, 403: false, 404: true, 410: true, 500: false, 200: false} {
		for _, body := range []string{kit.HTMLPage, "", "gone"} {
			_, err := kit.SignIn(t, kit.Client(t, kit.Says(status, body)))
			assert.Equal(t, gone, strings.Contains(err.Error(), "2027"), "of %q under %d: %v", body, status, err)
			kit.AssertAdviceAgrees(t, err)
		}
	}
}
