package janraintest

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The handlers of calls and pages get the state and nothing that leads to the server with its
// keys, failures and records.
func TestHandlersCannotReachTheServer(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(of reflect.Type, path string)
	walk = func(of reflect.Type, path string) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of {
		case reflect.TypeFor[Server](), reflect.TypeFor[http.Server](), reflect.TypeFor[http.Handler]():
			t.Error(path + " reaches " + of.String())
		}
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(of.Elem(), path)
		case reflect.Map:
			walk(of.Elem(), path)
		case reflect.Struct:
			for field := range of.Fields() {
				walk(field.Type, path+"."+field.Name)
			}
		}
	}
	walk(reflect.TypeFor[call](), "call")
	walk(reflect.TypeFor[pages](), "pages")
	assert.True(t, seen[reflect.TypeFor[application]()], "the walk must reach the state")
}
