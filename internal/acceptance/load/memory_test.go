package load

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// liveHeap returns the size of the heap in use after garbage collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // the first run keeps the contents of pools
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// A shape is an element that is repeated until it fills a list or an object. In it, %[1]d is
// replaced by the number of the element if elements have to differ.
type shape struct{ begin, element, end string }

// elementShapes are the elements of lists and of keyed objects.
var elementShapes = []string{
	`{}`, `{"":0}`, `{"a":1}`, `{"a":{}}`, `{"a":{"b":{"c":[]}}}`, `{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0}`,
	`""`, `"x"`, `"` + strings.Repeat("x", 700) + `"`, `0`, `[{}]`, `{"value":"x"}`, `{"a":"` + strings.Repeat("x", 700) + `"}`,
}

// fieldShapes returns the shapes for one field of an element, with each type of value that it
// accepts.
func fieldShapes(t reflect.Type) (elements []string) {
	for f := range t.Fields() {
		name := f.Tag.Get("json")
		switch kind := f.Type.Kind(); {
		case f.Tag.Get("wire") == "inline":
			elements = append(elements, fieldShapes(f.Type.Elem())...)
		case name == "" || name == "-":
		case kind == reflect.Slice:
			elements = append(elements, fmt.Sprintf(`{%q:["x"]}`, name), fmt.Sprintf(`{%q:[{"":0}]}`, name))
		case kind == reflect.Struct, kind == reflect.Pointer:
			elements = append(elements, fmt.Sprintf(`{%q:{"a":0}}`, name))
		default:
			elements = append(elements, fmt.Sprintf(`{%q:"x"}`, name))
		}
	}
	return elements
}

// listShapes returns the shapes for the list at a path.
func listShapes(elements []string, path, open, closed string) map[string]shape {
	shapes := map[string]shape{}
	for _, element := range elements {
		about := element[:min(len(element), 40)]
		shapes[path+" [] of "+about] = shape{open + "[", element, "]" + closed}
		shapes[path+" {} of "+about] = shape{open + "{", `"%[1]d":` + element, "}" + closed}
	}
	return shapes
}

// responseShapes returns the shapes for every list of a response type, at any depth.
func responseShapes(t reflect.Type, path, open, closed string, shapes map[string]shape) {
	for f := range t.Fields() {
		name, typ := f.Tag.Get("json"), f.Type
		inner := fmt.Sprintf(`%s%q:`, open, name)
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch {
		case f.Tag.Get("wire") == "inline":
			responseShapes(typ, path, open, closed, shapes)
		case name == "" || name == "-" || strings.Count(path, ".") > 3:
		case typ.Kind() == reflect.Slice && typ.Elem().Kind() == reflect.Struct:
			elements := elementShapes
			if strings.Count(path, ".") < 2 {
				elements = append(fieldShapes(typ.Elem()), elements...)
			}
			maps.Copy(shapes, listShapes(elements, path+"."+name, inner, closed))
			responseShapes(typ.Elem(), path+"."+name, inner+"[{", "}]"+closed, shapes)
		case typ.Kind() == reflect.Slice && typ.Elem().Kind() == reflect.String:
			maps.Copy(shapes, listShapes(elementShapes, path+"."+name, inner, closed))
		case typ.Kind() == reflect.Struct && name != "":
			responseShapes(typ, path+"."+name, inner+"{", "}"+closed, shapes)
		}
	}
	for _, element := range []string{
		`"%[1]d":0`, `"%[1]d":{}`, `"%[1]d":{"":0}`, `"%[1]d":"x"`, `"%[1]x":[[[{}]]]`, `"\u0061%[1]x":0`, `"%[1]d":"\ud800"`, "\"%[1]d\":\"\xff\"",
		`"` + strings.Repeat("n", 600) + `%[1]d":0`,
	} {
		shapes[path+" members "+element[:min(len(element), 30)]] = shape{open, element, closed}
	}
}

// of repeats the element until the response has about the given size in bytes.
func (s shape) of(size int) []byte {
	b := []byte(s.begin)
	for i := 0; len(b) < size; i++ {
		if i > 0 {
			b = append(b, ',')
		}
		if strings.Contains(s.element, "%[1]") {
			b = fmt.Appendf(b, s.element, i)
		} else {
			b = append(b, s.element...)
		}
	}
	return append(b, s.end...)
}

const maxHeld = 12 // times the size of a response

// heldBy decodes a response and returns the number of bytes that it holds, or 0 if it is
// rejected.
func heldBy(t *testing.T, response reflect.Type, text []byte) (held int64, refused bool) {
	t.Helper()
	before := liveHeap()
	v := reflect.New(response)
	err := v.Interface().(interface{ UnmarshalJSON([]byte) error }).UnmarshalJSON(text)
	if err == nil {
		held = liveHeap() - before
	} else {
		require.ErrorContains(t, err, "bytes of memory")
	}
	runtime.KeepAlive(v)
	runtime.KeepAlive(text)
	return held, err != nil
}

// responseTypes are the response types of all calls and Contact, which is the largest element.
func responseTypes() []reflect.Type {
	types := map[string]reflect.Type{"Contact": reflect.TypeFor[janrain.Contact](), "Mapping": reflect.TypeFor[janrain.Mapping]()}
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumOut() == 2 && method.Type.Out(0).Kind() == reflect.Pointer {
			types[method.Type.Out(0).Elem().Name()] = method.Type.Out(0).Elem()
		}
	}
	var list []reflect.Type
	for _, name := range slices.Sorted(maps.Keys(types)) {
		list = append(list, types[name])
	}
	return list
}

// The limit is 12 times the size or 16 MiB, whichever is larger. At 1.4 MB both are nearly the
// same, so either one reveals a shape that the count misses.
func TestDecodedResponseStaysWithinTheLimit(t *testing.T) {
	const size = 1_400_000
	var worst float64
	var worstOf string
	tried, over := 0, 0
	every := 97 // all shapes take 15 minutes
	if testing.Short() {
		every = 997
	}
	if os.Getenv("JANRAIN_ALL_SHAPES") != "" {
		every = 1
	}
	for _, response := range responseTypes() {
		shapes := map[string]shape{}
		responseShapes(response, response.Name(), "{", "}", shapes)
		for _, name := range slices.Sorted(maps.Keys(shapes)) {
			tried++
			if tried%every != 0 {
				continue
			}
			text := shapes[name].of(size)
			held, refused := heldBy(t, response, text)
			if refused {
				over++
			}
			bound := max(maxHeld*int64(len(text)), 16*kit.Mebibyte)
			assert.LessOrEqual(t, held, bound, "%s: %.1f times its size", name, float64(held)/float64(len(text)))
			if ratio := float64(held) / float64(len(text)); ratio > worst {
				worst, worstOf = ratio, name
			}
		}
	}
	t.Logf("%d of %d shapes, %d refused, the worst holds %.1f times its size: %s", tried/every, tried, over, worst, worstOf)
}

// Lists as real providers send them must be accepted.
func TestRealListsAreFarFromTheLimit(t *testing.T) {
	contacts := func(n int, element string) []byte {
		return shape{`{"stat":"ok","response":{"entry":[`, element, `]}}`}.sized(n)
	}
	followers := shape{`{"stat":"ok","profile":{"identifier":"http://a.example/"},"followers":[`,
		`"http:\/\/twitter.com\/account\/profile?user_id=%019[1]d"`, `]}`}.sized(90_000)
	for name, tt := range map[string]struct {
		method string
		text   []byte
	}{
		"5,000 plain contacts":                        {"Contacts", contacts(5_000, contactOfTwo)},
		"10,000 plain contacts":                       {"Contacts", contacts(10_000, contactOfTwo)},
		"10,000 contacts with a name alone":           {"Contacts", contacts(10_000, `{"displayName":"N %[1]d"}`)},
		"10,000 contacts with an unknown member each": {"Contacts", contacts(10_000, `{"displayName":"N %[1]d","existingUser":true}`)},
		"10,000 full contacts": {"Contacts", contacts(10_000, `{"id":"%[1]d","displayName":"N %[1]d","existingUser":true,"name":{"formatted":"N","x":1},`+
			`"emails":[{"type":"home","value":"a@b.example"},{"type":"work","value":"c@d.example"}],"photos":[{"value":"http:\/\/a.example\/%[1]d"}],`+
			`"organizations":[{"name":"Works","x":1}],"accounts":[{"domain":"a.example","userid":"%[1]d"}],"aboutMe":"x"}`)},
		"90,000 followers": {"AuthInfo", followers},
	} {
		client := kit.ClientReading(t, http.StatusOK, tt.text)
		before := liveHeap()
		answer, err := kit.CallByName(t.Context(), client, tt.method, kit.SomeParams(tt.method))
		held := liveHeap() - before
		require.NoError(t, err, "%s, %d bytes", name, len(tt.text))
		t.Logf("%s: %.1f MB hold %.1f MiB", name, float64(len(tt.text))/1e6, float64(held)/kit.Mebibyte)
		runtime.KeepAlive(answer)
	}
}

const contactOfTwo = `{"displayName":"Noor Haddad %[1]d","emails":[{"type":"home","value":"noor%[1]d@haddad.example.org"}]}`

// sized repeats the element n times.
func (s shape) sized(n int) []byte {
	b := []byte(s.begin)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, s.element, i)
	}
	return append(b, s.end...)
}

// A response beyond the limit gives an error that says so and holds no memory.
func TestResponseBeyondTheLimitIsADecodeError(t *testing.T) {
	for name, list := range map[string]string{
		"an unknown member": `"merged_poco":{"organizations":[`, "addresses": `"merged_poco":{"emails":[`,
	} {
		text := shape{`{"stat":"ok","profile":{"identifier":"http://a.example/"},` + list, `{"":0}`, `]}}`}.of(4 * kit.Mebibyte)
		client := kit.ClientReading(t, http.StatusOK, text)
		before := liveHeap()
		info, err := client.AuthInfo(context.Background(), janrain.AuthInfoParams{Token: kit.Token})
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok, "%s: %v", name, err)
		assert.Nil(t, info)
		assert.Contains(t, garbled.Reason, "bytes of memory")
		assert.Equal(t, len(text), garbled.Length)
		assert.Less(t, liveHeap()-before, int64(kit.Mebibyte), "the error must hold no part of the response")
		runtime.KeepAlive(text)
	}
}
