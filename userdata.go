package janrain

import "context"

// UserDataParams are the parameters of UserData.
type UserDataParams struct {
	// Identifier identifies the user, as in Profile.Identifier, including a fragment. Required.
	Identifier string `url:"identifier" check:"required,key" print:"yes"`

	// Extended requests the same data as AuthInfoParams.Extended. The default is false.
	Extended bool `url:"extended,omitempty" print:"yes"`
}

var getUserData = post("api/v2/get_user_data",
	repeatable,
	signsIn,
	advises(map[reason]string{{code: CodeDataNotFound}: meanings[reason{CodeInvalidParameter, aboutData}].advice}),
)

// UserData returns the data of a user who is not signing in at the moment. The service requests it
// from the provider, and the response has the same form as that of AuthInfo. This requires the
// setting 'Offline Profile Access' on the dashboard and a provider that supports it, such as
// Facebook, LinkedIn, Microsoft or Twitter.
//
// It returns an error matching ErrDataNotFound if the service has no data on the user (the service
// sends code 1, 'Data unavailable'). If the error matches ErrMissingCredentials or
// ErrCredentialsRevoked, the user has to sign in again.
//
// API: https://identitydocs.akamai.com/home/get-user-data (no longer listed)
func (c *Client) UserData(ctx context.Context, params UserDataParams) (*AuthInfo, error) {
	return fetch[AuthInfo](ctx, c, getUserData, params)
}
