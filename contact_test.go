package janrain_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestContactHasEveryFieldOfPortableContacts(t *testing.T) {
	t.Parallel()
	two := `["a","b c"]`
	both := []string{"a", "b c"}
	values := `[{"value":"v","type":"home","primary":true},{"value":"w"}]`
	bothValues := []janrain.ContactValue{{Value: "v", Type: "home", Primary: true}, {Value: "w"}}
	answersFields[janrain.Contact](t, []answersField{
		{"ID", "id", `"7"`, "7"},
		{"DisplayName", "displayName", `"Ada"`, "Ada"},
		{"Name", "name", `{"givenName":"Ada"}`, janrain.Name{GivenName: "Ada"}},
		{"Nickname", "nickname", `"A"`, "A"},
		{"PreferredUsername", "preferredUsername", `"ada"`, "ada"},
		{"Published", "published", `"2010-05-06T07:08:09Z"`, "2010-05-06T07:08:09Z"},
		{"Updated", "updated", `"2012-09-13T00:44:03.000Z"`, "2012-09-13T00:44:03.000Z"},
		{"Birthday", "birthday", `"1972-08-14"`, "1972-08-14"},
		{"Anniversary", "anniversary", `"1999-06-21"`, "1999-06-21"},
		{"Gender", "gender", `"female"`, "female"},
		{"Note", "note", `"n"`, "n"},
		{"UTCOffset", "utcOffset", `"+01:00"`, "+01:00"},
		{"Connected", "connected", `true`, true},
		{"Emails", "emails", values, bothValues},
		{"URLs", "urls", values, bothValues},
		{"PhoneNumbers", "phoneNumbers", values, bothValues},
		{"IMs", "ims", values, bothValues},
		{"Photos", "photos", values, bothValues},
		{"Tags", "tags", two, both},
		{"Relationships", "relationships", two, both},
		{"Addresses", "addresses", `[{"locality":"Town"}]`, []janrain.Address{{Locality: "Town"}}},
		{"Organizations", "organizations", `[{"name":"Works"}]`, []janrain.Organization{{Name: "Works"}}},
		{"Accounts", "accounts", `[{"domain":"example.com"}]`, []janrain.Account{{Domain: "example.com"}}},
		{"CurrentLocation", "currentLocation", `{"region":"Shire"}`, &janrain.Address{Region: "Shire"}},
		{"LanguagesSpoken", "languagesSpoken", two, both},
	})
}

func TestContactDetailsHaveEveryOtherFieldOfPortableContacts(t *testing.T) {
	t.Parallel()
	two := `["a","b c"]`
	both := []string{"a", "b c"}
	details := []answersField{
		{"AboutMe", "aboutMe", `"t"`, "t"},
		{"BodyType", "bodyType", `{"height":1.72}`, &janrain.BodyType{Height: 1.72}},
		{"Drinker", "drinker", `"t"`, "t"},
		{"Ethnicity", "ethnicity", `"t"`, "t"},
		{"Fashion", "fashion", `"t"`, "t"},
		{"HappiestWhen", "happiestWhen", `"t"`, "t"},
		{"Humor", "humor", `"t"`, "t"},
		{"LivingArrangement", "livingArrangement", `"t"`, "t"},
		{"LookingFor", "lookingFor", two, both},
		{"ProfileSong", "profileSong", `"t"`, "t"},
		{"ProfileURL", "profileUrl", `"t"`, "t"},
		{"ProfileVideo", "profileVideo", `"t"`, "t"},
		{"RelationshipStatus", "relationshipStatus", `"t"`, "t"},
		{"Religion", "religion", `"t"`, "t"},
		{"Romance", "romance", `"t"`, "t"},
		{"ScaredOf", "scaredOf", `"t"`, "t"},
		{"SexualOrientation", "sexualOrientation", `"t"`, "t"},
		{"Smoker", "smoker", `"t"`, "t"},
		{"Status", "status", `"t"`, "t"},
		{"Activities", "activities", two, both},
		{"Books", "books", two, both},
		{"Cars", "cars", two, both},
		{"Children", "children", two, both},
		{"Food", "food", two, both},
		{"Heroes", "heroes", two, both},
		{"Interests", "interests", two, both},
		{"JobInterests", "jobInterests", two, both},
		{"Languages", "languages", two, both},
		{"Movies", "movies", two, both},
		{"Music", "music", two, both},
		{"Pets", "pets", two, both},
		{"PoliticalViews", "politicalViews", two, both},
		{"Quotes", "quotes", two, both},
		{"Sports", "sports", two, both},
		{"TurnOffs", "turnOffs", two, both},
		{"TurnOns", "turnOns", two, both},
		{"TVShows", "tvShows", two, both},
	}
	answersFields[janrain.ContactDetails](t, details)
	for _, f := range details {
		text := `{"` + f.member + `":` + f.raw + `}`
		c := answersOf[janrain.Contact](t, text)
		require.NotNil(t, c.Details, text)
		assert.Equal(t, f.want, reflect.ValueOf(c.Details).Elem().FieldByName(f.field).Interface(), "the field of %s", text)
		assert.Empty(t, c.Extra, "there is nothing to keep of %s", text)
		assert.JSONEq(t, text, answersText(t, c), "it is written among the others")
	}
}

func TestContactValueHasEveryField(t *testing.T) {
	t.Parallel()
	answersFields[janrain.ContactValue](t, []answersField{
		{"Value", "value", `"ada@example.com"`, "ada@example.com"},
		{"Type", "type", `"home"`, "home"},
		{"Primary", "primary", `true`, true},
	})
}

func TestOrganizationHasEveryField(t *testing.T) {
	t.Parallel()
	answersFields[janrain.Organization](t, []answersField{
		{"Name", "name", `"Works"`, "Works"},
		{"Department", "department", `"Optics"`, "Optics"},
		{"Title", "title", `"Director"`, "Director"},
		{"Type", "type", `"job"`, "job"},
		{"StartDate", "startDate", `"2007-05"`, "2007-05"},
		{"EndDate", "endDate", `"0000-00"`, "0000-00"},
		{"Location", "location", `"Town"`, "Town"},
		{"Description", "description", `"Grinds"`, "Grinds"},
		{"Primary", "primary", `true`, true},
	})
}

func TestAccountHasEveryField(t *testing.T) {
	t.Parallel()
	answersFields[janrain.Account](t, []answersField{
		{"Domain", "domain", `"example.com"`, "example.com"},
		{"Username", "username", `"ada"`, "ada"},
		{"UserID", "userid", `"42"`, "42"},
		{"Primary", "primary", `true`, true},
	})
}

func TestBodyTypeHasEveryField(t *testing.T) {
	t.Parallel()
	answersFields[janrain.BodyType](t, []answersField{
		{"Build", "build", `"wiry"`, "wiry"},
		{"EyeColor", "eyeColor", `"hazel"`, "hazel"},
		{"HairColor", "hairColor", `"grey"`, "grey"},
		{"Height", "height", `1.72`, 1.72},
		{"Weight", "weight", `61.5`, 61.5},
	})
}

func TestContactIsReadWhole(t *testing.T) {
	t.Parallel()
	c := answersSignIn(t, "auth_info/full_contact").MergedPoco
	require.NotNil(t, c, "the answer has a contact")
	assert.Empty(t, c.Extra, "no member of a full contact is unknown")
	assert.Equal(t, "marchbanks@work.example.com", c.Emails[1].Value)
	assert.Equal(t, janrain.Organization{
		Name: "Eastmere Observatory", Department: "Optics", Title: "Director", Type: "job", StartDate: "2007-05", EndDate: "0000-00",
		Location: "Eastmere", Description: "Grinds mirrors", Primary: true,
	}, c.Organizations[0])
	assert.Equal(t, janrain.Account{Domain: "twitter.com", Username: "izzy_m", UserID: "313", Primary: true}, c.Accounts[0])
	assert.Equal(t, &janrain.BodyType{Build: "wiry", EyeColor: "hazel", HairColor: "grey", Height: 1.72, Weight: 61.5}, c.Details.BodyType)
	assert.Equal(t, "PO Box 9", c.Addresses[1].Formatted)
	assert.Equal(t, []string{"tvShows one", "tvShows two"}, c.Details.TVShows)
}

func TestContactBearsOddShapes(t *testing.T) {
	t.Parallel()
	c := answersSignIn(t, "auth_info/odd_shapes").MergedPoco
	require.NotNil(t, c)
	assert.Equal(t, "77", c.ID, "a number for a text")
	assert.True(t, c.Connected, `"true" for true`)
	assert.Equal(t, janrain.Name{}, c.Name, "a list for an object")
	assert.Equal(t, []janrain.ContactValue{{Value: "odd@shapely.example.com"}}, c.Emails, "a text for a list of objects")
	require.Len(t, c.URLs, 1, "an object for a list of them")
	assert.True(t, c.URLs[0].Primary)
	require.Len(t, c.PhoneNumbers, 2, "texts among objects")
	assert.Equal(t, "15550107778", c.PhoneNumbers[1].Value)
	assert.Len(t, c.IMs, 1, "null is none")
	assert.Empty(t, c.Photos)
	assert.Equal(t, []string{"just one"}, c.Tags, "a text for a list")
	assert.Empty(t, c.Relationships)
	assert.Equal(t, "1 Odd Street", c.Addresses[0].Formatted)
	assert.Equal(t, "Oddments Inc.", c.Organizations[0].Name)
	assert.Equal(t, "42", c.Accounts[0].UserID)
	assert.InDelta(t, 1.8, c.Details.BodyType.Height, 0)
	assert.Zero(t, c.Details.BodyType.Weight)
	assert.Equal(t, "Oddville", c.CurrentLocation.Formatted)
	assert.Equal(t, []string{"two"}, c.Details.Children)
	assert.Equal(t, []string{"cat", "dog", "3"}, c.Details.Pets, "plural objects for texts")
	assert.Equal(t, []string{"Esperanto"}, c.LanguagesSpoken)
	assert.Empty(t, c.Details.Status, "true is no text")
	assert.Contains(t, c.Extra, "status", "the odd value stays reachable")
}

func TestContactKeepsUnknownMembersAtEveryLevel(t *testing.T) {
	t.Parallel()
	c := answersSignIn(t, "auth_info/unknown_members").MergedPoco
	require.NotNil(t, c)
	assert.JSONEq(t, `"Orion"`, string(c.Extra["constellation"]))
	assert.JSONEq(t, `"2020-01-01"`, string(c.Emails[0].Extra["confirmed"]))
	assert.JSONEq(t, `[1,2]`, string(c.Organizations[0].Extra["size"]))
	assert.JSONEq(t, `2001`, string(c.Accounts[0].Extra["since"]))
	assert.JSONEq(t, `1.9`, string(c.Details.BodyType.Extra["wingspan"]))
	assert.JSONEq(t, `{"lat":-41.3}`, string(c.CurrentLocation.Extra["geo"]))
}

// A caller asks whether there is a contact by comparing it with nil.
func TestContactIsNilWhereThereIsNone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`null`, `[]`, `""`, `false`, `"none"`} {
		info := answersOf[janrain.AuthInfo](t, `{"merged_poco":`+raw+`}`)
		assert.Nil(t, info.MergedPoco, "the contact of %s", raw)
		answersSameJSON(t, `{"merged_poco":`+raw+`}`, answersText(t, info), "the value is kept")
	}
}
