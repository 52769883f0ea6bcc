package endpoints

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestAddOrUpdateAccessTokenSendsIdentifierAndToken(t *testing.T) {
	t.Parallel()
	for name, identifier := range map[string]string{
		"Facebook, of the vendor's page": kit.Identifier,
		"with a fragment":                "https://me.yahoo.com/a/XXX#a1b2c",
		"with escapes and a query":       "https://soundcloud.example/u%20ser?a=1&b=2+3",
		"with letters beyond ASCII":      "http://renren.example/用户",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(`{"stat":"ok"}`)
			require.NoError(t, kit.Client(t, service).AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{
				Identifier: identifier, Token: "EAAB+w/0=&%",
			}))
			assert.Equal(t, url.Values{
				"apiKey": {kit.APIKey}, "identifier": {identifier}, "token": {"EAAB+w/0=&%"},
			}, service.Only(t).Form(t), "these parameters and no others")
		})
	}
}

func TestAddOrUpdateAccessTokenRefusesBadParamsBeforeSending(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, identifier, token string
		field, parameter        string
		want                    error
	}{
		{"no identifier", "", kit.Token, "Identifier", "identifier", janrain.ErrMissingParameter},
		{"identifier of white space", " \t", kit.Token, "Identifier", "identifier", janrain.ErrMissingParameter},
		{"no token", kit.Identifier, "", "Token", "token", janrain.ErrMissingParameter},
		{"token of white space", kit.Identifier, "\r\n", "Token", "token", janrain.ErrMissingParameter},
		{"identifier that is a number", "123456789", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier without a scheme", "www.facebook.com/profile.php?id=canary", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier that is a path", "/profile.php?id=canary", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier without a host", "http:///canary", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier that is an address", "mailto:canary@example.com", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier that is a damaged URL", "http://canary.example/%zz", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier with a line feed behind", kit.Identifier + "canary\n", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"identifier with a space in front", " " + kit.Identifier + "canary", kit.Token, "Identifier", "identifier", janrain.ErrInvalidParameter},
		{"token with a carriage return behind", kit.Identifier, "canary\r", "Token", "token", janrain.ErrInvalidParameter},
		{"token with a byte order mark in front", kit.Identifier, "\ufeffcanary", "Token", "token", janrain.ErrInvalidParameter},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(`{"stat":"ok"}`)
			err := kit.Client(t, service).AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: tt.identifier, Token: tt.token})
			refused := kit.RequireParamError(t, err, tt.field, tt.parameter)
			assert.Equal(t, "add_or_update_access_token", refused.Endpoint)
			require.ErrorIs(t, err, tt.want)
			assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "no browser gives these params")
			assert.NotContains(t, err.Error(), "canary", "the value is not repeated")
			service.AssertSilent(t)
		})
	}
}

// The vendor's page names four providers; the service's refusal does not.
func TestUnsupportedProviderIsToldWhichOnesAreSupported(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"code 11":             `{"stat":"fail","err":{"code":11,"msg":"The provider or identifier does not support this feature"}}`,
		"code 11 as text":     `{"stat":"fail","err":{"code":"11","msg":"unsupported"}}`,
		"code 11 and no word": `{"stat":"fail","err":{"code":11}}`,
		"code 1":              `{"stat":"fail","err":{"code":1,"msg":"Invalid provider: twitter"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := kit.Client(t, kit.Respond(kit.Response{Status: 400, Body: body}))
			err := client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: kit.Identifier, Token: kit.Token})
			for _, provider := range []string{"Facebook", "RenRen", "SoundCloud", "Foursquare"} {
				require.ErrorContains(t, err, provider)
			}
			kit.AssertOneLine(t, err)

			_, err = kit.SignIn(t, client)
			assert.NotContains(t, err.Error(), "RenRen", "another call supports other providers")
		})
	}
}

func TestAddOrUpdateAccessTokenTakesNothingButStatOkForSuccess(t *testing.T) {
	t.Parallel()
	add := kit.Calls[1]
	require.NoError(t, add.Do(t.Context(), kit.Client(t, kit.RespondWith(`{"stat":"ok"}`))))
	require.NoError(t, add.Do(t.Context(), kit.Client(t, kit.RespondWith(`{"more":{"a":[1]},"stat":"ok"}`))), "a new member is no trouble")
	require.Error(t, add.Do(t.Context(), kit.Client(t, kit.RespondWith(`{"partnerresponse":{"stat":"ok"}}`))), "only partner answers are wrapped")
}
