package janrain

import "strings"

// Provider is an identity provider's specifier, the service's lower-case name
// for it ("facebook", "live_id"). It is open: a provider that is not listed
// here works as well.
type Provider string

// folded is the specifier as this package spells it, whatever its case: the service
// has none in capitals.
func (p Provider) folded() Provider { return Provider(strings.ToLower(string(p))) }

// The specifiers that the vendor's pages and libraries name.
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
	ProviderGoogle           Provider = "google"     // Google sign-in before 2013; where code names one of the two, name both
	ProviderGooglePlus       Provider = "googleplus" // Google sign-in since 2013; Google+ itself is gone
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

// providerNames are the names for people that stand in profile.providerName,
// where they are not the specifier with a capital. One provider has had
// several. They are compared exactly: a name is not a specifier in disguise.
var providerNames = map[string]Provider{
	"Amazon":            ProviderAmazon,
	"AOL":               ProviderAOL,
	"Apple":             ProviderApple,
	"Blogger":           ProviderBlogger,
	"Disqus":            ProviderDisqus,
	"DISQUS":            ProviderDisqus,
	"DocCheck":          ProviderDocCheck,
	"Doccheck":          ProviderDocCheck,
	"Doximity":          ProviderDoximity,
	"Facebook":          ProviderFacebook,
	"Fimnet":            ProviderFimnet,
	"Flickr":            ProviderFlickr,
	"Foursquare":        ProviderFoursquare,
	"foursquare":        ProviderFoursquare,
	"Google":            ProviderGoogle,
	"Google+":           ProviderGooglePlus,
	"Google Plus":       ProviderGooglePlus,
	"GooglePlus":        ProviderGooglePlus,
	"Hyves":             ProviderHyves,
	"Instagram":         ProviderInstagram,
	"LINE":              ProviderLINE,
	"Line":              ProviderLINE,
	"LinkedIn":          ProviderLinkedIn,
	"Linkedin":          ProviderLinkedIn,
	"Windows live":      ProviderLiveID,
	"Windows LiveID":    ProviderLiveID,
	"Windows Live":      ProviderLiveID,
	"Windows Live ID":   ProviderLiveID,
	"LiveID":            ProviderLiveID,
	"Live ID":           ProviderLiveID,
	"WindowsLive":       ProviderLiveID,
	"LiveJournal":       ProviderLiveJournal,
	"Medikey":           ProviderMedikey,
	"Medy":              ProviderMedy,
	"Microsoft Account": ProviderMicrosoftAccount,
	"Microsoft account": ProviderMicrosoftAccount,
	"MicrosoftAccount":  ProviderMicrosoftAccount,
	"Microsoft":         ProviderMicrosoftAccount,
	"MIXI":              ProviderMixi,
	"Mixi":              ProviderMixi,
	"MYDIGIPASS.COM":    ProviderMyDigipass,
	"MyDigiPass.com":    ProviderMyDigipass,
	"Mydigipass":        ProviderMyDigipass,
	"MyDigiPass":        ProviderMyDigipass,
	"MyDigipass.com":    ProviderMyDigipass,
	"mydigipass.com":    ProviderMyDigipass,
	"MYDIGIPASS":        ProviderMyDigipass,
	"MyDigipass":        ProviderMyDigipass,
	"MyOpenID":          ProviderMyOpenID,
	"myOpenID":          ProviderMyOpenID,
	"MySpace":           ProviderMySpace,
	"Myspace":           ProviderMySpace,
	"Netlog":            ProviderNetlog,
	"Odnoklassniki":     ProviderOdnoklassniki,
	"OneKey":            ProviderOneKey,
	"Onekey":            ProviderOneKey,
	"Other":             ProviderOpenID,
	"OpenID":            ProviderOpenID,
	"Orkut":             ProviderOrkut,
	"PAYPAL":            ProviderPayPal,
	"PayPal":            ProviderPayPal,
	"Paypal":            ProviderPayPal,
	"QQ":                ProviderQQ,
	"Tencent QQ":        ProviderQQ,
	"Renren":            ProviderRenRen,
	"RenRen":            ProviderRenRen,
	"Ren Ren":           ProviderRenRen,
	"Salesforce":        ProviderSalesforce,
	"SalesForce":        ProviderSalesforce,
	"Sina weibo":        ProviderSinaWeibo,
	"Sina Weibo":        ProviderSinaWeibo,
	"SinaWeibo":         ProviderSinaWeibo,
	"Sinaweibo":         ProviderSinaWeibo,
	"Weibo":             ProviderSinaWeibo,
	"SoundCloud":        ProviderSoundCloud,
	"Soundcloud":        ProviderSoundCloud,
	"Sound Cloud":       ProviderSoundCloud,
	"Tencent Weibo":     ProviderTencentWeibo,
	"Tencent":           ProviderTencentWeibo,
	"Tumblr":            ProviderTumblr,
	"Twitter":           ProviderTwitter,
	"VeriSign":          ProviderVerisign,
	"Verisign":          ProviderVerisign,
	"VK":                ProviderVK,
	"Vk":                ProviderVK,
	"VKontakte":         ProviderVK,
	"Vkontakte":         ProviderVK,
	"VZ":                ProviderVZN,
	"VZN":               ProviderVZN,
	"VZ-Netzwerke":      ProviderVZN,
	"WeChat":            ProviderWeChat,
	"Wechat":            ProviderWeChat,
	"WordPress":         ProviderWordPress,
	"Wordpress":         ProviderWordPress,
	"WordPress.com":     ProviderWordPress,
	"XING":              ProviderXing,
	"Xing":              ProviderXing,
	"Yahoo!":            ProviderYahoo,
	"Yahoo":             ProviderYahoo,
}

// specifiers are other specifiers of providers that have one.
var specifiers = map[string]Provider{
	"paypal_openidconnect": ProviderPayPal,
	"yahoo_oauth2":         ProviderYahoo,
	"google_plus":          ProviderGooglePlus,
	"microsoft_account":    ProviderMicrosoftAccount,
	"liveid":               ProviderLiveID,
	"sina_weibo":           ProviderSinaWeibo,
	"vkontakte":            ProviderVK,
}

// named returns the provider that a name stands for; "" for an unknown one. A
// few answers have the specifier in the name's place.
func named(name string) Provider {
	if p, ok := providerNames[name]; ok {
		return p
	}
	if knownProviders[Provider(name)] {
		return Provider(name)
	}
	return ""
}

var knownProviders = func() map[Provider]bool {
	known := map[Provider]bool{}
	for _, p := range providerNames {
		known[p] = true
	}
	return known
}()
