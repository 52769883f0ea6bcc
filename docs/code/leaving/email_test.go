package leaving

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnEmailAddressLeadsToAnAccountWhereTheProviderHasTheMailbox(t *testing.T) {
	const ask = "Are you new here?"
	for name, c := range map[string]struct {
		client string
		claims map[string]any
		want   string
	}{
		"Gmail":                          {"google", map[string]any{"email": "a@gmail.com", "email_verified": true}, "/ as 1, later"},
		"Gmail, with capital letters":    {"google", map[string]any{"email": "A@gmail.com", "email_verified": true}, "/ as 1, later"},
		"a letter that looks like k":     {"google", map[string]any{"email": "\u212a@gmail.com", "email_verified": true}, ask},
		"a Workspace":                    {"google", map[string]any{"email": "b@shop.example", "email_verified": true, "hd": "shop.example"}, "/ as 2, later"},
		"Gmail's other domain":           {"google", map[string]any{"email": "e@googlemail.com", "email_verified": true}, "/ as 5, later"},
		"a Workspace that is not named":  {"google", map[string]any{"email": "f@other.example", "email_verified": true, "hd": "other.example"}, ask},
		"a Workspace's other domain":     {"google", map[string]any{"email": "f@other.example", "email_verified": true, "hd": "shop.example"}, ask},
		"a named domain of another hd":   {"google", map[string]any{"email": "b@shop.example", "email_verified": true, "hd": "other.example"}, ask},
		"a mailbox elsewhere":            {"google", map[string]any{"email": "b@shop.example", "email_verified": true}, ask},
		"a domain that ends so":          {"google", map[string]any{"email": "b@notgmail.com", "email_verified": true}, ask},
		"not verified":                   {"google", map[string]any{"email": "a@gmail.com", "email_verified": false}, ask},
		"nothing about it":               {"google", map[string]any{"email": "a@gmail.com"}, ask},
		"verified as a text":             {"google", map[string]any{"email": "a@gmail.com", "email_verified": "true"}, ask},
		"Google by its other name":       {"google", map[string]any{"email": "a@gmail.com", "email_verified": true, "iss": "accounts.google.com"}, ask},
		"an address of no account":       {"google", map[string]any{"email": "c@gmail.com", "email_verified": true}, ask},
		"an account with another Google": {"google", map[string]any{"email": "d@gmail.com", "email_verified": true}, ask},
		"Microsoft":                      {"microsoft", map[string]any{"email": "a@gmail.com", "email_verified": true, "hd": "x", "iss": microsoftIssuer}, ask},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.accounts.byEmail = map[string]string{"a@gmail.com": "1", "b@shop.example": "2", "k@gmail.com": "3", "b@notgmail.com": "3", "d@gmail.com": "4", "e@googlemail.com": "5", "f@other.example": "6"}
			s.accounts.addKey("4", "google", "8")
			c.claims["sub"] = "9"
			s.provider.claims = c.claims
			assert.Contains(t, s.newBrowser().get("/start/"+c.client), c.want)
			_, added := s.accounts.keys[key{c.client, "9"}]
			assert.Equal(t, c.want != ask, added, "the account has the key from now on")
		})
	}
}

func TestAKeyGoesBeforeAnEmailAddress(t *testing.T) {
	s := newStage(t)
	s.accounts.byEmail["a@gmail.com"] = "1"
	s.accounts.addKey("5", "google", "9")
	s.provider.claims = map[string]any{"sub": "9", "email": "a@gmail.com", "email_verified": true}
	assert.Equal(t, "/ as 5, later", s.newBrowser().get("/start/google"), "the account of the key, not that of the address")
}
