package janrain

import (
	"context"
	"encoding/json"
)

// ContactsParams says whose contacts to ask for.
type ContactsParams struct {
	Identifier string `url:"identifier" check:"required,key" print:"yes"` // the user's; required

	// ContactType is which of the user's contacts: "friends" for most providers
	// and the default there; "followers", "following" (the default) and
	// "friendships" for Twitter; "addressBook" and "following" for Google+.
	ContactType string `url:"contactType,omitempty" print:"yes"`

	// ExistingUser asks to be told, with each contact, whether they have signed in to
	// this application before. What the service answers it with is in the
	// contact's Extra.
	ExistingUser bool `url:"existingUser,omitempty" print:"yes"`
}

// Contacts is the answer of get_contacts. A user without contacts has an empty list;
// a response without the list is a *DecodeError. Response is a struct of its own because both
// objects may have members without a field.
type Contacts struct {
	Response ContactList `json:"response"`

	Extra map[string]json.RawMessage // members without a field
}

// ContactList is a list of contacts. The numbers are the service's; it has no
// parameter to ask for a page.
type ContactList struct {
	StartIndex   int       `json:"startIndex"` // of the first entry, from 1
	ItemsPerPage int       `json:"itemsPerPage"`
	TotalResults int       `json:"totalResults"`
	Entries      []Contact `json:"entry"` // any field may be missing: Twitter has no emails

	// Extra keeps members without a field, and the entries as they came if one of them
	// could not be read.
	Extra map[string]json.RawMessage
}

var getContacts = post("api/v2/get_contacts", repeatable, returnsList("response.entry"))

// Contacts returns a user's contacts at the provider, as Twitter, Yahoo!, Salesforce and others
// have them; Facebook's only for applications made before 30 April 2014, and Google's are
// deprecated. It works only until the user's credentials expire; after that it fails with
// ErrMissingCredentials or ErrCredentialsRevoked. A provider without contacts is ErrNotSupported.
//
// API: https://identitydocs.akamai.com/home/get-contacts (no longer listed)
func (c *Client) Contacts(ctx context.Context, params ContactsParams) (*Contacts, error) {
	return fetch[Contacts](ctx, c, getContacts, params)
}
