package endpoints

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var partnerResponses = []recordedResponse{
	{"app_get_properties/facebook", "ProviderProperties", janrain.FacebookProperties{
		AppID: "424242424242424", Secret: "fb00fb00fb00fb00fb00fb00fb00fb00", EmailPerm: new(true), UninstallURL: "https://shop.example.com/gone",
	}},
	{"app_get_properties/facebook_bare", "ProviderProperties", janrain.FacebookProperties{
		AppID: "424242424242424", Secret: "fb00fb00fb00fb00fb00fb00fb00fb00", EmailPerm: new(false),
	}},
	{"app_get_properties/live_id", "ProviderProperties", janrain.LiveIDProperties{
		AppID: "000000004C42", Secret: "l1ve00secret00", PrivacyPolicyURL: "https://shop.example.com/privacy",
	}},
	{"app_get_properties/paypal", "ProviderProperties", janrain.PayPalProperties{DisplayName: "Shop & Sons", Email: "pay@shop.example.com"}},
	{"app_get_properties/yahoo", "ProviderProperties", janrain.YahooProperties{
		AppID: "ya42", ConsumerKey: "dj0yJmk9made-up--", Secret: "ya00ya00ya00", ActivityScopesSet: new(true), ContactsScopeSet: new(false),
	}},
	{"app_get_properties/google", "ProviderProperties", janrain.ConsumerProperties{
		Provider: janrain.ProviderGoogle, ConsumerKey: "shop.apps.example.com", Secret: "go00go00go00",
	}},
	{"app_get_provider_permissions/facebook", "ProviderPermissions", &janrain.ProviderPermissions{
		Permissions: []string{"readInbox", "createEvent", "sendSms"},
	}},
}

var configured = map[janrain.Provider]janrain.ProviderProperties{
	janrain.ProviderFacebook: janrain.FacebookProperties{AppID: "42", Secret: "s", EmailPerm: new(false), UninstallURL: kit.ShopURL},
	janrain.ProviderLiveID:   janrain.LiveIDProperties{AppID: "42", Secret: "s", PrivacyPolicyURL: kit.ShopURL},
	janrain.ProviderPayPal:   janrain.PayPalProperties{DisplayName: "Shop", Email: "pay@shop.example"},
	janrain.ProviderYahoo: janrain.YahooProperties{
		AppID: "42", ConsumerKey: "k", Secret: "s", ActivityScopesSet: new(true), ContactsScopeSet: new(false),
	},
	janrain.ProviderGoogle: janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: "k", Secret: "s"},
	"tumblr":               janrain.ConsumerProperties{Provider: "tumblr", ConsumerKey: "k", Secret: "s"},
}

// The configuration of one application can be copied to another.
func TestPropertiesAreReadAsTheyWereSet(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for provider, properties := range configured {
		_, err := srv.Client().ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.Error(t, err, "%s must not be configured yet", provider)
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), properties))
		read, err := srv.Client().ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err)
		assert.Equal(t, properties, read, "of %s", provider)
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), read))
	}
}

// The service writes provider names in lower case, and the package follows it, whatever the
// caller passes.
func TestProviderInUpperCaseGetsItsProperties(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"ok","fbAppID":"1","fbSecret":"s"}`)
	properties, err := kit.Client(t, service).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: "Facebook"})
	require.NoError(t, err)
	assert.Equal(t, janrain.FacebookProperties{AppID: "1", Secret: "s"}, properties)
}

// A field that is not read would be lost when the properties are written back.
func TestEveryFieldOfTheRecordedPropertiesIsRead(t *testing.T) {
	t.Parallel()
	for _, recorded := range partnerResponses {
		properties, ok := recorded.want.(janrain.ProviderProperties)
		if !ok || recorded.file == "app_get_properties/facebook_bare" {
			continue
		}
		for field, value := range reflect.ValueOf(properties).Fields() {
			assert.False(t, value.IsZero(), "%T.%s is not filled in from the response", properties, field.Name)
		}
		service := kit.RespondWith(`{"stat":"ok"}`)
		require.NoError(t, kit.Client(t, service).SetProviderProperties(t.Context(), properties))
		assert.Equal(t, providerOf(properties), janrain.Provider(service.Only(t).Form(t).Get("provider")))
	}
}

// providerOf returns the provider that properties are for.
func providerOf(properties janrain.ProviderProperties) janrain.Provider {
	switch p := properties.(type) {
	case janrain.FacebookProperties:
		return janrain.ProviderFacebook
	case janrain.LiveIDProperties:
		return janrain.ProviderLiveID
	case janrain.PayPalProperties:
		return janrain.ProviderPayPal
	case janrain.YahooProperties:
		return janrain.ProviderYahoo
	case janrain.ConsumerProperties:
		return p.Provider
	}
	return ""
}

// Both spellings are sent, so the service may return both.
func TestPropertiesWithBothSpellings(t *testing.T) {
	t.Parallel()
	for provider, text := range map[janrain.Provider]string{
		janrain.ProviderFacebook: `{"stat":"ok","fbAppId":"41","fbAppID":"42","fbSecret":"s"}`,
		janrain.ProviderLiveID:   `{"stat":"ok","liveidAppID":"42","liveidAppId":"41"}`,
	} {
		properties, err := kit.ClientReading(t, 200, []byte(text)).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err, text)
		assert.Equal(t, "42", reflect.ValueOf(properties).FieldByName("AppID").String(), "the spelling that the service is known to use")
	}
}

// The recorded response has only one of the two spellings of this parameter.
func TestPropertiesAreDecodedInBothSpellings(t *testing.T) {
	t.Parallel()
	for provider, text := range map[janrain.Provider]string{
		janrain.ProviderFacebook: `{"stat":"ok","fbAppId":"42"}`,
		janrain.ProviderLiveID:   `{"stat":"ok","liveidAppId":"42"}`,
		janrain.ProviderYahoo:    `{"stat":"ok","yahooAppID":"42","activtiyScopesString":"true","contactScopeSet":0}`,
	} {
		properties, err := kit.ClientReading(t, 200, []byte(text)).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err)
		assert.Equal(t, "42", reflect.ValueOf(properties).FieldByName("AppID").String())
		if yahoo, ok := properties.(janrain.YahooProperties); ok {
			assert.Equal(t, new(true), yahoo.ActivityScopesSet)
			assert.Equal(t, new(false), yahoo.ContactsScopeSet)
		}
	}
}

// A response without any of the members is no error.
func TestPropertiesOfAnEmptyResponseAreEmpty(t *testing.T) {
	t.Parallel()
	for provider, properties := range configured {
		read, err := kit.ClientReading(t, 200, []byte(`{"stat":"ok"}`)).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err)
		assert.IsType(t, properties, read)
		service := kit.RespondWith(kit.Success)
		require.ErrorIs(t, kit.Client(t, service).SetProviderProperties(t.Context(), read), janrain.ErrMissingParameter)
		service.AssertSilent(t)
	}
}

func TestPermissionsAreReplaced(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	for _, permissions := range [][]string{{"readMailbox", "rsvpEvent"}, {"readMailbox"}} {
		require.NoError(t, client.SetProviderPermissions(t.Context(), janrain.SetProviderPermissionsParams{
			Provider: janrain.ProviderFacebook, Permissions: permissions,
		}))
		now, err := client.ProviderPermissions(t.Context(), janrain.ProviderPermissionsParams{Provider: janrain.ProviderFacebook})
		require.NoError(t, err)
		assert.Equal(t, permissions, now.Permissions)
	}
	requests := srv.Requests()
	assert.Equal(t, url.Values{"provider": {"facebook"}, "permissions": {"readMailbox"}, "apiKey": {"[redacted]"}, "partnerKey": {"[redacted]"}}, requests[2].Form)
}

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
	assert.ElementsMatch(t, append(page, elsewhere...), slices.Collect(maps.Keys(sent)), "format aside, which is never sent")
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
		`{"partnerresponse":{"partnerresponse":{"stat":"ok"}}}`, `{"partnerresponse":{"stat":"ok","stat":"ok"}}`, `{"STAT":"ok"}`,
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
