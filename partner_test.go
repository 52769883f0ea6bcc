package janrain_test

import (
	"maps"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// consumerProviders need a key and a secret only; with the four that have a
// struct of their own they are the fifteen of the vendor's page.
var consumerProviders = []janrain.Provider{
	"google", "linkedin", "mixi", "myspace", "twitter", "renren", "salesforce", "sinaweibo", "soundcloud", "orkut", "foursquare",
}

func TestConsumerPropertiesOfEveryProvider(t *testing.T) {
	t.Parallel()
	for _, provider := range append(consumerProviders, "tumblr", "a-new-one") {
		t.Run(string(provider), func(t *testing.T) {
			t.Parallel()
			want := url.Values{
				"apiKey": {kit.APIKey}, "partnerKey": {kit.PartnerKey}, "provider": {string(provider)},
				"consumerKey": {"key+of/" + string(provider)}, "secret": {"secret=of&" + string(provider)},
			}
			properties := janrain.ConsumerProperties{
				Provider: provider, ConsumerKey: "key+of/" + string(provider), Secret: "secret=of&" + string(provider),
			}
			assertSent(t, want, properties)
			assertSent(t, want, &properties)
		})
	}
}

// assertSent makes sure that the properties are sent under these names, and
// nothing with them.
func assertSent(t *testing.T, want url.Values, properties janrain.ProviderProperties) {
	t.Helper()
	service := kit.RespondWith(`{"stat":"ok"}`)
	require.NoError(t, kit.Client(t, service).SetProviderProperties(t.Context(), properties))
	sent := service.Only(t)
	assert.Equal(t, "https://"+kit.Domain+"/partner/v2/app/set_properties", sent.URL.String())
	assert.Equal(t, want, sent.Form(t))
}

func TestPropertiesOfProvidersWithAStructOfTheirOwn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		properties janrain.ProviderProperties
		want       url.Values // beside the keys
	}{
		{
			"Facebook, required only",
			janrain.FacebookProperties{AppID: "119467988130777", Secret: "s3cret"},
			url.Values{"provider": {"facebook"}, "fbAppID": {"119467988130777"}, "fbAppId": {"119467988130777"}, "fbSecret": {"s3cret"}},
		},
		{
			"Facebook, all of them",
			&janrain.FacebookProperties{AppID: "1194", Secret: "s3cret", EmailPerm: new(true), UninstallURL: "https://shop.example/gone?a=1&b=2"},
			url.Values{
				"provider": {"facebook"}, "fbAppID": {"1194"}, "fbAppId": {"1194"}, "fbSecret": {"s3cret"},
				"emailPerm": {"true"}, "uninstallURL": {"https://shop.example/gone?a=1&b=2"},
			},
		},
		{
			"Facebook, false differs from not given",
			janrain.FacebookProperties{AppID: "1194", Secret: "s3cret", EmailPerm: new(false)},
			url.Values{"provider": {"facebook"}, "fbAppID": {"1194"}, "fbAppId": {"1194"}, "fbSecret": {"s3cret"}, "emailPerm": {"false"}},
		},
		{
			"Microsoft Account, required only",
			janrain.LiveIDProperties{AppID: "0000-4C", PrivacyPolicyURL: "https://shop.example/privacy"},
			url.Values{
				"provider": {"live_id"}, "liveidAppID": {"0000-4C"}, "liveidAppId": {"0000-4C"},
				"liveidPrivacyPolicyUrl": {"https://shop.example/privacy"},
			},
		},
		{
			"Microsoft Account, all of them",
			&janrain.LiveIDProperties{AppID: "0000-4C", Secret: "s3+cret", PrivacyPolicyURL: "https://shop.example/privacy"},
			url.Values{
				"provider": {"live_id"}, "liveidAppID": {"0000-4C"}, "liveidAppId": {"0000-4C"},
				"liveidSecret": {"s3+cret"}, "liveidPrivacyPolicyUrl": {"https://shop.example/privacy"},
			},
		},
		{
			"PayPal, required only",
			janrain.PayPalProperties{DisplayName: "Böhm & Söhne"},
			url.Values{"provider": {"paypal"}, "paypalDisplayName": {"Böhm & Söhne"}},
		},
		{
			"PayPal, all of them",
			&janrain.PayPalProperties{DisplayName: "Shop", Email: "pay+me@shop.example"},
			url.Values{"provider": {"paypal"}, "paypalDisplayName": {"Shop"}, "email": {"pay+me@shop.example"}},
		},
		{
			"Yahoo!, required only",
			janrain.YahooProperties{AppID: "xyz", ConsumerKey: "dj0y==", Secret: "s3cret"},
			url.Values{"provider": {"yahoo"}, "yahooAppID": {"xyz"}, "consumerKey": {"dj0y=="}, "secret": {"s3cret"}},
		},
		{
			"Yahoo!, all of them",
			&janrain.YahooProperties{AppID: "xyz", ConsumerKey: "dj0y==", Secret: "s3cret", ActivityScopesSet: new(true), ContactsScopeSet: new(false)},
			url.Values{
				"provider": {"yahoo"}, "yahooAppID": {"xyz"}, "consumerKey": {"dj0y=="}, "secret": {"s3cret"},
				"activityScopesSet": {"true"}, "activtiyScopesString": {"true"}, "contactsScopeSet": {"false"}, "contactScopeSet": {"false"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Set("apiKey", kit.APIKey)
			tt.want.Set("partnerKey", kit.PartnerKey)
			assertSent(t, tt.want, tt.properties)
		})
	}
}

// Every parameter of the vendor's page is to be had, in the page's spelling.
func TestEveryPropertyOfThePageIsSent(t *testing.T) {
	t.Parallel()
	sent := map[string]bool{}
	for _, properties := range []janrain.ProviderProperties{
		janrain.FacebookProperties{AppID: "1", Secret: "2", EmailPerm: new(true), UninstallURL: "https://a.example/"},
		janrain.LiveIDProperties{AppID: "1", Secret: "2", PrivacyPolicyURL: "https://a.example/"},
		janrain.PayPalProperties{DisplayName: "1", Email: "a@b.example"},
		janrain.YahooProperties{AppID: "1", ConsumerKey: "2", Secret: "3", ActivityScopesSet: new(true), ContactsScopeSet: new(true)},
	} {
		service := kit.RespondWith(`{"stat":"ok"}`)
		require.NoError(t, kit.Client(t, service).SetProviderProperties(t.Context(), properties))
		for name := range service.Only(t).Form(t) {
			sent[name] = true
		}
	}
	page := []string{
		"activtiyScopesString", "apiKey", "consumerKey", "contactScopeSet", "email", "emailPerm", "fbAppId", "fbSecret",
		"liveidAppId", "liveidSecret", "liveidPrivacyPolicyUrl", "partnerKey", "paypalDisplayName", "provider", "secret",
		"uninstallURL", "yahooAppID",
	}
	elsewhere := []string{"activityScopesSet", "contactsScopeSet", "fbAppID", "liveidAppID"}
	assert.ElementsMatch(t, append(page, elsewhere...), slices.Collect(maps.Keys(sent)),
		"format aside, which is never sent")
}

func TestConsumerPropertiesAreRefusedWhereAProviderNeedsMore(t *testing.T) {
	t.Parallel()
	for provider, own := range map[janrain.Provider]string{
		janrain.ProviderFacebook: "FacebookProperties", janrain.ProviderLiveID: "LiveIDProperties",
		janrain.ProviderPayPal: "PayPalProperties", janrain.ProviderYahoo: "YahooProperties",
	} {
		properties := janrain.ConsumerProperties{Provider: provider, ConsumerKey: "canary", Secret: "canary"}
		for _, given := range []janrain.ProviderProperties{properties, &properties} {
			service := kit.RespondWith(`{"stat":"ok"}`)
			err := kit.Client(t, service).SetProviderProperties(t.Context(), given)
			kit.RequireParamError(t, err, "Provider", "provider")
			require.ErrorContains(t, err, own, "the text names the struct to use")
			require.ErrorIs(t, err, janrain.ErrInvalidParameter)
			assert.NotContains(t, err.Error(), "canary")
			service.AssertSilent(t)
		}
	}
}

// A partner answer has been seen flat and wrapped, the wrapper in two spellings.
func TestPartnerAnswersAreUnderstoodFlatAndWrapped(t *testing.T) {
	t.Parallel()
	set := kit.Calls[2]
	for _, body := range []string{
		`{"stat":"ok"}`,
		`{"partnerresponse":{"stat":"ok"}}`,
		` {"PartnerResponse" : {"stat":"OK", "appId":"x"} } `,
		`{"pluginresponse":{"stat":"ok"}}`,
	} {
		require.NoError(t, set.Do(t.Context(), kit.Client(t, kit.RespondWith(body))), "of %s", body)
	}
	for _, body := range []string{
		`{"stat":"fail","err":{"code":3,"msg":"Invalid partnerKey"}}`,
		`{"partnerresponse":{"stat":"fail","err":{"code":3,"msg":"Invalid partnerKey"}}}`,
		`{"PARTNERRESPONSE":{"err":{"code":"3","msg":"Invalid partnerKey"},"stat":"ok"}}`,
		// Below a wrapper names are matched whatever their case.
		`{"partnerresponse":{"Err":{"Code":3,"Msg":"Invalid partnerKey"},"stat":"ok"}}`,
	} {
		err := set.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: 400, Body: body})))
		require.ErrorIs(t, err, janrain.ErrInvalidPartnerKey, "of %s", body)
	}
	for _, body := range []string{
		`{"partnerresponse":{}}`, `{"partnerresponse":null}`, `{"partnerresponse":[]}`, `{"partnerresponse":{"STAT":"ok"}}`,
		`{"partnerresponse":{"stat":"ok"},"more":1}`, `{"partnerresponse":{"stat":"ok"}} x`, `{"response":{"stat":"ok"}}`,
		`{"partnerresponse":{"partnerresponse":{"stat":"ok"}}}`, `{"partnerresponse":{"stat":"ok","stat":"ok"}}`, `{"STAT":"ok"}`, `{"stat":"ok","STAT":"fail"}`,
	} {
		err := set.Do(t.Context(), kit.Client(t, kit.RespondWith(body)))
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled, "%s is no success", body)
	}
}

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
			assert.Equal(t, "app/set_properties", refused.Endpoint)
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
