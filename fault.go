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

// A Fault says who can fix the cause of an error, so that a handler does not need to know the
// codes: FaultNone, FaultUser, FaultDeveloper, FaultService or FaultCanceled.
type Fault int

// The faults tell a login handler what to do with an error.
const (
	// FaultNone is the fault of a nil error.
	FaultNone Fault = iota

	// FaultUser means that the user has to sign in again, or with another provider. The token
	// is missing, used or expired, the user withdrew a permission, the identifier is already
	// mapped, the sign-in was started in another browser, or the sign-in must not be linked.
	FaultUser

	// FaultDeveloper means that a key, a parameter, a domain or the plan is wrong. Log the
	// error and fix the cause.
	FaultDeveloper

	// FaultService means that the service, the provider or the network failed. Try again later.
	FaultService

	// FaultCanceled means that the context was canceled. Nobody is waiting for the result.
	FaultCanceled
)

// statusClientClosedRequest is the status that nginx logs if the client closes the connection
// early. No client reads it, but the access log shows that the server did not fail.
const statusClientClosedRequest = 499

// HTTPStatus returns the status with which a handler responds to its own client: 200, 400,
// 500, 503 or 499 (client closed request).
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

// String returns "none", "user", "developer", "service" or "canceled".
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

// LogValue returns the result of String.
func (f Fault) LogValue() slog.Value { return slog.StringValue(f.String()) }

// FaultOf returns who can fix the cause of err. For an error that is not from this package it
// returns FaultDeveloper, but FaultService for an exceeded deadline and FaultCanceled for a
// canceled context.
func FaultOf(err error) Fault {
	var (
		apiErr       *Error
		decodeErr    *DecodeError
		transportErr *TransportError
		paramErr     *ParamError
	)
	switch {
	case err == nil:
		return FaultNone
	case isNil(err):
		return FaultDeveloper // a nil pointer in an error interface
	case errors.Is(err, context.Canceled):
		return FaultCanceled
	case errors.Is(err, ErrStateMismatch): // before *Error, which it may wrap
		return FaultUser
	case errors.As(err, &apiErr):
		return apiErr.meaning().fault
	case errors.As(err, &decodeErr):
		return decodeErr.fault()
	case errors.As(err, &transportErr):
		return transportErr.fault()
	case errors.As(err, &paramErr):
		return FaultDeveloper
	case errors.Is(err, ErrNoToken), errors.Is(err, ErrNotLinkable):
		return FaultUser
	case errors.Is(err, context.DeadlineExceeded):
		return FaultService
	}
	return FaultDeveloper
}

// fault returns FaultDeveloper for a 4xx response that is not from the service, because the
// request reached the wrong server. It returns FaultService if the token may be the cause: a
// proxy may have rejected what a browser posted.
func (e *DecodeError) fault() Fault {
	is4xx := e.HTTPStatus >= 400 && e.HTTPStatus < 500 && e.HTTPStatus != http.StatusRequestTimeout
	if is4xx && !e.aboutToken && !overloaded(e.HTTPStatus) && !errors.Is(e.Err, ErrNoIdentifier) {
		return FaultDeveloper
	}
	return FaultService
}

func (e *TransportError) fault() Fault {
	if errors.Is(e.Err, context.Canceled) {
		return FaultCanceled
	}
	switch {
	case errors.Is(e.Err, ErrRedirect), errors.Is(e.Err, ErrResponseTooLarge):
		return FaultDeveloper
	case misconnectionOf(e.Err) != connectionMayWork:
		return FaultDeveloper
	}
	return FaultService
}

// RetryAfter returns how long the service asks to wait before the next call. It is the field
// RetryAfter of an *Error or a *DecodeError. RetryAfter returns 0 if err has none.
func RetryAfter(err error) time.Duration {
	if apiErr, ok := errors.AsType[*Error](err); ok && apiErr != nil {
		return apiErr.RetryAfter
	}
	if decodeErr, ok := errors.AsType[*DecodeError](err); ok && decodeErr != nil {
		return decodeErr.RetryAfter
	}
	return 0
}

// IsTemporary reports whether the same call may succeed later, because the service is busy,
// down or unreachable. Before you repeat a call, check that it is safe to make twice: the
// request may have been sent, and a token can be used only once. Errors that concern a single
// user or provider, such as ErrFacebook, are not temporary.
func IsTemporary(err error) bool {
	apiErr, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return FaultOf(err) == FaultService
	case apiErr == nil:
		return false
	case overloaded(apiErr.HTTPStatus):
		return true
	}
	noCode := apiErr.Code == CodeNone && apiErr.RegistrationCode == 0
	return noCode || errors.Is(apiErr, ErrServiceUnavailable)
}

// A misconnection describes a connection that keeps failing until somebody changes the
// configuration of this program or of the server. Its text says what to check.
type misconnection string

const (
	connectionMayWork misconnection = ""
	unknownHost       misconnection = "check the app domain or partner domain, " + shutdownHint
	unknownProxy      misconnection = "check the proxy that this program is configured to use"
	notTLS            misconnection = "the port does not speak TLS: check the app domain and its port, and any proxy"
	rejectedTLS       misconnection = "the TLS handshake cannot succeed: check the app domain and any proxy"
	untrusted         misconnection = "check the app domain, and this machine's root certificates and clock"
)

// shutdownHint is the advice if the service no longer exists at its address.
const shutdownHint = "and whether the vendor has shut the service down (announced for 2027)"

// misconnectionOf distinguishes a configuration that cannot work from a network that may work
// later. A name server that fails or does not respond does not prove that the host is unknown.
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
	isFirstRecord := ok && header.Conn != nil
	if isFirstRecord || errors.Is(err, http.ErrSchemeMismatch) {
		return notTLS
	}
	if isTLSRejected(err) {
		return rejectedTLS
	}
	return connectionMayWork
}

// tlsRejections are the alerts with which a server rejects the client's configuration, as
// opposed to damaged data. Package crypto/tls has no type for them.
var tlsRejections = []string{
	"protocol version not supported", "handshake failure", "insufficient security level", "inappropriate fallback",
	"unrecognized name", "no application protocol", "encrypted client hello required", "certificate required",
	"bad certificate", "unsupported certificate", "revoked certificate", "expired certificate", "unknown certificate",
	"unknown certificate authority", "access denied",
}

// isTLSRejected reports whether the server and the client have no TLS configuration in common,
// according to the server's alert or to the version that it selected.
func isTLSRejected(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" && op.Err != nil {
		alert, isTLS := strings.CutPrefix(op.Err.Error(), "tls: ")
		return isTLS && slices.Contains(tlsRejections, alert)
	}
	const selected, longest = "tls: server selected unsupported protocol version ", len("ffff")
	for ; err != nil; err = errors.Unwrap(err) {
		if version, ok := strings.CutPrefix(err.Error(), selected); ok && len(version) <= longest {
			return true
		}
	}
	return false
}
