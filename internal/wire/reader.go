package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
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

// Error says what is wrong.
func (e *Error) Error() string { return e.Reason }

// A checker is a decoder of the JSON library, to be used again.
type checker struct {
	dec jsontext.Decoder
	buf bytes.Buffer
}

var checkers = sync.Pool{New: func() any { return new(checker) }}

// check makes sure that data is one JSON value and nothing more. Bad UTF-8 and
// lone surrogates are let pass. All that is read afterwards is read without
// looking back. A member that stands twice is found there: in an object that is
// read into a struct by its plan, in one that is kept by onceOnly.
func check(data []byte) error {
	c, _ := checkers.Get().(*checker)
	defer checkers.Put(c)
	c.buf = *bytes.NewBuffer(data)
	c.dec.Reset(&c.buf, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	defer func() { // it must not hold on to the text
		c.buf = bytes.Buffer{}
		c.dec.Reset(&c.buf)
	}()
	if _, err := c.dec.ReadValue(); err != nil {
		return discreet(err, len(data))
	}
	if _, err := c.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return &Error{Offset: c.dec.InputOffset(), Reason: "there is more after the JSON object"}
	}
	return nil
}

// discreet turns an error of the JSON library into one that quotes nothing.
func discreet(err error, length int) *Error {
	var offset int64
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset = syntax.ByteOffset
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Offset: int64(length), Reason: "the JSON ends too soon"}
	default:
		return &Error{Offset: offset, Reason: "not JSON"}
	}
}

// usualTexts is how many texts a list of a response has at most, except for the
// friends and followers of a few.
const usualTexts = 32

// A reader walks over a text that check has let pass.
type reader struct {
	data    []byte
	pos     int
	valid   bool // the text is UTF-8
	fold    bool // names are matched whatever their case
	twice   bool // a member stood there twice
	verdict *Verdict
	mem     *memory
	budget  memory // what mem points to, except in an inner reader
	texts   arena
	list    []string // the list of texts that is being read
	scratch []byte
}

// newReader reads a text that check has passed, or a piece of one: the reader looks
// at no error and at no end.
func newReader(data []byte) *reader {
	r := &reader{data: data, valid: utf8.Valid(data), budget: newMemory(len(data))}
	r.mem = &r.budget
	return r
}

// inner returns a reader for a value that r has taken already. What it decodes is
// part of the same whole, so both take from the same memory.
func (r *reader) inner(raw []byte) *reader {
	return &reader{data: raw, valid: r.valid || utf8.Valid(raw), fold: r.fold, mem: r.mem}
}

// member returns the value of a member of the object raw, or nil.
func (r *reader) member(raw []byte, name string) []byte {
	inner := reader{data: raw, pos: 1, mem: r.mem}
	for inner.next('}') {
		got := inner.rawName()
		value := inner.value()
		if string(got[1:len(got)-1]) == name || bytes.IndexByte(got, '\\') >= 0 && r.unquote(got) == name {
			return value
		}
	}
	return nil
}

// peek skips white space and returns the first byte of what comes next, which
// tells its kind.
func (r *reader) peek() byte {
	for r.data[r.pos] <= ' ' {
		r.pos++
	}
	return r.data[r.pos]
}

// next goes to the next member or element. It reports whether there is one,
// and steps over the end otherwise.
func (r *reader) next(end byte) bool {
	if r.peek() == ',' {
		r.pos++
		r.peek()
	}
	if r.data[r.pos] == end {
		r.pos++
		return false
	}
	return true
}

// rawName takes a member's name, with its quotation marks, and its colon.
func (r *reader) rawName() []byte {
	name := r.value()
	r.peek()
	r.pos++
	return name
}

// value takes the next value, whatever it is.
func (r *reader) value() []byte {
	kind := r.peek()
	start := r.pos
	switch kind {
	case '"':
		r.skipText()
	case '{', '[':
		r.skipNested()
	default:
		for r.pos < len(r.data) && !endsLiteral(r.data[r.pos]) {
			r.pos++
		}
	}
	return r.data[start:r.pos:r.pos]
}

func endsLiteral(c byte) bool { return c <= ' ' || c == ',' || c == ']' || c == '}' }

// skipText goes behind a text, of which the opening quotation mark comes next.
func (r *reader) skipText() {
	r.pos++
	for {
		r.pos += bytes.IndexByte(r.data[r.pos:], '"') + 1
		slashes := 0
		for r.data[r.pos-2-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return
		}
	}
}

// skipNested goes behind an object or an array. It keeps no more than the
// depth: what is deep in a hostile answer costs no more than its length.
func (r *reader) skipNested() {
	depth := 0
	for {
		switch r.data[r.pos] {
		case '"':
			r.skipText()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		r.pos++
		if depth == 0 {
			return
		}
	}
}

// array calls each for every element of the array that comes next, as long as
// there is memory left.
func (r *reader) array(each func()) {
	r.peek()
	r.pos++
	for r.next(']') {
		if r.mem.over() {
			r.value()
		} else {
			each()
		}
	}
}

// since returns the value that was taken since pos.
func (r *reader) since(pos int) []byte {
	return bytes.TrimLeft(r.data[pos:r.pos:r.pos], " \t\r\n")
}

// unquote returns the text of a JSON string, with U+FFFD for what is no text.
func (r *reader) unquote(raw []byte) string {
	inner := raw[1 : len(raw)-1]
	if !r.valid && !utf8.Valid(inner) {
		return r.mended(raw)
	}
	r.room(len(inner))
	start := r.texts.Len()
	for {
		i := bytes.IndexByte(inner, '\\')
		if i < 0 {
			_, _ = r.texts.Write(inner)
			return r.texts.String()[start:]
		}
		_, _ = r.texts.Write(inner[:i])
		// The service escapes every slash, which makes this worth a way of its
		// own. The library's knows the other escapes.
		switch c := inner[i+1]; c {
		case '/', '"', '\\':
			_ = r.texts.WriteByte(c)
		default:
			return r.mended(raw)
		}
		inner = inner[i+2:]
	}
}

// mended is the JSON library's way to a text. Its error tells only that
// something was replaced.
func (r *reader) mended(raw []byte) string {
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], raw)
	return r.text(r.scratch)
}

// text returns the bytes as a string.
func (r *reader) text(b []byte) string {
	r.room(len(b))
	start := r.texts.Len()
	_, _ = r.texts.Write(b)
	return r.texts.String()[start:]
}

// kept returns a copy of a value that any JSON writer will take.
func (r *reader) kept(raw []byte) json.RawMessage {
	kept := r.copied(raw)
	r.mem.alloc(cap(kept))
	return kept
}

func (r *reader) copied(raw []byte) json.RawMessage {
	r.twice = r.twice || !onceOnly(raw)
	if r.valid && !bytes.Contains(raw, []byte(`\u`)) || jsontext.Value(raw).IsValid(jsontext.AllowDuplicateNames(true)) {
		return bytes.Clone(raw) // as almost always: no lone surrogate, no byte that is no UTF-8
	}
	text, err := jsontext.AppendFormat(nil, raw, jsontext.AllowInvalidUTF8(true))
	if err != nil { // cannot be: check has let it pass
		return json.RawMessage("null")
	}
	return text
}

// onceOnly reports that no member stands twice in a valid value, at any depth.
// What is no object and holds none need not be looked at.
func onceOnly(raw []byte) bool {
	return bytes.IndexByte(raw, '{') < 0 || jsontext.Value(raw).IsValid(jsontext.AllowInvalidUTF8(true))
}
