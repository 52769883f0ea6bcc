package janrain

import (
	"errors"
	"math"
)

// Code is the service's number for a failure.
type Code int

// The codes of the vendor's table, which serves the social and the partner API
// alike. Newer services may send others.
const (
	CodeServiceUnavailable  Code = -1
	CodeMissingParameter    Code = 0
	CodeInvalidParameter    Code = 1
	CodeDataNotFound        Code = 2
	CodeAuthentication      Code = 3
	CodeFacebook            Code = 4
	CodeMappingExists       Code = 5
	CodeProviderUnavailable Code = 6
	CodeUpgradeRequired     Code = 7
	CodeMissingCredentials  Code = 8
	CodeCredentialsRevoked  Code = 9
	CodeNotConfigured       Code = 10
	CodeNotSupported        Code = 11
	CodeGoogle              Code = 12
	CodeTwitter             Code = 13
	CodeLinkedIn            Code = 14
	CodeLiveID              Code = 15
	CodeMySpace             Code = 16
	CodeYahoo               Code = 17
	CodeDomainExists        Code = 18
	CodeAppNotFound         Code = 19
	CodeOrkut               Code = 20
	CodeTextTooLong         Code = 100 // in no vendor's table; from Janrain's iOS library

	// CodeNone stands for an answer without a readable code, since 0 is one.
	CodeNone Code = math.MinInt32
)

// One value for each code, and for each meaning of code 3, to compare with
// errors.Is.
var (
	ErrServiceUnavailable  = errors.New("service temporarily unavailable") // also HTTP 429, 502, 503, 504 without a code
	ErrMissingParameter    = errors.New("missing parameter")
	ErrInvalidParameter    = errors.New("invalid parameter")
	ErrDataNotFound        = errors.New("data not found")       // auth_info: the token is unknown, used or expired
	ErrAuthentication      = errors.New("authentication error") // any refused key; not a token URL mismatch
	ErrInvalidAPIKey       = errors.New("invalid apiKey")       // is ErrAuthentication too; the service uses code 3 and code 1
	ErrInvalidPartnerKey   = errors.New("invalid partnerKey")   // is ErrAuthentication too
	ErrTokenURLMismatch    = errors.New("token URL mismatch")   // code 3 as well, but no ErrAuthentication
	ErrFacebook            = errors.New("Facebook error")
	ErrMappingExists       = errors.New("mapping exists")
	ErrProviderUnavailable = errors.New("error interacting with a previously operational provider")
	ErrUpgradeRequired     = errors.New("account upgrade needed")
	ErrMissingCredentials  = errors.New("missing third-party credentials for this identifier")
	ErrCredentialsRevoked  = errors.New("third-party credentials have been revoked")
	ErrNotConfigured       = errors.New("application is not properly configured")                   // also of code 1
	ErrNotSupported        = errors.New("the provider or identifier does not support this feature") // also of code 1
	ErrGoogle              = errors.New("Google error")
	ErrTwitter             = errors.New("Twitter error")
	ErrLinkedIn            = errors.New("LinkedIn error")
	ErrLiveID              = errors.New("LiveID error")
	ErrMySpace             = errors.New("MySpace error")
	ErrYahoo               = errors.New("Yahoo error")
	ErrDomainExists        = errors.New("domain already exists")
	ErrAppNotFound         = errors.New("app id not found")
	ErrOrkut               = errors.New("Orkut error")
	ErrTextTooLong         = errors.New("text too long")
)
