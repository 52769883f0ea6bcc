package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Error tells why a text was refused. It holds nothing of the text: the JSON
// library's own errors quote names and values, and those may be secrets.
type Error struct {
	Offset int64 // in bytes, of about where the reading stopped
	Reason string
}

// Error says what is wrong and where.
func (e *Error) Error() string { return e.Reason }

// Options is how an answer is read.
type Options struct {
	// Wrapped: the whole answer may be the only member of an object, under the
	// name partnerresponse or pluginresponse in any case, and names are matched
	// whatever their case. True for partner and plugin calls.
	Wrapped bool
}

// Unmarshal reads one object into the struct that v points to, and zeroes it
// first. A null leaves it as it is, as encoding/json has it.
func Unmarshal(data []byte, v any) error {
	d := newDecoder(data)
	defer d.release()
	if d.peek() == 'n' {
		_, err := d.value()
		return cmp.Or[error](err, d.end())
	}
	return d.document(reflect.ValueOf(v).Elem())
}

// UnmarshalAnswer reads a whole answer of the service into the struct that v
// points to, and the members that hold the verdict beside it. The struct is
// worth nothing before the verdict has been looked at.
func UnmarshalAnswer(data []byte, v any, opts Options) (Verdict, error) {
	d := newDecoder(data)
	defer d.release()
	d.fold = opts.Wrapped
	d.verdict = new(Verdict)
	if opts.Wrapped {
		if inner, ok := unwrap(data); ok {
			// What is around has been checked, the rest is an answer like any.
			d.reset(inner)
		}
	}
	err := d.document(reflect.ValueOf(v).Elem())
	return *d.verdict, err
}

// unwrap returns the object inside of a wrapper.
func unwrap(data []byte) ([]byte, bool) {
	d := newDecoder(data)
	defer d.release()
	if d.peek() != '{' || d.skipToken() != nil {
		return nil, false
	}
	name, err := d.name()
	if err != nil || !strings.EqualFold(name, "partnerresponse") && !strings.EqualFold(name, "pluginresponse") {
		return nil, false
	}
	inner, err := d.value()
	if err != nil || d.peek() != '}' || d.skipToken() != nil || d.end() != nil {
		return nil, false
	}
	return inner, true
}

// A decoder reads one text. It is used by one goroutine.
type decoder struct {
	data    []byte
	dec     jsontext.Decoder
	clean   bool // no bad UTF-8 and no lone surrogate can be in the text
	fold    bool
	scratch []byte   // for texts with escapes
	verdict *Verdict // where the outermost object's verdict goes; nil below
}

// maxScratch is how much memory, in bytes, a decoder keeps for later.
const maxScratch = 4096

var decoders = sync.Pool{New: func() any { return new(decoder) }}

func newDecoder(data []byte) *decoder {
	d := decoders.Get().(*decoder)
	d.fold, d.verdict = false, nil
	d.reset(data)
	return d
}

func (d *decoder) reset(data []byte) {
	d.data = data
	d.clean = utf8.Valid(data) && !bytes.Contains(data, []byte(`\u`))
	// Duplicate names are refused by default; a damaged text is repaired.
	d.dec.Reset(bytes.NewBuffer(data), jsontext.AllowInvalidUTF8(true))
}

// release gives the decoder back. It must not hold on to the text, nor to a
// piece of it.
func (d *decoder) release() {
	d.data, d.verdict = nil, nil
	clear(d.scratch[:cap(d.scratch)])
	if cap(d.scratch) > maxScratch {
		d.scratch = nil
	}
	d.dec.Reset(bytes.NewBuffer(nil))
	decoders.Put(d)
}

func (d *decoder) document(v reflect.Value) error {
	if d.peek() != '{' {
		_, err := d.value() // an error of syntax says more
		return cmp.Or[error](err, &Error{Reason: "not a JSON object"})
	}
	fresh := reflect.New(v.Type()).Elem()
	if err := d.object(fresh, d.verdict); err != nil {
		return err
	}
	if err := d.end(); err != nil {
		return err
	}
	v.Set(fresh)
	return nil
}

// object reads an object, of which the opening brace comes next, into the
// struct v.
func (d *decoder) object(v reflect.Value, verdict *Verdict) error {
	if err := d.skipToken(); err != nil {
		return err
	}
	m := members{plan: planOf(v.Type()), v: v}
	for d.peek() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		start := d.dec.InputOffset()
		if err := m.read(d, name); err != nil {
			return err
		}
		if verdict != nil {
			verdict.note(name, d.since(start), d.fold)
		}
	}
	if err := d.skipToken(); err != nil {
		return err
	}
	return m.finish(d)
}

// members is an object in the course of being read.
type members struct {
	plan *plan
	v    reflect.Value
	seen map[int]bool // with fold only: two spellings of one name are a duplicate
	late []lateMember // members that need the rest of the object to be read
}

type lateMember struct {
	field *field
	raw   []byte
}

func (m *members) read(d *decoder, name string) error {
	i, ok := m.plan.byName[name]
	if !ok && d.fold {
		i, ok = m.plan.byFold[strings.ToLower(name)]
	}
	if !ok {
		raw, err := d.value()
		if err == nil {
			m.keep(d, name, raw)
		}
		return err
	}
	if d.fold && m.again(i) {
		return &Error{Offset: d.dec.InputOffset(), Reason: "a member stands there twice, in two spellings"}
	}
	f := &m.plan.fields[i]
	start := d.dec.InputOffset()
	if _, ok := f.codec.(chosenCodec); ok {
		raw, err := d.value()
		m.late = append(m.late, lateMember{f, raw})
		return err
	}
	exact, err := f.codec.read(d, m.v.Field(f.index))
	if err != nil {
		return err
	}
	if !exact || m.v.Field(f.index).IsZero() {
		m.keep(d, f.name, d.since(start))
	}
	return nil
}

func (m *members) again(i int) bool {
	if m.seen == nil {
		m.seen = map[int]bool{}
	}
	again := m.seen[i]
	m.seen[i] = true
	return again
}

// keep puts a member aside as it came.
func (m *members) keep(d *decoder, name string, raw []byte) {
	extra := m.v.Field(m.plan.extra).Addr().Interface().(*Extra)
	if *extra == nil {
		*extra = Extra{}
	}
	(*extra)[name] = d.repaired(raw)
}

// finish reads what had to wait for the rest of the object: a field that came
// under another name, and one whose type depends on its neighbours.
func (m *members) finish(d *decoder) error {
	extra := *m.v.Field(m.plan.extra).Addr().Interface().(*Extra)
	for i := range m.plan.fields {
		f := &m.plan.fields[i]
		if err := f.readOthers(extra, m.v.Field(f.index)); err != nil {
			return err
		}
	}
	for _, late := range m.late {
		target := m.v.Field(late.field.index)
		ok, err := late.field.codec.(chosenCodec).choose(d, late.raw, m.v, target)
		if err != nil {
			return err
		}
		if !ok {
			m.keep(d, late.field.name, late.raw)
		}
	}
	return nil
}

// readOthers reads what came under the field's other names, where the field is
// empty. Where it is not, its own member is kept beside them: from the values
// alone nobody could tell later that both were there.
func (f *field) readOthers(extra Extra, v reflect.Value) (err error) {
	own := !v.IsZero()
	for _, other := range f.also {
		raw, ok := extra[other]
		switch _, kept := extra[f.name]; {
		case !ok:
		case own && !kept:
			extra[f.name], err = f.codec.write(nil, v)
		case v.IsZero():
			err = readAlone(f.codec, raw, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readAlone reads one value that was kept, with the codec of its field.
func readAlone(c codec, raw []byte, v reflect.Value) error {
	d := newDecoder(raw)
	defer d.release()
	_, err := c.read(d, v)
	return err
}

func (d *decoder) peek() jsontext.Kind { return d.dec.PeekKind() }

func (d *decoder) skipToken() error {
	_, err := d.dec.ReadToken()
	return d.failed(err)
}

// value takes the next value, which must not be changed and stays valid as
// long as the text.
func (d *decoder) value() ([]byte, error) {
	v, err := d.dec.ReadValue()
	return v, d.failed(err)
}

// name takes the next member's name.
func (d *decoder) name() (string, error) {
	v, err := d.dec.ReadValue()
	if err != nil {
		return "", d.failed(err)
	}
	return d.unquote(v), nil
}

// since returns the value that was read since the offset behind its name.
func (d *decoder) since(start int64) []byte {
	return bytes.TrimLeft(d.data[start:d.dec.InputOffset()], " \t\r\n:")
}

// end makes sure that nothing but white space is left.
func (d *decoder) end() error {
	_, err := d.dec.ReadToken()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return &Error{Offset: d.dec.InputOffset(), Reason: "something stands behind the end of the answer"}
}

// failed turns an error of the JSON library into one that quotes nothing.
func (d *decoder) failed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return &Error{Offset: d.dec.InputOffset(), Reason: "a member stands there twice"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Offset: int64(len(d.data)), Reason: "the JSON ends too soon"}
	default:
		return &Error{Offset: d.dec.InputOffset(), Reason: "not JSON"}
	}
}

// unquote returns a JSON string's text, with U+FFFD for what is no text.
func (d *decoder) unquote(raw []byte) string {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && (d.clean || utf8.Valid(inner)) {
		return string(inner)
	}
	// The error tells only that something was replaced.
	d.scratch, _ = jsontext.AppendUnquote(d.scratch[:0], raw)
	return string(d.scratch)
}

// repaired returns a copy of a value that any JSON writer will take.
func (d *decoder) repaired(raw []byte) json.RawMessage {
	if d.clean || jsontext.Value(raw).IsValid(jsontext.AllowDuplicateNames(true)) {
		return bytes.Clone(raw)
	}
	text, err := jsontext.AppendFormat(nil, raw, jsontext.AllowInvalidUTF8(true))
	if err != nil { // cannot be: it has been read with the same options
		return json.RawMessage("null")
	}
	return text
}
