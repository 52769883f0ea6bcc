package wire

import (
	"encoding/json"
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The first test that decodes a struct reveals a mistake in its tags, not a user whose member is
// missing.
func TestPlanRejectsUnsupportedStructs(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{
		"no Extra": struct {
			A string `json:"a"`
		}{},
		"an Extra of another type": struct {
			A     string `json:"a"`
			Extra map[string]any
		}{},
		"a field of a type without a codec": struct {
			A     chan int `json:"a"`
			Extra Extra
		}{},
		"a map": struct {
			A     map[string]string `json:"a"`
			Extra Extra
		}{},
		"an inline struct that is no pointer": struct {
			A     inline `wire:"inline"`
			Extra Extra
		}{},
		"two inline structs": struct {
			A     *inline `wire:"inline"`
			B     *inline `wire:"inline"`
			Extra Extra
		}{},
		"an inline struct in an inline struct": struct {
			A *struct {
				B *inline `wire:"inline"`
			} `wire:"inline"`
			Extra Extra
		}{},
		"a list of numbers": struct {
			A     []int `json:"a"`
			Extra Extra
		}{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Panics(t, func() { planOf(reflect.TypeOf(v)) }, "a struct with %s must panic", name)
		})
	}
}

func TestPlanAcceptsEveryTag(t *testing.T) {
	t.Parallel()
	p := planOf(reflect.TypeFor[whole]())
	assert.Len(t, p.fields, reflect.TypeFor[whole]().NumField()-4+3,
		"the plan must have the fields of whole except Inline, Ignored, Untold and Extra, and the fields of Inline")
	for _, none := range []string{"-", "", "Text", "text ", "a name longer than all others"} {
		_, ok := p.lookup([]byte(none))
		assert.False(t, ok, "there must be no member %q", none)
	}
	assert.Equal(t, indexOf(p, "maybeText"), p.byFold["maybetext"], "byFold must ignore case")
	assert.Equal(t, []string{"alias", "nickname"}, p.fields[indexOf(p, "named")].also)
	assert.Equal(t, -1, p.bare, "whole must not accept a bare text")

	p = planOf(reflect.TypeFor[part]())
	assert.Equal(t, indexOf(p, "name"), p.bare, "a bare text must set name")
}

func TestPlanIsSharedByAllGoroutines(t *testing.T) {
	t.Parallel()
	type fresh struct {
		A     string `json:"a"`
		Extra map[string]json.RawMessage
	}
	found := make([]*plan, 16)
	var wg sync.WaitGroup
	for i := range found {
		wg.Go(func() { found[i] = planOf(reflect.TypeFor[fresh]()) })
	}
	wg.Wait()
	for _, p := range found {
		assert.Same(t, found[0], p, "a type must be analysed only once")
	}
}

// A mistake in a tag could make a security check ineffective.
func TestPlanPanicsOnAnInvalidTag(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     string `json:"a" wire:"stric"`
			Extra Extra
		}{})
	}, "an unknown option")
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     int `json:"a" wire:"strict"`
			Extra Extra
		}{})
	}, "an option for strings only")
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     string `json:"a" wire:"comma"`
			Extra Extra
		}{})
	}, "an option for lists only")
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     string `json:"a,omitempty"`
			Extra Extra
		}{})
	}, "options of encoding/json, which are not supported")
}

func indexOf(p *plan, name string) int {
	i, ok := p.lookup([]byte(name))
	if !ok {
		return -1
	}
	return i
}
