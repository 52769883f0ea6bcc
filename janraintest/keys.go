package janraintest

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"

	"github.com/janrain-go/janrain"
)

// keys are those that an endpoint takes.
type keys int

const (
	apiKey     keys = iota // the application's
	bothKeys               // the application's and the partner's
	partnerKey             // the partner's alone: the call is not about one application, or makes it
	noKey                  // the host says which application; an API key that comes must be right all the same
)

// names are the parameters that the keys come in.
func (k keys) names() []string {
	return map[keys][]string{apiKey: {"apiKey"}, bothKeys: {"apiKey", "partnerKey"}, partnerKey: {"partnerKey"}}[k]
}

// admit checks the keys and the form, and returns the application that the call is about.
// The state is locked.
func (s *Server) admit(e endpoint, r *http.Request, form url.Values) (*application, *refusal) {
	if s.clientID != "" {
		id, secret, ok := r.BasicAuth()
		if !ok || !same(id, s.clientID) || !same(secret, s.clientSecret) {
			return nil, &refusal{janrain.CodeAuthentication, "Authentication error"}
		}
	}
	for _, name := range e.keys.names() {
		if form.Get(name) == "" {
			return nil, missing(name)
		}
	}
	for _, p := range e.takes {
		if p.required && p.value(form) == "" {
			return nil, missing(p.spellings[0])
		}
	}
	for _, name := range sortedNames(form) {
		if len(form[name]) > 1 {
			return nil, invalid(name)
		}
	}
	app, refused := s.unlock(e.keys, form)
	if refused != nil {
		return nil, refused
	}
	return app, call{&s.state, app, form}.checkForm(e)
}

// unlock returns the application that the keys are for.
func (s *Server) unlock(k keys, form url.Values) (*application, *refusal) {
	if k == bothKeys || k == partnerKey {
		if !same(form.Get("partnerKey"), s.PartnerKey) {
			return nil, &refusal{janrain.CodeAuthentication, "Invalid partnerKey"}
		}
	}
	app := s.state.byKey(form.Get("apiKey"))
	switch {
	case k == partnerKey && (app != nil || !form.Has("apiKey")):
		return nil, nil // an API key that comes along must be right
	case k == noKey && !form.Has("apiKey"):
		return s.state.ofHost()
	case app != nil:
		return app, nil
	case k == bothKeys || k == partnerKey:
		return nil, &refusal{janrain.CodeAuthentication, "Invalid apiKey"}
	}
	return nil, invalid("apiKey") // the social API rejects it with code 1
}

// ofHost returns the application of the server's own address, which is the first,
// unless it has been deleted.
func (s *state) ofHost() (*application, *refusal) {
	if !slices.Contains(s.apps, s.first) {
		return nil, &refusal{janrain.CodeInvalidParameter, "Invalid realm"}
	}
	return s.first, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
