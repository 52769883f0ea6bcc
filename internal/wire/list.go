package wire

import (
	"bytes"
	"reflect"
	"strings"
)

// HasList reports whether the JSON of the struct that v points to had the list at path, which
// names a member or a member of a member ("response.entry"). An empty array counts, and so
// does an empty object, since PHP has one type for both. An array
// of which no element could be decoded does not count: its elements would be lost without an
// error. It does count for identifiers, since callers of those look at Extra.
func HasList(v any, path string) bool {
	s := reflect.ValueOf(v).Elem()
	for {
		name, rest, nested := strings.Cut(path, ".")
		p := planOf(s.Type())
		i, ok := p.lookup([]byte(name))
		if !ok {
			panic("wire: " + s.Type().String() + " has no member " + name)
		}
		f := &p.fields[i]
		if !nested {
			extra, _ := reflect.TypeAssert[Extra](s.Field(p.extra))
			return f.of(s).Len() > 0 || f.listIn(extra[name])
		}
		s, path = f.of(s), rest
	}
}

// listIn reports whether a value from Extra counts as a list although the field is empty.
func (f *field) listIn(raw []byte) bool {
	if len(raw) < len("[]") {
		return false
	}
	if _, ok := f.codec.(identitiesCodec); ok && raw[0] == '[' {
		return true
	}
	return (raw[0] == '[' || raw[0] == '{') && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}
