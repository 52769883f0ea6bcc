package janrain

import (
	"errors"
	"fmt"
)

// A StateError reports a sign-in that a Callback rejected for a reason that a browser can
// cause. It matches ErrStateMismatch and the errors that Err matches. FaultOf returns
// FaultUser: the user can sign in again. If all users get the same reason, the configuration
// is wrong.
type StateError struct {
	Reason StateReason

	// SignInHost is the host on which Begin was called, and TokenHost the host of the token
	// URL. They are set only with StateOtherHost. SignInHost comes from the state, which a
	// browser can forge, but is always a valid host name of at most 253 bytes.
	SignInHost, TokenHost string

	// Err is the service's *Error with StateRepeated and StateWrongToken, and nil otherwise.
	Err error
}

// A StateReason is the reason of a StateError: StateMissing, StateNoCookie, StateOfAnother,
// StateNoToken, StateOtherHost, StateExpired, StateOtherCallback, StateRepeated,
// StateWrongToken, StateTokenInURL, StateValueTooLong or StateOtherToken.
type StateReason int

// The reasons of a StateError.
const (
	StateMissing       StateReason = iota + 1 // the URL has no state, or none from Begin
	StateNoCookie                             // the browser sent no cookie of any sign-in
	StateOfAnother                            // the state belongs to another browser or to a finished sign-in
	StateNoToken                              // no token was posted before, for example because the page was reloaded
	StateOtherHost                            // Begin was called on another host than that of the token URL
	StateExpired                              // the sign-in was started more than an hour ago
	StateOtherCallback                        // another Callback started the sign-in
	StateRepeated                             // the service does not know the token: it was used or has expired
	StateWrongToken                           // the service rejects the token, or issued it for another sign-in
	StateTokenInURL                           // the token is in the URL of a GET
	StateValueTooLong                         // Begin was given a value of more than 512 bytes
	StateOtherToken                           // another token was exchanged before, while the service was unavailable
)

// String returns the reason and what to check.
func (r StateReason) String() string {
	switch r {
	case StateMissing:
		return "the URL has no state: links to the service must come from Callback.Begin"
	case StateNoCookie:
		return "no sign-in is in progress in this browser: the state cookie set by Begin is missing, " +
			"because the sign-in has ended or cookies are disabled"
	case StateOfAnother:
		return "the state belongs to another browser or to a finished sign-in"
	case StateNoToken:
		return "no token was posted before: the page was opened by hand or reloaded"
	case StateOtherHost:
		return "the sign-in page is on another host than the token URL, so its cookie is missing: " +
			"serve both on one host, and check that no proxy rewrites the Host header"
	case StateExpired:
		return "the sign-in was started more than an hour ago"
	case StateOtherCallback:
		return "the state belongs to another Callback: the token URLs differ"
	case StateRepeated:
		return "the service does not know the token: it has expired or was used before, perhaps because " +
			"the browser sent the request twice; sign in again"
	case StateWrongToken:
		return "the service rejects the token, or issued it for another sign-in"
	case StateTokenInURL:
		return `the token was sent in the URL of a GET: if this happens in every sign-in, ` +
			`set PostToTokenURL with SetAppSettings, or enable "post to token URL" on the dashboard`
	case StateValueTooLong:
		return "the value given to Begin is longer than 512 bytes"
	case StateOtherToken:
		return "another token was posted before for this sign-in, and its exchange failed: sign in again"
	}
	return "unknown reason"
}

// Error returns one line of at most 500 bytes: the reason and what to check.
func (e *StateError) Error() string {
	if e == nil {
		return "janrain: " + ErrStateMismatch.Error()
	}
	text, detail := ErrStateMismatch.Error()+": "+e.Reason.String(), ""
	if e.SignInHost != "" || e.TokenHost != "" {
		detail = fmt.Sprintf(" (sign-in page on %s, token URL on %s)", shortHost(e.SignInHost), shortHost(e.TokenHost))
	}
	if apiErr, ok := errors.AsType[*Error](e.Err); ok && apiErr != nil {
		text += ": " + apiErr.Endpoint + ": " + apiErr.Message
		detail = fmt.Sprintf(" (code %d, HTTP %d)", apiErr.Code, apiErr.HTTPStatus)
	}
	return oneLine(text, detail)
}

// shortHost quotes a host name, which a browser can forge, and shortens it for the log.
func shortHost(host string) string {
	const maxLength = 64
	if len(host) > maxLength {
		host = host[:maxLength] + "..."
	}
	return fmt.Sprintf("%q", host)
}

// Is reports whether target is ErrStateMismatch.
func (e *StateError) Is(target error) bool { return e != nil && target == ErrStateMismatch }

// Unwrap returns Err.
func (e *StateError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}
