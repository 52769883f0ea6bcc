package wire

import (
	"maps"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Marshal writes the struct v, or the one that v points to, with all that its
// Extra fields keep.
func Marshal(v any) ([]byte, error) {
	return appendObject(nil, reflect.Indirect(reflect.ValueOf(v)))
}

func appendObject(b []byte, v reflect.Value) ([]byte, error) {
	p := planOf(v.Type())
	extra := v.Field(p.extra).Interface().(Extra)
	var stale []string // names in Extra whose field says something else by now
	b = append(b, '{')
	for i := range p.fields {
		f := &p.fields[i]
		kept, outdated := f.keptIn(extra, v.Field(f.index))
		stale = append(stale, outdated...)
		if kept || f.none(v.Field(f.index)) {
			continue
		}
		var err error
		b = appendName(b, f.name)
		if b, err = f.codec.write(b, v.Field(f.index)); err != nil {
			return b, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if slices.Contains(stale, name) {
			continue
		}
		if !jsontext.Value(extra[name]).IsValid(jsontext.AllowInvalidUTF8(true)) {
			return b, &Error{Reason: "a value in Extra is not valid JSON"}
		}
		b = append(appendName(b, name), extra[name]...)
	}
	return append(b, '}'), nil
}

func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(appendText(b, name), ':')
}

// keptIn reports whether Extra holds the field's member in the form it came
// in, which is then written instead. A caller who has changed the field since
// means the field: then the names that would say otherwise are outdated.
func (f *field) keptIn(extra Extra, v reflect.Value) (kept bool, outdated []string) {
	if len(extra) == 0 {
		return false, nil
	}
	if raw, ok := extra[f.name]; ok {
		if f.says(raw, v) {
			return true, nil
		}
		outdated = append(outdated, f.name)
	}
	for _, name := range f.also {
		raw, ok := extra[name]
		switch {
		case !ok:
		case f.says(raw, v):
			kept = true
		case v.IsZero():
			outdated = append(outdated, name)
		}
	}
	return kept, outdated
}

// says reports whether raw reads as the value v.
func (f *field) says(raw []byte, v reflect.Value) bool {
	if _, ok := f.codec.(chosenCodec); ok {
		return f.none(v) // what could be read is in the field, never in Extra
	}
	if !jsontext.Value(raw).IsValid(jsontext.AllowInvalidUTF8(true)) {
		return false
	}
	read := reflect.New(v.Type()).Elem()
	_, err := readAlone(f.codec, raw, read)
	return err == nil && reflect.DeepEqual(read.Interface(), v.Interface())
}

// none reports whether there is nothing to write.
func (f *field) none(v reflect.Value) bool {
	if _, ok := f.codec.(chosenCodec); ok {
		return v.IsNil() || v.Elem().Kind() != reflect.Pointer || v.Elem().IsNil()
	}
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
