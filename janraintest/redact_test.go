package janraintest_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestRequestsAreRecordedWithoutSecrets(t *testing.T) {
	srv := newServer(t)
	client := srv.Client(janrain.WithBasicAuth("api-client", "canary-basic"))
	_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "canary-token", Extended: true, TokenURL: tokenURL})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	require.NoError(t, client.SetProviderProperties(t.Context(), janrain.YahooProperties{AppID: "app", ConsumerKey: "canary-consumer", Secret: "canary-secret"}))

	got := srv.Requests()
	require.Len(t, got, 2)
	assert.Equal(t, "auth_info", got[0].Endpoint)
	assert.Equal(t, "POST", got[0].HTTPMethod)
	assert.Equal(t, "/api/v2/auth_info", got[0].Path)
	assert.Equal(t, "application/x-www-form-urlencoded", got[0].ContentType)
	assert.Equal(t, 400, got[0].Status)
	assert.Equal(t, janrain.CodeDataNotFound, got[0].Code)
	assert.True(t, got[0].BasicAuth)
	assert.Equal(t, "true", got[0].Form.Get("extended"))
	assert.Equal(t, tokenURL, got[0].Form.Get("tokenUrl"))
	assert.Equal(t, "[redacted]", got[0].Form.Get("token"))
	assert.Equal(t, "app/set_properties", got[1].Endpoint)
	assert.Equal(t, 200, got[1].Status)
	assert.Equal(t, janrain.CodeNone, got[1].Code)

	asJSON, err := json.Marshal(got)
	require.NoError(t, err)
	everything := fmt.Sprintf("%+v %s", got, asJSON)
	for _, secret := range []string{"canary", srv.APIKey, srv.PartnerKey} {
		assert.NotContains(t, everything, secret)
	}
}

// A token in the wrong place is redacted, in every encoding that a careless program may use.
func TestTokensAreRedactedInEveryEncoding(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	issued := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	const own = "AQDfRt7-own_token~of.a.provider"
	b64 := base64.StdEncoding.EncodeToString
	for _, secret := range []string{issued, srv.APIKey, srv.PartnerKey, own} {
		for name, text := range map[string]string{
			"unchanged":               secret,
			"in capitals":             strings.ToUpper(secret),
			"in a sentence":           "the token is " + secret + ".",
			"in a URL":                "https://shop.example/?x=" + url.QueryEscape(secret),
			"percent-encoded":         url.QueryEscape(url.QueryEscape("a/" + secret)),
			"base64":                  b64([]byte(secret)),
			"base64 for URLs":         base64.RawURLEncoding.EncodeToString([]byte(secret)),
			"base64 with a prefix":    "id-" + base64.RawURLEncoding.EncodeToString([]byte(secret)),
			"base64 of a longer text": b64([]byte("user:" + secret + ":x")),
			"base64 of base64":        b64([]byte(b64([]byte(secret)))),
			"hex":                     hex.EncodeToString([]byte(secret)),
			"upper-case hex":          strings.ToUpper(hex.EncodeToString([]byte(secret))),
			"hex with a prefix":       "mira-" + hex.EncodeToString([]byte("x"+secret)),
			"its first half":          secret[:len(secret)-8],
		} {
			t.Run(name, func(t *testing.T) {
				srv.FailNext(janraintest.ErrorCode(janrain.CodeDataNotFound))
				post(t, srv, "/api/v2/map", url.Values{
					"apiKey": {srv.APIKey}, "partnerKey": {srv.PartnerKey}, "token": {own},
					"primaryKey": {text}, "identifier": {"http://id.example/" + text}, text: {text}, "harmless": {text},
				})
				requests := srv.Requests()
				last := requests[len(requests)-1]
				for _, name := range []string{"primaryKey", "identifier", "harmless"} {
					if name == "primaryKey" && secret == issued && text == secret[:len(secret)-8] {
						continue // 32 digits need not be a token
					}
					assert.Equal(t, "[redacted]", last.Form.Get(name), "%s of %s", name, secret)
				}
				if secret != issued || !strings.HasPrefix(secret, text) {
					assert.NotContains(t, fmt.Sprint(last), text)
				}
			})
		}
	}
}

func TestOnlyHarmlessParametersAreRecorded(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	form := url.Values{"apiKey": {srv.APIKey}, "provider": {"facebook"}, `{"token":"canary"}`: {""}, "canary canary": {"x"}}
	for _, name := range []string{
		"jwt", "openid", "wechat.openid", "session", "sessionId", "code_verifier", "state", "return", "returnTo", "nonce", "assertion",
		"authorization", "cookie", "pin", "otp", "tokenURL", "token_url", "client_assertion", "refresh", "engageApiKey", "X-Api-Key",
		"signature", "filename",
	} {
		form.Set(name, "canary-"+name)
	}
	post(t, srv, "/signin/oauth_token", form)
	recorded := srv.Requests()[0].Form
	assert.Equal(t, "facebook", recorded.Get("provider"))
	assert.Equal(t, "[redacted]", recorded.Get("jwt"), "the parameter must be recorded as redacted")
	assert.NotContains(t, fmt.Sprintf("%+v", srv.Requests()), "canary")
}

func TestStateOfATokenURLIsNotRecorded(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for tokenURL, want := range map[string]string{
		"https://shop.example/signin":                                     "https://shop.example/signin",
		"https://shop.example/signin?lang=de&state=abc.def":               "https://shop.example/signin?lang=de&state=[redacted]",
		"https://shop.example/signin?State=abc&a=b":                       "https://shop.example/signin?State=[redacted]&a=b",
		"https://shop.example/signin?s=aVeryLongLiveSecret":               "https://shop.example/signin?s=[redacted]",
		"https://shop.example/signin?session=abc&x=y":                     "https://shop.example/signin?session=[redacted]&x=y",
		"https://shop.example/signin?csrf_token=abc":                      "https://shop.example/signin?csrf_token=[redacted]",
		"https://shop.example/signin?jwt=eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ": "[redacted]",
	} {
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t", TokenURL: tokenURL})
		require.ErrorIs(t, err, janrain.ErrDataNotFound)
		requests := srv.Requests()
		assert.Equal(t, want, requests[len(requests)-1].Form.Get("tokenUrl"))
	}
}

func TestNoTokenIsRecordedOutsideTheForm(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	for _, text := range []string{token, hex.EncodeToString([]byte(token)), srv.PartnerKey} {
		status, _ := sent(t, srv, "/api/v2/auth_info/"+text, "application/x-"+text, "a=b")
		assert.Equal(t, http.StatusNotFound, status)
		req, err := http.NewRequestWithContext(t.Context(), "X"+text, srv.URL+"/api/v2/auth_info", http.NoBody)
		require.NoError(t, err)
		status, _ = send(t, req)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.NotContains(t, fmt.Sprintf("%+v", srv.Requests()), text)
	}
	assert.Equal(t, "/api/v2/nothing", lastOf(t, srv, "/api/v2/nothing").Path, "a wrong path must be recorded")
}
