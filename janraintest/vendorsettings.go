package janraintest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/ascii"
)

// refuses returns the refusal of a sign-in with a provider, or nil.
func (a *application) refuses(provider janrain.Provider) *refusal {
	switch {
	case !a.enforced:
		return nil
	case !a.isConfigured(provider):
		return notConfigured(provider)
	case !slices.Contains(a.signinProviders(), string(provider)):
		return invalidProvider(string(provider))
	}
	return nil
}

// isConfigured reports a provider whose properties are set, or that has none.
func (a *application) isConfigured(provider janrain.Provider) bool {
	_, configured := a.configured[provider]
	return configured || properties[provider] == nil
}

// allows reports whether a token URL is on the application's list of domains. The vendor
// looks at the list only if there is something on it.
func (a *application) allows(tokenURL string) bool {
	u, err := url.Parse(tokenURL)
	if err != nil {
		return false
	}
	return len(a.patterns) == 0 || slices.ContainsFunc(a.patterns, func(pattern string) bool {
		pattern = ascii.Lower(pattern)
		host := ascii.Lower(u.Hostname())
		if strings.HasSuffix(pattern, ":"+u.Port()) {
			host = ascii.Lower(u.Host)
		}
		parent, wild := strings.CutPrefix(pattern, "*")
		return host == strings.Trim(pattern, "[]") || wild && len(host) > len(parent) && strings.HasSuffix(host, parent)
	})
}

// signInRefusal returns what is wrong with a sign-in at the service, or nil. The
// provider is "" as long as none has been chosen.
func (s *state) signInRefusal(tokenURL string, provider janrain.Provider) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.enforced {
		return nil
	}
	if !s.first.allows(tokenURL) {
		return &refusal{janrain.CodeInvalidParameter, "Token URL domain not on the allow list of the application"}
	}
	if provider == "" {
		return nil
	}
	return s.first.refuses(provider)
}

// isOn returns a function that reports whether a provider has a button on the sign-in page.
func (s *state) isOn() func(janrain.Provider) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	on := s.first.signinProviders()
	return func(provider janrain.Provider) bool { return !s.enforced || slices.Contains(on, string(provider)) }
}

// postsToken reports whether the token is posted to the token URL. Otherwise it comes
// with a GET. It locks the state.
func (s *state) postsToken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.enforced || s.first.settings["postToTokenUrl"] == true
}
