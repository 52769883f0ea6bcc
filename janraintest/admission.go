package janraintest

import (
	"crypto/subtle"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/janrain-go/janrain"
)

// names are the parameters that the keys come in.
func (k keys) names() []string {
	return map[keys][]string{apiKey: {"apiKey"}, bothKeys: {"apiKey", "partnerKey"}, partnerKey: {"partnerKey"}}[k]
}

// admit checks the keys, and that what the endpoint requires is there. It says
// which application the call is about.
func (s *Server) admit(e endpoint, r *http.Request, form url.Values) (*application, *failure) {
	if s.clientID != "" {
		id, secret, ok := r.BasicAuth()
		if !ok || !same(id, s.clientID) || !same(secret, s.clientSecret) {
			return nil, &failure{janrain.CodeAuthentication, "Authentication error"}
		}
	}
	own := takes[r.URL.Path]
	for _, name := range e.keys.names() {
		if form.Get(name) == "" {
			return nil, missing(name)
		}
	}
	for _, p := range own {
		if p.required && p.value(form) == "" {
			return nil, missing(p.spellings[0])
		}
	}
	for _, name := range sortedNames(form) {
		if len(form[name]) > 1 {
			return nil, invalid(name)
		}
	}
	app, failure := s.unlock(e.keys, form)
	if failure != nil {
		return nil, failure
	}
	return app, call{s, app, form}.checkForm(e, own)
}

// unlock finds the application that the keys are for.
func (s *Server) unlock(k keys, form url.Values) (*application, *failure) {
	if k == bothKeys || k == partnerKey {
		if !same(form.Get("partnerKey"), s.PartnerKey) {
			return nil, &failure{janrain.CodeAuthentication, "Invalid partnerKey"}
		}
	}
	app := s.byKey(form.Get("apiKey"))
	switch {
	case k == partnerKey && (app != nil || !form.Has("apiKey")):
		return nil, nil // an API key that comes along must be right
	case k == noKey && !form.Has("apiKey"):
		return s.ofHost()
	case app != nil:
		return app, nil
	case k == bothKeys || k == partnerKey:
		return nil, &failure{janrain.CodeAuthentication, "Invalid apiKey"}
	}
	return nil, invalid("apiKey") // the social API says it under code 1
}

// ofHost is the application of the server's own address, which is the first,
// unless it has been deleted.
func (s *Server) ofHost() (*application, *failure) {
	if !slices.Contains(s.apps, s.first) {
		return nil, &failure{janrain.CodeInvalidParameter, "Invalid realm"}
	}
	return s.first, nil
}

func sortedNames(form url.Values) []string { return slices.Sorted(maps.Keys(form)) }

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A failure is a refusal in the service's words.
type failure struct {
	code    janrain.Code
	message string
}

func missing(name string) *failure {
	return &failure{janrain.CodeMissingParameter, "Missing parameter: " + name}
}

func invalid(name string) *failure {
	return &failure{janrain.CodeInvalidParameter, "Invalid parameter: " + name}
}

// texts are the service's words for its codes.
var texts = map[janrain.Code]string{
	janrain.CodeServiceUnavailable:  "Service Temporarily Unavailable",
	janrain.CodeMissingParameter:    "Missing parameter",
	janrain.CodeInvalidParameter:    "Invalid parameter",
	janrain.CodeDataNotFound:        "Data not found",
	janrain.CodeAuthentication:      "Authentication error",
	janrain.CodeFacebook:            "Facebook Error",
	janrain.CodeMappingExists:       "Mapping exists",
	janrain.CodeProviderUnavailable: "Error interacting with a previously operational provider",
	janrain.CodeUpgradeRequired:     "Account upgrade needed to access this API",
	janrain.CodeMissingCredentials:  "Missing third-party credentials for this identifier",
	janrain.CodeCredentialsRevoked:  "Third-party credentials have been revoked",
	janrain.CodeNotConfigured:       "Your application is not properly configured",
	janrain.CodeNotSupported:        "The provider or identifier does not support this feature",
	janrain.CodeGoogle:              "Google Error",
	janrain.CodeTwitter:             "Twitter Error",
	janrain.CodeLinkedIn:            "LinkedIn Error",
	janrain.CodeLiveID:              "LiveId Error",
	janrain.CodeMySpace:             "MySpace Error",
	janrain.CodeYahoo:               "Yahoo Error",
	janrain.CodeDomainExists:        "Domain already exists",
	janrain.CodeAppNotFound:         "App Id not found",
	janrain.CodeOrkut:               "Orkut Error",
	janrain.CodeTextTooLong:         "Text exceeds the character limit",
}

func textOf(code janrain.Code) string {
	if text, ok := texts[code]; ok {
		return text
	}
	return fmt.Sprintf("Error %d", code)
}
