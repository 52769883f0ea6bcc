package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// An endpoint describes a call of the API. It is declared in one line:
//
//	var addDomain = post("partner/v2/app/add_domain")
//
// Its name, domain and keys are derived from the path. Traits describe the exceptions.
type endpoint struct {
	name string // from the documentation
	path string // with a leading slash

	keys    requiredKeys
	partner bool // sent to the partner domain; the response may be wrapped in an object

	repeatable bool   // sending the request twice has the same effect as sending it once
	signIn     bool   // the response must identify a user
	list       string // the list that the response must contain, such as "response.entry"

	advice  map[reason]string // replaces the general advice for errors of the service
	loss    string            // describes the effect of a lost response
	explain func(error) error // converts an error of this call to a more specific one; may be nil
}

// endpoints maps the name of each documented call to its endpoint. The function post adds
// them.
var endpoints = map[string]*endpoint{}

// post registers and returns the endpoint at a documented path.
func post(path string, traits ...trait) *endpoint {
	e := newEndpoint(path)
	for _, root := range []string{"api/v2/", "partner/v2/", "plugin/"} {
		e.name = strings.TrimPrefix(e.name, root)
	}
	for _, set := range traits {
		set(e)
	}
	endpoints[e.name] = e
	return e
}

// newEndpoint returns an endpoint with the defaults for its path.
func newEndpoint(path string) *endpoint {
	e := &endpoint{name: path, path: "/" + path}
	switch root, _, _ := strings.Cut(strings.ToLower(path), "/"); root {
	case "partner":
		e.keys, e.partner = bothKeys, true
	case "plugin":
		e.partner = true
	case "signin":
		e.keys = noKey
	}
	return e
}

// A trait sets a property of an endpoint that cannot be derived from its path.
type trait func(*endpoint)

func repeatable(e *endpoint) { e.repeatable = true }

func signsIn(e *endpoint) { e.signIn = true }

func takes(keys requiredKeys) trait { return func(e *endpoint) { e.keys = keys } }

func returnsList(member string) trait { return func(e *endpoint) { e.list = member } }

func advises(advice map[reason]string) trait { return func(e *endpoint) { e.advice = advice } }

func explains(explain func(error) error) trait { return func(e *endpoint) { e.explain = explain } }

func ifLost(loss string) trait { return func(e *endpoint) { e.loss = loss } }

// endpointNamed returns the documented endpoint with a name, or a zero endpoint.
func endpointNamed(name string) *endpoint {
	if e, ok := endpoints[name]; ok {
		return e
	}
	return new(endpoint)
}

// endpointAt returns the documented endpoint at a path, or a new endpoint for any other path.
// Case and a trailing slash make no difference, because some servers ignore both.
func endpointAt(path string) *endpoint {
	plain := "/" + strings.ToLower(strings.TrimSuffix(path, "/"))
	for _, documented := range endpoints {
		if documented.path != plain {
			continue
		}
		e := *documented
		e.path = "/" + path
		e.repeatable = false // the form may say otherwise
		e.list = ""          // a Response has no fields
		return &e
	}
	e := newEndpoint(path)
	if _, taken := endpoints[path]; taken { // the path equals the name of a documented call
		e.name = e.path
	}
	return e
}

// Response is the response of a call that has no other response type. Extra holds all of its
// members, including stat.
type Response struct {
	Extra map[string]json.RawMessage
}

// Call makes a call for which this package has no method. It sends the form, which may be nil,
// to a path of the service, such as "plugin/create_rp". The members of the response are in Extra,
// which is not printed. A call is never repeatable; see RetryPolicy.
//
// Documented calls get the keys and the domain that they require. Of all other calls, those below
// "partner/" get both keys, those below "signin/" none, and the rest the API key. Calls below
// "partner/" and "plugin/" are sent to the partner domain.
//
// Call returns a *ParamError if a segment of the path is empty or ends in a dot, or if the path
// has characters other than ASCII letters, digits and "/-._~". One leading and one trailing slash
// are allowed. The form must not contain the keys. Values are redacted from errors if the name of
// their parameter suggests a key, token, secret or password.
func (c *Client) Call(ctx context.Context, path string, form url.Values) (*Response, error) {
	path = strings.TrimPrefix(path, "/")
	if err := check.Path(path); err != nil {
		return nil, newParamError("Call", "path", "", err)
	}
	for name := range form {
		if strings.EqualFold(name, "apiKey") || strings.EqualFold(name, "partnerKey") {
			return nil, newParamError(path, "form", name, errors.New("is added by the client, leave it out"))
		}
	}
	e := endpointAt(path)
	if e.signIn {
		return signInResponse(fetch[AuthInfo](ctx, c, e, form))
	}
	return fetch[Response](ctx, c, e, form)
}

// signInResponse converts the response of a call that must identify a user.
func signInResponse(info *AuthInfo, err error) (*Response, error) {
	if err != nil {
		return nil, err
	}
	text, err := info.MarshalJSON()
	if err != nil {
		return nil, err // cannot happen: every decoded response can be encoded
	}
	response := new(Response)
	if err := response.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return response, nil
}
