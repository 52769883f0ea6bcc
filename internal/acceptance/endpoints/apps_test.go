package endpoints

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var appsResponses = []recordedResponse{
	{"app_create/flat", "CreateApp", newApp},
	{"app_create/wrapped", "CreateApp", newApp},
	{"app_reset_api_key/ok", "ResetAPIKey", &janrain.APIKey{APIKey: "f00d5eedf00d5eedf00d5eedf00d5eedf00d5eed"}},
	{"apps/two", "Apps", &janrain.Apps{Apps: []janrain.App{
		{AppID: "zyxwvutsrqponmlkjihg", ApplicationDomain: "shop.rpxnow.com", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d"},
		{AppID: "gfedcbagfedcbagfedcb", ApplicationDomain: "forum.rpxnow.com", APIKey: "0123f00d0123f00d0123f00d0123f00d0123f00d"},
	}}},
}

var newApp = &janrain.CreatedApp{
	AppID: "zyxwvutsrqponmlkjihg", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d", Realm: "shop.rpxnow.com",
	AdminURL: "https://rpxnow.com/relying_parties/shop", InviteURL: "https://rpxnow.com/invite?code=c0ffee00c0ffee00c0ffee00",
}

// This test follows an application from its creation to its deletion, with both forms of
// response.
func TestAppIsCreatedUsedAndDeleted(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]janraintest.Option{"wrapped answers": nil, "flat answers": {janraintest.WithFlatAnswers()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := janraintest.NewServer(opts...)
			t.Cleanup(srv.Close)
			partner := srv.Client()
			params := janrain.CreateAppParams{Email: "ada@shop.example", Name: "Shop", Domain: "shop.rpxnow.com"}
			app, err := partner.CreateApp(t.Context(), params)
			require.NoError(t, err)
			assert.Equal(t, "shop.rpxnow.com", app.Realm)
			assert.NotEmpty(t, app.InviteURL)
			_, err = partner.CreateApp(t.Context(), params)
			require.ErrorIs(t, err, janrain.ErrDomainExists)

			client := func(key string) *janrain.Client {
				c, err := janrain.NewClient(srv.URL, key, janrain.WithPartnerKey(srv.PartnerKey))
				require.NoError(t, err)
				return c
			}
			made := client(app.APIKey)
			require.NoError(t, made.AddDomain(t.Context(), janrain.AddDomainParams{Domain: "login.shop.example"}))
			require.NoError(t, made.VerifyDomain(t.Context(), janrain.VerifyDomainParams{Provider: janrain.ProviderYahoo, Filename: "x.html"}))

			changed, err := partner.ResetAPIKey(t.Context(), janrain.ResetAPIKeyParams{AppID: app.AppID})
			require.NoError(t, err)
			_, err = made.AppSettings(t.Context())
			require.ErrorIs(t, err, janrain.ErrInvalidAPIKey, "the old key must stop working at once")
			made = client(changed.APIKey)
			_, err = made.AppSettings(t.Context())
			require.NoError(t, err)
			all, err := partner.Apps(t.Context())
			require.NoError(t, err)
			assert.Equal(t, []janrain.App{
				{AppID: srv.AppID, ApplicationDomain: all.Apps[0].ApplicationDomain, APIKey: srv.APIKey},
				{AppID: app.AppID, ApplicationDomain: "shop.rpxnow.com", APIKey: changed.APIKey},
			}, all.Apps)

			require.NoError(t, made.DeleteApp(t.Context()))
			require.ErrorIs(t, made.DeleteApp(t.Context()), janrain.ErrInvalidAPIKey)
			_, err = partner.ResetAPIKey(t.Context(), janrain.ResetAPIKeyParams{AppID: app.AppID})
			require.ErrorIs(t, err, janrain.ErrAppNotFound)
		})
	}
}

func TestAppsAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]janrain.App{
		`{"appId":"a"}`:         {{AppID: "a"}},
		`[{"APPID":7},null,[]]`: {{AppID: "7"}},
		`{"0":{"appId":"a"}}`:   {{AppID: "a"}},
		`{}`:                    nil,
		`[]`:                    nil,
	} {
		answer, err := kit.CallOn(t, "Apps", []byte(`{"stat":"ok","apps":`+text+`}`))
		require.NoError(t, err, text)
		got := answer.(*janrain.Apps).Apps
		for i := range got {
			got[i].Extra = nil
		}
		assert.Equal(t, want, got, text)
	}
}

// The old key is dead by the time the response arrives, so the new one must be usable.
func TestLineBreakAfterKeyIsTrimmed(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]string{
		`5eedf00d`:             "5eedf00d",
		`5eedf00d\r\n`:         "5eedf00d",
		`5eedf00d\n`:           "5eedf00d",
		`5eedf00d\r`:           "5eedf00d",
		`5eedf00d\r\n\r\n`:     "5eedf00d\r\n",
		`5eedf00d\n\n`:         "5eedf00d\n",
		`\r\n5eedf00d`:         "\r\n5eedf00d",
		`\u00205eedf00d\u0020`: " 5eedf00d ",
		`5eed\r\nf00d\r\n`:     "5eed\r\nf00d",
		`5eedf00d\u000d\u000a`: "5eedf00d",
	} {
		key := func(method, format string) string {
			t.Helper()
			answer, err := kit.CallOn(t, method, fmt.Appendf(nil, format, wire))
			require.NoError(t, err, "%s with %s", method, wire)
			switch a := answer.(type) {
			case *janrain.CreatedApp:
				return a.APIKey
			case *janrain.APIKey:
				return a.APIKey
			case *janrain.Apps:
				return a.Apps[0].APIKey
			case *janrain.RelyingParty:
				return a.APIKey
			case *janrain.OneTimeToken:
				return a.Token
			}
			t.Fatalf("unexpected type %T", answer)
			return ""
		}
		assert.Equal(t, want, key("CreateApp", `{"partnerresponse":{"stat":"ok","apikey":"%s"}}`), wire)
		assert.Equal(t, want, key("CreateApp", `{"stat":"ok","apiKey":"%s"}`), wire)
		assert.Equal(t, want, key("ResetAPIKey", `{"stat":"ok","apiKey":"%s"}`), wire)
		assert.Equal(t, want, key("Apps", `{"stat":"ok","apps":[{"apiKey":"%s"}]}`), wire)
		assert.Equal(t, want, key("RelyingParty", `{"stat":"ok","apiKey":"%s"}`), wire)
		assert.Equal(t, want, key("ExchangeOAuthToken", `{"stat":"ok","token":"%s"}`), wire)
	}
	for _, method := range []string{"CreateApp", "ResetAPIKey"} {
		_, err := kit.CallOn(t, method, []byte(`{"stat":"ok","apiKey":"\r\n"}`))
		assert.ErrorContains(t, err, "apiKey", "a line break alone is not a key")
	}
}

var otherResponses = []recordedResponse{
	{"lookup_rp/flat", "RelyingParty", &janrain.RelyingParty{
		AppID: "zyxwvutsrqponmlkjihg", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d",
		Realm: "shop.rpxnow.com", RealmScheme: "https", AdminURL: "https://rpxnow.com/relying_parties/shop",
		SSOServer: "sso.shop.example.com", ExternalID: "ext-77", Capabilities: []string{"social", "themeable"},
		SigninProviders: providers{"google", "yahoo"}, SocialPub: []string{"twitter", "linkedin"}, ShareProviders: providers{"email", "twitter"},
	}},
	{"lookup_rp/wrapped", "RelyingParty", &janrain.RelyingParty{
		AppID: "zyxwvutsrqponmlkjihg", APIKey: "5eedf00d5eedf00d5eedf00d5eedf00d5eedf00d",
		Realm: "shop.rpxnow.com", RealmScheme: "https", AdminURL: "https://rpxnow.com/relying_parties/shop",
		Capabilities: []string{"social"}, SigninProviders: providers{"google"}, SocialPub: []string{"twitter"},
	}},
	{"signin_oauth_token/ok", "ExchangeOAuthToken", &janrain.OneTimeToken{Token: "0dd5eed50dd5eed50dd5eed50dd5eed50dd5eed5"}},
}

// A mobile application's access token leads to a sign-in like any other.
func TestOAuthTokenIsExchangedByAuthInfo(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for name, params := range map[string]janrain.ExchangeOAuthTokenParams{
		"a token":          {Provider: janrain.ProviderFacebook, Token: "t"},
		"an OAuth 1 token": {Provider: janrain.ProviderTwitter, Token: "t", TokenSecret: "s"},
		"an id token":      {Provider: janrain.ProviderApple, IDToken: "t"},
		"a code":           {Provider: janrain.ProviderGooglePlus, Code: "c", RedirectURI: "com.shop:/back"},
	} {
		answer, err := srv.Client().ExchangeOAuthToken(t.Context(), params)
		require.NoError(t, err, name)
		info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: answer.Token})
		require.NoError(t, err, name)
		assert.Equal(t, params.Provider, info.Profile.Provider())
	}
}

// stat may be inside or outside the wrapper.
func TestStatOutsideOfAWrapperCounts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"pluginresponse":{"stat":"ok","realm":"shop"}}`, `{"stat":"ok","pluginresponse":{"realm":"shop"}}`,
		`{"pluginresponse":{"realm":"shop"},"stat":"OK"}`, `{"stat":"ok","realm":"shop"}`,
	} {
		answer, err := kit.CallOn(t, "RelyingParty", []byte(text))
		require.NoError(t, err, text)
		rp := answer.(*janrain.RelyingParty)
		assert.Equal(t, "shop", rp.Realm, text)
	}
	_, err := kit.CallOn(t, "RelyingParty", []byte(`{"stat":"ok","pluginresponse":{"stat":false,"realm":"shop"}}`))
	require.Error(t, err, "stat members that differ must not be trusted")
}

// The lists are strings in one form of the response and arrays in another.
func TestRelyingPartyIsDecodedTolerantly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"google,yahoo"`, `["google","yahoo"]`} {
		answer, err := kit.CallOn(t, "RelyingParty", []byte(`{"stat":"ok","capabilities":`+text+`,"socialPub":`+text+`,"signinProviders":`+text+`,"shareProviders":`+text+`}`))
		require.NoError(t, err)
		rp := answer.(*janrain.RelyingParty)
		assert.Equal(t, []string{"google", "yahoo"}, rp.Capabilities, text)
		assert.Equal(t, []string{"google", "yahoo"}, rp.SocialPub, text)
		assert.Equal(t, providers{"google", "yahoo"}, rp.SigninProviders, text)
		assert.Equal(t, providers{"google", "yahoo"}, rp.ShareProviders, text)
	}
}
