// Package form turns a params struct into the body of a request.
package form

import (
	"net/url"
	"reflect"

	"github.com/google/go-querystring/query"
)

// spellings are the parameters that the vendor's page of app/set_properties
// (2018) spells unlike every other source. By the name that app/get_properties
// answers, or older pages have, to the page's name. No source says which of
// the two today's service reads, and it ignores fields that it does not know,
// so both are sent.
var spellings = map[string]string{
	"fbAppID":           "fbAppId",
	"liveidAppID":       "liveidAppId",
	"activityScopesSet": "activtiyScopesString", // sic
	"contactsScopeSet":  "contactScopeSet",
}

// Encode returns the form of a params struct with url tags, or of a pointer to
// one; nil gives an empty form.
func Encode(params any) (url.Values, error) {
	if params == nil {
		return url.Values{}, nil
	}
	values, err := query.Values(reflect.Indirect(reflect.ValueOf(params)).Interface())
	if err != nil {
		return nil, err
	}
	for name, other := range spellings {
		if v, ok := values[name]; ok {
			values[other] = v
		}
	}
	return values, nil
}
