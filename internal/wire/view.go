package wire

import "reflect"

// View fills the zero struct that dst points to from the struct src. A field is copied from
// the field of the same Go name. If that is missing or zero, the field is decoded from the
// member with its name, or one of its other names, in src.Extra.
//
// A member that src has a field for is only in Extra because the field cannot reproduce it.
// View does not decode it, or a field that the caller has emptied would be set again.
func View(src, dst any) {
	from, to := reflect.Indirect(reflect.ValueOf(src)), reflect.ValueOf(dst).Elem()
	source, p := planOf(from.Type()), planOf(to.Type())
	extra := from.Field(source.extra).Interface().(Extra)
	for i := range p.fields {
		f := &p.fields[i]
		v := to.Field(f.index)
		if own := from.FieldByName(to.Type().Field(f.index).Name); own.IsValid() {
			v.Set(own)
		}
		if v.IsZero() {
			f.view(extra, source, v)
		}
	}
}

// view decodes a field from the members in Extra that source has no field for, or that the
// caller has put there.
func (f *field) view(extra Extra, source *plan, v reflect.Value) {
	for _, name := range append([]string{f.name}, f.also...) {
		raw, ok := extra[name]
		if !ok || !v.IsZero() || !validJSON(raw) {
			continue
		}
		_, known := source.lookup([]byte(name))
		read := reflect.New(v.Type()).Elem()
		if exact := readRaw(f.codec, raw, read); exact || !known {
			v.Set(read)
		}
	}
}
