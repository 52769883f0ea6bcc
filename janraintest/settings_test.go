package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestAppSettingsAreStored(t *testing.T) {
	a := firstApp(t)
	before := a.do(t, "get_app_settings", "")
	assert.Equal(t, map[string]any{
		"privacyPolicy": nil, "favicon": nil, "domainRedirect": nil,
		"postToTokenUrl": true, "oneTimeUseTokens": true, "googleProfileUrl": true,
	}, before)

	a.do(t, "set_app_settings", "favicon=https://shop.example/f.ico&googleProfileUrl=false")
	before["favicon"], before["googleProfileUrl"] = "https://shop.example/f.ico", false
	assert.Equal(t, before, a.do(t, "get_app_settings", ""), "settings that are not in the form must not change")
	a.do(t, "set_app_settings", "favicon=")
	assert.Nil(t, a.do(t, "get_app_settings", "")["favicon"], "an empty value must unset a setting")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: postToTokenUrl"`, a.refused(t, "set_app_settings", "postToTokenUrl=yes"))
}

// Settings must not break a test that does not use them.
func TestSettingsHaveNoEffectWithoutTheOption(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	client := s.fake.Client()
	require.NoError(t, client.SetAppSettings(t.Context(), janrain.SetAppSettingsParams{PostToTokenURL: new(false)}))
	require.NoError(t, client.SetDomainPatterns(t.Context(), janrain.SetDomainPatternsParams{Domains: []string{"elsewhere.example"}}))
	require.NoError(t, client.SetAuthProviders(t.Context(), janrain.SetAuthProvidersParams{Providers: []janrain.Provider{"yahoo"}}))
	resp, err := s.fake.SignIn(s.browser(t), s.URL+"/link", googlePlus)
	require.NoError(t, err)
	assert.Contains(t, text(t, resp), "The basket of googleplus")
}
