package main

import (
	"context"
	"time"

	"github.com/janrain-go/janrain"
)

// friends are the friends of a user, as far as the provider reports them.
type friends struct {
	Named       []string
	Unnamed     int
	Identifiers []string
}

// friendsOf returns the friends of a user who has just signed in. A sign-in has their
// identifiers, and the contacts have names for some of them. The names are worth a short
// wait and no failure.
func (a *app) friendsOf(ctx context.Context, info *janrain.AuthInfo) *friends {
	if len(info.Friends) == 0 {
		return nil
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	contacts, err := a.client.Contacts(ctx, janrain.ContactsParams{Identifier: info.Profile.Identifier})
	if err != nil {
		a.log.Debug("friends have no names", "error", err)
		contacts = new(janrain.Contacts)
	}
	names := namesOf(contacts.Response.Entries)
	all := &friends{Identifiers: info.Friends}
	for _, identifier := range info.Friends {
		if name := names[identifier]; name != "" {
			all.Named = append(all.Named, name)
		} else {
			all.Unnamed++
		}
	}
	return all
}

// namesOf returns the names of contacts by their identifiers, which are among their URLs.
func namesOf(contacts []janrain.Contact) map[string]string {
	names := map[string]string{}
	for i := range contacts {
		for _, address := range contacts[i].URLs {
			names[address.Value] = contacts[i].DisplayName
		}
	}
	return names
}
