package main

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// at is the fake's one person at a provider, changed by each of changes.
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

func unverified(user *janrain.AuthInfo) { user.Profile.VerifiedEmail = "" }

func limited(user *janrain.AuthInfo) { user.LimitedData = true }

// The account that a second sign-in gets, after a first with Google.
func TestSecondSignIn(t *testing.T) {
	const first, second = 1, 2
	for _, tc := range []struct {
		name     string
		info     *janrain.AuthInfo
		signedIn bool
		account  int
		ways     int // into that account
		notice   string
	}{
		{"the same identifier", at(janrain.ProviderGoogle), false, first, 1, ""},
		{"the same identifier, signed in", at(janrain.ProviderGoogle), true, first, 1, ""},
		{"the same identifier, another email address", at(janrain.ProviderGoogle, withEmail("new@example.com")), false, first, 1, ""},
		{"the identifier of today's Google", at(janrain.ProviderGooglePlus), false, first, 2, "Google is now a way into your account."},
		{"the same identifier, limited data", at(janrain.ProviderGoogle, limited), false, first, 1, ""},

		{"the same verified email", at(janrain.ProviderFacebook), false, first, 2, "Facebook is now a way into your account."},
		{"the same verified email, signed in", at(janrain.ProviderFacebook), true, first, 2, "Facebook is now a way into your account."},
		{"the same but for upper case", at(janrain.ProviderFacebook, withEmail("MIRA.Okafor@Example.com")), false, first, 2, "Facebook is now a way into your account."},

		{"an email that is not verified", at(janrain.ProviderFacebook, unverified), false, second, 1, "You have a new account, with Facebook alone. This provider has not checked your email address."},
		{"an email that is not verified, signed in", at(janrain.ProviderFacebook, unverified), true, first, 1, "Facebook was not added. This provider has not checked your email address."},
		{"a provider that is not trusted", at(janrain.ProviderMyDigipass), false, second, 1, "You have a new account, with MYDIGIPASS.COM alone. This provider does not prove to us whose an email address is."},
		{"a provider that is not trusted, signed in", at(janrain.ProviderMyDigipass), true, first, 1, "MYDIGIPASS.COM was not added. This provider does not prove to us whose an email address is."},
		{"limited data", at(janrain.ProviderFacebook, limited), false, second, 1, "You have a new account, with Facebook alone. This provider has given us only a part of your data."},
		{"limited data, signed in", at(janrain.ProviderFacebook, limited), true, first, 1, "Facebook was not added. This provider has given us only a part of your data."},
		{"another email", at(janrain.ProviderFacebook, withEmail("jonas@example.org")), false, second, 1, ""},
		{"another email, signed in", at(janrain.ProviderFacebook, withEmail("jonas@example.org")), true, first, 1, "Facebook was not added. The email address there is not the one of your account here."},
		{"no email", at(janrain.ProviderTwitter), false, second, 1, "You have a new account, with Twitter alone. This provider does not prove to us whose an email address is."},
		{"an OpenID", at(janrain.ProviderOpenID, withEmail("mira.okafor@example.com")), false, second, 1, "You have a new account, with OpenID alone. This provider does not prove to us whose an email address is."},
		{"an OpenID that calls itself Google", at(janrain.ProviderOpenID, withEmail("mira.okafor@example.com"), func(user *janrain.AuthInfo) { user.Profile.ProviderName = "Google" }), true, first, 1, "OpenID was not added. This provider does not prove to us whose an email address is."},
		{"a provider of the application's own that calls itself Google", at("mine", withEmail("mira.okafor@example.com"), func(user *janrain.AuthInfo) { user.Profile.ProviderName = "Google" }), true, first, 1, "Google was not added. This provider does not prove to us whose an email address is."},
		{"no email on either side", at(janrain.ProviderTwitter, func(user *janrain.AuthInfo) { user.Profile.Email = "" }), false, second, 1, "You have a new account, with Twitter alone. This provider does not prove to us whose an email address is."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			all := newAccounts()
			current, _ := signIn(all, at(janrain.ProviderGoogle), nil)
			if !tc.signedIn {
				current = nil
			}
			account, notice := signIn(all, tc.info, current)
			assert.Equal(t, tc.account, account.id, "which account it is")
			assert.Len(t, all.waysInto(account), tc.ways, "the ways into the account")
			assert.Equal(t, tc.notice, notice, "what the user is told")
			assert.Equal(t, "mira.okafor@example.com", all.all[0].email, "the first account keeps its address")

			again, notice := signIn(all, at(janrain.ProviderGoogle), nil)
			assert.Equal(t, first, again.id, "the first account is still Google's")
			assert.Empty(t, notice)
		})
	}
}

// signIn is a sign-in of which the account and the notice are looked at.
func signIn(all *accounts, info *janrain.AuthInfo, current *account) (_ *account, notice string) {
	o := all.signIn(info, current)
	return o.account, o.notice
}

// Two accounts without a checked address have nothing in common.
func TestAccountsWithoutAnAddressAreNotLinked(t *testing.T) {
	all := newAccounts()
	twitter, _ := signIn(all, at(janrain.ProviderTwitter), nil)
	weibo, _ := signIn(all, at(janrain.ProviderSinaWeibo), nil)
	assert.NotEqual(t, twitter.id, weibo.id)

	kept, notice := signIn(all, at(janrain.ProviderGoogle), twitter)
	assert.Equal(t, twitter.id, kept.id, "the account has no address that Google's could be")
	assert.Equal(t, "Google was not added. Your account has no email address that we know to be yours.", notice)
	assert.Len(t, all.waysInto(twitter), 1)
}

// An address that only an untrusted provider vouches for makes no account that
// the address's owner would later be put into.
func TestAddressOfAnUntrustedProviderIsNotTheAccounts(t *testing.T) {
	all := newAccounts()
	squatter, _ := signIn(all, at(janrain.ProviderMyDigipass), nil)
	assert.Empty(t, squatter.email)
	owner, _ := signIn(all, at(janrain.ProviderGoogle), nil)
	assert.NotEqual(t, squatter.id, owner.id, "who squats on an address waits for its owner in vain")
	assert.Equal(t, "mira.okafor@example.com", owner.email)
}

// The Kelvin sign is a k to those who fold letters of all alphabets, and to no
// mail server.
func TestAddressThatOnlyLooksTheSame(t *testing.T) {
	all := newAccounts()
	mira, _ := signIn(all, at(janrain.ProviderGoogle, withEmail("mira.okafor@example.com")), nil)
	other, _ := signIn(all, at(janrain.ProviderFacebook, withEmail("mira.o\u212Aafor@example.com")), nil)
	assert.NotEqual(t, mira.id, other.id, "another mailbox is another person's")
	assert.Len(t, all.waysInto(mira), 1)

	linked, _ := signIn(all, at(janrain.ProviderLinkedIn), nil)
	assert.Equal(t, mira.id, linked.id, "the address still leads to the account that had it first")
}

// Who can sign in with an address at a provider that checks none must not learn
// from the notice whether somebody has an account with it.
func TestNoticeDoesNotTellWhoHasAnAccount(t *testing.T) {
	_, free := signIn(newAccounts(), at(janrain.ProviderMyDigipass), nil)
	all := newAccounts()
	signIn(all, at(janrain.ProviderGoogle), nil)
	_, taken := signIn(all, at(janrain.ProviderMyDigipass), nil)
	assert.Equal(t, free, taken, "it is the same whether the address has an account or not")
	assert.NotEmpty(t, free)
}

func TestIdentifierOfAnotherAccountSwitchesToIt(t *testing.T) {
	all := newAccounts()
	mira, _ := signIn(all, at(janrain.ProviderGoogle), nil)
	jonas, _ := signIn(all, at(janrain.ProviderFacebook, withEmail("jonas@example.org")), nil)
	now, _ := signIn(all, at(janrain.ProviderFacebook, withEmail("jonas@example.org")), mira)
	assert.Same(t, jonas, now, "an identifier has one account, whoever is signed in")
	assert.Len(t, all.waysInto(mira), 1)
}

// Run with the race detector: as many browsers as a rush has.
func TestManySignInsOfOneUserAreOneAccount(t *testing.T) {
	for name, of := range map[string]func(i int) *janrain.AuthInfo{
		"with one identifier": func(int) *janrain.AuthInfo { return at(janrain.ProviderGoogle) },
		"with two providers": func(i int) *janrain.AuthInfo {
			return at([]janrain.Provider{janrain.ProviderGoogle, janrain.ProviderFacebook}[i%2])
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := newAccounts()
			var signing sync.WaitGroup
			for i := range 64 {
				signing.Go(func() {
					account, _ := signIn(all, of(i), nil)
					assert.Equal(t, 1, account.id)
					assert.NotEmpty(t, all.waysInto(account))
				})
			}
			signing.Wait()
			assert.Len(t, all.all, 1, "one user is one account")
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
		assert.NotEmpty(t, session, "browser "+strconv.Itoa(i)+" is signed in")
		assert.False(t, seen[session], "no two browsers share a session")
		seen[session] = true
	}
}
