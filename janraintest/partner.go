package janraintest

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/janrain-go/janrain"
)

var partnerEndpoints = []endpoint{
	post("/partner/v2/app/get_properties", "provider:key!", call.properties),
	post("/partner/v2/app/set_properties", "provider:key! "+anyProperties, call.setProperties),
	post("/partner/v2/app/get_provider_permissions", "provider:key!", call.permissions),
	post("/partner/v2/app/set_provider_permissions", "provider:key! permissions:list!", call.setPermissions),
}

const consumer = "consumerKey:key! secret:key!"

// properties are the parameters of app/set_properties for each provider. The first
// spelling is the one in the response of app/get_properties.
var properties = map[janrain.Provider][]parameter{
	janrain.ProviderFacebook:   parameters(ofFacebook),
	janrain.ProviderLiveID:     parameters(ofLiveID),
	janrain.ProviderPayPal:     parameters(ofPayPal),
	janrain.ProviderYahoo:      parameters(consumer + " " + ofYahoo),
	janrain.ProviderFoursquare: parameters(consumer),
	janrain.ProviderGoogle:     parameters(consumer),
	janrain.ProviderLinkedIn:   parameters(consumer),
	janrain.ProviderMixi:       parameters(consumer),
	janrain.ProviderMySpace:    parameters(consumer),
	janrain.ProviderOrkut:      parameters(consumer),
	janrain.ProviderRenRen:     parameters(consumer),
	janrain.ProviderSalesforce: parameters(consumer),
	janrain.ProviderSinaWeibo:  parameters(consumer),
	janrain.ProviderSoundCloud: parameters(consumer),
	janrain.ProviderTumblr:     parameters(consumer),
	janrain.ProviderTwitter:    parameters(consumer),
}

const (
	ofFacebook = "fbAppID|fbAppId:key! fbSecret:key! emailPerm:bool uninstallURL:url?"
	ofLiveID   = "liveidAppID|liveidAppId:key! liveidSecret:key? liveidPrivacyPolicyUrl:url!"
	ofPayPal   = "paypalDisplayName! email:email?"
	ofYahoo    = "yahooAppID:key! activityScopesSet|activtiyScopesString:bool contactsScopeSet|contactScopeSet:bool"

	// anyProperties are the names alone: what is required depends on the provider.
	anyProperties = "consumerKey secret fbAppID|fbAppId fbSecret emailPerm uninstallURL liveidAppID|liveidAppId " +
		"liveidSecret liveidPrivacyPolicyUrl paypalDisplayName email yahooAppID " +
		"activityScopesSet|activtiyScopesString contactsScopeSet|contactScopeSet"
)

var propertiesOfAll = parameters(anyProperties)

func isOneOf(all []parameter, name string) bool {
	return slices.ContainsFunc(all, func(p parameter) bool { return slices.Contains(p.spellings, name) })
}

func (c call) setProperties() (members, *refusal) {
	provider := janrain.Provider(c.form.Get("provider"))
	its, ok := properties[provider]
	if !ok {
		return nil, invalidProvider(string(provider))
	}
	for i := range its {
		if its[i].required && its[i].value(c.form) == "" {
			return nil, missing(its[i].spellings[0])
		}
		if refused := its[i].check(c.form); refused != nil {
			return nil, refused
		}
	}
	kept := url.Values{}
	for _, name := range sortedNames(c.form) {
		if name == "apiKey" || name == "partnerKey" || name == "provider" || name == "format" {
			continue
		}
		if !isOneOf(its, name) && isOneOf(propertiesOfAll, name) {
			return nil, invalid(name) // another provider's
		}
		kept[name] = slices.Clone(c.form[name])
	}
	c.app.configured[provider] = kept
	return nil, nil
}

func (c call) properties() (members, *refusal) {
	provider := janrain.Provider(c.form.Get("provider"))
	its, ok := properties[provider]
	if !ok {
		return nil, invalidProvider(string(provider))
	}
	kept, ok := c.app.configured[provider]
	if !ok {
		return nil, notConfigured(provider)
	}
	var m members
	for _, p := range its {
		name, text := p.spellings[0], p.value(kept)
		if p.kind == "bool" {
			m = append(m, member{name, text == "true"})
			continue
		}
		m = append(m, member{name, text})
	}
	return m, nil
}

// permitting are the providers whose permissions can be set.
var permitting = []janrain.Provider{
	janrain.ProviderFacebook, janrain.ProviderGoogle, janrain.ProviderLinkedIn, janrain.ProviderMixi,
	janrain.ProviderPayPal,
}

func (c call) permissions() (members, *refusal) {
	provider, refused := c.permittingProvider()
	if refused != nil {
		return nil, refused
	}
	return members{{"permissions", list(c.app.permitted[provider])}}, nil
}

func (c call) setPermissions() (members, *refusal) {
	provider, refused := c.permittingProvider()
	if refused != nil {
		return nil, refused
	}
	permissions := split(c.form.Get("permissions"))
	for _, permission := range permissions {
		if !isPermission(permission) {
			return nil, &refusal{janrain.CodeInvalidParameter, "Permission does not exist: " + permission}
		}
	}
	c.app.permitted[provider] = permissions
	return nil, nil
}

func (c call) permittingProvider() (janrain.Provider, *refusal) {
	provider := janrain.Provider(c.form.Get("provider"))
	switch {
	case slices.Contains(permitting, provider):
		return provider, nil
	case c.state.knows(provider):
		return "", &refusal{janrain.CodeInvalidParameter, "Setting permissions not supported for this provider"}
	}
	return "", invalidProvider(string(provider))
}

// isPermission checks the form alone, as in readMailbox: the vendor's pages do not list all
// permissions.
func isPermission(text string) bool {
	other := func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }
	return text != "" && unicode.IsLower(rune(text[0])) && !strings.ContainsFunc(text, other)
}
