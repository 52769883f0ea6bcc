package janrain

import (
	"encoding/json"

	"github.com/janrain-go/janrain/internal/check"
)

// Profile describes the user who signed in. Its fields follow the vendor's page
// user-profile-data. Identifier and ProviderName are always set. The other fields depend on
// the provider and on the permissions that the user granted.
type Profile struct {
	// Identifier is the URL that identifies the user within this application. Use it as the
	// key of the user. Another application may get a different one. It may have a fragment
	// (Yahoo!), which is part of it.
	//
	// Store and compare it byte by byte: use a binary collation and a column that does not
	// pad or trim, and do not fold case or normalize Unicode. Otherwise the database may
	// treat two users as one.
	//
	// In a response, it has at least one visible character. It does not begin or end with
	// white space, or with a combining mark without a base. It has no control, bidi control,
	// zero-width or other default-ignorable characters, no line separators, no noncharacters
	// and no U+FFFD. U+200C and U+200D are allowed between letters or marks. Visible characters
	// of all scripts are valid, for example "CN=José,O=Ü". For any other identifier, AuthInfo
	// returns an error that matches ErrNoIdentifier.
	Identifier string `json:"identifier" wire:"strict" print:"yes"`

	// ProviderName is the display name of the provider, such as "Yahoo!". It is "Other" for an
	// OpenID URL of an unknown provider.
	ProviderName string `json:"providerName" print:"yes"`

	// ProviderSpecifier is the specifier of the provider, such as "yahoo". Old responses have
	// none. See the method Provider.
	ProviderSpecifier string `json:"providerSpecifier" print:"yes"`

	// PrimaryKey is the application's own key of the user, if the application has mapped one.
	PrimaryKey        string `json:"primaryKey" wire:"key"`
	DisplayName       string `json:"displayName"`
	PreferredUsername string `json:"preferredUsername"`
	Name              Name   `json:"name"`

	// Email is the email address that the user or the provider states. It may be unverified.
	// Email and VerifiedEmail are decoded from a string without invisible characters, or from
	// a list of exactly one such string. Any other value is kept in Extra.
	Email string `json:"email" wire:"identity"`

	// VerifiedEmail is an address that the provider claims to have verified. It is not always
	// an address: one recorded response has a timestamp in it.
	VerifiedEmail string `json:"verifiedEmail" wire:"identity"`

	URL         string  `json:"url"`                           // the user's page at the provider
	Photo       string  `json:"photo"`                         // a URL
	PhoneNumber string  `json:"phoneNumber" wire:"also=phone"` // as the provider formats it
	Gender      string  `json:"gender"`                        // "male", "female" or any other text
	Birthday    string  `json:"birthday"`                      // YYYY-MM-DD, with the year 0000 if the year is unknown
	UTCOffset   string  `json:"utcOffset"`                     // such as "-08:00"
	Address     Address `json:"address"`

	// GoogleUserID is Google's number of the user. It has 21 digits or more, too many for a
	// float64.
	GoogleUserID string `json:"googleUserId"`

	// LimitedData is the mark of limited data within the profile. AuthInfo.LimitedData covers
	// all places in which the mark can be.
	LimitedData bool `json:"limitedData" wire:"also=limited_data"`

	// Extra holds members without a field, and values that their field cannot represent
	// exactly (of another type, null, or empty).
	Extra map[string]json.RawMessage
}

// Name is a name and its parts. All fields may be empty (Microsoft Account), or all except
// Formatted (Twitter, Yahoo!).
type Name struct {
	Formatted       string `json:"formatted" wire:"bare"` // the full name
	GivenName       string `json:"givenName"`
	FamilyName      string `json:"familyName"`
	MiddleName      string `json:"middleName"`
	HonorificPrefix string `json:"honorificPrefix"` // such as "Dr."
	HonorificSuffix string `json:"honorificSuffix"` // such as "III"

	Extra map[string]json.RawMessage // members without a field
}

// Address is a postal address: the full address in Formatted, its parts, or both.
type Address struct {
	Formatted     string `json:"formatted" wire:"bare"` // lines are separated by \n
	StreetAddress string `json:"streetAddress"`
	Locality      string `json:"locality"` // town
	Region        string `json:"region"`   // state or province
	PostalCode    string `json:"postalCode"`
	Country       string `json:"country"`
	Type          string `json:"type"`    // such as "home", or "currentLocation" (Facebook)
	Primary       bool   `json:"primary"` // the preferred one in a list of addresses

	Extra map[string]json.RawMessage // members without a field
}

// Provider returns the specifier of the provider with which the user signed in. It is
// ProviderSpecifier, or else the specifier that belongs to ProviderName, or else "".
func (p Profile) Provider() Provider {
	if p.ProviderSpecifier != "" {
		return Provider(p.ProviderSpecifier)
	}
	return named(p.ProviderName)
}

// family returns the provider that determines the type of the credentials. It follows from the
// specifier, or from the name if the specifier is missing or unknown.
func (p *Profile) family() Provider {
	specifier := Provider(p.ProviderSpecifier)
	if known, ok := specifiers[p.ProviderSpecifier]; ok {
		return known
	}
	if providerNames[specifier] != nil {
		return specifier
	}
	return named(p.ProviderName)
}

// verifiedAddress returns VerifiedEmail and whether it is an address.
func (p *Profile) verifiedAddress() (string, bool) {
	return p.VerifiedEmail, check.Email(p.VerifiedEmail) == nil
}
