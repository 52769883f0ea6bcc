package wire

import (
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
	if err := check(data); err != nil {
		return err
	}
	r := newReader(data)
	if r.peek() == 'n' {
		return nil
	}
	return r.document(reflect.ValueOf(v).Elem())
}

// UnmarshalAnswer reads a whole answer of the service into the struct that v
// points to, and the members that hold the verdict beside it. The struct is
// worth nothing before the verdict has been looked at.
func UnmarshalAnswer(data []byte, v any, opts Options) (Verdict, error) {
	verdict := Verdict{silent: true}
	if err := check(data); err != nil {
		return Verdict{}, err
	}
	var outer Verdict
	if opts.Wrapped {
		data, outer = unwrapped(data)
	}
	r := newReader(data)
	r.fold = opts.Wrapped
	r.verdict = &verdict
	err := r.document(reflect.ValueOf(v).Elem())
	if outer.HasStat && verdict.silent {
		setStat(reflect.ValueOf(v).Elem(), outer.Stat)
	}
	return verdict.within(outer), err
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
	if r.peek() != '{' {
		return data, Verdict{}
	}
	r.pos++
	for r.next('}') {
		rawName := r.rawName()
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
	object := len(inner) > 0 && inner[0] == '{'
	if inner == nil || outer.HasStat && !object {
		return data, Verdict{}
	}
	return inner, outer
}

func (r *reader) document(v reflect.Value) error {
	if r.peek() != '{' {
		return &Error{Reason: "not a JSON object"}
	}
	fresh := reflect.New(v.Type()).Elem()
	verdict := r.verdict
	r.verdict = nil // it is the outermost object's
	r.object(planOf(v.Type()), fresh, verdict)
	if r.twice {
		return &Error{Reason: "a duplicate member name"}
	}
	v.Set(fresh)
	return nil
}

// object reads the object that comes next into the zero struct v of plan p. It
// reports whether there was anything in it: then v is not zero any more.
func (r *reader) object(p *plan, v reflect.Value, verdict *Verdict) (filled bool) {
	m := members{plan: p, v: v}
	r.peek()
	r.pos++
	for r.next('}') {
		filled = true
		raw := r.rawName()
		i, ok := m.plan.find(r, raw)
		start := r.pos
		if ok {
			m.read(r, i)
		} else {
			m.keep(r, r.unquote(raw), r.value())
		}
		if verdict != nil {
			verdict.note(r, raw, r.since(start))
		}
	}
	m.finish(r)
	return filled
}

// members is an object in the course of being read.
type members struct {
	plan *plan
	v    reflect.Value
	seen fieldSet
	late []lateMember // members that need the rest of the object to be read
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
	r.twice = m.seen.add(i) || r.twice
	if f.chosen {
		m.late = append(m.late, lateMember{f, r.value()})
		return
	}
	start := r.pos
	if exact := f.codec.read(r, m.v.Field(f.index)); !exact {
		m.keep(r, f.name, r.since(start))
	}
}

// keep puts a member aside as it came.
func (m *members) keep(r *reader, name string, raw []byte) {
	extra := m.extra()
	if *extra == nil {
		*extra = Extra{}
	}
	_, again := (*extra)[name]
	r.twice = r.twice || again
	(*extra)[name] = r.kept(raw)
}

func (m *members) extra() *Extra {
	extra, _ := reflect.TypeAssert[*Extra](m.v.Field(m.plan.extra).Addr())
	return extra
}

// finish reads what had to wait for the rest of the object: a field that came
// under another name, and one whose type depends on its neighbours.
func (m *members) finish(r *reader) {
	for _, i := range m.plan.aliased {
		f := &m.plan.fields[i]
		f.readOthers(*m.extra(), m.v.Field(f.index))
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
func (f *field) readOthers(extra Extra, v reflect.Value) {
	own := !v.IsZero()
	for _, other := range f.also {
		raw, ok := extra[other]
		switch _, kept := extra[f.name]; {
		case !ok:
		case own && !kept:
			if b, err := f.codec.write(nil, v); err == nil { // what has been read can be written
				extra[f.name] = b
			}
		case v.IsZero():
			readAlone(f.codec, raw, v)
		}
	}
}

// readAlone reads one valid value that was kept, with the codec of its field.
func readAlone(c codec, raw []byte, v reflect.Value) { c.read(newReader(raw), v) }
