package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/janrain-go/janrain"
)

// trusted are the providers whose word on an email address this application
// takes: they check it, and do not give it to another person.
var trusted = []janrain.Provider{
	janrain.ProviderGoogle, janrain.ProviderGooglePlus, janrain.ProviderFacebook, janrain.ProviderApple,
	janrain.ProviderLinkedIn, janrain.ProviderPayPal,
}

// A button leads to a provider's page.
type button struct {
	Provider janrain.Provider
	Name     string
}

// The buttons of the sign-in page, and of the page where a user adds a provider:
// there the trusted ones only, since no other can be added.
var (
	signInButtons = []button{
		{janrain.ProviderGooglePlus, "Google"}, {janrain.ProviderFacebook, "Facebook"},
		{janrain.ProviderMicrosoftAccount, "Microsoft"}, {janrain.ProviderTwitter, "Twitter"},
	}
	addButtons = []button{
		{janrain.ProviderGooglePlus, "Google"}, {janrain.ProviderFacebook, "Facebook"},
		{janrain.ProviderApple, "Apple"}, {janrain.ProviderLinkedIn, "LinkedIn"}, {janrain.ProviderPayPal, "PayPal"},
	}
)

// addable are the buttons for what may still be added to an account.
func (a *accounts) addable(to *account) []button {
	if to.email == "" { // nothing to compare another's with
		return nil
	}
	ways := a.waysInto(to)
	return slices.DeleteFunc(slices.Clone(addButtons), func(b button) bool {
		return slices.ContainsFunc(ways, func(way identity) bool { return way.Provider == b.Name })
	})
}

// providerName is the name of a sign-in's provider for people.
func providerName(p *janrain.Profile) string {
	switch p.Provider() {
	case janrain.ProviderOpenID:
		return "OpenID" // the service says Other
	case janrain.ProviderGoogle, janrain.ProviderGooglePlus:
		return "Google" // to its users Google+ is gone
	}
	return cmp.Or(p.ProviderName, p.ProviderSpecifier)
}

// reasonOf tells a user why a sign-in was not linked; what the error says is for
// developers.
func reasonOf(err error) string {
	if refused, ok := errors.AsType[*janrain.LinkError](err); ok {
		switch refused.Reason {
		case janrain.LinkProviderNotTrusted:
			return "This provider does not prove to us whose an email address is."
		case janrain.LinkLimitedData:
			return "This provider has given us only a part of your data."
		case janrain.LinkEmailNotVerified:
			return "This provider has not checked your email address."
		case janrain.LinkEmailDiffers:
			return "The email address there is not the one of your account here."
		}
	}
	return "We cannot be sure that it is yours."
}
