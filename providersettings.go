package janrain

import (
	"context"
	"encoding/json"
)

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

var getProviderProperties = endpoint{
	name: "app/get_properties", path: "/partner/v2/app/get_properties", need: needBothKeys, partner: true, repeatable: true,
}

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
func (*LiveIDSettings) settings()   {}
func (*PayPalSettings) settings()   {}
func (*YahooSettings) settings()    {}
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

var getProviderPermissions = endpoint{
	name: "app/get_provider_permissions", path: "/partner/v2/app/get_provider_permissions",
	need: needBothKeys, partner: true, repeatable: true, list: "permissions",
}

// ProviderPermissions returns what users are asked to allow at a provider. It
// needs WithPartnerKey. The vendor's page is appget-provider-permissions.
func (c *Client) ProviderPermissions(ctx context.Context, params ProviderPermissionsParams) (*ProviderPermissions, error) {
	return ask[ProviderPermissions](ctx, c, getProviderPermissions, params)
}

// SetProviderPermissionsParams are what users are to be asked to allow.
type SetProviderPermissionsParams struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"`           // facebook, google, linkedin, mixi or paypal; required
	Permissions []string `url:"permissions,comma" check:"required,list" print:"yes"` // all of them, by the service's names; required
}

var setProviderPermissions = endpoint{
	name: "app/set_provider_permissions", path: "/partner/v2/app/set_provider_permissions",
	need: needBothKeys, partner: true, repeatable: true,
}

// SetProviderPermissions replaces what users are asked to allow at a provider. It
// needs WithPartnerKey. The error matches ErrInvalidParameter and names the permission if
// it does not exist or cannot be set; it matches ErrNotSupported too if the provider does
// not support it. The vendor's page is appset-provider-permissions.
func (c *Client) SetProviderPermissions(ctx context.Context, params SetProviderPermissionsParams) error {
	return c.call(ctx, setProviderPermissions, params, nil)
}
