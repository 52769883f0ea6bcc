package janrain

import "context"

// AccessTokenParams is an access token from outside of the usual sign-in.
type AccessTokenParams struct {
	// Identifier is the user's, as in Profile.Identifier: an absolute URL, of
	// Facebook, RenRen, SoundCloud or Foursquare. Required.
	Identifier string `url:"identifier" check:"required,url" print:"yes"`

	// Token is the access token that the provider gave (OAuth 2). Required.
	Token string `url:"token" check:"required,key"`
}

var addOrUpdateAccessToken = endpoint{
	name: "add_or_update_access_token", path: "/api/v2/add_or_update_access_token", repeatable: true,
	advice: map[reason]string{
		{code: CodeNotSupported}:              supportedByAccessToken,
		{CodeInvalidParameter, aboutProvider}: supportedByAccessToken,
	},
}

const supportedByAccessToken = "this call supports identifiers of Facebook, RenRen, SoundCloud and Foursquare only"

// AddOrUpdateAccessToken gives the service an access token that the
// application got in another way, as when its users are brought along from an
// older login. The service then calls the provider with it for the other calls
// about that user. Where the provider is none of the four that the call
// supports, the service's refusal is an *Error whose text names them.
//
// The call may be repeated: the last token counts. The vendor's page is
// add-or-update-access-token, no longer in its API reference.
func (c *Client) AddOrUpdateAccessToken(ctx context.Context, params AccessTokenParams) error {
	return c.call(ctx, addOrUpdateAccessToken, params, nil)
}
