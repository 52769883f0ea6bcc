package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// ErrTooLarge is returned by Stream if a member is larger than the limit.
var ErrTooLarge = errors.New("a member is too large")

// Streamed describes a response that Stream has read.
type Streamed struct {
	Rest   []byte // the response, with an empty object instead of the one that was streamed
	Object bool   // the response is an object
	Found  bool   // the object was present
	Length int64  // of the whole response, in bytes
}

// Stream reads a response of any length as it arrives. The response has an object as its
// member name; Stream calls each for every member of that object, with the quoted name and
// the value, which are valid until each returns. In Rest the object is empty.
//
// ErrTooLarge is returned if a member of the object, or Rest, is larger than limit bytes.
// Stream does not look for duplicate members in the object: there may be millions. Other
// duplicates are also in Rest. Errors of the reader and of each are returned unchanged.
func Stream(r io.Reader, name string, limit int64, each func(name, value []byte) error) (Streamed, error) {
	s := &stream{bounded: bounded{r: r, limit: limit}, each: each}
	resetDecoder(&s.dec, &s.bounded)
	err := s.document(name)
	streamed := Streamed{s.rest.Bytes(), s.outer, s.found, s.bounded.total}
	switch {
	case err == nil:
		return streamed, nil
	case s.own != nil:
		return streamed, s.own
	case s.bounded.err != nil:
		return streamed, s.bounded.err
	}
	return streamed, redactError(err, int(s.dec.InputOffset()))
}

type stream struct {
	bounded bounded
	dec     jsontext.Decoder
	each    func(name, value []byte) error
	own     error // returned by each or this package, not by the decoder
	rest    bytes.Buffer
	outer   bool // it is an object
	found   bool
	name    []byte // name of the current member
}

// document reads the whole response.
func (s *stream) document(name string) error {
	s.bounded.restart(0)
	if s.dec.PeekKind() != '{' {
		if err := s.keep(); err != nil {
			return err
		}
		return s.end()
	}
	s.outer = true
	_, _ = s.dec.ReadToken()
	s.rest.WriteByte('{')
	for s.dec.PeekKind() == '"' {
		if err := s.member(name); err != nil {
			return err
		}
	}
	s.rest.WriteByte('}')
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	return s.end()
}

// member reads a member of the outermost object.
func (s *stream) member(name string) error {
	s.bounded.restart(s.rest.Len())
	member, err := s.dec.ReadValue()
	if err != nil {
		return err
	}
	if s.rest.Len() > len("{") {
		s.rest.WriteByte(',')
	}
	s.rest.Write(member)
	s.rest.WriteByte(':')
	if text, _ := jsontext.AppendUnquote(nil, member); string(text) == name {
		return s.named()
	}
	return s.keep()
}

// named reads the value that is to be streamed. The service writes an empty object as an
// empty array; any other value is an error.
func (s *stream) named() error {
	s.found = true
	if s.dec.PeekKind() == '{' {
		return s.object()
	}
	start := s.rest.Len()
	if err := s.keep(); err != nil {
		return err
	}
	if value := s.rest.Bytes()[start:]; value[0] == '[' && len(bytes.TrimSpace(value[1:len(value)-1])) == 0 {
		return nil
	}
	s.own = &Error{Offset: s.dec.InputOffset(), Reason: "a member that should be an object is not one"}
	return s.own
}

// object calls each for every member of the next value.
func (s *stream) object() error {
	_, _ = s.dec.ReadToken()
	for s.dec.PeekKind() == '"' {
		s.bounded.restart(0)
		name, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		s.name = append(s.name[:0], name...) // the next read may overwrite it
		value, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		if s.own = s.each(s.name, value); s.own != nil {
			return s.own
		}
	}
	s.rest.WriteString("{}")
	_, err := s.dec.ReadToken()
	return err
}

// keep copies the next value to the rest.
func (s *stream) keep() error {
	value, err := s.dec.ReadValue()
	if err != nil {
		return err
	}
	s.rest.Write(value)
	if int64(s.rest.Len()) > s.bounded.limit {
		s.own = ErrTooLarge
	}
	return s.own
}

// end makes sure that there is nothing after the response.
func (s *stream) end() error {
	s.bounded.restart(0)
	if _, err := s.dec.ReadToken(); err == nil || !errors.Is(err, io.EOF) && s.bounded.err == nil {
		s.own = &Error{Offset: s.dec.InputOffset(), Reason: "there is more after the JSON object"}
		return s.own
	}
	return s.bounded.err
}

// bounded is a reader that returns ErrTooLarge after limit bytes, until it is restarted.
type bounded struct {
	r           io.Reader
	limit, left int64
	total       int64
	err         error // of the last read, except io.EOF
}

// restart begins to count again, as if taken bytes had been read.
func (b *bounded) restart(taken int) { b.left = b.limit - int64(taken) }

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = ErrTooLarge
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	b.total += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// Identities decodes a list of strings that identify users, like a field with the option
// identity. It reports whether the list contains all of the value.
func Identities(value []byte) (list []string, exact bool) {
	r := newReader(value)
	defer r.release()
	exact = identitiesCodec{}.read(r, reflect.ValueOf(&list).Elem())
	return list, exact || string(bytes.Join(bytes.Fields(value), nil)) == "[]"
}

// Identity decodes a string that identifies a user. It reports whether value is a string
// without damaged characters.
func Identity(value []byte) (text string, ok bool) {
	r := newReader(value)
	defer r.release()
	raw := r.value()
	if raw[0] != '"' {
		return "", false
	}
	text = r.unquote(raw)
	return text, !strings.ContainsFunc(text, damaged)
}

// Kept returns a copy of a valid value that every JSON encoder accepts, and whether it has no
// duplicate members.
func Kept(value []byte) (kept json.RawMessage, unique bool) {
	r := newReader(value)
	defer r.release()
	return r.kept(value), r.err == nil
}
