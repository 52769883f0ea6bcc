package janrain

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/janrain-go/janrain/internal/check"
	"github.com/janrain-go/janrain/internal/transport"
)

// A Client calls the API of one application with its keys. It is safe for many
// goroutines at once; make one and keep it, it holds the connections. Another
// application, or a changed key, is another Client.
type Client struct {
	appDomain string `print:"yes"` // base URLs without a trailing slash
	partner   string
	keys      keyring
	transport *transport.Transport
	timeout   time.Duration // of a whole call
	retry     RetryPolicy
	logger    *slog.Logger
}

// NewClient returns a client for the application at appDomain, as the
// dashboard's settings page shows it: "example.rpxnow.com", also with https://
// in front, a port, and one slash at the end. http:// is taken for a loopback
// host only. The API key is on the same page.
//
// Anything that cannot work is refused here, with a *ParamError that names the
// argument or the option.
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

// CloseIdleConnections closes the connections that no call uses at the moment.
// Clients that share a transport share its connections.
func (c *Client) CloseIdleConnections() {
	if c == nil || c.transport == nil {
		return
	}
	if t, ok := c.transport.Base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// An outcome is what the log tells of a call.
type outcome struct {
	status int // of the last response; 0 if no header arrived
	tries  int
	took   time.Duration
	err    error
}

// statusOf returns the HTTP status under which a call failed; 0 if no header arrived.
func statusOf(err error) int {
	if refused, ok := errors.AsType[*Error](err); ok {
		return refused.HTTPStatus
	}
	if garbled, ok := errors.AsType[*DecodeError](err); ok {
		return garbled.HTTPStatus
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return broken.HTTPStatus
	}
	return 0
}

// log writes one record for a call: what it was and how it went, by an
// allow-list. No key, token, identifier or word of the service is in it.
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
	if refused, ok := errors.AsType[*Error](o.err); ok && refused.Code != CodeNone {
		attrs = append(attrs, slog.Int("code", int(refused.Code)))
	}
	if broken, ok := errors.AsType[*TransportError](o.err); ok {
		attrs = append(attrs, slog.Bool("may_have_been_sent", broken.MayHaveBeenSent))
	}
	c.logger.LogAttrs(ctx, level, "janrain call", attrs...)
}

// MarshalJSON writes the app domain, never a key.
func (c Client) MarshalJSON() ([]byte, error) { return marshalParams(c) }
