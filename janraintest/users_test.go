package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

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
		assert.Equal(t, string(provider), janraintest.User(provider).Profile.ProviderSpecifier, "a specifier is the provider's own")
		name := janraintest.User(provider).Profile.ProviderName
		assert.Equal(t, name, janraintest.User(janrain.Provider(name)).Profile.ProviderName)
	}
	for _, own := range []janrain.Provider{"Hospital", "faceboo\u212a", "acme.saml", "face book"} {
		assert.Equal(t, string(own), janraintest.User(own).Profile.ProviderSpecifier, "a provider of the application's own keeps its spelling")
	}
}

func TestPropertiesAreFoundByName(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	require.NoError(t, srv.Client().SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "1", Secret: "s"}))
	assert.Equal(t, "1", srv.ProviderProperties("Facebook").Get("fbAppID"))
}
