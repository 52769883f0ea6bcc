package janrain

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/form"
	"github.com/janrain-go/janrain/internal/transport"
	"github.com/janrain-go/janrain/internal/wire"
)

// Answer is an answer without a type of its own: its members, in Extra, as they
// came.
type Answer struct {
	Stat string `json:"stat"` // "ok"

	Extra map[string]json.RawMessage
}

// Call makes a call that this package has no method for: it sends the form, which may
// be nil, to a path of the service, as "plugin/create_rp", under all the rules of the
// others. The members of the answer are in its Extra, which is not printed.
// A documented call gets the keys and the domain that it takes; of the others, those
// below "partner/" get both keys, those below "signin/" none, and those below
// "partner/" and "plugin/" are on the partner domain. It is not tried again once it
// may have been sent.
//
// A path with a segment that is empty (one slash in front and one at the end aside) or
// ends in a dot, as "..", or with any character but ASCII letters, digits and "/-._~", is
// refused, and so is a form that has the keys in it. What a parameter's name calls a key, token, secret or
// password is taken out of an error's text.
func (c *Client) Call(ctx context.Context, path string, form url.Values) (*Answer, error) {
	path = strings.TrimPrefix(path, "/")
	if fault := pathFault(path); fault != "" {
		return nil, &ParamError{Method: "Call", Field: "path", Reason: fault, Missing: path == ""}
	}
	for name := range form {
		if strings.EqualFold(name, "apiKey") || strings.EqualFold(name, "partnerKey") {
			return nil, &ParamError{Method: path, Field: "form", Parameter: name, Reason: "is the client's to add, leave it out"}
		}
	}
	e := endpointAt(path)
	if e.user {
		return signInAnswer(ask[AuthInfo](ctx, c, e, form))
	}
	return ask[Answer](ctx, c, e, form)
}

// signInAnswer is for an answer that has to name a user without a doubt, whoever
// asks.
func signInAnswer(info *AuthInfo, err error) (*Answer, error) {
	if err != nil {
		return nil, err
	}
	text, err := info.MarshalJSON()
	if err != nil {
		return nil, err // what has been read can be written
	}
	answer := new(Answer)
	if err := answer.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return answer, nil
}

// endpointAt is what is known of a path: the documented call's own row, or what
// the calls of its root have in common. Case and a slash at the end change nothing:
// some servers care about neither.
func endpointAt(path string) endpoint {
	plain := "/" + strings.ToLower(strings.TrimSuffix(path, "/"))
	for i := range endpoints {
		if endpoints[i].path == plain {
			e := endpoints[i]
			e.path = "/" + path
			e.repeatable = false // the form may say otherwise
			e.list = ""          // an Answer has no fields
			return e
		}
	}
	e := endpoint{name: path, path: "/" + path}
	if endpointNamed(path).name != "" { // a documented call's name is not its path
		e.name = e.path
	}
	switch root, _, _ := strings.Cut(plain[1:], "/"); root {
	case "partner":
		e.need, e.partner = needBothKeys, true
	case "plugin":
		e.partner = true
	case "signin":
		e.need = needNoKey
	}
	return e
}

// endpoints are the documented calls.
var endpoints = []endpoint{
	authInfo, getUserData, getContacts, addOrUpdateAccessToken, oauthToken,
	mapIdentifier, unmap, mappings, allMappings,
	getAppSettings, setAppSettings, getDomainPatterns, addDomainPatterns, setDomainPatterns,
	getAvailableProviders, getProviders, setAuthProviders, lookupRP,
	getProviderProperties, setProviderProperties, getProviderPermissions, setProviderPermissions, verifyDomain,
	apps, createApp, deleteApp, resetAPIKey, addDomain,
	getAdmins, addAdmin, deleteAdmin, createInvite, getPendingInvites,
	activity, setStatus, shareBroadcast, shareDirect, getShareCount, getShareProviders, setShareProviders,
	authInfos, analyticsAccess, getBackplaneProperties, setBackplaneProperties, addBackplaneBus,
}

// endpointNamed returns the documented call of a name, or the zero endpoint.
func endpointNamed(name string) endpoint {
	for i := range endpoints {
		if endpoints[i].name == name {
			return endpoints[i]
		}
	}
	return endpoint{}
}

// pathFault says what is wrong with a path below a domain, or "". The keys go
// where it leads.
func pathFault(path string) string {
	other := func(r rune) bool { // the unreserved ones: % could hide a dot or a slash, and some servers cut at ;
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("/-._~", r)
	}
	if path == "" {
		return "is empty"
	}
	if strings.ContainsFunc(path, other) {
		return "has a character in it that no path of the service has, it is to be as api/v2/map"
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		if segment == "" || strings.HasSuffix(segment, ".") { // some servers drop a dot at the end
			return "has a segment that is empty or ends in a dot"
		}
	}
	return ""
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

// judge finds an answer's verdict, and fills in result if it is a good one.
func judge(q *request, resp *transport.Response, result any) error {
	if result == nil {
		result = new(nothing)
	}
	verdict, err := wire.UnmarshalAnswer(resp.Body, result, wire.Options{Wrapped: q.partner})
	syntax, broken := errors.AsType[*wire.Error](err)
	text := bytes.TrimLeft(resp.Body, " \t\r\n")
	switch {
	case len(text) == 0 || text[0] != '{':
		return garbled(q, resp, &DecodeError{Reason: noObject(&resp.Head, len(text) == 0)})
	case broken:
		return garbled(q, resp, &DecodeError{Reason: syntax.Reason, Offset: syntax.Offset})
	case !verdict.HasStat:
		return garbled(q, resp, &DecodeError{Reason: "the answer has no stat"})
	case !verdict.OK():
		return refusal(q, resp, verdict)
	case !resp.Complete():
		return garbled(q, resp, &DecodeError{Reason: incompleteness(&resp.Head)})
	}
	if q.list != "" && !wire.HasList(result, q.list) {
		return garbled(q, resp, &DecodeError{Reason: "the response has no list " + q.list})
	}
	if s, ok := result.(settler); ok {
		if err := s.settle(); err != nil {
			return garbled(q, resp, &DecodeError{Reason: err.Error(), Err: err})
		}
	}
	return nil
}

// nothing is the answer of a call that says no more than ok.
type nothing struct {
	Stat string `json:"stat"` // so that it cannot stand there in another case too

	Extra wire.Extra
}

// A settler is an answer that takes more than stat ok to be believed.
type settler interface{ settle() error }

// mustHave is for an answer that is worth nothing without a member.
func mustHave(member, value string) error {
	if value == "" {
		return errors.New("the answer has no " + member)
	}
	return nil
}

// garbled completes the error for an answer that cannot be trusted.
func garbled(q *request, resp *transport.Response, err *DecodeError) *DecodeError {
	err.Method, err.HTTPStatus, err.Length = q.name, resp.Status, len(resp.Body)
	if kind := resp.ContentType(); !repeats(q.keys.secrets(q.form), kind) {
		err.ContentType = kind
	}
	err.RetryAfter = resp.RetryAfter()
	return err
}

// refusal is the error for an answer whose verdict is not ok.
func refusal(q *request, resp *transport.Response, v wire.Verdict) *Error {
	err := &Error{Method: q.name, Code: CodeNone, HTTPStatus: resp.Status, RetryAfter: resp.RetryAfter()}
	if v.Code != nil {
		err.Code = max(Code(*v.Code), CodeNone+1) // a code that was sent is not none
	}
	message := v.Message
	if !v.Failed && strings.EqualFold(v.Stat, "error") { // the Registration API's envelope
		message = cmp.Or(v.Description, v.RegistrationError)
		if v.RegistrationCode != nil {
			err.RegistrationCode = *v.RegistrationCode
		}
	}
	message = cutText(message)
	err.Message = q.discreet(message)
	if about := subjectOf(message); about != err.about() {
		err.subject, err.judged = about, true
	}
	return err
}

// maxSaid is how much of a text of somebody else is kept, in bytes.
const maxSaid = 16 << 10

// cutText returns the beginning of a text. The longest response is nothing but a message,
// which nobody reads and every log keeps.
func cutText(s string) string {
	if len(s) <= maxSaid {
		return s
	}
	return strings.ToValidUTF8(s[:maxSaid], "") + "..."
}

// discreet returns an error that says no secret, and nothing of an answer: where
// a server breaks the protocol, net/http quotes what it sent.
func discreet(q *request, err error) error {
	said := err.Error()
	if header, ok := errors.AsType[textproto.ProtocolError](err); ok { // Go 1.26.0 does not quote the line
		said = strings.Replace(said, string(header), "malformed header", 1)
	}
	said = cutText(said)
	text := q.discreet(said)
	_, quoted, _ := strings.Cut(said, `"`)
	if !ofTheNetwork(err) || errors.Is(err, ErrRedirect) && repeats(q.keys.secrets(q.form), quoted) {
		text, _, _ = strings.Cut(text, `"`)
	}
	if text == err.Error() {
		return err
	}
	return &discreetError{text: strings.TrimRight(text, " :[="), of: func() error { return err }}
}

// ofTheNetwork reports the errors that are about the connection, or this
// package's own; they quote nothing but hosts and certificates.
func ofTheNetwork(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || misconnectionOf(err) != connectionMayWork || errors.Is(err, ErrRedirect)
}

// A discreetError can be compared with the error it stands for, but not taken apart.
type discreetError struct {
	text string
	of   func() error // package fmt prints everything else
}

func (e *discreetError) Error() string { return e.text }

func (e *discreetError) Is(target error) bool { return errors.Is(e.of(), target) }

// undisguised returns the error that a discreetError stands for, and every other error as
// it is: whose fault it is does not depend on what it says.
func undisguised(err error) error {
	if d, ok := errors.AsType[*discreetError](err); ok {
		return d.of()
	}
	return err
}
