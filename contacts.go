package janrain

import (
	"context"
	"encoding/json"
)

// ContactsParams are the parameters of Contacts.
type ContactsParams struct {
	Identifier string `url:"identifier" check:"required,key" print:"yes"` // of the user; required

	// ContactType selects contacts of the user: "friends" (the default) for most providers;
	// "followers", "following" (the default) or "friendships" for Twitter; "addressBook" or
	// "following" for Google+.
	ContactType string `url:"contactType,omitempty" print:"yes"`

	// ExistingUser requests, for each contact, whether the contact has signed in to this
	// application before. The result is in the Extra of the contact.
	ExistingUser bool `url:"existingUser,omitempty" print:"yes"`
}

// Contacts is the response of get_contacts. The list is empty if the user has no contacts; if the
// response has no list, the call returns a *DecodeError. Response is a separate struct because both
// objects can have members without a field.
type Contacts struct {
	Response ContactList `json:"response"`

	Extra map[string]json.RawMessage // members without a field
}

// ContactList is a list of contacts. StartIndex, ItemsPerPage and TotalResults are from the
// service, which has no parameter for requesting a page.
type ContactList struct {
	StartIndex   int       `json:"startIndex"` // of the first entry, starting with 1
	ItemsPerPage int       `json:"itemsPerPage"`
	TotalResults int       `json:"totalResults"`
	Entries      []Contact `json:"entry"` // any field may be empty; Twitter has no emails, for example

	// Extra holds members without a field, and the original list of entries if one of them
	// cannot be decoded.
	Extra map[string]json.RawMessage
}

var getContacts = post("api/v2/get_contacts", repeatable, returnsList("response.entry"))

// Contacts returns a user's contacts at a provider such as Twitter, Yahoo! or Salesforce. Facebook
// supports it only for applications that were created before 30 April 2014, and for Google it is
// deprecated. After the user's credentials have expired, Contacts returns an error matching
// ErrMissingCredentials or ErrCredentialsRevoked. If the provider has no contacts, the error
// matches ErrNotSupported.
//
// API: https://identitydocs.akamai.com/home/get-contacts (no longer listed)
func (c *Client) Contacts(ctx context.Context, params ContactsParams) (*Contacts, error) {
	return fetch[Contacts](ctx, c, getContacts, params)
}
