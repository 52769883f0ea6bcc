// Package tokens is the code of docs/providers.md for calling a provider as the user.
package tokens

import (
	"context"
	"errors"
	"net/http"

	"golang.org/x/oauth2"

	"github.com/janrain-go/janrain"
)

// providerClient returns a client that calls the provider as the user. When the
// token has expired, it is refreshed, or the call fails without a refresh token.
func providerClient(ctx context.Context, config *oauth2.Config, c janrain.AccessCredentials) (*http.Client, error) {
	if c == nil {
		return nil, errors.New("the provider gave no credentials")
	}
	tokens := c.Tokens()
	switch {
	case tokens.AccessToken == "":
		return nil, errors.New("the provider gave no access token")
	case tokens.OAuth1:
		return nil, errors.New("requests must be signed with the access token and the token secret (OAuth 1)")
	}
	token := &oauth2.Token{
		AccessToken:  tokens.AccessToken,
		RefreshToken: tokens.RefreshToken,
		Expiry:       tokens.Expires, // zero if the provider gave no time: oauth2 uses the token until it is refused
	}
	return config.Client(ctx, token), nil
}
