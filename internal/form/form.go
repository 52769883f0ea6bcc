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
// A field with the tag also:"name" is also sent with that name. The vendor's pages have two
// spellings for some parameters, and it is not known which of them today's service reads. The
// service ignores unknown parameters.
func Encode(params any) (url.Values, error) {
	switch params := params.(type) {
	case nil:
		return url.Values{}, nil
	case url.Values:
		copied := url.Values{}
		for name, values := range params {
			copied[name] = slices.Clone(values)
		}
		return copied, nil
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

// addSpellings adds the values of fields with the tag also under their second names.
func addSpellings(values url.Values, params reflect.Type) {
	for field := range params.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
		other := field.Tag.Get("also")
		if sent, ok := values[name]; ok && other != "" {
			values[other] = slices.Clone(sent)
		}
	}
}
