package janraintest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestAuthInfosExchangesAllTokensOrNone(t *testing.T) {
	a := firstApp(t)
	google := a.srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	yahoo := a.srv.IssueToken(janraintest.User(janrain.ProviderYahoo), "")
	assert.Contains(t, a.refused(t, "auth_infos", "tokens="+google+",unknown"), `"code":2`)
	assert.Contains(t, a.refused(t, "auth_infos", "tokens="+google+","+google), "Invalid parameter: tokens")
	infos, _ := a.do(t, "auth_infos", `tokens=["`+google+`","`+yahoo+`"]`)["auth_infos"].([]any)
	assert.Len(t, infos, 2)
	first, _ := infos[0].(map[string]any)
	assert.Equal(t, "google", inner(t, first, "profile")["providerSpecifier"])
	assert.Contains(t, a.refused(t, "auth_info", "token="+google), `"code":2`, "the token must be used up")
}

func TestTokenHasTheServicesFormat(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	assert.Regexp(t, "^[0-9a-f]{40}$", token)
	assert.NotEqual(t, token, srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL))
}

func TestTokenWorksOnce(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
	require.NoError(t, err)
	assert.Equal(t, janraintest.User(janrain.ProviderGoogle).Profile.Identifier, info.Profile.Identifier)

	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
}

func TestTokenExpires(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	srv := newServer(t, janraintest.WithClock(func() time.Time { return now }), janraintest.WithTokenLifetime(3*time.Minute))
	inTime := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	late := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)

	now = now.Add(3 * time.Minute)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: inTime})
	require.NoError(t, err)

	now = now.Add(time.Second)
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: late})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
}

func TestTokenIsBoundToItsTokenURL(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: "https://evil.example/signin"})
	require.ErrorIs(t, err, janrain.ErrTokenURLMismatch)

	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
	require.NoError(t, err, "a wrong token URL must not use up the token")

	unbound := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: unbound, TokenURL: tokenURL})
	require.NoError(t, err)
}

func TestOnlyAnExtendedResponseHasContactData(t *testing.T) {
	srv := newServer(t)
	user := janraintest.User(janrain.ProviderFacebook)
	plain, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Nil(t, plain.MergedPoco)
	assert.Empty(t, plain.Friends)
	assert.Zero(t, plain.ProviderData)

	extended, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, ""), Extended: true})
	require.NoError(t, err)
	assert.Equal(t, user.MergedPoco, extended.MergedPoco)
	assert.Equal(t, user.Friends, extended.Friends)
	assert.Equal(t, user.ProviderData, extended.ProviderData)
}

func TestOneTimeUseTakesEffectWithAndWithoutTheOption(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]janraintest.Option{nil, {janraintest.WithVendorSettings()}} {
		srv := newServer(t, opts...)
		client := srv.Client()
		require.NoError(t, client.SetAppSettings(t.Context(), janrain.SetAppSettingsParams{OneTimeUseTokens: new(false)}))
		token := srv.IssueToken(googlePlus, "")
		for range 2 {
			_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
			require.NoError(t, err)
		}
	}
}

func TestTokensAreReusableIfTheAppSaysSo(t *testing.T) {
	a := firstApp(t)
	a.do(t, "set_app_settings", "oneTimeUseTokens=false")
	token := "token=" + a.srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	first := a.do(t, "auth_info", token)
	assert.Equal(t, first, a.do(t, "auth_info", token), "the token must not be used up")
	a.do(t, "set_app_settings", "oneTimeUseTokens=true")
	a.do(t, "auth_info", token)
	assert.Contains(t, a.refused(t, "auth_info", token), `"code":2`)
}
