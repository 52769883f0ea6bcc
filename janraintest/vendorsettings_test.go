package janraintest_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

var googlePlus = janraintest.User(janrain.ProviderGooglePlus)

// newSettledShop returns a shop on a service whose settings take effect.
func newSettledShop(t *testing.T) *shop {
	t.Helper()
	return newShopOn(t, newServer(t, janraintest.WithVendorSettings()), false)
}

func TestTokenURLMustBeOnTheAllowList(t *testing.T) {
	t.Parallel()
	for patterns, ok := range map[string]bool{
		"":                           true, // an empty list is not checked
		"127.0.0.1":                  true,
		"shop.example,127.0.0.1":     true,
		"shop.example":               false,
		"*.0.0.1":                    true,
		"*.127.0.0.1":                false,
		"127.0.0.1:1":                false,
		"localhost":                  false,
		"0.0.1":                      false,
		"*.shop.example,*.127.0.0.2": false,
	} {
		t.Run(patterns, func(t *testing.T) {
			t.Parallel()
			s := newSettledShop(t)
			if patterns != "" {
				_, body := post(t, s.fake, "/api/v2/set_domain_patterns", url.Values{"apiKey": {s.fake.APIKey}, "domains": {patterns}})
				require.Contains(t, body, `"ok"`)
			}
			resp, err := s.fake.SignIn(s.browser(t), s.URL+"/link", googlePlus)
			_, page := open(t, s.fake.URL+"/openid/v2/signin?"+url.Values{"token_url": {s.URL + "/signin"}}.Encode())
			if ok {
				require.NoError(t, err)
				assert.Contains(t, text(t, resp), "The basket of googleplus")
				assert.NotContains(t, page, "allow list")
				return
			}
			require.ErrorContains(t, err, "Token URL domain not on the allow list")
			assert.Contains(t, page, "Token URL domain not on the allow list")
			status, page := post(t, s.fake, "/googleplus/consent", url.Values{"token_url": {s.URL + "/signin"}, "answer": {"allow"}})
			assert.Equal(t, http.StatusBadRequest, status)
			assert.NotContains(t, page, `name="token"`, "no token may be issued")
		})
	}
}

func TestProviderMustBeConfiguredAndChosen(t *testing.T) {
	t.Parallel()
	s := newSettledShop(t)
	client := s.fake.Client()
	facebook := janraintest.User(janrain.ProviderFacebook)
	signIn := func() error {
		resp, err := s.fake.SignIn(s.browser(t), s.URL+"/link", facebook)
		if err == nil {
			_ = text(t, resp)
		}
		return err
	}
	token := func() error {
		_, err := client.ExchangeOAuthToken(t.Context(), janrain.ExchangeOAuthTokenParams{Provider: "facebook", Token: "t"})
		return err
	}
	choose := func(providers ...janrain.Provider) error {
		return client.SetAuthProviders(t.Context(), janrain.SetAuthProvidersParams{Providers: providers})
	}
	start := s.fake.URL + "/facebook/start?" + url.Values{"token_url": {s.URL + "/signin"}}.Encode()

	require.ErrorContains(t, signIn(), "facebook not configured")
	require.ErrorContains(t, token(), "facebook not configured")
	require.ErrorContains(t, choose("facebook"), "facebook not configured")
	_, page := open(t, start)
	assert.Contains(t, page, "facebook not configured")
	_, page = open(t, s.fake.URL+"/openid/v2/signin?"+url.Values{"token_url": {s.URL + "/signin"}}.Encode())
	assert.NotContains(t, page, "/facebook/start", "an unconfigured provider must have no button")
	assert.Contains(t, page, "/googleplus/start", "a provider without properties must have a button")

	require.NoError(t, client.SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "1", Secret: "s"}))
	require.NoError(t, choose("googleplus"))
	require.ErrorContains(t, signIn(), "Invalid provider: facebook", "the provider is configured but not chosen")
	require.ErrorContains(t, token(), "Invalid provider: facebook")
	require.NoError(t, choose("googleplus", "facebook"))
	require.NoError(t, signIn())
	require.NoError(t, token())
	status, _ := open(t, start)
	assert.Equal(t, http.StatusOK, status)
	providers, err := client.Providers(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []janrain.Provider{"googleplus", "facebook"}, providers.Signin)
}

func TestTokenIsSentWithGETWithoutPostToTokenURL(t *testing.T) {
	t.Parallel()
	s := newSettledShop(t)
	require.NoError(t, s.fake.Client().SetAppSettings(t.Context(), janrain.SetAppSettingsParams{PostToTokenURL: new(false)}))
	browser := s.browser(t)
	resp, err := s.fake.SignIn(browser, s.URL+"/link", googlePlus)
	require.NoError(t, err)
	_ = text(t, resp)
	assert.Equal(t, http.MethodGet, resp.Request.Method)
	assert.Regexp(t, "^[0-9a-f]{40}$", resp.Request.URL.Query().Get("token"))
	assert.NotEmpty(t, resp.Request.URL.Query().Get("state"), "the token URL's own query must be kept")
	require.Error(t, <-s.errs, "a Callback must reject the token")
	assert.Empty(t, recordsOf(s.fake, "auth_info"), "the token must not be exchanged")

	_, page := post(t, s.fake, "/googleplus/consent", url.Values{"token_url": {s.URL + "/signin"}, "answer": {"allow"}})
	assert.NotContains(t, page, "<form")
	assert.Contains(t, page, s.URL+"/signin?token=")
}

func recordsOf(srv *janraintest.Server, method string) (all []janraintest.Request) {
	for _, r := range srv.Requests() {
		if r.Endpoint == method {
			all = append(all, r)
		}
	}
	return all
}
