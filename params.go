package janrain

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/janrain-go/janrain/internal/check"
)

// paramRules are the rules for the check tag of a field in a params struct. Strings are
// checked as a whole, lists element by element. A field that is not required may be empty,
// even if it has other rules.
var paramRules = map[string]func(string) error{
	"required": nil, // not empty and not only white space
	"key":      check.Key,
	"url":      check.URL,
	"email":    check.Email,
	"domain":   check.Domain,
	"list":     check.Word,
}

var (
	errMissing = errors.New("is missing")
	errNil     = errors.New("is nil")
	errNotMade = errors.New("was not created by NewClient")
)

// newParamError returns the error for a field with an invalid value. The text of reason is a
// predicate such as "is empty".
func newParamError(endpoint, field, parameter string, reason error) *ParamError {
	isReason := func(target error) bool { return errors.Is(reason, target) }
	return &ParamError{
		Endpoint: endpoint, Field: field, Parameter: parameter, Reason: reason.Error(),
		Missing: slices.ContainsFunc([]error{errMissing, errNil, errNotMade, check.ErrEmpty}, isReason),
	}
}

// A crossChecker is a params struct with fields that depend on each other.
type crossChecker interface{ crossCheck() *ParamError }

// eitherOr returns an error unless exactly one of two fields is given.
func eitherOr(field, parameter string, given bool, other string, otherGiven bool) *ParamError {
	switch {
	case given && otherGiven:
		return newParamError("", field, parameter, fmt.Errorf("and %s are both set, set only one of them", other))
	case !given && !otherGiven:
		return newParamError("", field, parameter, fmt.Errorf("%w, and so is %s: set one of them", errMissing, other))
	}
	return nil
}

// checkParams validates a params struct, or a pointer to one, with the check tags of its
// fields and its crossCheck method. It accepts every form from a caller.
func checkParams(endpoint string, params any) error {
	if params == nil {
		return nil
	}
	v := reflect.ValueOf(params)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return newParamError(endpoint, v.Type().Elem().Name(), "", errNil)
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range checkedFieldsOf(v.Type()) {
		if err := f.check(v.Field(f.index)); err != nil {
			return newParamError(endpoint, f.name, f.parameter, err)
		}
	}
	if c, ok := reflect.TypeAssert[crossChecker](v); ok {
		if err := c.crossCheck(); err != nil {
			err.Endpoint = endpoint
			return err
		}
	}
	return nil
}

// A checkedField is a field of a params struct with a check tag.
type checkedField struct {
	index           int
	name, parameter string
	required        bool
	rules           []func(string) error
}

var checkedFields sync.Map // of reflect.Type to []checkedField

func checkedFieldsOf(t reflect.Type) []checkedField {
	if known, ok := checkedFields.Load(t); ok {
		fields, _ := known.([]checkedField)
		return fields
	}
	var fields []checkedField
	for i := range t.NumField() {
		if tag, ok := t.Field(i).Tag.Lookup("check"); ok {
			fields = append(fields, newCheckedField(t.Field(i), i, tag))
		}
	}
	checkedFields.Store(t, fields)
	return fields
}

// newCheckedField panics if the tag has an unknown rule or one that does not apply to the
// field's type. Otherwise invalid input would be accepted.
func newCheckedField(sf reflect.StructField, index int, tag string) checkedField {
	f := checkedField{index: index, name: sf.Name}
	f.parameter, _, _ = strings.Cut(sf.Tag.Get("url"), ",")
	isText := sf.Type.Kind() == reflect.String
	isList := sf.Type.Kind() == reflect.Slice && sf.Type.Elem().Kind() == reflect.String
	for rule := range strings.SplitSeq(tag, ",") {
		validate, known := paramRules[rule]
		switch {
		case known && rule == "required" && (isText || isList || sf.Type == reflect.TypeFor[time.Time]()):
			f.required = true
		case known && rule != "required" && (isText && rule != "list" || isList && rule == "list"):
			f.rules = append(f.rules, validate)
		default:
			panic("janrain: " + sf.Name + " cannot be checked for " + rule)
		}
	}
	return f
}

// check returns an error if the value of a field is invalid.
func (f *checkedField) check(v reflect.Value) error {
	if f.required && isBlank(v) {
		return errMissing
	}
	for _, validate := range f.rules {
		switch {
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				if err := validate(v.Index(i).String()); err != nil {
					return fmt.Errorf("has an element that %w", err)
				}
			}
		case v.Len() > 0:
			if err := validate(v.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// isBlank reports whether a field is not set. A string of white space counts as not set.
func isBlank(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.TrimSpace(v.String()) == ""
	case reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

// isNil reports whether an interface holds a nil value, such as a nil pointer.
func isNil(v any) bool {
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice:
		return rv.IsNil()
	}
	return false
}
