package janrain

import "errors"

// ErrNoToken matches every *TokenError.
var ErrNoToken = errors.New("the request has no usable sign-in token")

// A TokenError reports a request to the token URL that has no usable token: none, more
// than one, or one in a place or a form where it is not accepted. Whoever sends the
// request decides that, so FaultOf returns FaultUser. It matches ErrNoToken.
//
// A program that passes an empty token to AuthInfo gets a *ParamError instead, which is
// the developer's fault.
type TokenError struct {
	Reason string // what is wrong with the token, in this package's words; never the token
}

// Error returns the reason in one line.
func (e *TokenError) Error() string {
	if e == nil || e.Reason == "" {
		return "janrain: " + ErrNoToken.Error()
	}
	return oneLine(ErrNoToken.Error()+": the token "+e.Reason, "")
}

// Is reports whether target is ErrNoToken.
func (e *TokenError) Is(target error) bool { return e != nil && target == ErrNoToken }
