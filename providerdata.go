package janrain

import "encoding/json"

// ProviderData is the member provider of an extended answer: what only one
// provider has, as it calls it. The section of the provider that the user
// signed in with is filled, where there is one. Lists whose elements the
// vendor describes nowhere are kept as JSON.
type ProviderData struct {
	Facebook   *FacebookData   `json:"facebook" wire:"also=Facebook"`
	Foursquare *FoursquareData `json:"foursquare" wire:"also=Foursquare"`
	LinkedIn   *LinkedInData   `json:"linkedin" wire:"also=LinkedIn,also=linkedIn,also=Linkedin"`
	Mixi       *MixiData       `json:"mixi" wire:"also=Mixi"`
	PayPal     *PayPalData     `json:"paypal" wire:"also=PayPal,also=Paypal"`
	Salesforce *SalesforceData `json:"salesforce" wire:"also=Salesforce,also=SalesForce,also=salesForce"`

	Extra map[string]json.RawMessage // sections of other providers
}

// FacebookData is what only Facebook has.
type FacebookData struct {
	Albums json.RawMessage `json:"albums"`
	Games  json.RawMessage `json:"games"`
	Groups json.RawMessage `json:"groups"`
	Videos json.RawMessage `json:"videos"`

	Extra map[string]json.RawMessage // what has no field here
}

// FoursquareData is what only Foursquare has.
type FoursquareData struct {
	Type         string `json:"type"`
	Pings        bool   `json:"pings"`
	Relationship string `json:"relationship"` // as "friend"

	Extra map[string]json.RawMessage // what has no field here
}

// LinkedInData is what only LinkedIn has.
type LinkedInData struct {
	Associations     string          `json:"associations"`
	Patents          json.RawMessage `json:"patents"`
	NumRecommenders  int             `json:"numRecommenders"`
	Industry         string          `json:"industry"`
	Following        json.RawMessage `json:"following"`
	Courses          json.RawMessage `json:"courses"`
	Certifications   json.RawMessage `json:"certifications"`
	Publications     json.RawMessage `json:"publications"`
	Positions        json.RawMessage `json:"positions"`
	JobBookmarks     json.RawMessage `json:"jobBookmarks"`
	Honors           string          `json:"honors"`
	GroupMemberships json.RawMessage `json:"groupMemberships"`
	MFeedRSSURL      string          `json:"mFeedRssUrl"`
	Skills           json.RawMessage `json:"skills"`
	ProposalComments string          `json:"proposalComments"`
	Recommendations  json.RawMessage `json:"recommendations"`
	Volunteer        json.RawMessage `json:"volunteer"`

	Extra map[string]json.RawMessage // what has no field here
}

// MixiData is what only Mixi has.
type MixiData struct {
	Occupation     string          `json:"occupation"`
	BloodType      string          `json:"bloodType"`
	FavoriteThings json.RawMessage `json:"favoriteThings"`

	Extra map[string]json.RawMessage // what has no field here
}

// PayPalData is what only PayPal has.
type PayPalData struct {
	VerifiedAccount bool `json:"verifiedAccount"`

	Extra map[string]json.RawMessage // what has no field here
}

// SalesforceData is what only Salesforce has.
type SalesforceData struct {
	Locale   string `json:"locale" wire:"also=local"` // the vendor's page has local, the sense and Salesforce locale
	UserType string `json:"userType"`
	Active   bool   `json:"active"`

	Extra map[string]json.RawMessage // what has no field here
}
