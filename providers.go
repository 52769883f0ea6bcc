package janrain

import (
	"context"
	"encoding/json"
	"fmt"
)

// AvailableProviders is the response of get_available_providers.
type AvailableProviders struct {
	Signin []Provider `json:"signin" print:"yes"` // for signing in
	Social []Provider `json:"social" print:"yes"` // for requesting the data of users
	Share  []Provider `json:"share" print:"yes"`  // for sharing

	Extra map[string]json.RawMessage // members without a field
}

var getAvailableProviders = post("api/v2/get_available_providers",
	takes(noKey),
	repeatable,
	returnsList("signin"),
)

// AvailableProviders returns the providers that can be configured for the application. No key is
// sent: the service identifies the application by the app domain, so a Client for "rpxnow.com" does
// not work.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/social-login-providers
func (c *Client) AvailableProviders(ctx context.Context) (*AvailableProviders, error) {
	return fetch[AvailableProviders](ctx, c, getAvailableProviders, nil)
}

// Providers is the response of providers.
type Providers struct {
	Signin      []Provider     `json:"signin" print:"yes"` // for signing in
	Social      []Provider     `json:"social" print:"yes"` // for requesting the data of users
	ShareWidget ShareProviders `json:"shareWidget" print:"yes"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareProviders are the providers of the sharing widget, which is available only to customers
// who already use it. It is the response of get_share_providers and a part of that of providers.
type ShareProviders struct {
	Share []Provider `json:"share" print:"yes"` // for posting
	Email []Provider `json:"email" print:"yes"` // for sending to contacts

	Extra map[string]json.RawMessage // members without a field
}

var getProviders = post("api/v2/providers", takes(noKey), repeatable, returnsList("signin"))

// Providers returns the providers of the application, for example for your own sign-in buttons. As
// with AvailableProviders, the app domain identifies the application.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-providers
func (c *Client) Providers(ctx context.Context) (*Providers, error) {
	return fetch[Providers](ctx, c, getProviders, nil)
}

// SetAuthProvidersParams are the providers of the sign-in page, in the order on the page.
type SetAuthProvidersParams struct {
	Providers []Provider `url:"providers,comma" check:"required,list" print:"yes"` // the complete list; required

	// DeviceType is the kind of device: "web" (the default), "iphone" or "android".
	DeviceType string `url:"device_type,omitempty" check:"key" print:"yes"`
}

var setAuthProviders = post("api/v2/set_auth_providers", repeatable)

// SetAuthProviders replaces the providers of the sign-in page. If a provider does not exist or is
// not configured (see SetProviderProperties), the error matches ErrInvalidParameter and its text
// names the provider.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-set-auth-providers
func (c *Client) SetAuthProviders(ctx context.Context, params SetAuthProvidersParams) error {
	return c.do(ctx, setAuthProviders, params)
}

var getShareProviders = post("api/v2/get_share_providers",
	takes(noKey),
	repeatable,
	returnsList("share"),
)

// ShareProviders returns the providers of the sharing widget. As with AvailableProviders, the app
// domain identifies the application. It is available only to customers who already use sharing.
//
// API: https://identitydocs.akamai.com/home/get-share-providers (no longer listed)
func (c *Client) ShareProviders(ctx context.Context) (*ShareProviders, error) {
	return fetch[ShareProviders](ctx, c, getShareProviders, nil)
}

// SetShareProvidersParams are the providers of the sharing widget. At least one list is required.
type SetShareProvidersParams struct {
	Share []Provider `url:"share,comma,omitempty" check:"list" print:"yes"` // for posting
	Email []Provider `url:"email,comma,omitempty" check:"list" print:"yes"` // for sending to contacts
}

func (p SetShareProvidersParams) crossCheck() *ParamError {
	if len(p.Share) == 0 && len(p.Email) == 0 {
		return newParamError("", "Share", "share", fmt.Errorf("%w, and so is Email: set one of them", errMissing))
	}
	return nil
}

var setShareProviders = post("api/v2/set_share_providers", repeatable)

// SetShareProviders replaces the providers of the sharing widget. It is available only to customers
// who already use sharing.
//
// API: https://identitydocs.akamai.com/home/set-share-providers (no longer listed)
func (c *Client) SetShareProviders(ctx context.Context, params SetShareProvidersParams) error {
	return c.do(ctx, setShareProviders, params)
}
