package janrain

import (
	"encoding/json"
	"time"
)

// AccessCredentials is what an application needs to call the provider in the
// user's name. It is a pointer to one of this package's structs, one for each
// provider that the vendor's page of auth_info lists, *OtherCredentials for
// any other:
//
//	switch c := info.AccessCredentials.(type) {
//	case *janrain.FacebookCredentials:
//		use(c.AccessToken, c.Expires)
//	case *janrain.TwitterCredentials:
//		use(c.OAuthToken, c.OAuthTokenSecret)
//	case nil: // the provider gave none
//	}
//
// Where a struct has them, Type is the kind of credentials ("OAuth", "Facebook"),
// Scopes what they allow, Expires when they end (zero: not given), and UID the
// user's id at the provider. Tokens are secrets: they are in the JSON, since callers
// store it, but not in what is printed or logged. NewCredentials reads them back.
type AccessCredentials interface {
	// Provider is the specifier of the provider that the credentials are for.
	Provider() Provider

	accessCredentials()
}

// AmazonCredentials are those of Login with Amazon.
type AmazonCredentials struct {
	AccessToken  string    `json:"accessToken"`
	UID          string    `json:"uid"`
	Expires      time.Time `json:"expires"`
	RefreshToken string    `json:"refreshToken"`
	Scopes       []string  `json:"scopes" wire:"comma"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderAmazon.
func (*AmazonCredentials) Provider() Provider { return ProviderAmazon }

// DisqusCredentials are those of Disqus, whose user id is called uuid.
type DisqusCredentials struct {
	AccessToken  string    `json:"accessToken"`
	UID          string    `json:"uuid" wire:"also=uid"`
	Expires      time.Time `json:"expires"`
	RefreshToken string    `json:"refreshToken"`
	Type         string    `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderDisqus.
func (*DisqusCredentials) Provider() Provider { return ProviderDisqus }

// FacebookCredentials are those of Facebook.
type FacebookCredentials struct {
	AccessToken string    `json:"accessToken"`
	Expires     time.Time `json:"expires"`
	UID         string    `json:"uid"`
	Type        string    `json:"type"`
	Scopes      []string  `json:"scopes" wire:"comma"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderFacebook.
func (*FacebookCredentials) Provider() Provider { return ProviderFacebook }

// FlickrCredentials are those of Flickr (OAuth 1).
type FlickrCredentials struct {
	OAuthToken         string `json:"oauthToken"`
	OAuthSessionHandle string `json:"oauthSessionHandle"`
	OAuthTokenSecret   string `json:"oauthTokenSecret"`
	Type               string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderFlickr.
func (*FlickrCredentials) Provider() Provider { return ProviderFlickr }

// MySpaceCredentials are those of MySpace (OAuth 1).
type MySpaceCredentials struct {
	OAuthToken         string `json:"oauthToken"`
	OAuthSessionHandle string `json:"oauthSessionHandle"`
	OAuthTokenSecret   string `json:"oauthTokenSecret"`
	Type               string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderMySpace.
func (*MySpaceCredentials) Provider() Provider { return ProviderMySpace }

// YahooCredentials are those of Yahoo! (OAuth 1).
type YahooCredentials struct {
	OAuthToken         string `json:"oauthToken"`
	OAuthSessionHandle string `json:"oauthSessionHandle"`
	OAuthTokenSecret   string `json:"oauthTokenSecret"`
	Type               string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderYahoo.
func (*YahooCredentials) Provider() Provider { return ProviderYahoo }

// GoogleCredentials are those of Google before 2013 (OAuth 1), as the vendor's
// page lists them. What an OAuth 2 sign-in has beyond them (accessToken,
// expires, uid) would be in Extra; today's come as GooglePlusCredentials.
type GoogleCredentials struct {
	OAuthToken       string   `json:"oauthToken"`
	OAuthTokenSecret string   `json:"oauthTokenSecret"`
	Scopes           []string `json:"scopes" wire:"comma"`
	Type             string   `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderGoogle.
func (*GoogleCredentials) Provider() Provider { return ProviderGoogle }

// GooglePlusCredentials are those of Google+, which is Google sign-in since 2013.
type GooglePlusCredentials struct {
	AccessToken string    `json:"accessToken"`
	UID         string    `json:"uid"`
	Expires     time.Time `json:"expires"`
	Scopes      []string  `json:"scopes" wire:"comma"`
	Type        string    `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderGooglePlus.
func (*GooglePlusCredentials) Provider() Provider { return ProviderGooglePlus }

// InstagramCredentials are those of Instagram.
type InstagramCredentials struct {
	AccessToken string   `json:"accessToken"`
	UID         string   `json:"uid"`
	Scopes      []string `json:"scopes" wire:"comma"`
	Type        string   `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderInstagram.
func (*InstagramCredentials) Provider() Provider { return ProviderInstagram }

// LinkedInCredentials are those of LinkedIn (OAuth 1).
type LinkedInCredentials struct {
	OAuthToken       string `json:"oauthToken"`
	OAuthTokenSecret string `json:"oauthTokenSecret"`
	Type             string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderLinkedIn.
func (*LinkedInCredentials) Provider() Provider { return ProviderLinkedIn }

// OrkutCredentials are those of Orkut (OAuth 1).
type OrkutCredentials struct {
	OAuthToken       string `json:"oauthToken"`
	OAuthTokenSecret string `json:"oauthTokenSecret"`
	Type             string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderOrkut.
func (*OrkutCredentials) Provider() Provider { return ProviderOrkut }

// TwitterCredentials are those of Twitter (OAuth 1).
type TwitterCredentials struct {
	OAuthToken       string `json:"oauthToken"`
	OAuthTokenSecret string `json:"oauthTokenSecret"`
	Type             string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderTwitter.
func (*TwitterCredentials) Provider() Provider { return ProviderTwitter }

// MixiCredentials are those of Mixi.
type MixiCredentials struct {
	AccessToken  string    `json:"accessToken"`
	RefreshToken string    `json:"refreshToken"`
	Expires      time.Time `json:"expires"`
	Scopes       []string  `json:"scopes" wire:"comma"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderMixi.
func (*MixiCredentials) Provider() Provider { return ProviderMixi }

// MyDigipassCredentials are those of MYDIGIPASS.COM.
type MyDigipassCredentials struct {
	AccessToken string `json:"accessToken"`
	UID         string `json:"uid"`
	Type        string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderMyDigipass.
func (*MyDigipassCredentials) Provider() Provider { return ProviderMyDigipass }

// PayPalCredentials are those of PayPal, which gives no token.
type PayPalCredentials struct {
	UID string `json:"uid"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderPayPal.
func (*PayPalCredentials) Provider() Provider { return ProviderPayPal }

// QQCredentials are those of QQ.
type QQCredentials struct {
	AccessToken string   `json:"accessToken"`
	UID         string   `json:"uid"`
	Scopes      []string `json:"scopes" wire:"comma"`
	Type        string   `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderQQ.
func (*QQCredentials) Provider() Provider { return ProviderQQ }

// RenRenCredentials are those of Ren Ren.
type RenRenCredentials struct {
	OAuthToken string    `json:"oauthToken"`
	UID        string    `json:"uid"`
	Expires    time.Time `json:"expires"`
	Type       string    `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderRenRen.
func (*RenRenCredentials) Provider() Provider { return ProviderRenRen }

// SoundCloudCredentials are those of Sound Cloud.
type SoundCloudCredentials struct {
	OAuthToken string `json:"oauthToken"`
	UID        string `json:"uid"`
	Type       string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderSoundCloud.
func (*SoundCloudCredentials) Provider() Provider { return ProviderSoundCloud }

// SinaWeiboCredentials are those of Sina Weibo.
type SinaWeiboCredentials struct {
	OAuthToken string `json:"oauthToken"`
	UID        string `json:"uid"`
	Type       string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderSinaWeibo.
func (*SinaWeiboCredentials) Provider() Provider { return ProviderSinaWeibo }

// TumblrCredentials are those of tumblr (OAuth 1).
type TumblrCredentials struct {
	OAuthToken       string `json:"oauthToken"`
	OAuthTokenSecret string `json:"oauthTokenSecret"`
	UID              string `json:"uid"`
	Type             string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderTumblr.
func (*TumblrCredentials) Provider() Provider { return ProviderTumblr }

// VKCredentials are those of VK, whose page has the names uuid and types.
type VKCredentials struct {
	AccessToken string    `json:"accessToken"`
	UID         string    `json:"uuid" wire:"also=uid"`
	Expires     time.Time `json:"expires"`
	Scopes      []string  `json:"scopes" wire:"comma"`
	Type        string    `json:"types" wire:"also=type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderVK.
func (*VKCredentials) Provider() Provider { return ProviderVK }

// MicrosoftAccountCredentials are those of Microsoft Account and Windows Live: an encrypted token.
type MicrosoftAccountCredentials struct {
	EACT string `json:"eact"`
	Type string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderMicrosoftAccount.
func (*MicrosoftAccountCredentials) Provider() Provider { return ProviderMicrosoftAccount }

// XingCredentials are those of Xing (OAuth 1).
type XingCredentials struct {
	OAuthToken       string `json:"oauthToken"`
	OAuthTokenSecret string `json:"oauthTokenSecret"`
	UID              string `json:"uid"`
	Type             string `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns ProviderXing.
func (*XingCredentials) Provider() Provider { return ProviderXing }

// OtherCredentials are those of a provider that is not listed: every field
// that a provider has been seen to have.
type OtherCredentials struct {
	Of Provider `json:"-" print:"yes"` // from the profile; not in the credentials' own JSON

	AccessToken        string    `json:"accessToken"`
	RefreshToken       string    `json:"refreshToken"`
	OAuthToken         string    `json:"oauthToken"`
	OAuthTokenSecret   string    `json:"oauthTokenSecret"`
	OAuthSessionHandle string    `json:"oauthSessionHandle"`
	UID                string    `json:"uid"`
	EACT               string    `json:"eact"`
	Scopes             []string  `json:"scopes" wire:"comma"`
	Expires            time.Time `json:"expires"`
	Type               string    `json:"type"`

	Extra map[string]json.RawMessage // what has no field here
}

// Provider returns the specifier of the profile that the credentials came
// with, "" where it has none.
func (c *OtherCredentials) Provider() Provider {
	if c == nil {
		return ""
	}
	return c.Of
}
