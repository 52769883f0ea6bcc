package janrain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var offpathAnswers = []recordedAnswer{
	{"lookup_rp/flat", "LookupRP", &janrain.RelyingParty{
		Stat: "ok", AppID: "zyxwvutsrqponmlkjihg", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d",
		Realm: "shop.rpxnow.com", RealmScheme: "https", AdminURL: "https://rpxnow.com/relying_parties/shop",
		SSOServer: "sso.shop.example.com", ExternalID: "ext-77", Capabilities: []string{"social", "themeable"},
		SigninProviders: providers{"google", "yahoo"}, SocialPub: []string{"twitter", "linkedin"}, ShareProviders: providers{"email", "twitter"},
	}},
	{"lookup_rp/wrapped", "LookupRP", &janrain.RelyingParty{
		Stat: "ok", AppID: "zyxwvutsrqponmlkjihg", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d",
		Realm: "shop.rpxnow.com", RealmScheme: "https", AdminURL: "https://rpxnow.com/relying_parties/shop",
		Capabilities: []string{"social"}, SigninProviders: providers{"google"}, SocialPub: []string{"twitter"},
	}},
	{"signin_oauth_token/ok", "OAuthToken", &janrain.OAuthToken{Stat: "ok", Token: "0dd5eed50dd5eed50dd5eed50dd5eed50dd5eed5"}},
}

// What a mobile application got is a sign-in like any other.
func TestAnOAuthTokenIsForAuthInfo(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for name, params := range map[string]janrain.OAuthTokenParams{
		"a token":            {Provider: janrain.ProviderFacebook, Token: "t"},
		"a token of OAuth 1": {Provider: janrain.ProviderTwitter, Token: "t", TokenSecret: "s"},
		"an id token":        {Provider: janrain.ProviderApple, IDToken: "t"},
		"a code":             {Provider: janrain.ProviderGooglePlus, Code: "c", RedirectURI: "com.shop:/back"},
	} {
		answer, err := srv.Client().OAuthToken(t.Context(), params)
		require.NoError(t, err, name)
		info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: answer.Token})
		require.NoError(t, err, name)
		assert.Equal(t, params.Provider, info.Profile.Provider())
	}
}

// However it is wrapped, the answer says ok.
func TestTheStatBesideAWrapperIsTheAnswers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"pluginresponse":{"stat":"ok","realm":"shop"}}`, `{"stat":"ok","pluginresponse":{"realm":"shop"}}`,
		`{"pluginresponse":{"realm":"shop"},"stat":"OK"}`, `{"stat":"ok","realm":"shop"}`,
	} {
		answer, err := kit.CallOn(t, "LookupRP", []byte(text))
		require.NoError(t, err, text)
		rp := answer.(*janrain.RelyingParty)
		assert.Equal(t, "shop", rp.Realm, text)
		assert.True(t, strings.EqualFold("ok", rp.Stat), text)
	}
	_, err := kit.CallOn(t, "LookupRP", []byte(`{"stat":"ok","pluginresponse":{"stat":false,"realm":"shop"}}`))
	require.Error(t, err, "two that differ are not to be trusted")
}

// The lists are texts in one shape of the answer, and lists in another.
func TestARelyingPartyIsReadTolerantly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"google,yahoo"`, `["google","yahoo"]`} {
		answer, err := kit.CallOn(t, "LookupRP", []byte(`{"stat":"ok","capabilities":`+text+`,"socialPub":`+text+`,"signinProviders":`+text+`,"shareProviders":`+text+`}`))
		require.NoError(t, err)
		rp := answer.(*janrain.RelyingParty)
		assert.Equal(t, []string{"google", "yahoo"}, rp.Capabilities, text)
		assert.Equal(t, []string{"google", "yahoo"}, rp.SocialPub, text)
		assert.Equal(t, providers{"google", "yahoo"}, rp.SigninProviders, text)
		assert.Equal(t, providers{"google", "yahoo"}, rp.ShareProviders, text)
	}
}
