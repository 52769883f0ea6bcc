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

// This file is what the answer and the params types have in common. The
// methods that call it are generated for each type into methods_gen.go.

// The answer types read and write themselves, tolerantly and whole, whichever
// JSON package the caller uses; their methods are generated and call these two.

func marshalResponse(v any) ([]byte, error) { return wire.Marshal(v) }

func unmarshalResponse(data []byte, v any) error { return wire.Unmarshal(data, v) }

// marshalParams writes what may be seen of a params struct: params go to the
// service as a form, their JSON is only ever for a log.
func marshalParams(v any) ([]byte, error) {
	visible := map[string]any{}
	for _, attr := range shown(reflect.ValueOf(v)) {
		visible[attr.Key] = attr.Value.Any()
	}
	return json.Marshal(visible)
}

// unmarshalParams is the error of every attempt to read params from JSON. A job queue
// that stores params would lose their keys and tokens without it.
func unmarshalParams(name string) error {
	return errors.New("janrain: " + name + " cannot be read from JSON, which is written for logs and leaves secrets out: " +
		"store the fields in a struct of your own")
}

// redacted stands where something was taken out.
const redacted = redact.Mark

// What a value of this package shows when it is printed or logged is an
// allow-list: the fields with the tag print. The rest may be a secret or
// somebody's personal data. The methods that call these two are generated for
// every type; they have value receivers, since a pointer does not hide its
// value from package fmt.

// shown returns what may be seen of the struct v.
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

// format prints v for every verb alike.
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
	// What is left out is said to be: nobody shall take it for empty.
	parts = append(parts, redacted)
	_, _ = fmt.Fprintf(s, "janrain.%s{%s}", rv.Type().Name(), strings.Join(parts, " "))
}

// logValue is v for slog.
func logValue(v any) slog.Value { return slog.GroupValue(shown(reflect.ValueOf(v))...) }
