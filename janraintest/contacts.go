package janraintest

import (
	"encoding/json"
	"slices"

	"github.com/janrain-go/janrain"
)

var contactEndpoints = []endpoint{
	post("/api/v2/get_contacts", "identifier! contactType:key existingUser:bool", call.contacts),
}

// contactTypes are the lists that each provider has, the default first. A provider that is
// not here has no contacts.
var contactTypes = map[janrain.Provider][]string{
	janrain.ProviderTwitter:    words("following followers friendships"),
	janrain.ProviderGooglePlus: words("addressBook following"),
	janrain.ProviderVK:         words("friends followers following"),

	janrain.ProviderDisqus:           words("friends"),
	janrain.ProviderFacebook:         words("friends"),
	janrain.ProviderGoogle:           words("friends"),
	janrain.ProviderLinkedIn:         words("friends"),
	janrain.ProviderLiveID:           words("friends"),
	janrain.ProviderMicrosoftAccount: words("friends"),
	janrain.ProviderMixi:             words("friends"),
	janrain.ProviderMySpace:          words("friends"),
	janrain.ProviderRenRen:           words("friends"),
	janrain.ProviderSalesforce:       words("friends"),
	janrain.ProviderSinaWeibo:        words("friends"),
	janrain.ProviderSoundCloud:       words("friends"),
	janrain.ProviderTencentWeibo:     words("friends"),
	janrain.ProviderTumblr:           words("friends"),
	janrain.ProviderYahoo:            words("friends"),
}

func (c call) contacts() (members, *refusal) {
	identifier := c.form.Get("identifier")
	var user janrain.AuthInfo
	if known, ok := c.user(identifier); ok {
		if err := json.Unmarshal(known, &user); err != nil {
			panic("janraintest: " + err.Error()) // it has been marshalled here
		}
	}
	_, brought := c.app.accessTokens[identifier]
	types, supported := contactTypes[user.Profile.Provider()]
	switch {
	case user.Profile.Identifier == "":
		return nil, &refusal{janrain.CodeMissingCredentials, textOf(janrain.CodeMissingCredentials)}
	case !supported:
		return nil, &refusal{janrain.CodeNotSupported, textOf(janrain.CodeNotSupported)}
	case user.AccessCredentials == nil && !brought:
		return nil, &refusal{janrain.CodeMissingCredentials, textOf(janrain.CodeMissingCredentials)}
	}
	kind := c.form.Get("contactType")
	if kind == "" {
		kind = types[0]
	}
	if !slices.Contains(types, kind) {
		return nil, invalid("contactType")
	}
	return c.entries(&user, kind), nil
}

// entries returns all contacts at once: the call has no pages.
func (c call) entries(user *janrain.AuthInfo, kind string) members {
	entries := []members{}
	for i, identifier := range contactsOf(user, kind) {
		entry := acquaintance(i, identifier, user.Profile.Provider())
		if c.form.Get("existingUser") == "true" {
			_, exists := c.app.users[identifier]
			entry = append(entry, member{"existingUser", exists})
		}
		entries = append(entries, entry)
	}
	return members{{"response", members{
		{"startIndex", 1},
		{"itemsPerPage", len(entries)},
		{"totalResults", len(entries)},
		{"entry", entries},
	}}}
}

// contactsOf returns the identifiers of a user's contacts. A user without friends has
// made-up contacts without identifiers.
func contactsOf(user *janrain.AuthInfo, kind string) []string {
	switch kind {
	case "following":
		return user.Following
	case "followers":
		return user.Followers
	case "friendships":
		return user.Friendships
	}
	if len(user.Friends) > 0 {
		return user.Friends
	}
	return make([]string, len(acquaintances)+1)
}

// acquaintances are the names of contacts.
var acquaintances = []string{"Jonas Lindqvist", "Amara Diallo", "Pieter Vos", "Hana Sato"}

// acquaintance returns one contact. Every fifth has no name, and none on Twitter has an
// email address.
func acquaintance(i int, identifier string, provider janrain.Provider) members {
	entry := members{}
	address := "contact@example.net"
	if i %= len(acquaintances) + 1; i < len(acquaintances) {
		entry = append(entry, member{"displayName", acquaintances[i]})
		address = words("jonas amara pieter hana")[i] + "@example.net"
	}
	if provider != janrain.ProviderTwitter {
		entry = append(entry, member{"emails", []members{{{"type", "other"}, {"value", address}}}})
	}
	if identifier != "" {
		entry = append(entry, member{"urls", []members{{{"type", "profile"}, {"value", identifier}}}})
	}
	return entry
}
