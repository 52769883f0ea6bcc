package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCommaListIsOneTextInJSON(t *testing.T) {
	t.Parallel()
	var none []string
	runMembers(t, []memberCase{
		{"as a text", "comma", `"email,user_likes"`, []string{"email", "user_likes"}, false},
		{"with spaces in its parts", "comma", `"Google Buzz,Google Docs"`, []string{"Google Buzz", "Google Docs"}, false},
		{"of one", "comma", `"email"`, []string{"email"}, false},
		{"with spaces around its parts", "comma", `"email, user_likes"`, []string{"email", "user_likes"}, true},
		{"of one with a space", "comma", `"Google Buzz"`, []string{"Google Buzz"}, false},
		{"with empty parts", "comma", `",email,,"`, []string{"email"}, true},
		{"as a list", "comma", `["email","user_likes"]`, []string{"email", "user_likes"}, true},
		{"as a list with a comma in a part", "comma", `["a,b"]`, []string{"a,b"}, false},
		{"as a list with numbers and nulls", "comma", `["a",1,null]`, []string{"a", "1"}, true},
		{"as an empty text", "comma", `""`, none, true},
		{"as an empty list", "comma", `[]`, none, true},
		{"as a number", "comma", `5`, []string{"5"}, true},
		{"as null", "comma", `null`, none, true},
		{"as an object", "comma", `{"a":1}`, none, true},
	})
}

func TestScopesAreSeparatedByCommasOrSpaces(t *testing.T) {
	t.Parallel()
	var none []string
	runMembers(t, []memberCase{
		{"by commas", "scopes", `"email,user_likes"`, []string{"email", "user_likes"}, false},
		{"by commas, names for people", "scopes", `"Google Contacts,Google Buzz,Blogger"`, []string{"Google Contacts", "Google Buzz", "Blogger"}, false},
		{"by commas and spaces", "scopes", `"email, user_likes"`, []string{"email", "user_likes"}, true},
		{"by spaces", "scopes", `"wl.basic wl.emails"`, []string{"wl.basic", "wl.emails"}, true},
		{"by spaces, with capitals", "scopes", `"User.Read Mail.Read offline_access"`, []string{"User.Read", "Mail.Read", "offline_access"}, true},
		{"by spaces, URLs", "scopes", `"https:\/\/a.example\/x openid"`, []string{"https://a.example/x", "openid"}, true},
		{"by spaces, more than one", "scopes", `"  a  b\tc "`, []string{"a", "b", "c"}, true},
		{"one name for people", "scopes", `"Google Contacts"`, []string{"Google Contacts"}, false},
		{"one name in capitals", "scopes", `"Blogger"`, []string{"Blogger"}, false},
		{"one", "scopes", `"email"`, []string{"email"}, false},
		{"as a list", "scopes", `["a b","c"]`, []string{"a b", "c"}, true},
		{"as a list of one with a space", "scopes", `["a b"]`, []string{"a b"}, false},
		{"as a list of one name", "scopes", `["Google Contacts"]`, []string{"Google Contacts"}, true},
		{"as nothing but spaces", "scopes", `" "`, none, true},
		{"as an empty text", "scopes", `""`, none, true},
		{"as null", "scopes", `null`, none, true},
	})
}

// A value set by the caller survives a round trip.
func TestScopesSurviveARoundTrip(t *testing.T) {
	t.Parallel()
	for _, scopes := range [][]string{
		{"a"}, {"a", "b"}, {"a b"}, {"a b", "c"}, {"Google Buzz"}, {"Google Buzz", "email"}, {"a,b"}, {""}, {"a", ""}, {" a"}, {"\u00a0"}, {","},
	} {
		var read whole
		require.NoError(t, Unmarshal([]byte(write(t, whole{Scopes: scopes})), &read))
		assert.Equal(t, scopes, read.Scopes)
	}
}
