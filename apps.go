package janrain

import (
	"context"
	"encoding/json"
	"strings"
)

// CreateAppParams are the properties of a new application.
type CreateAppParams struct {
	Email  string `url:"email" check:"required,email"`               // of the first administrator; required
	Name   string `url:"name" check:"required" print:"yes"`          // the display name; required
	Domain string `url:"domain" check:"required,domain" print:"yes"` // such as "example.rpxnow.com"; required
}

// CreatedApp is the response of app/create. The API key and the invitation are not printed. A
// trailing line break is removed from the key.
type CreatedApp struct {
	AppID     string `json:"appId" print:"yes"`
	APIKey    string `json:"apiKey"`
	Realm     string `json:"realm" print:"yes"` // the app domain, for NewClient
	AdminURL  string `json:"adminUrl"`          // of the dashboard
	InviteURL string `json:"inviteUrl"`         // anybody who opens it becomes an administrator

	Extra map[string]json.RawMessage // members without a field
}

func (a *CreatedApp) validate() error {
	a.APIKey = withoutLineEnd(a.APIKey)
	return requireMember("apiKey", a.APIKey)
}

// withoutLineEnd removes the trailing line break that the service may have stored with a
// credential. NewClient rejects a key with white space, and a key that is shown only once must
// not be lost.
func withoutLineEnd(credential string) string {
	return strings.TrimSuffix(strings.TrimSuffix(credential, "\n"), "\r")
}

var createApp = post("partner/v2/app/create",
	takes(partnerKeyOnly),
	ifLost("the application may exist, see Apps"),
)

// CreateApp creates an application. It returns an error matching ErrDomainExists if the domain is
// taken. It sends no API key: if you have no application yet, pass any text to NewClient.
//
// API: https://identitydocs.akamai.com/home/appcreate
func (c *Client) CreateApp(ctx context.Context, params CreateAppParams) (*CreatedApp, error) {
	return fetch[CreatedApp](ctx, c, createApp, params)
}

var deleteApp = post("partner/v2/app/delete")

// DeleteApp permanently deletes the application of the client's API key, including the mappings of
// its users and its settings. The key stops working.
//
// API: https://identitydocs.akamai.com/home/appdelete
func (c *Client) DeleteApp(ctx context.Context) error { return c.do(ctx, deleteApp, nil) }

// ResetAPIKeyParams are the parameters of ResetAPIKey.
type ResetAPIKeyParams struct {
	// AppID is the id of the application, from Apps or the dashboard. It has 20 characters.
	// Required.
	AppID string `url:"appId" check:"required,key" print:"yes"`
}

// APIKey is a new API key. It is not printed: store the field APIKey. A trailing line break is
// removed from the key.
type APIKey struct {
	APIKey string `json:"apiKey"`

	Extra map[string]json.RawMessage // members without a field
}

func (k *APIKey) validate() error {
	k.APIKey = withoutLineEnd(k.APIKey)
	return requireMember("apiKey", k.APIKey)
}

var resetAPIKey = post("partner/v2/app/reset_api_key",
	takes(partnerKeyOnly),
	ifLost("the old key may be invalid, and the new one on the dashboard only"),
)

// ResetAPIKey replaces the API key of an application. The old key stops working immediately. If the
// response is lost, the new key is only on the dashboard. ResetAPIKey returns an error matching
// ErrAppNotFound if the application is unknown. It sends no API key.
//
// API: https://identitydocs.akamai.com/home/appreset-api-key
func (c *Client) ResetAPIKey(ctx context.Context, params ResetAPIKeyParams) (*APIKey, error) {
	return fetch[APIKey](ctx, c, resetAPIKey, params)
}

// Apps is the response of apps.
type Apps struct {
	Apps []App `json:"apps"`

	Extra map[string]json.RawMessage // members without a field
}

func (a *Apps) validate() error { //nolint:unparam // it is a validator
	for i := range a.Apps {
		a.Apps[i].APIKey = withoutLineEnd(a.Apps[i].APIKey)
	}
	return nil
}

// App is an application of a partner. Its API key is not printed.
type App struct {
	AppID             string `json:"appId" print:"yes"`
	ApplicationDomain string `json:"applicationDomain" print:"yes"`
	APIKey            string `json:"apiKey"`

	Extra map[string]json.RawMessage // members without a field
}

var apps = post("partner/v2/apps", takes(partnerKeyOnly), repeatable, returnsList("apps"))

// Apps returns the applications of the partner key, including their API keys. It sends no API key.
//
// API: https://identitydocs.akamai.com/home/apps
func (c *Client) Apps(ctx context.Context) (*Apps, error) {
	return fetch[Apps](ctx, c, apps, nil)
}

// RelyingPartyParams is the name and version of the calling plugin. All fields are optional.
type RelyingPartyParams struct {
	PluginName    string `url:"pluginName,omitempty" print:"yes"`
	PluginVersion string `url:"pluginVersion,omitempty" print:"yes"`
}

// RelyingParty is the response of lookup_rp: the data of the application from which plugins
// configure themselves. It includes the API key, which is not printed.
type RelyingParty struct {
	AppID           string     `json:"appId" print:"yes"`
	APIKey          string     `json:"apiKey"`
	Realm           string     `json:"realm" print:"yes"`       // the host of the app domain
	RealmScheme     string     `json:"realmScheme" print:"yes"` // "https"
	AdminURL        string     `json:"adminUrl"`                // of the dashboard
	SSOServer       string     `json:"ssoServer"`
	ExternalID      string     `json:"externalId"`
	Capabilities    []string   `json:"capabilities" wire:"comma"`
	SigninProviders []Provider `json:"signinProviders" wire:"comma"`
	SocialPub       []string   `json:"socialPub" wire:"comma"` // providers to which a user's activity can be posted
	ShareProviders  []Provider `json:"shareProviders" wire:"comma"`

	Extra map[string]json.RawMessage // members without a field
}

func (p *RelyingParty) validate() error { //nolint:unparam // it is a validator
	p.APIKey = withoutLineEnd(p.APIKey)
	return nil
}

var lookupRP = post("plugin/lookup_rp", repeatable)

// RelyingParty returns the application of the API key. It is sent to the partner domain
// (WithPartnerDomain), to a path below /plugin. The vendor's page has another path, but all working
// clients use this one.
//
// API: https://identitydocs.akamai.com/home/plugin-lookup-rp
func (c *Client) RelyingParty(ctx context.Context, params RelyingPartyParams) (*RelyingParty, error) {
	return fetch[RelyingParty](ctx, c, lookupRP, params)
}
