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

// AccessCredentials are what an application needs to call the provider in the
// user's name: a pointer to one of this package's structs. There is one struct
// for each provider on the vendor's page of auth_info; *OtherCredentials is for
// all others. Tokens returns what they have in common:
//
//	if c := info.AccessCredentials; c != nil { // nil: the provider gave none
//		tokens := c.Tokens()
//		use(tokens.AccessToken, tokens.Expires)
//	}
//
// A type switch gives the fields of one provider:
//
//	switch c := info.AccessCredentials.(type) {
//	case *janrain.FacebookCredentials:
//		use(c.AccessToken, c.Expires)
//	case *janrain.TwitterCredentials:
//		use(c.OAuthToken, c.OAuthTokenSecret)
//	case nil: // the provider gave none
//	}
//
// Each struct has the fields that the vendor documents for its provider, and
// AccessToken, RefreshToken, Expires, Scopes, UID and Type, since the list "might
// not be 100% accurate at any given time":
//
//   - Type is the kind of credentials, such as "OAuth" or "Facebook".
//   - UID is the user's id at the provider.
//   - Expires is the time at which the access token expires, zero if it was not
//     given. It is read from Unix seconds (numbers from 1e9 to 1e11), milliseconds
//     (1e12 to 1e14), the service's format ("2012-09-13 00:44:03.000000 +0000") and
//     RFC 3339. Anything else, such as a lifetime, is only in Extra.
//   - Scopes are what the access token allows: a JSON array, or a text that
//     commas separate or, if it has none, spaces. Google's names for people
//     ("Google Contacts") are kept whole.
//
// Tokens are secrets: they are part of the JSON, since callers store it, but not
// of what is printed or logged. UnmarshalCredentials decodes stored credentials.
type AccessCredentials interface {
	// Provider returns the specifier of the provider that the credentials are for.
	Provider() Provider

	// Tokens returns the tokens in the form that all providers share. Those of a
	// nil pointer are zero.
	Tokens() Tokens

	accessCredentials()
}

// OtherCredentials holds the credentials of a provider without a struct of its
// own: every member that a provider has been seen to send.
type OtherCredentials struct {
	Of Provider `json:"-" print:"yes"` // from the profile; not part of the JSON

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

	// OpenID and UnionID are WeChat's ids of the user: for this application, and
	// for all applications of its developer.
	OpenID  string `json:"openid" wire:"also=openId,also=openID"`
	UnionID string `json:"unionid" wire:"also=unionId,also=unionID"`

	Extra map[string]json.RawMessage // members without a field
}

// Provider returns the specifier of the profile that the credentials came with,
// or "" if it has none.
func (c *OtherCredentials) Provider() Provider {
	if c == nil {
		return ""
	}
	return c.Of
}

// Tokens returns the tokens in the form that all providers share.
func (c *OtherCredentials) Tokens() Tokens { return tokensOf(c) }

func (*OtherCredentials) accessCredentials() {}

func init() {
	wire.Choose(func(answer *AuthInfo) AccessCredentials { return credentialsFor(&answer.Profile) })
}

// credentialsFor chooses by the specifier, which was made for it, and by the
// provider's name in answers that have none, or one that nobody knows.
func credentialsFor(p *Profile) AccessCredentials {
	if create, ok := credentialStructs[p.family()]; ok {
		return create()
	}
	return &OtherCredentials{Of: p.Provider()}
}

// UnmarshalCredentials decodes credentials that were stored apart from their response, into
// the struct for their provider, or *OtherCredentials for a provider without one. It returns
// nil for null, which is the JSON of an AuthInfo without credentials.
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
		other.Of = profile.Provider() // which is not in the JSON
	}
	return credentials, nil
}

// Tokens are AccessCredentials for callers who do not care about the provider.
// They are secrets: nothing of them is printed or logged, and their JSON leaves
// them out. Store the AccessCredentials instead.
type Tokens struct {
	// AccessToken is the first of the members accessToken, oauthToken and eact that
	// was given. Microsoft's eact is encrypted; Microsoft's own services do not
	// accept it.
	AccessToken string `secret:"yes"`

	// TokenSecret is the secret of an oauthToken, with which OAuth 1 signs requests.
	TokenSecret string `secret:"yes"`

	// OAuth1 means that there is a TokenSecret: requests are signed, and the access
	// token is not a bearer token.
	OAuth1 bool

	RefreshToken string    `secret:"yes"`
	IDToken      string    `secret:"yes"` // a JWT of OpenID Connect
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

// MarshalJSON writes what may be logged; tokens cannot be read back from it.
func (t Tokens) MarshalJSON() ([]byte, error) { return marshalParams(t) }

// UnmarshalJSON always returns an error: the JSON of Tokens leaves them out.
func (t *Tokens) UnmarshalJSON([]byte) error {
	return errors.New("janrain: Tokens cannot be decoded from JSON, which is written for logs and leaves them out: " +
		"store the AccessCredentials, and decode them with UnmarshalCredentials")
}
