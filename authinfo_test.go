package janrain_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestAuthInfoAcceptsEveryRecordedSignIn(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := kit.ReadAuthInfo(t, name)
			assert.Equal(t, `"ok"`, string(info.Extra["stat"]))
			assert.Regexp(t, "^https?://", info.Profile.Identifier, "the identifier must be a URL")
			plain := strings.ReplaceAll(string(kit.ReadResponse(t, name)), `\/`, "/")
			assert.Contains(t, plain, `"`+info.Profile.Identifier+`"`, "the identifier must be that of the file")
		})
	}
}

func TestAuthInfoListsFriendsAndFollowers(t *testing.T) {
	t.Parallel()
	info := kit.ReadAuthInfo(t, "auth_info/twitter")
	id := func(n string) string { return "http://twitter.com/account/profile?user_id=6060060" + n }
	assert.Equal(t, []string{id("2")}, info.Friends)
	assert.Equal(t, []string{id("2"), id("3")}, info.Following)
	assert.Equal(t, []string{id("2"), id("4")}, info.Followers)
	assert.Equal(t, []string{id("2")}, info.Friendships)

	info = kit.ReadAuthInfo(t, "auth_info/odd_shapes")
	assert.Equal(t, []string{"http://www.facebook.com/profile.php?id=100000777021"}, info.Friends,
		"a string instead of a list")
	assert.Equal(t, []string{"100000777022"}, info.Friendships, "numbers instead of strings")
	assert.Empty(t, info.Following, "an object instead of a list")
	assert.Empty(t, info.Followers, "null")
}

func TestAuthInfoAcceptsEmptyListsAndNulls(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"auth_info/empty_lists", "auth_info/nulls"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := kit.ReadAuthInfo(t, name)
			assert.Nil(t, info.AccessCredentials)
			assert.Nil(t, info.MergedPoco)
			assert.Empty(t, info.Friends)
			assert.Empty(t, info.Following)
			assert.Empty(t, info.Followers)
			assert.Empty(t, info.Friendships)
			assert.Nil(t, info.ProviderData.Facebook)
			assert.Equal(t, janrain.Name{}, info.Profile.Name)
			assert.False(t, info.LimitedData)
		})
	}
}

func TestAuthInfoKeepsUnknownMembers(t *testing.T) {
	t.Parallel()
	assert.JSONEq(t, `{"nickname":"pebble","language":"cy","timezone":"Europe/London"}`, string(kit.ReadAuthInfo(t, "auth_info/openid").Extra["sreg"]))
	info := kit.ReadAuthInfo(t, "auth_info/unknown_members")
	assert.JSONEq(t, `"r-1"`, string(info.Extra["response_id"]))
	assert.JSONEq(t, `"KWEN-tin"`, string(info.Profile.Name.Extra["pronunciation"]))
	assert.JSONEq(t, `"Earth"`, string(info.Profile.Address.Extra["planet"]))
	assert.Equal(t, "123456789012345678901234567890", string(info.Profile.Extra["big"]),
		"numbers must keep all their digits")
}

// A damaged name of a friend must not prevent a sign-in; a damaged identifier must.
func TestAuthInfoRepairsOnlyWhatDoesNotIdentifyUsers(t *testing.T) {
	t.Parallel()
	info := kit.ReadAuthInfo(t, "auth_info/lone_surrogates")
	assert.Equal(t, "Torn \uFFFD", info.Profile.DisplayName)
	assert.Equal(t, "\uFFFDTorn", info.Profile.Name.Formatted)
	assert.Equal(t, "Whole 😀", info.MergedPoco.DisplayName, "a complete surrogate pair is valid")
	assert.Equal(t, "\uFFFD😀", info.MergedPoco.Note)
	assert.Equal(t, []string{"http://friend\uFFFD.example.org/"}, info.Friends)
	assert.Empty(t, info.Profile.PrimaryKey, "a damaged primary key must not be repaired")
	assert.Empty(t, info.Profile.Email, "a damaged address must not be repaired")
	assert.Equal(t, "\"key-\uFFFD\"", string(info.Profile.Extra["primaryKey"]), "Extra must keep the repaired value")
	assert.Contains(t, info.Profile.Name.Extra, "odd\uFFFDname", "names of members must be repaired too")
}

func TestAuthInfoWithoutAnIdentifierIsAnError(t *testing.T) {
	t.Parallel()
	for name, profile := range map[string]string{
		"no profile":               ``,
		"null":                     `,"profile":null`,
		"an empty profile":         `,"profile":{}`,
		"a profile that is a list": `,"profile":[{"identifier":"http:\/\/a"}]`,
		"a profile that is a text": `,"profile":"http:\/\/a"`,
		"an empty identifier":      `,"profile":{"identifier":""}`,
		"white space":              `,"profile":{"identifier":" \t "}`,
		"no-break spaces":          `,"profile":{"identifier":"\u00a0\u3000"}`,
		"zero-width spaces":        `,"profile":{"identifier":"\u200b\ufeff"}`,
		"null for it":              `,"profile":{"identifier":null}`,
		"a number":                 `,"profile":{"identifier":7}`,
		"a list":                   `,"profile":{"identifier":["http:\/\/a"]}`,
		"an object":                `,"profile":{"identifier":{"value":"http:\/\/a"}}`,
		"true":                     `,"profile":{"identifier":true}`,
		"a lone surrogate":         `,"profile":{"identifier":"http:\/\/a\ud800"}`,
		"a byte that is no UTF-8":  ",\"profile\":{\"identifier\":\"http://a\xff\"}",
		"a control character":      `,"profile":{"identifier":"http:\/\/a\u0000"}`,
		"in another case":          `,"profile":{"Identifier":"http:\/\/a"}`,
		"not in the profile":       `,"identifier":"http:\/\/a"`,
		"a profile in capitals":    `,"PROFILE":{"identifier":"http:\/\/a"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, err := kit.ClientReading(t, http.StatusOK, []byte(`{"stat":"ok"`+profile+`}`)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t"})
			require.ErrorIs(t, err, janrain.ErrNoIdentifier, "%s must not be a sign-in", name)
			assert.Nil(t, info, "there must be no response")
		})
	}
}

// A stored response may have been written by hand.
func TestAuthInfoWithoutAnIdentifierCanBeUnmarshalled(t *testing.T) {
	t.Parallel()
	info := kit.Unmarshal[janrain.AuthInfo](t, `{"profile":{"displayName":"Ada"},"limited_data":"true"}`)
	assert.Equal(t, "Ada", info.Profile.DisplayName)
	assert.True(t, info.LimitedData)
}

func TestErrorsAndBrokenResponsesAreNotSuccesses(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "errors") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, status := range []int{http.StatusOK, http.StatusBadRequest} {
				info, err := kit.ClientReading(t, status, kit.ReadResponse(t, name)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t"})
				require.Error(t, err, "%s with status %d must not be a sign-in", name, status)
				assert.Nil(t, info)
			}
		})
	}
}

func TestOtherCallsAcceptTheirResponses(t *testing.T) {
	t.Parallel()
	require.NoError(t, kit.ClientReading(t, http.StatusOK, kit.ReadResponse(t, "add_or_update_access_token/ok")).AddOrUpdateAccessToken(t.Context(),
		janrain.AccessTokenParams{Identifier: "http://www.facebook.com/profile.php?id=1", Token: "t"}))
	for _, name := range kit.ResponsesIn(t, "app_set_properties") {
		require.NoError(t, kit.ClientReading(t, http.StatusOK, kit.ReadResponse(t, name)).SetProviderProperties(t.Context(),
			janrain.ConsumerProperties{Provider: janrain.ProviderTwitter, ConsumerKey: "k", Secret: "s"}), "%s is a success", name)
	}
}

func TestLimitedDataIsFoundInBothPlaces(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"limited_data_in_profile": true, "limited_data_on_top": true, "limited_data_as_text": true, "limited_data_false": false, "facebook": false,
	} {
		assert.Equal(t, want, kit.ReadAuthInfo(t, "auth_info/"+name).LimitedData, "limited_data in %s", name)
	}
	for text, want := range map[string]bool{
		`{"limitedData":true}`: true, `{"limitedData":"true"}`: true, `{"limited_data":true}`: true, `{"limitedData":1}`: true,
		`{"profile":{"limitedData":"true"}}`: true, `{"profile":{"limited_data":true}}`: true, `{"limitedData":false,"limited_data":"true"}`: true,
		`{}`: false, `{"limitedData":null}`: false, `{"limitedData":"no"}`: false, `{"limitedData":[]}`: false, `{"LimitedData":true}`: false,
	} {
		info := kit.Unmarshal[janrain.AuthInfo](t, text)
		assert.Equal(t, want, info.LimitedData, "limited_data in %s", text)
		kit.AssertSameJSON(t, text, kit.Marshal(t, info), text+" must be marshalled unchanged")
	}
}

func TestChangedLimitedDataIsStored(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `{"limitedData":true}`, `{"limitedData":false}`, `{"limited_data":"true"}`, `{"limitedData":false,"limited_data":"true"}`,
		`{"profile":{"limitedData":true}}`, `{"profile":{"limited_data":"true"},"limitedData":true}`, `{"profile":{"limitedData":"true"}}`,
	} {
		for _, want := range []bool{true, false} {
			info := kit.Unmarshal[janrain.AuthInfo](t, text)
			change := func(info *janrain.AuthInfo) {
				info.LimitedData = want
				info.Profile.LimitedData = info.Profile.LimitedData && want // the profile's member counts too
			}
			change(info)
			before := kit.Unmarshal[janrain.AuthInfo](t, text)
			change(before)
			stored := kit.Unmarshal[janrain.AuthInfo](t, kit.Marshal(t, info))
			assert.Equal(t, want, stored.LimitedData, "%s, changed to %v", text, want)
			assert.Equal(t, before, info, "marshalling must not change the response")
		}
	}
}

// A user that is built by hand may have only one of the two members. Storing it must not lose the
// mark.
func TestLimitedDataOfTheProfileIsStored(t *testing.T) {
	t.Parallel()
	made := &janrain.AuthInfo{Profile: janrain.Profile{Identifier: "https://id.example/1", LimitedData: true}}
	assert.True(t, kit.Unmarshal[janrain.AuthInfo](t, kit.Marshal(t, made)).LimitedData)
}

// Extra may contain members that the package does not know, but invalid JSON in Extra must not
// change others.
func TestAuthInfoRejectsInvalidRawJSON(t *testing.T) {
	t.Parallel()
	for name, info := range map[string]*janrain.AuthInfo{
		"in Extra":             {Extra: map[string]json.RawMessage{"x": json.RawMessage(`hunter2`)}},
		"in the profile":       {Profile: janrain.Profile{Extra: map[string]json.RawMessage{"x": json.RawMessage(`1,"identifier":"hunter2"`)}}},
		"in the provider data": {ProviderData: janrain.ProviderData{Facebook: &janrain.FacebookData{Albums: json.RawMessage(`1,"x":"hunter2"`)}}},
	} {
		_, err := info.MarshalJSON()
		require.Error(t, err, "invalid JSON in %s must be rejected", name)
		assert.NotContains(t, err.Error(), "hunter2", "an error must not quote the value")
	}
}
