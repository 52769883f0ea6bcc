package wire

import (
	"maps"
	"reflect"
	"slices"
	"time"
)

// Marshal encodes the struct v, or the one that v points to, with the members in its Extra
// fields.
func Marshal(v any) ([]byte, error) {
	return appendObject(nil, reflect.Indirect(reflect.ValueOf(v)))
}

func appendObject(b []byte, v reflect.Value) ([]byte, error) {
	p := planOf(v.Type())
	extra := p.extras(v)
	var stale []string // names in Extra whose field has been changed since
	b = append(b, '{')
	for i := range p.fields {
		f := &p.fields[i]
		kept, outdated := f.rawStillCurrent(extra, f.of(v))
		stale = append(stale, outdated...)
		if kept || f.none(f.of(v)) {
			continue
		}
		var err error
		b = appendName(b, f.name)
		if b, err = f.codec.write(b, f.of(v)); err != nil {
			return b, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if slices.Contains(stale, name) {
			continue
		}
		if !validJSON(extra[name]) {
			return b, errInvalidJSON
		}
		b = append(appendName(b, name), extra[name]...)
	}
	return append(b, '}'), nil
}

// extras returns the members in Extra and in the Extra of the inline struct.
func (p *plan) extras(v reflect.Value) Extra {
	extra, _ := reflect.TypeAssert[Extra](v.Field(p.extra))
	if p.inline < 0 || v.Field(p.inline).IsNil() {
		return extra
	}
	if p.inlineExtra < 0 {
		return extra
	}
	others, _ := reflect.TypeAssert[Extra](v.Field(p.inline).Elem().Field(p.inlineExtra))
	if len(others) == 0 {
		return extra
	}
	both := maps.Clone(others)
	maps.Copy(both, extra)
	return both
}

func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(appendText(b, name), ':')
}

// rawStillCurrent reports whether Extra has the field's member as it was received and the
// field still has its value; the raw member is then written. If the caller has changed the
// field, it is written, and the names of the outdated raw members are returned.
func (f *field) rawStillCurrent(extra Extra, v reflect.Value) (kept bool, outdated []string) {
	if len(extra) == 0 {
		return false, nil
	}
	read := reflect.New(v.Type()).Elem()
	for i, name := range append([]string{f.name}, f.also...) {
		raw, ok := extra[name]
		if !ok {
			continue
		}
		kept = true
		if read.IsZero() {
			f.readKept(raw, read)
		}
		if i == 0 || v.IsZero() { // f.name takes precedence over the other names
			outdated = append(outdated, name)
		}
	}
	if kept && f.same(read, v) {
		return true, nil
	}
	return false, outdated
}

// readKept reads a value from Extra. It ignores invalid JSON, which a caller may have put
// there.
func (f *field) readKept(raw []byte, v reflect.Value) {
	if f.deferred {
		return // Extra only has it if it could not be read
	}
	if validJSON(raw) {
		readRaw(f.codec, raw, v)
	}
}

func (f *field) same(read, v reflect.Value) bool {
	if f.deferred {
		return f.none(v)
	}
	return reflect.DeepEqual(read.Interface(), v.Interface())
}

// none reports whether the field is empty, so that it is not written.
func (f *field) none(v reflect.Value) bool {
	if f.deferred {
		return v.IsNil() || v.Elem().Kind() != reflect.Pointer || v.Elem().IsNil()
	}
	if t, ok := reflect.TypeAssert[time.Time](v); ok {
		return t.IsZero() // in any zone
	}
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
