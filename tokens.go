package janrain

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/janrain-go/janrain/internal/wire"
)

// Tokens are AccessCredentials for callers who do not care about the provider.
// They are secrets: nothing of them is printed or logged, and their JSON leaves
// them out. Store the AccessCredentials instead.
type Tokens struct {
	// AccessToken is the first of the members accessToken, oauthToken and eact that
	// was given. Microsoft's eact is encrypted; Microsoft's own services do not
	// accept it.
	AccessToken string

	// TokenSecret is the secret of an oauthToken, with which OAuth 1 signs requests.
	TokenSecret string

	// OAuth1 means that there is a TokenSecret: requests are signed, and the access
	// token is not a bearer token.
	OAuth1 bool

	RefreshToken string
	IDToken      string    // a JWT of OpenID Connect
	UID          string    // the user's id at the provider
	Expires      time.Time // when AccessToken expires, in UTC; zero: not given
	Scopes       []string  // what AccessToken allows
}

// tokenMembers are the members that Tokens are made of. The names with an
// underscore are those of OAuth 2; the service writes the others. expires_in is
// not among them: it is a lifetime, and when it began is not known.
type tokenMembers struct {
	AccessToken      string    `json:"accessToken" wire:"also=access_token"`
	OAuthToken       string    `json:"oauthToken" wire:"also=oauth_token"`
	OAuthTokenSecret string    `json:"oauthTokenSecret" wire:"also=oauth_token_secret"`
	EACT             string    `json:"eact"`
	RefreshToken     string    `json:"refreshToken" wire:"also=refresh_token"`
	IDToken          string    `json:"idToken" wire:"also=id_token"`
	UID              string    `json:"uid" wire:"also=uuid"`
	Expires          time.Time `json:"expires" wire:"also=expiresAt,also=expires_at"`
	Scopes           []string  `json:"scopes" wire:"scopes,also=scope"`

	Extra map[string]json.RawMessage
}

// tokensOf returns the tokens of credentials, from their fields and from Extra.
func tokensOf(c AccessCredentials) Tokens {
	if reflect.ValueOf(c).IsNil() {
		return Tokens{}
	}
	var m tokenMembers
	wire.View(c, &m)
	tokens := Tokens{
		AccessToken: m.AccessToken, RefreshToken: m.RefreshToken, IDToken: m.IDToken,
		UID: m.UID, Expires: m.Expires, Scopes: slices.Clone(m.Scopes),
	}
	if tokens.AccessToken == "" && m.OAuthToken != "" {
		tokens.AccessToken, tokens.TokenSecret = m.OAuthToken, m.OAuthTokenSecret
	}
	if tokens.AccessToken == "" {
		tokens.AccessToken = m.EACT
	}
	tokens.OAuth1 = tokens.TokenSecret != ""
	return tokens
}

// Format prints that there are tokens, and none of them.
func (t Tokens) Format(s fmt.State, _ rune) { format(s, t) }

// LogValue returns the value without the tokens.
func (t Tokens) LogValue() slog.Value { return logValue(t) }

// MarshalJSON writes what may be logged; tokens cannot be read back from it.
func (t Tokens) MarshalJSON() ([]byte, error) { return marshalParams(t) }

// UnmarshalJSON always returns an error: the JSON of Tokens leaves them out.
func (t *Tokens) UnmarshalJSON([]byte) error {
	return errors.New("janrain: Tokens cannot be read from JSON, which is written for logs and leaves them out: " +
		"store the AccessCredentials, and read them with NewCredentials")
}
