package janrain

import (
	"errors"
	"math"
	"net/http"
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
	ErrNotConfigured       = errors.New("application is not properly configured")
	ErrNotSupported        = errors.New("the provider or identifier does not support this feature")
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

// A meaning is what a code says to a program and to a person.
type meaning struct {
	err    error
	fault  Fault
	advice string // "": the service's own words say all there is to say
}

const providerAdvice = "these are the provider's words; the user's access token may have expired"

var codes = map[Code]meaning{
	CodeServiceUnavailable:  {ErrServiceUnavailable, FaultService, "try again later"},
	CodeMissingParameter:    {ErrMissingParameter, FaultDeveloper, "set it in the params"},
	CodeInvalidParameter:    {ErrInvalidParameter, FaultDeveloper, "compare it with the call's documentation"},
	CodeDataNotFound:        {ErrDataNotFound, FaultUser, "nothing is known for what was asked"},
	CodeAuthentication:      {ErrAuthentication, FaultDeveloper, "check the keys and that they are this app's"},
	CodeFacebook:            {ErrFacebook, FaultService, providerAdvice},
	CodeMappingExists:       {ErrMappingExists, FaultUser, "the identifier has a primary key already, perhaps another user's"},
	CodeProviderUnavailable: {ErrProviderUnavailable, FaultService, "the provider has trouble, try again later"},
	CodeUpgradeRequired:     {ErrUpgradeRequired, FaultDeveloper, "the app's plan does not include this call"},
	CodeMissingCredentials:  {ErrMissingCredentials, FaultUser, "the user has to sign in with this provider again"},
	CodeCredentialsRevoked:  {ErrCredentialsRevoked, FaultUser, "the user withdrew the permission and has to sign in again"},
	CodeNotConfigured:       {ErrNotConfigured, FaultDeveloper, "complete the provider's settings on the dashboard"},
	CodeNotSupported:        {ErrNotSupported, FaultDeveloper, "choose another provider for this call"},
	CodeGoogle:              {ErrGoogle, FaultService, providerAdvice},
	CodeTwitter:             {ErrTwitter, FaultService, providerAdvice},
	CodeLinkedIn:            {ErrLinkedIn, FaultService, providerAdvice},
	CodeLiveID:              {ErrLiveID, FaultService, providerAdvice},
	CodeMySpace:             {ErrMySpace, FaultService, providerAdvice},
	CodeYahoo:               {ErrYahoo, FaultService, providerAdvice},
	CodeDomainExists:        {ErrDomainExists, FaultDeveloper, "choose another domain"},
	CodeAppNotFound:         {ErrAppNotFound, FaultDeveloper, "check the app id"},
	CodeOrkut:               {ErrOrkut, FaultService, providerAdvice},
	CodeTextTooLong:         {ErrTextTooLong, FaultDeveloper, "shorten the text"},
}

// What a code means for one call in particular.
var adviceForCall = map[string]map[Code]string{
	"auth_info": {
		CodeServiceUnavailable: "try again later, with a new sign-in: the token may be spent",
		CodeDataNotFound:       "the token is unknown, used or expired: exchange each token once, within minutes of the sign-in, with the key of the app whose widget sent it",
	},
	"add_or_update_access_token": {
		CodeNotSupported: supportedByAccessToken,
	},
}

// What a lost answer means for one call in particular.
var adviceForLoss = map[string]string{
	"auth_info":    "the token may be spent, have the user sign in again",
	"all_mappings": "the mappings are not whole, ask for them again",
}

const supportedByAccessToken = "this call supports identifiers of Facebook, RenRen, SoundCloud and Foursquare only"

func adviceFor(e *Error) string {
	advice := codes[e.Code].advice
	if special, ok := adviceForCall[e.Method][e.Code]; ok {
		advice = special
	}
	switch {
	case e.Method == addOrUpdateAccessToken.name && e.about() == aboutProvider:
		advice = supportedByAccessToken
	case e.RegistrationCode != 0:
		advice = "this is the Registration API: check that the app domain is the social login one"
	case e.Is(ErrTokenURLMismatch):
		advice = "TokenURL must be, letter for letter, the token_url the widget was given"
	case e.Is(ErrInvalidAPIKey):
		advice = "check that the API key is this app's, from the dashboard's settings page"
	case e.Is(ErrInvalidPartnerKey):
		advice = "check the partner key; it is not the API key"
	case e.about() == aboutData && e.Is(ErrDataNotFound):
		advice = "the service has nothing on this user, who has to sign in again"
	case e.HTTPStatus == http.StatusTooManyRequests:
		advice = "try again later, and less often"
	}
	if advice == "" {
		return ""
	}
	return ": " + advice
}
