package janrain

import (
	"context"
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
	Secret       string `url:"fbSecret" check:"required,key"`                           // the application secret; required
	EmailPerm    *bool  `url:"emailPerm,omitempty" print:"yes"`                         // ask users for their email address
	UninstallURL string `url:"uninstallURL,omitempty" check:"url"`                      // called when a user removes the application
}

// LiveIDProperties are the properties of a Microsoft Account (Windows Live)
// application.
type LiveIDProperties struct {
	AppID            string `url:"liveidAppID" also:"liveidAppId" check:"required,key" print:"yes"` // required; sent as liveidAppId too
	Secret           string `url:"liveidSecret,omitempty" check:"key"`                              // the secret key
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
	ConsumerKey       string `url:"consumerKey" check:"required,key"`                                    // required
	Secret            string `url:"secret" check:"required,key"`                                         // required
	ActivityScopesSet *bool  `url:"activityScopesSet,omitempty" also:"activtiyScopesString" print:"yes"` // it may read and write Status and Updates; sent as activtiyScopesString too
	ContactsScopeSet  *bool  `url:"contactsScopeSet,omitempty" also:"contactScopeSet" print:"yes"`       // it may read Contacts; sent as contactScopeSet too
}

// ConsumerProperties are the properties of a provider that needs no more than
// a key and a secret: Foursquare, Google, LinkedIn, Mixi, MySpace, Orkut,
// RenRen, Salesforce, SinaWeibo, SoundCloud, Twitter. A provider that has a
// struct of its own is refused, any other is left to the service.
type ConsumerProperties struct {
	Provider    Provider `url:"provider" check:"required,key" print:"yes"` // required
	ConsumerKey string   `url:"consumerKey" check:"required,key"`          // each provider has its own word for it; required
	Secret      string   `url:"secret" check:"required,key"`               // required
}

func (FacebookProperties) provider() Provider   { return ProviderFacebook }
func (LiveIDProperties) provider() Provider     { return ProviderLiveID }
func (PayPalProperties) provider() Provider     { return ProviderPayPal }
func (YahooProperties) provider() Provider      { return ProviderYahoo }
func (p ConsumerProperties) provider() Provider { return p.Provider }

var setProviderProperties = endpoint{
	name: "app/set_properties", path: "/partner/v2/app/set_properties", need: needBothKeys, partner: true, repeatable: true,
}

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
	return c.call(ctx, setProviderProperties, properties, nil, param{"provider", string(properties.provider())})
}

// checkProperties makes sure that it is a struct of this package, and the one
// for its provider. The method of the interface is not called before: a
// caller's struct around a nil one would have it too.
func checkProperties(properties ProviderProperties) error {
	refuse := func(field, reason string) error {
		return &ParamError{Method: setProviderProperties.name, Field: field, Reason: reason, Missing: reason == "is nil"}
	}
	if properties == nil || isNil(properties) {
		return refuse("properties", "is nil")
	}
	t := reflect.Indirect(reflect.ValueOf(properties)).Type()
	if t.PkgPath() != reflect.TypeFor[Client]().PkgPath() {
		return refuse("properties", "is not one of this package's structs")
	}
	if own, ok := ownProperties[properties.provider().folded()]; ok && t == reflect.TypeFor[ConsumerProperties]() {
		err := &ParamError{Method: setProviderProperties.name, Field: "Provider", Parameter: "provider"}
		err.Reason = "needs more properties than these: use " + own
		return err
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
