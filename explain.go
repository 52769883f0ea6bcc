package janrain

import (
	"errors"
	"net/http"
	"strings"
)

// signInInfo is auth_info for a Callback.
var signInInfo = func() endpoint {
	e := authInfo
	e.explain = explainSignIn
	return e
}()

// explainSignIn tells apart what anybody with a browser can cause: a posted token that
// was used, is no token, or is of another sign-in. Callback sends the token URL
// that Begin gave the service, so a mismatch is not the developer's mistake.
func explainSignIn(err error) error {
	refused, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, ErrDataNotFound):
		return &StateError{Reason: StateRepeated, Err: refused}
	case errors.Is(err, ErrTokenURLMismatch), blamesToken(refused):
		return &StateError{Reason: StateWrongToken, Err: refused}
	}
	return err
}

// blamesToken reports a refusal of the token itself. Callback sends all other
// parameters, so an unnamed one that is missing is the token, such as one of white space.
func blamesToken(e *Error) bool {
	words := strings.ToLower(strings.Join(strings.Fields(e.Message), ""))
	missing, named := strings.CutPrefix(words, "missingparameter")
	missing = strings.Trim(missing, ":.")
	return e.about() == aboutToken || e.Code == CodeMissingParameter && named && (missing == "" || missing == "token")
}

// mayTryAgain reports that the sign-in may be tried again as it is, by loading the page
// again: the request was certainly not sent, or the service says that it is
// unavailable. After every other outcome the token may be spent.
func mayTryAgain(err error) bool {
	unavailable := func(status int) bool {
		return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return !broken.MayHaveBeenSent || unavailable(broken.HTTPStatus)
	}
	if garbled, ok := errors.AsType[*DecodeError](err); ok {
		return unavailable(garbled.HTTPStatus)
	}
	refused, ok := errors.AsType[*Error](err)
	return ok && (refused.Code == CodeServiceUnavailable || unavailable(refused.HTTPStatus))
}
