package janrain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
)

func TestProfileHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.Profile](t, []answersField{
		{"Identifier", "identifier", `"https:\/\/me.yahoo.com\/a\/x#4e8"`, "https://me.yahoo.com/a/x#4e8"},
		{"ProviderName", "providerName", `"Yahoo!"`, "Yahoo!"},
		{"ProviderSpecifier", "providerSpecifier", `"yahoo"`, "yahoo"},
		{"PrimaryKey", "primaryKey", `"member-1"`, "member-1"},
		{"DisplayName", "displayName", `"Ada"`, "Ada"},
		{"PreferredUsername", "preferredUsername", `"ada"`, "ada"},
		{"Name", "name", `{"formatted":"Ada B"}`, janrain.Name{Formatted: "Ada B"}},
		{"Email", "email", `"ada@example.com"`, "ada@example.com"},
		{"VerifiedEmail", "verifiedEmail", `"ada@example.com"`, "ada@example.com"},
		{"URL", "url", `"http:\/\/ada.example.com"`, "http://ada.example.com"},
		{"Photo", "photo", `"http:\/\/pics.example.com\/ada"`, "http://pics.example.com/ada"},
		{"PhoneNumber", "phoneNumber", `"+1 555 0100"`, "+1 555 0100"},
		{"Gender", "gender", `"female"`, "female"},
		{"Birthday", "birthday", `"0000-02-29"`, "0000-02-29"},
		{"UTCOffset", "utcOffset", `"-08:00"`, "-08:00"},
		{"Address", "address", `{"country":"NO"}`, janrain.Address{Country: "NO"}},
		{"GoogleUserID", "googleUserId", `"118822331144556677889"`, "118822331144556677889"},
		{"LimitedData", "limitedData", `true`, true},
	})
}

func TestNameHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.Name](t, []answersField{
		{"Formatted", "formatted", `"Dr. Ada B. Cee III"`, "Dr. Ada B. Cee III"},
		{"GivenName", "givenName", `"Ada"`, "Ada"},
		{"FamilyName", "familyName", `"Cee"`, "Cee"},
		{"MiddleName", "middleName", `"B."`, "B."},
		{"HonorificPrefix", "honorificPrefix", `"Dr."`, "Dr."},
		{"HonorificSuffix", "honorificSuffix", `"III"`, "III"},
	})
}

func TestAddressHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.Address](t, []answersField{
		{"Formatted", "formatted", `"1 Row\nTown"`, "1 Row\nTown"},
		{"StreetAddress", "streetAddress", `"1 Row"`, "1 Row"},
		{"Locality", "locality", `"Town"`, "Town"},
		{"Region", "region", `"Shire"`, "Shire"},
		{"PostalCode", "postalCode", `"TN1"`, "TN1"},
		{"Country", "country", `"GB"`, "GB"},
		{"Type", "type", `"currentLocation"`, "currentLocation"},
		{"Primary", "primary", `true`, true},
	})
}

func TestProfileIsReadWhole(t *testing.T) {
	t.Parallel()
	p := answersSignIn(t, "auth_info/full_contact").Profile
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
	p := answersSignIn(t, "auth_info/odd_shapes").Profile
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
			p := answersOf[janrain.Profile](t, `{"identifier":`+raw+`,"primaryKey":`+raw+`,"email":`+raw+`,"verifiedEmail":`+raw+`}`)
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
			p := answersOf[janrain.Profile](t, c.text)
			c.change(p)
			answersSameJSON(t, c.want, answersText(t, p), "the field must be what is written")
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
		p := answersOf[janrain.Profile](t, text)
		assert.Equal(t, want, p.PhoneNumber, "the number in %s", text)
		answersSameJSON(t, text, answersText(t, p), "a round trip of "+text+" loses nothing")
	}
}
