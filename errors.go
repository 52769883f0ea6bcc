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

// Error is the service's own refusal: it answered, and stat was not ok. In a test
// of yours, give one that has no code CodeNone: 0 is CodeMissingParameter.
// Compare it with errors.Is and the Err values of this package, which know
// every documented code and the meanings that share one; the text is for
// people.
//
// The codes are those of the vendor's page social-api-error-codes. Today's
// service sends them under HTTP 400, older ones under 200.
type Error struct {
	Endpoint   string        // the endpoint's documented name, as "auth_info"
	Code       Code          // CodeNone where the answer has none
	Message    string        // the service's words, at most 16 KiB, without keys and tokens of the call
	HTTPStatus int           // of the answer
	RetryAfter time.Duration // what the header Retry-After asks for; 0 where there is none

	subject subject // what the message was about, if judged
	judged  bool    // the message was about something else before it was redacted

	// RegistrationCode is not 0 where the Registration API answered, another
	// product of the vendor: the app domain is the wrong one. Its codes match
	// none of the Err values.
	RegistrationCode int
}

// Error says in one line of at most 500 bytes what the service refused and
// what to look at.
func (e *Error) Error() string {
	what := e.Message
	if what == "" {
		what = "the service refused the call without a reason"
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

// Is reports whether the service's code, or its meaning, is target.
func (e *Error) Is(target error) bool {
	if e == nil || e.RegistrationCode != 0 {
		return false
	}
	if e.Code == CodeNone && target == ErrServiceUnavailable {
		return overloaded(e.HTTPStatus)
	}
	return slices.Contains(e.meaning().errs, target)
}

// overloaded reports a status under which trying again later may help.
func overloaded(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// A DecodeError is an answer that cannot be trusted for a verdict: no JSON
// object, no readable stat, a member that stands twice, stat ok under a status
// that is not 2xx or has no complete content (206), stat ok in a body with a
// Content-Encoding that was not asked for, or a sign-in without an identifier. It
// holds nothing of the body.
type DecodeError struct {
	Endpoint    string
	HTTPStatus  int
	ContentType string        // the media type alone; "" where it is none
	Length      int           // of the body, in bytes, after gunzip
	Offset      int64         // in bytes, of about where the reading stopped; 0 where it did not
	Reason      string        // what is wrong, in this package's words
	RetryAfter  time.Duration // what the header Retry-After asks for; 0 where there is none
	Err         error         // ErrNoIdentifier, or nil

	aboutToken bool // the token, which a browser has posted, may be the cause
}

// Error says in one line of at most 500 bytes what came instead of an answer.
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
		return "try again later: the service or the provider has sent no user; " +
			"if it persists, check the provider's settings on the dashboard"
	case overloaded(e.HTTPStatus) || e.HTTPStatus >= http.StatusInternalServerError:
		return "the service is down or busy, try again later"
	case e.fault() == FaultDeveloper && e.gone():
		return "it is not the service's: check the app domain and any proxy, " + shutdownHint
	case e.fault() == FaultDeveloper:
		return "it is not the service's: check the app domain and any proxy"
	}
	return "try again later; if it persists, check the app domain and any proxy"
}

// gone reports a page in the place of the API.
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

// Is reports ErrServiceUnavailable for the statuses 429, 502, 503 and 504.
func (e *DecodeError) Is(target error) bool {
	return e != nil && target == ErrServiceUnavailable && overloaded(e.HTTPStatus)
}

// A TransportError is a request or an answer that did not arrive whole. It
// wraps the reason: a context's error, ErrRedirect, ErrResponseTooLarge or what
// the network said.
type TransportError struct {
	Endpoint   string
	HTTPStatus int // 0 where no answer began
	// MayHaveBeenSent is false only when no connection was to be had, so that
	// nothing can have left. If it is true, a token may be spent: do not send an
	// auth_info again, begin a new sign-in.
	MayHaveBeenSent bool
	Err             error
}

// Error says in one line of at most 500 bytes what broke and whether the
// service may have seen the request.
func (e *TransportError) Error() string {
	reason := "no reason is known"
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

// Unwrap returns the reason.
func (e *TransportError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// A ParamError is bad input, refused before anything was sent. It is
// ErrMissingParameter where nothing was given, else ErrInvalidParameter. The
// value itself is never in it.
type ParamError struct {
	Endpoint  string // the endpoint's documented name, or "NewClient"
	Field     string // the Go field or option
	Parameter string // its name on the wire; "" where it has none
	Reason    string
	Missing   bool
}

// Error names the field and the parameter in one line.
func (e *ParamError) Error() string {
	field := e.Field
	if e.Parameter != "" {
		field += " (parameter " + e.Parameter + ")"
	}
	return oneLine(e.Endpoint+": "+field+" "+e.Reason, "")
}

// Is reports ErrMissingParameter or ErrInvalidParameter.
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
	// ErrRedirect says that the answer was a redirect. None is followed, since 307 and
	// 308 would send the key to another host. The text names the host only.
	ErrRedirect = transport.ErrRedirect

	// ErrResponseTooLarge says that the answer is larger than
	// WithMaxResponseBytes.
	ErrResponseTooLarge = transport.ErrTooLarge

	// ErrNoIdentifier says that stat was ok, but that there is no identifier to tell
	// the user by, or one with characters that a repair or a control code put
	// there. It is no sign-in.
	ErrNoIdentifier = errors.New("the answer has no usable identifier")

	// ErrStateMismatch matches every *StateError: the token does not belong to a sign-in
	// that this browser started, or that sign-in is over.
	ErrStateMismatch = errors.New("the sign-in cannot be completed")
)

// maxErrorText is the length of an error's text in bytes.
const maxErrorText = 500

// oneLine joins what somebody else said and what this package says of it into
// one line; of the two the former is cut short.
func oneLine(said, ours string) string {
	line := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), breaksLine), " ")
	}
	const prefix, cut = "janrain: ", "..."
	said = line(said)
	room := max(maxErrorText-len(prefix)-len(ours), 0)
	if len(said) > room {
		said = strings.ToValidUTF8(said[:max(room-len(cut), 0)], "") + cut
	}
	return prefix + said + ours
}

func breaksLine(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == ' '
}

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

// ErrNotLinkable matches every error that CheckLink returns.
var ErrNotLinkable = errors.New("not to be linked by its email address")

// ErrNoToken matches every *TokenError.
var ErrNoToken = errors.New("the request has no usable sign-in token")
