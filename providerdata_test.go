package janrain_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// list is what stands for lists whose elements the page does not describe.
const (
	providerDataList  = `[{"id":1.50,"x":null}]`
	providerDataTexts = `"t"`
)

func TestFacebookDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	list := json.RawMessage(providerDataList)
	answersFields[janrain.FacebookData](t, []answersField{
		{"Albums", "albums", providerDataList, list},
		{"Games", "games", providerDataList, list},
		{"Groups", "groups", providerDataList, list},
		{"Videos", "videos", providerDataList, list},
	})
}

func TestFoursquareDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.FoursquareData](t, []answersField{
		{"Type", "type", providerDataTexts, "t"},
		{"Pings", "pings", `true`, true},
		{"Relationship", "relationship", `"friend"`, "friend"},
	})
}

func TestLinkedInDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	list := json.RawMessage(providerDataList)
	answersFields[janrain.LinkedInData](t, []answersField{
		{"Associations", "associations", providerDataTexts, "t"},
		{"Patents", "patents", providerDataList, list},
		{"NumRecommenders", "numRecommenders", `4`, 4},
		{"Industry", "industry", providerDataTexts, "t"},
		{"Following", "following", providerDataList, list},
		{"Courses", "courses", providerDataList, list},
		{"Certifications", "certifications", providerDataList, list},
		{"Publications", "publications", providerDataList, list},
		{"Positions", "positions", providerDataList, list},
		{"JobBookmarks", "jobBookmarks", providerDataList, list},
		{"Honors", "honors", providerDataTexts, "t"},
		{"GroupMemberships", "groupMemberships", providerDataList, list},
		{"MFeedRSSURL", "mFeedRssUrl", providerDataTexts, "t"},
		{"Skills", "skills", providerDataList, list},
		{"ProposalComments", "proposalComments", providerDataTexts, "t"},
		{"Recommendations", "recommendations", providerDataList, list},
		{"Volunteer", "volunteer", providerDataList, list},
	})
}

func TestMixiDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.MixiData](t, []answersField{
		{"Occupation", "occupation", providerDataTexts, "t"},
		{"BloodType", "bloodType", `"AB"`, "AB"},
		{"FavoriteThings", "favoriteThings", providerDataList, json.RawMessage(providerDataList)},
	})
}

func TestPayPalDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.PayPalData](t, []answersField{{"VerifiedAccount", "verifiedAccount", `true`, true}})
}

func TestSalesforceDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	answersFields[janrain.SalesforceData](t, []answersField{
		{"Locale", "locale", `"pt_PT"`, "pt_PT"},
		{"UserType", "userType", `"STANDARD"`, "STANDARD"},
		{"Active", "active", `true`, true},
	})
	assert.Equal(t, "pt_PT", answersOf[janrain.SalesforceData](t, `{"local":"pt_PT"}`).Locale, "the page's own spelling")
}

func TestProviderDataHasASectionForEachProvider(t *testing.T) {
	t.Parallel()
	answersFields[janrain.ProviderData](t, []answersField{
		{"Facebook", "facebook", `{"albums":[]}`, &janrain.FacebookData{Albums: json.RawMessage(`[]`)}},
		{"Foursquare", "foursquare", `{"type":"user"}`, &janrain.FoursquareData{Type: "user"}},
		{"LinkedIn", "linkedin", `{"industry":"Pumps"}`, &janrain.LinkedInData{Industry: "Pumps"}},
		{"Mixi", "mixi", `{"bloodType":"AB"}`, &janrain.MixiData{BloodType: "AB"}},
		{"PayPal", "paypal", `{"verifiedAccount":true}`, &janrain.PayPalData{VerifiedAccount: true}},
		{"Salesforce", "salesforce", `{"active":true}`, &janrain.SalesforceData{Active: true}},
	})
}

func TestProviderDataOfEachProvidersAnswer(t *testing.T) {
	t.Parallel()
	facebook := answersSignIn(t, "auth_info/facebook").ProviderData
	require.NotNil(t, facebook.Facebook)
	assert.JSONEq(t, `[{"name":"Sea Chess"}]`, string(facebook.Facebook.Games))
	assert.JSONEq(t, `[]`, string(facebook.Facebook.Videos))
	assert.Nil(t, facebook.LinkedIn, "other sections are not there")

	linkedIn := answersSignIn(t, "auth_info/linkedin").ProviderData.LinkedIn
	require.NotNil(t, linkedIn)
	assert.Equal(t, 4, linkedIn.NumRecommenders)
	assert.Equal(t, "Mechanical Engineering", linkedIn.Industry)
	assert.Empty(t, linkedIn.Extra, "no member of the page is unknown")

	assert.Equal(t, "Ceramicist", answersSignIn(t, "auth_info/mixi").ProviderData.Mixi.Occupation)
	assert.True(t, answersSignIn(t, "auth_info/paypal").ProviderData.PayPal.VerifiedAccount)
	assert.Equal(t, "self", answersSignIn(t, "auth_info/foursquare").ProviderData.Foursquare.Relationship)
	salesforce := answersSignIn(t, "auth_info/salesforce").ProviderData.Salesforce
	assert.Equal(t, "pt_PT", salesforce.Locale)
	assert.True(t, salesforce.Active)
}

// Its keys are providers' names, of which the service has several spellings.
func TestProviderDataIsFoundInEverySpelling(t *testing.T) {
	t.Parallel()
	for spelling, there := range map[string]func(janrain.ProviderData) bool{
		"Facebook":   func(d janrain.ProviderData) bool { return d.Facebook != nil },
		"Foursquare": func(d janrain.ProviderData) bool { return d.Foursquare != nil },
		"LinkedIn":   func(d janrain.ProviderData) bool { return d.LinkedIn != nil },
		"linkedIn":   func(d janrain.ProviderData) bool { return d.LinkedIn != nil },
		"Linkedin":   func(d janrain.ProviderData) bool { return d.LinkedIn != nil },
		"Mixi":       func(d janrain.ProviderData) bool { return d.Mixi != nil },
		"PayPal":     func(d janrain.ProviderData) bool { return d.PayPal != nil },
		"Paypal":     func(d janrain.ProviderData) bool { return d.PayPal != nil },
		"Salesforce": func(d janrain.ProviderData) bool { return d.Salesforce != nil },
		"SalesForce": func(d janrain.ProviderData) bool { return d.Salesforce != nil },
		"salesForce": func(d janrain.ProviderData) bool { return d.Salesforce != nil },
	} {
		text := `{"` + spelling + `":{"x":1}}`
		d := answersOf[janrain.ProviderData](t, text)
		assert.True(t, there(*d), "the section %s", spelling)
		answersSameJSON(t, text, answersText(t, d), "it is written again under its spelling")
	}
}

func TestProviderDataBearsOddShapes(t *testing.T) {
	t.Parallel()
	d := answersSignIn(t, "auth_info/odd_shapes").ProviderData
	assert.Nil(t, d.Facebook, "PHP's empty list is no section")
	assert.Nil(t, d.Mixi, "nor is null")
	assert.True(t, d.Foursquare.Pings, `"true" for true`)
	assert.Equal(t, 7, d.LinkedIn.NumRecommenders, "a number as a text")
	assert.JSONEq(t, `{}`, string(d.LinkedIn.Patents), "a list that is an object")
	assert.True(t, d.PayPal.VerifiedAccount)
	assert.True(t, d.Salesforce.Active, "1 for true")

	d = *answersOf[janrain.ProviderData](t, `{"facebook":"","linkedin":"none","mixi":false}`)
	assert.Nil(t, d.Facebook, "an empty text is no section")
	assert.Nil(t, d.LinkedIn, "a text is no section")
	assert.Nil(t, d.Mixi)
}

func TestProviderDataKeepsSectionsOfOtherProviders(t *testing.T) {
	t.Parallel()
	d := answersSignIn(t, "auth_info/unknown_members").ProviderData
	assert.JSONEq(t, `{"tier":"gold"}`, string(d.Extra["bravenew"]))
	assert.JSONEq(t, `3`, string(d.Facebook.Extra["pokes"]), "and members of a known one")
}
