package main

import (
	"cmp"
	"slices"

	"github.com/janrain-go/janrain"
)

// A button leads to a provider's page.
type button struct {
	Provider janrain.Provider
	Name     string
}

// buttons are the providers that the pages show first.
var buttons = []button{
	{janrain.ProviderGooglePlus, "Google"}, {janrain.ProviderFacebook, "Facebook"},
	{janrain.ProviderMicrosoftAccount, "Microsoft"}, {janrain.ProviderTwitter, "Twitter"},
}

// addable returns the buttons of the providers that an account does not have yet.
func (a *accounts) addable(to *account) []button {
	ways := a.waysInto(to)
	return slices.DeleteFunc(slices.Clone(buttons), func(b button) bool {
		return slices.ContainsFunc(ways, func(way identity) bool { return way.Provider == b.Name })
	})
}

// providerName returns the name of a sign-in's provider for people.
func providerName(p *janrain.Profile) string {
	switch p.Provider() {
	case janrain.ProviderOpenID:
		return "OpenID" // the service says Other
	case janrain.ProviderGoogle, janrain.ProviderGooglePlus:
		return "Google" // to its users Google+ is gone
	case janrain.ProviderMicrosoftAccount:
		return "Microsoft"
	}
	return cmp.Or(p.ProviderName, p.ProviderSpecifier)
}
