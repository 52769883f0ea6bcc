package janrain

import (
	"context"
	"encoding/json"

	"github.com/janrain-go/janrain/internal/check"
)

// AppSettings is the answer of get_app_settings.
type AppSettings struct {
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

var getAppSettings = post("api/v2/get_app_settings", repeatable)

// AppSettings returns the application's settings.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/get-social-login-application-settings
func (c *Client) AppSettings(ctx context.Context) (*AppSettings, error) {
	return fetch[AppSettings](ctx, c, getAppSettings, nil)
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

func (p SetAppSettingsParams) crossCheck() *ParamError {
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
		if s.value == nil || *s.value == "" {
			continue
		}
		if err := check.URL(*s.value); err != nil {
			return newParamError("", s.field, s.parameter, err)
		}
	}
	return nil
}

var setAppSettings = post("api/v2/set_app_settings", repeatable)

// SetAppSettings changes the application's settings.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-set-app-settings
func (c *Client) SetAppSettings(ctx context.Context, params SetAppSettingsParams) error {
	return c.do(ctx, setAppSettings, params)
}
