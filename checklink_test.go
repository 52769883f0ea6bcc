package janrain_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// linkAnswer returns the JSON of a sign-in with more members in the profile and at the top level.
func linkAnswer(profile, top string) string {
	return `{"stat":"ok","profile":{"identifier":"https://accounts.example/1",` +
		`"email":"ada@gmail.com"` + profile + `}` + top + `}`
}

func TestCheckLink(t *testing.T) {
	t.Parallel()
	const (
		yes      = janrain.LinkReason(0)
		google   = `,"providerName":"Google","providerSpecifier":"google"`
		verified = `,"verifiedEmail":"ada@gmail.com"`
	)
	for _, tt := range []struct {
		name, profile, top, email string
		want                      janrain.LinkReason
	}{
		{"the address that the provider has checked", google + verified, "", "ada@gmail.com", yes},
		{"upper case in the account", google + verified, "", "Ada@GMAIL.com", yes},
		{"upper case in the answer", google + `,"verifiedEmail":"ADA@Gmail.Com"`, "", "ada@gmail.com", yes},
		{"the same letters beyond ASCII", google + `,"verifiedEmail":"jörg@gmail.com"`, "", "JöRG@gmail.com", yes},
		{"no limited data, said in all places", google + verified + `,"limitedData":false`, `,"limitedData":"false","limited_data":0`, "ada@gmail.com", yes},
		{"an old answer without a specifier", `,"providerName":"Google"` + verified, "", "ada@gmail.com", yes},
		{"Google today", `,"providerName":"Google","providerSpecifier":"googleplus"` + verified, "", "ada@gmail.com", yes},
		{"a specifier of an older time", `,"providerName":"Google+","providerSpecifier":"google_plus"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"Google's other domain", google + `,"verifiedEmail":"ada@googlemail.com"`, "", "Ada@GoogleMail.com", yes},

		{"a provider that is not trusted", `,"providerName":"Twitter","providerSpecifier":"twitter"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a provider of nobody", verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a provider of one's own that is named like a trusted one", `,"providerName":"Google","providerSpecifier":"acme-sso"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a specifier in another case", `,"providerName":"Google","providerSpecifier":"Google"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a specifier that begins like a trusted one", `,"providerName":"Google","providerSpecifier":"googleplus2"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a name in another case", `,"providerName":"GOOGLE"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"an OpenID of anybody", `,"providerName":"Other","providerSpecifier":"openid"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"an old OpenID", `,"providerName":"Other"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},

		{"limited data, on top", google + verified, `,"limitedData":true`, "ada@gmail.com", janrain.LinkLimitedData},
		{"limited data, on top, by its other name", google + verified, `,"limited_data":"true"`, "ada@gmail.com", janrain.LinkLimitedData},
		{"limited data, in the profile", google + verified + `,"limitedData":true`, "", "ada@gmail.com", janrain.LinkLimitedData},
		{"limited data, in the profile, by its other name", google + verified + `,"limited_data":1`, "", "ada@gmail.com", janrain.LinkLimitedData},

		{"null for limited data", google + verified + `,"limitedData":null,"limited_data":null`, `,"limitedData":null,"limited_data":null`, "ada@gmail.com", yes},
		{"false for limited data, as a text and as a number", google + verified + `,"limitedData":"false"`, `,"limited_data":"0"`, "ada@gmail.com", yes},

		{"an address that nobody has checked", google, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"an empty one", google + `,"verifiedEmail":""`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"an empty one, for an account without", google + `,"verifiedEmail":""`, "", "", janrain.LinkEmailNotVerified},
		{"null", google + `,"verifiedEmail":null`, "", "", janrain.LinkEmailNotVerified},
		{"true", google + `,"verifiedEmail":true`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a list of two", google + `,"verifiedEmail":["ada@gmail.com","bob@gmail.com"]`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"an object", google + `,"verifiedEmail":{"value":"ada@gmail.com"}`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a timestamp", google + `,"verifiedEmail":"2012-09-13T00:44:03.000Z"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a timestamp, for an account with the same", google + `,"verifiedEmail":"2012-09-13T00:44:03.000Z"`, "", "2012-09-13T00:44:03.000Z", janrain.LinkEmailNotVerified},
		{"a Unix time", google + `,"verifiedEmail":1347497043`, "", "1347497043", janrain.LinkEmailNotVerified},
		{"a name before it", google + `,"verifiedEmail":"Bob <ada@gmail.com>"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a name before it, in the account too", google + `,"verifiedEmail":"Bob <ada@gmail.com>"`, "", "Bob <ada@gmail.com>", janrain.LinkEmailNotVerified},
		{"brackets", google + `,"verifiedEmail":"<ada@gmail.com>"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a comment", google + `,"verifiedEmail":"ada@gmail.com (Ada)"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"two", google + `,"verifiedEmail":"ada@gmail.com, bob@gmail.com"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a space behind", google + `,"verifiedEmail":"ada@gmail.com "`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a line break behind", google + `,"verifiedEmail":"ada@gmail.com\n"`, "", "ada@gmail.com", janrain.LinkEmailNotVerified},
		{"a damaged letter", google + `,"verifiedEmail":"ad\ud800@gmail.com"`, "", "ad\ufffd@gmail.com", janrain.LinkEmailNotVerified},

		{"another address", google + `,"verifiedEmail":"bob@gmail.com"`, "", "ada@gmail.com", janrain.LinkEmailDiffers},
		{"one with a tag", google + `,"verifiedEmail":"ada+x@gmail.com"`, "", "ada@gmail.com", janrain.LinkEmailDiffers},
		{"the Kelvin sign for a k", google + `,"verifiedEmail":"\u212aai@gmail.com"`, "", "kai@gmail.com", janrain.LinkEmailDiffers},
		{"the Kelvin sign in the account", google + `,"verifiedEmail":"kai@gmail.com"`, "", "\u212aai@gmail.com", janrain.LinkEmailDiffers},
		{"a long s for an s", google + `,"verifiedEmail":"\u017fam@gmail.com"`, "", "sam@gmail.com", janrain.LinkEmailDiffers},
		{"upper case beyond ASCII", google + `,"verifiedEmail":"jörg@gmail.com"`, "", "JÖRG@gmail.com", janrain.LinkEmailDiffers},
		{"an account without a confirmed address", google + verified, "", "", janrain.LinkEmailNotConfirmed},
		{"Google's other domain in the account", google + verified, "", "ada@googlemail.com", janrain.LinkEmailDiffers},
		{"dots, which Gmail ignores", google + verified, "", "a.da@gmail.com", janrain.LinkEmailDiffers},

		{"another provider's mailbox", google + `,"verifiedEmail":"ada@yahoo.com"`, "", "ada@yahoo.com", janrain.LinkDomainNotTrusted},
		{"a domain of one's own", google + `,"verifiedEmail":"ada@example.com"`, "", "ada@example.com", janrain.LinkDomainNotTrusted},
		{"Google's own domain", google + `,"verifiedEmail":"ada@google.com"`, "", "ada@google.com", janrain.LinkDomainNotTrusted},
		{"a subdomain", google + `,"verifiedEmail":"ada@x.gmail.com"`, "", "ada@x.gmail.com", janrain.LinkDomainNotTrusted},
		{"a longer domain", google + `,"verifiedEmail":"ada@gmail.com.evil.example"`, "", "ada@gmail.com", janrain.LinkDomainNotTrusted},
		{"a domain that ends like it", google + `,"verifiedEmail":"ada@notgmail.com"`, "", "ada@notgmail.com", janrain.LinkDomainNotTrusted},
		{"a dotless i in the domain", google + `,"verifiedEmail":"ada@gma\u0131l.com"`, "", "ada@gmail.com", janrain.LinkDomainNotTrusted},
		{"the Kelvin sign in the domain", google + `,"verifiedEmail":"ada@wor\u212a.com"`, "", "ada@work.com", janrain.LinkDomainNotTrusted},
		{"the domain in a quoted name", google + `,"verifiedEmail":"\"a@gmail.com\"@evil.example"`, "", `"a@gmail.com"@evil.example`, janrain.LinkEmailNotVerified},
		{"Yahoo! and its own mailbox", `,"providerName":"Yahoo!","providerSpecifier":"yahoo","verifiedEmail":"ada@yahoo.com"`, "", "ada@yahoo.com", janrain.LinkProviderNotTrusted},
		{"Facebook and a Gmail address", `,"providerName":"Facebook","providerSpecifier":"facebook"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"Apple and a Gmail address", `,"providerName":"Apple","providerSpecifier":"apple"` + verified, "", "ada@gmail.com", janrain.LinkProviderNotTrusted},
		{"a space behind that of the account", google + verified, "", "ada@gmail.com ", janrain.LinkEmailDiffers},
		{"a name before that of the account", google + verified, "", "Ada <ada@gmail.com>", janrain.LinkEmailDiffers},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := linkAnswer(tt.profile, tt.top)
			info, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(body)))
			require.NoError(t, err, "of %s", body)
			assertLink(t, info.CheckLink(tt.email), tt.want)

			var stored janrain.AuthInfo
			require.NoError(t, stored.UnmarshalJSON([]byte(body)))
			assertLink(t, stored.CheckLink(tt.email), tt.want)
		})
	}
}

// An invalid limited_data counts as true: linking an account in doubt would give it away.
func TestInvalidLimitedDataCountsAsTrue(t *testing.T) {
	t.Parallel()
	const google = `,"providerName":"Google","providerSpecifier":"google","verifiedEmail":"ada@gmail.com"`
	for _, mark := range []string{`"yes"`, `"no"`, `""`, `"null"`, `{}`, `{"email":false}`, `[]`, `[true]`, `[false]`, `2`, `-1`, `1.0`, `1e0`, `"falsch"`} {
		for _, name := range []string{"limitedData", "limited_data"} {
			for place, body := range map[string]string{
				"on top":         linkAnswer(google, `,"`+name+`":`+mark),
				"in the profile": linkAnswer(google+`,"`+name+`":`+mark, ""),
				"beside a false": linkAnswer(google+`,"limitedData":false`, `,"`+name+`":`+mark),
			} {
				info, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(body)))
				require.NoError(t, err, "the response must still be a sign-in: %s", body)
				assertLink(t, info.CheckLink("ada@gmail.com"), janrain.LinkLimitedData)

				stored, err := info.MarshalJSON()
				require.NoError(t, err)
				var again janrain.AuthInfo
				require.NoError(t, again.UnmarshalJSON(stored), "of %s %s", mark, place)
				assertLink(t, again.CheckLink("ada@gmail.com"), janrain.LinkLimitedData)
			}
		}
	}
}

// assertLink asserts the reason in an error of CheckLink; 0 means no error.
func assertLink(t *testing.T, err error, want janrain.LinkReason) {
	t.Helper()
	if want == 0 {
		require.NoError(t, err)
		return
	}
	why, ok := errors.AsType[*janrain.LinkError](fmt.Errorf("sign-in: %w", err))
	require.True(t, ok, "the error must be a *LinkError, not %v", err)
	assert.Equal(t, want, why.Reason, "not: %v", err)
	kit.AssertIsExactly(t, err, "ErrNotLinkable")
	kit.AssertOneLine(t, err)
	require.ErrorContains(t, err, want.String())
	for _, text := range []string{"ada", "@", "example", "kai"} {
		assert.NotContains(t, strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, err)), text,
			"the error must not contain an address")
	}
}

// gmailUser returns the fake's user at a provider with a verified Gmail address.
func gmailUser(provider janrain.Provider) janrain.AuthInfo {
	user := janraintest.User(provider)
	user.Profile.Email, user.Profile.VerifiedEmail = "mira@gmail.com", "mira@gmail.com"
	return user
}

// A provider must not be able to pass for Google by its name.
func TestCheckLinkTrustsOnlyGoogle(t *testing.T) {
	t.Parallel()
	const email = "mira@gmail.com"
	for _, provider := range []janrain.Provider{
		"facebook", "apple", "linkedin", "paypal", "yahoo", "microsoftaccount", "live_id", "twitter", "openid", "other",
		"42.google", "google.com", "Google", "GOOGLE", " google", "google ", "google\n", "google-sso", "goog1e", "googleplus+",
	} {
		for _, name := range []string{"Google", "Google+", "google", "googleplus"} {
			user := gmailUser(janrain.ProviderGoogle)
			user.Profile.ProviderSpecifier, user.Profile.ProviderName = string(provider), name
			assertLink(t, user.CheckLink(email), janrain.LinkProviderNotTrusted)
			assertLink(t, user.CheckLink(email, janrain.TrustWorkspace("gmail.com")), janrain.LinkProviderNotTrusted)
		}
	}
	for _, provider := range []janrain.Provider{"google", "googleplus"} {
		user := gmailUser(janrain.ProviderGoogle)
		user.Profile.ProviderSpecifier = string(provider)
		for _, name := range []string{"", "Google", "Google+", "google", "GooglePlus"} {
			user.Profile.ProviderName = name
			require.NoError(t, user.CheckLink(email), "%s is named %q", provider, name)
		}
		for _, name := range []string{"Facebook", "Other", "My Corp SSO", "GOOGLE", " Google"} {
			user.Profile.ProviderName = name
			assertLink(t, user.CheckLink(email), janrain.LinkProviderNotTrusted)
		}
	}
	var nobody *janrain.AuthInfo
	assertLink(t, nobody.CheckLink(""), janrain.LinkProviderNotTrusted)
	assertLink(t, new(janrain.AuthInfo).CheckLink(""), janrain.LinkProviderNotTrusted)
}

// The provider is not guessed: a member that is not a string, or that contradicts the other, does
// not mean Google.
func TestCheckLinkDoesNotGuessTheProvider(t *testing.T) {
	t.Parallel()
	check := func(provider string, want janrain.LinkReason) {
		info, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(linkAnswer(`,"verifiedEmail":"ada@gmail.com",`+provider, ""))))
		require.NoError(t, err, provider)
		assertLink(t, info.CheckLink("ada@gmail.com"), want)

		stored, err := info.MarshalJSON()
		require.NoError(t, err)
		var again janrain.AuthInfo
		require.NoError(t, again.UnmarshalJSON(stored))
		assertLink(t, again.CheckLink("ada@gmail.com"), want)
	}
	odd := []string{`["google"]`, `["google","evil"]`, `["evil","google"]`, `[]`, `{}`, `{"a":1}`, `{"value":"google"}`, `5`, `false`, `true`}
	for _, value := range odd {
		check(`"providerName":"Google","providerSpecifier":`+value, janrain.LinkProviderNotTrusted)
		check(`"providerSpecifier":`+value, janrain.LinkProviderNotTrusted)
		name := strings.ReplaceAll(value, "google", "Google")
		check(`"providerSpecifier":"google","providerName":`+name, janrain.LinkProviderNotTrusted)
		check(`"providerName":`+name, janrain.LinkProviderNotTrusted)
	}
	for _, value := range []string{`null`, `""`, `"\ud800"`, `"google\u0000"`, `" google"`, `"goo\u200bgle"`, `"g\u043e\u043egle"`} {
		check(`"providerName":"Google","providerSpecifier":`+value, janrain.LinkProviderNotTrusted)
	}
	check(`"providerName":"Google"`, 0)
	check(`"providerSpecifier":"google"`, 0)
	check(`"providerSpecifier":"googleplus","providerName":null`, 0)
	check(`"providerSpecifier":"googleplus","providerName":""`, 0)
	check(`"providerSpecifier":"\u0067oogle","providerName":"Google"`, 0)
}

func TestTrustWorkspaceAddsOnlyTheNamedDomains(t *testing.T) {
	t.Parallel()
	user := gmailUser(janrain.ProviderGooglePlus)
	check := func(email string, domains ...string) error {
		user.Profile.VerifiedEmail = email
		return user.CheckLink(email, janrain.TrustWorkspace(domains...))
	}
	require.NoError(t, check("mira@example.com", "example.org", "Example.COM"))
	require.NoError(t, check("Mira@EXAMPLE.com", "example.com"))
	require.NoError(t, check("mira@gmail.com", "example.com"), "Gmail must stay trusted")
	for _, domains := range [][]string{
		nil, {""}, {"."}, {"com"}, {".com"}, {"*"}, {"*.com"}, {"@example.com"}, {"mira@example.com"}, {"https://example.com"},
		{" example.com"}, {"example.com."}, {"www.example.com"}, {"xample.com"}, {"example.org"},
	} {
		assertLink(t, check("mira@example.com", domains...), janrain.LinkDomainNotTrusted)
	}
	assertLink(t, check("mira@mail.example.com", "example.com"), janrain.LinkDomainNotTrusted)
	assertLink(t, user.CheckLink("mira@mail.example.com", nil), janrain.LinkDomainNotTrusted)
	user.Profile.VerifiedEmail = "mira@example.com"
	workspace := janrain.TrustWorkspace("example.com")
	assertLink(t, user.CheckLink("", workspace), janrain.LinkEmailNotConfirmed)
	assertLink(t, user.CheckLink("jonas@example.com", workspace), janrain.LinkEmailDiffers)
	require.NoError(t, user.CheckLink("mira@example.com", janrain.TrustWorkspace("example.org"), nil, workspace))
	user.LimitedData = true
	assertLink(t, user.CheckLink("mira@example.com", workspace), janrain.LinkLimitedData)
}

// All invalid bytes look the same when printed.
func TestInvalidBytesInTheAddressAreNotRepaired(t *testing.T) {
	t.Parallel()
	user := gmailUser(janrain.ProviderGoogle)
	user.Profile.VerifiedEmail = "mira\ufffd@gmail.com"
	assertLink(t, user.CheckLink("mira\xff@gmail.com"), janrain.LinkEmailDiffers)
}

// Fields set by the application count like those in the response.
func TestCheckLinkReadsTheFields(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*janrain.AuthInfo){
		"of the answer":  func(a *janrain.AuthInfo) { a.LimitedData = true },
		"of the profile": func(a *janrain.AuthInfo) { a.Profile.LimitedData = true },
	} {
		user := gmailUser(janrain.ProviderGoogle)
		change(&user)
		err := user.CheckLink(user.Profile.VerifiedEmail)
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
		assert.Equal(t,
			"janrain: the sign-in must not be linked by its email address: "+text, (&janrain.LinkError{Reason: reason}).Error())
	}
	assert.Len(t, said, 7, "each of the six reasons must have its own text, and all others share one")
	var none *janrain.LinkError
	assert.Equal(t, "janrain: "+janrain.ErrNotLinkable.Error(), none.Error())
	assert.NotErrorIs(t, none, janrain.ErrNotLinkable, "a nil pointer must match no error")
}

// limited_data has two places. False in one does not override true in the other.
func TestEitherLimitedDataIsEnough(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*janrain.AuthInfo){
		"on top": func(a *janrain.AuthInfo) { a.Extra = kit.Extra{"limitedData": kit.Raw("true")} },
		"on top, by its other name": func(a *janrain.AuthInfo) {
			a.Extra = kit.Extra{"limitedData": kit.Raw("false"), "limited_data": kit.Raw("true")}
		},
		"in the profile, by its other": func(a *janrain.AuthInfo) { a.Profile.Extra = kit.Extra{"limited_data": kit.Raw(`"1"`)} },
		"in the profile, beside a false": func(a *janrain.AuthInfo) {
			a.Profile.Extra = kit.Extra{"limitedData": kit.Raw("false"), "limited_data": kit.Raw("true")}
		},
	} {
		user := gmailUser(janrain.ProviderGoogle)
		change(&user)
		err := user.CheckLink(user.Profile.VerifiedEmail)
		require.ErrorIs(t, err, janrain.ErrNotLinkable, name)
		assertLink(t, err, janrain.LinkLimitedData)
	}
}

// ASCII characters next to the letters are not equal just because they are 32 apart.
func TestOnlyLettersAreCaseInsensitive(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verified, account string
		same                    bool
	}{
		{"A and Z", "AZ@gmail.com", "az@gmail.com", true},
		{"a question mark and an underscore", "a?b@gmail.com", "a_b@gmail.com", false},
		{"an underscore and a question mark", "a_b@gmail.com", "a?b@gmail.com", false},
		{"a caret and a tilde", "a^b@gmail.com", "a~b@gmail.com", false},
		{"a tilde and a caret", "a~b@gmail.com", "a^b@gmail.com", false},
	} {
		user := janraintest.User(janrain.ProviderGoogle)
		user.Profile.VerifiedEmail = tt.verified
		err := user.CheckLink(tt.account)
		assert.Equal(t, tt.same, err == nil, "%s: %v", tt.name, err)
	}
}
