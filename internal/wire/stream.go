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

// ErrTooLarge is returned for a member of a stream above the bound.
var ErrTooLarge = errors.New("a member is too large")

// Streamed is what is left of a stream when its members have been handed out.
type Streamed struct {
	Rest   []byte // an answer of its own, to be judged as any other
	Object bool   // the whole is one
	Found  bool   // the object was there
	Length int64  // of the whole, in bytes
}

// Stream reads an answer of any length as it arrives: it calls each for every
// member of the object that is the answer's member called name, with the member's
// name, in quotation marks, and its value, both the callee's until it returns. In
// what is left that object is empty; a member that stands twice stands there twice.
//
// No member, and nothing of what is left, may take more than most bytes. That a
// name stands twice in the object is not looked for: there may be millions.
// An error of the reader, or of each, is returned as it is.
func Stream(r io.Reader, name string, most int64, each func(name, value []byte) error) (Streamed, error) {
	s := &stream{bounded: bounded{r: r, most: most}, each: each}
	reset(&s.dec, &s.bounded)
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
	own     error // of each, or this package's
	rest    bytes.Buffer
	outer   bool // it is an object
	found   bool
	name    []byte // of the member that is being read
}

// document reads the whole answer.
func (s *stream) document(name string) error {
	s.bounded.again(0)
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
	s.bounded.again(s.rest.Len())
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

// named reads the member that is an object. The service writes an empty one as an
// empty list; anything else is not taken for none.
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

// object reads the object of which every member is handed out.
func (s *stream) object() error {
	_, _ = s.dec.ReadToken()
	for s.dec.PeekKind() == '"' {
		s.bounded.again(0)
		name, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		s.name = append(s.name[:0], name...) // the next read is free to write over it
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

// keep reads a member of the rest.
func (s *stream) keep() error {
	value, err := s.dec.ReadValue()
	if err != nil {
		return err
	}
	s.rest.Write(value)
	if int64(s.rest.Len()) > s.bounded.most {
		s.own = ErrTooLarge
	}
	return s.own
}

// end makes sure that nothing stands behind the answer.
func (s *stream) end() error {
	s.bounded.again(0)
	if _, err := s.dec.ReadToken(); err == nil || !errors.Is(err, io.EOF) && s.bounded.err == nil {
		s.own = &Error{Offset: s.dec.InputOffset(), Reason: "there is more after the JSON object"}
		return s.own
	}
	return s.bounded.err
}

// bounded gives out up to most bytes at a time.
type bounded struct {
	r          io.Reader
	most, left int64
	total      int64
	err        error // that a read ended with, the end aside
}

// again begins to count anew, with taken bytes used up.
func (b *bounded) again(taken int) { b.left = b.most - int64(taken) }

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

// Identities reads a list of texts that tell users apart, as the option identity
// has it. It reports whether that is all there is in the value.
func Identities(value []byte) (list []string, exact bool) {
	r := newReader(value)
	defer r.release()
	exact = identitiesCodec{}.read(r, reflect.ValueOf(&list).Elem())
	return list, exact || string(bytes.Join(bytes.Fields(value), nil)) == "[]"
}

// Identity reads a text that tells users apart, and reports whether it is what was
// sent.
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

// Kept returns a copy of a value that any JSON writer will take, and whether no
// member stands in it twice.
func Kept(value []byte) (kept json.RawMessage, once bool) {
	r := newReader(value)
	defer r.release()
	return r.kept(value), r.err == nil
}
