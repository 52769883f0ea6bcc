package janrain_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The contacts of a user at their provider. The service asks the provider with the user's own
// credentials, so an error about those means that the user has to sign in again.
func ExampleClient_Contacts() {
	srv := janraintest.NewServer()
	defer srv.Close()
	user := janraintest.User(janrain.ProviderYahoo)
	srv.AddUser(user) // with an account, the user has signed in before

	contacts, err := srv.Client().Contacts(context.Background(), janrain.ContactsParams{Identifier: user.Profile.Identifier})
	switch {
	case errors.Is(err, janrain.ErrMissingCredentials), errors.Is(err, janrain.ErrCredentialsRevoked):
		fmt.Println("please sign in again")
		return
	case errors.Is(err, janrain.ErrNotSupported):
		fmt.Println("this provider has no contacts")
		return
	case err != nil:
		fmt.Println(err)
		return
	}
	for _, contact := range contacts.Response.Entries {
		fmt.Println(contact.DisplayName)
	}
	// Output:
	// Jonas Lindqvist
	// Amara Diallo
	// Pieter Vos
	// Hana Sato
}
