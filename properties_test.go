package janrain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestMissingPropertiesAreRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	const u = "https://shop.example/privacy"
	tests := []struct {
		name             string
		properties       janrain.ProviderProperties
		field, parameter string
	}{
		{"Facebook without an app id", janrain.FacebookProperties{Secret: "canary"}, "AppID", "fbAppID"},
		{"Facebook without a secret", janrain.FacebookProperties{AppID: "canary"}, "Secret", "fbSecret"},
		{"Facebook with a secret of white space", janrain.FacebookProperties{AppID: "canary", Secret: " \n"}, "Secret", "fbSecret"},
		{"a pointer to no properties at all", &janrain.FacebookProperties{}, "AppID", "fbAppID"},
		{"Microsoft without an app id", janrain.LiveIDProperties{Secret: "canary", PrivacyPolicyURL: u}, "AppID", "liveidAppID"},
		{"Microsoft without a privacy policy", janrain.LiveIDProperties{AppID: "canary"}, "PrivacyPolicyURL", "liveidPrivacyPolicyUrl"},
		{"PayPal without a display name", janrain.PayPalProperties{Email: "canary@shop.example"}, "DisplayName", "paypalDisplayName"},
		{"PayPal with a display name of white space", janrain.PayPalProperties{DisplayName: "\u00a0"}, "DisplayName", "paypalDisplayName"},
		{"Yahoo! without an app id", janrain.YahooProperties{ConsumerKey: "canary", Secret: "canary"}, "AppID", "yahooAppID"},
		{"Yahoo! without a key", janrain.YahooProperties{AppID: "canary", Secret: "canary"}, "ConsumerKey", "consumerKey"},
		{"Yahoo! without a secret", janrain.YahooProperties{AppID: "canary", ConsumerKey: "canary"}, "Secret", "secret"},
		{"no provider", janrain.ConsumerProperties{ConsumerKey: "canary", Secret: "canary"}, "Provider", "provider"},
		{"a consumer without a key", &janrain.ConsumerProperties{Provider: "google", Secret: "canary"}, "ConsumerKey", "consumerKey"},
		{"a consumer without a secret", janrain.ConsumerProperties{Provider: "google", ConsumerKey: "canary"}, "Secret", "secret"},
	}
	for _, provider := range consumerProviders {
		tests = append(tests, struct {
			name             string
			properties       janrain.ProviderProperties
			field, parameter string
		}{string(provider) + " without a secret", janrain.ConsumerProperties{Provider: provider, ConsumerKey: "canary"}, "Secret", "secret"})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(`{"stat":"ok"}`)
			err := kit.Client(t, service).SetProviderProperties(t.Context(), tt.properties)
			refused := kit.RequireParamError(t, err, tt.field, tt.parameter)
			assert.Equal(t, "app/set_properties", refused.Method)
			require.ErrorIs(t, err, janrain.ErrMissingParameter)
			assert.NotContains(t, err.Error(), "canary")
			service.AssertSilent(t)
		})
	}
}

func TestDamagedPropertiesAreRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	facebook := janrain.FacebookProperties{AppID: "1", Secret: "2"}
	with := func(change func(*janrain.FacebookProperties)) janrain.ProviderProperties {
		p := facebook
		change(&p)
		return p
	}
	tests := []struct {
		name             string
		properties       janrain.ProviderProperties
		field, parameter string
	}{
		{"Facebook app id with a tab", with(func(p *janrain.FacebookProperties) { p.AppID = "canary\t" }), "AppID", "fbAppID"},
		{"Facebook secret with a carriage return", with(func(p *janrain.FacebookProperties) { p.Secret = "canary\r" }), "Secret", "fbSecret"},
		{"uninstall URL that is a path", with(func(p *janrain.FacebookProperties) { p.UninstallURL = "/canary" }), "UninstallURL", "uninstallURL"},
		{
			"Microsoft secret with a line feed", janrain.LiveIDProperties{AppID: "1", Secret: "canary\n", PrivacyPolicyURL: "https://a.example"},
			"Secret", "liveidSecret",
		},
		{"privacy policy that is no URL", janrain.LiveIDProperties{AppID: "1", PrivacyPolicyURL: "canary"}, "PrivacyPolicyURL", "liveidPrivacyPolicyUrl"},
		{"email without a domain", janrain.PayPalProperties{DisplayName: "Shop", Email: "canary"}, "Email", "email"},
		{"email with a name", janrain.PayPalProperties{DisplayName: "Shop", Email: "Canary <canary@shop.example>"}, "Email", "email"},
		{"two emails", janrain.PayPalProperties{DisplayName: "Shop", Email: "canary@a.example,b@b.example"}, "Email", "email"},
		{"provider with a space", janrain.ConsumerProperties{Provider: "google ", ConsumerKey: "canary", Secret: "canary"}, "Provider", "provider"},
		{"key with a zero width space", janrain.ConsumerProperties{Provider: "google", ConsumerKey: "canary\u200b", Secret: "canary"}, "ConsumerKey", "consumerKey"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(`{"stat":"ok"}`)
			err := kit.Client(t, service).SetProviderProperties(t.Context(), tt.properties)
			kit.RequireParamError(t, err, tt.field, tt.parameter)
			require.ErrorIs(t, err, janrain.ErrInvalidParameter)
			assert.NotContains(t, err.Error(), "canary", "the value is not repeated")
			service.AssertSilent(t)
		})
	}
}

func TestNilPropertiesAreRefused(t *testing.T) {
	t.Parallel()
	for name, properties := range map[string]janrain.ProviderProperties{
		"nil":                         nil,
		"nil *FacebookProperties":     (*janrain.FacebookProperties)(nil),
		"nil *LiveIDProperties":       (*janrain.LiveIDProperties)(nil),
		"nil *PayPalProperties":       (*janrain.PayPalProperties)(nil),
		"nil *YahooProperties":        (*janrain.YahooProperties)(nil),
		"nil *ConsumerProperties":     (*janrain.ConsumerProperties)(nil),
		"a struct with nil inside":    struct{ janrain.ProviderProperties }{},
		"a struct with a nil pointer": struct{ *janrain.FacebookProperties }{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(`{"stat":"ok"}`)
			var err error
			require.NotPanics(t, func() { err = kit.Client(t, service).SetProviderProperties(t.Context(), properties) })
			kit.RequireParamError(t, err, "properties", "")
			service.AssertSilent(t)
		})
	}
}

// Go lets any struct be a ProviderProperties that embeds one. Its fields would
// be sent without a look at them.
func TestStructsThatEmbedPropertiesAreRefused(t *testing.T) {
	t.Parallel()
	type shopProperties struct {
		janrain.FacebookProperties
		Note string
	}
	service := kit.RespondWith(`{"stat":"ok"}`)
	err := kit.Client(t, service).SetProviderProperties(t.Context(), shopProperties{Note: "no app id, no secret"})
	kit.RequireParamError(t, err, "properties", "")
	service.AssertSilent(t)
}
