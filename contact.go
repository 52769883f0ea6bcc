package janrain

import "encoding/json"

// Contact is a person in the form of Portable Contacts 1.0, which the service
// merges from all that the provider tells. Dates and times are texts, as
// providers write them in ways of their own ("2007-05", "0000-00").
//
// An object in the place of a list, such as {"0":{...},"1":{...}}, is read as the list of
// its values if each of them fills a field. If not, the list is empty and the object is in
// Extra (Salesforce sends organizations in a format of its own).
type Contact struct {
	ID                string `json:"id"`
	DisplayName       string `json:"displayName"`
	Name              Name   `json:"name"`
	Nickname          string `json:"nickname"`
	PreferredUsername string `json:"preferredUsername"`
	Published         string `json:"published"`   // date and time the contact was first added
	Updated           string `json:"updated"`     // date and time of the last change, with or without milliseconds
	Birthday          string `json:"birthday"`    // YYYY-MM-DD; the year is 0000 where it is not known
	Anniversary       string `json:"anniversary"` // YYYY-MM-DD
	Gender            string `json:"gender"`
	Note              string `json:"note"`
	UTCOffset         string `json:"utcOffset"` // as "-08:00"
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

	// Details has the members that describe the person more closely. It is nil if there
	// are none. In JSON they are among the others.
	Details *ContactDetails `json:"-" wire:"inline"`

	// Extra keeps members without a field here, and those that their field
	// cannot give back as they came: of another type, null or empty.
	Extra map[string]json.RawMessage
}

// ContactDetails are the members of a Contact that few providers send. They have a
// struct of their own because lists of thousands of contacts would otherwise hold most of
// their memory in empty fields.
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

	// Extra keeps members without a field if ContactDetails are decoded alone. Within a
	// Contact, they are in its Extra.
	Extra map[string]json.RawMessage
}

// ContactValue is one of several values of a kind: an email address, a URL, a
// telephone number, an instant messaging name, a photo's URL.
type ContactValue struct {
	Value   string `json:"value" wire:"bare"`
	Type    string `json:"type"`    // as "home", "work", "other", "thumbnail"
	Primary bool   `json:"primary"` // the one to prefer

	Extra map[string]json.RawMessage // what has no field here
}

// Organization is a place of work or study.
type Organization struct {
	Name        string `json:"name" wire:"bare"`
	Department  string `json:"department"`
	Title       string `json:"title"`
	Type        string `json:"type"`      // as "job", "school"
	StartDate   string `json:"startDate"` // as "2007-05", "0000-00"
	EndDate     string `json:"endDate"`
	Location    string `json:"location"`
	Description string `json:"description"`
	Primary     bool   `json:"primary"` // the one to prefer

	Extra map[string]json.RawMessage // what has no field here
}

// Account is an account of the contact's somewhere else.
type Account struct {
	Domain   string `json:"domain" wire:"bare"` // as "twitter.com"
	Username string `json:"username"`
	UserID   string `json:"userid"`
	Primary  bool   `json:"primary"` // the one to prefer

	Extra map[string]json.RawMessage // what has no field here
}

// BodyType is what a contact looks like.
type BodyType struct {
	Build     string  `json:"build" wire:"bare"`
	EyeColor  string  `json:"eyeColor"`
	HairColor string  `json:"hairColor"`
	Height    float64 `json:"height"` // metres
	Weight    float64 `json:"weight"` // kilograms

	Extra map[string]json.RawMessage // what has no field here
}
