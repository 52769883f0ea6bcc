package janraintest

import (
	"net/url"

	"github.com/janrain-go/janrain"
)

// IssueToken signs a user in to the first application and returns the token
// that the widget would post to the token URL as "token", 40 hexadecimal
// digits. It works once, or any number of times if the application has set
// oneTimeUseTokens to false, until its lifetime is over. If the call names a token URL, it
// has to be this one; an empty tokenURL disables this check.
func (s *Server) IssueToken(user janrain.AuthInfo, tokenURL string) string {
	return s.state.issueToken(user, tokenURL)
}

// IssueTokenFor is IssueToken for an application of app/create: only its key finds
// the token. It panics if no application has the key.
func (s *Server) IssueTokenFor(apiKey string, user janrain.AuthInfo, tokenURL string) string {
	raw := encodeUser(user)
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	app := s.state.byKey(apiKey)
	if app == nil {
		panic("janraintest: IssueTokenFor: no application has this API key")
	}
	return s.state.issue(app, user.Profile.Identifier, raw, tokenURL)
}

// AddUser makes a user known to the first application, as if they had signed in:
// get_user_data and get_contacts respond about them. Users who sign in are known
// without it.
func (s *Server) AddUser(user janrain.AuthInfo) {
	raw := encodeUser(user)
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.first.users[user.Profile.Identifier] = raw
}

// Map maps an identifier to a primary key, as the call map does for the first
// application, without a request, so that a million mappings are quickly made. It does
// nothing if one of the two is empty.
func (s *Server) Map(identifier, primaryKey string) {
	if identifier == "" || primaryKey == "" {
		return
	}
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.first.mapped.add(identifier, primaryKey)
}

// AccessToken returns the access token that the application has sent with
// add_or_update_access_token for an identifier.
func (s *Server) AccessToken(identifier string) (token string, ok bool) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	token, ok = s.state.first.accessTokens[identifier]
	return token, ok
}

// ProviderProperties returns the parameters that the application last set for
// a provider, by their names on the wire, secrets included, without the keys of the
// call. It returns nil if the application has set none.
func (s *Server) ProviderProperties(provider janrain.Provider) url.Values {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	kept, ok := s.state.first.configured[knownProvider(provider)]
	if !ok {
		return nil
	}
	return cloned(kept)
}
