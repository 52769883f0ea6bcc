package janrain

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/form"
	"github.com/janrain-go/janrain/internal/redact"
	"github.com/janrain-go/janrain/internal/transport"
	"github.com/janrain-go/janrain/internal/wire"
)

// This file contains the path of a call. The functions are in the order in which they run.

// do makes a call whose response has no members besides stat.
func (c *Client) do(ctx context.Context, e *endpoint, params any) error {
	return c.call(ctx, e, params, new(okResponse))
}

// fetch makes a call and returns its response as a T.
func fetch[T any](ctx context.Context, c *Client, e *endpoint, params any) (*T, error) {
	result := new(T)
	if err := c.call(ctx, e, params, result); err != nil {
		return nil, err
	}
	return result, nil
}

// call makes a call and decodes its response into result, a pointer to a response type.
func (c *Client) call(ctx context.Context, e *endpoint, params, result any) error {
	r, err := c.newRequest(ctx, e, params)
	if err != nil {
		return err
	}
	return c.run(ctx, r, result)
}

// A request is a call that is ready to send.
type request struct {
	*endpoint
	keys   keys
	form   url.Values // including the keys that the endpoint requires
	redact *redact.Redactor
}

// newRequest validates the params of a call, encodes them as a form and adds the keys.
func (c *Client) newRequest(ctx context.Context, e *endpoint, params any) (*request, error) {
	if err := c.validate(ctx, e, params); err != nil {
		return nil, err
	}
	body, err := encode(params)
	if err != nil {
		return nil, newParamError(e.name, "params", "", err)
	}
	k := c.keys()
	k.addTo(body, e.keys)
	return &request{e, k, body, redact.New(k.secrets(), params, body, e.name)}, nil
}

// validate returns an error if the client, the context, the keys or the params are invalid.
func (c *Client) validate(ctx context.Context, e *endpoint, params any) error {
	switch {
	case c == nil || c.keys == nil:
		return newParamError(e.name, "Client", "", errNotMade)
	case ctx == nil || isNil(ctx):
		return newParamError(e.name, "ctx", "", errNil)
	}
	if err := c.keys().validate(e); err != nil {
		return err
	}
	return checkParams(e.name, params)
}

// A completer is a params struct with parameters that are not encoded from a single field.
type completer interface{ complete(form url.Values) }

// encode returns the form for a params struct, or a copy of a form from the caller.
func encode(params any) (url.Values, error) {
	body, err := form.Encode(params)
	if err != nil {
		return nil, errors.New("cannot be encoded as a form") // the encoder's error may quote a value
	}
	if p, ok := params.(completer); ok {
		p.complete(body)
	}
	return body, nil
}

// run sends a request, retries it according to the policy, and decodes the response.
func (c *Client) run(ctx context.Context, r *request, result any) error {
	start := time.Now()
	bound, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var status int
	tries, err := c.retry.do(bound, r, func() error {
		resp, err := c.transport.Post(bound, c.transportRequest(r, cancel))
		if err != nil {
			err = newTransportError(r, err)
			status = statusOf(err)
			return err
		}
		defer resp.Release()
		status = resp.Status
		return decode(r, resp, result)
	})
	if err != nil && r.explain != nil {
		err = r.explain(err)
	}
	c.log(ctx, r, outcome{status, tries, time.Since(start), err})
	return err
}

// transportRequest converts a request to the transport's type. cancel ends the call.
func (c *Client) transportRequest(r *request, cancel context.CancelFunc) transport.Request {
	base := c.appDomain
	if r.partner {
		base = c.partner
	}
	return transport.Request{
		URL: base + r.path, Form: r.form, User: r.keys.clientID, Password: r.keys.clientSecret,
		Repeatable: r.repeatable, Cancel: cancel,
	}
}

// newTransportError returns the error for a request or a response that was not transferred
// completely.
func newTransportError(r *request, err error) error {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return err
	}
	return &TransportError{
		Endpoint:        r.name,
		HTTPStatus:      failure.Status,
		MayHaveBeenSent: failure.MayHaveBeenSent,
		Err:             r.redact.Error(failure.Err),
	}
}

// decode decodes a response whose stat is ok into result. It returns an *Error if stat is not
// ok, and a *DecodeError if the response cannot be trusted.
func decode(r *request, resp *transport.Response, result any) error {
	verdict, err := wire.UnmarshalResponse(resp.Body, result, r.partner)
	invalid, isInvalid := errors.AsType[*wire.Error](err)
	text := bytes.TrimLeft(resp.Body, " \t\r\n")
	switch {
	case len(text) == 0 || text[0] != '{':
		return newDecodeError(r, resp, DecodeError{Reason: noObject(&resp.Head, len(text) == 0)})
	case isInvalid:
		return newDecodeError(r, resp, DecodeError{Reason: invalid.Reason, Offset: invalid.Offset})
	case !verdict.HasStat:
		return newDecodeError(r, resp, DecodeError{Reason: "the response has no stat"})
	case !verdict.OK():
		return newError(r, resp, verdict)
	case !resp.Complete():
		return newDecodeError(r, resp, DecodeError{Reason: incompleteness(&resp.Head)})
	}
	return checkResult(r, resp, result)
}

// okResponse is a response without members besides stat.
type okResponse struct{ Extra wire.Extra }

// A validator is a response with required members. Its validate also sets the fields that are
// derived from others.
type validator interface{ validate() error }

// checkResult returns a *DecodeError if the response lacks a required list or member.
func checkResult(r *request, resp *transport.Response, result any) error {
	if r.list != "" && !wire.HasList(result, r.list) {
		return newDecodeError(r, resp, DecodeError{Reason: "the response has no list " + r.list})
	}
	if v, ok := result.(validator); ok {
		if err := v.validate(); err != nil {
			return newDecodeError(r, resp, DecodeError{Reason: err.Error(), Err: err})
		}
	}
	return nil
}

// requireMember returns an error if the value of a required member is empty.
func requireMember(name, value string) error {
	if value == "" {
		return errors.New("the response has no " + name)
	}
	return nil
}

// newDecodeError sets the fields of err that every DecodeError has, and returns it.
func newDecodeError(r *request, resp *transport.Response, err DecodeError) *DecodeError {
	err.Endpoint, err.HTTPStatus, err.Length = r.name, resp.Status, len(resp.Body)
	err.ContentType = r.redact.Name(resp.ContentType())
	err.RetryAfter = resp.RetryAfter()
	return &err
}

// newError returns the error for a response whose stat is not ok.
func newError(r *request, resp *transport.Response, v wire.Verdict) *Error {
	err := &Error{Endpoint: r.name, Code: CodeNone, HTTPStatus: resp.Status, RetryAfter: resp.RetryAfter()}
	if v.Code != nil {
		err.Code = max(Code(*v.Code), CodeNone+1) // CodeNone is reserved for a missing code
	}
	message := v.Message
	if !v.Failed && strings.EqualFold(v.Stat, "error") { // the Registration API's envelope
		message = cmp.Or(v.Description, v.RegistrationError)
		if v.RegistrationCode != nil {
			err.RegistrationCode = *v.RegistrationCode
		}
	}
	err.Message = r.redact.Text(message)
	if about := subjectOf(message); about != err.about() {
		err.subject, err.hasSubject = about, true
	}
	return err
}

const reasonEncoded = "the response has a Content-Encoding that was not requested"

// noObject returns the reason why a body is not a JSON object. It does not look at the body:
// "404 page not found" begins with a JSON number.
func noObject(head *transport.Head, empty bool) string {
	switch {
	case head.Encoded():
		return reasonEncoded
	case empty:
		return "the body is empty"
	}
	return "not a JSON object"
}

// incompleteness returns the reason why a response cannot be trusted although it says ok.
func incompleteness(head *transport.Head) string {
	switch {
	case head.Status < 200 || head.Status > 299:
		return "stat is ok but the HTTP status is not 2xx"
	case head.Encoded():
		return reasonEncoded
	}
	return "stat is ok but the HTTP status is one of a partial or empty response"
}
