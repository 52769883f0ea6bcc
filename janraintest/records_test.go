package janraintest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestRemembersWhatTheApplicationSent(t *testing.T) {
	srv := newServer(t)
	client := srv.Client()
	const identifier = "http://www.facebook.com/profile.php?id=7"
	_, ok := srv.AccessToken(identifier)
	assert.False(t, ok)
	require.NoError(t, client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: identifier, Token: "first"}))
	require.NoError(t, client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: identifier, Token: "second"}))
	token, ok := srv.AccessToken(identifier)
	assert.True(t, ok)
	assert.Equal(t, "second", token, "the last one counts")

	assert.Nil(t, srv.ProviderProperties(janrain.ProviderFacebook))
	require.NoError(t, client.SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "id", Secret: "s", EmailPerm: new(false)}))
	got := srv.ProviderProperties(janrain.ProviderFacebook)
	assert.Equal(t, map[string][]string{
		"fbAppID": {"id"}, "fbAppId": {"id"}, "fbSecret": {"s"}, "emailPerm": {"false"},
	}, map[string][]string(got))
	got.Set("fbSecret", "changed by the test")
	assert.Equal(t, "s", srv.ProviderProperties(janrain.ProviderFacebook).Get("fbSecret"), "the server's own are not to be changed from outside")
}

func TestEveryProviderCanBeConfigured(t *testing.T) {
	srv := newServer(t)
	properties := []janrain.ProviderProperties{
		janrain.FacebookProperties{AppID: "a", Secret: "s"},
		janrain.LiveIDProperties{AppID: "a", PrivacyPolicyURL: "https://shop.example/privacy"},
		janrain.PayPalProperties{DisplayName: "Shop"},
		janrain.YahooProperties{AppID: "a", ConsumerKey: "k", Secret: "s"},
	}
	for _, p := range []janrain.Provider{
		janrain.ProviderFoursquare, janrain.ProviderGoogle, janrain.ProviderLinkedIn, janrain.ProviderMixi,
		janrain.ProviderMySpace, janrain.ProviderOrkut, janrain.ProviderRenRen, janrain.ProviderSalesforce,
		janrain.ProviderSinaWeibo, janrain.ProviderSoundCloud, janrain.ProviderTwitter,
	} {
		properties = append(properties, janrain.ConsumerProperties{Provider: p, ConsumerKey: "k", Secret: "s"})
	}
	require.Len(t, properties, 15)
	for _, p := range properties {
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), p), "%v", p)
	}
}

func TestRequestsAreRecordedWithoutSecrets(t *testing.T) {
	srv := newServer(t)
	client := srv.Client(janrain.WithBasicAuth("api-client", "canary-basic"))
	_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "canary-token", Extended: true, TokenURL: tokenURL})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	require.NoError(t, client.SetProviderProperties(t.Context(), janrain.YahooProperties{AppID: "app", ConsumerKey: "canary-consumer", Secret: "canary-secret"}))

	got := srv.Requests()
	require.Len(t, got, 2)
	assert.Equal(t, "auth_info", got[0].Method)
	assert.Equal(t, "POST", got[0].HTTPMethod)
	assert.Equal(t, "/api/v2/auth_info", got[0].Path)
	assert.Equal(t, "application/x-www-form-urlencoded", got[0].ContentType)
	assert.Equal(t, 400, got[0].Status)
	assert.Equal(t, janrain.CodeDataNotFound, got[0].Code)
	assert.True(t, got[0].BasicAuth)
	assert.Equal(t, "true", got[0].Form.Get("extended"))
	assert.Equal(t, tokenURL, got[0].Form.Get("tokenUrl"))
	assert.Equal(t, "[redacted]", got[0].Form.Get("token"))
	assert.Equal(t, "app/set_properties", got[1].Method)
	assert.Equal(t, 200, got[1].Status)
	assert.Equal(t, janrain.CodeNone, got[1].Code)

	asJSON, err := json.Marshal(got)
	require.NoError(t, err)
	everything := fmt.Sprintf("%+v %s", got, asJSON)
	for _, secret := range []string{"canary", srv.APIKey, srv.PartnerKey} {
		assert.NotContains(t, everything, secret)
	}
}

func TestUsersOfEveryProviderSignIn(t *testing.T) {
	srv := newServer(t)
	for _, provider := range janraintest.Providers() {
		t.Run(string(provider), func(t *testing.T) {
			user := janraintest.User(provider)
			info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, tokenURL), Extended: true, TokenURL: tokenURL})
			require.NoError(t, err)
			assert.Equal(t, "ok", info.Stat)
			info.Stat = ""
			assert.Equal(t, user, *info, "the whole user arrives, his credentials in their provider's struct")
			assert.Equal(t, provider, info.Profile.Provider())
		})
	}
}

func TestUserOfTheCallersOwn(t *testing.T) {
	srv := newServer(t)
	user := janraintest.User("hospital")
	user.Profile.Identifier = "https://id.hospital.example/7"
	user.Extra = map[string]json.RawMessage{"sreg": json.RawMessage(`{"nickname":"m"}`)}
	info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Equal(t, "https://id.hospital.example/7", info.Profile.Identifier)
	assert.IsType(t, &janrain.OtherCredentials{}, info.AccessCredentials)
	assert.Equal(t, janrain.Provider("hospital"), info.AccessCredentials.Provider())
	assert.JSONEq(t, `{"nickname":"m"}`, string(info.Extra["sreg"]))
}

func TestManyGoroutinesShareAServer(t *testing.T) {
	srv := newServer(t)
	client := srv.Client()
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			user := janraintest.User(janrain.ProviderFacebook)
			user.Profile.Identifier = fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", i)
			info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
			if assert.NoError(t, err) {
				assert.Equal(t, user.Profile.Identifier, info.Profile.Identifier)
			}
		})
	}
	wg.Wait()
	assert.Len(t, srv.Requests(), 32)
}

// A token that stands where no token belongs is found, in whatever a careless program
// has made of it.
func TestNoTokenIsRecordedInAnyForm(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	issued := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	const own = "AQDfRt7-own_token~of.a.provider"
	b64 := base64.StdEncoding.EncodeToString
	for _, secret := range []string{issued, srv.APIKey, srv.PartnerKey, own} {
		for name, text := range map[string]string{
			"as it is":             secret,
			"in capitals":          strings.ToUpper(secret),
			"in a sentence":        "the token is " + secret + ".",
			"in a URL":             "https://shop.example/?x=" + url.QueryEscape(secret),
			"percent-encoded":      url.QueryEscape(url.QueryEscape("a/" + secret)),
			"base64":               b64([]byte(secret)),
			"base64 for URLs":      base64.RawURLEncoding.EncodeToString([]byte(secret)),
			"base64 with a prefix": "id-" + base64.RawURLEncoding.EncodeToString([]byte(secret)),
			"base64 of more":       b64([]byte("user:" + secret + ":x")),
			"base64 of base64":     b64([]byte(b64([]byte(secret)))),
			"hex":                  hex.EncodeToString([]byte(secret)),
			"hex in capitals":      strings.ToUpper(hex.EncodeToString([]byte(secret))),
			"hex with a prefix":    "mira-" + hex.EncodeToString([]byte("x"+secret)),
			"its first half":       secret[:len(secret)-8],
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
						continue // 32 digits may be anything
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

func TestOnlyWhatIsKnownToBeHarmlessIsRecorded(t *testing.T) {
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
	assert.Equal(t, "[redacted]", recorded.Get("jwt"), "that it came is recorded")
	assert.NotContains(t, fmt.Sprintf("%+v", srv.Requests()), "canary")
}

func TestTheStateOfATokenURLIsNotRecorded(t *testing.T) {
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

func TestNothingPrintsTheKeysOfAServer(t *testing.T) {
	t.Parallel()
	srv := newServer(t, janraintest.WithBasicAuth("id", "basic-secret-1"))
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	require.NoError(t, srv.Client().AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: facebookID, Token: "brought-token-1"}))
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	user := janraintest.User(janrain.ProviderFacebook)
	for _, value := range []any{
		srv, struct{ Fake *janraintest.Server }{srv}, []*janraintest.Server{srv}, srv.Requests(), srv.Requests()[0], &srv.Requests()[0],
		struct{ R janraintest.Request }{srv.Requests()[0]}, user, &user, janraintest.WithAPIKey(srv.APIKey), janraintest.WithPartnerKey(srv.PartnerKey),
		janraintest.ErrorCode(janrain.CodeDataNotFound), (*janraintest.Server)(nil),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&log, verb+"\n", value)
		}
		logger.Info("value", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("value", "value", value)
		if _, isUser := value.(janrain.AuthInfo); !isUser && value != any(&user) { // a user can be stored
			text, _ := json.Marshal(value)
			log.Write(text)
		}
	}
	for _, secret := range []string{srv.APIKey, srv.PartnerKey, "basic-secret-1", token, "brought-token-1", "fake-facebook-token", "-2147483648"} {
		assert.NotContains(t, log.String(), secret)
		assert.NotContains(t, log.String(), hex.EncodeToString([]byte(secret)))
	}
	assert.Contains(t, log.String(), srv.URL, "the address is what a reader wants to know")
}

func TestARequestPrintsItsCodeOnlyIfItHasOne(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	_, err := srv.Client().Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: "7"})
	require.NoError(t, err)
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t"})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	ok, refused := srv.Requests()[0], srv.Requests()[1]
	assert.Equal(t, `POST /api/v2/mappings 200 apiKey=["[redacted]"] primaryKey=["7"]`, fmt.Sprint(ok))
	assert.Equal(t, `POST /api/v2/auth_info 400 code 2 apiKey=["[redacted]"] token=["[redacted]"]`, fmt.Sprintf("%+v", refused))
	for _, r := range []janraintest.Request{ok, refused} {
		text, err := json.Marshal(r)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "-2147483648")
		var again janraintest.Request
		require.NoError(t, json.Unmarshal(text, &again))
		again.Time = r.Time // without the monotonic clock
		assert.Equal(t, r, again, "what is stored reads the same")
	}
}

func TestNoTokenIsRecordedOutsideOfTheForm(t *testing.T) {
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
	assert.Equal(t, "/api/v2/nothing", lastOf(t, srv, "/api/v2/nothing").Path, "a wrong path is worth to be seen")
}

func lastOf(t *testing.T, srv *janraintest.Server, path string) janraintest.Request {
	t.Helper()
	sent(t, srv, path, "application/x-www-form-urlencoded", "")
	requests := srv.Requests()
	return requests[len(requests)-1]
}
