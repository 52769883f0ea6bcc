package janrain

import (
	"encoding/json"
	"time"
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
// of what is printed or logged. NewCredentials reads stored credentials.
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
