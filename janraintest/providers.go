package janraintest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/ascii"
)

var providerEndpoints = []endpoint{
	post("/api/v2/get_available_providers", "", call.availableProviders).with(noKey),
	post("/api/v2/providers", "", call.providers).with(noKey),
	post("/api/v2/set_auth_providers", "providers:list! device_type:key", call.setAuthProviders),
	post("/api/v2/get_share_providers", "", call.shareProviders).with(noKey),
	post("/api/v2/set_share_providers", "share:list? email:list?", call.setShareProviders),
}

// deviceTypes are those with a list of providers of their own.
var deviceTypes = words("web iphone android")

// publishers are the providers that an application may write to.
var publishers = words("facebook linkedin twitter")

// popular are the providers that the first page shows at once.
var popular = []janrain.Provider{
	janrain.ProviderGooglePlus, janrain.ProviderFacebook, janrain.ProviderMicrosoftAccount, janrain.ProviderTwitter,
	janrain.ProviderLinkedIn, janrain.ProviderYahoo, janrain.ProviderAmazon, janrain.ProviderPayPal,
	janrain.ProviderApple, janrain.ProviderOpenID,
}

// signinProviders returns the providers for web pages: the popular ones until the application
// chooses. No call returns those for phones.
func (a *application) signinProviders() []string {
	if chosen, ok := a.signin["web"]; ok {
		return list(chosen)
	}
	all := []string{}
	for _, provider := range popular {
		if !a.enforced || a.isConfigured(provider) {
			all = append(all, string(provider))
		}
	}
	return all
}

func (a *application) socialProviders() []string {
	return slices.DeleteFunc(a.signinProviders(), func(provider string) bool {
		return !slices.Contains(publishers, provider)
	})
}

func (c call) availableProviders() (members, *refusal) {
	return members{
		{"signin", c.app.signinProviders()},
		{"social", c.app.socialProviders()},
		{"share", list(c.app.share)},
	}, nil
}

func (c call) providers() (members, *refusal) {
	return members{
		{"signin", c.app.signinProviders()},
		{"social", c.app.socialProviders()},
		{"shareWidget", members{{"share", list(c.app.share)}, {"email", list(c.app.email)}}},
	}, nil
}

func (c call) setAuthProviders() (members, *refusal) {
	device := cmp.Or(c.form.Get("device_type"), "web")
	if !slices.Contains(deviceTypes, device) {
		return nil, invalid("device_type")
	}
	chosen, refused := c.chosen("providers")
	if refused != nil {
		return nil, refused
	}
	for _, provider := range chosen {
		if provider := janrain.Provider(provider); c.app.enforced && !c.app.isConfigured(provider) {
			return nil, notConfigured(provider)
		}
	}
	c.app.signin[device] = chosen
	return nil, nil
}

func (c call) shareProviders() (members, *refusal) {
	return members{{"share", list(c.app.share)}, {"email", list(c.app.email)}}, nil
}

// setShareProviders changes only the lists in the form.
func (c call) setShareProviders() (members, *refusal) {
	share, refused := c.chosen("share")
	if refused != nil {
		return nil, refused
	}
	email, refused := c.chosen("email")
	if refused != nil {
		return nil, refused
	}
	if c.form.Has("share") {
		c.app.share = share
	}
	if c.form.Has("email") {
		c.app.email = email
	}
	return nil, nil
}

// chosen returns the providers in a parameter. The share widget also has email.
func (c call) chosen(parameter string) ([]string, *refusal) {
	chosen := split(c.form.Get(parameter))
	for _, provider := range chosen {
		if !c.state.knows(janrain.Provider(provider)) && (provider != "email" || parameter != "share") {
			return nil, invalidProvider(provider)
		}
	}
	return chosen, nil
}

// knows reports whether the vendor lists the provider or a user of WithUsers has it.
func (s *state) knows(provider janrain.Provider) bool {
	_, ok := traits[provider]
	return ok || slices.Contains(s.others(), provider)
}

// others returns the providers that are not popular, with those of the users of WithUsers.
func (s *state) others() []janrain.Provider {
	all := Providers()
	for _, user := range s.users {
		all = append(all, user.Profile.Provider())
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(p janrain.Provider) bool {
		return p == "" || slices.Contains(popular, p)
	})
}

// knownProvider resolves a name, a specifier in another case or an older specifier,
// as the library does. A provider that is not known is returned as it is.
func knownProvider(p janrain.Provider) janrain.Provider {
	if _, ok := traits[p]; ok {
		return p
	}
	folded := janrain.Provider(ascii.Lower(strings.TrimSpace(string(p))))
	if _, ok := traits[folded]; ok {
		return folded
	}
	if named := (&janrain.Profile{ProviderName: string(p)}).Provider(); named != "" {
		return named
	}
	for _, specifier := range Providers() {
		if ascii.Lower(traits[specifier].name) == string(folded) {
			return specifier
		}
	}
	return p
}
