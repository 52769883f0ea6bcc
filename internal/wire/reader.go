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

// Error says why JSON was rejected. It contains nothing of the JSON: the errors of
// the JSON library quote names and values, which may be secrets.
type Error struct {
	Offset int64 // approximate position of the error, in bytes
	Reason string
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }

// redactError turns an error of the JSON library into one that quotes nothing.
func redactError(err error, length int) *Error {
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

// listCap is the first capacity of a list of strings: few responses have a longer one.
const listCap = 32

// A reader reads one JSON value with the decoder of the JSON library. After an error every
// value is null and every object or array is at its end, so that the codecs need not look at
// err: document does at the end.
type reader struct {
	dec     jsontext.Decoder
	buf     bytes.Buffer // data, for dec
	data    []byte
	err     error // the first one
	valid   bool  // data is UTF-8
	fold    bool  // names are matched regardless of case
	mem     *memory
	budget  memory // what mem points to, except in a nested reader
	texts   arena
	list    []string // the list of strings that is being read
	scratch []byte   // of unquoteSlow
}

// resetDecoder makes dec read from rd. Invalid UTF-8 and lone surrogates are accepted; they
// become U+FFFD. The decoder does not look for duplicate members, since it would record the
// names in every object, which takes 8 % of the time of decoding a typical sign-in. They are
// found when a member is stored in a field (members.read) or in Extra (members.keep).
func resetDecoder(dec *jsontext.Decoder, rd io.Reader) {
	dec.Reset(rd, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// newReader returns a reader of data. The caller must release it.
func newReader(data []byte) *reader {
	r, _ := readers.Get().(*reader)
	r.data, r.valid = data, utf8.Valid(data)
	r.budget = newMemory(len(data))
	r.mem = &r.budget
	r.buf = *bytes.NewBuffer(data)
	resetDecoder(&r.dec, &r.buf)
	return r
}

// release returns the reader to the pool, without references to what it has read.
func (r *reader) release() {
	r.buf = bytes.Buffer{}
	r.dec.Reset(&r.buf)
	r.data, r.err, r.fold, r.mem = nil, nil, false, nil
	r.texts, r.list, r.scratch = arena{}, nil, nil
	readers.Put(r)
}

// nested calls read with another reader, for a value that r has returned. Both take from the
// same memory.
func (r *reader) nested(raw []byte, read func(*reader)) {
	inner := newReader(raw)
	defer inner.release()
	inner.fold, inner.mem = r.fold, r.mem
	read(inner)
	if r.err == nil {
		r.err = inner.err
	}
}

// kind returns the kind of the next token, or 0 after an error.
func (r *reader) kind() jsontext.Kind {
	if r.err != nil {
		return 0
	}
	return r.dec.PeekKind()
}

// more reports whether the object or array has another member or element.
func (r *reader) more() bool {
	kind := r.kind()
	return kind != '}' && kind != ']' && kind != 0
}

// bracket reads the bracket that begins or ends an object or array.
func (r *reader) bracket() {
	if r.err != nil {
		return
	}
	if _, err := r.dec.ReadToken(); err != nil {
		r.fail(err)
	}
}

// end makes sure that there is nothing after the value.
func (r *reader) end() {
	if r.err != nil {
		return
	}
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		r.err = &Error{Offset: r.dec.InputOffset(), Reason: "there is more after the JSON object"}
	}
}

// duplicate rejects the JSON for a duplicate member.
func (r *reader) duplicate() {
	if r.err == nil {
		r.err = &Error{Reason: "a duplicate member name"}
	}
}

func (r *reader) fail(err error) { r.err = redactError(err, len(r.data)) }

// value reads the next value, or the name of the next member.
func (r *reader) value() []byte {
	if r.err == nil {
		value, err := r.dec.ReadValue()
		if err == nil {
			end := r.pos()
			return r.data[end-len(value) : end : end] // value is only valid until the next read
		}
		r.fail(err)
	}
	return []byte("null")
}

// pos returns the position after the last value or bracket.
func (r *reader) pos() int { return int(r.dec.InputOffset()) }

// since returns the value that was read after pos.
func (r *reader) since(pos int) []byte {
	if r.err != nil {
		return []byte("null")
	}
	end := r.pos()
	return bytes.TrimLeft(r.data[pos:end:end], ":, \t\r\n")
}

// array calls each for every element of the next value, an array, as long as there is
// memory left.
func (r *reader) array(each func()) {
	r.bracket()
	for r.more() {
		if r.mem.over() {
			r.value()
		} else {
			each()
		}
	}
	r.bracket()
}

// member returns the value of a member of the object raw, or nil.
func (r *reader) member(raw []byte, name string) (value []byte) {
	r.nested(raw, func(r *reader) {
		r.bracket()
		for r.more() && value == nil {
			quoted, v := r.value(), r.value()
			if string(quoted[1:len(quoted)-1]) == name || bytes.IndexByte(quoted, '\\') >= 0 && r.unquote(quoted) == name {
				value = v
			}
		}
	})
	return value
}

// unquote returns the value of a JSON string, with U+FFFD for invalid UTF-8 and lone
// surrogates.
func (r *reader) unquote(raw []byte) string {
	inner := raw[1 : len(raw)-1]
	if !r.valid && !utf8.Valid(inner) {
		return r.unquoteSlow(raw)
	}
	r.reserve(len(inner))
	start := r.texts.Len()
	for {
		i := bytes.IndexByte(inner, '\\')
		if i < 0 {
			_, _ = r.texts.Write(inner)
			return r.texts.String()[start:]
		}
		_, _ = r.texts.Write(inner[:i])
		// The service escapes the slashes of every URL, so this is worth a special
		// case: without it, a list of 5,000 friends takes 1.4 times as long.
		switch c := inner[i+1]; c {
		case '/', '"', '\\':
			_ = r.texts.WriteByte(c)
		default:
			return r.unquoteSlow(raw)
		}
		inner = inner[i+2:]
	}
}

// unquoteSlow is unquote for all escapes. The error of AppendUnquote only says that
// something was replaced.
func (r *reader) unquoteSlow(raw []byte) string {
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], raw)
	return r.text(r.scratch)
}

// text returns b as a string.
func (r *reader) text(b []byte) string {
	r.reserve(len(b))
	start := r.texts.Len()
	_, _ = r.texts.Write(b)
	return r.texts.String()[start:]
}

// kept returns a copy of a value that every JSON encoder accepts. It also looks for
// duplicate members in the value.
func (r *reader) kept(raw []byte) json.RawMessage {
	kept := r.copied(raw)
	r.mem.alloc(cap(kept))
	return kept
}

func (r *reader) copied(raw []byte) json.RawMessage {
	if !uniqueNames(raw) {
		r.duplicate()
	}
	if r.valid && !bytes.Contains(raw, []byte(`\u`)) || jsontext.Value(raw).IsValid(jsontext.AllowDuplicateNames(true)) {
		return bytes.Clone(raw) // no lone surrogate, no invalid UTF-8: nearly always
	}
	text, err := jsontext.AppendFormat(nil, raw, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return json.RawMessage("null") // after an error
	}
	return text
}

// uniqueNames reports whether a valid value has no duplicate members, at any depth.
func uniqueNames(raw []byte) bool {
	return bytes.IndexByte(raw, '{') < 0 || validJSON(raw)
}
