package main

import (
	"cmp"
	"slices"

	"github.com/janrain-go/janrain"
)

// buttons are the providers that the pages show first.
var buttons = []janrain.Provider{
	janrain.ProviderGooglePlus, janrain.ProviderFacebook, janrain.ProviderMicrosoftAccount, janrain.ProviderTwitter,
}

// addable returns the providers with a button that an account does not have yet. The two
// specifiers of Google have one name, and are one way to sign in.
func (a *accounts) addable(to *account) []janrain.Provider {
	ways := a.waysInto(to)
	return slices.DeleteFunc(slices.Clone(buttons), func(provider janrain.Provider) bool {
		return slices.ContainsFunc(ways, func(way identity) bool { return way.Name == provider.DisplayName() })
	})
}

// providerName returns the name for people of a sign-in's provider. A custom provider has
// the name that the service gives it.
func providerName(p *janrain.Profile) string {
	provider := p.Provider()
	if name := provider.DisplayName(); name != string(provider) {
		return name
	}
	return cmp.Or(p.ProviderName, string(provider))
}
