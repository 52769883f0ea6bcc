package janrain

import (
	"cmp"
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
	"github.com/janrain-go/janrain/internal/wire"
)

// A Client calls the API of one application with its keys. It is safe for many
// goroutines at once; make one and keep it, it holds the connections. Another
// application, or a changed key, is another Client.
type Client struct {
	social  string // base URLs without a slash at the end
	partner string
	keys    keyring
	send    *transport.Transport
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
		c.base = transport.Default()
	}
	if c.clientTimeout > 0 {
		c.timeout = min(c.timeout, c.clientTimeout)
	}
	return &Client{
		social:  social,
		partner: c.partner,
		keys:    func() keys { return c.keys },
		send:    &transport.Transport{Base: c.base, Timeout: c.timeout, MaxBytes: c.maxBytes, UserAgent: c.userAgent},
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
	name    string // as the documentation calls it
	path    string
	need    need
	partner bool // on the partner domain, with the partner API's wrappers
}

// call makes one call, from the checked params to the typed answer; result is
// a pointer to an answer type, or nil where the answer says no more than ok.
// It is the only way to the service.
func (c *Client) call(ctx context.Context, e endpoint, params, result any, fixed ...param) error {
	if err := c.check(ctx, e, params); err != nil {
		return err
	}
	k := c.keys()
	body, err := form.Encode(params)
	if err != nil {
		return &ParamError{Method: e.name, Field: "params", Reason: "cannot be encoded as a form"}
	}
	for _, p := range fixed {
		body.Set(p.name, p.value)
	}
	k.add(body, e.need)

	start := time.Now()
	resp, err := c.post(ctx, e, k, body)
	if err == nil {
		err = decode(e, resp, result, k.secrets(body))
	}
	c.log(ctx, e, resp, err, time.Since(start))
	return err
}

// A param is one that the method sets, not the caller.
type param struct{ name, value string }

// check refuses what cannot work before anything is sent.
func (c *Client) check(ctx context.Context, e endpoint, params any) error {
	switch {
	case c == nil || c.keys == nil:
		return &ParamError{Method: e.name, Field: "Client", Reason: "is not made with NewClient", Missing: true}
	case ctx == nil:
		return &ParamError{Method: e.name, Field: "ctx", Reason: "is nil", Missing: true}
	}
	if err := c.keys().check(e); err != nil {
		return err
	}
	return checkParams(e.name, params)
}

func (c *Client) post(ctx context.Context, e endpoint, k keys, body url.Values) (*transport.Response, error) {
	base := c.social
	if e.partner {
		base = c.partner
	}
	resp, err := c.send.Post(ctx, transport.Request{
		URL: base + e.path, Form: body, User: k.clientID, Password: k.clientSecret,
	})
	if broken, ok := errors.AsType[*transport.Error](err); ok {
		return nil, &TransportError{
			Method:          e.name,
			HTTPStatus:      broken.Status,
			MayHaveBeenSent: broken.MayHaveBeenSent,
			Err:             discreet(broken.Err, k.secrets(body)),
		}
	}
	return resp, err
}

// decode finds the verdict, and fills in result if it is a good one.
func decode(e endpoint, resp *transport.Response, result any, secrets []string) error {
	if result == nil {
		result = new(nothing)
	}
	verdict, err := wire.UnmarshalAnswer(resp.Body, result, wire.Options{Wrapped: e.partner})
	garbled := &DecodeError{
		Method: e.name, HTTPStatus: resp.Status, ContentType: without(secrets, resp.ContentType),
		Length: len(resp.Body), RetryAfter: resp.RetryAfter,
	}
	if syntax, ok := errors.AsType[*wire.Error](err); ok {
		garbled.Reason, garbled.Offset = syntax.Reason, syntax.Offset
		return garbled
	}
	success := resp.Status >= 200 && resp.Status < 300
	switch {
	case !verdict.HasStat:
		garbled.Reason = "the answer has no stat"
		return garbled
	case verdict.OK() && !success:
		garbled.Reason = "the answer says ok under a status that says otherwise"
		return garbled
	case !verdict.OK():
		return refusal(e, resp, verdict, secrets)
	}
	if s, ok := result.(settler); ok {
		if garbled.Err = s.settle(); garbled.Err != nil {
			garbled.Reason = garbled.Err.Error()
			return garbled
		}
	}
	return nil
}

// A settler is an answer that takes more than stat ok to be believed.
type settler interface{ settle() error }

// refusal is the error for an answer whose verdict is not ok.
func refusal(e endpoint, resp *transport.Response, v wire.Verdict, secrets []string) *Error {
	err := &Error{
		Method: e.name, Code: CodeNone, HTTPStatus: resp.Status, RetryAfter: resp.RetryAfter,
		Message: without(secrets, v.Message),
	}
	if v.Code != nil {
		err.Code = Code(*v.Code)
	}
	if v.Failed { // else it may be the Registration API's envelope
		return err
	}
	if v.RegistrationCode != nil {
		err.RegistrationCode = *v.RegistrationCode
	}
	err.Message = without(secrets, cmp.Or(v.Description, v.RegistrationError))
	return err
}

// nothing is the answer of a call that says no more than ok.
type nothing struct {
	Extra wire.Extra
}

// log writes one record for a call: what it was and how it went, by an
// allow-list. No key, token, identifier or word of the service is in it.
func (c *Client) log(ctx context.Context, e endpoint, resp *transport.Response, err error, took time.Duration) {
	fault := FaultOf(err)
	level := slog.LevelDebug
	if fault == FaultDeveloper || fault == FaultService {
		level = slog.LevelWarn
	}
	if !c.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("method", e.name), slog.Duration("took", took)}
	if resp != nil {
		attrs = append(attrs, slog.Int("http_status", resp.Status))
	}
	if err != nil {
		attrs = append(attrs, slog.String("fault", fault.String()))
	}
	if refused, ok := errors.AsType[*Error](err); ok && refused.Code != CodeNone {
		attrs = append(attrs, slog.Int("code", int(refused.Code)))
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
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

// discreet returns an error that says no secret, and nothing of an answer: where
// a server breaks the protocol, net/http quotes what it sent.
func discreet(err error, secrets []string) error {
	text := without(secrets, err.Error())
	if strings.Contains(text, "transport connection broken") || strings.Contains(text, "malformed") {
		text, _, _ = strings.Cut(text, `"`)
	}
	if text == err.Error() {
		return err
	}
	return &discreetError{
		text: strings.TrimRight(text, " :"),
		is:   func(target error) bool { return errors.Is(err, target) },
	}
}

// A discreetError can be compared with the error it stands for, but not taken
// apart.
type discreetError struct {
	text string
	is   func(error) bool
}

func (e *discreetError) Error() string        { return e.text }
func (e *discreetError) Is(target error) bool { return e.is(target) }
