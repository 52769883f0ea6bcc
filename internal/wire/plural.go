package wire

import "reflect"

// pluralCodec is for a list of structs. One object, or one text, that stands
// without the list is taken for a list of one, and a keyed object for the list of its
// values; see the package's comment.
type pluralCodec struct{ objectCodec }

func (c pluralCodec) read(r *reader, v reflect.Value) bool {
	exact := false
	switch r.kind() {
	case '[':
		exact = true
		r.array(func() { exact = c.element(r, v) && exact })
	case '{':
		c.alone(r, v)
	default:
		c.element(r, v)
	}
	return exact && v.Len() > 0
}

// element reads one element of an array onto the end of the list v.
func (c pluralCodec) element(r *reader, v reflect.Value) bool {
	start, n := r.pos(), v.Len()
	if r.kind() != '{' {
		c.bareElement(r, v)
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
	c.cut(v, n)
	if !r.mem.over() {
		r.mem.left = left // what it took is garbage
	}
	c.values(r, r.since(start), v)
	return false
}

// bareElement reads one element that is not an object.
func (c pluralCodec) bareElement(r *reader, v reflect.Value) {
	raw := r.value()
	if c.plan.bare < 0 || raw[0] != '"' {
		return
	}
	if s := r.unquote(raw); s != "" && r.grow(v) {
		c.plan.fields[c.plan.bare].of(v.Index(v.Len() - 1)).SetString(s)
	}
}

// alone reads an object in the place of the list.
func (c pluralCodec) alone(r *reader, v reflect.Value) {
	raw := r.value()
	members, objects, known := c.survey(r, raw)
	if !members || objects && !known {
		c.values(r, raw, v)
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
	c.cut(v, 0)
	if !r.mem.over() {
		r.mem.left = left
	}
	if objects {
		c.values(r, raw, v)
	}
}

// survey reports whether the object raw has members, whether all of them are objects,
// and whether an element has a field for one of them.
func (c pluralCodec) survey(r *reader, raw []byte) (members, objects, known bool) {
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

// values reads the members of a keyed object as elements. It reads none of them if
// one does not fill a field.
func (c pluralCodec) values(r *reader, raw []byte, v reflect.Value) {
	before := v.Len()
	r.nested(raw, func(r *reader) {
		r.bracket()
		for r.more() {
			r.value()
			if r.kind() != '{' || !r.grow(v) {
				c.cut(v, before)
				return
			}
			last := v.Index(v.Len() - 1)
			if got := r.object(c.plan, last, nil); !c.fills(got, last) {
				c.cut(v, before)
				return
			}
		}
	})
}

// fills reports whether what was read into v fills a field of it.
func (c pluralCodec) fills(got content, v reflect.Value) bool {
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

// cut takes away the elements from n on.
func (pluralCodec) cut(v reflect.Value, n int) {
	for i := n; i < v.Len(); i++ {
		v.Index(i).SetZero()
	}
	v.SetLen(n)
	if n == 0 {
		v.SetZero()
	}
}

// grow makes the list v longer by one zero element, if there is memory for it. A
// long list grows by a quarter.
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
