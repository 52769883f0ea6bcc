package janrain

import (
	"net/mail"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// checkParams holds the fields of a params struct against their check tags:
//
//	required   not empty, nor white space only
//	key        as a key from a vendor's page: no white space at an end, nothing invisible
//	url        an absolute URL
//	email      an email address alone
//	domain     a domain alone
//	list       of words: texts that are not empty and have no white space, and no comma, which divides them
//
// A field that is not required may be empty whatever else its tag says. What no
// field tells alone is the params' own to say: see joint.
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
	if v.Kind() != reflect.Struct {
		return nil // a form of the caller's own
	}
	for _, r := range rulesOf(v.Type()) {
		if fault, missing := r.fault(v.Field(r.index)); fault != "" {
			return &ParamError{Method: method, Field: r.field, Parameter: r.parameter, Reason: fault, Missing: missing}
		}
	}
	if j, ok := reflect.TypeAssert[joint](v); ok {
		if err := j.conflict(); err != nil {
			err.Method = method
			return err
		}
	}
	return nil
}

// Params are joint where one field depends on another.
type joint interface{ conflict() *ParamError }

// eitherOr refuses none of two fields that stand for each other, and both.
func eitherOr(field, parameter string, given bool, other string, otherGiven bool) *ParamError {
	switch {
	case given && otherGiven:
		return &ParamError{Field: field, Parameter: parameter, Reason: "stands beside " + other + ", give one of them"}
	case !given && !otherGiven:
		return &ParamError{Field: field, Parameter: parameter, Reason: "is missing, and so is " + other, Missing: true}
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
	var known []string
	switch {
	case sf.Type.Kind() == reflect.String:
		known = []string{"required", "key", "url", "email", "domain"}
	case sf.Type.Kind() == reflect.Slice && sf.Type.Elem().Kind() == reflect.String:
		known = []string{"required", "list"}
	case sf.Type == reflect.TypeFor[time.Time]():
		known = []string{"required"}
	}
	unknown := func(rule string) bool { return !slices.Contains(known, rule) }
	if slices.ContainsFunc(rules, unknown) {
		panic("janrain: " + sf.Name + " cannot be checked for " + strings.Join(rules, ","))
	}
	return rules
}

// fault says what is wrong with a field's value, or "".
func (r *fieldRule) fault(v reflect.Value) (fault string, missing bool) {
	if v.Kind() == reflect.String {
		return textFault(r.rules, v.String())
	}
	if slices.Contains(r.rules, "required") && (v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0) {
		return "is missing", true
	}
	if slices.Contains(r.rules, "list") {
		for i := range v.Len() {
			s := v.Index(i).String()
			if strings.Contains(s, ",") || strings.ContainsFunc(s, unicode.IsSpace) || keyFault(s) != "" {
				return "has an element that is empty, or has white space, a comma or a character that cannot be seen", false
			}
		}
	}
	return "", false
}

// textFault says what is wrong with a text, or "".
func textFault(rules []string, s string) (fault string, missing bool) {
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
		case rule == "domain" && hostFault(s) != "":
			return hostFault(s), false
		case rule == "domain" && !validHost(s):
			return "is not a domain", false
		}
	}
	return "", false
}

func absoluteURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Hostname() != "" && keyFault(s) == ""
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
