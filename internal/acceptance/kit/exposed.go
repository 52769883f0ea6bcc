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

var Verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x"}

// Log is a log of all levels, as text and as JSON, beside an attribute
// and within a group.
type Log struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

// take returns what has been written since it was last asked.
func (l *Log) Take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.out.Reset()
	return l.out.String()
}

func (l *Log) Logger() *slog.Logger {
	all := &slog.HandlerOptions{Level: slog.Level(-100), AddSource: true}
	return slog.New(slog.NewMultiHandler(slog.NewTextHandler(l, all), slog.NewJSONHandler(l, all))).With("app", "shop").WithGroup("signin")
}

// Logged is how a value looks in a log.
func Logged(value any) string {
	var log Log
	log.Logger().With("with", value).Warn("message", "attr", value, slog.Group("group", slog.Any("inner", value)))
	return log.Take()
}

// Printed is a value by every verb, alone and inside of something.
func Printed(value any) (texts []Spelling) {
	for placement, placed := range Placements(value) {
		for _, verb := range Verbs {
			texts = append(texts, Spelling{verb + " of a " + placement, fmt.Sprintf(verb, placed)})
		}
		texts = append(texts, Spelling{"Println of a " + placement, fmt.Sprintln(placed)})
	}
	return texts
}

// Exposed is a value by every verb, in a log and as JSON of both
// packages, alone and inside of something.
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

// Errors is all that can be had of an error: its text by every verb, its
// JSON, its exported fields, in a log, and the same for each error inside.
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

// chain are an error, those that it wraps, and those that it can be
// taken for.
func chain(err error) (chain []error) {
	var walk func(error)
	walk = func(e error) {
		if e == nil || reflect.ValueOf(e).Kind() == reflect.Pointer && reflect.ValueOf(e).IsNil() {
			return
		}
		chain = append(chain, e)
		switch e := e.(type) { //nolint:errorlint // this is what errors.As does, to see them all
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

// taken is what an error can be taken for; nil where it cannot.
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

// A ExposedError is an error that hides nothing, for the test of the search.
type ExposedError struct {
	Detail      any
	Err         error
	Text, Match string
}

func (e *ExposedError) Error() string { return strings.ToUpper(e.Text) }

func (e *ExposedError) Unwrap() error { return e.Err }

// As is how an error can be taken for another without wrapping it.
func (e *ExposedError) As(target any) bool {
	other, ok := target.(**janrain.Error)
	if ok && e.Match != "" {
		*other = &janrain.Error{Message: e.Match}
		return true
	}
	return false
}

// Canary is the beginning of every secret below. It is printed by %x as
// well: that verb shows the bytes.
const Canary = "canary"

// Placements are the ways in which a value comes to a printing function: fmt
// and encoding/json treat each of them in another way.
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

func AssertNoSecret(t *testing.T, text, how string) {
	t.Helper()
	for _, form := range []string{Canary, fmt.Sprintf("%x", Canary), fmt.Sprintf("%X", Canary), fmt.Sprintf("% x", Canary)} {
		assert.NotContains(t, text, form, "a secret is never printed; here it was by %s", how)
	}
	// %d of a string or a []byte gives its bytes as numbers.
	assert.NotContains(t, text, "99 97 110 97 114 121", "by %s", how)
}
