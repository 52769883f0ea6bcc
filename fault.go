package janrain

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// A Fault says who can mend a failed call, so that a handler need not know the
// codes.
type Fault int

// The faults, by what a login handler does with them.
const (
	FaultNone      Fault = iota // the error is nil
	FaultUser                   // a token that is missing, used or expired, a withdrawn permission, an identifier that is mapped already, a sign-in of another browser, a link that is refused: sign in again, or with another provider
	FaultDeveloper              // a wrong key, parameter, domain or plan: log it and mend it
	FaultService                // the service, the provider or the network: try again later
	FaultCanceled               // the context was cancelled, nobody is waiting any more
)

// statusClientClosedRequest is nginx's number for it; nobody is there to read
// it, but the access log shows that the server is not to blame.
const statusClientClosedRequest = 499

// HTTPStatus is what a handler answers its own client: 200, 400, 500, 503, or
// 499 (a client that is gone).
func (f Fault) HTTPStatus() int {
	switch f {
	case FaultNone:
		return http.StatusOK
	case FaultUser:
		return http.StatusBadRequest
	case FaultService:
		return http.StatusServiceUnavailable
	case FaultCanceled:
		return statusClientClosedRequest
	}
	return http.StatusInternalServerError
}

// String is the fault in a word: "none", "user", "developer", "service" or
// "canceled".
func (f Fault) String() string {
	switch f {
	case FaultNone:
		return "none"
	case FaultUser:
		return "user"
	case FaultService:
		return "service"
	case FaultCanceled:
		return "canceled"
	}
	return "developer"
}

// LogValue is the word.
func (f Fault) LogValue() slog.Value { return slog.StringValue(f.String()) }

// FaultOf says who can mend what err reports. An error that is not from this package
// is the developer's, a deadline that passed is the service's.
func FaultOf(err error) Fault {
	var (
		refused *Error
		garbled *DecodeError
		broken  *TransportError
		param   *ParamError
	)
	switch {
	case err == nil:
		return FaultNone
	case isNil(err):
		return FaultDeveloper // a nil pointer that was made an error
	case errors.Is(err, context.Canceled):
		return FaultCanceled
	case errors.Is(err, ErrStateMismatch): // before the refusal that it may wrap
		return FaultUser
	case errors.As(err, &refused):
		return refused.meaning().fault
	case errors.As(err, &garbled):
		return garbled.fault()
	case errors.As(err, &broken):
		return broken.fault()
	case errors.As(err, &param):
		return FaultDeveloper
	case errors.Is(err, ErrNoToken), errors.Is(err, ErrNotLinkable):
		return FaultUser
	case errors.Is(err, context.DeadlineExceeded):
		return FaultService
	}
	return FaultDeveloper
}

// A 4xx page that is not the service's says that the request went astray, or that somebody
// in between rejects what a browser has posted.
func (e *DecodeError) fault() Fault {
	astray := e.HTTPStatus >= 400 && e.HTTPStatus < 500 && e.HTTPStatus != http.StatusRequestTimeout
	if astray && !e.aboutToken && !overloaded(e.HTTPStatus) && !errors.Is(e.Err, ErrNoIdentifier) {
		return FaultDeveloper
	}
	return FaultService
}

func (e *TransportError) fault() Fault {
	if errors.Is(e.Err, context.Canceled) {
		return FaultCanceled
	}
	switch {
	case errors.Is(e.Err, ErrRedirect), errors.Is(e.Err, ErrResponseTooLarge), misconnectionOf(e.Err) != connectionMayWork:
		return FaultDeveloper
	}
	return FaultService
}

// RetryAfter returns how long the service asks to wait before the next call, which is the
// field RetryAfter of an *Error or a *DecodeError. It returns 0 if err has none.
func RetryAfter(err error) time.Duration {
	if refused, ok := errors.AsType[*Error](err); ok && refused != nil {
		return refused.RetryAfter
	}
	if invalid, ok := errors.AsType[*DecodeError](err); ok && invalid != nil {
		return invalid.RetryAfter
	}
	return 0
}

// IsTemporary reports whether the same call may succeed later, because the service is busy,
// down or out of reach. Check first whether the call may be made twice: the request may have
// been sent, and a token is spent then. Errors of a single user or provider, such as
// ErrFacebook, are not temporary.
func IsTemporary(err error) bool {
	refused, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return FaultOf(err) == FaultService
	case refused == nil:
		return false
	case overloaded(refused.HTTPStatus):
		return true
	}
	noCode := refused.Code == CodeNone && refused.RegistrationCode == 0
	return noCode || errors.Is(refused, ErrServiceUnavailable)
}
