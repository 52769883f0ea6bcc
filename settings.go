package janrain

import (
	"context"
	"encoding/json"
)

// AppSettings is the answer of get_app_settings.
type AppSettings struct {
	Stat           string `json:"stat"`                       // "ok"
	PrivacyPolicy  string `json:"privacyPolicy" print:"yes"`  // URL; empty where it is not set, as the next two
	Favicon        string `json:"favicon" print:"yes"`        // URL
	DomainRedirect string `json:"domainRedirect" print:"yes"` // URL that the application's domain leads to

	// PostToTokenURL has the token posted to the token URL; else it comes in the
	// URL of a GET, which no Callback takes. Deprecated by the vendor.
	PostToTokenURL bool `json:"postToTokenUrl" print:"yes"`

	OneTimeUseTokens bool `json:"oneTimeUseTokens" print:"yes"` // a token works once

	// GoogleProfileURL has Google users known by the URL of their profile.
	// Deprecated by the vendor.
	GoogleProfileURL bool `json:"googleProfileUrl" print:"yes"`

	Extra map[string]json.RawMessage // what has no field here, and what its field cannot give back, as a null
}

var getAppSettings = endpoint{name: "get_app_settings", path: "/api/v2/get_app_settings", repeatable: true}

// AppSettings returns the application's settings. The vendor's page is
// get-app-settings.
func (c *Client) AppSettings(ctx context.Context) (*AppSettings, error) {
	return ask[AppSettings](ctx, c, getAppSettings, nil)
}

// SetAppSettingsParams changes settings, at least one of them; what is nil stays as
// it is. See AppSettings for what they are.
type SetAppSettingsParams struct {
	PrivacyPolicy    *string `url:"privacyPolicy,omitempty" print:"yes"`    // "" to unset it, as the next two
	Favicon          *string `url:"favicon,omitempty" print:"yes"`          // URL
	DomainRedirect   *string `url:"domainRedirect,omitempty" print:"yes"`   // URL
	PostToTokenURL   *bool   `url:"postToTokenUrl,omitempty" print:"yes"`   // deprecated by the vendor
	OneTimeUseTokens *bool   `url:"oneTimeUseTokens,omitempty" print:"yes"` // a token works once
	GoogleProfileURL *bool   `url:"googleProfileUrl,omitempty" print:"yes"` // deprecated by the vendor
}

func (p SetAppSettingsParams) conflict() *ParamError {
	if p == (SetAppSettingsParams{}) {
		return &ParamError{Field: "params", Reason: "has no setting to change", Missing: true}
	}
	for _, s := range []struct {
		field, parameter string
		value            *string
	}{
		{"PrivacyPolicy", "privacyPolicy", p.PrivacyPolicy},
		{"Favicon", "favicon", p.Favicon},
		{"DomainRedirect", "domainRedirect", p.DomainRedirect},
	} {
		if s.value != nil && *s.value != "" && !absoluteURL(*s.value) {
			return &ParamError{Field: s.field, Parameter: s.parameter, Reason: "is not an absolute URL"}
		}
	}
	return nil
}

var setAppSettings = endpoint{name: "set_app_settings", path: "/api/v2/set_app_settings", repeatable: true}

// SetAppSettings changes the application's settings. The vendor's page is
// set-app-settings.
func (c *Client) SetAppSettings(ctx context.Context, params SetAppSettingsParams) error {
	return c.call(ctx, setAppSettings, params, nil)
}

// DomainPatternsParams are domains for the application's list of those that a
// token URL may be on.
type DomainPatternsParams struct {
	Domains []string `url:"domains,comma" check:"required,list" print:"yes"` // as "shop.example" or "*.shop.example"; required
}

// DomainPatterns is the answer of get_domain_patterns.
type DomainPatterns struct {
	Stat    string   `json:"stat"` // "ok"
	Domains []string `json:"domains" print:"yes"`

	Extra map[string]json.RawMessage // what has no field here
}

var (
	addDomainPatterns = endpoint{name: "add_domain_patterns", path: "/api/v2/add_domain_patterns", repeatable: true}
	setDomainPatterns = endpoint{name: "set_domain_patterns", path: "/api/v2/set_domain_patterns", repeatable: true}
	getDomainPatterns = endpoint{
		name: "get_domain_patterns", path: "/api/v2/get_domain_patterns", repeatable: true, list: "domains",
	}
)

// AddDomainPatterns adds to the list of domains that a token URL may be on. The
// vendor's page is add-domain-patterns.
func (c *Client) AddDomainPatterns(ctx context.Context, params DomainPatternsParams) error {
	return c.call(ctx, addDomainPatterns, params, nil)
}

// SetDomainPatterns replaces the list of domains that a token URL may be on:
// sign-ins to the ones that are left out fail from then on. The vendor's page is
// set-domain-patterns.
func (c *Client) SetDomainPatterns(ctx context.Context, params DomainPatternsParams) error {
	return c.call(ctx, setDomainPatterns, params, nil)
}

// DomainPatterns returns the list of domains that a token URL may be on. The
// vendor's page is get-domain-patterns.
func (c *Client) DomainPatterns(ctx context.Context) (*DomainPatterns, error) {
	return ask[DomainPatterns](ctx, c, getDomainPatterns, nil)
}
