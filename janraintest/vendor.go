package janraintest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/ascii"
)

// WithVendorSettings makes the settings take effect that a developer has to make at the
// vendor. They are those that the API sets, and start as for a new application:
//
//   - A token URL must be on a domain of the list (AddDomainPatterns), once the list has one.
//     Otherwise the sign-in page shows an error.
//   - If PostToTokenURL is off, the token comes in the URL of a GET.
//   - A provider must be configured (SetProviderProperties) and one of the application's
//     (SetAuthProviders). Those without properties are configured on the dashboard, which
//     the fake takes as done.
//
// Without this option only OneTimeUseTokens takes effect.
func WithVendorSettings() Option { return func(s *Server) { s.enforced = true } }

// refuses returns the refusal of a sign-in with a provider, or nil.
func (a *application) refuses(provider janrain.Provider) *failure {
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

// signInFault returns what is wrong with a sign-in at the service, or nil. The
// provider is "" as long as none has been chosen.
func (s *Server) signInFault(tokenURL string, provider janrain.Provider) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.enforced {
		return nil
	}
	if !s.first.allows(tokenURL) {
		return &failure{janrain.CodeInvalidParameter, "Token URL domain not on the allow list of the application"}
	}
	if provider == "" {
		return nil
	}
	return s.first.refuses(provider)
}

// isOn returns a function that reports whether a provider has a button on the sign-in page.
func (s *Server) isOn() func(janrain.Provider) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	on := s.first.signinProviders()
	return func(provider janrain.Provider) bool { return !s.enforced || slices.Contains(on, string(provider)) }
}

// postsToken reports whether the token is posted to the token URL. Otherwise it comes
// with a GET.
func (s *Server) postsToken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.enforced || s.first.settings["postToTokenUrl"] == true
}
