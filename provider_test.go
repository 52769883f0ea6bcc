package janrain_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// providerSpellings are the names that stand in profile.providerName, by the
// specifier they belong to.
var providerSpellings = map[janrain.Provider][]string{
	janrain.ProviderAmazon:           {"Amazon"},
	janrain.ProviderAOL:              {"AOL"},
	janrain.ProviderApple:            {"Apple"},
	janrain.ProviderBlogger:          {"Blogger"},
	janrain.ProviderDisqus:           {"Disqus", "DISQUS"},
	janrain.ProviderDocCheck:         {"DocCheck", "Doccheck"},
	janrain.ProviderDoximity:         {"Doximity"},
	janrain.ProviderFacebook:         {"Facebook"},
	janrain.ProviderFimnet:           {"Fimnet"},
	janrain.ProviderFlickr:           {"Flickr"},
	janrain.ProviderFoursquare:       {"Foursquare", "foursquare"},
	janrain.ProviderGoogle:           {"Google"},
	janrain.ProviderGooglePlus:       {"Google+", "Google Plus", "GooglePlus"},
	janrain.ProviderHyves:            {"Hyves"},
	janrain.ProviderInstagram:        {"Instagram"},
	janrain.ProviderLINE:             {"LINE", "Line"},
	janrain.ProviderLinkedIn:         {"LinkedIn", "Linkedin"},
	janrain.ProviderLiveID:           {"Windows Live", "Windows Live ID", "LiveID", "Live ID", "WindowsLive", "Windows live", "Windows LiveID"},
	janrain.ProviderLiveJournal:      {"LiveJournal"},
	janrain.ProviderMedikey:          {"Medikey"},
	janrain.ProviderMedy:             {"Medy"},
	janrain.ProviderMicrosoftAccount: {"Microsoft Account", "Microsoft account", "MicrosoftAccount", "Microsoft"},
	janrain.ProviderMixi:             {"Mixi", "MIXI"},
	janrain.ProviderMyDigipass:       {"MYDIGIPASS.COM", "MyDigipass.com", "mydigipass.com", "MYDIGIPASS", "MyDigipass", "MyDigiPass.com", "Mydigipass", "MyDigiPass"},
	janrain.ProviderMyOpenID:         {"MyOpenID", "myOpenID"},
	janrain.ProviderMySpace:          {"MySpace", "Myspace"},
	janrain.ProviderNetlog:           {"Netlog"},
	janrain.ProviderOdnoklassniki:    {"Odnoklassniki"},
	janrain.ProviderOneKey:           {"OneKey", "Onekey"},
	janrain.ProviderOpenID:           {"Other", "OpenID"},
	janrain.ProviderOrkut:            {"Orkut"},
	janrain.ProviderPayPal:           {"PayPal", "Paypal", "PAYPAL"},
	janrain.ProviderQQ:               {"QQ", "Tencent QQ"},
	janrain.ProviderRenRen:           {"Renren", "RenRen", "Ren Ren"},
	janrain.ProviderSalesforce:       {"Salesforce", "SalesForce"},
	janrain.ProviderSinaWeibo:        {"Sina Weibo", "SinaWeibo", "Sinaweibo", "Weibo", "Sina weibo"},
	janrain.ProviderSoundCloud:       {"SoundCloud", "Soundcloud", "Sound Cloud"},
	janrain.ProviderTencentWeibo:     {"Tencent Weibo", "Tencent"},
	janrain.ProviderTumblr:           {"Tumblr", "tumblr"},
	janrain.ProviderTwitter:          {"Twitter"},
	janrain.ProviderVerisign:         {"VeriSign", "Verisign"},
	janrain.ProviderVK:               {"VK", "Vk", "VKontakte", "Vkontakte"},
	janrain.ProviderVZN:              {"VZ", "VZN", "VZ-Netzwerke"},
	janrain.ProviderWeChat:           {"WeChat", "Wechat"},
	janrain.ProviderWordPress:        {"WordPress", "Wordpress", "WordPress.com"},
	janrain.ProviderXing:             {"XING", "Xing"},
	janrain.ProviderYahoo:            {"Yahoo!", "Yahoo"},
}

// TestEverySpellingIsTested keeps a new spelling from being forgotten above.
func TestEverySpellingIsTested(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("provider.go")
	require.NoError(t, err)
	_, names, ok := strings.Cut(string(source), "providerNames = map[Provider][]string{\n")
	require.True(t, ok)
	names, _, _ = strings.Cut(names, "\n}\n")
	tested := slices.Concat(slices.Collect(maps.Values(providerSpellings))...)
	for _, name := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(names, -1) {
		assert.Contains(t, tested, name[1], "the test's table has every spelling")
	}
}

func TestProviderIsKnownByEverySpellingOfItsName(t *testing.T) {
	t.Parallel()
	for want, names := range providerSpellings {
		for _, name := range names {
			p := janrain.Profile{ProviderName: name}
			assert.Equal(t, want, p.Provider(), "the provider that is called %q", name)
		}
	}
}

// The specifier was made for it; the name is for people and has changed.
func TestProviderTrustsTheSpecifierFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile janrain.Profile
		want    janrain.Provider
	}{
		{janrain.Profile{ProviderSpecifier: "googleplus", ProviderName: "Google"}, janrain.ProviderGooglePlus},
		{janrain.Profile{ProviderSpecifier: "bravenew", ProviderName: "Facebook"}, "bravenew"},
		{janrain.Profile{ProviderName: "Brave New Network"}, ""},
		{janrain.Profile{ProviderName: "yahoo"}, janrain.ProviderYahoo},
		{janrain.Profile{ProviderName: "FACEBOOK"}, ""},
		{janrain.Profile{}, ""},
	} {
		assert.Equal(t, c.want, c.profile.Provider(),
			"the provider of %q, %q", c.profile.ProviderSpecifier, c.profile.ProviderName)
	}
}

func TestProviderChoosesTheCredentials(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile string
		want    janrain.AccessCredentials
	}{
		"by the specifier":                {`"providerSpecifier":"googleplus","providerName":"Google"`, &janrain.GooglePlusCredentials{}},
		"by the specifier alone":          {`"providerSpecifier":"vk"`, &janrain.VKCredentials{}},
		"by the name alone":               {`"providerName":"Yahoo!"`, &janrain.YahooCredentials{}},
		"by a specifier in the name":      {`"providerName":"renren"`, &janrain.RenRenCredentials{}},
		"by the name of a new specifier":  {`"providerSpecifier":"facebook_v9","providerName":"Facebook"`, &janrain.FacebookCredentials{}},
		"of another specifier of Yahoo!":  {`"providerSpecifier":"yahoo_oauth2"`, &janrain.YahooCredentials{}},
		"of another specifier of PayPal":  {`"providerSpecifier":"paypal_openidconnect"`, &janrain.PayPalCredentials{}},
		"of the older name of Microsoft":  {`"providerSpecifier":"live_id"`, &janrain.MicrosoftAccountCredentials{}},
		"of a name in another case":       {`"providerName":"FACEBOOK"`, &janrain.OtherCredentials{}},
		"of any OpenID":                   {`"providerName":"Other","providerSpecifier":"openid"`, &janrain.OtherCredentials{Of: "openid"}},
		"of a specifier that is a number": {`"providerSpecifier":7,"providerName":"VK"`, &janrain.VKCredentials{}},
		"of a specifier that is null":     {`"providerSpecifier":null,"providerName":"VK"`, &janrain.VKCredentials{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{
				`{"profile":{` + c.profile + `},"accessCredentials":{"x":1}}`, `{"accessCredentials":{"x":1},"profile":{` + c.profile + `}}`,
			} {
				info := kit.Unmarshal[janrain.AuthInfo](t, text)
				assert.IsType(t, c.want, info.AccessCredentials, "the credentials of %s", text)
				if other, ok := c.want.(*janrain.OtherCredentials); ok {
					assert.Equal(t, other.Provider(), info.AccessCredentials.Provider(),
						"whose credentials they are in %s", text)
				}
			}
		})
	}
}

func TestZeroProfileHasNoProvider(t *testing.T) {
	t.Parallel()
	assert.Empty(t, janrain.Profile{}.Provider())
}

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for provider, want := range map[janrain.Provider]string{
		janrain.ProviderFacebook:         "Facebook",
		janrain.ProviderGoogle:           "Google",
		janrain.ProviderGooglePlus:       "Google",
		janrain.ProviderLINE:             "LINE",
		janrain.ProviderLiveID:           "Windows Live",
		janrain.ProviderMicrosoftAccount: "Microsoft",
		janrain.ProviderOpenID:           "OpenID",
		janrain.ProviderPayPalOpenID:     "PayPal",
		janrain.ProviderYahoo:            "Yahoo!",
		"yahoo_oauth2":                   "Yahoo!",
		"google_plus":                    "Google",
		"GooglePlus":                     "Google",
		"LINKEDIN":                       "LinkedIn",
		"shop_sso":                       "shop_sso",
		"Shop_SSO":                       "Shop_SSO",
		"":                               "",
	} {
		assert.Equal(t, want, provider.DisplayName(), "the name of %q", provider)
	}
	for provider, names := range providerSpellings {
		if provider != janrain.ProviderGooglePlus { // today's Google has the name of the older one
			assert.Contains(t, names, provider.DisplayName(), "the name of %q is one of its spellings", provider)
		}
	}
}
