package janrain

import "context"

// UserDataParams says whose data to ask for.
type UserDataParams struct {
	// Identifier is the user's, as in Profile.Identifier, whole, with its
	// fragment. Required.
	Identifier string `url:"identifier" check:"required,key" print:"yes"`

	// Extended asks for what AuthInfoParams.Extended does. The default is not to.
	Extended bool `url:"extended,omitempty" print:"yes"`
}

var getUserData = post("api/v2/get_user_data",
	repeatable,
	signsIn,
	advises(map[reason]string{{code: CodeDataNotFound}: meanings[reason{CodeInvalidParameter, aboutData}].advice}),
)

// UserData returns what the service knows of a user who is not signing in just now: the answer is
// that of AuthInfo, fetched from the provider anew. It needs the setting 'Offline Profile Access'
// on the dashboard, and a provider that allows it (Facebook, LinkedIn, Microsoft, Twitter among
// them).
//
// A user of whom there is nothing is ErrDataNotFound (the service says it under code 1, 'Data
// unavailable'); ErrMissingCredentials and ErrCredentialsRevoked mean that the user has to sign
// in again.
//
// API: https://identitydocs.akamai.com/home/get-user-data (no longer listed)
func (c *Client) UserData(ctx context.Context, params UserDataParams) (*AuthInfo, error) {
	return fetch[AuthInfo](ctx, c, getUserData, params)
}
