package main

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// at returns the fake's user at a provider, modified by changes.
func at(provider janrain.Provider, changes ...func(*janrain.AuthInfo)) *janrain.AuthInfo {
	user := janraintest.User(provider)
	for _, change := range changes {
		change(&user)
	}
	return &user
}

func withEmail(email string) func(*janrain.AuthInfo) {
	return func(user *janrain.AuthInfo) { user.Profile.Email, user.Profile.VerifiedEmail = email, email }
}

func named(name string) func(*janrain.AuthInfo) {
	return func(user *janrain.AuthInfo) { user.Profile.ProviderName = name }
}

func unverified(user *janrain.AuthInfo) { user.Profile.VerifiedEmail = "" }

func limited(user *janrain.AuthInfo) { user.LimitedData = true }

const gmail = "mira.okafor@gmail.com"

// The account of a second sign-in, after a first with Google and a Gmail address.
func TestSecondSignIn(t *testing.T) {
	const first, second = 1, 2
	const linked, isNew = "You can now sign in with Google.", "This is a new account."
	for _, tc := range []struct {
		name    string
		info    *janrain.AuthInfo
		account int
		ways    int // into that account
		notice  string
	}{
		{"the same identifier", at(janrain.ProviderGoogle), first, 1, ""},
		{"another email address", at(janrain.ProviderGoogle, withEmail("new@example.com")), first, 1, ""},
		{"limited data", at(janrain.ProviderGoogle, limited), first, 1, ""},

		{"today's Google", at(janrain.ProviderGooglePlus, withEmail(gmail)), first, 2, linked},
		{"upper case", at(janrain.ProviderGooglePlus, withEmail("MIRA.Okafor@Gmail.com")), first, 2, linked},
		{"today's Google, limited", at(janrain.ProviderGooglePlus, withEmail(gmail), limited), second, 1, isNew},
		{"today's Google, not verified", at(janrain.ProviderGooglePlus, withEmail(gmail), unverified), second, 1, isNew},
		{"another Gmail address", at(janrain.ProviderGooglePlus, withEmail("jonas@gmail.com")), second, 1, isNew},
		{"dots", at(janrain.ProviderGooglePlus, withEmail("miraokafor@gmail.com")), second, 1, isNew},
		{"Google's other domain", at(janrain.ProviderGooglePlus, withEmail("mira.okafor@googlemail.com")), second, 1, isNew},

		{"Facebook", at(janrain.ProviderFacebook, withEmail(gmail)), second, 1, isNew},
		{"Apple", at(janrain.ProviderApple, withEmail(gmail)), second, 1, isNew},
		{"LinkedIn", at(janrain.ProviderLinkedIn, withEmail(gmail)), second, 1, isNew},
		{"PayPal", at(janrain.ProviderPayPal, withEmail(gmail)), second, 1, isNew},
		{"Yahoo!", at(janrain.ProviderYahoo, withEmail(gmail)), second, 1, isNew},
		{"an OpenID", at(janrain.ProviderOpenID, withEmail(gmail)), second, 1, isNew},
		{"an OpenID named Google", at(janrain.ProviderOpenID, withEmail(gmail), named("Google")), second, 1, isNew},
		{"a custom provider named Google", at("42.google", withEmail(gmail), named("Google")), second, 1, isNew},
		{"no email", at(janrain.ProviderTwitter), second, 1, isNew},
	} {
		t.Run(tc.name, func(t *testing.T) {
			all := newAccounts()
			all.signIn(at(janrain.ProviderGoogle, withEmail(gmail)))
			account, say := all.signIn(tc.info)
			assert.Equal(t, tc.account, account.id, "the account of the sign-in")
			assert.Len(t, all.waysInto(account), tc.ways, "the number of identities of the account")
			assert.Contains(t, say.Text, tc.notice)
			assert.Equal(t, tc.notice == "", say.Text == "")
			assert.Equal(t, gmail, all.all[0].confirmedEmail(), "the first account must keep its address")

			again, say := all.signIn(at(janrain.ProviderGoogle))
			assert.Equal(t, first, again.id, "the Google identity must still lead to the first account")
			assert.Empty(t, say)
		})
	}
}

// An attacker creates an account with the victim's address and waits for the victim's Google
// sign-in to be linked to it.
func TestUnconfirmedAddressIsNotLinked(t *testing.T) {
	for name, squat := range map[string]func(all *accounts){
		"registered on this site": func(all *accounts) {
			all.all = append(all.all, &account{id: 1, email: gmail})
		},
		"at a provider that does not own it": func(all *accounts) {
			all.signIn(at(janrain.ProviderFacebook, withEmail(gmail)))
		},
		"at Google, where it is not verified": func(all *accounts) {
			all.signIn(at(janrain.ProviderGoogle, withEmail(gmail), unverified))
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := newAccounts()
			squat(all)
			require.Equal(t, gmail, all.all[0].email, "the attacker's account must have the address")
			assert.Empty(t, all.all[0].confirmedEmail())
			ways := len(all.waysInto(all.all[0]))
			victim, say := all.signIn(at(janrain.ProviderGooglePlus, withEmail(gmail)))
			assert.Equal(t, 2, victim.id, "the victim must not be linked to the attacker's account")
			assert.Contains(t, say.Text, "This is a new account.")
			assert.Equal(t, gmail, victim.confirmedEmail(), "the victim's account must have the confirmed address")
			assert.Len(t, all.waysInto(all.all[0]), ways)
		})
	}
}

func TestConfirmedLocalAddressIsLinked(t *testing.T) {
	all := newAccounts()
	local := &account{id: 1, email: "Mira.Okafor@gmail.com", confirmed: true}
	all.all = append(all.all, local)
	for _, stranger := range []*janrain.AuthInfo{
		at(janrain.ProviderFacebook, withEmail(gmail)), at(janrain.ProviderMicrosoftAccount, withEmail(gmail)),
	} {
		account, _ := all.signIn(stranger)
		assert.NotSame(t, local, account)
	}
	account, _ := all.signIn(at(janrain.ProviderGooglePlus, withEmail(gmail)))
	assert.Same(t, local, account)
}

// Google's word counts only for its own mailboxes.
func TestAddressAtAnotherMailProviderIsNotLinked(t *testing.T) {
	all := newAccounts()
	all.all = append(all.all, &account{id: 1, email: "mira@yahoo.com", confirmed: true})
	account, _ := all.signIn(at(janrain.ProviderGooglePlus, withEmail("mira@yahoo.com")))
	assert.Equal(t, 2, account.id)
}

// Accounts without a confirmed address are not linked to each other.
func TestAccountsWithoutAnAddressAreNotLinked(t *testing.T) {
	all := newAccounts()
	twitter, _ := all.signIn(at(janrain.ProviderTwitter))
	weibo, _ := all.signIn(at(janrain.ProviderSinaWeibo))
	assert.NotEqual(t, twitter.id, weibo.id)
}

// The notice must not reveal whether someone else has an account with the address.
func TestNoticeDoesNotRevealAccounts(t *testing.T) {
	_, free := newAccounts().signIn(at(janrain.ProviderFacebook, withEmail(gmail)))
	all := newAccounts()
	all.signIn(at(janrain.ProviderGoogle, withEmail(gmail)))
	_, taken := all.signIn(at(janrain.ProviderFacebook, withEmail(gmail)))
	assert.Equal(t, free, taken, "the notice must not depend on whether the address has an account")
	assert.NotEmpty(t, free)
}

func TestAnyProviderIsAddedToTheAccount(t *testing.T) {
	for _, provider := range janraintest.Providers() {
		all := newAccounts()
		mira, _ := all.signIn(at("first", withEmail("someone@example.org")))
		user := at(provider, limited, unverified)
		say, added := all.add(mira, user)
		assert.True(t, added, "%s", provider)
		assert.Equal(t, notice{good, "You can now sign in with " + providerName(&user.Profile) + "."}, say)
		again, _ := all.signIn(user)
		assert.Same(t, mira, again, "%s", provider)

		say, added = all.add(mira, user)
		assert.False(t, added)
		assert.Equal(t, info, say.Kind)
		assert.Contains(t, say.Text, "You already sign in with this")
		assert.Len(t, all.waysInto(mira), 2)
	}
}

func TestIdentifierOfAnotherAccountIsNotAdded(t *testing.T) {
	all := newAccounts()
	mira, _ := all.signIn(at(janrain.ProviderGoogle))
	jonas, _ := all.signIn(at(janrain.ProviderFacebook))
	say, added := all.add(mira, at(janrain.ProviderFacebook))
	assert.False(t, added)
	assert.Equal(t, notice{warning, "Facebook was not added: this Facebook account belongs to another account here."}, say)
	assert.Len(t, all.waysInto(mira), 1)
	again, _ := all.signIn(at(janrain.ProviderFacebook))
	assert.Same(t, jonas, again, "an identifier must have one account")
}

// This test is meant for the race detector.
func TestManySignInsOfOneUserAreOneAccount(t *testing.T) {
	for name, of := range map[string]func(i int) *janrain.AuthInfo{
		"with one identifier": func(int) *janrain.AuthInfo { return at(janrain.ProviderGoogle) },
		"with two providers": func(i int) *janrain.AuthInfo {
			providers := []janrain.Provider{janrain.ProviderGoogle, janrain.ProviderGooglePlus}
			return at(providers[i%2], withEmail(gmail))
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := newAccounts()
			var signing sync.WaitGroup
			for i := range 64 {
				signing.Go(func() {
					account, _ := all.signIn(of(i))
					assert.Equal(t, 1, account.id)
					assert.NotEmpty(t, all.waysInto(account))
				})
			}
			signing.Wait()
			assert.Len(t, all.all, 1, "one user must have one account")
		})
	}
}

func TestManyBrowsersOfOneUserShareTheAccount(t *testing.T) {
	s := newStage(t)
	var signing sync.WaitGroup
	sessions := make([]string, 64)
	for i := range sessions {
		b := newBrowser(t, s.url)
		signing.Go(func() {
			b.signIn(s, janraintest.User(janrain.ProviderGoogle))
			b.shows("Account 1", "Mira Okafor")
			sessions[i] = b.session(s)
		})
	}
	signing.Wait()
	seen := map[string]bool{}
	for i, session := range sessions {
		assert.NotEmpty(t, session, "browser "+strconv.Itoa(i)+" must be signed in")
		assert.False(t, seen[session], "each browser must have its own session")
		seen[session] = true
	}
}
