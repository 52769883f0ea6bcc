package janrain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestProfileHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.Profile](t, []kit.Field{
		{Field: "Identifier", Member: "identifier", Raw: `"https:\/\/me.yahoo.com\/a\/x#4e8"`, Want: "https://me.yahoo.com/a/x#4e8"},
		{Field: "ProviderName", Member: "providerName", Raw: `"Yahoo!"`, Want: "Yahoo!"},
		{Field: "ProviderSpecifier", Member: "providerSpecifier", Raw: `"yahoo"`, Want: "yahoo"},
		{Field: "PrimaryKey", Member: "primaryKey", Raw: `"member-1"`, Want: "member-1"},
		{Field: "DisplayName", Member: "displayName", Raw: `"Ada"`, Want: "Ada"},
		{Field: "PreferredUsername", Member: "preferredUsername", Raw: `"ada"`, Want: "ada"},
		{Field: "Name", Member: "name", Raw: `{"formatted":"Ada B"}`, Want: janrain.Name{Formatted: "Ada B"}},
		{Field: "Email", Member: "email", Raw: `"ada@example.com"`, Want: "ada@example.com"},
		{Field: "VerifiedEmail", Member: "verifiedEmail", Raw: `"ada@example.com"`, Want: "ada@example.com"},
		{Field: "URL", Member: "url", Raw: `"http:\/\/ada.example.com"`, Want: "http://ada.example.com"},
		{Field: "Photo", Member: "photo", Raw: `"http:\/\/pics.example.com\/ada"`, Want: "http://pics.example.com/ada"},
		{Field: "PhoneNumber", Member: "phoneNumber", Raw: `"+1 555 0100"`, Want: "+1 555 0100"},
		{Field: "Gender", Member: "gender", Raw: `"female"`, Want: "female"},
		{Field: "Birthday", Member: "birthday", Raw: `"0000-02-29"`, Want: "0000-02-29"},
		{Field: "UTCOffset", Member: "utcOffset", Raw: `"-08:00"`, Want: "-08:00"},
		{Field: "Address", Member: "address", Raw: `{"country":"NO"}`, Want: janrain.Address{Country: "NO"}},
		{Field: "GoogleUserID", Member: "googleUserId", Raw: `"118822331144556677889"`, Want: "118822331144556677889"},
		{Field: "LimitedData", Member: "limitedData", Raw: `true`, Want: true},
	})
}

func TestNameHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.Name](t, []kit.Field{
		{Field: "Formatted", Member: "formatted", Raw: `"Dr. Ada B. Cee III"`, Want: "Dr. Ada B. Cee III"},
		{Field: "GivenName", Member: "givenName", Raw: `"Ada"`, Want: "Ada"},
		{Field: "FamilyName", Member: "familyName", Raw: `"Cee"`, Want: "Cee"},
		{Field: "MiddleName", Member: "middleName", Raw: `"B."`, Want: "B."},
		{Field: "HonorificPrefix", Member: "honorificPrefix", Raw: `"Dr."`, Want: "Dr."},
		{Field: "HonorificSuffix", Member: "honorificSuffix", Raw: `"III"`, Want: "III"},
	})
}

func TestAddressHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.Address](t, []kit.Field{
		{Field: "Formatted", Member: "formatted", Raw: `"1 Row\nTown"`, Want: "1 Row\nTown"},
		{Field: "StreetAddress", Member: "streetAddress", Raw: `"1 Row"`, Want: "1 Row"},
		{Field: "Locality", Member: "locality", Raw: `"Town"`, Want: "Town"},
		{Field: "Region", Member: "region", Raw: `"Shire"`, Want: "Shire"},
		{Field: "PostalCode", Member: "postalCode", Raw: `"TN1"`, Want: "TN1"},
		{Field: "Country", Member: "country", Raw: `"GB"`, Want: "GB"},
		{Field: "Type", Member: "type", Raw: `"currentLocation"`, Want: "currentLocation"},
		{Field: "Primary", Member: "primary", Raw: `true`, Want: true},
	})
}

func TestProfileIsReadWhole(t *testing.T) {
	t.Parallel()
	p := kit.ReadAuthInfo(t, "auth_info/full_contact").Profile
	assert.Equal(t, janrain.Profile{
		Identifier: "http://isolde.id.example.org/", ProviderName: "MyOpenID", ProviderSpecifier: "myopenid", PrimaryKey: "member-90210",
		DisplayName: "Isolde Marchbanks", PreferredUsername: "imarchbanks",
		Name: janrain.Name{
			Formatted: "Prof. Isolde Anne Marchbanks OBE", GivenName: "Isolde", MiddleName: "Anne", FamilyName: "Marchbanks",
			HonorificPrefix: "Prof.", HonorificSuffix: "OBE",
		},
		Email: "isolde@home.example.com", VerifiedEmail: "isolde@home.example.com", URL: "http://isolde.example.com/me",
		Photo: "http://pics.example.com/izzy/1", PhoneNumber: "+44 20 7946 0991", Gender: "female", Birthday: "1972-08-14", UTCOffset: "+00:00",
		Address: janrain.Address{
			Formatted: "12 Cooper's Row\nEastmere", StreetAddress: "12 Cooper's Row", Locality: "Eastmere", Region: "Fenland",
			PostalCode: "FN1 2AB", Country: "GB", Type: "home", Primary: true,
		},
		GoogleUserID: "123123123123123123123", LimitedData: true,
	}, p)
}

// Real answers differ in what they leave out; none of it fails a sign-in.
func TestProfileBearsOddShapes(t *testing.T) {
	t.Parallel()
	p := kit.ReadAuthInfo(t, "auth_info/odd_shapes").Profile
	assert.Equal(t, "4711", p.PrimaryKey, "a number is taken for its digits")
	assert.Equal(t, "Odd Shapely", p.DisplayName, "a list is taken for its first text")
	assert.Equal(t, "100000777020", p.PreferredUsername)
	assert.Equal(t, "Odd Shapely", p.Name.Formatted, "a bare text is the whole name")
	assert.Equal(t, "+1 555 010 7777", p.PhoneNumber, "phone is another name for it")
	assert.Equal(t, "19800102", p.Birthday)
	assert.Equal(t, "-8", p.UTCOffset)
	assert.Equal(t, "123456789012345678901", p.GoogleUserID, "no digit is lost")
	assert.Empty(t, p.Email+p.VerifiedEmail+p.Gender+p.Photo)
	assert.Equal(t, janrain.Address{}, p.Address, "PHP's empty list is an empty object")
	assert.False(t, p.LimitedData)
	for _, member := range []string{"primaryKey", "displayName", "name", "email", "verifiedEmail", "gender", "address", "photo", "limitedData"} {
		assert.Contains(t, p.Extra, member, "the odd value stays reachable")
	}
}

// An address book keyed by any of these must not take one user for another.
func TestProfileNeverGuessesWhatTellsUsersApart(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"a lone surrogate": `"a\ud800"`, "a replacement character": `"a\ufffd"`, "a NUL": `"a\u0000"`, "a line feed": `"a\n"`,
		"one of many": `["a","b"]`, "an object": `{"value":"a"}`, "a boolean": `true`, "a list of an object": `[{"value":"a"}]`,
		"a list of a list": `[["a"]]`, "a keyed object": `{"0":"a"}`, "one beside null": `["a",null]`, "an empty list": `[]`, "a fraction": `1.5`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := kit.Unmarshal[janrain.Profile](t, `{"identifier":`+raw+`,"primaryKey":`+raw+`,"email":`+raw+`,"verifiedEmail":`+raw+`}`)
			assert.Empty(t, p.Identifier, "the identifier")
			assert.Empty(t, p.PrimaryKey, "the primary key")
			assert.Empty(t, p.Email, "the email address")
			assert.Empty(t, p.VerifiedEmail, "the verified email address")
			assert.Len(t, p.Extra, 4, "what came stays reachable")
		})
	}
}

func TestProfileChangedFieldWinsOverWhatCame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		change func(*janrain.Profile)
		want   string
	}{
		"a number":              {`{"primaryKey":7}`, func(p *janrain.Profile) { p.PrimaryKey = "8" }, `{"primaryKey":"8"}`},
		"an erased address":     {`{"email":["a@b"]}`, func(p *janrain.Profile) { p.Email = "" }, `{}`},
		"a name for a bare one": {`{"name":"Ada"}`, func(p *janrain.Profile) { p.Name.GivenName = "Ada" }, `{"name":{"formatted":"Ada","givenName":"Ada"}}`},
		"a name for none":       {`{"name":{}}`, func(p *janrain.Profile) { p.Name.Formatted = "A" }, `{"name":{"formatted":"A"}}`},
		"an erased phone":       {`{"phone":"1","phoneNumber":null}`, func(p *janrain.Profile) { p.PhoneNumber = "" }, `{}`},
		"the rest is as before": {`{"gender":[],"x":1.0}`, func(p *janrain.Profile) { p.Email = "a@b" }, `{"email":"a@b","gender":[],"x":1.0}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := kit.Unmarshal[janrain.Profile](t, c.text)
			c.change(p)
			kit.AssertSameJSON(t, c.want, kit.Marshal(t, p), "the field must be what is written")
		})
	}
}

// Both names of one thing are written again, whatever they hold.
func TestProfileKeepsBothNamesOfAPhoneNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"phone":"1"}`: "1", `{"phone":1}`: "1", `{"phone":"1","phoneNumber":"2"}`: "2", `{"phone":"1","phoneNumber":"1"}`: "1",
		`{"phone":"1","phoneNumber":null}`: "1", `{"phone":"1","phoneNumber":""}`: "1", `{"phone":null,"phoneNumber":"2"}`: "2",
	} {
		p := kit.Unmarshal[janrain.Profile](t, text)
		assert.Equal(t, want, p.PhoneNumber, "the number in %s", text)
		kit.AssertSameJSON(t, text, kit.Marshal(t, p), "a round trip of "+text+" loses nothing")
	}
}
