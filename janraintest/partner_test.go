package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestProviderPropertiesHaveTheServicesFormat(t *testing.T) {
	a := firstApp(t)
	assert.Equal(t, `"code":1,"msg":"facebook not configured"`, a.refused(t, "partner/app/get_properties", "provider=facebook"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "partner/app/get_properties", "provider=nobody"))

	a.do(t, "partner/app/set_properties", "provider=facebook&fbAppId=12&fbSecret=s")
	assert.Equal(t, map[string]any{"fbAppID": "12", "fbSecret": "s", "emailPerm": false, "uninstallURL": ""},
		a.do(t, "partner/app/get_properties", "provider=facebook"), "the response must have one spelling, a boolean and empty strings")
	a.do(t, "partner/app/set_properties", "provider=yahoo&yahooAppID=1&consumerKey=k&secret=s&contactScopeSet=true")
	assert.Equal(t, map[string]any{
		"consumerKey": "k", "secret": "s", "yahooAppID": "1", "activityScopesSet": false, "contactsScopeSet": true,
	}, a.do(t, "partner/app/get_properties", "provider=yahoo"))
}

func TestPermissionsAreReplaced(t *testing.T) {
	a := firstApp(t)
	get := func() any {
		return a.do(t, "partner/app/get_provider_permissions", "provider=facebook")["permissions"]
	}
	assert.Equal(t, texts(), get())
	a.do(t, "partner/app/set_provider_permissions", "provider=facebook&permissions=readMailbox,rsvpEvent")
	assert.Equal(t, texts("readMailbox", "rsvpEvent"), get())
	a.do(t, "partner/app/set_provider_permissions", "provider=facebook&permissions=sendSms")
	assert.Equal(t, texts("sendSms"), get())

	for parameters, want := range map[string]string{
		"provider=facebook&permissions=read_mailbox": "Permission does not exist: read_mailbox",
		"provider=twitter&permissions=readMailbox":   "Setting permissions not supported for this provider",
		"provider=nobody&permissions=readMailbox":    "Invalid provider: nobody",
	} {
		assert.Equal(t, `"code":1,"msg":"`+want+`"`, a.refused(t, "partner/app/set_provider_permissions", parameters))
	}
	assert.Equal(t, texts("sendSms"), get(), "a rejected call must change nothing")
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
	for _, p := range properties {
		require.NoError(t, srv.Client().SetProviderProperties(t.Context(), p), "%v", p)
	}
}

func TestPropertiesAreFoundByName(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	require.NoError(t, srv.Client().SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "1", Secret: "s"}))
	assert.Equal(t, "1", srv.ProviderProperties("Facebook").Get("fbAppID"))
}
