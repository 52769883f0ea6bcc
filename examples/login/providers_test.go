package main

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestProvidersHaveDisplayNames(t *testing.T) {
	for name, tc := range map[string]struct {
		user *janrain.AuthInfo
		want string
	}{
		"OpenID":                          {at(janrain.ProviderOpenID), "OpenID"},
		"Google":                          {at(janrain.ProviderGooglePlus), "Google"},
		"Google before 2013":              {at(janrain.ProviderGoogle), "Google"},
		"any other":                       {at(janrain.ProviderTwitter), "Twitter"},
		"one without a name":              {at("acme", func(user *janrain.AuthInfo) { user.Profile.ProviderName = "" }), "acme"},
		"an OpenID provider named Google": {at(janrain.ProviderOpenID, func(user *janrain.AuthInfo) { user.Profile.ProviderName = "Google" }), "OpenID"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, *tc.user)
			assert.Regexp(t, `<li><svg[^\n]*</svg><b>`+tc.want+"</b>", b.page, "the way to sign in")
			assert.NotRegexp(t, `\bOther\b|Google\+`, tags.ReplaceAllString(b.page, ""))
		})
	}
}

var providerLinks = regexp.MustCompile(`data-provider="([^"]*)"`)

// buttonsOf returns the specifiers of the page's buttons.
func (b *browser) buttonsOf() (specifiers []string) {
	for _, link := range providerLinks.FindAllStringSubmatch(b.page, -1) {
		specifiers = append(specifiers, link[1])
	}
	return specifiers
}

func TestSignInPageHasTheCurrentGoogle(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.get("/login")
	assert.Equal(t, []string{"googleplus", "facebook", "microsoftaccount", "twitter"}, b.buttonsOf())
	b.shows("Sign in · Northlight", "All providers")
	assert.NotContains(t, b.page, "/google/start", "the specifier from before 2013 must have no button")
}

func TestAddPageHasTheMissingProviders(t *testing.T) {
	for _, tc := range []struct {
		name  string
		users []*janrain.AuthInfo
		want  []string
	}{
		{"Google", []*janrain.AuthInfo{at(janrain.ProviderGooglePlus)}, []string{"facebook", "microsoftaccount", "twitter"}},
		{"Google before 2013", []*janrain.AuthInfo{at(janrain.ProviderGoogle)}, []string{"facebook", "microsoftaccount", "twitter"}},
		{"Facebook", []*janrain.AuthInfo{at(janrain.ProviderFacebook)}, []string{"googleplus", "microsoftaccount", "twitter"}},
		{"another", []*janrain.AuthInfo{at(janrain.ProviderLinkedIn)}, []string{"googleplus", "facebook", "microsoftaccount", "twitter"}},
		{"two", []*janrain.AuthInfo{at(janrain.ProviderTwitter), at(janrain.ProviderMicrosoftAccount)}, []string{"googleplus", "facebook"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, *tc.users[0])
			for _, user := range tc.users[1:] {
				b.add(s, *user)
			}
			b.press("Add another")
			b.shows("Add a way to sign in · Northlight", "All providers")
			assert.Equal(t, tc.want, b.buttonsOf())
			b.follow("Back to your profile")
			b.shows("Account 1")
		})
	}
}

func TestEveryButtonCanBeAdded(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderMyDigipass))
	for _, provider := range buttons {
		b.add(s, janraintest.User(provider))
		b.shows("You can now sign in with "+provider.DisplayName()+".", "Account 1")
	}
	b.press("Add another")
	assert.Empty(t, b.buttonsOf())
	b.shows("All providers")
}
