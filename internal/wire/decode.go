package wire

import (
	"fmt"
	"reflect"

	"github.com/janrain-go/janrain/internal/ascii"
)

// Unmarshal decodes one object into the struct that v points to, which is zeroed first.
// A null leaves it unchanged, as in encoding/json.
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

// UnmarshalResponse decodes a whole response of the service into the struct that v points
// to, and returns its verdict. The struct must not be used unless the verdict is OK.
//
// For partner and plugin calls, wrapped is true. The response may then be the only member
// of an object, under the name partnerresponse or pluginresponse in any ASCII case, with at
// most a stat beside it, and all names are matched regardless of case.
func UnmarshalResponse(data []byte, v any, wrapped bool) (Verdict, error) {
	verdict := Verdict{noStat: true}
	var outer Verdict
	if wrapped {
		data, outer = unwrap(data)
	}
	r := newReader(data)
	defer r.release()
	r.fold = wrapped
	if err := r.document(reflect.ValueOf(v).Elem(), &verdict); err != nil {
		return Verdict{}, err
	}
	return verdict.within(outer), nil
}

// unwrap returns the response in a wrapper and the stat beside it, or data itself if there is
// no wrapper.
func unwrap(data []byte) (inner []byte, outer Verdict) {
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

// object reads the next value, an object, into the zero struct v. The verdict is nil except
// for the outermost object of a response.
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

// content describes what an object contained.
type content struct {
	members bool // at least one
	objects bool // all members are objects
	exact   bool // at least one field holds all of its member
}

// members is the state of reading an object.
type members struct {
	plan     *plan
	v        reflect.Value
	content  content
	seen     fieldSet
	deferred []deferredMember
}

// member reads the value of the member with the quoted name raw.
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

// add adds the field i and reports whether the set contained it.
func (s *fieldSet) add(i int) (duplicate bool) {
	word, bit := &s[i/64], uint64(1)<<(i%64)
	duplicate = *word&bit != 0
	*word |= bit
	return duplicate
}

// A deferredMember can only be read when the rest of the object is known.
type deferredMember struct {
	field *field
	raw   []byte
}

// read reads the value of a member that has a field.
func (m *members) read(r *reader, i int) {
	f := &m.plan.fields[i]
	if m.seen.add(i) {
		r.duplicate()
	}
	if f.deferred {
		m.deferred = append(m.deferred, deferredMember{f, r.value()})
		return
	}
	start := r.pos()
	if exact := f.codec.read(r, f.settable(r, m.v)); exact {
		m.content.exact = true
		return
	}
	m.keep(r, f.name, r.since(start))
}

// keep stores a member in Extra.
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

// finish reads the members that depend on the rest of the object: those under another name
// of a field, and those whose type depends on other fields.
func (m *members) finish(r *reader) {
	for _, i := range m.plan.aliased {
		f := &m.plan.fields[i]
		f.readAliases(r, *m.extra(), f.settable(r, m.v))
	}
	m.plan.dropEmpty(r, m.v)
	for _, d := range m.deferred {
		if !d.field.codec.(interfaceCodec).choose(r, d.raw, m.v, m.v.Field(d.field.index)) {
			m.keep(r, d.field.name, d.raw)
		}
	}
}

// readAliases reads the members under the field's other names if the field is empty. If it
// is not, its own member is also kept in Extra, or Marshal could not tell that there were
// several.
func (f *field) readAliases(r *reader, extra Extra, v reflect.Value) {
	own := !v.IsZero()
	for _, other := range f.also {
		raw, ok := extra[other]
		switch _, kept := extra[f.name]; {
		case !ok:
		case own && !kept:
			if b, err := f.codec.write(nil, v); err == nil { // what was decoded can be encoded
				r.mem.alloc(cap(b))
				extra[f.name] = b
			}
		case v.IsZero():
			r.nested(raw, func(r *reader) { f.codec.read(r, v) })
		}
	}
}

// readRaw reads one valid value, with the codec of its field.
func readRaw(c codec, raw []byte, v reflect.Value) (exact bool) {
	r := newReader(raw)
	defer r.release()
	return c.read(r, v)
}
