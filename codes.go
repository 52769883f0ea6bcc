package janrain

import (
	"math"
	"net/http"
	"regexp"
	"strings"
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
	CodeNone Code = math.MinInt
)

// A subject is what a message is about. The service uses code 1 and code 3 for several
// failures that only the message tells apart.
type subject int

const (
	aboutOther subject = iota // nothing that this package knows
	aboutAPIKey
	aboutPartnerKey
	aboutTokenURL
	aboutToken
	aboutPostedToken // of auth_info, which sends one parameter that a browser has chosen
	aboutData        // "Data unavailable for ...", of get_user_data
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

// beginnings are how the messages about a subject begin, in lower case and without spaces.
var beginnings = []struct {
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

// notConfigured matches a provider's name and what the service says of it. A colon or a
// slash is in no provider's name, but in a URL that somebody else has chosen.
var notConfigured = regexp.MustCompile(`^(?:invalidprovider:)?[^:/]{0,60}?(?:is)?notconfigured`)

// invalid matches "invalid token" and "invalid parameter: 'token' ...", and what follows the
// name. A longer word, such as the value of a key, is not the name.
var invalid = regexp.MustCompile(`^invalid ?(?:parameter ?:? ?)?["'` + "`" + `\[(]?([a-z_]+)((?:[^a-z0-9_].*)?)$`)

// subjectOf looks at the beginning of a message only: the rest may be a URL that somebody
// else has chosen. The service reports a bad key under code 3 ("Invalid apiKey") and
// under code 1 ("Invalid parameter: apiKey").
func subjectOf(message string) subject {
	const enough = 1 << 10
	fields := strings.Fields(strings.ToLower(message[:min(len(message), enough)]))
	words := strings.Join(fields, "")
	if notConfigured.MatchString(words) {
		return aboutUnconfigured
	}
	for _, b := range beginnings {
		if strings.HasPrefix(words, b.text) {
			return b.about
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

// A reason is why the service refused a call: its code and what its message is about.
type reason struct {
	code  Code
	about subject
}

type errs = []error

// A meaning is what a reason says to a program and to a person. The advice agrees with
// the fault: it says "sign in again" only if the user can help, and "try again later"
// if, and only if, the service can.
type meaning struct {
	errs   errs // what errors.Is matches
	fault  Fault
	advice string
}

const (
	apiKeyAdvice     = "check that the API key is this app's, from the dashboard's settings page"
	partnerKeyAdvice = "check the partner key; it is not the API key"
	providerAdvice   = "these are the provider's words: try again later, the user's access token may have expired"
)

// meanings are the documented codes, and what the messages of codes 1 and 3 mean in
// addition.
var meanings = map[reason]meaning{
	{code: CodeNone}:               {nil, FaultService, "try again later"},
	{code: CodeServiceUnavailable}: {errs{ErrServiceUnavailable}, FaultService, "try again later"},
	{code: CodeMissingParameter}:   {errs{ErrMissingParameter}, FaultDeveloper, "set it in the params"},
	{code: CodeInvalidParameter}: {
		errs{ErrInvalidParameter}, FaultDeveloper, "compare it with the call's documentation",
	},
	{code: CodeDataNotFound}: {errs{ErrDataNotFound}, FaultUser, "nothing is known for what was asked"},
	{code: CodeAuthentication}: {
		errs{ErrAuthentication}, FaultDeveloper, "check the keys and that they are this app's",
	},
	{code: CodeFacebook}: {errs{ErrFacebook}, FaultService, providerAdvice},
	{code: CodeMappingExists}: {
		errs{ErrMappingExists}, FaultUser, "the identifier has a primary key already, perhaps another user's",
	},
	{code: CodeProviderUnavailable}: {
		errs{ErrProviderUnavailable}, FaultService, "the provider has trouble, try again later",
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
		"TokenURL must be, letter for letter, the token_url the widget was given",
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
		"the token is damaged or of another kind, the user has to sign in again",
	},
	{CodeAuthentication, aboutToken}: {
		errs{ErrAuthentication}, FaultUser, "the service does not accept the token, the user has to sign in again",
	},
	{CodeMissingParameter, aboutPostedToken}: {
		errs{ErrMissingParameter}, FaultUser, "the service takes the token for none, the user has to sign in again",
	},
	{CodeInvalidParameter, aboutPostedToken}: {
		errs{ErrInvalidParameter}, FaultUser, "the service does not accept the token, the user has to sign in again",
	},
	{CodeInvalidParameter, aboutData}: {
		errs{ErrInvalidParameter, ErrDataNotFound}, FaultUser,
		"the service has nothing on this user, who has to sign in again",
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
		"the service has no CNAME for this custom domain: set its DNS record to the app domain, or ask the vendor",
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
		errs{ErrInvalidParameter}, FaultDeveloper, "compare its spelling with what ProviderPermissions returns",
	},
	{CodeInvalidParameter, aboutUnsupportedPermission}: {
		errs{ErrInvalidParameter, ErrNotSupported}, FaultDeveloper,
		"this provider has no such permission, leave it out",
	},
	{CodeInvalidParameter, aboutFixedPermission}: {
		errs{ErrInvalidParameter}, FaultDeveloper, "the service cannot change this permission, leave it out",
	},
}

// meaning returns what the error means, for errors.Is, FaultOf and the text alike.
func (e *Error) meaning() meaning {
	if e.RegistrationCode != 0 {
		return meaning{nil, FaultDeveloper, "this is the Registration API: check that the app domain is the social login one"}
	}
	why := reason{e.Code, e.about()}
	m, known := meanings[why]
	if !known {
		why.about = aboutOther
		m, known = meanings[why]
	}
	if !known {
		m = meaning{nil, FaultDeveloper, "the code is not documented, go by the service's words"}
	}
	if advice, ok := endpointNamed(e.Endpoint).advice[why]; ok {
		m.advice = advice
	}
	if e.HTTPStatus == http.StatusTooManyRequests && why.about == aboutOther {
		m.fault, m.advice = FaultService, "try again later, and less often"
	}
	return m
}

// about reads the message, unless redaction has changed what it is about: a token is
// chosen by whoever posts it, and may be a word of the message.
func (e *Error) about() subject {
	if e.judged {
		return e.subject
	}
	return subjectOf(e.Message)
}
