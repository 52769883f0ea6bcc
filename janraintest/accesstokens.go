package janraintest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// accessTokenHosts are where the identifiers of the four providers live that
// add_or_update_access_token supports.
var accessTokenHosts = []string{"facebook.com", "renren.com", "soundcloud.com", "foursquare.com"}

func (c call) addOrUpdateAccessToken() (members, *failure) {
	identifier := c.form.Get("identifier")
	host := hostOf(identifier)
	if !slices.ContainsFunc(accessTokenHosts, func(known string) bool {
		return host == known || strings.HasSuffix(host, "."+known)
	}) {
		return nil, &failure{janrain.CodeNotSupported, textOf(janrain.CodeNotSupported)}
	}
	c.app.accessTokens[identifier] = c.form.Get("token")
	return nil, nil
}

// AccessToken returns the access token that the application brought along for
// an identifier.
func (s *Server) AccessToken(identifier string) (token string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token, ok = s.first.accessTokens[identifier]
	return token, ok
}

// hostOf is where an identifier lives, or "" where it is no URL.
func hostOf(identifier string) string {
	u, err := url.Parse(identifier)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
