package janraintest

import (
	"net/url"
	"slices"
	"strings"
)

// An endpoint is one call of the API: what it requires and what it does.
type endpoint struct {
	path    string
	name    string // as the vendor documents it: the path without the API's root
	keys    keys
	takes   []parameter // without the keys
	json    bool        // it also takes a JSON object, and the provider in the query
	get     bool        // it also takes a GET, with all parameters in the query
	wrapper string      // around the response, if the vendor's pages show one
	act     func(call) (members, *refusal)
}

// post returns the endpoint of a path. A path of the partner API takes both keys, any other
// the API key. The list of parameters is explained at parameters.
func post(path, takes string, act func(call) (members, *refusal)) endpoint {
	e := endpoint{path: path, name: path, takes: parameters(takes), act: act}
	if strings.HasPrefix(path, "/partner/") {
		e.keys = bothKeys
	}
	for _, root := range []string{"/api/v2/", "/partner/v2/", "/plugin/", "/"} {
		if name, ok := strings.CutPrefix(path, root); ok {
			e.name = name
			break
		}
	}
	return e
}

// with returns the endpoint with other keys.
func (e endpoint) with(k keys) endpoint {
	e.keys = k
	return e
}

// wrapped returns the endpoint with a wrapper around its response.
func (e endpoint) wrapped(name string) endpoint {
	e.wrapper = name
	return e
}

// orJSON returns the endpoint that takes JSON too.
func (e endpoint) orJSON() endpoint {
	e.json = true
	return e
}

// orGet returns the endpoint that takes a GET too.
func (e endpoint) orGet() endpoint {
	e.get = true
	return e
}

// A call is an admitted request: its keys are right, and the parameters that it requires
// are there. The state is locked while one is acted on.
type call struct {
	state *state
	app   *application // nil if the partner key comes alone
	form  url.Values
}

// endpoints are the calls by their path. Their rows stand in the files of their subjects.
var endpoints = func() map[string]endpoint {
	all := map[string]endpoint{}
	for _, e := range slices.Concat(
		authInfoEndpoints, userDataEndpoints, contactEndpoints, accessTokenEndpoints, mappingEndpoints,
		settingEndpoints, domainEndpoints, providerEndpoints, partnerEndpoints, appEndpoints, adminEndpoints,
		sharingEndpoints, backplaneEndpoints, analyticsEndpoints,
	) {
		all[e.path] = e
	}
	return all
}()
