package endpoints

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var settingsResponses = []recordedResponse{
	{"get_app_settings/unset", "AppSettings", &janrain.AppSettings{
		OneTimeUseTokens: true, Extra: kit.Extra{
			"privacyPolicy": kit.Raw("null"), "favicon": kit.Raw("null"), "domainRedirect": kit.Raw("null"),
			"postToTokenUrl": kit.Raw("false"), "googleProfileUrl": kit.Raw("false"),
		},
	}},
	{"get_app_settings/set", "AppSettings", &janrain.AppSettings{
		PrivacyPolicy: "https://shop.example.com/privacy", Favicon: "https://shop.example.com/favicon.ico",
		DomainRedirect: "https://shop.example.com/", PostToTokenURL: true, OneTimeUseTokens: true, GoogleProfileURL: true,
	}},
	{"get_domain_patterns/two", "DomainPatterns", &janrain.DomainPatterns{Domains: []string{"shop.example.com", "*.forum.example.com"}}},
}

func TestAppSettingsAreStored(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	before, err := client.AppSettings(t.Context())
	require.NoError(t, err)
	assert.Empty(t, before.PrivacyPolicy)
	assert.True(t, before.OneTimeUseTokens)

	require.NoError(t, client.SetAppSettings(t.Context(), janrain.SetAppSettingsParams{
		PrivacyPolicy: new(kit.ShopURL), Favicon: new(kit.ShopURL), OneTimeUseTokens: new(false),
	}))
	require.NoError(t, client.SetAppSettings(t.Context(), janrain.SetAppSettingsParams{Favicon: new("")}),
		"an empty text takes it back")
	after, err := client.AppSettings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, kit.ShopURL, after.PrivacyPolicy)
	assert.Empty(t, after.Favicon)
	assert.False(t, after.OneTimeUseTokens)
	assert.Equal(t, before.PostToTokenURL, after.PostToTokenURL, "a nil setting must not change")
	token := kit.Issued(srv)
	for range 2 {
		_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		require.NoError(t, err, "a token must work more than once after the change")
	}
}

func TestDomainPatternsAreAddedAndReplaced(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	domains := func() []string {
		patterns, err := client.DomainPatterns(t.Context())
		require.NoError(t, err)
		return patterns.Domains
	}
	assert.Empty(t, domains())
	require.NoError(t, client.AddDomainPatterns(t.Context(), janrain.AddDomainPatternsParams{Domains: []string{"a.example", "*.b.example"}}))
	require.NoError(t, client.AddDomainPatterns(t.Context(), janrain.AddDomainPatternsParams{Domains: []string{"c.example"}}))
	assert.Equal(t, []string{"a.example", "*.b.example", "c.example"}, domains())
	require.NoError(t, client.SetDomainPatterns(t.Context(), janrain.SetDomainPatternsParams{Domains: []string{"d.example"}}))
	assert.Equal(t, []string{"d.example"}, domains())
}

func TestAppSettingsAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	answer, err := kit.CallOn(t, "AppSettings", []byte(`{"stat":"ok","postToTokenUrl":"true","oneTimeUseTokens":1,"googleProfileUrl":"no","favicon":["a"],"privacyPolicy":{}}`))
	require.NoError(t, err)
	settings := answer.(*janrain.AppSettings)
	assert.True(t, settings.PostToTokenURL)
	assert.True(t, settings.OneTimeUseTokens)
	assert.False(t, settings.GoogleProfileURL)
	assert.Equal(t, "a", settings.Favicon)
	assert.Empty(t, settings.PrivacyPolicy)

	answer, err = kit.CallOn(t, "DomainPatterns", []byte(`{"stat":"ok","domains":"shop.example"}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"shop.example"}, answer.(*janrain.DomainPatterns).Domains)
}
