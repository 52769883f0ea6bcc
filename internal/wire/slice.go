package wire

import "reflect"

// sliceCodec is for a slice of structs. An object or a string instead of the array is its
// only element, and a keyed object ({"0":{},"1":{}}) stands for the array of its values; see
// the package comment.
type sliceCodec struct{ objectCodec }

func (c sliceCodec) read(r *reader, v reflect.Value) bool {
	exact := false
	switch r.kind() {
	case '[':
		exact = true
		r.array(func() { exact = c.element(r, v) && exact })
	case '{':
		c.single(r, v)
	default:
		c.element(r, v)
	}
	return exact && v.Len() > 0
}

// element appends the next value to the slice v.
func (c sliceCodec) element(r *reader, v reflect.Value) bool {
	start, n := r.pos(), v.Len()
	if r.kind() != '{' {
		c.textElement(r, v)
		return false
	}
	if !r.grow(v) {
		r.value()
		return false
	}
	left := r.mem.left
	got := r.object(c.plan, v.Index(n), nil)
	if !got.members || !got.objects || c.fills(got, v.Index(n)) {
		return true
	}
	c.truncate(v, n)
	if !r.mem.over() {
		r.mem.left = left // the struct has been dropped
	}
	c.keyed(r, r.since(start), v)
	return false
}

// textElement appends the next value, which is not an object, to the slice v if it is a
// string and the struct has a field for one.
func (c sliceCodec) textElement(r *reader, v reflect.Value) {
	raw := r.value()
	if c.plan.bare < 0 || raw[0] != '"' {
		return
	}
	if s := r.unquote(raw); s != "" && r.grow(v) {
		c.plan.fields[c.plan.bare].of(v.Index(v.Len() - 1)).SetString(s)
	}
}

// single reads an object instead of the array.
func (c sliceCodec) single(r *reader, v reflect.Value) {
	raw := r.value()
	members, objects, known := c.inspect(r, raw)
	if !members || objects && !known {
		c.keyed(r, raw, v)
		return
	}
	left := r.mem.left
	if !r.grow(v) {
		return
	}
	var got content
	r.nested(raw, func(r *reader) { got = r.object(c.plan, v.Index(0), nil) })
	if c.fills(got, v.Index(0)) {
		return
	}
	c.truncate(v, 0)
	if !r.mem.over() {
		r.mem.left = left
	}
	if objects {
		c.keyed(r, raw, v)
	}
}

// inspect reports whether the object raw has members, whether all of them are objects, and
// whether an element has a field for one of them.
func (c sliceCodec) inspect(r *reader, raw []byte) (members, objects, known bool) {
	objects = true
	r.nested(raw, func(r *reader) {
		r.bracket()
		for r.more() {
			name := r.value()
			members = true
			objects = r.value()[0] == '{' && objects
			if !known {
				_, known = c.plan.find(r, name)
			}
		}
	})
	return members, objects, known
}

// keyed appends the values of a keyed object to the slice v, or none of them if one does not
// fill a field.
func (c sliceCodec) keyed(r *reader, raw []byte, v reflect.Value) {
	before := v.Len()
	r.nested(raw, func(r *reader) {
		r.bracket()
		for r.more() {
			r.value()
			if r.kind() != '{' || !r.grow(v) {
				c.truncate(v, before)
				return
			}
			last := v.Index(v.Len() - 1)
			if got := r.object(c.plan, last, nil); !c.fills(got, last) {
				c.truncate(v, before)
				return
			}
		}
	})
}

// fills reports whether a field of v has been filled.
func (c sliceCodec) fills(got content, v reflect.Value) bool {
	if got.exact {
		return true
	}
	for i := range c.plan.fields {
		if !c.plan.fields[i].of(v).IsZero() {
			return true
		}
	}
	return false
}

// truncate removes the elements from n on.
func (sliceCodec) truncate(v reflect.Value, n int) {
	for i := n; i < v.Len(); i++ {
		v.Index(i).SetZero()
	}
	v.SetLen(n)
	if n == 0 {
		v.SetZero()
	}
}

// grow appends a zero element to the slice v and reports whether there was memory for it.
// reflect grows a long slice by a quarter.
func (r *reader) grow(v reflect.Value) bool {
	n, size := v.Len(), int(v.Type().Elem().Size())
	if before := v.Cap(); n == before {
		if !r.mem.has((n/4 + 1) * size) {
			return false
		}
		v.Grow(1)
		r.mem.realloc(before*size, v.Cap()*size)
	}
	v.SetLen(n + 1)
	return true
}

func (c sliceCodec) write(b []byte, v reflect.Value) ([]byte, error) {
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
