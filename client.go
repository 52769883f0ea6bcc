package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/form"
	"github.com/janrain-go/janrain/internal/transport"
)

// A Client calls the API of one application with its keys. It is safe for many
// goroutines at once; make one and keep it, it holds the connections. Another
// application, or a changed key, is another Client.
type Client struct {
	social  string // base URLs without a slash at the end
	partner string
	keys    keyring
	send    *transport.Transport
	timeout time.Duration // of a whole call
	retry   RetryPolicy
	logger  *slog.Logger
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
	social, fault := baseURL(appDomain)
	if fault != "" {
		return nil, refused("appDomain", fault)
	}
	if fault := keyFault(apiKey); fault != "" {
		return nil, refused("apiKey", fault)
	}
	c.partner = social
	for _, opt := range opts {
		if opt == nil {
			return nil, refused("Option", "is nil")
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
		social:  social,
		partner: c.partner,
		keys:    func() keys { return c.keys },
		send:    &transport.Transport{Base: c.base, MaxBytes: c.maxBytes, UserAgent: c.userAgent},
		timeout: c.timeout,
		retry:   c.retry,
		logger:  c.logger,
	}, nil
}

// CloseIdleConnections closes the connections that no call uses at the moment.
// Clients that share a transport share its connections.
func (c *Client) CloseIdleConnections() {
	if c == nil || c.send == nil {
		return
	}
	if t, ok := c.send.Base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// An endpoint is one call of the API.
type endpoint struct {
	name       string // as the documentation calls it
	path       string
	need       need
	partner    bool // on the partner domain, with the partner API's wrappers
	repeatable bool // to make the call twice is as good as once
	user       bool // the response is worth nothing without a user

	advice  map[reason]string // what a refusal means for this call in particular
	loss    string            // what a lost response means for it
	explain func(error) error // what an error means to this caller in particular, if it is not nil

	// list is the member whose list the call asks for, as "response.entry"; "" if a
	// response may leave out all its lists.
	list string
}

// call makes one call, from the checked params to the typed answer; result is
// a pointer to an answer type, or nil where the answer says no more than ok.
// It is the only way to the service.
func (c *Client) call(ctx context.Context, e endpoint, params, result any, fixed ...param) error {
	if err := c.check(ctx, e, params); err != nil {
		return err
	}
	body, err := form.Encode(params)
	if err != nil {
		return &ParamError{Method: e.name, Field: "params", Reason: "cannot be encoded as a form"}
	}
	for _, p := range fixed {
		if p.name != "" {
			body.Set(p.name, p.value)
		}
	}
	return c.run(ctx, c.request(e, body), result)
}

// ask makes a call whose answer says more than ok.
func ask[T any](ctx context.Context, c *Client, e endpoint, params any, fixed ...param) (*T, error) {
	answer := new(T)
	if err := c.call(ctx, e, params, answer, fixed...); err != nil {
		return nil, err
	}
	return answer, nil
}

// request adds the keys to a form that has been checked.
func (c *Client) request(e endpoint, body url.Values) *request {
	q := &request{endpoint: e, keys: c.keys(), form: body}
	q.keys.add(body, e.need)
	return q
}

// run makes the tries of a request, within the time of a whole call.
func (c *Client) run(ctx context.Context, q *request, result any) error {
	start := time.Now()
	bound, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var status int
	tries, err := c.retry.do(bound, q, func() error {
		resp, err := c.post(bound, q)
		if err != nil {
			status = statusOf(err)
			return err
		}
		defer resp.Release()
		status = resp.Status
		return judge(q, resp, result)
	})
	if err != nil && q.explain != nil {
		err = q.explain(err)
	}
	c.log(ctx, q, outcome{status, tries, time.Since(start), err})
	return err
}

// A param is one that the method sets, not the caller.
type param struct{ name, value string }

// A request is a call that has been checked, with the keys in its form.
type request struct {
	endpoint
	keys keys
	form url.Values
}

// discreet returns a text without the request's secrets, should the service
// have repeated them.
func (q *request) discreet(text string) string {
	site, _, _ := strings.Cut(q.form.Get("tokenUrl"), "?") // the service quotes it, and everybody knows it
	return without(q.keys.secrets(q.form), withoutStates(text), q.name, site)
}

// check refuses what cannot work before anything is sent.
func (c *Client) check(ctx context.Context, e endpoint, params any) error {
	switch {
	case c == nil || c.keys == nil:
		return &ParamError{Method: e.name, Field: "Client", Reason: "is not made with NewClient", Missing: true}
	case ctx == nil || isNil(ctx):
		return &ParamError{Method: e.name, Field: "ctx", Reason: "is nil", Missing: true}
	}
	if err := c.keys().check(e); err != nil {
		return err
	}
	return checkParams(e.name, params)
}

func (c *Client) post(ctx context.Context, q *request) (*transport.Response, error) {
	resp, err := c.send.Post(ctx, c.toSend(q))
	return resp, undelivered(q, err)
}

// toSend is the request as the transport takes it.
func (c *Client) toSend(q *request) transport.Request {
	base := c.social
	if q.partner {
		base = c.partner
	}
	return transport.Request{
		URL: base + q.path, Form: q.form, User: q.keys.clientID, Password: q.keys.clientSecret,
		Repeatable: q.repeatable,
	}
}

// undelivered is the error for a request or an answer that did not arrive whole.
func undelivered(q *request, err error) error {
	if broken, ok := errors.AsType[*transport.Error](err); ok {
		return &TransportError{
			Method:          q.name,
			HTTPStatus:      broken.Status,
			MayHaveBeenSent: broken.MayHaveBeenSent,
			Err:             discreet(q, broken.Err),
		}
	}
	return err
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
func (c *Client) log(ctx context.Context, q *request, o outcome) {
	fault := FaultOf(o.err)
	level := slog.LevelDebug
	if fault == FaultDeveloper || fault == FaultService {
		level = slog.LevelWarn
	}
	if !c.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("method", q.name), slog.Duration("took", o.took)}
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

// Format prints the app domain, never a key.
func (c Client) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "janrain.Client{%q %s}", c.social, redacted)
}

// LogValue is the app domain, never a key.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.social) }

// MarshalJSON writes the app domain, never a key.
func (c Client) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"appDomain": c.social})
}
