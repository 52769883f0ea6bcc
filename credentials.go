package janrain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/janrain-go/janrain/internal/wire"
)

// AccessCredentials are the credentials for calling the provider on behalf of the user. The
// value is a pointer to one of this package's structs. There is one struct for each provider on
// the vendor's page of auth_info, and *OtherCredentials for all others. Tokens returns the
// fields that they have in common:
//
//	if c := info.AccessCredentials; c != nil { // nil: the provider gave none
//		tokens := c.Tokens()
//		use(tokens.AccessToken, tokens.Expires)
//	}
//
// Use a type switch for the fields of a particular provider:
//
//	switch c := info.AccessCredentials.(type) {
//	case *janrain.FacebookCredentials:
//		use(c.AccessToken, c.Expires)
//	case *janrain.TwitterCredentials:
//		use(c.OAuthToken, c.OAuthTokenSecret)
//	case nil: // the provider gave none
//	}
//
// Each struct has the fields that the vendor documents for its provider. In addition, it has
// AccessToken, RefreshToken, Expires, Scopes, UID and Type, because the vendor's list "might
// not be 100% accurate at any given time":
//
//   - Type is the kind of credentials, such as "OAuth" or "Facebook".
//   - UID is the user's id at the provider.
//   - Expires is the time at which the access token expires, or zero if there is none. It is
//     decoded from Unix seconds (numbers from 1e9 to 1e11), milliseconds (1e12 to 1e14), the
//     service's format ("2012-09-13 00:44:03.000000 +0000") and RFC 3339. Any other value,
//     such as a lifetime, is only in Extra.
//   - Scopes are the scopes of the access token. They are decoded from a JSON array or from a
//     string, in which they are separated by commas or, if it has no comma, by spaces. Google's
//     display names ("Google Contacts") are not split.
//
// Tokens are secrets. They are included in the JSON, so that it can be stored, but they are not
// printed or logged. UnmarshalCredentials decodes stored credentials.
type AccessCredentials interface {
	// Provider returns the specifier of the provider that issued the credentials.
	Provider() Provider

	// Tokens returns the tokens in a form that is common to all providers. It returns zero
	// Tokens for a nil pointer.
	Tokens() Tokens

	accessCredentials()
}

// OtherCredentials holds the credentials of a provider that has no other struct. It has fields
// for all members that providers are known to send.
type OtherCredentials struct {
	Of Provider `json:"-" print:"yes"` // from the profile; not included in the JSON

	AccessToken        string    `json:"accessToken"`
	RefreshToken       string    `json:"refreshToken"`
	OAuthToken         string    `json:"oauthToken"`
	OAuthTokenSecret   string    `json:"oauthTokenSecret"`
	OAuthSessionHandle string    `json:"oauthSessionHandle"`
	UID                string    `json:"uid"`
	EACT               string    `json:"eact"`
	Scopes             []string  `json:"scopes" wire:"scopes"`
	Expires            time.Time `json:"expires"`
	Type               string    `json:"type"`

	// IDToken is the JWT of a provider of OpenID Connect, such as Apple.
	IDToken string `json:"idToken" wire:"also=id_token"`

	// OpenID and UnionID are WeChat's ids of the user, within this application and within all
	// applications of its developer.
	OpenID  string `json:"openid" wire:"also=openId,also=openID"`
	UnionID string `json:"unionid" wire:"also=unionId,also=unionID"`

	Extra map[string]json.RawMessage // members without a field
}

// Provider returns the specifier from the profile in the same response, or "" if it has none.
func (c *OtherCredentials) Provider() Provider {
	if c == nil {
		return ""
	}
	return c.Of
}

// Tokens returns the tokens in a form that is common to all providers.
func (c *OtherCredentials) Tokens() Tokens { return tokensOf(c) }

func (*OtherCredentials) accessCredentials() {}

func init() {
	wire.Choose(func(info *AuthInfo) AccessCredentials { return credentialsFor(&info.Profile) })
}

// credentialsFor returns a new struct for the credentials of the user with this profile.
func credentialsFor(p *Profile) AccessCredentials {
	if create, ok := credentialStructs[p.family()]; ok {
		return create()
	}
	return &OtherCredentials{Of: p.Provider()}
}

// UnmarshalCredentials decodes credentials that were stored separately from their response. The
// result is the struct for their provider, or *OtherCredentials if the provider has none. It is
// nil for the JSON null, which is the JSON of AccessCredentials that are nil.
//
//	stored.Provider = info.Profile.Provider()
//	stored.Credentials, err = json.Marshal(info.AccessCredentials)
//
//	credentials, err := janrain.UnmarshalCredentials(stored.Provider, stored.Credentials)
func UnmarshalCredentials(provider Provider, data []byte) (AccessCredentials, error) {
	if string(bytes.TrimSpace(data)) == "null" {
		return nil, nil //nolint:nilnil // as in AuthInfo
	}
	profile := &Profile{ProviderSpecifier: string(provider)}
	credentials := credentialsFor(profile)
	if err := unmarshalResponse(data, credentials); err != nil {
		return nil, fmt.Errorf("janrain: UnmarshalCredentials: %w", err)
	}
	if other, ok := credentials.(*OtherCredentials); ok {
		other.Of = profile.Provider() // not included in the JSON
	}
	return credentials, nil
}

// Tokens are the tokens of AccessCredentials in a form that is common to all providers. They
// are secrets: they are not printed or logged, and their JSON omits them. To store tokens, store
// the AccessCredentials.
type Tokens struct {
	// AccessToken is the first member that is set of accessToken, oauthToken and eact.
	// Microsoft's eact is encrypted; Microsoft's own services do not accept it.
	AccessToken string `secret:"yes"`

	// TokenSecret is the secret of an oauthToken, with which OAuth 1 requests are signed.
	TokenSecret string `secret:"yes"`

	// OAuth1 means that there is a TokenSecret. Requests must be signed with it: the access
	// token is not a bearer token.
	OAuth1 bool

	RefreshToken string    `secret:"yes"`
	IDToken      string    `secret:"yes"` // a JWT of OpenID Connect
	UID          string    // the user's id at the provider
	Expires      time.Time // when AccessToken expires, in UTC; zero if unknown
	Scopes       []string  // the scopes of AccessToken
}

// tokenMembers are the members from which Tokens are created. The names with an underscore are
// from OAuth 2; the service uses the others. expires_in is not included, because it is a
// lifetime whose start is unknown.
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

// MarshalJSON encodes an empty object: tokens must not be logged.
func (t Tokens) MarshalJSON() ([]byte, error) { return marshalParams(t) }

// UnmarshalJSON always returns an error, because the JSON of Tokens omits them.
func (t *Tokens) UnmarshalJSON([]byte) error {
	return errors.New("janrain: Tokens cannot be decoded from JSON, because their JSON is for logs and omits them: " +
		"store the AccessCredentials, and decode them with UnmarshalCredentials")
}
