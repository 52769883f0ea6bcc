package janrain

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// An endpoint is one call of the API, as a row such as
//
//	var addDomain = post("partner/v2/app/add_domain")
//
// describes it. Its name, its domain and its keys follow from the path; traits state the
// exceptions.
type endpoint struct {
	name string // in the documentation
	path string // with its leading slash

	keys    requiredKeys
	partner bool // it is on the partner domain, and a wrapper may be around its response

	repeatable bool   // a second send does no more than the first
	signIn     bool   // its response is worth nothing without a user
	list       string // the member whose list its response must have, such as "response.entry"

	advice  map[reason]string // what to do about an error of the service, for this call in particular
	loss    string            // what a lost response means
	explain func(error) error // returns a caller's own error for an error of this call; may be nil
}

// endpoints are the documented calls by their names. Post adds them.
var endpoints = map[string]*endpoint{}

// post returns the endpoint at a documented path, and registers it.
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

// newEndpoint returns what all calls have in common whose path has the same root.
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

// A trait is what the path of an endpoint does not tell.
type trait func(*endpoint)

func repeatable(e *endpoint) { e.repeatable = true }

func signsIn(e *endpoint) { e.signIn = true }

func takes(keys requiredKeys) trait { return func(e *endpoint) { e.keys = keys } }

func returnsList(member string) trait { return func(e *endpoint) { e.list = member } }

func advises(advice map[reason]string) trait { return func(e *endpoint) { e.advice = advice } }

func explains(explain func(error) error) trait { return func(e *endpoint) { e.explain = explain } }

func ifLost(loss string) trait { return func(e *endpoint) { e.loss = loss } }

// endpointNamed returns the documented endpoint of a name, or the zero endpoint.
func endpointNamed(name string) *endpoint {
	if e, ok := endpoints[name]; ok {
		return e
	}
	return new(endpoint)
}

// endpointAt returns the documented endpoint at a path, or what is known of any path. Case and
// a trailing slash make no difference, because some servers ignore both.
func endpointAt(path string) *endpoint {
	plain := "/" + strings.ToLower(strings.TrimSuffix(path, "/"))
	for _, documented := range endpoints {
		if documented.path != plain {
			continue
		}
		e := *documented
		e.path = "/" + path
		e.repeatable = false // the form may say otherwise
		e.list = ""          // an Answer has no fields
		return &e
	}
	e := newEndpoint(path)
	if _, taken := endpoints[path]; taken { // the name of a documented call is not its path
		e.name = e.path
	}
	return e
}

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
	if err := check.Path(path); err != nil {
		return nil, newParamError("Call", "path", "", err)
	}
	for name := range form {
		if strings.EqualFold(name, "apiKey") || strings.EqualFold(name, "partnerKey") {
			return nil, &ParamError{Endpoint: path, Field: "form", Parameter: name, Reason: "is added by the client, leave it out"}
		}
	}
	e := endpointAt(path)
	if e.signIn {
		return signInAnswer(fetch[AuthInfo](ctx, c, e, form))
	}
	return fetch[Answer](ctx, c, e, form)
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
