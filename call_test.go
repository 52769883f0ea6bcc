package janrain_test

import (
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

// The keys go where a path leads, so that it can lead nowhere else.
func TestCallRefusesPathsThatLeadElsewhere(t *testing.T) {
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
			assert.Equal(t, "Call", refused.Method)
			assert.Equal(t, path == "" || path == "/", refused.Missing)
			assert.NotContains(t, err.Error(), "evil", "the path is not repeated")
			assert.NotContains(t, err.Error(), "canary")
			service.AssertSilent(t)
		})
	}
}

func TestCallSendsTheKeysThatItsPathCallsFor(t *testing.T) {
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
		assert.Equal(t, "ok", answer.Stat)
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
		assert.Equal(t, url.Values{"name": {"a b", "c"}, "empty": {}}, given, "the caller's form is left alone")
	}
}

func TestCallTakesNoForm(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.Client(t, service).Call(t.Context(), "api/v2/x", nil)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"apiKey": {kit.APIKey}}, service.Only(t).Form(t))
}

// Two keys in a form are one that is not the client's: whose call would it be?
func TestCallRefusesAFormWithKeys(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"api/v2/x", "partner/v2/x", "signin/x"} {
		for _, key := range []string{"apiKey", "partnerKey", "APIKEY", "partnerkey"} {
			for _, values := range [][]string{{"canary"}, {""}, nil} {
				service := kit.RespondWith(kit.Success)
				_, err := kit.Client(t, service).Call(t.Context(), path, url.Values{key: values})
				refused := kit.RequireParamError(t, err, "form", key)
				assert.Equal(t, path, refused.Method)
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

// A service that repeats what it was sent must not bring a secret into a log.
// What is one is told by the parameter's name alone.
func TestCallTakesSecretsOutOfErrors(t *testing.T) {
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
		assert.Equal(t, "api/v2/new", refused.Method, "it is called by its path")
		assert.Equal(t, !secret, strings.Contains(refused.Message, value), "%s as it is", name)
		assert.Equal(t, !secret, strings.Contains(refused.Message, url.QueryEscape(value)), "%s as it was sent", name)
		assert.NotContains(t, refused.Message, kit.APIKey)
		kit.AssertOneLine(t, err)
	}
}

func TestCallTakesAWrapperOffAPartnersAnswerOnly(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"PluginResponse":{"stat":"ok","a":1}}`)
	for path, wrapped := range map[string]bool{"partner/v2/x": true, "plugin/x": true, "api/v2/x": false, "signin/x": false} {
		answer, err := kit.Client(t, service).Call(t.Context(), path, nil)
		if !wrapped {
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "%s: what stands in a wrapper is not its answer", path)
			continue
		}
		require.NoError(t, err, path)
		assert.Equal(t, kit.Extra{"a": kit.Raw("1")}, answer.Extra)
	}
}

// It is under the rules of every call.
func TestCallKeepsTheRules(t *testing.T) {
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
	assert.Len(t, srv.Requests(), 4, "none is tried again: who knows what it does")
	for name, text := range map[string]string{
		"no stat": `{}`, "ok beside an error": `{"stat":"ok","err":{"code":1}}`, "ok twice": `{"stat":"ok","stat":"ok"}`, "a member twice": `{"stat":"ok","a":{"b":1,"b":2}}`,
	} {
		require.Error(t, call(janraintest.Raw(http.StatusOK, "application/json", text)), name)
	}
	require.Error(t, call(janraintest.Raw(http.StatusBadRequest, "application/json", `{"stat":"ok"}`)), "ok under a status that says otherwise")

	answer, err := client.Call(t.Context(), "/api/v2/get_app_settings", nil)
	require.NoError(t, err)
	assert.Equal(t, "ok", answer.Stat)
	assert.Equal(t, "true", string(answer.Extra["oneTimeUseTokens"]), "the members are as they came")
}

func TestAnErrorOfALongPathIsOneShortLine(t *testing.T) {
	t.Parallel()
	_, err := kit.Client(t, kit.RespondWith(`{"stat":"fail"}`)).Call(t.Context(), "api/"+strings.Repeat("x", 10_000), nil)
	var refused *janrain.Error
	require.ErrorAs(t, err, &refused)
	kit.AssertOneLine(t, err)
}

// Whoever asks for a sign-in by its path is told the same as by AuthInfo.
func TestCallTakesNoSignInWithoutAUser(t *testing.T) {
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
		assert.JSONEq(t, whole, kit.Marshal(t, got), "the answer is as it came")
	}
}

func TestAPathOfAnyLettersAndDigitsIsTaken(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.Client(t, service).Call(t.Context(), "API/v2/az~AZ09", nil)
	require.NoError(t, err)
	assert.Equal(t, "/API/v2/az~AZ09", service.Only(t).URL.Path)
}
