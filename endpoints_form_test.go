package janrain_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// A goldenForm is what a call sends for these params, keys aside. Values are as
// a person would write them; they go over the wire query-escaped.
type goldenForm struct {
	method string
	params any
	form   string // name=value, one a line
}

var (
	someActivity = janrain.Activity{
		URL: shopURL, Action: "wrote a review of <the X7> & more", Comment: "Great", Title: "X7", Description: "A hat",
		ActionLinks: []janrain.ActivityLink{{Text: "Buy", Href: shopURL + "x7"}},
		Media:       []any{map[string]any{"type": "image", "src": shopURL + "x7.png", "href": shopURL}},
		Properties: map[string]any{
			"Colour": "green", "Shop": map[string]any{"text": "Ours", "href": shopURL},
		},
	}
	someLink = &janrain.ActionLink{Name: "Buy", Link: shopURL + "x7", Extra: map[string]json.RawMessage{"rel": json.RawMessage(`"shop"`)}}
)

// goldenForms has every parameter of every call at least once.
var goldenForms = []goldenForm{
	{"AuthInfo", janrain.AuthInfoParams{Token: "t", Extended: true, TokenURL: shopURL}, "token=t\nextended=true\ntokenUrl=" + shopURL},
	{"AddOrUpdateAccessToken", janrain.AccessTokenParams{Identifier: facebook7, Token: "t"}, "identifier=" + facebook7 + "\ntoken=t"},
	{"UserData", janrain.UserDataParams{Identifier: facebook7, Extended: true}, "identifier=" + facebook7 + "\nextended=true"},
	{"UserData", janrain.UserDataParams{Identifier: facebook7}, "identifier=" + facebook7},
	{
		"Contacts", janrain.ContactsParams{Identifier: facebook7, ContactType: "friends", ExistingUser: true},
		"identifier=" + facebook7 + "\ncontactType=friends\nexistingUser=true",
	},
	{"Map", janrain.MapParams{Identifier: facebook7, PrimaryKey: "00 7", Overwrite: new(false)}, "identifier=" + facebook7 + "\nprimaryKey=00 7\noverwrite=false"},
	{"Map", janrain.MapParams{Identifier: facebook7, PrimaryKey: "7"}, "identifier=" + facebook7 + "\nprimaryKey=7"},
	{"Unmap", janrain.UnmapParams{PrimaryKey: "7", Identifier: facebook7, Unlink: true}, "primaryKey=7\nidentifier=" + facebook7 + "\nunlink=true"},
	{"Unmap", janrain.UnmapParams{PrimaryKey: "7", AllIdentifiers: true}, "primaryKey=7\nall_identifiers=true"},
	{"Mappings", janrain.MappingsParams{PrimaryKey: "7"}, "primaryKey=7"},
	{
		"SetAppSettings", janrain.SetAppSettingsParams{
			PrivacyPolicy: new(shopURL + "privacy"), Favicon: new(shopURL + "icon"), DomainRedirect: new(""),
			PostToTokenURL: new(true), OneTimeUseTokens: new(false), GoogleProfileURL: new(true),
		},
		"privacyPolicy=" + shopURL + "privacy\nfavicon=" + shopURL + "icon\ndomainRedirect=\npostToTokenUrl=true\noneTimeUseTokens=false\ngoogleProfileUrl=true",
	},
	{"SetAppSettings", janrain.SetAppSettingsParams{Favicon: new("")}, "favicon="},
	{"SetAuthProviders", janrain.SetAuthProvidersParams{Providers: []janrain.Provider{"google", "yahoo"}, DeviceType: "iphone"}, "providers=google,yahoo\ndevice_type=iphone"},
	{"AddDomainPatterns", janrain.DomainPatternsParams{Domains: []string{"shop.example", "*.shop.example"}}, "domains=shop.example,*.shop.example"},
	{"SetDomainPatterns", janrain.DomainPatternsParams{Domains: []string{"shop.example"}}, "domains=shop.example"},
	{"LookupRP", janrain.LookupRPParams{PluginName: "shop", PluginVersion: "1.2"}, "pluginName=shop\npluginVersion=1.2"},
	{"LookupRP", janrain.LookupRPParams{}, ""},
	{
		"OAuthToken", janrain.OAuthTokenParams{Provider: "twitter", Token: "t", TokenSecret: "s"},
		"provider=twitter\ntoken=t\ntoken_secret=s\ntoken-secret=s",
	},
	{"OAuthToken", janrain.OAuthTokenParams{Provider: "apple", IDToken: "t"}, "provider=apple\nid_token=t"},
	{"OAuthToken", janrain.OAuthTokenParams{Provider: "wechat", Token: "t", OpenID: "o"}, "provider=wechat\ntoken=t\nopenid=o\nwechat.openid=o"},
	{
		"OAuthToken", janrain.OAuthTokenParams{Provider: "googleplus", Code: "c", RedirectURI: "com.shop:/back", ApplicationID: "a"},
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
	{ // a day is the one of its own zone
		"AnalyticsAccess", janrain.AnalyticsAccessParams{
			Start: time.Date(2026, 1, 31, 23, 30, 0, 0, time.FixedZone("", -8*60*60)), End: day(12, 1),
		}, "start=01/31/2026\nend=12/01/2026",
	},
	{
		"Activity", janrain.ActivityParams{
			Identifier: facebook7, Activity: someActivity, Source: "Shop", Location: "37.4 -122.1",
			Truncate: new(false), PrependName: new(true), URLShortening: new(false),
		},
		"identifier=" + facebook7 + "\nsource=Shop\nlocation=37.4 -122.1\ntruncate=false\nprepend_name=true\nurl_shortening=false\n" +
			`activity={"url":"https://shop.example/","action":"wrote a review of \u003cthe X7\u003e \u0026 more","user_generated_content":"Great",` +
			`"title":"X7","description":"A hat","action_links":[{"text":"Buy","href":"https://shop.example/x7"}],` +
			`"media":[{"href":"https://shop.example/","src":"https://shop.example/x7.png","type":"image"}],` +
			`"properties":{"Colour":"green","Shop":{"href":"https://shop.example/","text":"Ours"}}}`,
	},
	{
		"Activity", janrain.ActivityParams{DeviceToken: "d", Activity: janrain.Activity{URL: shopURL, Action: "came"}},
		"device_token=d\n" + `activity={"url":"https://shop.example/","action":"came"}`,
	},
	{
		"SetStatus", janrain.SetStatusParams{Identifier: facebook7, Status: "at home", Location: "1 2", Truncate: new(true), Source: "Shop"},
		"identifier=" + facebook7 + "\nstatus=at home\nlocation=1 2\ntruncate=true\nsource=Shop",
	},
	{"SetStatus", janrain.SetStatusParams{DeviceToken: "d", Status: "at home"}, "device_token=d\nstatus=at home"},
	{
		"ShareBroadcast", janrain.ShareBroadcastParams{
			Identifier: facebook7, URL: shopURL, Title: "T", Description: "D", Message: "M", Image: shopURL + "i",
			Media: `[{"type":"image"}]`, ActionLink: someLink, ObjectID: "99", Source: "Shop",
		},
		"identifier=" + facebook7 + "\nurl=" + shopURL + "\ntitle=T\ndescription=D\nmessage=M\nimage=" + shopURL + "i\n" +
			`media=[{"type":"image"}]` + "\n" + `actionLink={"name":"Buy","link":"https://shop.example/x7","rel":"shop"}` + "\nobjectId=99\nsource=Shop",
	},
	{"ShareBroadcast", janrain.ShareBroadcastParams{DeviceToken: "d", Message: "M"}, "device_token=d\nmessage=M"},
	{
		"ShareDirect", janrain.ShareDirectParams{
			Recipients: []string{"2", `"3"`}, RecipientURLs: []string{facebook7, facebook7}, Identifier: facebook7, URL: shopURL, Title: "T",
			Description: "D", Message: "M", Image: shopURL + "i", Media: `[]`, ActionLink: someLink, ObjectID: "99", Source: "Shop",
		},
		`recipients=["2","\"3\""]` + "\n" + `recipientUrls=["` + facebook7 + `","` + facebook7 + `"]` + "\nidentifier=" + facebook7 + "\nurl=" + shopURL +
			"\ntitle=T\ndescription=D\nmessage=M\nimage=" + shopURL + "i\nmedia=[]\n" +
			`actionLink={"name":"Buy","link":"https://shop.example/x7","rel":"shop"}` + "\nobjectId=99\nsource=Shop",
	},
	{"ShareDirect", janrain.ShareDirectParams{DeviceToken: "d", Recipients: []string{"2"}, Message: "Look"}, "device_token=d\nmessage=Look\n" + `recipients=["2"]`},
	{"ShareCount", janrain.ShareCountParams{URL: shopURL + "?a=1&b"}, "url=" + shopURL + "?a=1&b"},
	{"SetShareProviders", janrain.SetShareProvidersParams{Share: []janrain.Provider{"twitter", "email"}, Email: []janrain.Provider{"google"}}, "share=twitter,email\nemail=google"},
	{"SetShareProviders", janrain.SetShareProvidersParams{Email: []janrain.Provider{"google"}}, "email=google"},
	{
		"SetBackplaneProperties", janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Version: "v1.2", Username: "u", Password: "p"},
		"server=bp.example\nbus=shop\nversion=v1.2\nusername=u\npassword=p",
	},
	{"SetBackplaneProperties", janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Remove: true}, "server=bp.example\nbus=shop\nremove=true"},
}

// answerToAll is a success for every call: it has what each is worth nothing
// without.
const answerToAll = `{"stat":"ok","profile":{"identifier":"http://a.example/"},"apiKey":"a-key","token":"a-token",` +
	`"url":"https://a.example/","inviteUrl":"https://a.example/","mappings":{},"identifiers":[],
	"response":{"entry":[]},"apps":[],"admins":[],"invites":[],"domains":[],"signin":[],"share":[],"permissions":[],"backplane_servers":[]}`

func TestEachCallSendsExactlyItsForm(t *testing.T) {
	t.Parallel()
	for _, golden := range goldenForms {
		t.Run(golden.method, func(t *testing.T) {
			t.Parallel()
			row := documentedAs(t, golden.method)
			want := url.Values{}
			if row.keys == oneKey || row.keys == twoKeys {
				want.Set("apiKey", setupAPIKey)
			}
			if row.keys == theirKey || row.keys == twoKeys {
				want.Set("partnerKey", setupPartnerKey)
			}
			for line := range strings.Lines(golden.form) {
				name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
				want.Add(name, value)
			}
			service := answering(answerToAll)
			_, err := callByName(t.Context(), clientOf(t, service), golden.method, golden.params)
			require.NoError(t, err)
			assert.Equal(t, want, service.only(t).form(t))
		})
	}
}

// A parameter that is in no golden form may be misspelled.
func TestEveryParameterIsInAGoldenForm(t *testing.T) {
	t.Parallel()
	given := map[reflect.Type]map[string]bool{}
	for _, golden := range goldenForms {
		v := reflect.ValueOf(golden.params)
		if given[v.Type()] == nil {
			given[v.Type()] = map[string]bool{}
		}
		for field, value := range v.Fields() {
			if !value.IsZero() {
				given[v.Type()][field.Name] = true
			}
		}
	}
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumIn() != 3 || method.Type.In(2).Kind() != reflect.Struct {
			continue // it has no params, or an interface, of which the tests are in partner_test.go
		}
		for field := range method.Type.In(2).Fields() {
			assert.True(t, given[method.Type.In(2)][field.Name], "no form has %s.%s", method.Type.In(2), field.Name)
		}
	}
}
