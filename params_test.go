package janrain_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestAuthInfoRefusesBadParamsBeforeSending(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name             string
		params           janrain.AuthInfoParams
		field, parameter string
		want             error
		fault            janrain.Fault
	}{
		{"no token", janrain.AuthInfoParams{}, "Token", "token", janrain.ErrMissingParameter, janrain.FaultDeveloper},
		{"token of white space", janrain.AuthInfoParams{Token: " \r\n"}, "Token", "token", janrain.ErrMissingParameter, janrain.FaultDeveloper},
		{
			"token URL without a host", janrain.AuthInfoParams{Token: kit.Token, TokenURL: "/canary"},
			"TokenURL", "tokenUrl", janrain.ErrInvalidParameter, janrain.FaultDeveloper,
		},
		{
			"token URL without a scheme", janrain.AuthInfoParams{Token: kit.Token, TokenURL: "canary.example/login"},
			"TokenURL", "tokenUrl", janrain.ErrInvalidParameter, janrain.FaultDeveloper,
		},
		{
			"token URL with a carriage return", janrain.AuthInfoParams{Token: kit.Token, TokenURL: "https://canary.example/\r"},
			"TokenURL", "tokenUrl", janrain.ErrInvalidParameter, janrain.FaultDeveloper,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			info, err := kit.Client(t, service).AuthInfo(t.Context(), tt.params)
			assert.Nil(t, info)
			refused := kit.RequireParamError(t, err, tt.field, tt.parameter)
			assert.Equal(t, "auth_info", refused.Endpoint)
			require.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.fault, janrain.FaultOf(err),
				"a call without a token is the developer's mistake; see TokenFromRequest for a browser's")
			assert.NotContains(t, err.Error(), "canary")
			service.AssertSilent(t)
		})
	}
}

// texts are values that a form encoder gets wrong if it can.
var texts = map[string]string{
	"plus, ampersand, equals": "a+b&c=d==",
	"percent signs":           "100%41%zz%",
	"spaces inside":           "a b  c",
	"semicolon":               "a;b",
	"quotes and brackets":     `"<'>[]{}`,
	"umlauts and Chinese":     "Grüße 你好",
	"emoji with a joiner":     "👩‍💻",
	"backslashes":             `C:\new\table`,
	"a whole form":            "token=1&apiKey=2",
}

func TestTextsSurviveFormEncoding(t *testing.T) {
	t.Parallel()
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			_, err := kit.Client(t, service).AuthInfo(t.Context(), janrain.AuthInfoParams{
				Token: text, TokenURL: "https://shop.example/?q=" + url.QueryEscape(text) + "#" + url.PathEscape(text),
			})
			require.NoError(t, err)
			assert.Equal(t, url.Values{
				"apiKey": {kit.APIKey}, "token": {text},
				"tokenUrl": {"https://shop.example/?q=" + url.QueryEscape(text) + "#" + url.PathEscape(text)},
			}, service.Only(t).Form(t), "the service reads what was given")

			service = kit.RespondWith(kit.Success)
			require.NoError(t, kit.Client(t, service).SetProviderProperties(t.Context(), janrain.PayPalProperties{DisplayName: text}))
			assert.Equal(t, text, service.Only(t).Form(t).Get("paypalDisplayName"))
		})
	}
}

func TestParamErrorIsMissingOrInvalidAndNothingElse(t *testing.T) {
	t.Parallel()
	missing := &janrain.ParamError{Endpoint: "auth_info", Field: "Token", Parameter: "token", Reason: "is missing", Missing: true}
	kit.AssertIsExactly(t, missing, "ErrMissingParameter")
	assert.Equal(t, "janrain: auth_info: Token (parameter token) is missing", missing.Error())

	invalid := &janrain.ParamError{Endpoint: "NewClient", Field: "WithTimeout", Reason: "is negative"}
	kit.AssertIsExactly(t, invalid, "ErrInvalidParameter")
	assert.Equal(t, "janrain: NewClient: WithTimeout is negative", invalid.Error(), "an option has no parameter")
}

func TestPropertiesOfNobodyAreRefusedByName(t *testing.T) {
	t.Parallel()
	for _, properties := range []janrain.ProviderProperties{nil, (*janrain.FacebookProperties)(nil)} {
		err := kit.Client(t, kit.RespondWith(kit.Success)).SetProviderProperties(t.Context(), properties)
		assert.Equal(t, "app/set_properties", kit.RequireParamError(t, err, "properties", "").Endpoint)
		require.ErrorIs(t, err, janrain.ErrMissingParameter)
		require.ErrorContains(t, err, "properties is nil")
	}
}

func TestAnActivitysURLIsAbsolute(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]error{"/canary": janrain.ErrInvalidParameter, "canary.example": janrain.ErrInvalidParameter, " ": janrain.ErrMissingParameter} {
		err := kit.Client(t, kit.RespondWith(kit.Success)).PostActivity(t.Context(), janrain.PostActivityParams{
			Identifier: kit.Identifier, Activity: janrain.Activity{URL: url, Action: "has read"},
		})
		kit.RequireParamError(t, err, "Activity.URL", "activity")
		require.ErrorIs(t, err, want, "of %q", url)
		assert.NotContains(t, err.Error(), "canary")
	}
}

// A URL that was pasted with something that cannot be seen is another URL.
func TestAURLWithSomethingUnseenIsRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"https://shop.example/\u200b", "https://shop.example/\ufeff", "https://shop.example/ "} {
		err := kit.Client(t, kit.RespondWith(kit.Success)).SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "1", Secret: "s", UninstallURL: url})
		kit.RequireParamError(t, err, "UninstallURL", "uninstallURL")
	}
}

// The secret of OAuth 1 goes with a token: for a code there is none.
func TestACodeOfTwitterNeedsNoTokenSecret(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"ok","token":"t"}`)
	_, err := kit.Client(t, service).ExchangeOAuthToken(t.Context(), janrain.ExchangeOAuthTokenParams{Provider: janrain.ProviderTwitter, Code: "c", RedirectURI: "com.shop:/back"})
	require.NoError(t, err)
	service.Only(t)
}
