package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// codecOf returns the codec for a field's type; kind is from its wire tag.
func codecOf(t reflect.Type, kind string) codec {
	if s := scalarOf(t, kind); s != nil {
		return scalarCodec{s}
	}
	switch {
	case t == reflect.TypeFor[[]string]():
		return listCodec{}
	case t.Kind() == reflect.Interface:
		return chosenCodec{t}
	case t.Kind() == reflect.Struct:
		return objectCodec{}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return pluralCodec{}
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return pointerCodec{}
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
	case t == reflect.TypeFor[[]string]() && kind == "comma":
		return commaList{}
	}
	switch t.Kind() {
	case reflect.String:
		return text{identity: kind == "identity" || kind == "strict", strict: kind == "strict"}
	case reflect.Bool:
		return flag{}
	case reflect.Int, reflect.Int64:
		return integer{}
	case reflect.Float64:
		return float{}
	}
	return nil
}

// scalarCodec is for a value that is read in one piece.
type scalarCodec struct{ scalar }

func (c scalarCodec) read(d *decoder, v reflect.Value) (bool, error) {
	raw, err := d.value()
	if err != nil {
		return false, err
	}
	ok, exact := c.parse(d, raw, v)
	return ok && exact, nil
}

func (c scalarCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	if _, ok := c.scalar.(verbatim); ok && !validJSON(v.Bytes()) {
		return b, errNoJSON
	}
	return c.format(b, v), nil
}

// optionalCodec is for a pointer to a scalar: nil where none was given.
type optionalCodec struct{ scalar }

func (c optionalCodec) read(d *decoder, v reflect.Value) (bool, error) {
	raw, err := d.value()
	if err != nil {
		return false, err
	}
	p := reflect.New(v.Type().Elem())
	ok, exact := c.parse(d, raw, p.Elem())
	if ok {
		v.Set(p)
	}
	return ok && exact, nil
}

func (c optionalCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return c.format(b, v.Elem()), nil
}

// listCodec is for a list of texts. Single texts, numbers and the plural
// objects of Portable Contacts are taken for their text.
type listCodec struct{}

func (listCodec) read(d *decoder, v reflect.Value) (bool, error) {
	list := v.Addr().Interface().(*[]string)
	if d.peek() != '[' {
		raw, err := d.value()
		if err != nil {
			return false, err
		}
		if s, ok := looseText(d, raw); ok {
			*list = []string{s}
		}
		return false, nil
	}
	exact := true
	err := d.array(func() error {
		raw, err := d.value()
		if err != nil {
			return err
		}
		s, ok := looseText(d, raw)
		if ok {
			*list = append(*list, s)
		}
		exact = exact && ok && raw[0] == '"'
		return nil
	})
	return exact, err
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

// objectCodec is for a struct. PHP's empty list for an empty object leaves it
// zero; a bare text goes into the field that is tagged for it.
type objectCodec struct{}

func (objectCodec) read(d *decoder, v reflect.Value) (bool, error) {
	if d.peek() == '{' {
		return true, d.object(v, nil)
	}
	raw, err := d.value()
	if err != nil {
		return false, err
	}
	if p := planOf(v.Type()); p.bare >= 0 && raw[0] == '"' {
		f := &p.fields[p.bare]
		f.codec.(scalarCodec).parse(d, raw, v.Field(f.index))
	}
	return false, nil
}

func (objectCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return appendObject(b, v)
}

// pointerCodec is for a struct that may be missing.
type pointerCodec struct{ objectCodec }

func (c pointerCodec) read(d *decoder, v reflect.Value) (bool, error) {
	given := d.peek() == '{'
	p := reflect.New(v.Type().Elem())
	exact, err := c.objectCodec.read(d, p.Elem())
	if given || !p.Elem().IsZero() {
		v.Set(p)
	}
	return exact, err
}

func (c pointerCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	return c.objectCodec.write(b, v.Elem())
}

// pluralCodec is for a list of structs. One object, or one text, that stands
// without the list is taken for a list of one.
type pluralCodec struct{ objectCodec }

func (c pluralCodec) read(d *decoder, v reflect.Value) (bool, error) {
	one := func() (bool, error) {
		kind := d.peek()
		if kind != '{' && kind != '"' {
			_, err := d.value()
			return false, err
		}
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		return c.objectCodec.read(d, v.Index(v.Len()-1))
	}
	if d.peek() != '[' {
		_, err := one()
		return false, err
	}
	exact := true
	err := d.array(func() error {
		ok, err := one()
		exact = exact && ok
		return err
	})
	return exact, err
}

func (c pluralCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = c.objectCodec.write(b, v.Index(i)); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// chosenCodec is for an interface, whose type depends on the rest of the
// object around it; see Choose.
type chosenCodec struct{ iface reflect.Type }

// choose reads the object raw into the struct that its parent calls for. An
// empty object is none: there is nothing in it to choose a struct for.
func (c chosenCodec) choose(d *decoder, raw []byte, parent, v reflect.Value) (ok bool, err error) {
	if raw[0] != '{' || len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0 {
		return false, nil
	}
	chosen := reflect.ValueOf(choosers[c.iface](parent.Addr().Interface()))
	inner := newDecoder(raw)
	defer inner.release()
	inner.fold = d.fold
	if err := inner.object(chosen.Elem(), nil); err != nil {
		return false, err
	}
	v.Set(chosen)
	return true, nil
}

// read is not reached: a member of this kind waits for choose.
func (chosenCodec) read(d *decoder, _ reflect.Value) (bool, error) {
	_, err := d.value()
	return false, err
}

func (chosenCodec) write(b []byte, v reflect.Value) ([]byte, error) {
	p := v.Elem()
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return append(b, "null"...), nil
	}
	return appendObject(b, p.Elem())
}

// array calls each for every element of an array, of which the opening
// bracket comes next.
func (d *decoder) array(each func() error) error {
	if err := d.skipToken(); err != nil {
		return err
	}
	for d.peek() != ']' {
		if err := each(); err != nil {
			return err
		}
	}
	return d.skipToken()
}
