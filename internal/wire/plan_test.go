package wire

import (
	"encoding/json"
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A mistake in a struct's tags is found by the first test that reads it, not
// by a user whose member is missing.
func TestPlanRefusesAStructItCannotKeepWhole(t *testing.T) {
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
			assert.Panics(t, func() { planOf(reflect.TypeOf(v)) }, "a struct with %s must be found out", name)
		})
	}
}

func TestPlanTakesEveryTag(t *testing.T) {
	t.Parallel()
	p := planOf(reflect.TypeFor[whole]())
	assert.Len(t, p.fields, reflect.TypeFor[whole]().NumField()-4+3,
		"every field but Inline, Ignored, Untold and Extra, and those of Inline")
	for _, none := range []string{"-", "", "Text", "text ", "a name that is longer than any"} {
		_, ok := p.lookup([]byte(none))
		assert.False(t, ok, "there is no member %q", none)
	}
	assert.Equal(t, indexOf(p, "maybeText"), p.byFold["maybetext"], "names are found whatever their case, when asked")
	assert.Equal(t, []string{"alias", "nickname"}, p.fields[indexOf(p, "named")].also)
	assert.Equal(t, -1, p.bare, "no bare text stands for whole")

	p = planOf(reflect.TypeFor[part]())
	assert.Equal(t, indexOf(p, "name"), p.bare, "a bare text goes into name")
}

func TestPlanIsOneForAllGoroutines(t *testing.T) {
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
		assert.Same(t, found[0], p, "a type is looked at once")
	}
}

// A slip in a tag would make a matter of trust a side matter.
func TestPlanPanicsOnASlip(t *testing.T) {
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
	}, "an option that is for texts")
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     string `json:"a" wire:"comma"`
			Extra Extra
		}{})
	}, "an option that is for lists")
	assert.Panics(t, func() {
		_ = Unmarshal([]byte("{}"), &struct {
			A     string `json:"a,omitempty"`
			Extra Extra
		}{})
	}, "options of encoding/json, which mean nothing here")
}

func indexOf(p *plan, name string) int {
	i, ok := p.lookup([]byte(name))
	if !ok {
		return -1
	}
	return i
}
