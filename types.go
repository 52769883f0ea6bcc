package janrain

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"

	"github.com/janrain-go/janrain/internal/redact"
	"github.com/janrain-go/janrain/internal/wire"
)

// This file contains the functions behind the methods in methods_gen.go, which are generated
// for each response and params type.

// The JSON methods of responses call marshalResponse and unmarshalResponse. They make the
// decoding tolerant and keep unknown members, whichever JSON package the caller uses.

func marshalResponse(v any) ([]byte, error) { return wire.Marshal(v) }

func unmarshalResponse(data []byte, v any) error { return wire.Unmarshal(data, v) }

// marshalParams encodes the fields of a params struct that may be logged. Params are sent to
// the service as a form, so their JSON is only used in logs.
func marshalParams(v any) ([]byte, error) {
	visible := map[string]any{}
	for _, attr := range shown(reflect.ValueOf(v)) {
		visible[attr.Key] = attr.Value.Any()
	}
	return json.Marshal(visible)
}

// unmarshalParams returns the error for decoding params from JSON. Without this error, a job
// queue that stores params as JSON would silently lose their keys and tokens.
func unmarshalParams(name string) error {
	return errors.New("janrain: " + name + " cannot be decoded from JSON, because its JSON is for logs " +
		"and omits secrets: store the fields in a struct of your own")
}

// redacted replaces secrets and personal data.
const redacted = redact.Mark

// The Format and LogValue methods call format and logValue. They show only the fields with a
// print tag: all others may hold secrets or personal data.
//
// Methods that only read have value receivers, so that they also apply to a value without an
// address, such as one in an interface. The exceptions accept nil, as AuthInfo.CheckLink does.
// LogValue cannot: with a pointer receiver, the JSON handler of slog would write the tokens
// of a value. For a nil pointer, fmt prints <nil> and slog logs "LogValue panicked".

// shown returns the fields of the struct v that may be printed and logged.
func shown(v reflect.Value) []slog.Attr {
	var attrs []slog.Attr
	for i := range v.NumField() {
		sf, f := v.Type().Field(i), v.Field(i)
		switch {
		case sf.Tag.Get("print") == "" || f.IsZero():
		case f.Kind() == reflect.Struct:
			attrs = append(attrs, shown(f)...)
		case f.Kind() == reflect.String:
			attrs = append(attrs, slog.String(sf.Name, f.String()))
		default:
			attrs = append(attrs, slog.Any(sf.Name, reflect.Indirect(f).Interface()))
		}
	}
	return attrs
}

// format prints v in the same way for every verb.
func format(s fmt.State, v any) {
	rv := reflect.ValueOf(v)
	parts := []string{}
	for _, attr := range shown(rv) {
		value := attr.Value.String()
		if attr.Value.Kind() == slog.KindString {
			value = strconv.Quote(value)
		}
		parts = append(parts, attr.Key+":"+value)
	}
	// Always print the mark, so that an omitted field is not mistaken for an empty one.
	parts = append(parts, redacted)
	_, _ = fmt.Fprintf(s, "janrain.%s{%s}", rv.Type().Name(), strings.Join(parts, " "))
}

// logValue returns the fields of v that may be logged.
func logValue(v any) slog.Value { return slog.GroupValue(shown(reflect.ValueOf(v))...) }
