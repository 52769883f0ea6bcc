package wire

import "reflect"

// View fills the zero struct that dst points to with what the struct src holds.
// A field is copied from the field of the same Go name. If that is missing or
// zero, the field is read from the member of the same name, or one of its other
// names, in src's Extra.
//
// A member that src has a field for is in Extra if the field cannot give it
// back. It is not used, or a field that the caller has emptied would be full
// again.
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

// view reads a field from the members in Extra that source has no field for, or
// that the caller has put there.
func (f *field) view(extra Extra, source *plan, v reflect.Value) {
	for _, name := range append([]string{f.name}, f.also...) {
		raw, ok := extra[name]
		if !ok || !v.IsZero() || !validJSON(raw) {
			continue
		}
		_, known := source.named([]byte(name))
		read := reflect.New(v.Type()).Elem()
		if exact := readAlone(f.codec, raw, read); exact || !known {
			v.Set(read)
		}
	}
}
