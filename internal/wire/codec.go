package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"
)

// codecOf returns the codec for a field's type; kind is from its wire tag.
func codecOf(t reflect.Type, kind string) codec {
	isText, isList := t.Kind() == reflect.String, t == reflect.TypeFor[[]string]()
	isNamedList := !isList && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String
	isParted := kind == "comma" || kind == "scopes"
	textOnly := kind == "strict" || kind == "key"
	if isParted && !isList && !isNamedList || kind == "identity" && !isText && !isList || textOnly && !isText {
		panic(fmt.Sprintf("wire: the option %s is invalid for a %v", kind, t))
	}
	if s := scalarOf(t, kind); s != nil {
		return scalarCodec{s}
	}
	switch {
	case isList && kind == "identity":
		return identitiesCodec{}
	case isList:
		return listCodec{}
	case isNamedList:
		return namedListCodec{codecOf(reflect.TypeFor[[]string](), kind)}
	case t.Kind() == reflect.Interface:
		return interfaceCodec{t}
	case t.Kind() == reflect.Struct:
		return objectCodec{planOf(t)}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return sliceCodec{objectCodec{planOf(t.Elem())}}
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return pointerCodec{objectCodec{planOf(t.Elem())}}
	case t.Kind() == reflect.Pointer && scalarOf(t.Elem(), kind) != nil:
		return optionalCodec{scalarOf(t.Elem(), kind)}
	}
	panic(fmt.Sprintf("wire: no codec for %v", t))
}

func scalarOf(t reflect.Type, kind string) scalar {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return unixTime{}
	case t == reflect.TypeFor[json.RawMessage]():
		return verbatim{}
	case t == reflect.TypeFor[[]string]() && (kind == "comma" || kind == "scopes"):
		return commaList{scopes: kind == "scopes"}
	}
	switch t.Kind() {
	case reflect.String:
		return textOf(kind)
	case reflect.Bool:
		return flag{}
	case reflect.Int, reflect.Int64:
		return integer{}
	case reflect.Float64:
		return float{}
	}
	return nil
}

// scalarCodec is for values that are decoded as a whole.
type scalarCodec struct{ scalar }

func (c scalarCodec) read(r *reader, v reflect.Value) bool {
	ok, exact := c.parse(r, r.value(), v)
	return ok && exact && !v.IsZero()
}

func (c scalarCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	if _, ok := c.scalar.(verbatim); ok && !validJSON(v.Bytes()) {
		return b, errInvalidJSON
	}
	return c.format(b, v), nil
}

// optionalCodec is for a pointer to a scalar, which is nil if there was none.
type optionalCodec struct{ scalar }

func (c optionalCodec) read(r *reader, v reflect.Value) bool {
	r.mem.alloc(int(v.Type().Elem().Size()))
	p := reflect.New(v.Type().Elem())
	ok, exact := c.parse(r, r.value(), p.Elem())
	if ok {
		v.Set(p)
	}
	return ok && exact
}

func (c optionalCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return c.format(b, v.Elem()), nil
}

// listCodec is for a []string. It also accepts a string instead of an array and, as
// elements, numbers and the plural objects of Portable Contacts, {"value": "text"}.
type listCodec struct{}

func (listCodec) read(r *reader, v reflect.Value) bool {
	list, _ := reflect.TypeAssert[*[]string](v.Addr())
	if r.list == nil {
		r.list = make([]string, 0, listCap)
	}
	r.list = r.list[:0]
	exact := r.kind() == '['
	if exact {
		r.array(func() {
			raw := r.value()
			exact = r.element(raw) && exact && raw[0] == '"'
		})
	} else if raw := r.value(); string(raw) != `""` {
		r.element(raw)
	}
	if len(r.list) == 0 {
		return false
	}
	r.mem.take(heapSize(len(r.list)*textSize) - len(r.list)*textSize)
	*list = slices.Clone(r.list)
	return exact
}

// textSize is the size of a string header.
const textSize = int(unsafe.Sizeof(""))

// element appends the string in a value to the list, and reports whether there is one.
func (r *reader) element(raw []byte) bool {
	s, ok := looseText(r, raw)
	if ok {
		r.mem.take(textSize)
		r.list = append(r.list, s)
	}
	return ok
}

func (listCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, v.Index(i).String())
	}
	return append(b, ']'), nil
}

// identitiesCodec is for a list of strings that identify users. It skips values that are not
// strings or not readable. It does not skip those that Usable rejects: the caller must see
// them.
type identitiesCodec struct{ listCodec }

func (identitiesCodec) read(r *reader, v reflect.Value) bool {
	list, _ := reflect.TypeAssert[*[]string](v.Addr())
	exact := r.kind() == '['
	one := func() {
		raw := r.value()
		text, ok := "", raw[0] == '"'
		if ok {
			text = r.unquote(raw)
		}
		if !ok || text == "" || strings.ContainsFunc(text, unreadable) {
			exact = false
			return
		}
		r.mem.realloc(cap(*list)*textSize, max(len(*list)+1, cap(*list))*textSize)
		*list = append(*list, text)
	}
	if !exact {
		one()
		return false
	}
	r.array(one)
	return exact && len(*list) > 0
}

// namedListCodec is for a slice of a named string type. It converts from and to a []string.
type namedListCodec struct{ codec }

func (c namedListCodec) read(r *reader, v reflect.Value) bool {
	var list []string
	exact := c.codec.read(r, reflect.ValueOf(&list).Elem())
	if len(list) > 0 {
		r.mem.alloc(len(list) * textSize)
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
	}
	for i, s := range list {
		v.Index(i).SetString(s)
	}
	return exact
}

func (c namedListCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	list := make([]string, v.Len())
	for i := range list {
		list[i] = v.Index(i).String()
	}
	return c.codec.write(b, reflect.ValueOf(list))
}

// objectCodec is for a struct. Other values leave it zero (PHP writes an empty array for an
// empty object), except that a string goes into the field with the option bare.
type objectCodec struct{ plan *plan }

func (c objectCodec) read(r *reader, v reflect.Value) bool {
	if r.kind() == '{' {
		return r.object(c.plan, v, nil).members
	}
	raw := r.value()
	if p := c.plan; p.bare >= 0 && raw[0] == '"' {
		v.Field(p.fields[p.bare].index).SetString(r.unquote(raw))
	}
	return false
}

func (objectCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return appendObject(b, v)
}

// pointerCodec is for a pointer to a struct, which is nil if there was none.
type pointerCodec struct{ objectCodec }

func (c pointerCodec) read(r *reader, v reflect.Value) bool {
	given := r.kind() == '{'
	r.mem.alloc(int(v.Type().Elem().Size()))
	p := reflect.New(v.Type().Elem())
	c.objectCodec.read(r, p.Elem())
	if given || !p.Elem().IsZero() {
		v.Set(p)
	}
	return given
}

func (c pointerCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return c.objectCodec.write(b, v.Elem())
}

// interfaceCodec is for an interface. Which struct it holds depends on the rest of the
// object; see Choose.
type interfaceCodec struct{ iface reflect.Type }

// choose reads the object raw into the struct that is chosen for parent. It reports whether
// raw is an object and not empty.
func (c interfaceCodec) choose(r *reader, raw []byte, parent, v reflect.Value) bool {
	if raw[0] != '{' || len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0 {
		return false
	}
	chosen := reflect.ValueOf(choosers[c.iface](parent.Addr().Interface()))
	r.mem.alloc(int(chosen.Type().Elem().Size()))
	r.nested(raw, func(r *reader) { r.object(planOf(chosen.Type().Elem()), chosen.Elem(), nil) })
	v.Set(chosen)
	return true
}

// read is not called: members.read defers the member for choose.
func (interfaceCodec) read(r *reader, _ reflect.Value) bool {
	r.value()
	return false
}

func (interfaceCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	p := v.Elem()
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return append(b, "null"...), nil
	}
	return appendObject(b, p.Elem())
}
