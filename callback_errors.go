package janrain

import (
	"errors"
	"fmt"
)

// A StateError is the reason why a Callback does not sign a user in, if a browser
// can cause it. It matches ErrStateMismatch, and what Err matches. FaultOf returns
// FaultUser: the user can sign in again, unless the reason is one that every user
// meets, or it was an attack.
type StateError struct {
	Reason StateReason

	// SignInHost is the host that served Begin, and TokenHost that of the token URL;
	// they are set with StateOtherHost only. SignInHost comes from the state, so a
	// browser can make it up; it is a valid host name of at most 253 bytes.
	SignInHost, TokenHost string

	// Err is the service's refusal with StateRepeated and StateWrongToken, else nil.
	Err error
}

// A StateReason is what is wrong with a sign-in's state.
type StateReason int

// The reasons.
const (
	StateMissing       StateReason = iota + 1 // no state in the URL, or none that Begin has made
	StateNoCookie                             // the browser sent no cookie of any sign-in
	StateOfAnother                            // the cookies are of other sign-ins, the state is another browser's or over
	StateNoToken                              // no token was posted before, for example because the page was loaded again
	StateOtherHost                            // no cookie, and Begin ran on another host than the token URL's
	StateExpired                              // the sign-in was begun more than an hour ago
	StateOtherCallback                        // another Callback began the sign-in
	StateRepeated                             // the service does not know the token: it was used or has expired
	StateWrongToken                           // the service rejects the token, or issued it for another sign-in
	StateTokenInURL                           // the token is in the URL of a GET
	StateValueTooLong                         // Begin was given a value of more than 512 bytes
	StateOtherToken                           // another token was exchanged before, while the service was unavailable
)

// String is the reason, and what to look at, in a sentence.
func (r StateReason) String() string {
	switch r {
	case StateMissing:
		return "the URL has no state: links to the service must come from Callback.Begin"
	case StateNoCookie:
		return "no sign-in is in progress in this browser: the state cookie set by Begin is missing, " +
			"because the sign-in is over or cookies are disabled"
	case StateOfAnother:
		return "the state belongs to another browser, or to a sign-in that is over"
	case StateNoToken:
		return "no token was posted before: the page was opened by hand or loaded again"
	case StateOtherHost:
		return "the sign-in page is on another host than the token URL, so its cookie is missing: " +
			"serve both on one host, and check that no proxy rewrites the Host header"
	case StateExpired:
		return "the sign-in was begun more than an hour ago"
	case StateOtherCallback:
		return "the state belongs to another Callback: the token URLs differ"
	case StateRepeated:
		return "the service does not know the token: it was used before, perhaps because the browser sent " +
			"the page twice, or it has expired; sign in again"
	case StateWrongToken:
		return "the service rejects the token, or has issued it for another sign-in"
	case StateTokenInURL:
		return `the token came in the URL of a GET: if every sign-in ends like this, ` +
			`switch on PostToTokenURL with SetAppSettings, or "post to token URL" on the dashboard`
	case StateValueTooLong:
		return "the value given to Begin is longer than 512 bytes"
	case StateOtherToken:
		return "another token was posted before for this sign-in, and its exchange failed: sign in again"
	}
	return "no reason is known"
}

// Error is the reason in one line of at most 500 bytes.
func (e *StateError) Error() string {
	if e == nil {
		return "janrain: " + ErrStateMismatch.Error()
	}
	said, detail := ErrStateMismatch.Error()+": "+e.Reason.String(), ""
	if e.SignInHost != "" || e.TokenHost != "" {
		detail = fmt.Sprintf(" (sign-in page on %s, token URL on %s)", shortHost(e.SignInHost), shortHost(e.TokenHost))
	}
	if refused, ok := errors.AsType[*Error](e.Err); ok && refused != nil {
		said += ": " + refused.Endpoint + ": " + refused.Message
		detail = fmt.Sprintf(" (code %d, HTTP %d)", refused.Code, refused.HTTPStatus)
	}
	return oneLine(said, detail)
}

// shortHost cuts the name of a host, which a browser can make up, to what a log needs.
func shortHost(host string) string {
	const most = 64
	if len(host) > most {
		host = host[:most] + "..."
	}
	return fmt.Sprintf("%q", host)
}

// Is reports ErrStateMismatch.
func (e *StateError) Is(target error) bool { return e != nil && target == ErrStateMismatch }

// Unwrap returns the service's refusal, or nil.
func (e *StateError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}
