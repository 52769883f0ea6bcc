package load

import (
	"encoding/json"
)

// These types have the fields of the package's types but no methods, as a developer would write
// them for encoding/json alone.

type plainAnswer struct {
	Stat              string           `json:"stat"`
	Profile           plainProfile     `json:"profile"`
	AccessCredentials plainCredentials `json:"accessCredentials"`
	MergedPoco        *plainContact    `json:"merged_poco"`
	Friends           []string         `json:"friends"`
	Following         []string         `json:"following"`
	Followers         []string         `json:"followers"`
	Friendships       []string         `json:"friendships"`
	Provider          plainData        `json:"provider"`
}

type plainProfile struct {
	Identifier        string       `json:"identifier"`
	ProviderName      string       `json:"providerName"`
	ProviderSpecifier string       `json:"providerSpecifier"`
	PrimaryKey        string       `json:"primaryKey"`
	DisplayName       string       `json:"displayName"`
	PreferredUsername string       `json:"preferredUsername"`
	Name              plainName    `json:"name"`
	Email             string       `json:"email"`
	VerifiedEmail     string       `json:"verifiedEmail"`
	URL               string       `json:"url"`
	Photo             string       `json:"photo"`
	PhoneNumber       string       `json:"phoneNumber"`
	Gender            string       `json:"gender"`
	Birthday          string       `json:"birthday"`
	UTCOffset         string       `json:"utcOffset"`
	Address           plainAddress `json:"address"`
	GoogleUserID      string       `json:"googleUserId"`
	LimitedData       bool         `json:"limitedData"`
}

type plainName struct {
	Formatted       string `json:"formatted"`
	GivenName       string `json:"givenName"`
	FamilyName      string `json:"familyName"`
	MiddleName      string `json:"middleName"`
	HonorificPrefix string `json:"honorificPrefix"`
	HonorificSuffix string `json:"honorificSuffix"`
}

type plainAddress struct {
	Formatted     string `json:"formatted"`
	StreetAddress string `json:"streetAddress"`
	Locality      string `json:"locality"`
	Region        string `json:"region"`
	PostalCode    string `json:"postalCode"`
	Country       string `json:"country"`
	Type          string `json:"type"`
	Primary       bool   `json:"primary"`
}

type plainCredentials struct {
	AccessToken string `json:"accessToken"`
	Expires     int64  `json:"expires"`
	UID         string `json:"uid"`
	Type        string `json:"type"`
	Scopes      string `json:"scopes"`
}

type plainValue struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

type plainOrganization struct {
	Name        string `json:"name"`
	Department  string `json:"department"`
	Title       string `json:"title"`
	Type        string `json:"type"`
	StartDate   string `json:"startDate"`
	EndDate     string `json:"endDate"`
	Location    string `json:"location"`
	Description string `json:"description"`
	Primary     bool   `json:"primary"`
}

type plainAccount struct {
	Domain   string `json:"domain"`
	Username string `json:"username"`
	UserID   string `json:"userid"`
	Primary  bool   `json:"primary"`
}

type plainBodyType struct {
	Build     string  `json:"build"`
	EyeColor  string  `json:"eyeColor"`
	HairColor string  `json:"hairColor"`
	Height    float64 `json:"height"`
	Weight    float64 `json:"weight"`
}

type plainData struct {
	Facebook *struct {
		Albums json.RawMessage `json:"albums"`
		Games  json.RawMessage `json:"games"`
		Groups json.RawMessage `json:"groups"`
		Videos json.RawMessage `json:"videos"`
	} `json:"facebook"`
}

type plainContact struct {
	ID                 string              `json:"id"`
	DisplayName        string              `json:"displayName"`
	Name               plainName           `json:"name"`
	Nickname           string              `json:"nickname"`
	PreferredUsername  string              `json:"preferredUsername"`
	Published          string              `json:"published"`
	Updated            string              `json:"updated"`
	Birthday           string              `json:"birthday"`
	Anniversary        string              `json:"anniversary"`
	Gender             string              `json:"gender"`
	Note               string              `json:"note"`
	UTCOffset          string              `json:"utcOffset"`
	Connected          bool                `json:"connected"`
	Emails             []plainValue        `json:"emails"`
	URLs               []plainValue        `json:"urls"`
	PhoneNumbers       []plainValue        `json:"phoneNumbers"`
	IMs                []plainValue        `json:"ims"`
	Photos             []plainValue        `json:"photos"`
	Tags               []string            `json:"tags"`
	Relationships      []string            `json:"relationships"`
	Addresses          []plainAddress      `json:"addresses"`
	Organizations      []plainOrganization `json:"organizations"`
	Accounts           []plainAccount      `json:"accounts"`
	AboutMe            string              `json:"aboutMe"`
	BodyType           *plainBodyType      `json:"bodyType"`
	CurrentLocation    *plainAddress       `json:"currentLocation"`
	Drinker            string              `json:"drinker"`
	Ethnicity          string              `json:"ethnicity"`
	Fashion            string              `json:"fashion"`
	HappiestWhen       string              `json:"happiestWhen"`
	Humor              string              `json:"humor"`
	LivingArrangement  string              `json:"livingArrangement"`
	LookingFor         []string            `json:"lookingFor"`
	ProfileSong        string              `json:"profileSong"`
	ProfileURL         string              `json:"profileUrl"`
	ProfileVideo       string              `json:"profileVideo"`
	RelationshipStatus string              `json:"relationshipStatus"`
	Religion           string              `json:"religion"`
	Romance            string              `json:"romance"`
	ScaredOf           string              `json:"scaredOf"`
	SexualOrientation  string              `json:"sexualOrientation"`
	Smoker             string              `json:"smoker"`
	Status             string              `json:"status"`
	Activities         []string            `json:"activities"`
	Books              []string            `json:"books"`
	Cars               []string            `json:"cars"`
	Children           []string            `json:"children"`
	Food               []string            `json:"food"`
	Heroes             []string            `json:"heroes"`
	Interests          []string            `json:"interests"`
	JobInterests       []string            `json:"jobInterests"`
	Languages          []string            `json:"languages"`
	LanguagesSpoken    []string            `json:"languagesSpoken"`
	Movies             []string            `json:"movies"`
	Music              []string            `json:"music"`
	Pets               []string            `json:"pets"`
	PoliticalViews     json.RawMessage     `json:"politicalViews"` // a string: encoding/json would fail on it
	Quotes             []string            `json:"quotes"`
	Sports             []string            `json:"sports"`
	TurnOffs           []string            `json:"turnOffs"`
	TurnOns            []string            `json:"turnOns"`
	TVShows            []string            `json:"tvShows"`
}
