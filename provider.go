package janrain

import "strings"

// Provider is the specifier of an identity provider, such as "facebook" or "live_id". The
// service's specifiers are in lower case. Providers without a constant work as well.
type Provider string

// folded returns the specifier in lower case, as in all specifiers of the service.
func (p Provider) folded() Provider { return Provider(strings.ToLower(string(p))) }

// The specifiers in the vendor's documentation and libraries.
const (
	ProviderAmazon           Provider = "amazon"
	ProviderAOL              Provider = "aol"
	ProviderApple            Provider = "apple"
	ProviderBlogger          Provider = "blogger"
	ProviderDisqus           Provider = "disqus"
	ProviderDocCheck         Provider = "doccheck"
	ProviderDoximity         Provider = "doximity"
	ProviderFacebook         Provider = "facebook"
	ProviderFimnet           Provider = "fimnet"
	ProviderFlickr           Provider = "flickr"
	ProviderFoursquare       Provider = "foursquare"
	ProviderGoogle           Provider = "google"     // Google sign-in before 2013; code should handle both
	ProviderGooglePlus       Provider = "googleplus" // Google sign-in since 2013, also without Google+
	ProviderHyves            Provider = "hyves"
	ProviderInstagram        Provider = "instagram"
	ProviderLINE             Provider = "line"
	ProviderLinkedIn         Provider = "linkedin"
	ProviderLiveID           Provider = "live_id" // Windows Live, the older name of Microsoft Account
	ProviderLiveJournal      Provider = "livejournal"
	ProviderMedikey          Provider = "medikey"
	ProviderMedy             Provider = "medy"
	ProviderMicrosoftAccount Provider = "microsoftaccount"
	ProviderMixi             Provider = "mixi"
	ProviderMyDigipass       Provider = "mydigipass"
	ProviderMyOpenID         Provider = "myopenid"
	ProviderMySpace          Provider = "myspace"
	ProviderNetlog           Provider = "netlog"
	ProviderOdnoklassniki    Provider = "odnoklassniki"
	ProviderOneKey           Provider = "onekey"
	ProviderOpenID           Provider = "openid" // any OpenID URL; its providerName is "Other"
	ProviderOrkut            Provider = "orkut"
	ProviderPayPal           Provider = "paypal"
	ProviderPayPalOpenID     Provider = "paypal_openidconnect"
	ProviderQQ               Provider = "qq"
	ProviderRenRen           Provider = "renren"
	ProviderSalesforce       Provider = "salesforce"
	ProviderSinaWeibo        Provider = "sinaweibo"
	ProviderSoundCloud       Provider = "soundcloud"
	ProviderTencentWeibo     Provider = "tencent"
	ProviderTumblr           Provider = "tumblr"
	ProviderTwitter          Provider = "twitter"
	ProviderVerisign         Provider = "verisign"
	ProviderVK               Provider = "vk"
	ProviderVZN              Provider = "vzn"
	ProviderWeChat           Provider = "wechat"
	ProviderWordPress        Provider = "wordpress"
	ProviderXing             Provider = "xing"
	ProviderYahoo            Provider = "yahoo"
)

// providerNames are the names of each provider in profile.providerName. The first is the
// display name. Names are compared exactly, because a name is not a specifier in another case.
var providerNames = map[Provider][]string{
	ProviderAmazon:     {"Amazon"},
	ProviderAOL:        {"AOL"},
	ProviderApple:      {"Apple"},
	ProviderBlogger:    {"Blogger"},
	ProviderDisqus:     {"Disqus", "DISQUS"},
	ProviderDocCheck:   {"DocCheck", "Doccheck"},
	ProviderDoximity:   {"Doximity"},
	ProviderFacebook:   {"Facebook"},
	ProviderFimnet:     {"Fimnet"},
	ProviderFlickr:     {"Flickr"},
	ProviderFoursquare: {"Foursquare", "foursquare"},
	ProviderGoogle:     {"Google"},
	ProviderGooglePlus: {"Google+", "Google Plus", "GooglePlus"},
	ProviderHyves:      {"Hyves"},
	ProviderInstagram:  {"Instagram"},
	ProviderLINE:       {"LINE", "Line"},
	ProviderLinkedIn:   {"LinkedIn", "Linkedin"},
	ProviderLiveID: {
		"Windows Live", "Windows live", "Windows LiveID", "Windows Live ID", "LiveID", "Live ID", "WindowsLive",
	},
	ProviderLiveJournal:      {"LiveJournal"},
	ProviderMedikey:          {"Medikey"},
	ProviderMedy:             {"Medy"},
	ProviderMicrosoftAccount: {"Microsoft", "Microsoft Account", "Microsoft account", "MicrosoftAccount"},
	ProviderMixi:             {"Mixi", "MIXI"},
	ProviderMyDigipass: {
		"MYDIGIPASS.COM", "MyDigiPass.com", "Mydigipass", "MyDigiPass", "MyDigipass.com", "mydigipass.com",
		"MYDIGIPASS", "MyDigipass",
	},
	ProviderMyOpenID:      {"MyOpenID", "myOpenID"},
	ProviderMySpace:       {"MySpace", "Myspace"},
	ProviderNetlog:        {"Netlog"},
	ProviderOdnoklassniki: {"Odnoklassniki"},
	ProviderOneKey:        {"OneKey", "Onekey"},
	ProviderOpenID:        {"OpenID", "Other"},
	ProviderOrkut:         {"Orkut"},
	ProviderPayPal:        {"PayPal", "PAYPAL", "Paypal"},
	ProviderQQ:            {"QQ", "Tencent QQ"},
	ProviderRenRen:        {"Renren", "RenRen", "Ren Ren"},
	ProviderSalesforce:    {"Salesforce", "SalesForce"},
	ProviderSinaWeibo:     {"Sina Weibo", "Sina weibo", "SinaWeibo", "Sinaweibo", "Weibo"},
	ProviderSoundCloud:    {"SoundCloud", "Soundcloud", "Sound Cloud"},
	ProviderTencentWeibo:  {"Tencent Weibo", "Tencent"},
	ProviderTumblr:        {"Tumblr"},
	ProviderTwitter:       {"Twitter"},
	ProviderVerisign:      {"VeriSign", "Verisign"},
	ProviderVK:            {"VK", "Vk", "VKontakte", "Vkontakte"},
	ProviderVZN:           {"VZ-Netzwerke", "VZ", "VZN"},
	ProviderWeChat:        {"WeChat", "Wechat"},
	ProviderWordPress:     {"WordPress", "Wordpress", "WordPress.com"},
	ProviderXing:          {"Xing", "XING"},
	ProviderYahoo:         {"Yahoo!", "Yahoo"},
}

// providersByName is the inverse of providerNames.
var providersByName = func() map[string]Provider {
	all := map[string]Provider{}
	for provider, names := range providerNames {
		for _, name := range names {
			all[name] = provider
		}
	}
	return all
}()

// DisplayName returns the provider's name for display, such as "Facebook" for "facebook". It is
// "Google" for both specifiers of Google. For unknown providers, such as custom ones, it returns
// the specifier.
func (p Provider) DisplayName() string {
	known := p.folded()
	if today, ok := specifiers[string(known)]; ok {
		known = today
	}
	switch {
	case known == ProviderGooglePlus:
		return "Google" // Google+ was shut down, the specifier is still in use
	case providerNames[known] != nil:
		return providerNames[known][0]
	}
	return string(p)
}

// specifiers maps alternative specifiers to those in this package.
var specifiers = map[string]Provider{
	"paypal_openidconnect": ProviderPayPal,
	"yahoo_oauth2":         ProviderYahoo,
	"google_plus":          ProviderGooglePlus,
	"microsoft_account":    ProviderMicrosoftAccount,
	"liveid":               ProviderLiveID,
	"sina_weibo":           ProviderSinaWeibo,
	"vkontakte":            ProviderVK,
}

// named returns the provider with a name, or "" if the name is unknown. A few responses have
// the specifier instead of the name.
func named(name string) Provider {
	if p, ok := providersByName[name]; ok {
		return p
	}
	if providerNames[Provider(name)] != nil {
		return Provider(name)
	}
	return ""
}
