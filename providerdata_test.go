package janrain_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// list is what stands for lists whose elements the page does not describe.
const (
	providerDataList  = `[{"id":1.50,"x":null}]`
	providerDataTexts = `"t"`
)

func TestFacebookDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	list := json.RawMessage(providerDataList)
	kit.AssertFields[janrain.FacebookData](t, []kit.Field{
		{Field: "Albums", Member: "albums", Raw: providerDataList, Want: list},
		{Field: "Games", Member: "games", Raw: providerDataList, Want: list},
		{Field: "Groups", Member: "groups", Raw: providerDataList, Want: list},
		{Field: "Videos", Member: "videos", Raw: providerDataList, Want: list},
	})
}

func TestFoursquareDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.FoursquareData](t, []kit.Field{
		{Field: "Type", Member: "type", Raw: providerDataTexts, Want: "t"},
		{Field: "Pings", Member: "pings", Raw: `true`, Want: true},
		{Field: "Relationship", Member: "relationship", Raw: `"friend"`, Want: "friend"},
	})
}

func TestLinkedInDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	list := json.RawMessage(providerDataList)
	kit.AssertFields[janrain.LinkedInData](t, []kit.Field{
		{Field: "Associations", Member: "associations", Raw: providerDataTexts, Want: "t"},
		{Field: "Patents", Member: "patents", Raw: providerDataList, Want: list},
		{Field: "NumRecommenders", Member: "numRecommenders", Raw: `4`, Want: 4},
		{Field: "Industry", Member: "industry", Raw: providerDataTexts, Want: "t"},
		{Field: "Following", Member: "following", Raw: providerDataList, Want: list},
		{Field: "Courses", Member: "courses", Raw: providerDataList, Want: list},
		{Field: "Certifications", Member: "certifications", Raw: providerDataList, Want: list},
		{Field: "Publications", Member: "publications", Raw: providerDataList, Want: list},
		{Field: "Positions", Member: "positions", Raw: providerDataList, Want: list},
		{Field: "JobBookmarks", Member: "jobBookmarks", Raw: providerDataList, Want: list},
		{Field: "Honors", Member: "honors", Raw: providerDataTexts, Want: "t"},
		{Field: "GroupMemberships", Member: "groupMemberships", Raw: providerDataList, Want: list},
		{Field: "MFeedRSSURL", Member: "mFeedRssUrl", Raw: providerDataTexts, Want: "t"},
		{Field: "Skills", Member: "skills", Raw: providerDataList, Want: list},
		{Field: "ProposalComments", Member: "proposalComments", Raw: providerDataTexts, Want: "t"},
		{Field: "Recommendations", Member: "recommendations", Raw: providerDataList, Want: list},
		{Field: "Volunteer", Member: "volunteer", Raw: providerDataList, Want: list},
	})
}

func TestMixiDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.MixiData](t, []kit.Field{
		{Field: "Occupation", Member: "occupation", Raw: providerDataTexts, Want: "t"},
		{Field: "BloodType", Member: "bloodType", Raw: `"AB"`, Want: "AB"},
		{Field: "FavoriteThings", Member: "favoriteThings", Raw: providerDataList, Want: json.RawMessage(providerDataList)},
	})
}

func TestPayPalDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.PayPalData](t, []kit.Field{{Field: "VerifiedAccount", Member: "verifiedAccount", Raw: `true`, Want: true}})
}

func TestSalesforceDataHasEveryFieldOfThePage(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.SalesforceData](t, []kit.Field{
		{Field: "Locale", Member: "locale", Raw: `"pt_PT"`, Want: "pt_PT"},
		{Field: "UserType", Member: "userType", Raw: `"STANDARD"`, Want: "STANDARD"},
		{Field: "Active", Member: "active", Raw: `true`, Want: true},
	})
	assert.Equal(t, "pt_PT", kit.Unmarshal[janrain.SalesforceData](t, `{"local":"pt_PT"}`).Locale, "the page's own spelling")
}

func TestProviderDataHasASectionForEachProvider(t *testing.T) {
	t.Parallel()
	kit.AssertFields[janrain.ProviderData](t, []kit.Field{
		{Field: "Facebook", Member: "facebook", Raw: `{"albums":[]}`, Want: &janrain.FacebookData{Albums: json.RawMessage(`[]`)}},
		{Field: "Foursquare", Member: "foursquare", Raw: `{"type":"user"}`, Want: &janrain.FoursquareData{Type: "user"}},
		{Field: "LinkedIn", Member: "linkedin", Raw: `{"industry":"Pumps"}`, Want: &janrain.LinkedInData{Industry: "Pumps"}},
		{Field: "Mixi", Member: "mixi", Raw: `{"bloodType":"AB"}`, Want: &janrain.MixiData{BloodType: "AB"}},
		{Field: "PayPal", Member: "paypal", Raw: `{"verifiedAccount":true}`, Want: &janrain.PayPalData{VerifiedAccount: true}},
		{Field: "Salesforce", Member: "salesforce", Raw: `{"active":true}`, Want: &janrain.SalesforceData{Active: true}},
	})
}

func TestProviderDataOfEachProvidersAnswer(t *testing.T) {
	t.Parallel()
	facebook := kit.ReadAuthInfo(t, "auth_info/facebook").ProviderData
	require.NotNil(t, facebook.Facebook)
	assert.JSONEq(t, `[{"name":"Sea Chess"}]`, string(facebook.Facebook.Games))
	assert.JSONEq(t, `[]`, string(facebook.Facebook.Videos))
	assert.Nil(t, facebook.LinkedIn, "other sections are not there")

	linkedIn := kit.ReadAuthInfo(t, "auth_info/linkedin").ProviderData.LinkedIn
	require.NotNil(t, linkedIn)
	assert.Equal(t, 4, linkedIn.NumRecommenders)
	assert.Equal(t, "Mechanical Engineering", linkedIn.Industry)
	assert.Empty(t, linkedIn.Extra, "no member of the page is unknown")

	assert.Equal(t, "Ceramicist", kit.ReadAuthInfo(t, "auth_info/mixi").ProviderData.Mixi.Occupation)
	assert.True(t, kit.ReadAuthInfo(t, "auth_info/paypal").ProviderData.PayPal.VerifiedAccount)
	assert.Equal(t, "self", kit.ReadAuthInfo(t, "auth_info/foursquare").ProviderData.Foursquare.Relationship)
	salesforce := kit.ReadAuthInfo(t, "auth_info/salesforce").ProviderData.Salesforce
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
		d := kit.Unmarshal[janrain.ProviderData](t, text)
		assert.True(t, there(*d), "the section %s", spelling)
		kit.AssertSameJSON(t, text, kit.Marshal(t, d), "it is written again under its spelling")
	}
}

func TestProviderDataBearsOddShapes(t *testing.T) {
	t.Parallel()
	d := kit.ReadAuthInfo(t, "auth_info/odd_shapes").ProviderData
	assert.Nil(t, d.Facebook, "PHP's empty list is no section")
	assert.Nil(t, d.Mixi, "nor is null")
	assert.True(t, d.Foursquare.Pings, `"true" for true`)
	assert.Equal(t, 7, d.LinkedIn.NumRecommenders, "a number as a text")
	assert.JSONEq(t, `{}`, string(d.LinkedIn.Patents), "a list that is an object")
	assert.True(t, d.PayPal.VerifiedAccount)
	assert.True(t, d.Salesforce.Active, "1 for true")

	d = *kit.Unmarshal[janrain.ProviderData](t, `{"facebook":"","linkedin":"none","mixi":false}`)
	assert.Nil(t, d.Facebook, "an empty text is no section")
	assert.Nil(t, d.LinkedIn, "a text is no section")
	assert.Nil(t, d.Mixi)
}

func TestProviderDataKeepsSectionsOfOtherProviders(t *testing.T) {
	t.Parallel()
	d := kit.ReadAuthInfo(t, "auth_info/unknown_members").ProviderData
	assert.JSONEq(t, `{"tier":"gold"}`, string(d.Extra["bravenew"]))
	assert.JSONEq(t, `3`, string(d.Facebook.Extra["pokes"]), "and members of a known one")
}
