package janraintest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
)

// User returns a made-up user of a provider, with a profile, credentials and
// contact data of the kind that the provider gives: no email from Twitter, no
// name from Microsoft Account, friends from Facebook. It is the same person at
// every provider, and the same at every call. Change what the test is about:
//
//	user := janraintest.User(janrain.ProviderTwitter)
//	user.Profile.Identifier = "http://twitter.com/account/profile?user_id=2"
//
// The email addresses are at example.com, for which CheckLink returns an error. To test linking
// by email, set Profile.VerifiedEmail of a Google user to an address at gmail.com, and give an
// account of the application the same confirmed address.
//
// A provider is found by its specifier in any case and by its name, such as
// "Facebook" or "Yahoo!". One that the vendor does not list, such as one of the
// application's own, gives a plain profile and *janrain.OtherCredentials.
func User(provider janrain.Provider) janrain.AuthInfo {
	provider = knownProvider(provider)
	t, known := traits[provider]
	if !known {
		t = other(provider)
	}
	user := janrain.AuthInfo{Profile: t.profile(provider), MergedPoco: t.contact()}
	if t.credentials != nil {
		user.AccessCredentials = t.credentials()
	}
	if t.extend != nil {
		t.extend(&user)
	}
	return user
}

// A trait is what differs from provider to provider.
type trait struct {
	name        string // the provider's, for people
	identifier  string
	gives       string // of the words below
	credentials func() janrain.AccessCredentials
	extend      func(*janrain.AuthInfo)
}

// The words of trait.gives: name (in parts), fullname (formatted only), email,
// verified, url, photo, gender, birthday, utc, address, phone.
func (t trait) has(word string) bool {
	for given := range strings.FieldsSeq(t.gives) {
		if given == word {
			return true
		}
	}
	return false
}

const (
	given, surname = "Mira", "Okafor"
	email          = "mira.okafor@example.com"
	homepage       = "https://mira.example.com/"
	photo          = "https://images.example.com/mira.png"
	address        = "Utrecht, Netherlands"
)

func (t trait) profile(provider janrain.Provider) janrain.Profile {
	p := janrain.Profile{
		Identifier:        t.identifier,
		ProviderName:      t.name,
		ProviderSpecifier: string(provider),
	}
	if t.has("name") || t.has("fullname") {
		p.DisplayName, p.PreferredUsername = given+" "+surname, "miraokafor"
		p.Name = t.fullName()
	}
	set := func(word string, field *string, value string) {
		if t.has(word) {
			*field = value
		}
	}
	set("email", &p.Email, email)
	set("verified", &p.VerifiedEmail, email)
	set("url", &p.URL, homepage)
	set("photo", &p.Photo, photo)
	set("gender", &p.Gender, "female")
	set("birthday", &p.Birthday, "1991-04-17")
	set("utc", &p.UTCOffset, "+01:00")
	set("phone", &p.PhoneNumber, "+31 20 555 0100")
	if t.has("address") {
		p.Address = janrain.Address{Formatted: address, Type: "currentLocation"}
	}
	return p
}

func (t trait) fullName() janrain.Name {
	name := janrain.Name{Formatted: given + " " + surname}
	if t.has("name") {
		name.GivenName, name.FamilyName = given, surname
	}
	return name
}

// contact returns the same person in the form of merged_poco.
func (t trait) contact() *janrain.Contact {
	c := &janrain.Contact{ID: "mira-1", Updated: "2026-03-14T09:26:53.000Z"}
	if t.has("name") || t.has("fullname") {
		c.DisplayName, c.PreferredUsername, c.Name = given+" "+surname, "miraokafor", t.fullName()
	}
	list := func(word string, field *[]janrain.ContactValue, kind, value string) {
		if t.has(word) {
			*field = []janrain.ContactValue{{Type: kind, Value: value}}
		}
	}
	list("email", &c.Emails, "other", email)
	list("url", &c.URLs, "profile", homepage)
	list("photo", &c.Photos, "other", photo)
	list("phone", &c.PhoneNumbers, "mobile", "+31 20 555 0100")
	if t.has("birthday") {
		c.Birthday = "1991-04-17"
	}
	if t.has("gender") {
		c.Gender = "female"
	}
	if t.has("utc") {
		c.UTCOffset = "+01:00"
	}
	if t.has("address") {
		c.Addresses = []janrain.Address{{Formatted: address, Type: "currentLocation"}}
		c.CurrentLocation = &janrain.Address{Formatted: address}
		c.LanguagesSpoken = []string{"Dutch", "English", "Igbo"}
		c.Organizations = []janrain.Organization{{
			Name: "Example Instruments", Title: "Optician", Type: "job", StartDate: "2017-09", EndDate: "0000-00",
		}}
	}
	return c
}

func other(provider janrain.Provider) trait {
	return trait{
		name:       string(provider),
		identifier: "https://id.example.com/" + string(provider) + "/mira",
		gives:      "name email",
		credentials: func() janrain.AccessCredentials {
			return &janrain.OtherCredentials{
				Of: provider, AccessToken: token("other"), UID: "mira", Type: "OAuth2", Expires: expires,
			}
		},
	}
}

// token returns a token that looks like one and names its provider.
func token(provider string) string { return "fake-" + provider + "-token-5c1d9a70e2" }

// secret returns the secret of an OAuth 1 token.
func secret(provider string) string { return "fake-" + provider + "-secret-b7f3048d61" }

// expires is late enough for every test.
var expires = time.Date(2040, time.January, 1, 0, 0, 0, 0, time.UTC)

// people returns the identifiers of other users.
func people(prefix string) []string {
	return []string{prefix + "2001", prefix + "2002", prefix + "2003"}
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

// Providers returns the providers that User knows, sorted.
func Providers() []janrain.Provider { return slices.Sorted(maps.Keys(traits)) }
