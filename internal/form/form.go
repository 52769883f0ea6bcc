// Package form turns a params struct into the body of a request.
package form

import (
	"net/url"
	"slices"

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

	// /signin/oauth_token: the page, and what both of the vendor's mobile
	// libraries send; the same for WeChat between its two libraries.
	"token_secret": "token-secret",
	"openid":       "wechat.openid",
}

// Encode returns the form of a params struct with url tags, or of a pointer to
// one; nil gives an empty form, and a form that is made already a copy.
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
	for name, other := range spellings {
		if v, ok := values[name]; ok {
			values[other] = v
		}
	}
	return values, nil
}
