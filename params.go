package janrain

import (
	"net/mail"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
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
	for _, r := range rulesOf(v.Type()) {
		if fault, missing := fieldFault(r.rules, v.Field(r.index).String()); fault != "" {
			return &ParamError{Method: method, Field: r.field, Parameter: r.parameter, Reason: fault, Missing: missing}
		}
	}
	return nil
}

// A fieldRule is what one field of a params struct is held against.
type fieldRule struct {
	index            int
	field, parameter string
	rules            []string
}

var fieldRules sync.Map // of reflect.Type to []fieldRule

func rulesOf(t reflect.Type) []fieldRule {
	if known, ok := fieldRules.Load(t); ok {
		rules, _ := known.([]fieldRule)
		return rules
	}
	var rules []fieldRule
	for i := range t.NumField() {
		sf := t.Field(i)
		if tag, ok := sf.Tag.Lookup("check"); ok {
			parameter, _, _ := strings.Cut(sf.Tag.Get("url"), ",")
			rules = append(rules, fieldRule{i, sf.Name, parameter, mustKnow(sf, strings.Split(tag, ","))})
		}
	}
	fieldRules.Store(t, rules)
	return rules
}

// mustKnow panics on a slip in this package's own tags, which would let bad
// input pass.
func mustKnow(sf reflect.StructField, rules []string) []string {
	known := []string{"required", "key", "url", "email"}
	unknown := func(rule string) bool { return !slices.Contains(known, rule) }
	if sf.Type.Kind() != reflect.String || slices.ContainsFunc(rules, unknown) {
		panic("janrain: " + sf.Name + " cannot be checked for " + strings.Join(rules, ","))
	}
	return rules
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

// isNil reports a nil that is inside of an interface, where == does not see it.
func isNil(v any) bool {
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice:
		return rv.IsNil()
	}
	return false
}
