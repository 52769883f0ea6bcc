package janrain

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/redact"
)

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
