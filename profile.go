package janrain

import (
	"encoding/json"

	"github.com/janrain-go/janrain/internal/check"
)

// Profile is the member profile of an answer: who the user is. The fields
// follow the vendor's page user-profile-data; only Identifier and ProviderName
// are certain to be there, which of the others are depends on the provider and
// on what the user let it tell.
type Profile struct {
	// Identifier is the URL that tells the user from all others of this
	// application: the key to store a user by. It need not be the same in
	// another application. It may have a fragment (Yahoo!), keep it whole.
	//
	// Store and compare it byte by byte: with a binary collation, in a column that does
	// not pad or trim, without folding case or normalizing Unicode. A database that does
	// any of this takes two users for one.
	//
	// In a response it has a visible character; it does not begin or end with white space
	// or with a combining mark that has no base; and it has no control, bidi control,
	// zero-width or other default-ignorable character, no line separator, no noncharacter
	// and no U+FFFD. U+200C and U+200D are allowed between letters or marks. Anything else
	// is ErrNoIdentifier. Visible characters of every script are valid, as in "CN=José,O=Ü".
	Identifier string `json:"identifier" wire:"strict" print:"yes"`

	ProviderName      string `json:"providerName" print:"yes"`      // for people, as "Yahoo!"; "Other" for an OpenID URL of no known provider
	ProviderSpecifier string `json:"providerSpecifier" print:"yes"` // as "yahoo"; not in old answers, see Provider
	PrimaryKey        string `json:"primaryKey" wire:"key"`         // the application's own key for the user, where it has mapped one
	DisplayName       string `json:"displayName"`
	PreferredUsername string `json:"preferredUsername"`
	Name              Name   `json:"name"`

	// Email is what the user or the provider says; nobody need have checked it. It and
	// VerifiedEmail are taken from a string, or a list with exactly one, without characters
	// that are not shown. Any other value stays in Extra.
	Email string `json:"email" wire:"identity"`

	// VerifiedEmail is an address that the provider says it has checked. It is
	// not always an address: an answer with a timestamp in it has been seen.
	VerifiedEmail string `json:"verifiedEmail" wire:"identity"`

	URL         string  `json:"url"`                           // the user's page at the provider
	Photo       string  `json:"photo"`                         // a URL
	PhoneNumber string  `json:"phoneNumber" wire:"also=phone"` // as the provider writes it
	Gender      string  `json:"gender"`                        // "male", "female" or any other text
	Birthday    string  `json:"birthday"`                      // YYYY-MM-DD; the year is 0000 where it is not known
	UTCOffset   string  `json:"utcOffset"`                     // as "-08:00"
	Address     Address `json:"address"`

	// GoogleUserID is Google's number for the user, 21 digits and more: too
	// long for a float64.
	GoogleUserID string `json:"googleUserId"`

	// LimitedData is the profile's own mark of limited data; AuthInfo has one
	// for wherever it stands.
	LimitedData bool `json:"limitedData" wire:"also=limited_data"`

	// Extra keeps members without a field here, and those that their field
	// cannot give back as they came: of another type, null or empty.
	Extra map[string]json.RawMessage
}

// Name is a name and its parts. All may be empty (Microsoft Account), or all
// but Formatted (Twitter, Yahoo!).
type Name struct {
	Formatted       string `json:"formatted" wire:"bare"` // the whole name, as one would write it
	GivenName       string `json:"givenName"`
	FamilyName      string `json:"familyName"`
	MiddleName      string `json:"middleName"`
	HonorificPrefix string `json:"honorificPrefix"` // as "Dr."
	HonorificSuffix string `json:"honorificSuffix"` // as "III"

	Extra map[string]json.RawMessage // what has no field here
}

// Address is a postal address, whole in Formatted, in parts, or both.
type Address struct {
	Formatted     string `json:"formatted" wire:"bare"` // lines are divided by \n
	StreetAddress string `json:"streetAddress"`
	Locality      string `json:"locality"` // town
	Region        string `json:"region"`   // state or province
	PostalCode    string `json:"postalCode"`
	Country       string `json:"country"`
	Type          string `json:"type"`    // as "home", or Facebook's "currentLocation"
	Primary       bool   `json:"primary"` // in a list of addresses: the one to prefer

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns the specifier of the provider that the user signed in with:
// the answer's own, else the one that belongs to the provider's name; "" for a
// name that is not known, where the answer has no specifier.
func (p Profile) Provider() Provider {
	if p.ProviderSpecifier != "" {
		return Provider(p.ProviderSpecifier)
	}
	return named(p.ProviderName)
}

// family is the provider whose credentials a profile comes with. The specifier
// was made to tell it; the name decides where there is none, or one that nobody
// knows.
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

// verifiedAddress returns VerifiedEmail if it is an address: a timestamp has been seen in its
// place.
func (p *Profile) verifiedAddress() (string, bool) {
	return p.VerifiedEmail, check.Email(p.VerifiedEmail) == nil
}
