package janrain

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/redact"
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

// A misconnection is a connection that fails in the same way until somebody changes the
// configuration, here or at the other end. It says what to check.
type misconnection string

const (
	connectionMayWork misconnection = ""
	unknownHost       misconnection = "check the app domain or partner domain, " + shutdownHint
	unknownProxy      misconnection = "check the proxy that this program is told to use"
	notTLS            misconnection = "that port does not speak TLS: check the app domain and its port, and any proxy"
	refusedTLS        misconnection = "the server accepts no TLS that is offered: check the app domain and any proxy"
	untrusted         misconnection = "check the app domain, and this machine's root certificates and clock"
)

// shutdownHint is for a service that is not where it was.
const shutdownHint = "and whether the vendor has shut the service down (announced for 2027)"

// misconnectionOf tells a configuration that cannot work from a network that may work
// later. A name server that is silent or fails has not said that there is no such host.
func misconnectionOf(err error) misconnection {
	if err == nil {
		return connectionMayWork
	}
	err = redact.Original(err)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return untrusted
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound && !name.IsTemporary && !name.IsTimeout {
		if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "proxyconnect" || op.Op == "socks connect") {
			return unknownProxy
		}
		return unknownHost
	}
	header, ok := errors.AsType[tls.RecordHeaderError](err)
	if ok && header.Conn != nil || errors.Is(err, http.ErrSchemeMismatch) { // Conn: it is the first record
		return notTLS
	}
	if refusesTLS(err) {
		return refusedTLS
	}
	return connectionMayWork
}

// tlsRefusals are the alerts by which a server rejects what is configured, not what
// arrived broken. Package crypto/tls has no type for them.
var tlsRefusals = []string{
	"protocol version not supported", "handshake failure", "insufficient security level", "inappropriate fallback",
	"unrecognized name", "no application protocol", "encrypted client hello required", "certificate required",
	"bad certificate", "unsupported certificate", "revoked certificate", "expired certificate", "unknown certificate",
	"unknown certificate authority", "access denied",
}

// refusesTLS reports that both ends have no TLS in common, by the server's alert or by
// the version that it chose.
func refusesTLS(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" && op.Err != nil {
		alert, isTLS := strings.CutPrefix(op.Err.Error(), "tls: ")
		return isTLS && slices.Contains(tlsRefusals, alert)
	}
	const selected, longest = "tls: server selected unsupported protocol version ", len("ffff")
	for ; err != nil; err = errors.Unwrap(err) {
		if version, ok := strings.CutPrefix(err.Error(), selected); ok && len(version) <= longest {
			return true
		}
	}
	return false
}
