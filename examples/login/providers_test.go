package main

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// What the library says of a reason is for developers.
func TestEveryReasonHasASentenceForUsers(t *testing.T) {
	unknown := reasonOf(errors.New("something else"))
	seen := map[string]bool{unknown: true}
	last := janrain.LinkReason(-1).String()
	for reason := janrain.LinkReason(1); reason.String() != last; reason++ {
		said := reasonOf(&janrain.LinkError{Reason: reason})
		assert.False(t, seen[said], "%v has a sentence of its own, not %q", reason, said)
		assert.NotContains(t, said, reason.String())
		assert.Regexp(t, `^[A-Z].*\.$`, said, "it is a sentence")
		seen[said] = true
	}
	assert.Greater(t, len(seen), 4, "there are reasons")
}

func TestNamesOfProvidersAreForPeople(t *testing.T) {
	for name, tc := range map[string]struct {
		user *janrain.AuthInfo
		want string
	}{
		"OpenID":                             {at(janrain.ProviderOpenID), "OpenID"},
		"Google":                             {at(janrain.ProviderGooglePlus), "Google"},
		"Google before 2013":                 {at(janrain.ProviderGoogle), "Google"},
		"any other":                          {at(janrain.ProviderTwitter), "Twitter"},
		"one without a name":                 {at("acme", func(user *janrain.AuthInfo) { user.Profile.ProviderName = "" }), "acme"},
		"an OpenID that calls itself Google": {at(janrain.ProviderOpenID, func(user *janrain.AuthInfo) { user.Profile.ProviderName = "Google" }), "OpenID"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, *tc.user)
			assert.Regexp(t, "<li><b>"+tc.want+"</b>", b.page, "the way to sign in")
			assert.NotRegexp(t, `\bOther\b|Google\+`, tags.ReplaceAllString(b.page, ""))
		})
	}
}

var providerLinks = regexp.MustCompile(`data-provider="([^"]*)"`)

// buttonsOf are the specifiers of the page's buttons.
func (b *browser) buttonsOf() (specifiers []string) {
	for _, link := range providerLinks.FindAllStringSubmatch(b.page, -1) {
		specifiers = append(specifiers, link[1])
	}
	return specifiers
}

func TestSignInPageHasTodaysGoogle(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.get("/login")
	assert.Equal(t, []string{"googleplus", "facebook", "microsoftaccount", "twitter"}, b.buttonsOf())
	b.shows("Sign in · Northlight", "All providers")
	assert.NotContains(t, b.page, "/google/start", "the specifier of before 2013")
}

func TestAddPageHasWhatMayBeAddedAndIsNot(t *testing.T) {
	for _, tc := range []struct {
		name  string
		users []*janrain.AuthInfo
		want  []string
	}{
		{"Google", []*janrain.AuthInfo{at(janrain.ProviderGooglePlus)}, []string{"facebook", "apple", "linkedin", "paypal"}},
		{"Google before 2013", []*janrain.AuthInfo{at(janrain.ProviderGoogle)}, []string{"facebook", "apple", "linkedin", "paypal"}},
		{"Facebook", []*janrain.AuthInfo{at(janrain.ProviderFacebook)}, []string{"googleplus", "apple", "linkedin", "paypal"}},
		{"a second one", []*janrain.AuthInfo{at(janrain.ProviderGooglePlus), at(janrain.ProviderLinkedIn)}, []string{"facebook", "apple", "paypal"}},
		{"PayPal by its other specifier", []*janrain.AuthInfo{at(janrain.ProviderPayPalOpenID)}, []string{"googleplus", "facebook", "apple", "linkedin"}},
		{"one that was refused", []*janrain.AuthInfo{at(janrain.ProviderGooglePlus), at(janrain.ProviderFacebook, limited)}, []string{"facebook", "apple", "linkedin", "paypal"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			for _, user := range tc.users {
				b.signIn(s, *user)
			}
			b.follow("Add another")
			b.shows("Add a way to sign in · Northlight", "mira.okafor@example.com")
			assert.Equal(t, tc.want, b.buttonsOf())
			assert.NotContains(t, b.page, "All providers", "most of them cannot be added")
			b.follow("Back to your profile")
			b.shows("Account 1")
		})
	}
}

func TestNothingIsOfferedWhereNothingIsLeft(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	for _, button := range addButtons {
		b.signIn(s, janraintest.User(button.Provider))
	}
	b.shows("Account 1")
	assert.NotContains(t, b.page, "Add another")
	assert.NotContains(t, b.page, "No other can be added", "it is no fault of the account's")
	b.get("/login")
	assert.Equal(t, "/profile", b.at.Path)
}

func TestNothingIsOfferedToAnAccountWithoutAnEmailAddress(t *testing.T) {
	for name, user := range map[string]*janrain.AuthInfo{
		"no address":                   at(janrain.ProviderTwitter),
		"one that is not verified":     at(janrain.ProviderMicrosoftAccount),
		"a provider without our trust": at(janrain.ProviderMyDigipass),
		"limited data":                 at(janrain.ProviderFacebook, limited),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, *user)
			b.shows("No other can be added: that takes an email address that we know to be yours, and this account has none.")
			assert.NotContains(t, b.page, "Add another")
			b.get("/login")
			assert.Equal(t, "/profile", b.at.Path, "there is nothing to choose")
		})
	}
}

// A button that leads to a refusal is none, and what is trusted can be added.
func TestAddButtonsAreTheTrustedProviders(t *testing.T) {
	for _, b := range addButtons {
		assert.Contains(t, trusted, b.Provider)
	}
	for _, provider := range trusted {
		user := janraintest.User(provider)
		name := providerName(&user.Profile)
		assert.True(t, slices.ContainsFunc(addButtons, func(b button) bool { return b.Name == name }), "a button for %s", provider)
		require.NoError(t, user.MayLink(user.Profile.VerifiedEmail, trusted...), "%s", provider)
	}
}
