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
	Stat      string `json:"stat"` // "ok"
	AppID     string `json:"appId" print:"yes"`
	APIKey    string `json:"apiKey"`
	Realm     string `json:"realm" print:"yes"` // the app domain, for NewClient
	AdminURL  string `json:"adminUrl"`          // of the dashboard
	InviteURL string `json:"inviteUrl"`         // whoever opens it becomes an administrator

	Extra map[string]json.RawMessage // what has no field here
}

func (a *CreatedApp) settle() error {
	a.APIKey = withoutLineEnd(a.APIKey)
	return mustHave("apiKey", a.APIKey)
}

// withoutLineEnd returns a credential without the line end that the service may
// have stored with it. A key that is shown once must not be lost because of it:
// NewClient rejects a key with white space.
func withoutLineEnd(credential string) string {
	return strings.TrimSuffix(strings.TrimSuffix(credential, "\n"), "\r")
}

var createApp = endpoint{
	name: "app/create", path: "/partner/v2/app/create", need: needPartnerKey, partner: true,
	loss: "the application may exist, see Apps",
}

// CreateApp makes an application. A domain that is taken is ErrDomainExists. It
// is not tried again once it may have been sent. It needs WithPartnerKey. The API key
// is not sent: give NewClient any text where there is no application yet.
// The vendor's page is appcreate.
func (c *Client) CreateApp(ctx context.Context, params CreateAppParams) (*CreatedApp, error) {
	return ask[CreatedApp](ctx, c, createApp, params)
}

var deleteApp = endpoint{name: "app/delete", path: "/partner/v2/app/delete", need: needBothKeys, partner: true}

// DeleteApp deletes the application that the client's API key belongs to, with
// its users' mappings and settings, for good: there is no way back, and the key
// stops working. It is not tried again once it may have been sent. It needs
// WithPartnerKey. The vendor's page is appdelete.
func (c *Client) DeleteApp(ctx context.Context) error { return c.call(ctx, deleteApp, nil, nil) }

// ResetAPIKeyParams names the application whose key is to be changed.
type ResetAPIKeyParams struct {
	AppID string `url:"appId" check:"required,key" print:"yes"` // 20 characters, from Apps or the dashboard; required
}

// APIKeyReset is the response of app/reset_api_key. The key is not printed: store
// APIKey. A line end after the key is removed.
type APIKeyReset struct {
	Stat   string `json:"stat"` // "ok"
	APIKey string `json:"apiKey"`

	Extra map[string]json.RawMessage // what has no field here
}

func (k *APIKeyReset) settle() error {
	k.APIKey = withoutLineEnd(k.APIKey)
	return mustHave("apiKey", k.APIKey)
}

var resetAPIKey = endpoint{
	name: "app/reset_api_key", path: "/partner/v2/app/reset_api_key", need: needPartnerKey, partner: true,
	loss: "the old key may be dead and the new one on the dashboard only",
}

// ResetAPIKey gives an application a new API key. The old one stops working at
// once, wherever it is in use; an answer that is lost takes the new key with it,
// which is then on the dashboard only. It is not tried again once it may have been
// sent. An unknown application is ErrAppNotFound. It needs WithPartnerKey, and sends
// no API key. The vendor's page is appreset-api-key.
func (c *Client) ResetAPIKey(ctx context.Context, params ResetAPIKeyParams) (*APIKeyReset, error) {
	return ask[APIKeyReset](ctx, c, resetAPIKey, params)
}

// Apps is the answer of apps.
type Apps struct {
	Stat string `json:"stat"` // "ok"
	Apps []App  `json:"apps"`

	Extra map[string]json.RawMessage // what has no field here
}

func (a *Apps) settle() error { //nolint:unparam // it is a settler
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

	Extra map[string]json.RawMessage // what has no field here
}

var apps = endpoint{name: "apps", path: "/partner/v2/apps", need: needPartnerKey, partner: true, repeatable: true, list: "apps"}

// Apps returns the applications of the partner key, their API keys included. It
// needs WithPartnerKey, and sends no API key. The vendor's page is apps.
func (c *Client) Apps(ctx context.Context) (*Apps, error) {
	return ask[Apps](ctx, c, apps, nil)
}

// AddDomainParams names a domain for the application.
type AddDomainParams struct {
	Domain string `url:"domain" check:"required,domain" print:"yes"` // as "login.shop.example"; required
}

var addDomain = endpoint{
	name: "app/add_domain", path: "/partner/v2/app/add_domain", need: needBothKeys, partner: true,
}

// AddDomain gives the application one more domain. One that is taken is
// ErrDomainExists; one whose DNS does not lead to the service is
// ErrInvalidParameter. It is not tried again once it may have been sent. It needs
// WithPartnerKey. The vendor's page is appadd-domain.
func (c *Client) AddDomain(ctx context.Context, params AddDomainParams) error {
	return c.call(ctx, addDomain, params, nil)
}

// VerifyDomainParams proves to a provider that the application's domain is the
// developer's, with what the provider asked to be put there.
type VerifyDomainParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // google or yahoo; required
	Code     string   `url:"code,omitempty" check:"key"`                // Google: the content of the meta tag
	Filename string   `url:"filename,omitempty" check:"key"`            // Yahoo!: the file's name
}

func (p VerifyDomainParams) conflict() *ParamError {
	switch {
	case p.Provider == ProviderGoogle && p.Code == "":
		return &ParamError{Field: "Code", Parameter: "code", Reason: "is missing, Google gives one", Missing: true}
	case p.Provider == ProviderYahoo && p.Filename == "":
		return &ParamError{Field: "Filename", Parameter: "filename", Reason: "is missing, Yahoo! gives one", Missing: true}
	}
	return eitherOr("Code", "code", p.Code != "", "Filename", p.Filename != "")
}

var verifyDomain = endpoint{
	name: "app/verify_domain", path: "/partner/v2/app/verify_domain", need: needBothKeys, partner: true, repeatable: true,
}

// VerifyDomain has the service show a provider the proof that it asked for. It
// needs WithPartnerKey. The vendor's page is appverify-domain.
func (c *Client) VerifyDomain(ctx context.Context, params VerifyDomainParams) error {
	return c.call(ctx, verifyDomain, params, nil)
}
