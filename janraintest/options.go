package janraintest

import (
	"net/http"
	"time"

	"github.com/janrain-go/janrain"
)

// An Option changes what NewServer makes.
type Option func(*Server)

// WithAPIKey sets the API key of the first application.
func WithAPIKey(key string) Option { return func(s *Server) { s.APIKey = key } }

// WithPartnerKey sets the partner key that the server takes.
func WithPartnerKey(key string) Option { return func(s *Server) { s.PartnerKey = key } }

// WithBasicAuth makes the server demand HTTP Basic too. The default is not to,
// as the service.
func WithBasicAuth(clientID, clientSecret string) Option {
	return func(s *Server) { s.clientID, s.clientSecret = clientID, clientSecret }
}

// WithClock sets the server's clock, so that a test can let a token grow old. The default
// is time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *Server) {
		if now != nil {
			s.state.now = now
		}
	}
}

// WithTokenLifetime sets how long a token works. The default is ten minutes;
// the vendor says no more than "within minutes". With 0 every token has expired.
func WithTokenLifetime(d time.Duration) Option { return func(s *Server) { s.state.lifetime = d } }

// WithStatusOK makes the server refuse under HTTP 200, as the service did
// before 2013. The default is 400.
func WithStatusOK() Option { return func(s *Server) { s.responder.failStatus = http.StatusOK } }

// WithFlatAnswers makes app/create, app/create_invite and lookup_rp respond with
// an object, as recorded in 2011. The default is as the vendor's later pages
// show it: {"partnerresponse":{...}}, {"PartnerResponse":{...}} and
// {"pluginresponse":{...}}, the names in lower case in the first and the last.
func WithFlatAnswers() Option { return func(s *Server) { s.responder.flat = true } }

// WithLastRequests keeps only the last n requests, for a server that answers
// millions; none if n is 0. The default is to keep all.
func WithLastRequests(n int) Option { return func(s *Server) { s.records.last = &n } }

// WithUsers adds people whom a browser can sign in as on the server's pages, each at the
// provider of its profile. The default is User(provider) alone. NewServer panics if a
// profile names no provider.
func WithUsers(users ...janrain.AuthInfo) Option {
	return func(s *Server) {
		for i := range users {
			if users[i].Profile.Provider() == "" {
				panic("janraintest: WithUsers: a profile without a ProviderSpecifier")
			}
		}
		s.state.users = append(s.state.users, users...)
	}
}

// WithUserData makes get_user_data and get_contacts ask a function about identifiers of
// users who have neither signed in nor been added with AddUser, so that a million users
// need not be kept. It is called by one goroutine at a time, and must not call
// the server.
func WithUserData(of func(identifier string) (user janrain.AuthInfo, ok bool)) Option {
	return func(s *Server) { s.state.userData = of }
}

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
func WithVendorSettings() Option { return func(s *Server) { s.state.enforced = true } }
