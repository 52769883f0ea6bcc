package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
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

// SetProviderProperties configures one provider: with the keys of the
// application that you have registered there. It needs WithPartnerKey. The
// booleans of the structs are left alone where they are nil.
//
// Four parameters are spelled in two ways in the vendor's pages, and sent in
// both. The call may be repeated. The vendor's page is appset-properties.
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
		reason := errors.New("needs more properties than these: use " + own)
		return newParamError(setProviderProperties.name, "Provider", "provider", reason)
	}
	return nil
}

// ownProperties names the struct of each provider that has one.
var ownProperties = map[Provider]string{
	ProviderFacebook: "FacebookProperties",
	ProviderLiveID:   "LiveIDProperties",
	ProviderPayPal:   "PayPalProperties",
	ProviderYahoo:    "YahooProperties",
}

// ProviderSettings is how one provider is configured, as app/get_properties
// answers it: *FacebookSettings, *LiveIDSettings, *PayPalSettings, *YahooSettings,
// or *ConsumerSettings for the providers that have a key and a secret only. The
// secrets are in it, and are not printed.
type ProviderSettings interface {
	Provider() Provider

	// Properties is the same for SetProviderProperties, as for another
	// application.
	Properties() ProviderProperties

	settings()
}

// ProviderPropertiesParams says which provider to ask for.
type ProviderPropertiesParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // required
}

var getProviderProperties = post("partner/v2/app/get_properties", repeatable)

// ProviderProperties returns how a provider is configured, secrets included. It
// needs WithPartnerKey. The error matches ErrNotConfigured if the provider is not
// configured. The vendor's page is appget-properties.
func (c *Client) ProviderProperties(ctx context.Context, params ProviderPropertiesParams) (ProviderSettings, error) {
	settings := settingsOf(params.Provider)
	if err := c.call(ctx, getProviderProperties, params, settings); err != nil {
		return nil, err
	}
	if consumer, ok := settings.(*ConsumerSettings); ok {
		consumer.Of = params.Provider
	}
	return settings, nil
}

func settingsOf(provider Provider) ProviderSettings {
	switch provider.folded() {
	case ProviderFacebook:
		return new(FacebookSettings)
	case ProviderLiveID:
		return new(LiveIDSettings)
	case ProviderPayPal:
		return new(PayPalSettings)
	case ProviderYahoo:
		return new(YahooSettings)
	}
	return new(ConsumerSettings)
}

// FacebookSettings are what FacebookProperties have set.
type FacebookSettings struct {
	Stat         string `json:"stat"` // "ok"
	AppID        string `json:"fbAppID" wire:"also=fbAppId" print:"yes"`
	Secret       string `json:"fbSecret"`
	EmailPerm    *bool  `json:"emailPerm" print:"yes"` // nil where the answer has none
	UninstallURL string `json:"uninstallURL"`

	Extra map[string]json.RawMessage // what has no field here
}

// LiveIDSettings are what LiveIDProperties have set.
type LiveIDSettings struct {
	Stat             string `json:"stat"` // "ok"
	AppID            string `json:"liveidAppID" wire:"also=liveidAppId" print:"yes"`
	Secret           string `json:"liveidSecret"`
	PrivacyPolicyURL string `json:"liveidPrivacyPolicyUrl" print:"yes"`

	Extra map[string]json.RawMessage // what has no field here
}

// PayPalSettings are what PayPalProperties have set.
type PayPalSettings struct {
	Stat        string `json:"stat"` // "ok"
	DisplayName string `json:"paypalDisplayName" print:"yes"`
	Email       string `json:"email"`

	Extra map[string]json.RawMessage // what has no field here
}

// YahooSettings are what YahooProperties have set.
type YahooSettings struct {
	Stat              string `json:"stat"` // "ok"
	AppID             string `json:"yahooAppID" print:"yes"`
	ConsumerKey       string `json:"consumerKey"`
	Secret            string `json:"secret"`
	ActivityScopesSet *bool  `json:"activityScopesSet" wire:"also=activtiyScopesString" print:"yes"` // nil where the answer has none
	ContactsScopeSet  *bool  `json:"contactsScopeSet" wire:"also=contactScopeSet" print:"yes"`       // as ActivityScopesSet

	Extra map[string]json.RawMessage // what has no field here
}

// ConsumerSettings are what ConsumerProperties have set.
type ConsumerSettings struct {
	// Of is the provider that was asked for. It is not in the answer's own JSON: set it
	// again in settings that were stored, before Properties are sent.
	Of Provider `json:"-" print:"yes"`

	Stat        string `json:"stat"` // "ok"
	ConsumerKey string `json:"consumerKey"`
	Secret      string `json:"secret"`

	Extra map[string]json.RawMessage // what has no field here
}

func (*FacebookSettings) settings() {}

func (*LiveIDSettings) settings() {}

func (*PayPalSettings) settings() {}

func (*YahooSettings) settings() {}

func (*ConsumerSettings) settings() {}

// Provider is ProviderFacebook.
func (s *FacebookSettings) Provider() Provider { return ProviderFacebook }

// Provider is ProviderLiveID.
func (s *LiveIDSettings) Provider() Provider { return ProviderLiveID }

// Provider is ProviderPayPal.
func (s *PayPalSettings) Provider() Provider { return ProviderPayPal }

// Provider is ProviderYahoo.
func (s *YahooSettings) Provider() Provider { return ProviderYahoo }

// Provider is Of.
func (s *ConsumerSettings) Provider() Provider {
	if s == nil {
		return ""
	}
	return s.Of
}

// Properties are FacebookProperties.
func (s *FacebookSettings) Properties() ProviderProperties {
	if s == nil {
		return FacebookProperties{}
	}
	return FacebookProperties{AppID: s.AppID, Secret: s.Secret, EmailPerm: s.EmailPerm, UninstallURL: s.UninstallURL}
}

// Properties are LiveIDProperties.
func (s *LiveIDSettings) Properties() ProviderProperties {
	if s == nil {
		return LiveIDProperties{}
	}
	return LiveIDProperties{AppID: s.AppID, Secret: s.Secret, PrivacyPolicyURL: s.PrivacyPolicyURL}
}

// Properties are PayPalProperties.
func (s *PayPalSettings) Properties() ProviderProperties {
	if s == nil {
		return PayPalProperties{}
	}
	return PayPalProperties{DisplayName: s.DisplayName, Email: s.Email}
}

// Properties are YahooProperties.
func (s *YahooSettings) Properties() ProviderProperties {
	if s == nil {
		return YahooProperties{}
	}
	return YahooProperties{
		AppID: s.AppID, ConsumerKey: s.ConsumerKey, Secret: s.Secret,
		ActivityScopesSet: s.ActivityScopesSet, ContactsScopeSet: s.ContactsScopeSet,
	}
}

// Properties are ConsumerProperties.
func (s *ConsumerSettings) Properties() ProviderProperties {
	if s == nil {
		return ConsumerProperties{}
	}
	return ConsumerProperties{Provider: s.Of, ConsumerKey: s.ConsumerKey, Secret: s.Secret}
}

// ProviderPermissionsParams says which provider's permissions to ask for.
type ProviderPermissionsParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // facebook, google, linkedin, mixi or paypal; required
}

// ProviderPermissions is the answer of app/get_provider_permissions.
type ProviderPermissions struct {
	Stat        string   `json:"stat"`                    // "ok"
	Permissions []string `json:"permissions" print:"yes"` // by the service's names, as "readMailbox"

	Extra map[string]json.RawMessage // what has no field here
}

var getProviderPermissions = post("partner/v2/app/get_provider_permissions",
	repeatable,
	returnsList("permissions"),
)

// ProviderPermissions returns what users are asked to allow at a provider. It
// needs WithPartnerKey. The vendor's page is appget-provider-permissions.
func (c *Client) ProviderPermissions(ctx context.Context, params ProviderPermissionsParams) (*ProviderPermissions, error) {
	return fetch[ProviderPermissions](ctx, c, getProviderPermissions, params)
}

// SetProviderPermissionsParams are what users are to be asked to allow.
type SetProviderPermissionsParams struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"`           // facebook, google, linkedin, mixi or paypal; required
	Permissions []string `url:"permissions,comma" check:"required,list" print:"yes"` // all of them, by the service's names; required
}

var setProviderPermissions = post("partner/v2/app/set_provider_permissions", repeatable)

// SetProviderPermissions replaces what users are asked to allow at a provider. It
// needs WithPartnerKey. The error matches ErrInvalidParameter and names the permission if
// it does not exist or cannot be set; it matches ErrNotSupported too if the provider does
// not support it. The vendor's page is appset-provider-permissions.
func (c *Client) SetProviderPermissions(ctx context.Context, params SetProviderPermissionsParams) error {
	return c.do(ctx, setProviderPermissions, params)
}
