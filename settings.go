package janrain

import (
	"context"
	"encoding/json"

	"github.com/janrain-go/janrain/internal/check"
)

// AppSettings is the response of get_app_settings.
type AppSettings struct {
	PrivacyPolicy  string `json:"privacyPolicy" print:"yes"`  // a URL; "" if not set
	Favicon        string `json:"favicon" print:"yes"`        // a URL; "" if not set
	DomainRedirect string `json:"domainRedirect" print:"yes"` // the redirect target of the app domain; "" if not set

	// PostToTokenURL means that the token is posted to the token URL. Otherwise it is sent in the
	// URL of a GET, which a Callback does not accept. The vendor has deprecated the setting.
	PostToTokenURL bool `json:"postToTokenUrl" print:"yes"`

	OneTimeUseTokens bool `json:"oneTimeUseTokens" print:"yes"` // a token can be used only once

	// GoogleProfileURL means that the identifiers of Google users are the URLs of their profiles.
	// The vendor has deprecated the setting.
	GoogleProfileURL bool `json:"googleProfileUrl" print:"yes"`

	// Extra holds members without a field, and values that their field cannot represent exactly,
	// such as null.
	Extra map[string]json.RawMessage
}

var getAppSettings = post("api/v2/get_app_settings", repeatable)

// AppSettings returns the application's settings.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/get-social-login-application-settings
func (c *Client) AppSettings(ctx context.Context) (*AppSettings, error) {
	return fetch[AppSettings](ctx, c, getAppSettings, nil)
}

// SetAppSettingsParams are the settings to change. At least one is required. Settings that are nil
// are not changed. See AppSettings for their meaning.
type SetAppSettingsParams struct {
	PrivacyPolicy    *string `url:"privacyPolicy,omitempty" print:"yes"`    // a URL, or "" to remove it
	Favicon          *string `url:"favicon,omitempty" print:"yes"`          // a URL, or "" to remove it
	DomainRedirect   *string `url:"domainRedirect,omitempty" print:"yes"`   // a URL, or "" to remove it
	PostToTokenURL   *bool   `url:"postToTokenUrl,omitempty" print:"yes"`   // deprecated by the vendor
	OneTimeUseTokens *bool   `url:"oneTimeUseTokens,omitempty" print:"yes"` // a token can be used only once
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
