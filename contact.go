package janrain

import "encoding/json"

// Contact is a person in the format of Portable Contacts 1.0. The service merges it from all
// data of the provider. Dates and times are strings, because providers use different formats
// ("2007-05", "0000-00").
//
// If a response has an object instead of a list, such as {"0":{...},"1":{...}}, it is decoded
// as the list of its values if each of them sets a field. Otherwise the list is empty and the
// object is kept in Extra (Salesforce sends organizations in a special format).
type Contact struct {
	ID                string `json:"id"`
	DisplayName       string `json:"displayName"`
	Name              Name   `json:"name"`
	Nickname          string `json:"nickname"`
	PreferredUsername string `json:"preferredUsername"`
	Published         string `json:"published"`   // date and time at which the contact was first added
	Updated           string `json:"updated"`     // date and time of the last change, with or without milliseconds
	Birthday          string `json:"birthday"`    // YYYY-MM-DD, with the year 0000 if the year is unknown
	Anniversary       string `json:"anniversary"` // YYYY-MM-DD
	Gender            string `json:"gender"`
	Note              string `json:"note"`
	UTCOffset         string `json:"utcOffset"` // such as "-08:00"
	Connected         bool   `json:"connected"` // the user and this contact know each other

	Emails        []ContactValue `json:"emails"`
	URLs          []ContactValue `json:"urls"`
	PhoneNumbers  []ContactValue `json:"phoneNumbers"`
	IMs           []ContactValue `json:"ims"`
	Photos        []ContactValue `json:"photos"`
	Tags          []string       `json:"tags"`
	Relationships []string       `json:"relationships"`
	Addresses     []Address      `json:"addresses"`
	Organizations []Organization `json:"organizations"`
	Accounts      []Account      `json:"accounts"`

	CurrentLocation *Address `json:"currentLocation"` // Facebook
	LanguagesSpoken []string `json:"languagesSpoken"` // Facebook

	// Details holds members that few providers send. It is nil if there are none. In JSON,
	// they are members of the contact itself.
	Details *ContactDetails `json:"-" wire:"inline"`

	// Extra holds members without a field, and values that their field cannot represent
	// exactly (of another type, null, or empty).
	Extra map[string]json.RawMessage
}

// ContactDetails are the members of a Contact that few providers send. They are a separate
// struct because most of the memory of a list of thousands of contacts would otherwise be empty
// fields.
type ContactDetails struct {
	AboutMe            string    `json:"aboutMe"`
	BodyType           *BodyType `json:"bodyType"`
	Drinker            string    `json:"drinker"`
	Ethnicity          string    `json:"ethnicity"`
	Fashion            string    `json:"fashion"`
	HappiestWhen       string    `json:"happiestWhen"`
	Humor              string    `json:"humor"`
	LivingArrangement  string    `json:"livingArrangement"`
	LookingFor         []string  `json:"lookingFor"`
	ProfileSong        string    `json:"profileSong"`
	ProfileURL         string    `json:"profileUrl"`
	ProfileVideo       string    `json:"profileVideo"`
	RelationshipStatus string    `json:"relationshipStatus"`
	Religion           string    `json:"religion"`
	Romance            string    `json:"romance"`
	ScaredOf           string    `json:"scaredOf"`
	SexualOrientation  string    `json:"sexualOrientation"`
	Smoker             string    `json:"smoker"`
	Status             string    `json:"status"`

	Activities     []string `json:"activities"`
	Books          []string `json:"books"`
	Cars           []string `json:"cars"`
	Children       []string `json:"children"`
	Food           []string `json:"food"`
	Heroes         []string `json:"heroes"`
	Interests      []string `json:"interests"`
	JobInterests   []string `json:"jobInterests"`
	Languages      []string `json:"languages"`
	Movies         []string `json:"movies"`
	Music          []string `json:"music"`
	Pets           []string `json:"pets"`
	PoliticalViews []string `json:"politicalViews"`
	Quotes         []string `json:"quotes"`
	Sports         []string `json:"sports"`
	TurnOffs       []string `json:"turnOffs"`
	TurnOns        []string `json:"turnOns"`
	TVShows        []string `json:"tvShows"`

	// Extra holds members without a field if ContactDetails are decoded alone. Within a
	// Contact, those members are in the Extra of the Contact.
	Extra map[string]json.RawMessage
}

// ContactValue is an element of a list in a Contact: an email address, a URL, a telephone
// number, an instant messaging name or the URL of a photo.
type ContactValue struct {
	Value   string `json:"value" wire:"bare"`
	Type    string `json:"type"`    // such as "home", "work", "other" or "thumbnail"
	Primary bool   `json:"primary"` // the preferred one

	Extra map[string]json.RawMessage // members without a field
}

// Organization is a place of work or study.
type Organization struct {
	Name        string `json:"name" wire:"bare"`
	Department  string `json:"department"`
	Title       string `json:"title"`
	Type        string `json:"type"`      // such as "job" or "school"
	StartDate   string `json:"startDate"` // such as "2007-05" or "0000-00"
	EndDate     string `json:"endDate"`
	Location    string `json:"location"`
	Description string `json:"description"`
	Primary     bool   `json:"primary"` // the preferred one

	Extra map[string]json.RawMessage // members without a field
}

// Account is an account of the contact at another service.
type Account struct {
	Domain   string `json:"domain" wire:"bare"` // such as "twitter.com"
	Username string `json:"username"`
	UserID   string `json:"userid"`
	Primary  bool   `json:"primary"` // the preferred one

	Extra map[string]json.RawMessage // members without a field
}

// BodyType describes the appearance of a contact.
type BodyType struct {
	Build     string  `json:"build" wire:"bare"`
	EyeColor  string  `json:"eyeColor"`
	HairColor string  `json:"hairColor"`
	Height    float64 `json:"height"` // metres
	Weight    float64 `json:"weight"` // kilograms

	Extra map[string]json.RawMessage // members without a field
}
