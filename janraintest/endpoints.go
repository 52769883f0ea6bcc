package janraintest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// An endpoint is one call of the API: what it requires and what it does.
type endpoint struct {
	name     string
	partner  bool     // takes the partner key beside the API key
	required []string // parameters, the keys aside
	booleans []string // parameters that are true or false
	act      func(*Server, url.Values) (members, *failure)
}

// endpoints are the calls by their path.
var endpoints = map[string]endpoint{
	"/api/v2/auth_info": {
		name: "auth_info", required: []string{"token"}, booleans: []string{"extended"},
		act: (*Server).authInfo,
	},
	"/api/v2/add_or_update_access_token": {
		name: "add_or_update_access_token", required: []string{"identifier", "token"},
		act: (*Server).addOrUpdateAccessToken,
	},
	"/partner/v2/app/set_properties": {
		name: "app/set_properties", partner: true, required: []string{"provider"},
		booleans: []string{
			"emailPerm", "activityScopesSet", "activtiyScopesString", "contactsScopeSet", "contactScopeSet",
		},
		act: (*Server).setProperties,
	},
}

func (s *Server) authInfo(form url.Values) (members, *failure) {
	return s.redeem(form.Get("token"), form.Get("tokenUrl"), form.Get("extended") == "true")
}

// accessTokenHosts are where the identifiers of the four providers live that
// add_or_update_access_token supports.
var accessTokenHosts = []string{"facebook.com", "renren.com", "soundcloud.com", "foursquare.com"}

func (s *Server) addOrUpdateAccessToken(form url.Values) (members, *failure) {
	identifier := form.Get("identifier")
	u, err := url.Parse(identifier)
	if err != nil || u.Host == "" {
		return nil, invalid("identifier")
	}
	host := strings.ToLower(u.Hostname())
	if !slices.ContainsFunc(accessTokenHosts, func(known string) bool {
		return host == known || strings.HasSuffix(host, "."+known)
	}) {
		return nil, &failure{janrain.CodeNotSupported, textOf(janrain.CodeNotSupported)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accessTokens[identifier] = form.Get("token")
	return nil, nil
}

// AccessToken returns the access token that the application brought along for
// an identifier.
func (s *Server) AccessToken(identifier string) (token string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token, ok = s.accessTokens[identifier]
	return token, ok
}

var consumer = []string{"consumerKey", "secret"}

// requiredProperties are what each provider requires. A parameter that the
// vendor's pages spell in two ways may come in either, divided here by a bar.
var requiredProperties = map[janrain.Provider][]string{
	janrain.ProviderFacebook:   {"fbAppID|fbAppId", "fbSecret"},
	janrain.ProviderLiveID:     {"liveidAppID|liveidAppId", "liveidPrivacyPolicyUrl"},
	janrain.ProviderPayPal:     {"paypalDisplayName"},
	janrain.ProviderYahoo:      {"consumerKey", "secret", "yahooAppID"},
	janrain.ProviderFoursquare: consumer,
	janrain.ProviderGoogle:     consumer,
	janrain.ProviderLinkedIn:   consumer,
	janrain.ProviderMixi:       consumer,
	janrain.ProviderMySpace:    consumer,
	janrain.ProviderOrkut:      consumer,
	janrain.ProviderRenRen:     consumer,
	janrain.ProviderSalesforce: consumer,
	janrain.ProviderSinaWeibo:  consumer,
	janrain.ProviderSoundCloud: consumer,
	janrain.ProviderTwitter:    consumer,
}

func (s *Server) setProperties(form url.Values) (members, *failure) {
	provider := janrain.Provider(form.Get("provider"))
	required, ok := requiredProperties[provider]
	if !ok {
		return nil, &failure{janrain.CodeInvalidParameter, "Invalid provider: " + string(provider)}
	}
	for _, spellings := range required {
		names := strings.Split(spellings, "|")
		if !slices.ContainsFunc(names, func(name string) bool { return form.Get(name) != "" }) {
			return nil, missing(names[0])
		}
	}
	properties := url.Values{}
	for name, values := range form {
		if name != "apiKey" && name != "partnerKey" && name != "provider" {
			properties[name] = slices.Clone(values)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.properties[provider] = properties
	return nil, nil
}

// ProviderProperties returns the parameters that the application last set for
// a provider, by their names on the wire, secrets included; the keys of the
// call are not among them. Nil where it has set none.
func (s *Server) ProviderProperties(provider janrain.Provider) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	properties, ok := s.properties[provider]
	if !ok {
		return nil
	}
	return cloned(properties)
}
