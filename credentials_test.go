package janrain_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// credentialsFields are the Go fields for the members of credentials; uuid and
// types are what some providers call uid and type.
var credentialsFields = map[string]struct {
	field, raw string
	want       any
}{
	"accessToken":        {"AccessToken", `"at-1\/2"`, "at-1/2"},
	"refreshToken":       {"RefreshToken", `"rt-1"`, "rt-1"},
	"oauthToken":         {"OAuthToken", `"ot-1"`, "ot-1"},
	"oauthTokenSecret":   {"OAuthTokenSecret", `"os-1"`, "os-1"},
	"oauthSessionHandle": {"OAuthSessionHandle", `"oh-1"`, "oh-1"},
	"uid":                {"UID", `"u-1"`, "u-1"},
	"uuid":               {"UID", `"u-2"`, "u-2"},
	"eact":               {"EACT", `"e-1"`, "e-1"},
	"scopes":             {"Scopes", `"Google Buzz,email"`, []string{"Google Buzz", "email"}},
	"expires":            {"Expires", `1893553445`, time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)},
	"type":               {"Type", `"OAuth"`, "OAuth"},
	"types":              {"Type", `"OAuth"`, "OAuth"},
	"idToken":            {"IDToken", `"id-1"`, "id-1"},
	"openid":             {"OpenID", `"op-1"`, "op-1"},
	"unionid":            {"UnionID", `"un-1"`, "un-1"},
}

// credentialsOfProviders is the list of the vendor's page: which provider has
// which members. Each has its struct, in the order of the page.
var credentialsOfProviders = []struct {
	providerName string
	specifier    janrain.Provider
	members      string
	want         janrain.AccessCredentials
	file         string
}{
	{"Amazon", "amazon", "accessToken uid expires refreshToken scopes", &janrain.AmazonCredentials{}, "amazon"},
	{"Disqus", "disqus", "accessToken uuid expires refreshToken type", &janrain.DisqusCredentials{}, "disqus"},
	{"Facebook", "facebook", "accessToken expires uid type scopes", &janrain.FacebookCredentials{}, "facebook"},
	{"Flickr", "flickr", "oauthToken oauthSessionHandle oauthTokenSecret type", &janrain.FlickrCredentials{}, "flickr"},
	{"MySpace", "myspace", "oauthToken oauthSessionHandle oauthTokenSecret type", &janrain.MySpaceCredentials{}, "myspace"},
	{"Yahoo!", "yahoo", "oauthToken oauthSessionHandle oauthTokenSecret type", &janrain.YahooCredentials{}, "yahoo"},
	{"Google", "google", "oauthToken oauthTokenSecret scopes type", &janrain.GoogleCredentials{}, "google"},
	{"Google+", "googleplus", "accessToken uid expires scopes type", &janrain.GooglePlusCredentials{}, "googleplus"},
	{"Instagram", "instagram", "accessToken uid scopes type", &janrain.InstagramCredentials{}, "instagram"},
	{"LinkedIn", "linkedin", "oauthToken oauthTokenSecret type", &janrain.LinkedInCredentials{}, "linkedin"},
	{"Orkut", "orkut", "oauthToken oauthTokenSecret type", &janrain.OrkutCredentials{}, "orkut"},
	{"Twitter", "twitter", "oauthToken oauthTokenSecret type", &janrain.TwitterCredentials{}, "twitter"},
	{"Mixi", "mixi", "accessToken refreshToken expires scopes", &janrain.MixiCredentials{}, "mixi"},
	{"MYDIGIPASS.COM", "mydigipass", "accessToken uid type", &janrain.MyDigipassCredentials{}, "mydigipass"},
	{"PayPal", "paypal", "uid", &janrain.PayPalCredentials{}, "paypal"},
	{"QQ", "qq", "accessToken uid scopes type", &janrain.QQCredentials{}, "qq"},
	{"Ren Ren", "renren", "type oauthToken uid expires", &janrain.RenRenCredentials{}, "renren"},
	{"Sound Cloud", "soundcloud", "type oauthToken uid", &janrain.SoundCloudCredentials{}, "soundcloud"},
	{"Sina Weibo", "sinaweibo", "type oauthToken uid", &janrain.SinaWeiboCredentials{}, "sinaweibo"},
	{"tumblr", "tumblr", "oauthToken oauthTokenSecret uid type", &janrain.TumblrCredentials{}, "tumblr"},
	{"VK", "vk", "accessToken uuid expires scopes types", &janrain.VKCredentials{}, "vk"},
	{"Microsoft Account", "microsoftaccount", "eact type", &janrain.MicrosoftAccountCredentials{}, "microsoftaccount"},
	{"Windows Live", "microsoftaccount", "eact type", &janrain.MicrosoftAccountCredentials{}, "windows_live"},
	{"Xing", "xing", "oauthToken oauthTokenSecret uid type", &janrain.XingCredentials{}, "xing"},
	{"Salesforce", "salesforce", "accessToken refreshToken oauthToken oauthTokenSecret oauthSessionHandle uid eact scopes expires type idToken openid unionid", &janrain.OtherCredentials{}, "salesforce"},
}

func TestCredentialsHaveEveryFieldOfTheirProvidersPage(t *testing.T) {
	t.Parallel()
	for _, c := range credentialsOfProviders {
		t.Run(c.providerName, func(t *testing.T) {
			t.Parallel()
			var members []string
			want := map[string]any{}
			for member := range strings.FieldsSeq(c.members) {
				f := credentialsFields[member]
				members = append(members, `"`+member+`":`+f.raw)
				want[f.field] = f.want
			}
			text := `{"profile":{"providerName":"` + c.providerName + `"},"accessCredentials":{` + strings.Join(members, ",") + `}}`
			info := kit.Unmarshal[janrain.AuthInfo](t, text)
			require.IsType(t, c.want, info.AccessCredentials, "the struct is chosen by the provider's name")
			assert.Equal(t, c.specifier, info.AccessCredentials.Provider(), "the credentials say whose they are")

			v := reflect.ValueOf(info.AccessCredentials).Elem()
			for name, f := range v.Fields() {
				switch {
				case name.Name == "Extra":
					assert.Empty(t, f.Interface(), "no member of the page is unknown")
				case want[name.Name] != nil:
					assert.Equal(t, want[name.Name], f.Interface(), "the field %s", name.Name)
				case name.Name != "Of":
					assert.Zero(t, f.Interface(), "the field %s, which the page does not have", name.Name)
				}
			}
			kit.AssertSameJSON(t, text, kit.Marshal(t, info), "the tokens must be stored with the answer")
		})
	}
}

// oauth2Members are what a provider of OAuth 2 sends, whatever the page says of it.
const oauth2Members = `"accessToken":"at-1","refreshToken":"rt-1","expires":1600000000,"scopes":"wl.basic wl.emails","uid":"9","type":"OAuth2"`

func TestCredentialsOfEveryProviderHaveTheFieldsOfOAuth2(t *testing.T) {
	t.Parallel()
	want := map[string]any{
		"AccessToken": "at-1", "RefreshToken": "rt-1", "Expires": time.Unix(1600000000, 0).UTC(), "Scopes": []string{"wl.basic", "wl.emails"},
		"UID": "9", "Type": "OAuth2",
	}
	for _, c := range credentialsOfProviders {
		text := `{"profile":{"providerName":"` + c.providerName + `"},"accessCredentials":{` + oauth2Members + `}}`
		info := kit.Unmarshal[janrain.AuthInfo](t, text)
		require.IsType(t, c.want, info.AccessCredentials)
		v := reflect.ValueOf(info.AccessCredentials).Elem()
		for name, value := range want {
			require.True(t, v.FieldByName(name).IsValid(), "%T has the field %s", c.want, name)
			assert.Equal(t, value, v.FieldByName(name).Interface(), "the field %s of %T", name, c.want)
		}
		kit.AssertSameJSON(t, text, kit.Marshal(t, info), "the credentials of "+c.providerName+" are written again whole")
	}
}

// OtherCredentials can take what any provider sends.
func TestOtherCredentialsHaveEveryFieldThereIs(t *testing.T) {
	t.Parallel()
	other := reflect.TypeFor[janrain.OtherCredentials]()
	for _, c := range credentialsOfProviders {
		for f := range reflect.TypeOf(c.want).Elem().Fields() {
			same, ok := other.FieldByName(f.Name)
			assert.True(t, ok && same.Type == f.Type, "the field %s of %T", f.Name, c.want)
		}
	}
}

func TestCredentialsExpireAtATimeInEveryForm(t *testing.T) {
	t.Parallel()
	want := time.Unix(1355690751, 0).UTC()
	for _, raw := range []string{
		`1355690751`, `"1355690751"`, `" 1355690751 "`, `1355690751000`, `"1355690751000"`, `1355690751.0`, `1.355690751E9`, `1355690751e3`,
		`"2012-12-16 20:45:51.000000 +0000"`, `"2012-12-16 20:45:51 +0000"`, `"2012-12-16 22:45:51.000000 +0200"`, `"2012-12-16T20:45:51Z"`,
		`"2012-12-16T20:45:51.000Z"`, `"2012-12-16T12:45:51-08:00"`, `"2012-12-16t20:45:51z"`, `"2012-12-16 20:45:51Z"`,
	} {
		for _, c := range credentialsOfProviders {
			text := `{"profile":{"providerName":"` + c.providerName + `"},"accessCredentials":{"expires":` + raw + `}}`
			info := kit.Unmarshal[janrain.AuthInfo](t, text)
			assert.Equal(t, want, info.AccessCredentials.Tokens().Expires, "of %s", text)
			kit.AssertSameJSON(t, text, kit.Marshal(t, info), "it is written as it came")
		}
	}
}

func TestCredentialsOfEachRecordedShape(t *testing.T) {
	t.Parallel()
	for _, c := range credentialsOfProviders {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			info := kit.ReadAuthInfo(t, "auth_info/"+c.file)
			require.IsType(t, c.want, info.AccessCredentials)
			assert.NotContains(t, info.Extra, "accessCredentials", "what could be read is not kept twice")
			assert.Equal(t, c.providerName, info.Profile.ProviderName, "the file is the one of this provider")
		})
	}
}

func TestCredentialsValuesOfOAuth1And2(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &janrain.FacebookCredentials{
		AccessToken: "EAAfbTok7vQ2mXo", UID: "100000777001", Type: "Facebook",
		Expires: time.Unix(1912345678, 0).UTC(), Scopes: []string{"email", "user_birthday", "user_location"},
	}, kit.ReadAuthInfo(t, "auth_info/facebook").AccessCredentials)
	assert.Equal(t, &janrain.YahooCredentials{
		OAuthToken: "A=yho.tok.1q2w", OAuthSessionHandle: "yho-handle-9x", OAuthTokenSecret: "yho-secret-9x", Type: "OAuth",
	}, kit.ReadAuthInfo(t, "auth_info/yahoo").AccessCredentials)
	assert.Equal(t, &janrain.GoogleCredentials{
		OAuthToken: "1/goo-Tk-55h", OAuthTokenSecret: "goo-secret-2Ld", Type: "OAuth", Scopes: []string{"Google Contacts", "Google Buzz", "Blogger"},
	}, kit.ReadAuthInfo(t, "auth_info/google").AccessCredentials)
}

func TestCredentialsOfAProviderWithoutAStruct(t *testing.T) {
	t.Parallel()
	other := kit.ReadAuthInfo(t, "auth_info/unknown_members").AccessCredentials
	require.IsType(t, &janrain.OtherCredentials{}, other)
	assert.Equal(t, janrain.Provider("bravenew"), other.Provider(), "it is the profile's own specifier")
	assert.Equal(t, "brave-at-1", other.(*janrain.OtherCredentials).AccessToken)
	assert.Equal(t, "brave-id-1", other.(*janrain.OtherCredentials).IDToken)

	info := kit.Unmarshal[janrain.AuthInfo](t, `{"accessCredentials":{"accessToken":"t"}}`)
	require.IsType(t, &janrain.OtherCredentials{}, info.AccessCredentials, "no profile, no provider")
	assert.Empty(t, info.AccessCredentials.Provider())
}

func TestCredentialsAreNilWhereTheProviderGaveNone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"auth_info/openid", "auth_info/empty_lists", "auth_info/nulls", "auth_info/limited_data_on_top"} {
		assert.Nil(t, kit.ReadAuthInfo(t, name).AccessCredentials, "a switch on the type must come to nil for %s", name)
	}
	info := kit.Unmarshal[janrain.AuthInfo](t, `{"profile":{"providerName":"Facebook"},"accessCredentials":{}}`)
	assert.Nil(t, info.AccessCredentials, "an empty object is none")
	kit.AssertSameJSON(t, `{"profile":{"providerName":"Facebook"},"accessCredentials":{}}`, kit.Marshal(t, info), "but it is kept")
}

func TestCredentialsBearOddShapes(t *testing.T) {
	t.Parallel()
	c, ok := kit.ReadAuthInfo(t, "auth_info/odd_shapes").AccessCredentials.(*janrain.FacebookCredentials)
	require.True(t, ok)
	assert.Equal(t, time.Unix(1912345678, 0).UTC(), c.Expires, "seconds as a text")
	assert.Equal(t, "100000777020", c.UID, "a number")
	assert.Equal(t, []string{"email", "user_likes"}, c.Scopes, "a list")
	assert.Empty(t, c.Type)

	for _, raw := range []string{`0`, `"never"`, `null`, `5183999`, `"5183999"`, `-5`, `""`, `1355690751000000`} {
		c = kit.Unmarshal[janrain.FacebookCredentials](t, `{"expires":`+raw+`}`)
		assert.True(t, c.Expires.IsZero(), "expires %s is not given", raw)
		assert.JSONEq(t, raw, string(c.Extra["expires"]), "it stays reachable")
	}
}

func TestCredentialsTakeBothNamesOfTheUserID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`{"uuid":"1"}`: "1", `{"uid":"2"}`: "2", `{"uuid":"1","uid":"2"}`: "1", `{"uuid":"1","uid":"1"}`: "1", `{"uuid":null,"uid":2}`: "2"} {
		vk, disqus := kit.Unmarshal[janrain.VKCredentials](t, text), kit.Unmarshal[janrain.DisqusCredentials](t, text)
		assert.Equal(t, want, vk.UID, "the user id of VK in %s", text)
		assert.Equal(t, want, disqus.UID, "the user id of Disqus in %s", text)
		kit.AssertSameJSON(t, text, kit.Marshal(t, vk), "VK's credentials "+text+" are written again whole")
		kit.AssertSameJSON(t, text, kit.Marshal(t, disqus), "Disqus' credentials "+text+" are written again whole")
	}
	assert.Equal(t, "OAuth", kit.Unmarshal[janrain.VKCredentials](t, `{"type":"OAuth"}`).Type, "type for types")
}

func TestUnmarshalCredentialsDecodesWhatWasStored(t *testing.T) {
	t.Parallel()
	for _, provider := range janraintest.Providers() {
		credentials := janraintest.User(provider).AccessCredentials
		read, err := janrain.UnmarshalCredentials(provider, []byte(kit.Marshal(t, credentials)))
		require.NoError(t, err)
		assert.Equal(t, credentials, read, "the credentials of %s", provider)
	}
	for provider, want := range map[janrain.Provider]janrain.AccessCredentials{
		"bravenew":  &janrain.OtherCredentials{Of: "bravenew", AccessToken: "t"}, // not listed
		"vkontakte": &janrain.VKCredentials{AccessToken: "t"},                    // an older specifier
		"":          &janrain.OtherCredentials{AccessToken: "t"},
	} {
		read, err := janrain.UnmarshalCredentials(provider, []byte(`{"accessToken":"t"}`))
		require.NoError(t, err)
		assert.Equal(t, want, read, "of %q", provider)
	}
}

func TestUnmarshalCredentialsReturnsNilForNull(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"null", " null\n"} {
		read, err := janrain.UnmarshalCredentials(janrain.ProviderFacebook, []byte(text))
		require.NoError(t, err)
		assert.Equal(t, janrain.AccessCredentials(nil), read, "not a typed nil")
	}
}

func TestUnmarshalCredentialsRejectsInvalidJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "canary", `"canary"`, `["canary"]`, `{"accessToken":"canary"`, `{"uid":"canary","uid":"canary"}`, `{"a":"canary"}null`} {
		read, err := janrain.UnmarshalCredentials(janrain.ProviderFacebook, []byte(text))
		require.Error(t, err, text)
		assert.Equal(t, janrain.AccessCredentials(nil), read, "of %q", text)
		assert.NotContains(t, err.Error(), "canary")
		kit.AssertOneLine(t, err)
	}
}

// A refreshed token is put where the old one was, and stored again.
func TestCredentialsChangedTokenIsStored(t *testing.T) {
	t.Parallel()
	info := kit.ReadAuthInfo(t, "auth_info/facebook")
	c := info.AccessCredentials.(*janrain.FacebookCredentials)
	c.AccessToken, c.Expires, c.Scopes = "fresh", time.Unix(2000000000, 0), nil
	var stored struct {
		AccessCredentials json.RawMessage `json:"accessCredentials"`
	}
	require.NoError(t, json.Unmarshal([]byte(kit.Marshal(t, info)), &stored))
	assert.JSONEq(t, `{"accessToken":"fresh","expires":2000000000,"type":"Facebook","uid":"100000777001"}`, string(stored.AccessCredentials))

	info.AccessCredentials = nil
	assert.NotContains(t, kit.Marshal(t, info), "accessCredentials", "credentials that were taken out are not stored")
}

// everyStructHas are the fields that docs/providers.md says each struct of credentials has.
var everyStructHas = []string{"AccessToken", "RefreshToken", "Expires", "Scopes", "UID", "Type"}

// A row of the table of credentials names the struct and exactly the fields that the
// vendor documents, with which and those that every struct has the struct is complete.
func TestTheDocsHaveTheFieldsOfEveryProvidersCredentials(t *testing.T) {
	document, err := os.ReadFile("docs/providers.md")
	require.NoError(t, err)
	for _, provider := range janraintest.Providers() {
		credentials := janraintest.User(provider).AccessCredentials
		if credentials == nil {
			continue
		}
		typ := reflect.TypeOf(credentials)
		name := "`*" + typ.Elem().Name() + "`"
		row := ""
		for line := range strings.Lines(string(document)) {
			if strings.Contains(line, "| `"+string(credentials.Provider())+"` | "+name+" |") {
				row = line
			}
		}
		cells := strings.Split(row, "|")
		require.Len(t, cells, 6, "docs/providers.md has a row for %s", name)
		documented := strings.Split(strings.TrimSpace(cells[4]), ", ")
		assert.ElementsMatch(t, documentedFields(t, typ), documented, "the documented fields of %s", name)
		for f := range typ.Elem().Fields() {
			if f.Name != "Extra" {
				assert.Contains(t, slices.Concat(documented, everyStructHas), f.Name, "a field of %s", name)
			}
		}
	}
	assert.Contains(t, string(document), "`*"+reflect.TypeFor[janrain.OtherCredentials]().Name()+"`")
	sentence := strings.Join(everyStructHas[:len(everyStructHas)-1], ", ") + " and " + everyStructHas[len(everyStructHas)-1]
	assert.Contains(t, string(document), "every struct has "+sentence+" as well")
}

// documentedFields are the fields of a struct of credentials that the vendor documents.
func documentedFields(t *testing.T, typ reflect.Type) (names []string) {
	t.Helper()
	for _, c := range credentialsOfProviders {
		if reflect.TypeOf(c.want) == typ {
			for member := range strings.FieldsSeq(c.members) {
				names = append(names, credentialsFields[member].field)
			}
			return names
		}
	}
	t.Fatalf("no row for %s in credentialsOfProviders", typ)
	return nil
}

// tokensOfEach runs test with the credentials of each provider, which have these members.
func tokensOfEach(t *testing.T, members string, test func(t *testing.T, c janrain.AccessCredentials)) {
	t.Helper()
	for _, provider := range credentialsOfProviders {
		t.Run(provider.providerName, func(t *testing.T) {
			t.Parallel()
			info := kit.Unmarshal[janrain.AuthInfo](t, `{"profile":{"providerName":"`+provider.providerName+`"},"accessCredentials":{`+members+`}}`)
			require.IsType(t, provider.want, info.AccessCredentials)
			test(t, info.AccessCredentials)
		})
	}
}

// Any provider may send any of the members, whether its struct has a field for it or not.
func TestTokensAreFoundWhicheverProviderSendsThem(t *testing.T) {
	t.Parallel()
	expires := time.Unix(1600000000, 0).UTC()
	for members, want := range map[string]janrain.Tokens{
		oauth2Members: {AccessToken: "at-1", RefreshToken: "rt-1", UID: "9", Expires: expires, Scopes: []string{"wl.basic", "wl.emails"}},
		`"oauthToken":"ot-1","oauthTokenSecret":"os-1"`:                      {AccessToken: "ot-1", TokenSecret: "os-1", OAuth1: true},
		`"oauthToken":"ot-1"`:                                                {AccessToken: "ot-1"},
		`"oauthToken":"ot-1","oauthTokenSecret":""`:                          {AccessToken: "ot-1"},
		`"oauthTokenSecret":"os-1"`:                                          {},
		`"eact":"e-1"`:                                                       {AccessToken: "e-1"},
		`"eact":"e-1","oauthToken":"ot-1"`:                                   {AccessToken: "ot-1"},
		`"eact":"e-1","oauthToken":"ot-1","oauthTokenSecret":"os-1"`:         {AccessToken: "ot-1", TokenSecret: "os-1", OAuth1: true},
		`"eact":"e-1","oauthTokenSecret":"os-1"`:                             {AccessToken: "e-1"},
		`"accessToken":"at-1","oauthToken":"ot-1","oauthTokenSecret":"os-1"`: {AccessToken: "at-1"},
		`"accessToken":"","oauthToken":"ot-1","oauthTokenSecret":"os-1"`:     {AccessToken: "ot-1", TokenSecret: "os-1", OAuth1: true},
		`"accessToken":null,"eact":"e-1"`:                                    {AccessToken: "e-1"},
		`"accessToken":{"value":"at-1"},"oauthToken":["ot-1"]`:               {AccessToken: "ot-1"},
		`"idToken":"id-1","uid":9`:                                           {IDToken: "id-1", UID: "9"},
		`"id_token":"id-1","access_token":"at-1","refresh_token":"rt-1"`:     {IDToken: "id-1", AccessToken: "at-1", RefreshToken: "rt-1"},
		`"oauth_token":"ot-1","oauth_token_secret":"os-1"`:                   {AccessToken: "ot-1", TokenSecret: "os-1", OAuth1: true},
		`"accessToken":"at-1","access_token":"other"`:                        {AccessToken: "at-1"},
		`"uuid":"u-1"`: {UID: "u-1"},
		`"accessToken":"at-1","scope":"a b","expires_at":"2020-09-13T12:26:40Z"`:          {AccessToken: "at-1", Scopes: []string{"a", "b"}, Expires: expires},
		`"accessToken":"at-1","expires":5183999,"expires_in":1600000000,"expiresIn":3600`: {AccessToken: "at-1"},
		`"scopes":["a b","c"],"expires":1600000000000`:                                    {Scopes: []string{"a b", "c"}, Expires: expires},
		`"x":1`: {},
	} {
		t.Run(members, func(t *testing.T) {
			t.Parallel()
			tokensOfEach(t, members, func(t *testing.T, c janrain.AccessCredentials) {
				t.Helper()
				assertTokens(t, want, c.Tokens())
			})
		})
	}
}

// assertTokens compares field by field: a failure prints no value of Tokens otherwise.
func assertTokens(t *testing.T, want, got janrain.Tokens) {
	t.Helper()
	for f, value := range reflect.ValueOf(want).Fields() {
		assert.Equal(t, value.Interface(), reflect.ValueOf(got).FieldByName(f.Name).Interface(), "the field %s", f.Name)
	}
}

func TestTokensOfRecordedResponses(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]janrain.Tokens{
		"auth_info/microsoftaccount_oauth2": {
			AccessToken: "z", RefreshToken: "r", UID: "9", Expires: time.Unix(1600000000, 0).UTC(), Scopes: []string{"wl.basic", "wl.emails"},
		},
		"auth_info/facebook_milliseconds": {AccessToken: "AAA", UID: "7001", Expires: time.Unix(1355690751, 0).UTC()},
		"auth_info/yahoo":                 {AccessToken: "A=yho.tok.1q2w", TokenSecret: "yho-secret-9x", OAuth1: true},
		"auth_info/google": {
			AccessToken: "1/goo-Tk-55h", TokenSecret: "goo-secret-2Ld", OAuth1: true, Scopes: []string{"Google Contacts", "Google Buzz", "Blogger"},
		},
	} {
		assertTokens(t, want, kit.ReadAuthInfo(t, name).AccessCredentials.Tokens())
	}
}

// What the caller has put into a field, or taken from it, is what Tokens has.
func TestTokensFollowTheFields(t *testing.T) {
	t.Parallel()
	c := kit.Unmarshal[janrain.FacebookCredentials](t, `{"accessToken":"old","expires":"1600000000","scopes":"a b","oauthToken":"ot-1"}`)
	expires := time.Now().Add(time.Hour)
	c.AccessToken, c.Expires, c.Scopes = "fresh", expires, []string{"c"}
	assertTokens(t, janrain.Tokens{AccessToken: "fresh", Expires: expires, Scopes: []string{"c"}}, c.Tokens())
	c.Expires, c.Scopes = time.Time{}, nil
	assertTokens(t, janrain.Tokens{AccessToken: "fresh"}, c.Tokens())

	c = &janrain.FacebookCredentials{Extra: kit.Extra{"accessToken": kit.Raw(`"at-1"`), "expires": kit.Raw(`1600000000`), "idToken": kit.Raw(`no JSON`)}}
	assertTokens(t, janrain.Tokens{AccessToken: "at-1", Expires: time.Unix(1600000000, 0).UTC()}, c.Tokens())

	c = &janrain.FacebookCredentials{Scopes: []string{"a"}}
	c.Tokens().Scopes[0] = "changed"
	assert.Equal(t, []string{"a"}, c.Scopes, "the caller's credentials are left alone")
}

func TestTokensOfANilPointerAreZero(t *testing.T) {
	t.Parallel()
	for _, provider := range credentialsOfProviders {
		c, ok := reflect.TypeAssert[janrain.AccessCredentials](reflect.Zero(reflect.TypeOf(provider.want)))
		require.True(t, ok)
		assert.NotPanics(t, func() { assertTokens(t, janrain.Tokens{}, c.Tokens()) }, "%T", c)
	}
}
