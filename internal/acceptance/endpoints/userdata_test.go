package endpoints

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var userDataResponses = []recordedResponse{
	{"get_contacts/yahoo", "Contacts", &janrain.Contacts{

		Response: janrain.ContactList{StartIndex: 1, ItemsPerPage: 3, TotalResults: 3, Entries: []janrain.Contact{
			{DisplayName: "Noor Haddad", Emails: []janrain.ContactValue{
				{Type: "home", Value: "noor@haddad.example.org"}, {Type: "work", Value: "n.haddad@works.example.com"},
			}},
			{Emails: []janrain.ContactValue{{Type: "other", Value: "nameless@example.net"}}},
			{DisplayName: "Ulf Sten", URLs: []janrain.ContactValue{{Type: "profile", Value: "http://me.yahoo.com/a/Ulf00#1"}}},
		}},
	}},
	{"get_contacts/twitter", "Contacts", &janrain.Contacts{

		Response: janrain.ContactList{StartIndex: 1, ItemsPerPage: 1, TotalResults: 1, Entries: []janrain.Contact{
			{DisplayName: "Petrel", PreferredUsername: "petrel7", Extra: kit.Extra{"existingUser": kit.Raw("true")}},
		}},
	}},
	{"get_contacts/nobody", "Contacts", &janrain.Contacts{
		// an empty list is kept
		Response: janrain.ContactList{
			StartIndex: 1, Extra: kit.Extra{"itemsPerPage": kit.Raw("0"), "totalResults": kit.Raw("0"), "entry": kit.Raw("[]")},
		},
	}},
}

func TestUserDataIsDecodedLikeASignIn(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		text := kit.ReadResponse(t, name)
		client := kit.ClientReading(t, 200, text)
		info, err := client.UserData(t.Context(), janrain.UserDataParams{Identifier: kit.Facebook7, Extended: true})
		require.NoError(t, err, name)
		assert.Equal(t, kit.ReadAuthInfo(t, name), info, "%s must decode to the same value", name)
	}
}

// The response is that of a sign-in and must also have an identifier.
func TestUserDataWithoutAnIdentifierIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"stat":"ok"}`, `{"stat":"ok","profile":{}}`, `{"stat":"ok","profile":{"identifier":" "}}`, `{"stat":"ok","profile":{"identifier":7}}`} {
		info, err := kit.CallOn(t, "UserData", []byte(text))
		require.ErrorIs(t, err, janrain.ErrNoIdentifier, text)
		assert.Nil(t, info)
	}
}

func TestUserDataOfAnUnknownUserIsAnInvalidParameter(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	user := janraintest.User(janrain.ProviderTwitter)
	params := janrain.UserDataParams{Identifier: user.Profile.Identifier}
	_, err := srv.Client().UserData(t.Context(), params)
	require.ErrorIs(t, err, janrain.ErrInvalidParameter)
	require.ErrorContains(t, err, "Data unavailable")
	require.ErrorContains(t, err, "has to sign in again", "the text must say what to do")

	srv.AddUser(user)
	info, err := srv.Client().UserData(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, user.Profile, info.Profile)
	assert.Empty(t, info.Following, "more must only be returned if it was requested")
	params.Extended = true
	info, err = srv.Client().UserData(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, user.Following, info.Following)
}

// Only one known client declares these numbers as strings.
func TestContactsAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]janrain.ContactList{
		`{"startIndex":"1","itemsPerPage":"2","totalResults":"3","entry":{"displayName":"A"}}`: {
			StartIndex: 1, ItemsPerPage: 2, TotalResults: 3, Entries: []janrain.Contact{{DisplayName: "A"}},
		},
		`{"entry":[{"emails":"a@example.com"},{"emails":["b@example.com"]},null,7]}`: {
			Entries: []janrain.Contact{{Emails: []janrain.ContactValue{{Value: "a@example.com"}}}, {Emails: []janrain.ContactValue{{Value: "b@example.com"}}}},
		},
		`{"entry":{}}`: {},
		`{"entry":{"7":{"id":"a"},"9":{"id":"b"}}}`: {Entries: []janrain.Contact{{ID: "a"}, {ID: "b"}}},
		`{"entry":[],"startIndex":"x"}`:             {},
		`{"entry":[],"totalResults":1e999}`:         {},
		`{"entry":[],"totalResults":12345678}`:      {TotalResults: 12345678},
	} {
		answer, err := kit.CallOn(t, "Contacts", []byte(`{"stat":"ok","response":`+text+`}`))
		require.NoError(t, err, text)
		got := answer.(*janrain.Contacts).Response
		got.Extra = nil
		for i := range got.Entries {
			got.Entries[i].Extra = nil
		}
		assert.Equal(t, want, got, text)
	}
}

func TestContactsOfProvidersWithoutContacts(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for provider, want := range map[janrain.Provider]error{janrain.ProviderTwitter: nil, janrain.ProviderPayPal: janrain.ErrNotSupported} {
		user := janraintest.User(provider)
		srv.AddUser(user)
		contacts, err := srv.Client().Contacts(t.Context(), janrain.ContactsParams{Identifier: user.Profile.Identifier, ExistingUser: true})
		require.ErrorIs(t, err, want, "%s", provider)
		if want == nil {
			assert.Len(t, contacts.Response.Entries, contacts.Response.TotalResults)
		}
	}
	_, err := srv.Client().Contacts(t.Context(), janrain.ContactsParams{Identifier: kit.Facebook7})
	require.ErrorIs(t, err, janrain.ErrMissingCredentials, "a user who never signed in")
}
