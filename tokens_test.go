package janrain_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

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
