package janraintest

import (
	"cmp"
	"slices"

	"github.com/janrain-go/janrain"
)

// deviceTypes are those that have a list of providers of their own.
var deviceTypes = words("web iphone android")

// publishers are the providers that an application may write to.
var publishers = words("facebook linkedin twitter")

// signinProviders are those of the web, the popular ones until the application
// chooses. What it chose for a telephone no call tells.
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

func (c call) availableProviders() (members, *failure) {
	return members{
		{"signin", c.app.signinProviders()},
		{"social", c.app.socialProviders()},
		{"share", list(c.app.share)},
	}, nil
}

func (c call) providers() (members, *failure) {
	return members{
		{"signin", c.app.signinProviders()},
		{"social", c.app.socialProviders()},
		{"shareWidget", members{{"share", list(c.app.share)}, {"email", list(c.app.email)}}},
	}, nil
}

func (c call) setAuthProviders() (members, *failure) {
	device := cmp.Or(c.form.Get("device_type"), "web")
	if !slices.Contains(deviceTypes, device) {
		return nil, invalid("device_type")
	}
	chosen, failure := c.chosen("providers")
	if failure != nil {
		return nil, failure
	}
	for _, provider := range chosen {
		if provider := janrain.Provider(provider); c.app.enforced && !c.app.isConfigured(provider) {
			return nil, notConfigured(provider)
		}
	}
	c.app.signin[device] = chosen
	return nil, nil
}

func (c call) shareProviders() (members, *failure) {
	return members{{"share", list(c.app.share)}, {"email", list(c.app.email)}}, nil
}

// setShareProviders leaves the list alone that is not in the form.
func (c call) setShareProviders() (members, *failure) {
	share, failure := c.chosen("share")
	if failure != nil {
		return nil, failure
	}
	email, failure := c.chosen("email")
	if failure != nil {
		return nil, failure
	}
	if c.form.Has("share") {
		c.app.share = share
	}
	if c.form.Has("email") {
		c.app.email = email
	}
	return nil, nil
}

// chosen are the providers in a parameter. The share widget has email among
// them.
func (c call) chosen(parameter string) ([]string, *failure) {
	chosen := split(c.form.Get(parameter))
	for _, provider := range chosen {
		if !c.server.knows(janrain.Provider(provider)) && (provider != "email" || parameter != "share") {
			return nil, invalidProvider(provider)
		}
	}
	return chosen, nil
}

// knows reports the vendor's providers, and those of the application's users.
func (s *Server) knows(provider janrain.Provider) bool {
	_, ok := traits[provider]
	return ok || slices.Contains(s.others(), provider)
}

func invalidProvider(name string) *failure {
	return &failure{janrain.CodeInvalidParameter, "Invalid provider: " + name}
}

func notConfigured(provider janrain.Provider) *failure {
	return &failure{janrain.CodeInvalidParameter, string(provider) + " not configured"}
}
