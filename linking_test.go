package janrain_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// trustedProviders are those whose word on an address these tests take.
var trustedProviders = []janrain.Provider{janrain.ProviderGoogle, janrain.ProviderYahoo, janrain.ProviderFacebook}

// linkAnswer is a Google sign-in as it comes over the wire, with more members in
// the profile and on top.
func linkAnswer(profile, top string) string {
	return `{"stat":"ok","profile":{"identifier":"https://accounts.example/1",` +
		`"email":"ada@example.com"` + profile + `}` + top + `}`
}

func TestMayLink(t *testing.T) {
	t.Parallel()
	const (
		yes      = janrain.LinkReason(0)
		google   = `,"providerName":"Google","providerSpecifier":"google"`
		verified = `,"verifiedEmail":"ada@example.com"`
	)
	for _, tt := range []struct {
		name, profile, top, email string
		want                      janrain.LinkReason
	}{
		{"the address that the provider has checked", google + verified, "", "ada@example.com", yes},
		{"upper case in the account", google + verified, "", "Ada@EXAMPLE.com", yes},
		{"upper case in the answer", google + `,"verifiedEmail":"ADA@Example.Com"`, "", "ada@example.com", yes},
		{"the same letters beyond ASCII", google + `,"verifiedEmail":"jörg@example.com"`, "", "JöRG@example.com", yes},
		{"no limited data, said in all places", google + verified + `,"limitedData":false`, `,"limitedData":"false","limited_data":0`, "ada@example.com", yes},
		{"an old answer without a specifier", `,"providerName":"Google"` + verified, "", "ada@example.com", yes},
		{"a specifier of an older time", `,"providerName":"Yahoo!","providerSpecifier":"yahoo_oauth2"` + verified, "", "ada@example.com", yes},

		{"a provider that is not trusted", `,"providerName":"Twitter","providerSpecifier":"twitter"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"a provider of nobody", verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"a provider of one's own that is named like a trusted one", `,"providerName":"Google","providerSpecifier":"acme-sso"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"a specifier in another case", `,"providerName":"Google","providerSpecifier":"Google"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"a specifier that begins like a trusted one", `,"providerName":"Google","providerSpecifier":"googleplus"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"a name in another case", `,"providerName":"GOOGLE"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"an OpenID of anybody", `,"providerName":"Other","providerSpecifier":"openid"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},
		{"an old OpenID", `,"providerName":"Other"` + verified, "", "ada@example.com", janrain.LinkProviderNotTrusted},

		{"limited data, on top", google + verified, `,"limitedData":true`, "ada@example.com", janrain.LinkLimitedData},
		{"limited data, on top, by its other name", google + verified, `,"limited_data":"true"`, "ada@example.com", janrain.LinkLimitedData},
		{"limited data, in the profile", google + verified + `,"limitedData":true`, "", "ada@example.com", janrain.LinkLimitedData},
		{"limited data, in the profile, by its other name", google + verified + `,"limited_data":1`, "", "ada@example.com", janrain.LinkLimitedData},

		{"null for limited data", google + verified + `,"limitedData":null,"limited_data":null`, `,"limitedData":null,"limited_data":null`, "ada@example.com", yes},
		{"false for limited data, as a text and as a number", google + verified + `,"limitedData":"false"`, `,"limited_data":"0"`, "ada@example.com", yes},

		{"an address that nobody has checked", google, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"an empty one", google + `,"verifiedEmail":""`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"an empty one, for an account without", google + `,"verifiedEmail":""`, "", "", janrain.LinkEmailNotVerified},
		{"null", google + `,"verifiedEmail":null`, "", "", janrain.LinkEmailNotVerified},
		{"true", google + `,"verifiedEmail":true`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a list of two", google + `,"verifiedEmail":["ada@example.com","bob@example.com"]`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"an object", google + `,"verifiedEmail":{"value":"ada@example.com"}`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a timestamp", google + `,"verifiedEmail":"2012-09-13T00:44:03.000Z"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a timestamp, for an account with the same", google + `,"verifiedEmail":"2012-09-13T00:44:03.000Z"`, "", "2012-09-13T00:44:03.000Z", janrain.LinkEmailNotVerified},
		{"a Unix time", google + `,"verifiedEmail":1347497043`, "", "1347497043", janrain.LinkEmailNotVerified},
		{"a name before it", google + `,"verifiedEmail":"Bob <ada@example.com>"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a name before it, in the account too", google + `,"verifiedEmail":"Bob <ada@example.com>"`, "", "Bob <ada@example.com>", janrain.LinkEmailNotVerified},
		{"brackets", google + `,"verifiedEmail":"<ada@example.com>"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a comment", google + `,"verifiedEmail":"ada@example.com (Ada)"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"two", google + `,"verifiedEmail":"ada@example.com, bob@example.com"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a space behind", google + `,"verifiedEmail":"ada@example.com "`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a line break behind", google + `,"verifiedEmail":"ada@example.com\n"`, "", "ada@example.com", janrain.LinkEmailNotVerified},
		{"a damaged letter", google + `,"verifiedEmail":"ad\ud800@example.com"`, "", "ad\ufffd@example.com", janrain.LinkEmailNotVerified},

		{"another address", google + `,"verifiedEmail":"bob@example.com"`, "", "ada@example.com", janrain.LinkEmailDiffers},
		{"a longer one", google + `,"verifiedEmail":"ada@example.com.evil.example"`, "", "ada@example.com", janrain.LinkEmailDiffers},
		{"one with a tag", google + `,"verifiedEmail":"ada+x@example.com"`, "", "ada@example.com", janrain.LinkEmailDiffers},
		{"the Kelvin sign for a k", google + `,"verifiedEmail":"\u212aai@example.com"`, "", "kai@example.com", janrain.LinkEmailDiffers},
		{"the Kelvin sign in the account", google + `,"verifiedEmail":"kai@example.com"`, "", "\u212aai@example.com", janrain.LinkEmailDiffers},
		{"a long s for an s", google + `,"verifiedEmail":"\u017fam@example.com"`, "", "sam@example.com", janrain.LinkEmailDiffers},
		{"upper case beyond ASCII", google + `,"verifiedEmail":"jörg@example.com"`, "", "JÖRG@example.com", janrain.LinkEmailDiffers},
		{"an account without an address", google + verified, "", "", janrain.LinkEmailDiffers},
		{"a space behind that of the account", google + verified, "", "ada@example.com ", janrain.LinkEmailDiffers},
		{"a name before that of the account", google + verified, "", "Ada <ada@example.com>", janrain.LinkEmailDiffers},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := linkAnswer(tt.profile, tt.top)
			info, err := signIn(t, clientOf(t, answering(body)))
			require.NoError(t, err, "of %s", body)
			assertLink(t, info.MayLink(tt.email, trustedProviders...), tt.want)

			var stored janrain.AuthInfo
			require.NoError(t, stored.UnmarshalJSON([]byte(body)))
			assertLink(t, stored.MayLink(tt.email, trustedProviders...), tt.want)
		})
	}
}

// A mark of limited data that cannot be read may be one: whoever links on a doubt
// gives an account away.
func TestAMarkOfLimitedDataThatCannotBeReadCounts(t *testing.T) {
	t.Parallel()
	const google = `,"providerName":"Google","providerSpecifier":"google","verifiedEmail":"ada@example.com"`
	for _, mark := range []string{`"yes"`, `"no"`, `""`, `"null"`, `{}`, `{"email":false}`, `[]`, `[true]`, `[false]`, `2`, `-1`, `1.0`, `1e0`, `"falsch"`} {
		for _, name := range []string{"limitedData", "limited_data"} {
			for place, body := range map[string]string{
				"on top":         linkAnswer(google, `,"`+name+`":`+mark),
				"in the profile": linkAnswer(google+`,"`+name+`":`+mark, ""),
				"beside a false": linkAnswer(google+`,"limitedData":false`, `,"`+name+`":`+mark),
			} {
				info, err := signIn(t, clientOf(t, answering(body)))
				require.NoError(t, err, "it is a sign-in all the same: %s", body)
				assertLink(t, info.MayLink("ada@example.com", janrain.ProviderGoogle), janrain.LinkLimitedData)

				stored, err := info.MarshalJSON()
				require.NoError(t, err)
				var again janrain.AuthInfo
				require.NoError(t, again.UnmarshalJSON(stored), "of %s %s", mark, place)
				assertLink(t, again.MayLink("ada@example.com", janrain.ProviderGoogle), janrain.LinkLimitedData)
			}
		}
	}
}

// assertLink holds an answer of MayLink against the reason that it is to give;
// 0 is yes.
func assertLink(t *testing.T, err error, want janrain.LinkReason) {
	t.Helper()
	if want == 0 {
		require.NoError(t, err)
		return
	}
	why, ok := errors.AsType[*janrain.LinkError](fmt.Errorf("sign-in: %w", err))
	require.True(t, ok, "a no is a *LinkError, not %v", err)
	assert.Equal(t, want, why.Reason, "not: %v", err)
	assertIsExactly(t, err, "ErrNotLinkable")
	assertOneLine(t, err)
	require.ErrorContains(t, err, want.String())
	for _, text := range []string{"ada", "@", "example", "kai"} {
		assert.NotContains(t, strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, err)), text, "no address is in it")
	}
}

func TestMayLinkTrustsWhomItIsToldToAlone(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderGoogle)
	email := user.Profile.VerifiedEmail
	require.NotEmpty(t, email)
	require.NoError(t, user.MayLink(email, janrain.ProviderGoogle))
	assertLink(t, user.MayLink(email), janrain.LinkProviderNotTrusted)
	assertLink(t, user.MayLink(email, ""), janrain.LinkProviderNotTrusted)
	assertLink(t, user.MayLink(email, janrain.ProviderFacebook, janrain.ProviderGooglePlus), janrain.LinkProviderNotTrusted)

	user.Profile.ProviderSpecifier = "acme-sso"
	require.NoError(t, user.MayLink(email, "acme-sso"), "an application trusts a provider of its own")

	for _, specifier := range []string{"openid", ""} {
		user.Profile.ProviderSpecifier, user.Profile.ProviderName = specifier, "Other"
		assertLink(t, user.MayLink(email, janrain.ProviderOpenID, "", "Other"), janrain.LinkProviderNotTrusted)
	}

	var nobody *janrain.AuthInfo
	assertLink(t, nobody.MayLink("", janrain.ProviderGoogle), janrain.LinkProviderNotTrusted)
	assertLink(t, new(janrain.AuthInfo).MayLink("", janrain.ProviderGoogle, ""), janrain.LinkProviderNotTrusted)
}

// What the application sets counts as what came over the wire does.
func TestMayLinkReadsTheFields(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*janrain.AuthInfo){
		"of the answer":  func(a *janrain.AuthInfo) { a.LimitedData = true },
		"of the profile": func(a *janrain.AuthInfo) { a.Profile.LimitedData = true },
	} {
		user := janraintest.User(janrain.ProviderGoogle)
		change(&user)
		err := user.MayLink(user.Profile.VerifiedEmail, janrain.ProviderGoogle)
		assertLink(t, err, janrain.LinkLimitedData)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), name)
	}
}

func TestLinkReasonIsASentence(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for reason := range janrain.LinkEmailDiffers + 2 {
		text := reason.String()
		assert.NotEmpty(t, text)
		said[text] = true
		assert.Equal(t, "janrain: not to be linked by its email address: "+text, (&janrain.LinkError{Reason: reason}).Error())
	}
	assert.Len(t, said, 5, "each of the four has its own, all numbers that are none share one")
	var none *janrain.LinkError
	assert.Equal(t, "janrain: "+janrain.ErrNotLinkable.Error(), none.Error())
	assert.NotErrorIs(t, none, janrain.ErrNotLinkable, "a nil pointer that was made an error says nothing")
}

// An older specifier stands for today's provider, which has to be trusted itself.
func TestAnOlderSpecifierIsTrustedWithItsProviderOnly(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderYahoo)
	email := user.Profile.VerifiedEmail
	user.Profile.ProviderSpecifier = "yahoo_oauth2"
	require.NoError(t, user.MayLink(email, janrain.ProviderYahoo))
	require.NoError(t, user.MayLink(email, "yahoo_oauth2"))
	assertLink(t, user.MayLink(email, janrain.ProviderGoogle, janrain.ProviderPayPal), janrain.LinkProviderNotTrusted)
	assertLink(t, user.MayLink(email), janrain.LinkProviderNotTrusted)
}

// The mark has two names, of which a false one does not speak for the other.
func TestOneMarkOfLimitedDataIsEnough(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*janrain.AuthInfo){
		"on top":                       func(a *janrain.AuthInfo) { a.Extra = extra{"limitedData": raw("true")} },
		"on top, by its other name":    func(a *janrain.AuthInfo) { a.Extra = extra{"limitedData": raw("false"), "limited_data": raw("true")} },
		"in the profile, by its other": func(a *janrain.AuthInfo) { a.Profile.Extra = extra{"limited_data": raw(`"1"`)} },
		"in the profile, beside a false": func(a *janrain.AuthInfo) {
			a.Profile.Extra = extra{"limitedData": raw("false"), "limited_data": raw("true")}
		},
	} {
		user := janraintest.User(janrain.ProviderGoogle)
		change(&user)
		err := user.MayLink(user.Profile.VerifiedEmail, janrain.ProviderGoogle)
		assert.ErrorIs(t, err, janrain.ErrNotLinkable, name)
	}
}

// Signs that lie beside the letters in ASCII are not the same for lying 32 apart.
func TestOnlyLettersAreTheSameInBothCases(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verified, account string
		same                    bool
	}{
		{"A and Z", "AZ@example.com", "az@example.com", true},
		{"a question mark and an underscore", "a?b@example.com", "a_b@example.com", false},
		{"an underscore and a question mark", "a_b@example.com", "a?b@example.com", false},
		{"a caret and a tilde", "a^b@example.com", "a~b@example.com", false},
		{"a tilde and a caret", "a~b@example.com", "a^b@example.com", false},
	} {
		user := janraintest.User(janrain.ProviderGoogle)
		user.Profile.VerifiedEmail = tt.verified
		err := user.MayLink(tt.account, janrain.ProviderGoogle)
		assert.Equal(t, tt.same, err == nil, "%s: %v", tt.name, err)
	}
}
