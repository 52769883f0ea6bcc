package janrain

import (
	"math"
	"net/http"
	"regexp"
	"strings"
)

// Code is the service's number for a failure.
type Code int

// The codes of the vendor's table, which covers the social and the partner API. The service
// may send others.
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
	CodeTextTooLong         Code = 100 // not in the vendor's table but in Janrain's iOS library

	// CodeNone means that the response has no readable code. It is not 0 because 0 is
	// CodeMissingParameter.
	CodeNone Code = math.MinInt
)

// A subject is the thing that a message of the service is about. The service uses codes 1 and
// 3 for several failures that differ only in their messages.
type subject int

const (
	aboutOther subject = iota // unknown
	aboutAPIKey
	aboutPartnerKey
	aboutTokenURL
	aboutToken
	aboutPostedToken // in auth_info, where the token is the only parameter from the browser
	aboutData        // "Data unavailable for ...", from get_user_data
	aboutProvider
	aboutUnconfigured // "Facebook not configured"
	aboutCNAME
	aboutAllowList
	aboutRealm
	aboutNoPermissions         // "Setting permissions not supported for this provider"
	aboutUnknownPermission     // "Permission does not exist: ..."
	aboutUnsupportedPermission // "Permission not supported for this provider: ..."
	aboutFixedPermission       // "Permission can not be set: ..."
)

// prefixes are the beginnings of messages in lower case and without spaces.
var prefixes = []struct {
	text  string
	about subject
}{
	{"tokenurlmismatch", aboutTokenURL},
	{"invalidapikey", aboutAPIKey},
	{"invalidpartnerkey", aboutPartnerKey},
	{"invalidprovider", aboutProvider},
	{"dataunavailable", aboutData},
	{"couldnotdeterminecname", aboutCNAME},
	{"supplieddomainnotfound", aboutAllowList},
	{"invalidrealm", aboutRealm},
	{"settingpermissionsnotsupported", aboutNoPermissions},
	{"permissiondoesnotexist", aboutUnknownPermission},
	{"permissionnotsupported", aboutUnsupportedPermission},
	{"permissioncannotbeset", aboutFixedPermission},
}

// notConfigured matches a provider's name followed by "not configured". Names of providers
// have no colon and no slash. URLs, which may come from an attacker, do.
var notConfigured = regexp.MustCompile(`^(?:invalidprovider:)?[^:/]{0,60}?(?:is)?notconfigured`)

// invalid matches "invalid token" and "invalid parameter: 'token' ...", and captures the name
// of the parameter and the rest. A longer word, such as the value of a key, is not a name.
var invalid = regexp.MustCompile(`^invalid ?(?:parameter ?:? ?)?["'` + "`" + `\[(]?([a-z_]+)((?:[^a-z0-9_].*)?)$`)

// subjectOf returns the subject of a message. It looks only at the beginning of the message,
// because the rest may be a URL that an attacker chose. The service reports an invalid key
// with code 3 ("Invalid apiKey") or with code 1 ("Invalid parameter: apiKey").
func subjectOf(message string) subject {
	const maxLength = 1 << 10
	fields := strings.Fields(strings.ToLower(message[:min(len(message), maxLength)]))
	words := strings.Join(fields, "")
	if notConfigured.MatchString(words) {
		return aboutUnconfigured
	}
	for _, prefix := range prefixes {
		if strings.HasPrefix(words, prefix.text) {
			return prefix.about
		}
	}
	named := invalid.FindStringSubmatch(strings.Join(fields, " "))
	switch {
	case named == nil:
	case named[1] == "apikey":
		return aboutAPIKey
	case named[1] == "partnerkey":
		return aboutPartnerKey
	case named[1] == "realm":
		return aboutRealm
	case named[1] == "token" && !strings.HasPrefix(strings.TrimLeft(named[2], " -"), "url"), named[1] == "tokens":
		return aboutToken
	}
	return aboutOther
}

// A reason is why the service rejected a call: its code and the subject of its message.
type reason struct {
	code  Code
	about subject
}

type errs = []error

// A meaning is what a reason means to a program and to a person. The advice matches the
// fault: it says "sign in again" only for FaultUser, and "try again later" for FaultService
// and for no other fault.
type meaning struct {
	errs   errs // what errors.Is matches
	fault  Fault
	advice string
}

const (
	unavailableAdvice = "the service is down or busy, try again later"
	apiKeyAdvice      = "check that the API key is the one on the settings page of this app's dashboard"
	partnerKeyAdvice  = "check the partner key; it is not the API key"
	providerAdvice    = "the message is from the provider: try again later, the user's access token may have expired"
)

// meanings are the meanings of the documented codes, and of certain messages with the codes
// 0, 1 and 3.
var meanings = map[reason]meaning{
	{code: CodeNone}:               {nil, FaultService, "try again later"},
	{code: CodeServiceUnavailable}: {errs{ErrServiceUnavailable}, FaultService, unavailableAdvice},
	{code: CodeMissingParameter}:   {errs{ErrMissingParameter}, FaultDeveloper, "set it in the params"},
	{code: CodeInvalidParameter}: {
		errs{ErrInvalidParameter}, FaultDeveloper, "compare the parameters with the call's documentation",
	},
	{code: CodeDataNotFound}: {errs{ErrDataNotFound}, FaultUser, "the service has no data for this request"},
	{code: CodeAuthentication}: {
		errs{ErrAuthentication}, FaultDeveloper, "check that the keys belong to this app",
	},
	{code: CodeFacebook}: {errs{ErrFacebook}, FaultService, providerAdvice},
	{code: CodeMappingExists}: {
		errs{ErrMappingExists}, FaultUser, "the identifier already has a primary key, perhaps another user's",
	},
	{code: CodeProviderUnavailable}: {
		errs{ErrProviderUnavailable}, FaultService, "the provider is not working properly, try again later",
	},
	{code: CodeUpgradeRequired}: {
		errs{ErrUpgradeRequired}, FaultDeveloper, "the app's plan does not include this call",
	},
	{code: CodeMissingCredentials}: {
		errs{ErrMissingCredentials}, FaultUser, "the user has to sign in again with this provider",
	},
	{code: CodeCredentialsRevoked}: {
		errs{ErrCredentialsRevoked}, FaultUser, "the user withdrew the permission and has to sign in again",
	},
	{code: CodeNotConfigured}: {
		errs{ErrNotConfigured}, FaultDeveloper, "complete the provider's settings on the dashboard",
	},
	{code: CodeNotSupported}: {errs{ErrNotSupported}, FaultDeveloper, "choose another provider for this call"},
	{code: CodeGoogle}:       {errs{ErrGoogle}, FaultService, providerAdvice},
	{code: CodeTwitter}:      {errs{ErrTwitter}, FaultService, providerAdvice},
	{code: CodeLinkedIn}:     {errs{ErrLinkedIn}, FaultService, providerAdvice},
	{code: CodeLiveID}:       {errs{ErrLiveID}, FaultService, providerAdvice},
	{code: CodeMySpace}:      {errs{ErrMySpace}, FaultService, providerAdvice},
	{code: CodeYahoo}:        {errs{ErrYahoo}, FaultService, providerAdvice},
	{code: CodeDomainExists}: {errs{ErrDomainExists}, FaultDeveloper, "choose another domain"},
	{code: CodeAppNotFound}:  {errs{ErrAppNotFound}, FaultDeveloper, "check the app id"},
	{code: CodeOrkut}:        {errs{ErrOrkut}, FaultService, providerAdvice},
	{code: CodeTextTooLong}:  {errs{ErrTextTooLong}, FaultDeveloper, "shorten the text"},

	{CodeAuthentication, aboutTokenURL}: {
		errs{ErrTokenURLMismatch}, FaultDeveloper,
		"TokenURL must be exactly the token_url that the widget was given",
	},
	{CodeAuthentication, aboutAPIKey}: {errs{ErrAuthentication, ErrInvalidAPIKey}, FaultDeveloper, apiKeyAdvice},
	{CodeAuthentication, aboutPartnerKey}: {
		errs{ErrAuthentication, ErrInvalidPartnerKey}, FaultDeveloper, partnerKeyAdvice,
	},
	{CodeInvalidParameter, aboutAPIKey}: {
		errs{ErrInvalidParameter, ErrAuthentication, ErrInvalidAPIKey}, FaultDeveloper, apiKeyAdvice,
	},
	{CodeInvalidParameter, aboutPartnerKey}: {
		errs{ErrInvalidParameter, ErrAuthentication, ErrInvalidPartnerKey}, FaultDeveloper, partnerKeyAdvice,
	},
	{CodeInvalidParameter, aboutToken}: {
		errs{ErrInvalidParameter}, FaultUser,
		"the token is damaged or not a sign-in token, the user has to sign in again",
	},
	{CodeAuthentication, aboutToken}: {
		errs{ErrAuthentication}, FaultUser, "the service does not accept the token, the user has to sign in again",
	},
	{CodeMissingParameter, aboutPostedToken}: {
		errs{ErrMissingParameter}, FaultUser, "the service treats the token as missing, the user has to sign in again",
	},
	{CodeInvalidParameter, aboutPostedToken}: {
		errs{ErrInvalidParameter}, FaultUser, "the service does not accept the token, the user has to sign in again",
	},
	{CodeInvalidParameter, aboutData}: {
		errs{ErrInvalidParameter, ErrDataNotFound}, FaultUser,
		"the service has no data on this user, who has to sign in again",
	},
	{CodeInvalidParameter, aboutProvider}: {
		errs{ErrInvalidParameter}, FaultDeveloper,
		"use the provider's specifier, such as googleplus, as AvailableProviders returns it",
	},
	{CodeInvalidParameter, aboutUnconfigured}: {
		errs{ErrInvalidParameter, ErrNotConfigured}, FaultDeveloper,
		"configure the provider on the dashboard or with SetProviderProperties",
	},
	{CodeInvalidParameter, aboutCNAME}: {
		errs{ErrInvalidParameter}, FaultDeveloper,
		"the service found no CNAME for this custom domain: point its DNS record to the app domain, or ask the vendor",
	},
	{CodeInvalidParameter, aboutAllowList}: {
		errs{ErrInvalidParameter}, FaultDeveloper,
		"the service does not know this custom domain: ask the vendor to put it on the partner domain's allow list",
	},
	{CodeInvalidParameter, aboutRealm}: {
		errs{ErrInvalidParameter}, FaultDeveloper,
		"the name is too short or too long, the realm is too long or has invalid characters, " +
			"or another application has the realm or the domain",
	},
	{CodeInvalidParameter, aboutNoPermissions}: {
		errs{ErrInvalidParameter, ErrNotSupported}, FaultDeveloper,
		"permissions can be set for Facebook, Google, LinkedIn, Mixi and PayPal only",
	},
	{CodeInvalidParameter, aboutUnknownPermission}: {
		errs{ErrInvalidParameter}, FaultDeveloper, "compare the spelling with the result of ProviderPermissions",
	},
	{CodeInvalidParameter, aboutUnsupportedPermission}: {
		errs{ErrInvalidParameter, ErrNotSupported}, FaultDeveloper,
		"this provider has no such permission, leave it out",
	},
	{CodeInvalidParameter, aboutFixedPermission}: {
		errs{ErrInvalidParameter}, FaultDeveloper, "the service cannot change this permission, leave it out",
	},
}

// meaning returns the meaning of the error. Is, FaultOf and Error use it.
func (e *Error) meaning() meaning {
	if e.RegistrationCode != 0 {
		advice := "the response is from the Registration API: check that the app domain is the social login one"
		return meaning{nil, FaultDeveloper, advice}
	}
	why := reason{e.Code, e.about()}
	m, known := meanings[why]
	if !known {
		why.about = aboutOther
		m, known = meanings[why]
	}
	if !known {
		m = meaning{nil, FaultDeveloper, "the code is not documented, see the service's message"}
	}
	if advice, ok := endpointNamed(e.Endpoint).advice[why]; ok {
		m.advice = advice
	}
	if e.HTTPStatus == http.StatusTooManyRequests && why.about == aboutOther {
		m.fault, m.advice = FaultService, "try again later, and less often"
	}
	return m
}

// about returns the subject of the error. Redaction can change the subject of the message,
// because an attacker can post a word of the message as the token.
func (e *Error) about() subject {
	if e.hasSubject {
		return e.subject
	}
	return subjectOf(e.Message)
}
