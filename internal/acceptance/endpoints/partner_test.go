package endpoints

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var providerSettingsResponses = []recordedResponse{
	{"app_get_properties/facebook", "ProviderProperties", &janrain.FacebookSettings{
		Stat: "ok", AppID: "424242424242424", Secret: "fb00fb00fb00fb00fb00fb00fb00fb00", EmailPerm: new(true), UninstallURL: "https://shop.example.com/gone",
	}},
	{"app_get_properties/facebook_bare", "ProviderProperties", &janrain.FacebookSettings{
		Stat: "ok", AppID: "424242424242424", Secret: "fb00fb00fb00fb00fb00fb00fb00fb00", EmailPerm: new(false), Extra: kit.Extra{"uninstallURL": kit.Raw(`""`)},
	}},
	{"app_get_properties/live_id", "ProviderProperties", &janrain.LiveIDSettings{
		Stat: "ok", AppID: "000000004C42", Secret: "l1ve00secret00", PrivacyPolicyURL: "https://shop.example.com/privacy",
	}},
	{"app_get_properties/paypal", "ProviderProperties", &janrain.PayPalSettings{Stat: "ok", DisplayName: "Shop & Sons", Email: "pay@shop.example.com"}},
	{"app_get_properties/yahoo", "ProviderProperties", &janrain.YahooSettings{
		Stat: "ok", AppID: "ya42", ConsumerKey: "dj0yJmk9made-up--", Secret: "ya00ya00ya00", ActivityScopesSet: new(true), ContactsScopeSet: new(false),
	}},
	{"app_get_properties/google", "ProviderProperties", &janrain.ConsumerSettings{
		Of: janrain.ProviderGoogle, Stat: "ok", ConsumerKey: "shop.apps.example.com", Secret: "go00go00go00",
	}},
	{"app_get_provider_permissions/facebook", "ProviderPermissions", &janrain.ProviderPermissions{
		Stat: "ok", Permissions: []string{"readInbox", "createEvent", "sendSms"},
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

// What one application has can be given to another.
func TestSettingsConvertToTheProperties(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for provider, properties := range configured {
		_, err := srv.Client().ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.Error(t, err, "%s is not configured yet", provider)
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), properties))
		settings, err := srv.Client().ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err)
		assert.Equal(t, provider, settings.Provider())
		assert.Equal(t, properties, settings.Properties(), "of %s", provider)
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), settings.Properties()))
	}
}

// The service has its providers in lower case, and so has this package, whoever asks.
func TestSettingsOfAProviderInCapitalsAreItsOwn(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"ok","fbAppID":"1","fbSecret":"s"}`)
	settings, err := kit.Client(t, service).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: "Facebook"})
	require.NoError(t, err)
	assert.Equal(t, janrain.FacebookProperties{AppID: "1", Secret: "s"}, settings.Properties())
}

// A field of the properties that settings do not know would be lost on the way.
func TestSettingsHaveEveryFieldOfTheProperties(t *testing.T) {
	t.Parallel()
	for _, recorded := range providerSettingsResponses {
		settings, ok := recorded.want.(janrain.ProviderSettings)
		if !ok || recorded.file == "app_get_properties/facebook_bare" {
			continue
		}
		properties := reflect.ValueOf(settings.Properties())
		for field, value := range properties.Fields() {
			assert.False(t, value.IsZero(), "%s.%s is not filled in from the settings", properties.Type(), field.Name)
		}
		service := kit.RespondWith(`{"stat":"ok"}`)
		require.NoError(t, kit.Client(t, service).SetProviderProperties(t.Context(), settings.Properties()))
		assert.Equal(t, string(settings.Provider()), service.Only(t).Form(t).Get("provider"))
	}
}

// Both spellings are sent, so that both may come back.
func TestSettingsMayHaveBothSpellings(t *testing.T) {
	t.Parallel()
	for provider, text := range map[janrain.Provider]string{
		janrain.ProviderFacebook: `{"stat":"ok","fbAppId":"41","fbAppID":"42","fbSecret":"s"}`,
		janrain.ProviderLiveID:   `{"stat":"ok","liveidAppID":"42","liveidAppId":"41"}`,
	} {
		settings, err := kit.ClientReading(t, 200, []byte(text)).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err, text)
		assert.Equal(t, "42", reflect.ValueOf(settings).Elem().FieldByName("AppID").String(), "the one that the service is known to answer")
		assert.JSONEq(t, text, kit.Marshal(t, settings), "the other is kept")
	}
}

// The two spellings of one parameter, of which one is in the recorded answer.
func TestSettingsAreReadInBothSpellings(t *testing.T) {
	t.Parallel()
	for provider, text := range map[janrain.Provider]string{
		janrain.ProviderFacebook: `{"stat":"ok","fbAppId":"42"}`,
		janrain.ProviderLiveID:   `{"stat":"ok","liveidAppId":"42"}`,
		janrain.ProviderYahoo:    `{"stat":"ok","yahooAppID":"42","activtiyScopesString":"true","contactScopeSet":0}`,
	} {
		settings, err := kit.ClientReading(t, 200, []byte(text)).ProviderProperties(t.Context(), janrain.ProviderPropertiesParams{Provider: provider})
		require.NoError(t, err)
		assert.Equal(t, "42", reflect.ValueOf(settings).Elem().FieldByName("AppID").String())
		if yahoo, ok := settings.(*janrain.YahooSettings); ok {
			assert.Equal(t, new(true), yahoo.ActivityScopesSet)
			assert.Equal(t, new(false), yahoo.ContactsScopeSet)
		}
		stored := reflect.New(reflect.TypeOf(settings).Elem()).Interface()
		require.NoError(t, json.Unmarshal([]byte(kit.Marshal(t, settings)), stored))
		assert.Equal(t, settings, stored, "what is stored reads the same")
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
