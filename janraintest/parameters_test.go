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

// changed returns the form of a row with another value for one parameter.
func changed(t *testing.T, srv *janraintest.Server, path, name, value string) url.Values {
	t.Helper()
	form, _ := fill(t, srv, documented[path].keys, documented[path].form)
	form.Set(name, value)
	return form
}

// The service rejects or ignores each of these values, so no test may pass with them.
func TestInvalidParametersAreRejected(t *testing.T) {
	t.Parallel()
	const id, key = "identifier", "primaryKey"
	for _, tt := range []struct{ path, name, value string }{
		{"/api/v2/map", key, " "},
		{"/api/v2/map", key, "\t\n"},
		{"/api/v2/map", key, "\u00a0"},
		{"/api/v2/map", key, "\u3164"},
		{"/api/v2/map", key, "\u2800"},
		{"/api/v2/map", key, "7\x00"},
		{"/api/v2/map", key, "\x00"},
		{"/api/v2/map", key, "7\xff"},
		{"/api/v2/map", key, "\xc3\x28"},
		{"/api/v2/map", key, "7\u202e"},
		{"/api/v2/map", key, " 7"},
		{"/api/v2/map", key, "7\r\n"},
		{"/api/v2/map", id, "mira"},
		{"/api/v2/map", id, "/profiles/1"},
		{"/api/v2/map", id, "www.google.com/profiles/1"},
		{"/api/v2/map", id, "mailto:mira@example.com"},
		{"/api/v2/map", id, "javascript:alert(1)"},
		{"/api/v2/map", id, "http://"},
		{"/api/v2/map", id, "http:///1"},
		{"/api/v2/map", id, "http://exa mple.com/1"},
		{"/api/v2/map", id, "http://example.com/a b"},
		{"/api/v2/map", id, "http://example.com:99999/"},
		{"/api/v2/map", id, "http://example.com/\x00"},
		{"/api/v2/map", id, "http://example.com/\xff"},
		{"/api/v2/map", "overwrite", "False"},
		{"/api/v2/map", "overwrite", "0"},
		{"/api/v2/map", "overwrite", ""},
		{"/api/v2/map", "overwrise", "false"},
		{"/api/v2/map", "Overwrite", "false"},
		{"/api/v2/map", "primary_key", "7"},
		{"/api/v2/map", "extended", "true"},
		{"/api/v2/map", "partnerKey", "x"},
		{"/api/v2/map", "format", "xml"},
		{"/api/v2/map", "format", "JSON"},
		{"/api/v2/map", "callback", "f"},
		{"/api/v2/mappings", key, "7\x00"},
		{"/api/v2/mappings", key, " "},
		{"/api/v2/unmap", "all_identifers", "true"},
		{"/api/v2/unmap", "allIdentifiers", "true"},
		{"/api/v2/unmap", "all_identifiers", "yes"},
		{"/api/v2/unmap", id, ""},
		{"/api/v2/auth_info", "tokenURL", tokenURL},
		{"/api/v2/auth_info", "token_url", tokenURL},
		{"/api/v2/auth_info", "TokenUrl", tokenURL},
		{"/api/v2/auth_info", "tokenurl", tokenURL},
		{"/api/v2/auth_info", "token-url", tokenURL},
		{"/api/v2/auth_info", "tokneUrl", tokenURL},
		{"/api/v2/auth_info", "tokenUri", tokenURL},
		{"/api/v2/auth_info", "tokenUrl", ""},
		{"/api/v2/auth_info", "tokenUrl", "/signin"},
		{"/api/v2/auth_info", "partnerKey", "{partner}"},
		{"/api/v2/auth_info", "extended", "TRUE"},
		{"/api/v2/auth_info", "exstended", "true"},
		{"/api/v2/auth_info", "existingUser", "true"},
		{"/api/v2/get_user_data", "existingUser", "true"},
		{"/api/v2/get_user_data", "tokenUrl", tokenURL},
		{"/api/v2/get_contacts", "contact_type", "friends"},
		{"/api/v2/get_contacts", "contactType", ""},
		{"/api/v2/providers", "partnerKey", "{partner}"},
		{"/api/v2/providers", "format", "xml"},
		{"/api/v2/get_share_providers", "callback", "f"},
		{"/api/v2/add_or_update_access_token", "token", " "},
		{"/api/v2/add_or_update_access_token", "token_secret", "s"},
		{"/api/v2/set_app_settings", "favicon", "x"},
		{"/api/v2/set_app_settings", "privacyPolicy", "shop.example/privacy"},
		{"/api/v2/set_app_settings", "domainRedirect", "ftp://shop.example"},
		{"/api/v2/set_app_settings", "postToTokenURL", "false"},
		{"/api/v2/set_app_settings", "oneTimeUseTokens", ""},
		{"/api/v2/set_auth_providers", "providers", "facebook,,yahoo"},
		{"/api/v2/set_auth_providers", "providers", "facebook,"},
		{"/api/v2/set_auth_providers", "deviceType", "iphone"},
		{"/api/v2/set_auth_providers", "device_type", ""},
		{"/api/v2/add_domain_patterns", "domains", "https://shop.example/"},
		{"/api/v2/add_domain_patterns", "domains", "shop.example,,x.example"},
		{"/api/v2/set_domain_patterns", "domains", "shop.*"},
		{"/api/v2/activity", id, "mira"},
		{"/api/v2/activity", "activity", `{"Action":"reads","URL":"https://shop.example/"}`},
		{"/api/v2/activity", "activity", `{"action":"reads","url":"/"}`},
		{"/api/v2/activity", "prependName", "true"},
		{"/api/v2/set_status", "truncate", "1"},
		{"/api/v2/set_status", "status", "\xff"},
		{"/api/v2/sharing/broadcast", "url", "zzz"},
		{"/api/v2/sharing/broadcast", "image", "zzz"},
		{"/api/v2/sharing/broadcast", "actionLink", "zzz"},
		{"/api/v2/sharing/broadcast", "media", "zzz"},
		{"/api/v2/sharing/direct", "recipientUrls", "zzz"},
		{"/api/v2/get_share_count", "url", "shop.example"},
		{"/api/v2/analytics_access", "start", "2026-01-31"},
		{"/api/v2/analytics_access", "start", "1/31/2026"},
		{"/api/v2/analytics_access", "end", "31/12/2026"},
		{"/api/v2/set_backplane_properties", "remove", "no"},
		{"/plugin/lookup_rp", "partnerKey", "{partner}"},
		{"/plugin/lookup_rp", "plugin_name", "p"},
		{"/signin/oauth_token", "partnerKey", "{partner}"},
		{"/signin/oauth_token", "tokenUrl", tokenURL},
		{"/signin/oauth_token", "id_token", "t"},
		{"/signin/oauth_token", "code", "c"},
		{"/signin/oauth_token", "provider", "Facebook"},
		{"/partner/v2/app/create", "apiKey", "wrong"},
		{"/partner/v2/app/create", "apiKey", ""},
		{"/partner/v2/app/create", "email", "mira"},
		{"/partner/v2/app/create", "email", "Mira <mira@example.com>"},
		{"/partner/v2/app/create", "domain", "https://other.example"},
		{"/partner/v2/app/create", "domain", "other.example:443"},
		{"/partner/v2/app/create", "domain", "other"},
		{"/partner/v2/app/create", "domain", "*.other.example"},
		{"/partner/v2/app/create", "domain", "127.0.0.1"},
		{"/partner/v2/app/create", "name", " "},
		{"/partner/v2/apps", "apiKey", "wrong"},
		{"/partner/v2/app/reset_api_key", "apiKey", "wrong"},
		{"/partner/v2/app/reset_api_key", "app_id", "x"},
		{"/partner/v2/app/add_domain", "domain", "-.example"},
		{"/partner/v2/app/create_invite", "email", "b@"},
		{"/partner/v2/admin/add", "email", "c@example.com,d@example.com"},
		{"/partner/v2/admin/add", "verify", "1"},
		{"/partner/v2/admin/delete", "email", "nobody"},
		{"/partner/v2/admin/get", "identifier", facebookID},
		{"/partner/v2/app/set_provider_permissions", "permissions", "readCalendar,"},
		{"/partner/v2/app/set_properties", "fbAppID", "12"},
		{"/partner/v2/app/set_properties", "fbAppId", "12"},
		{"/partner/v2/app/set_properties", "email", "a@example.com"},
		{"/partner/v2/app/set_properties", "yahooAppID", "12"},
		{"/partner/v2/app/set_properties", "consumer_key", "k"},
		{"/partner/v2/app/set_properties", "secret", " "},
		{"/partner/v2/app/set_properties", "format", "xml"},
		{"/api/v2/set_app_settings", "favicon", "https://-shop.example/icon.png"},
		{"/api/v2/set_app_settings", "favicon", "https://shop-.example:8080/icon.png"},
		{"/api/v2/set_app_settings", "favicon", "https://shop.example:99999/icon.png"},
	} {
		t.Run(tt.path+" "+tt.name+"="+tt.value, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			if tt.value == "{partner}" {
				tt.value = srv.PartnerKey
			}
			status, body := post(t, srv, tt.path, changed(t, srv, tt.path, tt.name, tt.value))
			assert.Equal(t, http.StatusBadRequest, status, body)
			assert.Contains(t, body, `"stat":"fail"`)
			assert.Regexp(t, `"code":(1,"msg":"Invalid (parameter: `+tt.name+`|provider: )|3,"msg":"Invalid apiKey")`, body)
		})
	}
}

func TestValidParametersAreAccepted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, name, value string }{
		{"/api/v2/auth_info", "format", "json"},
		{"/api/v2/auth_info", "utm_campaign", "spring"},
		{"/api/v2/auth_info", "authenticity_token", "x"},
		{"/api/v2/auth_info", "email", "mira@example.com"},
		{"/api/v2/auth_info", "tokenUrl", tokenURL},
		{"/api/v2/auth_info", "", "x"},
		{"/api/v2/map", "primaryKey", "José ÖÜ 7"},
		{"/api/v2/map", "primaryKey", "a\u200cb"},
		{"/api/v2/map", "primaryKey", "0"},
		{"/api/v2/map", "identifier", "https://me.yahoo.com/a/XXX#xxxxx"},
		{"/api/v2/map", "identifier", "http://name.myopenid.com"},
		{"/api/v2/map", "identifier", "HTTP://WWW.Example.com/é?a=b|c"},
		{"/api/v2/unmap", "identifier", "an unmapped identifier"},
		{"/api/v2/set_status", "status", "two\nlines"},
		{"/api/v2/set_status", "location", ""},
		{"/api/v2/set_app_settings", "favicon", ""},
		{"/api/v2/set_app_settings", "favicon", "https://bücher.example/icon.png"},
		{"/api/v2/set_domain_patterns", "domains", "localhost, 127.0.0.1:8080,*.shop.example,[::1]"},
		{"/api/v2/set_share_providers", "share", ""},
		{"/api/v2/providers", "apiKey", "{key}"},
		{"/plugin/lookup_rp", "url", "https://shop.example/"},
		{"/partner/v2/apps", "apiKey", "{key}"},
		{"/partner/v2/app/create", "apiKey", "{key}"},
		{"/partner/v2/app/create", "name", "Größe & Söhne"},
		{"/partner/v2/app/reset_api_key", "appID", "{app}"},
	} {
		t.Run(tt.path+" "+tt.name+"="+tt.value, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			switch tt.value {
			case "{key}":
				tt.value = srv.APIKey
			case "{app}":
				tt.value = srv.AppID
			}
			status, body := post(t, srv, tt.path, changed(t, srv, tt.path, tt.name, tt.value))
			assert.Equal(t, http.StatusOK, status, body)
		})
	}
}

func TestPropertiesMustBelongToTheirProvider(t *testing.T) {
	t.Parallel()
	a := firstApp(t)
	const facebook = "provider=facebook&fbAppID=1&fbAppId=1&fbSecret=s"
	const paypal = "provider=paypal&paypalDisplayName=Shop"
	const live = "provider=live_id&liveidAppID=1&liveidPrivacyPolicyUrl="
	for parameters, want := range map[string]string{
		facebook + "&uninstallURL=zzz":                       "Invalid parameter: uninstallURL",
		facebook + "&uninstallUrl=https://shop.example/":     "Invalid parameter: uninstallUrl",
		facebook + "&emailPerm=1":                            "Invalid parameter: emailPerm",
		facebook + "&emailPerm=":                             "Invalid parameter: emailPerm",
		facebook + "&consumerKey=k":                          "Invalid parameter: consumerKey",
		facebook + "&liveidSecret=s":                         "Invalid parameter: liveidSecret",
		facebook + "&permissions=readMailbox":                "Invalid parameter: permissions",
		"provider=facebook&fbAppID=1&fbAppId=2&fbSecret=s":   "Invalid parameter: fbAppId",
		"provider=facebook&fbAppID=1&fbAppId=1&fbSecret=%20": "Invalid parameter: fbSecret",
		"provider=facebook&fbAppID=1&fbAppId=1&fbSecret=":    "Missing parameter: fbSecret",
		"provider=Facebook&fbAppID=1&fbAppId=1&fbSecret=s":   "Invalid provider: Facebook",
		paypal + "&email=zzz":                                "Invalid parameter: email",
		paypal + "&email=a@example.com, b@example.com":       "Invalid parameter: email",
		paypal + "&uninstallURL=https://shop.example/":       "Invalid parameter: uninstallURL",
		live + "zzz": "Invalid parameter: liveidPrivacyPolicyUrl",
		live + "https://shop.example/&paypalDisplayName=x":                                               "Invalid parameter: paypalDisplayName",
		"provider=yahoo&yahooAppID=1&consumerKey=k&secret=s&contactScopeSet=true&contactsScopeSet=false": "Invalid parameter: contactScopeSet",
	} {
		t.Run(parameters, func(t *testing.T) {
			t.Parallel()
			refused := a.refused(t, "partner/app/set_properties", unescaped(t, parameters))
			assert.Contains(t, refused, `"msg":"`+want+`"`)
		})
	}
	for _, parameters := range []string{
		facebook + "&uninstallURL=&emailPerm=true&unknown=x", facebook + "&uninstallURL=https://shop.example/gone",
		paypal + "&email=", paypal + "&email=a@example.com", live + "https://shop.example/privacy&liveidSecret=",
	} {
		a.do(t, "partner/app/set_properties", parameters)
	}
}

func unescaped(t *testing.T, text string) string {
	t.Helper()
	text, err := url.PathUnescape(text)
	require.NoError(t, err)
	return text
}

// The identifier of a custom provider need not be a URL.
func TestKnownIdentifierCanBeMapped(t *testing.T) {
	t.Parallel()
	user := janraintest.User("acme.saml")
	user.Profile.Identifier = "CN=José,O=Ü"
	srv := newServer(t)
	params := janrain.MapParams{Identifier: user.Profile.Identifier, PrimaryKey: "7"}
	require.ErrorIs(t, srv.Client().Map(t.Context(), params), janrain.ErrInvalidParameter)
	srv.AddUser(user)
	require.NoError(t, srv.Client().Map(t.Context(), params))

	srv = newServer(t, janraintest.WithUserData(func(id string) (janrain.AuthInfo, bool) { return user, id == user.Profile.Identifier }))
	require.NoError(t, srv.Client().Map(t.Context(), params))
	params.Identifier = "CN=Nobody"
	require.ErrorIs(t, srv.Client().Map(t.Context(), params), janrain.ErrInvalidParameter)
}

func TestGetApplicationSettingsIsAnAlias(t *testing.T) {
	t.Parallel()
	a := firstApp(t)
	a.do(t, "set_app_settings", "favicon=https://shop.example/f.ico")
	assert.Equal(t, a.do(t, "get_app_settings", ""), a.do(t, "get_application_settings", ""))
	assert.Equal(t, "get_application_settings", a.srv.Requests()[2].Endpoint)
}
