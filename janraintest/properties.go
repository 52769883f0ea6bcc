package janraintest

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/janrain-go/janrain"
)

// A property is a parameter of app/set_properties, and a member of the answer
// to app/get_properties.
type property struct {
	name     string
	also     string // as some of the vendor's pages spell the parameter
	required bool
	boolean  bool
}

// spellings divides the names by a bar, the answer's first.
func (p property) spellings() string {
	if p.also == "" {
		return p.name
	}
	return p.name + "|" + p.also
}

var consumer = []property{{name: "consumerKey", required: true}, {name: "secret", required: true}}

// properties are those of each provider.
var properties = map[janrain.Provider][]property{
	janrain.ProviderFacebook: {
		{name: "fbAppID", also: "fbAppId", required: true}, {name: "fbSecret", required: true},
		{name: "emailPerm", boolean: true}, {name: "uninstallURL"},
	},
	janrain.ProviderLiveID: {
		{name: "liveidAppID", also: "liveidAppId", required: true}, {name: "liveidSecret"},
		{name: "liveidPrivacyPolicyUrl", required: true},
	},
	janrain.ProviderPayPal: {{name: "paypalDisplayName", required: true}, {name: "email"}},
	janrain.ProviderYahoo: append(slices.Clone(consumer),
		property{name: "yahooAppID", required: true},
		property{name: "activityScopesSet", also: "activtiyScopesString", boolean: true},
		property{name: "contactsScopeSet", also: "contactScopeSet", boolean: true},
	),
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
	janrain.ProviderTumblr:     consumer,
	janrain.ProviderTwitter:    consumer,
}

var propertySwitches = words("emailPerm activityScopesSet activtiyScopesString contactsScopeSet contactScopeSet")

func (c call) setProperties() (members, *failure) {
	provider := janrain.Provider(c.form.Get("provider"))
	its, ok := properties[provider]
	if !ok {
		return nil, invalidProvider(string(provider))
	}
	for _, p := range its {
		if p.required && value(c.form, p.spellings()) == "" {
			return nil, missing(p.name)
		}
	}
	kept := url.Values{}
	for name, values := range c.form {
		if name != "apiKey" && name != "partnerKey" && name != "provider" {
			kept[name] = slices.Clone(values)
		}
	}
	c.app.configured[provider] = kept
	return nil, nil
}

func (c call) properties() (members, *failure) {
	provider := janrain.Provider(c.form.Get("provider"))
	its, ok := properties[provider]
	if !ok {
		return nil, invalidProvider(string(provider))
	}
	kept, ok := c.app.configured[provider]
	if !ok {
		return nil, &failure{janrain.CodeInvalidParameter, string(provider) + " not configured"}
	}
	var m members
	for _, p := range its {
		text := value(kept, p.spellings())
		if p.boolean {
			m = append(m, member{p.name, text == "true"})
			continue
		}
		m = append(m, member{p.name, text})
	}
	return m, nil
}

// ProviderProperties returns the parameters that the application last set for
// a provider, by their names on the wire, secrets included; the keys of the
// call are not among them. Nil where it has set none.
func (s *Server) ProviderProperties(provider janrain.Provider) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.first.configured[provider]
	if !ok {
		return nil
	}
	return cloned(kept)
}

// permitting are the providers whose permissions can be set.
var permitting = []janrain.Provider{
	janrain.ProviderFacebook, janrain.ProviderGoogle, janrain.ProviderLinkedIn, janrain.ProviderMixi, janrain.ProviderPayPal,
}

func (c call) permissions() (members, *failure) {
	provider, failure := c.permittingProvider()
	if failure != nil {
		return nil, failure
	}
	return members{{"permissions", list(c.app.permitted[provider])}}, nil
}

func (c call) setPermissions() (members, *failure) {
	provider, refused := c.permittingProvider()
	if refused != nil {
		return nil, refused
	}
	permissions := split(c.form.Get("permissions"))
	for _, permission := range permissions {
		if !isPermission(permission) {
			return nil, &failure{janrain.CodeInvalidParameter, "Permission does not exist: " + permission}
		}
	}
	c.app.permitted[provider] = permissions
	return nil, nil
}

func (c call) permittingProvider() (janrain.Provider, *failure) {
	provider := janrain.Provider(c.form.Get("provider"))
	switch {
	case slices.Contains(permitting, provider):
		return provider, nil
	case c.server.knows(provider):
		return "", &failure{janrain.CodeInvalidParameter, "Setting permissions not supported for this provider"}
	}
	return "", invalidProvider(string(provider))
}

// isPermission goes by the form, as in readMailbox: no page that could be read
// lists them all.
func isPermission(text string) bool {
	letter := func(r rune) bool { return r <= unicode.MaxASCII && unicode.IsLetter(r) }
	return text != "" && unicode.IsLower(rune(text[0])) && strings.IndexFunc(text, func(r rune) bool { return !letter(r) }) < 0
}
