package janrain

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/check"
	"github.com/janrain-go/janrain/internal/transport"
)

// An Option configures a Client.
type Option func(*config) error

type config struct {
	keys          keys
	partner       string
	base          http.RoundTripper
	timeout       time.Duration
	retry         RetryPolicy
	clientTimeout time.Duration // of the caller's http.Client; 0 means none
	maxBytes      int64
	logger        *slog.Logger
	userAgent     string
}

const (
	defaultTimeout                = 10 * time.Second
	defaultMaxResponseBytes int64 = 6 << 20
	defaultUserAgent              = "janrain-go/" + version
)

// WithBasicAuth sends the id and secret of an API client with HTTP Basic authentication, in
// addition to the keys in the form. The vendor's pages of 2018 ask for it; older and newer
// ones do not. The default is not to send it.
func WithBasicAuth(clientID, clientSecret string) Option {
	return func(c *config) error {
		if err := check.Key(clientID); err != nil {
			return invalidOption("WithBasicAuth", fmt.Errorf("client id %w", err))
		}
		if strings.Contains(clientID, ":") {
			return invalidOption("WithBasicAuth", errors.New("client id has a colon, which HTTP Basic does not allow"))
		}
		if err := check.Key(clientSecret); err != nil {
			return invalidOption("WithBasicAuth", fmt.Errorf("client secret %w", err))
		}
		c.keys.clientID, c.keys.clientSecret = clientID, clientSecret
		return nil
	}
}

// WithPartnerKey sets the key for calls of the partner API, such as SetProviderProperties.
// Without it, these calls return a *ParamError and send nothing.
func WithPartnerKey(partnerKey string) Option {
	return func(c *config) error {
		if err := check.Key(partnerKey); err != nil {
			return invalidOption("WithPartnerKey", err)
		}
		c.keys.partnerKey = partnerKey
		return nil
	}
}

// WithPartnerDomain sets the domain to which partner and plugin calls are sent, in a form
// that NewClient accepts. The vendor's examples use "rpxnow.com". The default is the app
// domain.
func WithPartnerDomain(domain string) Option {
	return func(c *config) error {
		base, err := check.BaseURL(domain)
		if err != nil {
			return invalidOption("WithPartnerDomain", err)
		}
		c.partner = base
		return nil
	}
}

// NewTransport returns the transport that a Client uses by default, for callers who want to
// wrap or change it and pass it to WithHTTPClient. It is a clone of http.DefaultTransport (or
// a new *http.Transport if that variable holds another type) that keeps 128 idle connections
// for 50 seconds, requires TLS 1.2 and pings silent HTTP/2 connections.
func NewTransport() *http.Transport { return transport.Default() }

// WithHTTPClient sends requests through client.Transport, which may be a wrapper around
// NewTransport(), for tracing for example. If it is nil, http.DefaultTransport is used, which
// keeps only two idle connections per host. client.Timeout applies if it is shorter than
// WithTimeout. CheckRedirect and Jar are ignored: redirects are never followed and cookies
// never stored. The http.Client itself is not changed.
//
// A call ends on time even if the Transport ignores the request's context. In this case,
// RoundTrip, Read and Close run in a goroutine, and each of them that blocks occupies one
// until it returns. An *http.Transport runs in the caller's goroutine, because it observes the
// context itself. There are two exceptions: a RoundTripper from RegisterProtocol whose
// RoundTrip blocks, and a net.Conn from a custom dial function whose Close blocks. If you use
// one of these, wrap the *http.Transport in a RoundTripper of another type.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return invalidOption("WithHTTPClient", errNil)
		}
		if client.Transport != nil && isNil(client.Transport) {
			return invalidOption("WithHTTPClient", errors.New("has a Transport that is a nil pointer"))
		}
		if client.Timeout < 0 {
			return invalidOption("WithHTTPClient", errors.New("has a negative Timeout"))
		}
		c.base = client.Transport
		if c.base == nil {
			c.base = http.DefaultTransport
		}
		if c.base == nil || isNil(c.base) {
			return invalidOption("WithHTTPClient", errors.New("has no Transport, and http.DefaultTransport is nil"))
		}
		c.clientTimeout = client.Timeout
		return nil
	}
}

// WithTimeout limits the duration of a whole call, including retries and delays. For
// AllMappings, it limits the wait for each mapping. An earlier deadline of the context wins.
// 0 means the default of 10 seconds. The timeout cannot be switched off.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config) error {
		if timeout < 0 {
			return invalidOption("WithTimeout", errors.New("is negative"))
		}
		c.timeout = cmp.Or(timeout, defaultTimeout)
		return nil
	}
}

// WithMaxResponseBytes limits the size of a response (for AllMappings, of each mapping) after
// gunzip. A call whose response is larger returns an error that matches ErrResponseTooLarge.
// 0 means the default of 6 MiB, which is enough for a user with 90,000 followers. The limit
// cannot be switched off.
//
// The memory of a decoded response is limited too: to 12 times the size of the response or
// 16 MiB, whichever is larger. A call whose response needs more returns a *DecodeError.
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		if n < 0 {
			return invalidOption("WithMaxResponseBytes", errors.New("is negative"))
		}
		c.maxBytes = cmp.Or(n, defaultMaxResponseBytes)
		return nil
	}
}

// WithLogger logs a record with the message "janrain call" for each call. The level is warn
// for FaultDeveloper and FaultService, and debug otherwise. The attributes are endpoint and
// took and, if they apply, tries (if more than one), http_status, fault (see Fault.String),
// code and may_have_been_sent. Keys, tokens, identifiers and bodies are never logged. By
// default nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger", errNil)
		}
		if isNil(logger.Handler()) {
			return invalidOption("WithLogger", errors.New("has a Handler that is a nil pointer"))
		}
		c.logger = logger
		return nil
	}
}

// WithUserAgent sets the User-Agent header, for example "shop/1.2". The default is the name
// and version of this library.
func WithUserAgent(agent string) Option {
	return func(c *config) error {
		if err := check.Key(agent); err != nil {
			return invalidOption("WithUserAgent", err)
		}
		c.userAgent = agent
		return nil
	}
}

// WithRetry retries calls if that is safe. By default no call is retried.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) error {
		switch {
		case policy.MaxTries < 0 || policy.MaxTries > maxTries:
			return invalidOption("WithRetry", errors.New("MaxTries must be 0 to 3"))
		case policy.MinDelay < 0 || policy.MaxDelay < 0:
			return invalidOption("WithRetry", errors.New("has a negative delay"))
		}
		c.retry = RetryPolicy{ // policy is not changed: clients may share the Option concurrently
			MaxTries: policy.MaxTries,
			MinDelay: cmp.Or(policy.MinDelay, defaultMinDelay),
			MaxDelay: cmp.Or(policy.MaxDelay, defaultMaxDelay),
		}
		return nil
	}
}

func invalidOption(option string, err error) error {
	return newParamError("NewClient", option, "", err)
}
