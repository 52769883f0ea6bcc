package kit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
)

// Verbs are the fmt verbs that can print a value of any type.
var Verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x"}

// A Log collects records of all levels, as text and as JSON, with an attribute and in a group.
type Log struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

// Take returns what has been written since the last call of Take.
func (l *Log) Take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.out.Reset()
	return l.out.String()
}

// Logger returns a logger that writes to the log.
func (l *Log) Logger() *slog.Logger {
	all := &slog.HandlerOptions{Level: slog.Level(-100), AddSource: true}
	return slog.New(slog.NewMultiHandler(slog.NewTextHandler(l, all), slog.NewJSONHandler(l, all))).With("app", "shop").WithGroup("signin")
}

// Logged returns the log records of a value.
func Logged(value any) string {
	var out Log
	out.Logger().With("with", value).Warn("message", "attr", value, slog.Group("group", slog.Any("inner", value)))
	return out.Take()
}

// Printed returns a value as every verb prints it, alone and inside other values.
func Printed(value any) (texts []Spelling) {
	for placement, placed := range Placements(value) {
		for _, verb := range Verbs {
			texts = append(texts, Spelling{verb + " of a " + placement, fmt.Sprintf(verb, placed)})
		}
		texts = append(texts, Spelling{"Println of a " + placement, fmt.Sprintln(placed)})
	}
	return texts
}

// Exposed returns a value as every verb prints it, as it is logged, and as both JSON packages
// marshal it, alone and inside other values.
func Exposed(t *testing.T, value any) []Spelling {
	t.Helper()
	texts := Printed(value)
	for placement, placed := range Placements(value) {
		one, errOne := json.Marshal(placed)
		two, errTwo := jsonv2.Marshal(placed)
		texts = append(texts,
			Spelling{"the log with a " + placement, Logged(placed)},
			Spelling{"JSON of a " + placement, fmt.Sprint(string(one), errOne)},
			Spelling{"JSON v2 of a " + placement, fmt.Sprint(string(two), errTwo)})
	}
	return texts
}

// Errors returns everything that can be read from an error and from each error that it wraps: the
// text by every verb, the JSON, the exported fields and the log record.
func Errors(t *testing.T, err error) (texts []Spelling) {
	t.Helper()
	add := func(how string, args ...any) { texts = append(texts, Spelling{how, fmt.Sprint(args...)}) }
	add("the log with the error", Logged(err))
	add("the log with a struct around the error", Logged(struct{ Err error }{err}))
	for _, e := range chain(err) {
		kind := fmt.Sprintf("%T", e)
		for _, verb := range Verbs {
			for _, placed := range []any{e, struct{ Errs []error }{[]error{e}}} {
				add(verb+" of a "+kind, fmt.Sprintf(verb, placed))
			}
		}
		add("Error of a "+kind, e.Error())
		one, errOne := json.Marshal(e)
		two, errTwo := jsonv2.Marshal(e)
		add("JSON of a "+kind, string(one), errOne)
		add("JSON v2 of a "+kind, string(two), errTwo)
		seen := map[uintptr]bool{}
		fields(reflect.ValueOf(e), seen, func(text string) { add("a field of a "+kind, text) })
	}
	return texts
}

// chain returns an error, the errors that it wraps, and those that errors.As finds in it.
func chain(err error) (chain []error) {
	var walk func(error)
	walk = func(e error) {
		if e == nil || reflect.ValueOf(e).Kind() == reflect.Pointer && reflect.ValueOf(e).IsNil() {
			return
		}
		chain = append(chain, e)
		switch e := e.(type) { //nolint:errorlint // walks the tree as errors.As does, but visits every error
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		case interface{ Unwrap() []error }:
			for _, inner := range e.Unwrap() {
				walk(inner)
			}
		}
	}
	walk(err)
	for _, e := range []error{
		taken[*janrain.Error](err), taken[*janrain.DecodeError](err), taken[*janrain.TransportError](err), taken[*janrain.ParamError](err), taken[*janrain.LinkError](err),
		taken[*url.Error](err), taken[*net.OpError](err), taken[net.Error](err),
	} {
		if e != nil && !slices.Contains(chain, e) {
			chain = append(chain, e)
		}
	}
	return chain
}

// taken returns the error of type E that errors.As finds in err, or nil.
func taken[E error](err error) error {
	if e, ok := errors.AsType[E](err); ok {
		return e
	}
	return nil
}

// fields visits every text below a value's exported fields.
func fields(v reflect.Value, seen map[uintptr]bool, visit func(string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		fields(v.Elem(), seen, visit)
	case reflect.Interface:
		fields(v.Elem(), seen, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fields(v.Field(i), seen, visit)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			visit(fmt.Sprintf("%s", v.Interface()))
			return
		}
		for i := range v.Len() {
			fields(v.Index(i), seen, visit)
		}
	case reflect.Map:
		for k, e := range v.Seq2() {
			fields(k, seen, visit)
			fields(e, seen, visit)
		}
	case reflect.String:
		visit(v.String())
	}
}

// An ExposedError hides nothing. It tests the search.
type ExposedError struct {
	Detail      any
	Err         error
	Text, Match string
}

func (e *ExposedError) Error() string { return strings.ToUpper(e.Text) }

func (e *ExposedError) Unwrap() error { return e.Err }

// As sets target to a *janrain.Error that e does not wrap.
func (e *ExposedError) As(target any) bool {
	other, ok := target.(**janrain.Error)
	if ok && e.Match != "" {
		*other = &janrain.Error{Message: e.Match}
		return true
	}
	return false
}

// Canary is the beginning of every secret that AssertNoSecret looks for.
const Canary = "canary"

// Placements returns a value alone and inside other values, by description: fmt and encoding/json
// treat each of them differently.
func Placements(value any) map[string]any {
	pointer := reflect.New(reflect.TypeOf(value))
	pointer.Elem().Set(reflect.ValueOf(value))
	p := pointer.Interface()
	typed := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(value)), 0, 1)
	typed = reflect.Append(typed, reflect.ValueOf(value))
	keyed := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), reflect.TypeOf(value)))
	keyed.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(value))
	return map[string]any{
		"value":                   value,
		"pointer":                 p,
		"pointer to pointer":      &p,
		"exported field":          struct{ V any }{value},
		"pointer in a field":      struct{ V any }{p},
		"field two structs below": struct{ A struct{ B any } }{struct{ B any }{value}},
		"slice":                   []any{value, p},
		"slice of its type":       typed.Interface(),
		"map":                     map[string]any{"k": value, "p": p},
		"map of its type":         keyed.Interface(),
		"array":                   [1]any{p},
	}
}

// AssertNoSecret asserts that text has no canary in it, neither as text nor as printed by %x, %X,
// "% x" or %d. how says how the text was printed.
func AssertNoSecret(t *testing.T, text, how string) {
	t.Helper()
	for _, form := range []string{Canary, fmt.Sprintf("%x", Canary), fmt.Sprintf("%X", Canary), fmt.Sprintf("% x", Canary)} {
		assert.NotContains(t, text, form, "%s must not print a secret", how)
	}
	// %d prints the bytes of a string or a []byte as decimal numbers.
	assert.NotContains(t, text, "99 97 110 97 114 121", "%s must not print a secret", how)
}
