package janrain

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/janrain-go/janrain/internal/check"
	"github.com/janrain-go/janrain/internal/transport"
)

// A Client calls the API of one application with its keys. It is safe for concurrent use;
// create one and reuse it, because it keeps connections open. For another application or a
// new key, create another Client.
//
// Calls of the Partner API, whose paths begin with partner/, need WithPartnerKey. A call that
// does more when it is repeated is not retried once its request may have been sent. The last
// line of each method's comment is the vendor's page; "no longer listed" means that the call is
// not in the vendor's API reference any more.
type Client struct {
	appDomain string `print:"yes"` // base URLs without a trailing slash
	partner   string
	keys      keyring
	transport *transport.Transport
	timeout   time.Duration // of a whole call
	retry     RetryPolicy
	logger    *slog.Logger
}

// NewClient returns a Client for the application at appDomain, such as "example.rpxnow.com".
// The domain and the API key are on the settings page of the dashboard. The domain may be
// preceded by https:// and followed by a port and a slash. http:// is accepted only for a
// loopback host.
//
// If an argument or option is invalid, NewClient returns a *ParamError that names it.
func NewClient(appDomain, apiKey string, opts ...Option) (*Client, error) {
	c := config{
		keys:      keys{apiKey: apiKey},
		timeout:   defaultTimeout,
		maxBytes:  defaultMaxResponseBytes,
		userAgent: defaultUserAgent,
		logger:    slog.New(slog.DiscardHandler),
	}
	appDomain, err := check.BaseURL(appDomain)
	if err != nil {
		return nil, newParamError("NewClient", "appDomain", "", err)
	}
	if err := check.Key(apiKey); err != nil {
		return nil, newParamError("NewClient", "apiKey", "", err)
	}
	c.partner = appDomain
	for _, opt := range opts {
		if opt == nil {
			return nil, newParamError("NewClient", "Option", "", errNil)
		}
		if err := opt(&c); err != nil {
			return nil, err
		}
	}
	if c.base == nil {
		c.base = NewTransport()
	}
	if c.clientTimeout > 0 {
		c.timeout = min(c.timeout, c.clientTimeout)
	}
	return &Client{
		appDomain: appDomain,
		partner:   c.partner,
		keys:      func() keys { return c.keys },
		transport: &transport.Transport{Base: c.base, MaxBytes: c.maxBytes, UserAgent: c.userAgent},
		timeout:   c.timeout,
		retry:     c.retry,
		logger:    c.logger,
	}, nil
}

// CloseIdleConnections closes the connections that are not in use. Clients that share a
// transport share its connections.
func (c *Client) CloseIdleConnections() {
	if c == nil || c.transport == nil {
		return
	}
	if t, ok := c.transport.Base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// An outcome is the part of a call's log record that depends on how the call went.
type outcome struct {
	status int // of the last response; 0 if none was received
	tries  int
	took   time.Duration
	err    error
}

// statusOf returns the HTTP status of the response with which a call failed, or 0 if there was
// none.
func statusOf(err error) int {
	if apiErr, ok := errors.AsType[*Error](err); ok {
		return apiErr.HTTPStatus
	}
	if decodeErr, ok := errors.AsType[*DecodeError](err); ok {
		return decodeErr.HTTPStatus
	}
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		return transportErr.HTTPStatus
	}
	return 0
}

// log writes the log record of a call. It contains no key, token or identifier and no text
// from the service.
func (c *Client) log(ctx context.Context, r *request, o outcome) {
	fault := FaultOf(o.err)
	level := slog.LevelDebug
	if fault == FaultDeveloper || fault == FaultService {
		level = slog.LevelWarn
	}
	if !c.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("endpoint", r.name), slog.Duration("took", o.took)}
	if o.tries > 1 {
		attrs = append(attrs, slog.Int("tries", o.tries))
	}
	if o.status != 0 {
		attrs = append(attrs, slog.Int("http_status", o.status))
	}
	if o.err != nil {
		attrs = append(attrs, slog.String("fault", fault.String()))
	}
	if apiErr, ok := errors.AsType[*Error](o.err); ok && apiErr.Code != CodeNone {
		attrs = append(attrs, slog.Int("code", int(apiErr.Code)))
	}
	if transportErr, ok := errors.AsType[*TransportError](o.err); ok {
		attrs = append(attrs, slog.Bool("may_have_been_sent", transportErr.MayHaveBeenSent))
	}
	c.logger.LogAttrs(ctx, level, "janrain call", attrs...)
}

// MarshalJSON encodes the app domain and no keys.
func (c Client) MarshalJSON() ([]byte, error) { return marshalParams(c) }
