package janrain

import (
	"context"
	"encoding/json"
)

// AvailableProviders is the answer of get_available_providers.
type AvailableProviders struct {
	Signin []Provider `json:"signin" print:"yes"` // that a user may sign in with
	Social []Provider `json:"social" print:"yes"` // whose users' data can be asked for
	Share  []Provider `json:"share" print:"yes"`  // that something may be shared with

	Extra map[string]json.RawMessage // members without a field
}

var getAvailableProviders = post("api/v2/get_available_providers",
	takes(noKey),
	repeatable,
	returnsList("signin"),
)

// AvailableProviders returns the providers that the application could have. The service tells
// applications apart by the app domain here, no key is sent: NewClient needs the application's
// own domain, "rpxnow.com" will not do.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/social-login-providers
func (c *Client) AvailableProviders(ctx context.Context) (*AvailableProviders, error) {
	return fetch[AvailableProviders](ctx, c, getAvailableProviders, nil)
}

// Providers is the answer of providers.
type Providers struct {
	Signin      []Provider     `json:"signin" print:"yes"` // that a user may sign in with
	Social      []Provider     `json:"social" print:"yes"` // whose users' data can be asked for
	ShareWidget ShareProviders `json:"shareWidget" print:"yes"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareProviders are the providers of the sharing widget, which is for customers
// of old only. It is the answer of get_share_providers, and stands in that of
// providers.
type ShareProviders struct {
	Share []Provider `json:"share" print:"yes"` // that something may be posted to
	Email []Provider `json:"email" print:"yes"` // whose contacts something may be sent to

	Extra map[string]json.RawMessage // members without a field
}

var getProviders = post("api/v2/providers", takes(noKey), repeatable, returnsList("signin"))

// Providers returns the providers that the application has, for buttons of your own. As for
// AvailableProviders, the app domain tells which application.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-providers
func (c *Client) Providers(ctx context.Context) (*Providers, error) {
	return fetch[Providers](ctx, c, getProviders, nil)
}

// SetAuthProvidersParams are the providers for the sign-in page, in their order.
type SetAuthProvidersParams struct {
	Providers []Provider `url:"providers,comma" check:"required,list" print:"yes"` // all of them; required

	// DeviceType is the kind of device that they are for: "web", "iphone" or
	// "android". The default is web.
	DeviceType string `url:"device_type,omitempty" check:"key" print:"yes"`
}

var setAuthProviders = post("api/v2/set_auth_providers", repeatable)

// SetAuthProviders replaces the providers that users may sign in with. One that does not exist,
// or that is not configured yet (SetProviderProperties), is ErrInvalidParameter and its name in
// the message.
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

// ShareProviders returns the providers of the sharing widget. As for AvailableProviders, the app
// domain tells which application. Only customers who have sharing already can use it.
//
// API: https://identitydocs.akamai.com/home/get-share-providers (no longer listed)
func (c *Client) ShareProviders(ctx context.Context) (*ShareProviders, error) {
	return fetch[ShareProviders](ctx, c, getShareProviders, nil)
}

// SetShareProvidersParams are the providers for the sharing widget, of at least one
// kind.
type SetShareProvidersParams struct {
	Share []Provider `url:"share,comma,omitempty" check:"list" print:"yes"` // that something may be posted to
	Email []Provider `url:"email,comma,omitempty" check:"list" print:"yes"` // whose contacts something may be sent to
}

func (p SetShareProvidersParams) crossCheck() *ParamError {
	if len(p.Share) == 0 && len(p.Email) == 0 {
		return &ParamError{Field: "Share", Parameter: "share", Reason: "is missing, and so is Email", Missing: true}
	}
	return nil
}

var setShareProviders = post("api/v2/set_share_providers", repeatable)

// SetShareProviders replaces the providers of the sharing widget. Only customers who have sharing
// already can use it.
//
// API: https://identitydocs.akamai.com/home/set-share-providers (no longer listed)
func (c *Client) SetShareProviders(ctx context.Context, params SetShareProvidersParams) error {
	return c.do(ctx, setShareProviders, params)
}
