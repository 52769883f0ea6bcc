package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"

	"github.com/janrain-go/janrain/internal/wire"
)

// ProviderProperties is the configuration of a provider for the application. It is a
// FacebookProperties, LiveIDProperties, PayPalProperties, YahooProperties, or, for providers that
// need only a key and a secret, ConsumerProperties. A pointer to one of them works as well.
type ProviderProperties interface {
	provider() Provider
}

// FacebookProperties are the properties of a Facebook application.
type FacebookProperties struct {
	// AppID is also sent as fbAppId. Required.
	AppID string `url:"fbAppID" also:"fbAppId" check:"required,key" print:"yes"`

	Secret       string `url:"fbSecret" secret:"yes" check:"required,key"` // required
	EmailPerm    *bool  `url:"emailPerm,omitempty" print:"yes"`            // request the email address of users
	UninstallURL string `url:"uninstallURL,omitempty" check:"url"`         // called when a user removes the application
}

// LiveIDProperties are the properties of a Microsoft Account (Windows Live) application.
type LiveIDProperties struct {
	// AppID is also sent as liveidAppId. Required.
	AppID string `url:"liveidAppID" also:"liveidAppId" check:"required,key" print:"yes"`

	Secret           string `url:"liveidSecret,omitempty" secret:"yes" check:"key"`
	PrivacyPolicyURL string `url:"liveidPrivacyPolicyUrl" check:"required,url" print:"yes"` // required
}

// PayPalProperties are the properties of a PayPal application.
type PayPalProperties struct {
	DisplayName string `url:"paypalDisplayName" check:"required" print:"yes"` // of the application; required
	Email       string `url:"email,omitempty" check:"email"`                  // an address that is registered with PayPal
}

// YahooProperties are the properties of a Yahoo! application. Yahoo! creates a new key and secret
// when the permissions of the application change.
type YahooProperties struct {
	AppID       string `url:"yahooAppID" check:"required,key" print:"yes"`   // required
	ConsumerKey string `url:"consumerKey" secret:"yes" check:"required,key"` // required
	Secret      string `url:"secret" secret:"yes" check:"required,key"`      // required

	// ActivityScopesSet means that the application may read and write Status and Updates. It is
	// also sent as activtiyScopesString.
	ActivityScopesSet *bool `url:"activityScopesSet,omitempty" also:"activtiyScopesString" print:"yes"`

	// ContactsScopeSet means that the application may read Contacts. It is also sent as
	// contactScopeSet.
	ContactsScopeSet *bool `url:"contactsScopeSet,omitempty" also:"contactScopeSet" print:"yes"`
}

// ConsumerProperties are the properties of a provider that needs only a key and a secret:
// Foursquare, Google, LinkedIn, Mixi, MySpace, Orkut, RenRen, Salesforce, SinaWeibo, SoundCloud
// and Twitter. Providers that have another struct are rejected, all others are sent to the
// service.
type ConsumerProperties struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"`     // required
	ConsumerKey string   `url:"consumerKey" secret:"yes" check:"required,key"` // providers use other names; required
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

// SetProviderProperties configures a provider with the keys of the application that you have
// registered there. Booleans that are nil are not changed. The call is repeatable.
//
// Four parameters have two spellings on the vendor's pages and are sent with both.
//
// API: https://identitydocs.akamai.com/home/appset-properties
func (c *Client) SetProviderProperties(ctx context.Context, properties ProviderProperties) error {
	if err := checkProperties(properties); err != nil {
		return err
	}
	return c.do(ctx, setProviderProperties, properties)
}

// checkProperties returns an error unless properties is the struct of this package for its
// provider. It calls the interface's method only after it has checked the type: a caller's struct
// that embeds a nil ProviderProperties has the method too.
func checkProperties(properties ProviderProperties) error {
	if properties == nil || isNil(properties) {
		return newParamError(setProviderProperties.name, "properties", "", errNil)
	}
	t := reflect.Indirect(reflect.ValueOf(properties)).Type()
	if t.PkgPath() != reflect.TypeFor[Client]().PkgPath() {
		reason := errors.New("is not a struct of this package")
		return newParamError(setProviderProperties.name, "properties", "", reason)
	}
	if own, ok := ownProperties[properties.provider().folded()]; ok && t == reflect.TypeFor[ConsumerProperties]() {
		reason := errors.New("needs other properties: use " + own.Name())
		return newParamError(setProviderProperties.name, "Provider", "provider", reason)
	}
	return nil
}

// ownProperties are the structs that are specific to a provider.
var ownProperties = map[Provider]reflect.Type{
	ProviderFacebook: reflect.TypeFor[FacebookProperties](),
	ProviderLiveID:   reflect.TypeFor[LiveIDProperties](),
	ProviderPayPal:   reflect.TypeFor[PayPalProperties](),
	ProviderYahoo:    reflect.TypeFor[YahooProperties](),
}

// ProviderPropertiesParams are the parameters of ProviderProperties.
type ProviderPropertiesParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // required
}

var getProviderProperties = post("partner/v2/app/get_properties", repeatable)

// ProviderProperties returns the configuration of a provider, including secrets. The result is a
// FacebookProperties for ProviderFacebook, and so on. It can be changed and passed to
// SetProviderProperties. If the provider is not configured, the error matches ErrNotConfigured.
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

// fetchProperties returns the properties of a provider as a P.
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

// propertiesResponse is the response of app/get_properties. Unlike the properties themselves, it
// can be decoded from JSON.
type propertiesResponse[P ProviderProperties] struct {
	Properties *P `wire:"inline"`

	Extra wire.Extra
}

// ProviderPermissionsParams are the parameters of ProviderPermissions.
type ProviderPermissionsParams struct {
	// Provider is facebook, google, linkedin, mixi or paypal. Required.
	Provider Provider `url:"provider" check:"required,key" print:"yes"`
}

// ProviderPermissions is the response of app/get_provider_permissions.
type ProviderPermissions struct {
	Permissions []string `json:"permissions" print:"yes"` // with the service's names, such as "readMailbox"

	Extra map[string]json.RawMessage // members without a field
}

var getProviderPermissions = post("partner/v2/app/get_provider_permissions",
	repeatable,
	returnsList("permissions"),
)

// ProviderPermissions returns the permissions that a provider requests from users.
//
// API: https://identitydocs.akamai.com/home/appget-provider-permissions
func (c *Client) ProviderPermissions(
	ctx context.Context, params ProviderPermissionsParams,
) (*ProviderPermissions, error) {
	return fetch[ProviderPermissions](ctx, c, getProviderPermissions, params)
}

// SetProviderPermissionsParams are the permissions that a provider requests from users.
type SetProviderPermissionsParams struct {
	// Provider is facebook, google, linkedin, mixi or paypal. Required.
	Provider Provider `url:"provider" check:"required,key" print:"yes"`

	// Permissions is the complete list, with the service's names. Required.
	Permissions []string `url:"permissions,comma" check:"required,list" print:"yes"`
}

var setProviderPermissions = post("partner/v2/app/set_provider_permissions", repeatable)

// SetProviderPermissions replaces the permissions that a provider requests from users. If a
// permission does not exist or cannot be set, the error matches ErrInvalidParameter and its text
// names the permission. If the provider does not support it, the error also matches
// ErrNotSupported.
//
// API: https://identitydocs.akamai.com/home/appset-provider-permissions
func (c *Client) SetProviderPermissions(ctx context.Context, params SetProviderPermissionsParams) error {
	return c.do(ctx, setProviderPermissions, params)
}
