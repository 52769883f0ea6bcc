package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"

	"github.com/janrain-go/janrain/internal/wire"
)

// ProviderProperties configures one provider for the application: one of
// FacebookProperties, LiveIDProperties, PayPalProperties, YahooProperties, or
// ConsumerProperties for the providers that need a key and a secret only. A
// pointer to one will do as well.
type ProviderProperties interface {
	provider() Provider
}

// FacebookProperties are the properties of a Facebook application.
type FacebookProperties struct {
	AppID        string `url:"fbAppID" also:"fbAppId" check:"required,key" print:"yes"` // required; sent as fbAppId too
	Secret       string `url:"fbSecret" secret:"yes" check:"required,key"`              // the application secret; required
	EmailPerm    *bool  `url:"emailPerm,omitempty" print:"yes"`                         // ask users for their email address
	UninstallURL string `url:"uninstallURL,omitempty" check:"url"`                      // called when a user removes the application
}

// LiveIDProperties are the properties of a Microsoft Account (Windows Live)
// application.
type LiveIDProperties struct {
	AppID            string `url:"liveidAppID" also:"liveidAppId" check:"required,key" print:"yes"` // required; sent as liveidAppId too
	Secret           string `url:"liveidSecret,omitempty" secret:"yes" check:"key"`                 // the secret key
	PrivacyPolicyURL string `url:"liveidPrivacyPolicyUrl" check:"required,url" print:"yes"`         // of the application; required
}

// PayPalProperties are the properties of a PayPal application.
type PayPalProperties struct {
	DisplayName string `url:"paypalDisplayName" check:"required" print:"yes"` // of the application; required
	Email       string `url:"email,omitempty" check:"email"`                  // an address that is registered with PayPal
}

// YahooProperties are the properties of a Yahoo! application. To change what
// it may do, Yahoo! makes a new key and secret.
type YahooProperties struct {
	AppID             string `url:"yahooAppID" check:"required,key" print:"yes"`                         // required
	ConsumerKey       string `url:"consumerKey" secret:"yes" check:"required,key"`                       // required
	Secret            string `url:"secret" secret:"yes" check:"required,key"`                            // required
	ActivityScopesSet *bool  `url:"activityScopesSet,omitempty" also:"activtiyScopesString" print:"yes"` // it may read and write Status and Updates; sent as activtiyScopesString too
	ContactsScopeSet  *bool  `url:"contactsScopeSet,omitempty" also:"contactScopeSet" print:"yes"`       // it may read Contacts; sent as contactScopeSet too
}

// ConsumerProperties are the properties of a provider that needs no more than
// a key and a secret: Foursquare, Google, LinkedIn, Mixi, MySpace, Orkut,
// RenRen, Salesforce, SinaWeibo, SoundCloud, Twitter. A provider that has a
// struct of its own is refused, any other is left to the service.
type ConsumerProperties struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"`     // required
	ConsumerKey string   `url:"consumerKey" secret:"yes" check:"required,key"` // each provider has its own word for it; required
	Secret      string   `url:"secret" secret:"yes" check:"required,key"`      // required
}

func (FacebookProperties) provider() Provider   { return ProviderFacebook }
func (LiveIDProperties) provider() Provider     { return ProviderLiveID }
func (PayPalProperties) provider() Provider     { return ProviderPayPal }
func (YahooProperties) provider() Provider      { return ProviderYahoo }
func (p ConsumerProperties) provider() Provider { return p.Provider }

func (p FacebookProperties) complete(form url.Values) { form.Set("provider", string(p.provider())) }
func (p LiveIDProperties) complete(form url.Values)   { form.Set("provider", string(p.provider())) }
func (p PayPalProperties) complete(form url.Values)   { form.Set("provider", string(p.provider())) }
func (p YahooProperties) complete(form url.Values)    { form.Set("provider", string(p.provider())) }

var setProviderProperties = post("partner/v2/app/set_properties", repeatable)

// SetProviderProperties configures one provider: with the keys of the application that you have
// registered there. The booleans of the structs are left alone where they are nil.
//
// Four parameters are spelled in two ways in the vendor's pages, and sent in both. The call may
// be repeated.
//
// API: https://identitydocs.akamai.com/home/appset-properties
func (c *Client) SetProviderProperties(ctx context.Context, properties ProviderProperties) error {
	if err := checkProperties(properties); err != nil {
		return err
	}
	return c.do(ctx, setProviderProperties, properties)
}

// checkProperties makes sure that it is a struct of this package, and the one
// for its provider. The method of the interface is not called before: a
// caller's struct around a nil one would have it too.
func checkProperties(properties ProviderProperties) error {
	if properties == nil || isNil(properties) {
		return newParamError(setProviderProperties.name, "properties", "", errNil)
	}
	t := reflect.Indirect(reflect.ValueOf(properties)).Type()
	if t.PkgPath() != reflect.TypeFor[Client]().PkgPath() {
		return newParamError(setProviderProperties.name, "properties", "", errors.New("is not one of this package's structs"))
	}
	if own, ok := ownProperties[properties.provider().folded()]; ok && t == reflect.TypeFor[ConsumerProperties]() {
		reason := errors.New("needs more properties than these: use " + own.Name())
		return newParamError(setProviderProperties.name, "Provider", "provider", reason)
	}
	return nil
}

// ownProperties are the structs of the providers that have one of their own.
var ownProperties = map[Provider]reflect.Type{
	ProviderFacebook: reflect.TypeFor[FacebookProperties](),
	ProviderLiveID:   reflect.TypeFor[LiveIDProperties](),
	ProviderPayPal:   reflect.TypeFor[PayPalProperties](),
	ProviderYahoo:    reflect.TypeFor[YahooProperties](),
}

// ProviderPropertiesParams says which provider to ask for.
type ProviderPropertiesParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // required
}

var getProviderProperties = post("partner/v2/app/get_properties", repeatable)

// ProviderProperties returns how a provider is configured, secrets included: FacebookProperties
// for ProviderFacebook, and so on. The result can be changed and passed to SetProviderProperties.
// The error matches ErrNotConfigured if the provider is not configured.
//
// API: https://identitydocs.akamai.com/home/appget-properties
func (c *Client) ProviderProperties(ctx context.Context, params ProviderPropertiesParams) (ProviderProperties, error) {
	switch params.Provider.folded() {
	case ProviderFacebook:
		return fetchProperties[FacebookProperties](ctx, c, params)
	case ProviderLiveID:
		return fetchProperties[LiveIDProperties](ctx, c, params)
	case ProviderPayPal:
		return fetchProperties[PayPalProperties](ctx, c, params)
	case ProviderYahoo:
		return fetchProperties[YahooProperties](ctx, c, params)
	}
	properties, err := fetchProperties[ConsumerProperties](ctx, c, params)
	if err != nil {
		return nil, err
	}
	consumer, _ := properties.(ConsumerProperties)
	consumer.Provider = params.Provider
	return consumer, nil
}

// fetchProperties returns the properties P of a provider.
func fetchProperties[P ProviderProperties](
	ctx context.Context, c *Client, params ProviderPropertiesParams,
) (ProviderProperties, error) {
	response, err := fetch[propertiesResponse[P]](ctx, c, getProviderProperties, params)
	switch {
	case err != nil:
		return nil, err
	case response.Properties == nil: // the response has none of the members
		return *new(P), nil
	}
	return *response.Properties, nil
}

// propertiesResponse is the response with the properties P. Unlike them, it is decoded.
type propertiesResponse[P ProviderProperties] struct {
	Properties *P `wire:"inline"`

	Extra wire.Extra
}

// ProviderPermissionsParams says which provider's permissions to ask for.
type ProviderPermissionsParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // facebook, google, linkedin, mixi or paypal; required
}

// ProviderPermissions is the answer of app/get_provider_permissions.
type ProviderPermissions struct {
	Permissions []string `json:"permissions" print:"yes"` // by the service's names, as "readMailbox"

	Extra map[string]json.RawMessage // members without a field
}

var getProviderPermissions = post("partner/v2/app/get_provider_permissions",
	repeatable,
	returnsList("permissions"),
)

// ProviderPermissions returns what users are asked to allow at a provider.
//
// API: https://identitydocs.akamai.com/home/appget-provider-permissions
func (c *Client) ProviderPermissions(ctx context.Context, params ProviderPermissionsParams) (*ProviderPermissions, error) {
	return fetch[ProviderPermissions](ctx, c, getProviderPermissions, params)
}

// SetProviderPermissionsParams are what users are to be asked to allow.
type SetProviderPermissionsParams struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"`           // facebook, google, linkedin, mixi or paypal; required
	Permissions []string `url:"permissions,comma" check:"required,list" print:"yes"` // all of them, by the service's names; required
}

var setProviderPermissions = post("partner/v2/app/set_provider_permissions", repeatable)

// SetProviderPermissions replaces what users are asked to allow at a provider. The error matches
// ErrInvalidParameter and names the permission if it does not exist or cannot be set; it matches
// ErrNotSupported too if the provider does not support it.
//
// API: https://identitydocs.akamai.com/home/appset-provider-permissions
func (c *Client) SetProviderPermissions(ctx context.Context, params SetProviderPermissionsParams) error {
	return c.do(ctx, setProviderPermissions, params)
}
