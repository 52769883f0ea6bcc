package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/janrain-go/janrain/internal/ascii"
)

// Extra is the type of the field for the members that the other fields cannot reproduce.
type Extra = map[string]json.RawMessage

// A plan describes a struct type. It is made once for each type.
type plan struct {
	fields  []field
	byLen   [][]int         // indexes in fields, by the length of the name
	byFold  map[string]int  // indexes in fields, by the name in lower case
	aliased []int           // indexes of the fields that have other names
	also    map[string]bool // all other names
	extra   int             // index of the field Extra in the struct
	bare    int             // index in fields of the one with the option bare, or -1
	inline  int             // index of the inline pointer in the struct, or -1

	inlineExtra int // index of the field Extra in the inline struct, or -1
}

type field struct {
	index    int
	inline   int // index of the inline pointer if the field is in that struct, or -1
	typ      reflect.Type
	name     string
	also     []string
	codec    codec
	deferred bool // its codec is an interfaceCodec
}

// A codec decodes and encodes one kind of field.
type codec interface {
	// read decodes the next value into v, which is zero. It reports whether v is not
	// zero afterwards and write would reproduce the value. If not, the caller keeps the
	// raw value.
	read(r *reader, v reflect.Value) (exact bool)
	write(b []byte, v reflect.Value) ([]byte, error)
}

var plans sync.Map // of reflect.Type to *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*plan)
}

func newPlan(t reflect.Type) *plan {
	p := &plan{byFold: map[string]int{}, also: map[string]bool{}, extra: -1, bare: -1, inline: -1, inlineExtra: -1}
	for i := range t.NumField() {
		sf := t.Field(i)
		name := sf.Tag.Get("json")
		switch {
		case sf.Name == "Extra" && sf.Type == reflect.TypeFor[Extra]():
			p.extra = i
		case sf.Tag.Get("wire") == "inline":
			p.addInline(i, sf)
		case name != "" && name != "-":
			p.add(field{index: i, inline: -1}, name, sf)
		}
	}
	if len(p.fields) > maxFields {
		panic(fmt.Sprintf("wire: %v has too many fields", t))
	}
	if p.extra < 0 {
		panic(fmt.Sprintf("wire: %v has no field Extra", t))
	}
	return p
}

// addInline adds the fields of the struct that sf points to. Unknown members are decoded
// into the Extra of the outer struct; both Extras are encoded. A struct of params need not
// have one.
func (p *plan) addInline(index int, sf reflect.StructField) {
	if p.inline >= 0 || sf.Type.Kind() != reflect.Pointer {
		panic(fmt.Sprintf("wire: %s cannot be inline", sf.Name))
	}
	p.inline = index
	for i := range sf.Type.Elem().NumField() {
		inner := sf.Type.Elem().Field(i)
		if inner.Tag.Get("wire") == "inline" {
			panic(fmt.Sprintf("wire: %s has an inline struct", sf.Name))
		}
		if inner.Name == "Extra" {
			p.inlineExtra = i
		}
		f := field{index: i, inline: index}
		name := inner.Tag.Get("json")
		if name == "" { // params
			name, _, _ = strings.Cut(inner.Tag.Get("url"), ",")
			if other := inner.Tag.Get("also"); other != "" {
				f.also = []string{other}
				p.also[other] = true
			}
		}
		if name != "" && name != "-" {
			p.add(f, name, inner)
		}
	}
}

// kinds are the options of which a field has at most one.
var kinds = []string{"", "comma", "scopes", "identity", "key", "strict"}

func (p *plan) add(f field, name string, sf reflect.StructField) {
	f.name, f.typ = name, sf.Type
	kind := ""
	for opt := range strings.SplitSeq(sf.Tag.Get("wire"), ",") {
		switch other, isAlso := strings.CutPrefix(opt, "also="); {
		case isAlso:
			f.also = append(f.also, other)
			p.also[other] = true
		case opt == "bare":
			p.bare = len(p.fields)
		case slices.Contains(kinds, opt):
			kind = opt
		default: // a typing error must not make a strict field tolerant
			panic(fmt.Sprintf("wire: %s has the unknown option %q", sf.Name, opt))
		}
	}
	if strings.Contains(name, ",") {
		panic(fmt.Sprintf("wire: %s has options in its json tag", sf.Name))
	}
	f.codec = codecOf(sf.Type, kind)
	_, f.deferred = f.codec.(interfaceCodec)
	if len(f.also) > 0 {
		p.aliased = append(p.aliased, len(p.fields))
	}
	for len(p.byLen) <= len(name) {
		p.byLen = append(p.byLen, nil)
	}
	p.byLen[len(name)] = append(p.byLen[len(name)], len(p.fields))
	p.byFold[ascii.Lower(name)] = len(p.fields)
	p.fields = append(p.fields, f)
}

// of returns the field in the struct v, or the zero value if the inline pointer is nil.
func (f *field) of(v reflect.Value) reflect.Value {
	if f.inline < 0 {
		return v.Field(f.index)
	}
	if p := v.Field(f.inline); !p.IsNil() {
		return p.Elem().Field(f.index)
	}
	return reflect.Zero(f.typ)
}

// settable returns the field in the struct v to decode into. It sets the inline pointer if
// necessary.
func (f *field) settable(r *reader, v reflect.Value) reflect.Value {
	if f.inline < 0 {
		return v.Field(f.index)
	}
	p := v.Field(f.inline)
	if p.IsNil() {
		r.mem.alloc(int(p.Type().Elem().Size()))
		p.Set(reflect.New(p.Type().Elem()))
	}
	return p.Elem().Field(f.index)
}

// dropEmpty sets the inline pointer to nil if nothing was decoded into its struct.
func (p *plan) dropEmpty(r *reader, v reflect.Value) {
	if p.inline < 0 {
		return
	}
	if inner := v.Field(p.inline); !inner.IsNil() && inner.Elem().IsZero() {
		inner.SetZero()
		r.mem.realloc(int(inner.Type().Elem().Size()), 0)
	}
}

// find returns the index of the field for a quoted name. If names are folded, another name
// of a field (also) does not match in a different case: both may be present.
func (p *plan) find(r *reader, raw []byte) (int, bool) {
	inner := raw[1 : len(raw)-1]
	i, ok := p.lookup(inner)
	if ok || !r.fold && bytes.IndexByte(inner, '\\') < 0 {
		return i, ok
	}
	name := r.unquote(raw)
	if i, ok = p.lookup([]byte(name)); !ok && r.fold && !p.also[name] {
		i, ok = p.byFold[ascii.Lower(name)]
	}
	return i, ok
}

// lookup returns the index of the field with exactly this name. Few names of a struct have
// the same length, so comparing them is faster than a map.
func (p *plan) lookup(name []byte) (int, bool) {
	if len(name) >= len(p.byLen) {
		return 0, false
	}
	for _, i := range p.byLen[len(name)] {
		if p.fields[i].name == string(name) {
			return i, true
		}
	}
	return 0, false
}

// choosers has the functions passed to Choose by interface type.
var choosers = map[reflect.Type]func(parent any) any{}

// Choose sets how a field of the interface type I in the struct S is decoded. When all other
// fields of S have been decoded, choose returns a pointer to a new struct to decode the
// object into. Choose must be called from an init function.
func Choose[S, I any](choose func(*S) I) {
	choosers[reflect.TypeFor[I]()] = func(parent any) any {
		s, _ := parent.(*S)
		return choose(s)
	}
}
