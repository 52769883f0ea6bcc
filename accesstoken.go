package janrain

import (
	"context"
	"encoding/json"
)

// AccessTokenParams is an access token from outside of the usual sign-in.
type AccessTokenParams struct {
	// Identifier is the user's, as in Profile.Identifier: an absolute URL, of
	// Facebook, RenRen, SoundCloud or Foursquare. Required.
	Identifier string `url:"identifier" check:"required,url" print:"yes"`

	// Token is the access token that the provider gave (OAuth 2). Required.
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

// AddOrUpdateAccessToken gives the service an access token that the application got in another
// way, as when its users are brought along from an older login. The service then calls the
// provider with it for the other calls about that user. Where the provider is none of the four
// that the call supports, the service's refusal is an *Error whose text names them.
//
// The call may be repeated: the last token counts.
//
// API: https://identitydocs.akamai.com/home/add-or-update-access-token (no longer listed)
func (c *Client) AddOrUpdateAccessToken(ctx context.Context, params AccessTokenParams) error {
	return c.do(ctx, addOrUpdateAccessToken, params)
}

// ExchangeOAuthTokenParams is what a mobile application got from a provider's own
// library: a token, or for some providers a code.
type ExchangeOAuthTokenParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // facebook, twitter, googleplus, apple, wechat and others; required

	Token       string `url:"token,omitempty" secret:"yes" check:"key"`                            // the provider's access token
	TokenSecret string `url:"token_secret,omitempty" also:"token-secret" secret:"yes" check:"key"` // beside Token for Twitter (OAuth 1); sent as token-secret too
	IDToken     string `url:"id_token,omitempty" secret:"yes" check:"key"`                         // in the place of Token for Apple
	OpenID      string `url:"openid,omitempty" also:"wechat.openid" check:"key"`                   // beside Token for WeChat; sent as wechat.openid too

	Code          string `url:"code,omitempty" secret:"yes" check:"key"` // in the place of a token, with the next two
	RedirectURI   string `url:"redirect_uri,omitempty"`                  // what the code was asked for with
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
		return missing("TokenSecret", "token_secret", "is missing, Twitter gives one beside the token")
	case p.Token != "" && provider == ProviderApple:
		return missing("IDToken", "id_token", "is missing, Apple's token goes here and not into Token")
	case p.Token != "" && provider == ProviderWeChat && p.OpenID == "":
		return missing("OpenID", "openid", "is missing, WeChat gives one beside the token")
	case p.Code != "" && p.RedirectURI == "":
		return missing("RedirectURI", "redirect_uri", "is missing, the code was asked for with one")
	}
	return eitherOr("Token", "token", p.Token != "" || p.IDToken != "", "Code", p.Code != "")
}

// OneTimeToken is a token for AuthInfo. It is not printed.
type OneTimeToken struct {
	Token string `json:"token"` // a one-time token, as the widget posts it: for AuthInfo

	Extra map[string]json.RawMessage // members without a field
}

func (t *OneTimeToken) validate() error {
	t.Token = withoutLineEnd(t.Token)
	return requireMember("token", t.Token)
}

var oauthToken = post("signin/oauth_token", ifLost("with a new sign-in, a code may be spent"))

// ExchangeOAuthToken exchanges what a mobile application got from a provider for a one-time
// token. It goes to the app domain, without a key. It is not tried again once it may have been
// sent: a code works once.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-signin-oauth-token
func (c *Client) ExchangeOAuthToken(ctx context.Context, params ExchangeOAuthTokenParams) (*OneTimeToken, error) {
	return fetch[OneTimeToken](ctx, c, oauthToken, params)
}
