// Package form turns a params struct into the body of a request.
package form

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-querystring/query"
)

// Encode returns the form of a params struct with url tags, or of a pointer to one. For
// nil it returns an empty form, and for a form a copy.
//
// A field with the tag also:"name" is sent under that name too. The vendor's pages spell
// some parameters in two ways, and no source says which of them today's service reads; it
// ignores fields that it does not know.
func Encode(params any) (url.Values, error) {
	switch params := params.(type) {
	case nil:
		return url.Values{}, nil
	case url.Values:
		made := url.Values{}
		for name, values := range params {
			made[name] = slices.Clone(values)
		}
		return made, nil
	}
	values, err := query.Values(params)
	if err != nil {
		return nil, err
	}
	t := reflect.TypeOf(params)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	addSpellings(values, t)
	return values, nil
}

// addSpellings adds the other names of a struct's fields, if a field is sent at all.
func addSpellings(values url.Values, params reflect.Type) {
	for field := range params.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
		other := field.Tag.Get("also")
		if sent, ok := values[name]; ok && other != "" {
			values[other] = slices.Clone(sent)
		}
	}
}
