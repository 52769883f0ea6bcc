package janrain

import "encoding/json"

// ProviderData is the data in an extended response that is specific to one provider. At most
// the section of the provider with which the user signed in is set. Lists whose elements the
// vendor does not document are kept as JSON.
type ProviderData struct {
	Facebook   *FacebookData   `json:"facebook" wire:"also=Facebook"`
	Foursquare *FoursquareData `json:"foursquare" wire:"also=Foursquare"`
	LinkedIn   *LinkedInData   `json:"linkedin" wire:"also=LinkedIn,also=linkedIn,also=Linkedin"`
	Mixi       *MixiData       `json:"mixi" wire:"also=Mixi"`
	PayPal     *PayPalData     `json:"paypal" wire:"also=PayPal,also=Paypal"`
	Salesforce *SalesforceData `json:"salesforce" wire:"also=Salesforce,also=SalesForce,also=salesForce"`

	Extra map[string]json.RawMessage // sections of other providers
}

// FacebookData is the data that is specific to Facebook.
type FacebookData struct {
	Albums json.RawMessage `json:"albums"`
	Games  json.RawMessage `json:"games"`
	Groups json.RawMessage `json:"groups"`
	Videos json.RawMessage `json:"videos"`

	Extra map[string]json.RawMessage // members without a field
}

// FoursquareData is the data that is specific to Foursquare.
type FoursquareData struct {
	Type         string `json:"type"`
	Pings        bool   `json:"pings"`
	Relationship string `json:"relationship"` // such as "friend"

	Extra map[string]json.RawMessage // members without a field
}

// LinkedInData is the data that is specific to LinkedIn.
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

	Extra map[string]json.RawMessage // members without a field
}

// MixiData is the data that is specific to Mixi.
type MixiData struct {
	Occupation     string          `json:"occupation"`
	BloodType      string          `json:"bloodType"`
	FavoriteThings json.RawMessage `json:"favoriteThings"`

	Extra map[string]json.RawMessage // members without a field
}

// PayPalData is the data that is specific to PayPal.
type PayPalData struct {
	VerifiedAccount bool `json:"verifiedAccount"`

	Extra map[string]json.RawMessage // members without a field
}

// SalesforceData is the data that is specific to Salesforce.
type SalesforceData struct {
	// Locale is documented as "local" on the vendor's page. Salesforce calls it locale.
	Locale   string `json:"locale" wire:"also=local"`
	UserType string `json:"userType"`
	Active   bool   `json:"active"`

	Extra map[string]json.RawMessage // members without a field
}
