package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestContacts(t *testing.T) {
	a := firstApp(t)
	for _, provider := range []janrain.Provider{janrain.ProviderFacebook, janrain.ProviderYahoo, janrain.ProviderTwitter} {
		a.srv.AddUser(janraintest.User(provider))
	}
	friend := janraintest.User(janrain.ProviderFacebook)
	friend.Profile.Identifier = "http://www.facebook.com/profile.php?id=2002"
	a.srv.AddUser(friend)

	response := func(provider janrain.Provider, more string) (map[string]any, []any) {
		identifier := janraintest.User(provider).Profile.Identifier
		response := inner(t, a.do(t, "get_contacts", "identifier="+identifier+more), "response")
		entries, _ := response["entry"].([]any)
		return response, entries
	}
	all, entries := response(janrain.ProviderFacebook, "&existingUser=true")
	assert.Equal(t, []any{1.0, 3.0, 3.0}, []any{all["startIndex"], all["itemsPerPage"], all["totalResults"]}, "numbers")
	assert.Equal(t, map[string]any{
		"displayName": "Amara Diallo", "existingUser": true,
		"emails": []any{map[string]any{"type": "other", "value": "amara@example.net"}},
		"urls":   []any{map[string]any{"type": "profile", "value": friend.Profile.Identifier}},
	}, entries[1])
	assert.Equal(t, false, entries[2].(map[string]any)["existingUser"])

	_, entries = response(janrain.ProviderYahoo, "")
	assert.Len(t, entries, 5, "a user without friends must get made-up contacts")
	assert.NotContains(t, entries[4], "displayName", "one contact must have no name, as at the service")

	_, following := response(janrain.ProviderTwitter, "")
	_, followers := response(janrain.ProviderTwitter, "&contactType=followers")
	_, both := response(janrain.ProviderTwitter, "&contactType=friendships")
	assert.Equal(t, []int{3, 2, 2}, []int{len(following), len(followers), len(both)})
	assert.NotContains(t, following[0], "emails", "Twitter returns no email addresses")
}

func TestContactsThatAreUnavailable(t *testing.T) {
	a := firstApp(t)
	for _, provider := range []janrain.Provider{janrain.ProviderAOL, janrain.ProviderSalesforce, janrain.ProviderFacebook} {
		a.srv.AddUser(janraintest.User(provider))
	}
	without := janraintest.User(janrain.ProviderFacebook)
	without.Profile.Identifier, without.AccessCredentials = "http://www.facebook.com/profile.php?id=9", nil
	a.srv.AddUser(without)
	ask := func(identifier string) string { return a.refused(t, "get_contacts", "identifier="+identifier) }

	assert.Contains(t, ask("http://nobody.example"), `"code":8`)
	assert.Contains(t, ask(janraintest.User(janrain.ProviderAOL).Profile.Identifier), `"code":11`)
	assert.Contains(t, ask(janraintest.User(janrain.ProviderSalesforce).Profile.Identifier), `"code":8`)
	assert.Contains(t, ask(facebookID+"&contactType=followers"), "Invalid parameter: contactType")
	assert.Contains(t, ask(without.Profile.Identifier), `"code":8`)
	a.do(t, "add_or_update_access_token", "token=t&identifier="+without.Profile.Identifier)
	a.do(t, "get_contacts", "identifier="+without.Profile.Identifier)
}
