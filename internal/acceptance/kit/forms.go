package kit

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/janrain-go/janrain"
)

// CallOn calls a method on a service that responds with the text.
func CallOn(t *testing.T, method string, text []byte) (any, error) {
	t.Helper()
	return CallByName(t.Context(), ClientReading(t, http.StatusOK, text), method, SomeParams(method))
}

// SomeParams returns valid params for the method, or nil if it takes none.
func SomeParams(method string) any {
	switch i := slices.IndexFunc(GoldenForms, func(golden GoldenForm) bool { return golden.Method == method }); {
	case method == "SetProviderProperties":
		return Google(nil)
	case i < 0:
		return nil
	default:
		return GoldenForms[i].Params
	}
}

// A GoldenForm is the form that a call sends for these params, without the keys. Its values are
// not escaped.
type GoldenForm struct {
	Method string
	Params any
	Form   string // name=value, one per line
}

var (
	someActivity = janrain.Activity{
		URL: ShopURL, Action: "wrote a review of <the X7> & more", Comment: "Great", Title: "X7", Description: "A hat",
		ActionLinks: []janrain.ActivityLink{{Text: "Buy", Href: ShopURL + "x7"}},
		Media:       []any{map[string]any{"type": "image", "src": ShopURL + "x7.png", "href": ShopURL}},
		Properties: map[string]any{
			"Colour": "green", "Shop": map[string]any{"text": "Ours", "href": ShopURL},
		},
	}
	someLink = &janrain.ActionLink{Name: "Buy", Link: ShopURL + "x7", Extra: map[string]json.RawMessage{"rel": json.RawMessage(`"shop"`)}}
)

// GoldenForms has every parameter of every call at least once.
var GoldenForms = []GoldenForm{
	{"AuthInfo", janrain.AuthInfoParams{Token: "t", Extended: true, TokenURL: ShopURL}, "token=t\nextended=true\ntokenUrl=" + ShopURL},
	{"AddOrUpdateAccessToken", janrain.AccessTokenParams{Identifier: Facebook7, Token: "t"}, "identifier=" + Facebook7 + "\ntoken=t"},
	{"UserData", janrain.UserDataParams{Identifier: Facebook7, Extended: true}, "identifier=" + Facebook7 + "\nextended=true"},
	{"UserData", janrain.UserDataParams{Identifier: Facebook7}, "identifier=" + Facebook7},
	{
		"Contacts", janrain.ContactsParams{Identifier: Facebook7, ContactType: "friends", ExistingUser: true},
		"identifier=" + Facebook7 + "\ncontactType=friends\nexistingUser=true",
	},
	{"Map", janrain.MapParams{Identifier: Facebook7, PrimaryKey: "00 7", Overwrite: new(false)}, "identifier=" + Facebook7 + "\nprimaryKey=00 7\noverwrite=false"},
	{"Map", janrain.MapParams{Identifier: Facebook7, PrimaryKey: "7"}, "identifier=" + Facebook7 + "\nprimaryKey=7"},
	{"Unmap", janrain.UnmapParams{PrimaryKey: "7", Identifier: Facebook7, Unlink: true}, "primaryKey=7\nidentifier=" + Facebook7 + "\nunlink=true"},
	{"Unmap", janrain.UnmapParams{PrimaryKey: "7", AllIdentifiers: true}, "primaryKey=7\nall_identifiers=true"},
	{"Mappings", janrain.MappingsParams{PrimaryKey: "7"}, "primaryKey=7"},
	{
		"SetAppSettings", janrain.SetAppSettingsParams{
			PrivacyPolicy: new(ShopURL + "privacy"), Favicon: new(ShopURL + "icon"), DomainRedirect: new(""),
			PostToTokenURL: new(true), OneTimeUseTokens: new(false), GoogleProfileURL: new(true),
		},
		"privacyPolicy=" + ShopURL + "privacy\nfavicon=" + ShopURL + "icon\ndomainRedirect=\npostToTokenUrl=true\noneTimeUseTokens=false\ngoogleProfileUrl=true",
	},
	{"SetAppSettings", janrain.SetAppSettingsParams{Favicon: new("")}, "favicon="},
	{"SetAuthProviders", janrain.SetAuthProvidersParams{Providers: []janrain.Provider{"google", "yahoo"}, DeviceType: "iphone"}, "providers=google,yahoo\ndevice_type=iphone"},
	{"AddDomainPatterns", janrain.AddDomainPatternsParams{Domains: []string{"shop.example", "*.shop.example"}}, "domains=shop.example,*.shop.example"},
	{"SetDomainPatterns", janrain.SetDomainPatternsParams{Domains: []string{"shop.example"}}, "domains=shop.example"},
	{"RelyingParty", janrain.RelyingPartyParams{PluginName: "shop", PluginVersion: "1.2"}, "pluginName=shop\npluginVersion=1.2"},
	{"RelyingParty", janrain.RelyingPartyParams{}, ""},
	{
		"ExchangeOAuthToken", janrain.ExchangeOAuthTokenParams{Provider: "twitter", Token: "t", TokenSecret: "s"},
		"provider=twitter\ntoken=t\ntoken_secret=s\ntoken-secret=s",
	},
	{"ExchangeOAuthToken", janrain.ExchangeOAuthTokenParams{Provider: "apple", IDToken: "t"}, "provider=apple\nid_token=t"},
	{"ExchangeOAuthToken", janrain.ExchangeOAuthTokenParams{Provider: "wechat", Token: "t", OpenID: "o"}, "provider=wechat\ntoken=t\nopenid=o\nwechat.openid=o"},
	{
		"ExchangeOAuthToken", janrain.ExchangeOAuthTokenParams{Provider: "googleplus", Code: "c", RedirectURI: "com.shop:/back", ApplicationID: "a"},
		"provider=googleplus\ncode=c\nredirect_uri=com.shop:/back\napplication_id=a",
	},

	{"CreateApp", janrain.CreateAppParams{Email: "ada@shop.example", Name: "Ada's Shop", Domain: "shop.rpxnow.com"}, "email=ada@shop.example\nname=Ada's Shop\ndomain=shop.rpxnow.com"},
	{"ResetAPIKey", janrain.ResetAPIKeyParams{AppID: "abcdefghijklmnopqrst"}, "appId=abcdefghijklmnopqrst"},
	{"AddDomain", janrain.AddDomainParams{Domain: "login.shop.example"}, "domain=login.shop.example"},
	{"VerifyDomain", janrain.VerifyDomainParams{Provider: "google", Code: "c"}, "provider=google\ncode=c"},
	{"VerifyDomain", janrain.VerifyDomainParams{Provider: "yahoo", Filename: "f.html"}, "provider=yahoo\nfilename=f.html"},
	{"AddAdmin", janrain.AddAdminParams{Email: "bob@shop.example", Verify: new(false)}, "email=bob@shop.example\nverify=false"},
	{"AddAdmin", janrain.AddAdminParams{Email: "bob@shop.example"}, "email=bob@shop.example"},
	{"DeleteAdmin", janrain.DeleteAdminParams{Email: "bob@shop.example"}, "email=bob@shop.example"},
	{"CreateInvite", janrain.CreateInviteParams{Email: "bob@shop.example"}, "email=bob@shop.example"},
	{"ProviderProperties", janrain.ProviderPropertiesParams{Provider: "facebook"}, "provider=facebook"},
	{"ProviderPermissions", janrain.ProviderPermissionsParams{Provider: "facebook"}, "provider=facebook"},
	{
		"SetProviderPermissions", janrain.SetProviderPermissionsParams{Provider: "facebook", Permissions: []string{"readMailbox", "rsvpEvent"}},
		"provider=facebook\npermissions=readMailbox,rsvpEvent",
	},

	{"AuthInfos", janrain.AuthInfosParams{Tokens: []string{"a", "b"}, Extended: true}, "tokens=a,b\nextended=true"},
	{ // dates are taken in their own time zone
		"AnalyticsAccess", janrain.AnalyticsAccessParams{
			Start: time.Date(2026, 1, 31, 23, 30, 0, 0, time.FixedZone("", -8*60*60)), End: Day(12, 1),
		}, "start=01/31/2026\nend=12/01/2026",
	},
	{
		"PostActivity", janrain.PostActivityParams{
			Identifier: Facebook7, Activity: someActivity, Source: "Shop", Location: "37.4 -122.1",
			Truncate: new(false), PrependName: new(true), URLShortening: new(false),
		},
		"identifier=" + Facebook7 + "\nsource=Shop\nlocation=37.4 -122.1\ntruncate=false\nprepend_name=true\nurl_shortening=false\n" +
			`activity={"url":"https://shop.example/","action":"wrote a review of \u003cthe X7\u003e \u0026 more","user_generated_content":"Great",` +
			`"title":"X7","description":"A hat","action_links":[{"text":"Buy","href":"https://shop.example/x7"}],` +
			`"media":[{"href":"https://shop.example/","src":"https://shop.example/x7.png","type":"image"}],` +
			`"properties":{"Colour":"green","Shop":{"href":"https://shop.example/","text":"Ours"}}}`,
	},
	{
		"PostActivity", janrain.PostActivityParams{DeviceToken: "d", Activity: janrain.Activity{URL: ShopURL, Action: "came"}},
		"device_token=d\n" + `activity={"url":"https://shop.example/","action":"came"}`,
	},
	{
		"SetStatus", janrain.SetStatusParams{Identifier: Facebook7, Status: "at home", Location: "1 2", Truncate: new(true), Source: "Shop"},
		"identifier=" + Facebook7 + "\nstatus=at home\nlocation=1 2\ntruncate=true\nsource=Shop",
	},
	{"SetStatus", janrain.SetStatusParams{DeviceToken: "d", Status: "at home"}, "device_token=d\nstatus=at home"},
	{
		"ShareBroadcast", janrain.ShareBroadcastParams{
			Identifier: Facebook7, URL: ShopURL, Title: "T", Description: "D", Message: "M", Image: ShopURL + "i",
			Media: `[{"type":"image"}]`, ActionLink: someLink, ObjectID: "99", Source: "Shop",
		},
		"identifier=" + Facebook7 + "\nurl=" + ShopURL + "\ntitle=T\ndescription=D\nmessage=M\nimage=" + ShopURL + "i\n" +
			`media=[{"type":"image"}]` + "\n" + `actionLink={"name":"Buy","link":"https://shop.example/x7","rel":"shop"}` + "\nobjectId=99\nsource=Shop",
	},
	{"ShareBroadcast", janrain.ShareBroadcastParams{DeviceToken: "d", Message: "M"}, "device_token=d\nmessage=M"},
	{
		"ShareDirect", janrain.ShareDirectParams{
			Recipients: []string{"2", `"3"`}, RecipientURLs: []string{Facebook7, Facebook7}, Identifier: Facebook7, URL: ShopURL, Title: "T",
			Description: "D", Message: "M", Image: ShopURL + "i", Media: `[]`, ActionLink: someLink, ObjectID: "99", Source: "Shop",
		},
		`recipients=["2","\"3\""]` + "\n" + `recipientUrls=["` + Facebook7 + `","` + Facebook7 + `"]` + "\nidentifier=" + Facebook7 + "\nurl=" + ShopURL +
			"\ntitle=T\ndescription=D\nmessage=M\nimage=" + ShopURL + "i\nmedia=[]\n" +
			`actionLink={"name":"Buy","link":"https://shop.example/x7","rel":"shop"}` + "\nobjectId=99\nsource=Shop",
	},
	{"ShareDirect", janrain.ShareDirectParams{DeviceToken: "d", Recipients: []string{"2"}, Message: "Look"}, "device_token=d\nmessage=Look\n" + `recipients=["2"]`},
	{"ShareCount", janrain.ShareCountParams{URL: ShopURL + "?a=1&b"}, "url=" + ShopURL + "?a=1&b"},
	{"SetShareProviders", janrain.SetShareProvidersParams{Share: []janrain.Provider{"twitter", "email"}, Email: []janrain.Provider{"google"}}, "share=twitter,email\nemail=google"},
	{"SetShareProviders", janrain.SetShareProvidersParams{Email: []janrain.Provider{"google"}}, "email=google"},
	{
		"SetBackplaneProperties", janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Version: "v1.2", Username: "u", Password: "p"},
		"server=bp.example\nbus=shop\nversion=v1.2\nusername=u\npassword=p",
	},
	{"SetBackplaneProperties", janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Remove: true}, "server=bp.example\nbus=shop\nremove=true"},
}

// ResponseToAll is a success for every call: it has every member that some call requires.
const ResponseToAll = `{"stat":"ok","profile":{"identifier":"http://a.example/"},"apiKey":"a-key","token":"a-token",` +
	`"url":"https://a.example/","inviteUrl":"https://a.example/","mappings":{},"identifiers":[],
	"response":{"entry":[]},"apps":[],"admins":[],"invites":[],"domains":[],"signin":[],"share":[],"permissions":[],"backplane_servers":[]}`
