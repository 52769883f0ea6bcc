package janrain_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

const issuer = "https://shop.example"

// profiled returns a sign-in with the profile and an identifier.
func profiled(p janrain.Profile) *janrain.AuthInfo {
	p.Identifier = "http://a.example/"
	return &janrain.AuthInfo{Profile: p}
}

// claimed returns the members of the claims' JSON except sub and iss.
func claimed(t *testing.T, info *janrain.AuthInfo) map[string]any {
	t.Helper()
	claims, err := info.Claims(issuer)
	require.NoError(t, err)
	var members map[string]any
	for codecName, codec := range kit.Codecs {
		text, err := codec.Marshal(claims)
		require.NoError(t, err)
		var one map[string]any
		require.NoError(t, codec.Unmarshal(text, &one))
		if members == nil {
			members = one
		}
		assert.Equal(t, members, one, "both JSON packages must write the same members; %s differs", codecName)
	}
	assert.Equal(t, issuer, members["iss"])
	assert.Equal(t, info.Profile.Identifier, members["sub"])
	delete(members, "iss")
	delete(members, "sub")
	return members
}

// standardClaims has the types in sections 2 and 5.1 of the specification.
var standardClaims = map[string]string{
	"iss": "string", "sub": "string", "name": "string", "given_name": "string", "family_name": "string", "middle_name": "string",
	"nickname": "string", "preferred_username": "string", "profile": "string", "picture": "string", "email": "string",
	"email_verified": "bool", "gender": "string", "birthdate": "string", "phone_number": "string", "address": "map", "updated_at": "float64",
	"formatted": "string", "street_address": "string", "locality": "string", "region": "string", "postal_code": "string", "country": "string",
}

// assertStandard asserts that claims have the names and types of the specification, and that
// unknown values are omitted.
func assertStandard(t *testing.T, members map[string]any) {
	t.Helper()
	for name, value := range members {
		kind := reflect.TypeOf(value).Kind().String()
		assert.Equal(t, standardClaims[name], kind, "the type of %q", name)
		assert.NotZero(t, value, "%q is unknown and must be omitted", name)
		if address, ok := value.(map[string]any); ok {
			assertStandard(t, address)
		}
	}
}

func TestClaimsHaveStandardNamesAndTypes(t *testing.T) {
	t.Parallel()
	info := profiled(janrain.Profile{
		ProviderName: "Google", ProviderSpecifier: "google", PrimaryKey: "7", DisplayName: "ada", PreferredUsername: "ada7",
		Name:  janrain.Name{Formatted: "Dr. Ada M. Byron", GivenName: "Ada", FamilyName: "Byron", MiddleName: "M.", HonorificPrefix: "Dr."},
		Email: "other@example.com", VerifiedEmail: "ada@example.com", URL: "https://ada.example/", Photo: "https://ada.example/p.png",
		PhoneNumber: "+1 555 0100", Gender: "female", Birthday: "1815-12-10", UTCOffset: "+00:00", GoogleUserID: "1",
		Address: janrain.Address{
			Formatted: "1 Lane\nTown", StreetAddress: "1 Lane", Locality: "Town", Region: "North", PostalCode: "00042", Country: "UK", Type: "home", Primary: true,
		},
	})
	info.MergedPoco = &janrain.Contact{Nickname: "Countess", Updated: "2026-01-31T12:00:00.500Z", Name: janrain.Name{MiddleName: "Not this"}}
	members := claimed(t, info)
	assert.Equal(t, map[string]any{
		"name": "Dr. Ada M. Byron", "given_name": "Ada", "family_name": "Byron", "middle_name": "M.", "nickname": "Countess", "preferred_username": "ada7",
		"profile": "https://ada.example/", "picture": "https://ada.example/p.png", "email": "ada@example.com", "email_verified": true,
		"gender": "female", "birthdate": "1815-12-10", "phone_number": "+1 555 0100", "updated_at": 1769860800.0,
		"address": map[string]any{"formatted": "1 Lane\nTown", "street_address": "1 Lane", "locality": "Town", "region": "North", "postal_code": "00042", "country": "UK"},
	}, members)
	assertStandard(t, members)
	assert.Empty(t, claimed(t, profiled(janrain.Profile{ProviderName: "Other"})), "unknown values must be omitted")
}

func TestClaimsOfEveryProvidersUser(t *testing.T) {
	t.Parallel()
	for _, provider := range janraintest.Providers() {
		info := janraintest.User(provider)
		members := claimed(t, &info)
		assertStandard(t, members)
		if info.Profile.VerifiedEmail != "" {
			assert.Equal(t, info.Profile.VerifiedEmail, members["email"], "%s", provider)
			assert.Equal(t, true, members["email_verified"], "%s", provider)
		}
		claims, err := info.Claims(issuer)
		require.NoError(t, err)
		var stored janrain.Claims
		require.NoError(t, json.Unmarshal([]byte(kit.Marshal(t, claims)), &stored))
		assert.Equal(t, claims, &stored, "%s: stored claims must unmarshal to the same value", provider)
	}
}

// Each row has one field of a profile and the resulting members.
func TestClaimsOmitInvalidValues(t *testing.T) {
	t.Parallel()
	type members = map[string]any
	for name, tt := range map[string]struct {
		profile janrain.Profile
		want    members
	}{
		"a birthday":                        {janrain.Profile{Birthday: "1990-02-28"}, members{"birthdate": "1990-02-28"}},
		"a birthday without a year":         {janrain.Profile{Birthday: "0000-10-05"}, members{"birthdate": "0000-10-05"}},
		"a leap day without a year":         {janrain.Profile{Birthday: "0000-02-29"}, members{"birthdate": "0000-02-29"}},
		"a year alone":                      {janrain.Profile{Birthday: "1990"}, members{"birthdate": "1990"}},
		"a day that there is not":           {janrain.Profile{Birthday: "1990-02-30"}, members{}},
		"a leap day that there is not":      {janrain.Profile{Birthday: "1990-02-29"}, members{}},
		"a month that there is not":         {janrain.Profile{Birthday: "1990-13-01"}, members{}},
		"a birthday in short":               {janrain.Profile{Birthday: "1990-2-8"}, members{}},
		"a birthday with a space":           {janrain.Profile{Birthday: "1990-02-28 "}, members{}},
		"two figures of a year":             {janrain.Profile{Birthday: "90"}, members{}},
		"a verified email":                  {janrain.Profile{VerifiedEmail: "a@a.example", Email: "b@b.example"}, members{"email": "a@a.example", "email_verified": true}},
		"another email":                     {janrain.Profile{Email: "b@b.example"}, members{"email": "b@b.example"}},
		"a timestamp for a verified one":    {janrain.Profile{VerifiedEmail: "2012-09-13T00:44:03.000Z", Email: "b@b.example"}, members{"email": "b@b.example"}},
		"a name with the verified one":      {janrain.Profile{VerifiedEmail: "A <a@a.example>", Email: "b@b.example"}, members{"email": "b@b.example"}},
		"a timestamp for both":              {janrain.Profile{VerifiedEmail: "1347497043", Email: "1347497043"}, members{}},
		"an address as a text":              {janrain.Profile{Address: janrain.Address{Formatted: "Town, North", Type: "currentLocation"}}, members{"address": members{"formatted": "Town, North"}}},
		"an address in parts":               {janrain.Profile{Address: janrain.Address{Locality: "Town"}}, members{"address": members{"locality": "Town"}}},
		"an address of a type alone":        {janrain.Profile{Address: janrain.Address{Type: "home", Primary: true}}, members{}},
		"a display name":                    {janrain.Profile{DisplayName: "ada"}, members{"name": "ada"}},
		"a user name":                       {janrain.Profile{PreferredUsername: "ada7"}, members{"name": "ada7", "preferred_username": "ada7"}},
		"a display name beside a user name": {janrain.Profile{DisplayName: "ada", PreferredUsername: "ada7"}, members{"name": "ada", "preferred_username": "ada7"}},
		"a user name beside names of nothing": {
			janrain.Profile{PreferredUsername: "ada7", DisplayName: " ", Name: janrain.Name{Formatted: "\t", GivenName: "Ada"}},
			members{"name": "ada7", "preferred_username": "ada7", "given_name": "Ada"},
		},
		"a name in parts": {janrain.Profile{Name: janrain.Name{GivenName: "Ada"}, DisplayName: "ada"}, members{"name": "ada", "given_name": "Ada"}},
		"a verified email in letters that are no ASCII": {janrain.Profile{VerifiedEmail: "a@bücher.example", Email: "b@b.example"}, members{"email": "b@b.example"}},
		"another email in such letters":                 {janrain.Profile{Email: "ü@b.example"}, members{}},
		"a page with letters to escape":                 {janrain.Profile{URL: "http://a.example/é x"}, members{"profile": "http://a.example/%C3%A9%20x"}},
		"a page with a password":                        {janrain.Profile{URL: "https://u:p@a.example/"}, members{}},
		"texts with nothing to see": {janrain.Profile{
			PhoneNumber: " ", Gender: "\t", PreferredUsername: "\u00a0", DisplayName: "ada", Name: janrain.Name{Formatted: " ", FamilyName: " "},
			Address: janrain.Address{Locality: " "},
		}, members{"name": "ada"}},
		"a script for a photo":      {janrain.Profile{Photo: "javascript:alert(1)", URL: "JavaScript://a.example/%0aalert(1)"}, members{}},
		"data for a photo":          {janrain.Profile{Photo: "data:image/png;base64,AAAA", URL: "ftp://a.example/"}, members{}},
		"a photo without a scheme":  {janrain.Profile{Photo: "//a.example/p.png", URL: "a.example"}, members{}},
		"a photo without a host":    {janrain.Profile{Photo: "https:///p.png", URL: "https:"}, members{}},
		"a photo over http":         {janrain.Profile{Photo: "http://a.example/p.png?a=b#c"}, members{"picture": "http://a.example/p.png?a=b#c"}},
		"a URL that does not parse": {janrain.Profile{URL: "https://a.example/%zz", Photo: "https://a.exa mple/"}, members{}},
		"any gender":                {janrain.Profile{Gender: "non-binary"}, members{"gender": "non-binary"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, claimed(t, profiled(tt.profile)))
		})
	}
}

func TestClaimsUpdatedAt(t *testing.T) {
	t.Parallel()
	for updated, want := range map[string]any{
		"2012-09-13T00:44:03.000Z": 1347497043.0, "2012-09-13T00:44:03Z": 1347497043.0, "2012-09-13T02:44:03.999+02:00": 1347497043.0,
		"2012-09-12T16:44:03-08:00": 1347497043.0, "2012-09-13": nil, "1347497043": 1347497043.0, "1347497043000": 1347497043.0, "": nil,
		"2012-09-13 00:44:03.000000 +0000": 1347497043.0, "2012-09-13 02:44:03.999999 +0200": 1347497043.0, "5183999": nil, "2012": nil, "2012-09-13T00:44:03": nil, "yesterday": nil,
	} {
		info := profiled(janrain.Profile{})
		info.MergedPoco = &janrain.Contact{Updated: updated}
		assert.Equal(t, want, claimed(t, info)["updated_at"], "of %q", updated)
	}
}

// A birthday is a date in any format, without time zone conversion. An ambiguous date is omitted.
func TestClaimsBirthdate(t *testing.T) {
	t.Parallel()
	for birthday, want := range map[string]any{
		"1994-05-19 00:00:00.000000 +0000": "1994-05-19", "1994-05-19 00:00:00 +0000": "1994-05-19", "1994-05-19T00:00:00.000Z": "1994-05-19",
		"1994-05-19T00:00:00Z": "1994-05-19", "1994-05-19t00:00:00z": "1994-05-19", "1994-05-19 00:00:00": "1994-05-19", "1994-05-19T00:00:00": "1994-05-19",
		"1994-05-19T23:59:59-08:00": "1994-05-19", "1994-05-19 00:30:00.000000 +1400": "1994-05-19", "1961-05-19T00:00:00Z": "1961-05-19",
		"0000-05-19T00:00:00.000Z": "0000-05-19", "0000-02-29 00:00:00.000000 +0000": "0000-02-29", "1900-02-29T00:00:00Z": nil, "0000-00-00": nil,
		"0000-00-00 00:00:00.000000 +0000": nil, "1994-05-19T25:00:00Z": nil, "1994-05-19 noon": nil, "1994-05-19T": nil,
		"05/19/1994": "1994-05-19", "19/05/1994": "1994-05-19", "5/19/1994": "1994-05-19", "05/05/1994": "1994-05-05", "12/12/1994": "1994-12-12",
		"05/06/1994": nil, "12/01/1994": nil, "1/12/1994": nil, "13/13/1994": nil, "00/19/1994": nil, "02/30/1994": nil, "29/02/1995": nil, "29/02/1996": "1996-02-29",
		"05/19/0000": "0000-05-19", "05/19/94": nil, "05/19": nil, "1994/05/19": nil, "05/19/1994 ": nil, "769305600": nil, "1994-05": nil,
	} {
		assert.Equal(t, want, claimed(t, profiled(janrain.Profile{Birthday: birthday}))["birthdate"], "of %q", birthday)
		info := profiled(janrain.Profile{})
		info.MergedPoco = &janrain.Contact{Birthday: birthday}
		assert.Equal(t, want, claimed(t, info)["birthdate"], "the contact's birthday %q", birthday)
		info.Profile.Birthday = "1815"
		assert.Equal(t, "1815", claimed(t, info)["birthdate"], "the profile must take precedence")
	}
}

func TestInvalidSubjectIsRejected(t *testing.T) {
	t.Parallel()
	long := "http://a.example/" + strings.Repeat("x", 255-len("http://a.example/"))
	for identifier, fine := range map[string]bool{
		long: true, long + "x": false, "http://a.example/#db27d": true, "http://a.example/~": true, "http://a.example/é": false,
		"http://a.example/\n": false, "http://a.example/\x7f": false, "http://a.example/\u00a0": false, "": false, "x": true,
	} {
		info := &janrain.AuthInfo{Profile: janrain.Profile{Identifier: identifier}}
		claims, err := info.Claims(issuer)
		if fine {
			require.NoError(t, err, "%q", identifier)
			assert.Equal(t, identifier, claims.Subject)
			continue
		}
		assert.Nil(t, claims)
		refused := kit.RequireParamError(t, err, "Identifier", "")
		assert.Equal(t, "Claims", refused.Endpoint)
		assert.Equal(t, identifier == "", refused.Missing)
		assert.NotContains(t, err.Error(), "a.example")
	}
	_, err := (*janrain.AuthInfo)(nil).Claims(issuer)
	kit.RequireParamError(t, err, "Identifier", "")
}

func TestIssuerMustBeAnHTTPSURLWithoutQueryAndFragment(t *testing.T) {
	t.Parallel()
	for given, fine := range map[string]bool{
		"https://shop.example": true, "https://shop.example/": true, "https://shop.example:8443/a/b": true, "https://127.0.0.1": true,
		"": false, "shop.example": false, "http://shop.example": false, "https://": false, "https:///a": false, "https:shop.example": false,
		"https://shop.example?": false, "https://shop.example?a=b": false, "https://shop.example#": false, "https://shop.example/#a": false,
		"https://ada:canary@shop.example": false, "https://shop.example/\r": false, "\thttps://shop.example": false, "https://shop.example/%zz": false,
		"//shop.example": false, "HTTPS://shop.example": true, "urn:shop": false,
	} {
		claims, err := profiled(janrain.Profile{}).Claims(given)
		if fine {
			require.NoError(t, err, given)
			assert.Equal(t, given, claims.Issuer, "the issuer must not change, because it is compared exactly")
			continue
		}
		assert.Nil(t, claims, given)
		refused := kit.RequireParamError(t, err, "issuer", "")
		assert.Equal(t, "Claims", refused.Endpoint)
		assert.NotContains(t, err.Error(), "canary")
	}
}

// Rows for TestClaimsOmitInvalidValues and its neighbours.
func TestClaimsEdgeCases(t *testing.T) {
	t.Parallel()
	assert.Empty(t, claimed(t, profiled(janrain.Profile{Birthday: "0000"})), "the year 0000 alone means no birthday")
	for updated, want := range map[string]any{
		"1970-01-01T00:00:01Z": 1.0, "1970-01-01T00:00:00Z": nil, "1969-12-31T23:59:59Z": nil, "0001-01-01T00:00:00Z": nil,
	} {
		info := profiled(janrain.Profile{})
		info.MergedPoco = &janrain.Contact{Updated: updated}
		assert.Equal(t, want, claimed(t, info)["updated_at"], "of %q", updated)
	}
	info := profiled(janrain.Profile{})
	info.MergedPoco = &janrain.Contact{Name: janrain.Name{MiddleName: "King"}}
	assert.Equal(t, "King", claimed(t, info)["middle_name"],
		"the contact must be used if the profile has no middle name")
	info.Profile.Name.MiddleName = "Byron"
	assert.Equal(t, "Byron", claimed(t, info)["middle_name"], "the profile must take precedence")

	info.Profile.Identifier = "Ada Lovelace"
	claims, err := info.Claims(issuer)
	require.NoError(t, err, "a space is valid ASCII")
	assert.Equal(t, "Ada Lovelace", claims.Subject)

	for _, given := range []string{"https://shop.example/a b", `https://shop.example/"`, "https://shop.example/bücher", "https://shop.example/<a>"} {
		_, err = info.Claims(given)
		kit.RequireParamError(t, err, "issuer", "")
	}
}
