package janrain

import (
	"net/mail"
	"net/url"
	"reflect"
	"strings"
)

// checkParams holds the fields of a params struct against their check tags:
//
//	required   not empty, nor white space only
//	key        as a key from a vendor's page: no white space at an end, nothing invisible
//	url        an absolute URL
//	email      an email address alone
//
// A field that is not required may be empty whatever else its tag says.
func checkParams(method string, params any) error {
	if params == nil {
		return nil
	}
	v := reflect.ValueOf(params)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return &ParamError{Method: method, Field: v.Type().Elem().Name(), Reason: "is nil", Missing: true}
		}
		v = v.Elem()
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag, ok := field.Tag.Lookup("check")
		if !ok {
			continue
		}
		fault, missing := fieldFault(strings.Split(tag, ","), v.Field(i).String())
		if fault != "" {
			name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
			return &ParamError{Method: method, Field: field.Name, Parameter: name, Reason: fault, Missing: missing}
		}
	}
	return nil
}

// fieldFault says what is wrong with a text, or "".
func fieldFault(rules []string, s string) (fault string, missing bool) {
	empty := strings.TrimSpace(s) == ""
	for _, rule := range rules {
		switch {
		case rule == "required" && empty:
			return "is missing", true
		case s == "":
		case rule == "key" && keyFault(s) != "":
			return keyFault(s), false
		case rule == "url" && !absoluteURL(s):
			return "is not an absolute URL", false
		case rule == "email" && !emailAddress(s):
			return "is not an email address", false
		}
	}
	return "", false
}

func absoluteURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != "" && keyFault(s) == ""
}

func emailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
