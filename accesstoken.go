package janrain

import (
	"context"
	"encoding/json"
)

// AccessTokenParams is a user's access token that the application got from the provider.
type AccessTokenParams struct {
	// Identifier identifies the user, as in Profile.Identifier. It must be an absolute URL of
	// Facebook, RenRen, SoundCloud or Foursquare. Required.
	Identifier string `url:"identifier" check:"required,url" print:"yes"`

	// Token is the provider's access token (OAuth 2). Required.
	Token string `url:"token" secret:"yes" check:"required,key"`
}

var addOrUpdateAccessToken = post("api/v2/add_or_update_access_token",
	repeatable,
	advises(map[reason]string{
		{code: CodeNotSupported}:              supportedByAccessToken,
		{CodeInvalidParameter, aboutProvider}: supportedByAccessToken,
	}),
)

const supportedByAccessToken = "this call supports identifiers of Facebook, RenRen, SoundCloud and Foursquare only"

// AddOrUpdateAccessToken stores an access token at the service that the application got in another
// way, for example when it migrates users from an older login. The service then uses the token to
// call the provider for other calls about that user. If the call does not support the provider, the
// text of the *Error names the four that it supports.
//
// The call is repeatable. The last token replaces all earlier ones.
//
// API: https://identitydocs.akamai.com/home/add-or-update-access-token (no longer listed)
func (c *Client) AddOrUpdateAccessToken(ctx context.Context, params AccessTokenParams) error {
	return c.do(ctx, addOrUpdateAccessToken, params)
}

// ExchangeOAuthTokenParams is a token, or for some providers a code, that a mobile application
// got from the library of a provider.
type ExchangeOAuthTokenParams struct {
	// Provider is facebook, twitter, googleplus, apple, wechat or another provider. Required.
	Provider Provider `url:"provider" check:"required,key" print:"yes"`

	// Token is the provider's access token.
	Token string `url:"token,omitempty" secret:"yes" check:"key"`

	// TokenSecret is the secret of Token for Twitter (OAuth 1). It is also sent as token-secret.
	TokenSecret string `url:"token_secret,omitempty" also:"token-secret" secret:"yes" check:"key"`

	// IDToken replaces Token for Apple.
	IDToken string `url:"id_token,omitempty" secret:"yes" check:"key"`

	// OpenID is required in addition to Token for WeChat. It is also sent as wechat.openid.
	OpenID string `url:"openid,omitempty" also:"wechat.openid" check:"key"`

	// Code replaces a token. It requires RedirectURI, with which the code was requested.
	Code          string `url:"code,omitempty" secret:"yes" check:"key"`
	RedirectURI   string `url:"redirect_uri,omitempty"`
	ApplicationID string `url:"application_id,omitempty" check:"key" print:"yes"`
}

func (p ExchangeOAuthTokenParams) crossCheck() *ParamError {
	missing := func(field, parameter, reason string) *ParamError {
		return &ParamError{Field: field, Parameter: parameter, Reason: reason, Missing: true}
	}
	provider := p.Provider.folded()
	switch {
	case p.Token != "" && p.IDToken != "":
		return &ParamError{Field: "IDToken", Parameter: "id_token", Reason: "and Token are both set, set only one of them"}
	case p.Token != "" && provider == ProviderTwitter && p.TokenSecret == "":
		return missing("TokenSecret", "token_secret", "is missing, Twitter returns it with the token")
	case p.Token != "" && provider == ProviderApple:
		return missing("IDToken", "id_token", "is missing, use it instead of Token for Apple")
	case p.Token != "" && provider == ProviderWeChat && p.OpenID == "":
		return missing("OpenID", "openid", "is missing, WeChat returns it with the token")
	case p.Code != "" && p.RedirectURI == "":
		return missing("RedirectURI", "redirect_uri", "is missing, use the one with which the code was requested")
	}
	return eitherOr("Token", "token", p.Token != "" || p.IDToken != "", "Code", p.Code != "")
}

// OneTimeToken is a token for AuthInfo, like the one that the widget posts. It is not printed.
type OneTimeToken struct {
	Token string `json:"token"`

	Extra map[string]json.RawMessage // members without a field
}

func (t *OneTimeToken) validate() error {
	t.Token = withoutLineEnd(t.Token)
	return requireMember("token", t.Token)
}

var oauthToken = post("signin/oauth_token", ifLost("with a new sign-in, a code may have been used up"))

// ExchangeOAuthToken exchanges a token or code, which a mobile application got from a provider, for
// a one-time token. It is sent to the app domain without a key. It is not repeatable, because a
// code can be used only once; see RetryPolicy.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-signin-oauth-token
func (c *Client) ExchangeOAuthToken(ctx context.Context, params ExchangeOAuthTokenParams) (*OneTimeToken, error) {
	return fetch[OneTimeToken](ctx, c, oauthToken, params)
}
