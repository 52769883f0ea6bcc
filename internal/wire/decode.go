package wire

import (
	"fmt"
	"reflect"

	"github.com/janrain-go/janrain/internal/ascii"
)

// Options is how an answer is read.
type Options struct {
	// Wrapped: the whole answer may be a member of an object, under the name
	// partnerresponse or pluginresponse in any ASCII case, with nothing beside it but a
	// stat, and names are matched whatever their case. True for partner and plugin
	// calls.
	Wrapped bool
}

// Unmarshal reads one object into the struct that v points to, and zeroes it
// first. A null leaves it as it is, as encoding/json has it.
func Unmarshal(data []byte, v any) error {
	r := newReader(data)
	defer r.release()
	if r.kind() == 'n' {
		r.value()
		r.end()
		return r.err
	}
	return r.document(reflect.ValueOf(v).Elem(), nil)
}

// UnmarshalAnswer reads a whole answer of the service into the struct that v
// points to, and the members that hold the verdict beside it. The struct is
// worth nothing before the verdict has been looked at.
func UnmarshalAnswer(data []byte, v any, opts Options) (Verdict, error) {
	verdict := Verdict{silent: true}
	var outer Verdict
	if opts.Wrapped {
		data, outer = unwrapped(data)
	}
	r := newReader(data)
	defer r.release()
	r.fold = opts.Wrapped
	if err := r.document(reflect.ValueOf(v).Elem(), &verdict); err != nil {
		return Verdict{}, err
	}
	if outer.HasStat && verdict.silent {
		setStat(reflect.ValueOf(v).Elem(), outer.Stat)
	}
	return verdict.within(outer), nil
}

// setStat is for an answer whose stat stands beside it.
func setStat(v reflect.Value, stat string) {
	p := planOf(v.Type())
	if i, ok := p.named([]byte("stat")); ok {
		v.Field(p.fields[i].index).SetString(stat)
	}
}

// unwrapped takes a wrapper off, where there is one, and returns the stat beside it.
func unwrapped(data []byte) (inner []byte, outer Verdict) {
	r := newReader(data)
	defer r.release()
	if r.kind() != '{' {
		return data, Verdict{}
	}
	r.bracket()
	for r.more() {
		rawName := r.value()
		name, value := r.unquote(rawName), r.value()
		lower := ascii.Lower(name)
		wrapper := lower == "partnerresponse" || lower == "pluginresponse"
		switch {
		case wrapper && inner == nil:
			inner = value
		case name == "stat" && !outer.HasStat && value[0] == '"':
			outer.note(r, rawName, value)
		default:
			return data, Verdict{}
		}
	}
	r.bracket()
	r.end()
	object := len(inner) > 0 && inner[0] == '{'
	if r.err != nil || inner == nil || outer.HasStat && !object {
		return data, Verdict{}
	}
	return inner, outer
}

func (r *reader) document(v reflect.Value, verdict *Verdict) error {
	isObject := r.kind() == '{'
	fresh := reflect.New(v.Type()).Elem()
	if isObject {
		r.object(planOf(v.Type()), fresh, verdict)
	} else {
		r.value()
	}
	r.end()
	switch {
	case r.err != nil:
		return r.err
	case !isObject:
		return &Error{Reason: "not a JSON object"}
	case r.mem.over():
		bound := max(memoryFactor*len(r.data), memoryFloor)
		return &Error{Reason: fmt.Sprintf("decoded, the response would hold more than %d bytes of memory", bound)}
	}
	v.Set(fresh)
	return nil
}

// object reads the object that comes next into the zero struct v of plan p.
func (r *reader) object(p *plan, v reflect.Value, verdict *Verdict) content {
	m := members{plan: p, v: v, content: content{objects: true}}
	r.bracket()
	for r.more() {
		raw := r.value()
		m.content.members = true
		m.content.objects = r.kind() == '{' && m.content.objects
		start := r.pos()
		if r.mem.over() {
			r.value()
		} else {
			m.member(r, raw)
		}
		if verdict != nil {
			verdict.note(r, raw, r.since(start))
		}
	}
	r.bracket()
	if r.err == nil && !r.mem.over() {
		m.finish(r)
	}
	return m.content
}

// content is what was in an object.
type content struct {
	members bool // any
	objects bool // the members, if any, are all objects
	exact   bool // a field is filled, and holds all that came for it
}

// members is an object in the course of being read.
type members struct {
	plan    *plan
	v       reflect.Value
	content content
	seen    fieldSet
	late    []lateMember // members that need the rest of the object to be read
}

// member reads the value of the member whose name is raw, in quotation marks.
func (m *members) member(r *reader, raw []byte) {
	if i, ok := m.plan.find(r, raw); ok {
		m.read(r, i)
		return
	}
	m.keep(r, r.unquote(raw), r.value())
}

// A fieldSet is a set of the fields of a plan.
type fieldSet [2]uint64

// maxFields is how many fields a plan can have.
const maxFields = len(fieldSet{}) * 64

// add reports whether the field was there already.
func (s *fieldSet) add(i int) (again bool) {
	word, bit := &s[i/64], uint64(1)<<(i%64)
	again = *word&bit != 0
	*word |= bit
	return again
}

type lateMember struct {
	field *field
	raw   []byte
}

// read reads the value of a member that has a field.
func (m *members) read(r *reader, i int) {
	f := &m.plan.fields[i]
	if m.seen.add(i) {
		r.duplicate()
	}
	if f.chosen {
		m.late = append(m.late, lateMember{f, r.value()})
		return
	}
	start := r.pos()
	if exact := f.codec.read(r, f.settable(r, m.v)); exact {
		m.content.exact = true
		return
	}
	m.keep(r, f.name, r.since(start))
}

// keep puts a member aside as it came.
func (m *members) keep(r *reader, name string, raw []byte) {
	extra := m.extra()
	if *extra == nil {
		*extra = Extra{}
	}
	n := len(*extra)
	r.mem.take(mapSize(n+1) - mapSize(n))
	if r.mem.over() {
		return
	}
	if _, ok := (*extra)[name]; ok {
		r.duplicate()
	}
	(*extra)[name] = r.kept(raw)
}

func (m *members) extra() *Extra {
	extra, _ := reflect.TypeAssert[*Extra](m.v.Field(m.plan.extra).Addr())
	return extra
}

// finish reads what had to wait for the rest of the object: a field that came
// under another name, and one whose type depends on its neighbours.
func (m *members) finish(r *reader) {
	m.plan.dropEmpty(r, m.v)
	for _, i := range m.plan.aliased {
		f := &m.plan.fields[i]
		f.readOthers(r, *m.extra(), m.v.Field(f.index))
	}
	for _, late := range m.late {
		if !late.field.codec.(chosenCodec).choose(r, late.raw, m.v, m.v.Field(late.field.index)) {
			m.keep(r, late.field.name, late.raw)
		}
	}
}

// readOthers reads what came under the field's other names, where the field is
// empty. Where it is not, its own member is kept beside them: from the values
// alone nobody could tell later that both were there.
func (f *field) readOthers(r *reader, extra Extra, v reflect.Value) {
	own := !v.IsZero()
	for _, other := range f.also {
		raw, ok := extra[other]
		switch _, kept := extra[f.name]; {
		case !ok:
		case own && !kept:
			if b, err := f.codec.write(nil, v); err == nil { // what has been read can be written
				r.mem.alloc(cap(b))
				extra[f.name] = b
			}
		case v.IsZero():
			r.nested(raw, func(r *reader) { f.codec.read(r, v) })
		}
	}
}

// readAlone reads one valid value that was kept, with the codec of its field.
func readAlone(c codec, raw []byte, v reflect.Value) (exact bool) {
	r := newReader(raw)
	defer r.release()
	return c.read(r, v)
}
