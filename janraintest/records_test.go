package janraintest_test

import (
	"encoding/json"
	"fmt"
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
