package janrain

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/janrain-go/janrain/internal/transport"
)

// An Error is a failure that the service reports: a response whose stat is not ok.
// To tell failures apart, use errors.Is with the Err values of this package. They cover every
// documented code, and the different meanings of codes 1 and 3. The text is for people.
//
// The vendor's page social-api-error-codes lists the codes. Today's service sends them with
// HTTP status 400, older versions with 200. If you construct an Error without a code, in a
// test for example, set Code to CodeNone: 0 is CodeMissingParameter.
type Error struct {
	Endpoint   string        // the name in the documentation, such as "auth_info"
	Code       Code          // CodeNone if the response has none
	Message    string        // from the service, at most 16 KiB, with the keys and tokens of the call redacted
	HTTPStatus int           // of the response
	RetryAfter time.Duration // from the Retry-After header; 0 if there is none

	// subject replaces the subject of Message if hasSubject is true: redaction may have changed
	// it, or the call makes it more specific.
	subject    subject
	hasSubject bool

	// RegistrationCode is not 0 if the response came from the Registration API, another
	// product of the vendor. The app domain is wrong in this case. The codes of that API match
	// none of the Err values.
	RegistrationCode int
}

// Error returns one line of at most 500 bytes: the service's message and what to check.
func (e *Error) Error() string {
	what := e.Message
	if what == "" {
		what = "the service rejected the call without a message"
	}
	where := fmt.Sprintf(" (HTTP %d)", e.HTTPStatus)
	switch {
	case e.RegistrationCode != 0:
		where = fmt.Sprintf(" (Registration API code %d, HTTP %d)", e.RegistrationCode, e.HTTPStatus)
	case e.Code != CodeNone:
		where = fmt.Sprintf(" (code %d, HTTP %d)", e.Code, e.HTTPStatus)
	}
	return oneLine(e.Endpoint+": "+what, where+": "+e.meaning().advice)
}

// Is reports whether target is the Err value of the error's code or of its meaning.
func (e *Error) Is(target error) bool {
	if e == nil || e.RegistrationCode != 0 {
		return false
	}
	if e.Code == CodeNone && target == ErrServiceUnavailable {
		return overloaded(e.HTTPStatus)
	}
	return slices.Contains(e.meaning().errs, target)
}

// overloaded reports whether a later retry may help after a response with this status.
func overloaded(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// A DecodeError reports a response that cannot be trusted: it is not a JSON object, has no
// readable stat, has a duplicate member, or is a sign-in without an identifier. A response
// that says ok cannot be trusted either if its status is not 2xx, or is one without complete
// content (such as 206), or if it has a Content-Encoding that was not requested.
// A DecodeError contains no part of the body.
type DecodeError struct {
	Endpoint    string
	HTTPStatus  int
	ContentType string        // the media type without parameters; "" if missing or invalid
	Length      int           // of the body after gunzip, in bytes
	Offset      int64         // of the error in the body, in bytes, approximate; 0 if not applicable
	Reason      string        // a description of the error by this package
	RetryAfter  time.Duration // from the Retry-After header; 0 if there is none
	Err         error         // ErrNoIdentifier, or nil

	aboutToken bool // the token, which comes from a browser, may be the cause
}

// Error returns one line of at most 500 bytes: what was received and what to check.
func (e *DecodeError) Error() string {
	kind := e.ContentType
	if kind == "" {
		kind = "no content type"
	}
	where := fmt.Sprintf(" (HTTP %d, %s, %d bytes)", e.HTTPStatus, kind, e.Length)
	if e.Offset > 0 {
		where = fmt.Sprintf(" at byte %d", e.Offset) + where
	}
	return oneLine(e.Endpoint+": "+e.Reason, where+": "+e.advice())
}

func (e *DecodeError) advice() string {
	switch {
	case errors.Is(e.Err, ErrNoIdentifier):
		return "try again later: the service or the provider sent no user; " +
			"if it persists, check the provider's settings on the dashboard"
	case overloaded(e.HTTPStatus) || e.HTTPStatus >= http.StatusInternalServerError:
		return unavailableAdvice
	case e.fault() == FaultDeveloper && e.gone():
		return "the response is not from the service: check the app domain and any proxy, " + shutdownHint
	case e.fault() == FaultDeveloper:
		return "the response is not from the service: check the app domain and any proxy"
	}
	return "try again later; if it persists, check the app domain and any proxy"
}

// gone reports whether the host exists but the API does not.
func (e *DecodeError) gone() bool {
	return e.HTTPStatus == http.StatusNotFound || e.HTTPStatus == http.StatusGone
}

// Unwrap returns ErrNoIdentifier, or nil.
func (e *DecodeError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is ErrServiceUnavailable and the status 429, 502, 503 or 504.
func (e *DecodeError) Is(target error) bool {
	return e != nil && target == ErrServiceUnavailable && overloaded(e.HTTPStatus)
}

// A TransportError reports a request or a response that was not transferred completely. It
// wraps the cause: a context's error, ErrRedirect, ErrResponseTooLarge or a network error.
type TransportError struct {
	Endpoint   string
	HTTPStatus int // 0 if no response was received
	// MayHaveBeenSent is false only if no connection could be made, so that nothing was sent.
	// If it is true, a sign-in token may have been used up: do not repeat an auth_info call
	// but have the user sign in again.
	MayHaveBeenSent bool
	Err             error
}

// Error returns one line of at most 500 bytes: the cause and whether the service may have
// received the request.
func (e *TransportError) Error() string {
	reason := "unknown cause"
	if e.Err != nil {
		reason = e.Err.Error()
	}
	return oneLine(e.Endpoint+": "+reason, ": "+e.advice())
}

func (e *TransportError) advice() string {
	switch {
	case errors.Is(e.Err, ErrRedirect):
		return "check the app domain and its scheme, redirects are never followed"
	case errors.Is(e.Err, ErrResponseTooLarge):
		return "see WithMaxResponseBytes"
	case unavailable(e.HTTPStatus) && endpointNamed(e.Endpoint).signIn && e.fault() == FaultService:
		return unavailableAdvice // a Callback does not end the sign-in
	}
	loss := "nothing was sent"
	if e.MayHaveBeenSent {
		loss = cmp.Or(endpointNamed(e.Endpoint).loss, "the service may have acted on it")
	}
	if e.fault() == FaultCanceled {
		return loss
	}
	if check := misconnectionOf(e.Err); check != connectionMayWork {
		return loss + ": " + string(check)
	}
	return "try again later: " + loss
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// A ParamError reports invalid input, which was rejected before anything was sent. It matches
// ErrMissingParameter if the value is missing and ErrInvalidParameter otherwise. It never
// contains the value.
type ParamError struct {
	Endpoint  string // the name in the documentation, or a function such as "NewClient"
	Field     string // the Go field or option
	Parameter string // the name of the form parameter; "" if there is none
	Reason    string
	Missing   bool
}

// Error returns one line that names the field and the parameter.
func (e *ParamError) Error() string {
	field := e.Field
	if e.Parameter != "" {
		field += " (parameter " + e.Parameter + ")"
	}
	return oneLine(e.Endpoint+": "+field+" "+e.Reason, "")
}

// Is reports whether target is ErrMissingParameter, if the value is missing, or
// ErrInvalidParameter, if it is not.
func (e *ParamError) Is(target error) bool {
	switch {
	case e == nil:
		return false
	case e.Missing:
		return target == ErrMissingParameter
	}
	return target == ErrInvalidParameter
}

var (
	// ErrRedirect means that the response was a redirect. No redirect is followed, because 307
	// and 308 would send the key to another host. The error's text names only the host.
	ErrRedirect = transport.ErrRedirect

	// ErrResponseTooLarge means that the response exceeds WithMaxResponseBytes.
	ErrResponseTooLarge = transport.ErrTooLarge

	// ErrNoIdentifier means that stat was ok but the profile has no usable identifier: it is
	// missing, blank, or contains invalid, invisible or control characters, or white space at
	// the beginning or end. Treat it as a failed sign-in.
	ErrNoIdentifier = errors.New("the response has no usable identifier")

	// ErrStateMismatch matches every *StateError: the token does not belong to a sign-in
	// that this browser started, or that sign-in is over.
	ErrStateMismatch = errors.New("the sign-in cannot be completed")
)

// maxErrorText is the length of an error's text in bytes.
const maxErrorText = 500

// oneLine joins a text that may come from elsewhere and this package's addition to it into
// one line. If it is too long, oneLine shortens the former.
func oneLine(text, addition string) string {
	line := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), breaksLine), " ")
	}
	const prefix, cut = "janrain: ", "..."
	text = line(text)
	room := max(maxErrorText-len(prefix)-len(addition), 0)
	if len(text) > room {
		text = strings.ToValidUTF8(text[:max(room-len(cut), 0)], "") + cut
	}
	return prefix + text + addition
}

func breaksLine(r rune) bool {
	const lineSeparator, paragraphSeparator = '\u2028', '\u2029'
	return r == ' ' || r == lineSeparator || r == paragraphSeparator ||
		unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// An Err value for each code, and for each meaning of code 3, for use with errors.Is.
var (
	ErrServiceUnavailable  = errors.New("service temporarily unavailable") // also HTTP 429, 502, 503, 504 without a code
	ErrMissingParameter    = errors.New("missing parameter")
	ErrInvalidParameter    = errors.New("invalid parameter")
	ErrDataNotFound        = errors.New("data not found")       // auth_info: the token is unknown, used or expired
	ErrAuthentication      = errors.New("authentication error") // any rejected key, but not a token URL mismatch
	ErrInvalidAPIKey       = errors.New("invalid apiKey")       // with ErrAuthentication; code 3 or 1
	ErrInvalidPartnerKey   = errors.New("invalid partnerKey")   // with ErrAuthentication; code 3 or 1
	ErrTokenURLMismatch    = errors.New("token URL mismatch")   // code 3, but without ErrAuthentication
	ErrFacebook            = errors.New("Facebook error")
	ErrMappingExists       = errors.New("mapping exists")
	ErrProviderUnavailable = errors.New("error interacting with a previously operational provider")
	ErrUpgradeRequired     = errors.New("account upgrade needed")
	ErrMissingCredentials  = errors.New("missing third-party credentials for this identifier")
	ErrCredentialsRevoked  = errors.New("third-party credentials have been revoked")
	ErrNotConfigured       = errors.New("application is not properly configured")                   // code 10 or 1
	ErrNotSupported        = errors.New("the provider or identifier does not support this feature") // code 11 or 1
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

// ErrNotLinkable matches every error that CheckLink returns.
var ErrNotLinkable = errors.New("the sign-in must not be linked by its email address")

// ErrNoToken matches every *TokenError.
var ErrNoToken = errors.New("the request has no usable sign-in token")
