package janrain

import (
	"context"
	"encoding/json"
	"strings"
)

// CreateAppParams are the properties of a new application.
type CreateAppParams struct {
	Email  string `url:"email" check:"required,email"`               // of its first administrator; required
	Name   string `url:"name" check:"required" print:"yes"`          // for people; required
	Domain string `url:"domain" check:"required,domain" print:"yes"` // its app domain, as "example.rpxnow.com"; required
}

// CreatedApp is the response of app/create. The API key and the invitation are not
// printed. A line end after the key is removed.
type CreatedApp struct {
	AppID     string `json:"appId" print:"yes"`
	APIKey    string `json:"apiKey"`
	Realm     string `json:"realm" print:"yes"` // the app domain, for NewClient
	AdminURL  string `json:"adminUrl"`          // of the dashboard
	InviteURL string `json:"inviteUrl"`         // whoever opens it becomes an administrator

	Extra map[string]json.RawMessage // members without a field
}

func (a *CreatedApp) validate() error {
	a.APIKey = withoutLineEnd(a.APIKey)
	return requireMember("apiKey", a.APIKey)
}

// withoutLineEnd returns a credential without the line end that the service may
// have stored with it. A key that is shown once must not be lost because of it:
// NewClient rejects a key with white space.
func withoutLineEnd(credential string) string {
	return strings.TrimSuffix(strings.TrimSuffix(credential, "\n"), "\r")
}

var createApp = post("partner/v2/app/create",
	takes(partnerKeyOnly),
	ifLost("the application may exist, see Apps"),
)

// CreateApp makes an application. A domain that is taken is ErrDomainExists. The API key is not
// sent: give NewClient any text where there is no application yet.
//
// API: https://identitydocs.akamai.com/home/appcreate
func (c *Client) CreateApp(ctx context.Context, params CreateAppParams) (*CreatedApp, error) {
	return fetch[CreatedApp](ctx, c, createApp, params)
}

var deleteApp = post("partner/v2/app/delete")

// DeleteApp deletes the application that the client's API key belongs to, with its users'
// mappings and settings, for good: there is no way back, and the key stops working.
//
// API: https://identitydocs.akamai.com/home/appdelete
func (c *Client) DeleteApp(ctx context.Context) error { return c.do(ctx, deleteApp, nil) }

// ResetAPIKeyParams names the application whose key is to be changed.
type ResetAPIKeyParams struct {
	AppID string `url:"appId" check:"required,key" print:"yes"` // 20 characters, from Apps or the dashboard; required
}

// APIKey is a new API key. It is not printed: store the field APIKey. A line end after the
// key is removed.
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
	ifLost("the old key may be dead and the new one on the dashboard only"),
)

// ResetAPIKey gives an application a new API key. The old one stops working at once, wherever it
// is in use; an answer that is lost takes the new key with it, which is then on the dashboard
// only. An unknown application is ErrAppNotFound. It needs WithPartnerKey, and sends no API key.
//
// API: https://identitydocs.akamai.com/home/appreset-api-key
func (c *Client) ResetAPIKey(ctx context.Context, params ResetAPIKeyParams) (*APIKey, error) {
	return fetch[APIKey](ctx, c, resetAPIKey, params)
}

// Apps is the answer of apps.
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

// App is one of a partner's applications. Its API key is not printed.
type App struct {
	AppID             string `json:"appId" print:"yes"`
	ApplicationDomain string `json:"applicationDomain" print:"yes"`
	APIKey            string `json:"apiKey"`

	Extra map[string]json.RawMessage // members without a field
}

var apps = post("partner/v2/apps", takes(partnerKeyOnly), repeatable, returnsList("apps"))

// Apps returns the applications of the partner key, their API keys included. It needs
// WithPartnerKey, and sends no API key.
//
// API: https://identitydocs.akamai.com/home/apps
func (c *Client) Apps(ctx context.Context) (*Apps, error) {
	return fetch[Apps](ctx, c, apps, nil)
}

// RelyingPartyParams names the plugin that asks.
type RelyingPartyParams struct {
	PluginName    string `url:"pluginName,omitempty" print:"yes"`
	PluginVersion string `url:"pluginVersion,omitempty" print:"yes"`
}

// RelyingParty is the answer of lookup_rp: the application as plugins configure
// themselves by it. The API key is in it, and is not printed.
type RelyingParty struct {
	AppID           string     `json:"appId" print:"yes"`
	APIKey          string     `json:"apiKey"`
	Realm           string     `json:"realm" print:"yes"`       // the app domain's host
	RealmScheme     string     `json:"realmScheme" print:"yes"` // "https"
	AdminURL        string     `json:"adminUrl"`                // of the dashboard
	SSOServer       string     `json:"ssoServer"`
	ExternalID      string     `json:"externalId"`
	Capabilities    []string   `json:"capabilities" wire:"comma"`
	SigninProviders []Provider `json:"signinProviders" wire:"comma"`
	SocialPub       []string   `json:"socialPub" wire:"comma"` // providers that a user's activity may be posted to
	ShareProviders  []Provider `json:"shareProviders" wire:"comma"`

	Extra map[string]json.RawMessage // members without a field
}

func (p *RelyingParty) validate() error { //nolint:unparam // it is a validator
	p.APIKey = withoutLineEnd(p.APIKey)
	return nil
}

var lookupRP = post("plugin/lookup_rp", repeatable)

// RelyingParty returns the application that the API key belongs to. It goes to the partner domain
// (WithPartnerDomain), under /plugin: the vendor's page, plugin-lookup-rp, has another path, but
// all working clients use this one.
//
// API: https://identitydocs.akamai.com/home/plugin-lookup-rp
func (c *Client) RelyingParty(ctx context.Context, params RelyingPartyParams) (*RelyingParty, error) {
	return fetch[RelyingParty](ctx, c, lookupRP, params)
}
