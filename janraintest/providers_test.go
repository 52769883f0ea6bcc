package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestProvidersAreStored(t *testing.T) {
	a := firstApp(t)
	assert.Contains(t, a.do(t, "providers", "")["signin"], "googleplus", "the popular providers must be the default")

	a.do(t, "set_auth_providers", "providers=facebook,yahoo")
	assert.Equal(t, texts("facebook", "yahoo"), a.do(t, "providers", "")["signin"])
	a.do(t, "set_auth_providers", `providers=["twitter","amazon"]`)
	a.do(t, "set_auth_providers", `providers=yahoo&device_type=iphone`)
	a.do(t, "set_share_providers", "share=email,linkedin&email=google")
	assert.Equal(t, map[string]any{
		"signin": texts("twitter", "amazon"), "social": texts("twitter"), "share": texts("email", "linkedin"),
	}, a.do(t, "get_available_providers", ""))
	assert.Equal(t, map[string]any{
		"signin": texts("twitter", "amazon"), "social": texts("twitter"),
		"shareWidget": map[string]any{"share": texts("email", "linkedin"), "email": texts("google")},
	}, a.do(t, "providers", ""))
	a.do(t, "set_share_providers", "email=[]")
	assert.Equal(t, map[string]any{"share": texts("email", "linkedin"), "email": texts()}, a.do(t, "get_share_providers", ""))

	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_auth_providers", "providers=yahoo,nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_share_providers", "share=nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_share_providers", "share=google&email=nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: device_type"`, a.refused(t, "set_auth_providers", "providers=yahoo&device_type=fax"))
	assert.Equal(t, texts("email", "linkedin"), a.do(t, "get_share_providers", "")["share"],
		"a rejected call must change nothing")
}

func TestUserIsFoundByNameAndInAnyCase(t *testing.T) {
	t.Parallel()
	for name, want := range map[janrain.Provider]janrain.Provider{
		"Facebook":          janrain.ProviderFacebook,
		"FACEBOOK":          janrain.ProviderFacebook,
		" facebook ":        janrain.ProviderFacebook,
		"Google":            janrain.ProviderGoogle,
		"Google+":           janrain.ProviderGooglePlus,
		"GooglePlus":        janrain.ProviderGooglePlus,
		"Yahoo!":            janrain.ProviderYahoo,
		"yahoo!":            janrain.ProviderYahoo,
		"Microsoft Account": janrain.ProviderMicrosoftAccount,
		"microsoft account": janrain.ProviderMicrosoftAccount,
		"Windows Live":      janrain.ProviderLiveID,
		"Sina Weibo":        janrain.ProviderSinaWeibo,
		"Other":             janrain.ProviderOpenID,
		"Ren Ren":           janrain.ProviderRenRen,
		"MYDIGIPASS.COM":    janrain.ProviderMyDigipass,
	} {
		assert.Equal(t, janraintest.User(want), janraintest.User(name), "%q", name)
		assert.Equal(t, string(want), janraintest.User(name).Profile.ProviderSpecifier, "%q", name)
	}
	for _, provider := range janraintest.Providers() {
		assert.Equal(t, string(provider), janraintest.User(provider).Profile.ProviderSpecifier,
			"each provider must have its own specifier")
		name := janraintest.User(provider).Profile.ProviderName
		assert.Equal(t, name, janraintest.User(janrain.Provider(name)).Profile.ProviderName)
	}
	for _, own := range []janrain.Provider{"Hospital", "faceboo\u212a", "acme.saml", "face book"} {
		assert.Equal(t, string(own), janraintest.User(own).Profile.ProviderSpecifier,
			"a custom provider must keep its spelling")
	}
}
