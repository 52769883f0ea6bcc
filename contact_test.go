package janrain_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestContactHasEveryFieldOfPortableContacts(t *testing.T) {
	t.Parallel()
	two := `["a","b c"]`
	both := []string{"a", "b c"}
	values := `[{"value":"v","type":"home","primary":true},{"value":"w"}]`
	bothValues := []janrain.ContactValue{{Value: "v", Type: "home", Primary: true}, {Value: "w"}}
	kit.AssertFields[janrain.Contact](t, []kit.Field{
		{Field: "ID", Member: "id", Raw: `"7"`, Want: "7"},
		{Field: "DisplayName", Member: "displayName", Raw: `"Ada"`, Want: "Ada"},
		{Field: "Name", Member: "name", Raw: `{"givenName":"Ada"}`, Want: janrain.Name{GivenName: "Ada"}},
		{Field: "Nickname", Member: "nickname", Raw: `"A"`, Want: "A"},
		{Field: "PreferredUsername", Member: "preferredUsername", Raw: `"ada"`, Want: "ada"},
		{Field: "Published", Member: "published", Raw: `"2010-05-06T07:08:09Z"`, Want: "2010-05-06T07:08:09Z"},
		{Field: "Updated", Member: "updated", Raw: `"2012-09-13T00:44:03.000Z"`, Want: "2012-09-13T00:44:03.000Z"},
		{Field: "Birthday", Member: "birthday", Raw: `"1972-08-14"`, Want: "1972-08-14"},
		{Field: "Anniversary", Member: "anniversary", Raw: `"1999-06-21"`, Want: "1999-06-21"},
		{Field: "Gender", Member: "gender", Raw: `"female"`, Want: "female"},
		{Field: "Note", Member: "note", Raw: `"n"`, Want: "n"},
		{Field: "UTCOffset", Member: "utcOffset", Raw: `"+01:00"`, Want: "+01:00"},
		{Field: "Connected", Member: "connected", Raw: `true`, Want: true},
		{Field: "Emails", Member: "emails", Raw: values, Want: bothValues},
		{Field: "URLs", Member: "urls", Raw: values, Want: bothValues},
		{Field: "PhoneNumbers", Member: "phoneNumbers", Raw: values, Want: bothValues},
		{Field: "IMs", Member: "ims", Raw: values, Want: bothValues},
		{Field: "Photos", Member: "photos", Raw: values, Want: bothValues},
		{Field: "Tags", Member: "tags", Raw: two, Want: both},
		{Field: "Relationships", Member: "relationships", Raw: two, Want: both},
		{Field: "Addresses", Member: "addresses", Raw: `[{"locality":"Town"}]`, Want: []janrain.Address{{Locality: "Town"}}},
		{Field: "Organizations", Member: "organizations", Raw: `[{"name":"Works"}]`, Want: []janrain.Organization{{Name: "Works"}}},
		{Field: "Accounts", Member: "accounts", Raw: `[{"domain":"example.com"}]`, Want: []janrain.Account{{Domain: "example.com"}}},
		{Field: "CurrentLocation", Member: "currentLocation", Raw: `{"region":"Shire"}`, Want: &janrain.Address{Region: "Shire"}},
		{Field: "LanguagesSpoken", Member: "languagesSpoken", Raw: two, Want: both},
	})
}

func TestContactDetailsHaveEveryOtherFieldOfPortableContacts(t *testing.T) {
	t.Parallel()
	two := `["a","b c"]`
	both := []string{"a", "b c"}
	details := []kit.Field{
		{Field: "AboutMe", Member: "aboutMe", Raw: `"t"`, Want: "t"},
		{Field: "BodyType", Member: "bodyType", Raw: `{"height":1.72}`, Want: &janrain.BodyType{Height: 1.72}},
		{Field: "Drinker", Member: "drinker", Raw: `"t"`, Want: "t"},
		{Field: "Ethnicity", Member: "ethnicity", Raw: `"t"`, Want: "t"},
		{Field: "Fashion", Member: "fashion", Raw: `"t"`, Want: "t"},
		{Field: "HappiestWhen", Member: "happiestWhen", Raw: `"t"`, Want: "t"},
		{Field: "Humor", Member: "humor", Raw: `"t"`, Want: "t"},
		{Field: "LivingArrangement", Member: "livingArrangement", Raw: `"t"`, Want: "t"},
		{Field: "LookingFor", Member: "lookingFor", Raw: two, Want: both},
		{Field: "ProfileSong", Member: "profileSong", Raw: `"t"`, Want: "t"},
		{Field: "ProfileURL", Member: "profileUrl", Raw: `"t"`, Want: "t"},
		{Field: "ProfileVideo", Member: "profileVideo", Raw: `"t"`, Want: "t"},
		{Field: "RelationshipStatus", Member: "relationshipStatus", Raw: `"t"`, Want: "t"},
		{Field: "Religion", Member: "religion", Raw: `"t"`, Want: "t"},
		{Field: "Romance", Member: "romance", Raw: `"t"`, Want: "t"},
		{Field: "ScaredOf", Member: "scaredOf", Raw: `"t"`, Want: "t"},
		{Field: "SexualOrientation", Member: "sexualOrientation", Raw: `"t"`, Want: "t"},
		{Field: "Smoker", Member: "smoker", Raw: `"t"`, Want: "t"},
		{Field: "Status", Member: "status", Raw: `"t"`, Want: "t"},
		{Field: "Activities", Member: "activities", Raw: two, Want: both},
		{Field: "Books", Member: "books", Raw: two, Want: both},
		{Field: "Cars", Member: "cars", Raw: two, Want: both},
		{Field: "Children", Member: "children", Raw: two, Want: both},
		{Field: "Food", Member: "food", Raw: two, Want: both},
		{Field: "Heroes", Member: "heroes", Raw: two, Want: both},
		{Field: "Interests", Member: "interests", Raw: two, Want: both},
		{Field: "JobInterests", Member: "jobInterests", Raw: two, Want: both},
		{Field: "Languages", Member: "languages", Raw: two, Want: both},
		{Field: "Movies", Member: "movies", Raw: two, Want: both},
		{Field: "Music", Member: "music", Raw: two, Want: both},
		{Field: "Pets", Member: "pets", Raw: two, Want: both},
		{Field: "PoliticalViews", Member: "politicalViews", Raw: two, Want: both},
		{Field: "Quotes", Member: "quotes", Raw: two, Want: both},
		{Field: "Sports", Member: "sports", Raw: two, Want: both},
		{Field: "TurnOffs", Member: "turnOffs", Raw: two, Want: both},
		{Field: "TurnOns", Member: "turnOns", Raw: two, Want: both},
		{Field: "TVShows", Member: "tvShows", Raw: two, Want: both},
	}
	kit.AssertFields[janrain.ContactDetails](t, details)
	for _, f := range details {
		text := `{"` + f.Member + `":` + f.Raw + `}`
		c := kit.Unmarshal[janrain.Contact](t, text)
		require.NotNil(t, c.Details, text)
		assert.Equal(t, f.Want, reflect.ValueOf(c.Details).Elem().FieldByName(f.Field).Interface(),
			"the field of %s", text)
		assert.Empty(t, c.Extra, "%s has no unknown members", text)
		assert.JSONEq(t, text, kit.Marshal(t, c), "the member must be marshalled with the others")
	}
}

func TestContactValueHasEveryField(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.ContactValue](t, []kit.Field{
		{Field: "Value", Member: "value", Raw: `"ada@example.com"`, Want: "ada@example.com"},
		{Field: "Type", Member: "type", Raw: `"home"`, Want: "home"},
		{Field: "Primary", Member: "primary", Raw: `true`, Want: true},
	})
}

func TestOrganizationHasEveryField(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.Organization](t, []kit.Field{
		{Field: "Name", Member: "name", Raw: `"Works"`, Want: "Works"},
		{Field: "Department", Member: "department", Raw: `"Optics"`, Want: "Optics"},
		{Field: "Title", Member: "title", Raw: `"Director"`, Want: "Director"},
		{Field: "Type", Member: "type", Raw: `"job"`, Want: "job"},
		{Field: "StartDate", Member: "startDate", Raw: `"2007-05"`, Want: "2007-05"},
		{Field: "EndDate", Member: "endDate", Raw: `"0000-00"`, Want: "0000-00"},
		{Field: "Location", Member: "location", Raw: `"Town"`, Want: "Town"},
		{Field: "Description", Member: "description", Raw: `"Grinds"`, Want: "Grinds"},
		{Field: "Primary", Member: "primary", Raw: `true`, Want: true},
	})
}

func TestAccountHasEveryField(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.Account](t, []kit.Field{
		{Field: "Domain", Member: "domain", Raw: `"example.com"`, Want: "example.com"},
		{Field: "Username", Member: "username", Raw: `"ada"`, Want: "ada"},
		{Field: "UserID", Member: "userid", Raw: `"42"`, Want: "42"},
		{Field: "Primary", Member: "primary", Raw: `true`, Want: true},
	})
}

func TestBodyTypeHasEveryField(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.BodyType](t, []kit.Field{
		{Field: "Build", Member: "build", Raw: `"wiry"`, Want: "wiry"},
		{Field: "EyeColor", Member: "eyeColor", Raw: `"hazel"`, Want: "hazel"},
		{Field: "HairColor", Member: "hairColor", Raw: `"grey"`, Want: "grey"},
		{Field: "Height", Member: "height", Raw: `1.72`, Want: 1.72},
		{Field: "Weight", Member: "weight", Raw: `61.5`, Want: 61.5},
	})
}

func TestContactIsDecodedCompletely(t *testing.T) {
	t.Parallel()
	c := kit.ReadAuthInfo(t, "auth_info/full_contact").MergedPoco
	require.NotNil(t, c, "the response must have a contact")
	assert.Empty(t, c.Extra, "a full contact must have no unknown members")
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

func TestContactAcceptsOddShapes(t *testing.T) {
	t.Parallel()
	c := kit.ReadAuthInfo(t, "auth_info/odd_shapes").MergedPoco
	require.NotNil(t, c)
	assert.Equal(t, "77", c.ID, "a number instead of a string")
	assert.True(t, c.Connected, `"true" instead of true`)
	assert.Equal(t, janrain.Name{}, c.Name, "a list instead of an object")
	assert.Equal(t, []janrain.ContactValue{{Value: "odd@shapely.example.com"}}, c.Emails,
		"a string instead of a list of objects")
	require.Len(t, c.URLs, 1, "an object instead of a list of objects")
	assert.True(t, c.URLs[0].Primary)
	require.Len(t, c.PhoneNumbers, 2, "strings among objects")
	assert.Equal(t, "15550107778", c.PhoneNumbers[1].Value)
	assert.Len(t, c.IMs, 1, "null must be dropped")
	assert.Empty(t, c.Photos)
	assert.Equal(t, []string{"just one"}, c.Tags, "a string instead of a list")
	assert.Empty(t, c.Relationships)
	assert.Equal(t, "1 Odd Street", c.Addresses[0].Formatted)
	assert.Equal(t, "Oddments Inc.", c.Organizations[0].Name)
	assert.Equal(t, "42", c.Accounts[0].UserID)
	assert.InDelta(t, 1.8, c.Details.BodyType.Height, 0)
	assert.Zero(t, c.Details.BodyType.Weight)
	assert.Equal(t, "Oddville", c.CurrentLocation.Formatted)
	assert.Equal(t, []string{"two"}, c.Details.Children)
	assert.Equal(t, []string{"cat", "dog", "3"}, c.Details.Pets, "plural objects instead of strings")
	assert.Equal(t, []string{"Esperanto"}, c.LanguagesSpoken)
	assert.Empty(t, c.Details.Status, "true is not a string")
	assert.Contains(t, c.Extra, "status", "Extra must keep the invalid value")
}

func TestContactKeepsUnknownMembersAtEveryLevel(t *testing.T) {
	t.Parallel()
	c := kit.ReadAuthInfo(t, "auth_info/unknown_members").MergedPoco
	require.NotNil(t, c)
	assert.JSONEq(t, `"Orion"`, string(c.Extra["constellation"]))
	assert.JSONEq(t, `"2020-01-01"`, string(c.Emails[0].Extra["confirmed"]))
	assert.JSONEq(t, `[1,2]`, string(c.Organizations[0].Extra["size"]))
	assert.JSONEq(t, `2001`, string(c.Accounts[0].Extra["since"]))
	assert.JSONEq(t, `1.9`, string(c.Details.BodyType.Extra["wingspan"]))
	assert.JSONEq(t, `{"lat":-41.3}`, string(c.CurrentLocation.Extra["geo"]))
}

// Callers compare the contact with nil.
func TestContactIsNilIfThereIsNone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`null`, `[]`, `""`, `false`, `"none"`} {
		info := kit.Unmarshal[janrain.AuthInfo](t, `{"merged_poco":`+raw+`}`)
		assert.Nil(t, info.MergedPoco, "the contact of %s", raw)
		kit.AssertSameJSON(t, `{"merged_poco":`+raw+`}`, kit.Marshal(t, info), "the value must be kept")
	}
}
