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

// An Option changes what NewClient makes.
type Option func(*config) error

type config struct {
	keys          keys
	partner       string
	base          http.RoundTripper
	timeout       time.Duration
	retry         RetryPolicy
	clientTimeout time.Duration // of the caller's http.Client; 0 for none
	maxBytes      int64
	logger        *slog.Logger
	userAgent     string
}

const (
	defaultTimeout                = 10 * time.Second
	defaultMaxResponseBytes int64 = 6 << 20
	defaultUserAgent              = "janrain-go/" + version
)

// WithBasicAuth sends HTTP Basic with an API client's id and secret beside the
// keys in the form. The vendor's pages of 2018 ask for it, those before and
// after do not; the default is not to.
func WithBasicAuth(clientID, clientSecret string) Option {
	return func(c *config) error {
		if err := check.Key(clientID); err != nil {
			return invalidOption("WithBasicAuth", fmt.Errorf("client id %w", err))
		}
		if strings.Contains(clientID, ":") {
			return invalidOption("WithBasicAuth", errors.New("client id has a colon in it, where HTTP Basic ends it"))
		}
		if err := check.Key(clientSecret); err != nil {
			return invalidOption("WithBasicAuth", fmt.Errorf("client secret %w", err))
		}
		c.keys.clientID, c.keys.clientSecret = clientID, clientSecret
		return nil
	}
}

// WithPartnerKey is the key for the calls of the partner API, as
// SetProviderProperties. Without it they are refused before anything is sent.
func WithPartnerKey(partnerKey string) Option {
	return func(c *config) error {
		if err := check.Key(partnerKey); err != nil {
			return invalidOption("WithPartnerKey", err)
		}
		c.keys.partnerKey = partnerKey
		return nil
	}
}

// WithPartnerDomain is the domain that partner and plugin calls go to, in the forms
// NewClient takes. The vendor's examples have "rpxnow.com". The default is the app
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

// NewTransport returns a transport like the one of a client that is given none,
// to be wrapped or changed, and given with WithHTTPClient. It is a clone of
// http.DefaultTransport, or where something else took its place of net/http's own,
// that keeps 128 idle connections for 50 seconds, takes TLS 1.2 or newer, and finds
// out an HTTP/2 connection that went silent.
func NewTransport() *http.Transport { return transport.Default() }

// WithHTTPClient makes calls through the client's Transport, used as it is, as
// the tracing one around NewTransport(). Where it is nil that is
// http.DefaultTransport, which keeps two idle connections a host. Its Timeout holds
// where it is sooner than WithTimeout. Its CheckRedirect and Jar do not: no redirect
// is followed, and no cookie kept. The client is not changed.
//
// A call ends on time even if the Transport ignores the request's context. RoundTrip, Read
// and Close run in a goroutine then, and each of them that blocks holds one until it
// returns. An *http.Transport runs in the caller's goroutine, because it ends with the
// context itself, with two exceptions: a RoundTripper added by RegisterProtocol whose
// RoundTrip blocks, and a net.Conn of its own dial functions whose Close blocks. If you use
// one of these, wrap the *http.Transport in a RoundTripper of another type.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return invalidOption("WithHTTPClient", errNil)
		}
		if client.Transport != nil && isNil(client.Transport) {
			return invalidOption("WithHTTPClient", errors.New("has a Transport that is nil inside"))
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

// WithTimeout bounds a whole call, waits included; for AllMappings, the wait for each
// mapping. A context's deadline that is sooner wins. The default, also for 0, is 10 seconds;
// there is no way to have none.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config) error {
		if timeout < 0 {
			return invalidOption("WithTimeout", errors.New("is negative"))
		}
		c.timeout = cmp.Or(timeout, defaultTimeout)
		return nil
	}
}

// WithMaxResponseBytes bounds a response, for AllMappings each mapping, counted after
// gunzip; a larger one is ErrResponseTooLarge. A decoded response holds at most 12 times
// its own size or 16 MiB, whichever is larger; one that would hold more is a *DecodeError.
// The default, also for 0, is 6 MiB, enough for a user with 90,000 followers. The bound
// cannot be switched off.
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		if n < 0 {
			return invalidOption("WithMaxResponseBytes", errors.New("is negative"))
		}
		c.maxBytes = cmp.Or(n, defaultMaxResponseBytes)
		return nil
	}
}

// WithLogger writes a record "janrain call" for each call that is made, at the level
// debug, or warn where the developer or the service is at fault. Its attributes are
// method and took, and where there is something to say tries (more than one),
// http_status, fault (Fault's word), code and may_have_been_sent. Never a key, a token,
// an identifier or a body. The default is to write none.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger", errNil)
		}
		if isNil(logger.Handler()) {
			return invalidOption("WithLogger", errors.New("has a Handler that is nil inside"))
		}
		c.logger = logger
		return nil
	}
}

// WithUserAgent is the application's name for the header User-Agent, as
// "shop/1.2". The default is this library's.
func WithUserAgent(agent string) Option {
	return func(c *config) error {
		if err := check.Key(agent); err != nil {
			return invalidOption("WithUserAgent", err)
		}
		c.userAgent = agent
		return nil
	}
}

// WithRetry tries a call again where that is safe. The default is not to.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) error {
		switch {
		case policy.MaxTries < 0 || policy.MaxTries > maxTries:
			return invalidOption("WithRetry", errors.New("has a MaxTries that is not from 0 to 3"))
		case policy.MinDelay < 0 || policy.MaxDelay < 0:
			return invalidOption("WithRetry", errors.New("has a negative delay"))
		}
		c.retry = RetryPolicy{ // the option's own is left alone: it may serve many clients at once
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
