package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/janrain-go/janrain"
)

// variableOfKey are the variables of the keys that go with every call.
var variableOfKey = map[string]string{"apiKey": "JANRAIN_API_KEY", "partnerKey": "JANRAIN_PARTNER_KEY"}

// rehearse makes the call with a transport that sends nothing: the library's
// own checks say what is wrong, and its own form is what a dry run shows. The
// library tells of one property at a time, so each is put right with a
// stand-in, until it has no more to say. Then the entry is not to be sent.
func (e *entry) rehearse() (faults []*janrain.ParamError, err error) {
	client, err := janrain.NewClient("rehearsal.invalid", "api-key", janrain.WithPartnerKey("partner-key"),
		janrain.WithHTTPClient(&http.Client{Transport: recorder{e}}))
	if err != nil {
		return nil, err
	}
	put := map[string]bool{}
	for {
		err = client.SetProviderProperties(context.Background(), e.properties)
		fault, ok := errors.AsType[*janrain.ParamError](err)
		if !ok {
			return faults, err
		}
		p, ok := named(propertiesOf(e.properties), fault.Parameter)
		if !ok || put[p.name] {
			return faults, err
		}
		faults, put[p.name] = append(faults, fault), true
		p.field.SetString("")
		if p.required {
			p.field.SetString("https://stand-in.invalid") // which is good for a key too
		}
	}
}

// A recorder keeps what is sent to it, and sends nothing.
type recorder struct{ e *entry }

// RoundTrip answers ok.
func (r recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.e.path = req.URL.Path
	r.e.form, err = url.ParseQuery(string(body))
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"stat":"ok"}`)),
	}, err
}

// show prints what would be sent for each entry.
func show(w io.Writer, entries []*entry) error {
	var text strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&text, "%s: POST %s\n", e.provider, e.path)
		for _, name := range slices.Sorted(maps.Keys(e.form)) {
			fmt.Fprintf(&text, "  %s=%s\n", name, e.shown(name))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// shown is the value of a parameter, if it stands in the file; else where it
// comes from. A parameter that the library sends under two names is found by
// its value.
func (e *entry) shown(name string) string {
	value := e.form.Get(name)
	v, ok := e.variables[name]
	for _, other := range slices.Sorted(maps.Keys(e.variables)) {
		if !ok && e.variables[other].value == value {
			v, ok = e.variables[other], true
		}
	}
	switch key := variableOfKey[name]; {
	case key != "":
		return "[from " + key + "]"
	case ok:
		return "[from " + v.name + "]"
	case value == string(e.provider) || slices.Contains(e.literals, value):
		return strconv.Quote(value)
	}
	return "[not shown]"
}
