package janrain_test

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

	"github.com/janrain-go/janrain"
)

var canaryVerbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x"}

// canaryLog is a log of all levels, as text and as JSON, beside an attribute
// and within a group.
type canaryLog struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *canaryLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

// take returns what has been written since it was last asked.
func (l *canaryLog) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.out.Reset()
	return l.out.String()
}

func (l *canaryLog) logger() *slog.Logger {
	all := &slog.HandlerOptions{Level: slog.Level(-100), AddSource: true}
	return slog.New(slog.NewMultiHandler(slog.NewTextHandler(l, all), slog.NewJSONHandler(l, all))).With("app", "shop").WithGroup("signin")
}

// logged is how a value looks in a log.
func logged(value any) string {
	var log canaryLog
	log.logger().With("with", value).Warn("message", "attr", value, slog.Group("group", slog.Any("inner", value)))
	return log.take()
}

// canaryPrinted is a value by every verb, alone and inside of something.
func canaryPrinted(value any) (texts []canaryText) {
	for placement, placed := range placements(value) {
		for _, verb := range canaryVerbs {
			texts = append(texts, canaryText{verb + " of a " + placement, fmt.Sprintf(verb, placed)})
		}
		texts = append(texts, canaryText{"Println of a " + placement, fmt.Sprintln(placed)})
	}
	return texts
}

// canaryExposed is a value by every verb, in a log and as JSON of both
// packages, alone and inside of something.
func canaryExposed(t *testing.T, value any) []canaryText {
	t.Helper()
	texts := canaryPrinted(value)
	for placement, placed := range placements(value) {
		one, errOne := json.Marshal(placed)
		two, errTwo := jsonv2.Marshal(placed)
		texts = append(texts,
			canaryText{"the log with a " + placement, logged(placed)},
			canaryText{"JSON of a " + placement, fmt.Sprint(string(one), errOne)},
			canaryText{"JSON v2 of a " + placement, fmt.Sprint(string(two), errTwo)})
	}
	return texts
}

// canaryErrors is all that can be had of an error: its text by every verb, its
// JSON, its exported fields, in a log, and the same for each error inside.
func canaryErrors(t *testing.T, err error) (texts []canaryText) {
	t.Helper()
	add := func(how string, args ...any) { texts = append(texts, canaryText{how, fmt.Sprint(args...)}) }
	add("the log with the error", logged(err))
	add("the log with a struct around the error", logged(struct{ Err error }{err}))
	for _, e := range canaryChain(err) {
		kind := fmt.Sprintf("%T", e)
		for _, verb := range canaryVerbs {
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
		canaryFields(reflect.ValueOf(e), seen, func(text string) { add("a field of a "+kind, text) })
	}
	return texts
}

// canaryChain are an error, those that it wraps, and those that it can be
// taken for.
func canaryChain(err error) (chain []error) {
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

// canaryFields visits every text below a value's exported fields.
func canaryFields(v reflect.Value, seen map[uintptr]bool, visit func(string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		canaryFields(v.Elem(), seen, visit)
	case reflect.Interface:
		canaryFields(v.Elem(), seen, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				canaryFields(v.Field(i), seen, visit)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			visit(fmt.Sprintf("%s", v.Interface()))
			return
		}
		for i := range v.Len() {
			canaryFields(v.Index(i), seen, visit)
		}
	case reflect.Map:
		for k, e := range v.Seq2() {
			canaryFields(k, seen, visit)
			canaryFields(e, seen, visit)
		}
	case reflect.String:
		visit(v.String())
	}
}

// A canaryError is an error that hides nothing, for the test of the search.
type canaryError struct {
	Detail   any
	Err      error
	text, as string
}

func (e *canaryError) Error() string { return strings.ToUpper(e.text) }
func (e *canaryError) Unwrap() error { return e.Err }

// As is how an error can be taken for another without wrapping it.
func (e *canaryError) As(target any) bool {
	other, ok := target.(**janrain.Error)
	if ok && e.as != "" {
		*other = &janrain.Error{Message: e.as}
		return true
	}
	return false
}
