package wire

import (
	"bytes"
	"reflect"
	"strings"
)

// HasList reports whether the struct that v points to was sent the list at path, which
// names a member, or one of a member ("response.entry"). An empty list is one, also as an
// empty object, since PHP has one type for both. A list of which nothing could be read is
// none: its elements would be lost without an error. Of identifiers it is one, as their
// callers look at those that could not be read.
func HasList(v any, path string) bool {
	s := reflect.ValueOf(v).Elem()
	for {
		name, rest, nested := strings.Cut(path, ".")
		p := planOf(s.Type())
		i, ok := p.named([]byte(name))
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

// listIn reports whether a value that was kept is a list that filled nothing.
func (f *field) listIn(raw []byte) bool {
	if len(raw) < len("[]") {
		return false
	}
	if _, ok := f.codec.(identitiesCodec); ok && raw[0] == '[' {
		return true
	}
	return (raw[0] == '[' || raw[0] == '{') && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}
