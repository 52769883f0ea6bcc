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

// Stream reads an answer of any length as it arrives: it calls each for every
// member of the object that is the answer's member called name, with the
// member's name and its value, which is the callee's until it returns. What is
// left is returned as an answer of its own, with that object empty, to be judged
// as any other; a member in it that stands twice stands there twice.
//
// No member, and nothing of what is left, may take more than most bytes. That a
// name stands twice in the object is not looked for: there may be millions.
// An error of the reader, or of each, is returned as it is.
func Stream(r io.Reader, name string, most int64, each func(name string, value []byte) error) ([]byte, error) {
	s := &stream{bounded: bounded{r: r, most: most}, each: each}
	s.dec = jsontext.NewDecoder(&s.bounded, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	err := s.document(name)
	switch {
	case err == nil:
		return s.rest.Bytes(), nil
	case s.own != nil:
		return nil, s.own
	case s.bounded.err != nil:
		return nil, s.bounded.err
	}
	return nil, discreet(err, int(s.dec.InputOffset()))
}

type stream struct {
	bounded bounded
	dec     *jsontext.Decoder
	each    func(string, []byte) error
	own     error // of each, or this package's
	rest    bytes.Buffer
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
	_, _ = s.dec.ReadToken()
	for separator := "{"; s.dec.PeekKind() == '"'; separator = "," {
		s.bounded.again(s.rest.Len())
		member, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		s.rest.WriteString(separator)
		s.rest.Write(member)
		s.rest.WriteByte(':')
		if text, _ := jsontext.AppendUnquote(nil, member); string(text) == name {
			err = s.named()
		} else {
			err = s.keep()
		}
		if err != nil {
			return err
		}
	}
	if s.rest.Len() == 0 {
		s.rest.WriteByte('{')
	}
	s.rest.WriteByte('}')
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	return s.end()
}

// named reads the member that is an object. The service writes an empty one as an
// empty list; anything else is not taken for none.
func (s *stream) named() error {
	if s.dec.PeekKind() == '{' {
		return s.object()
	}
	start := s.rest.Len()
	if err := s.keep(); err != nil {
		return err
	}
	switch value := s.rest.Bytes()[start:]; {
	case string(value) == "null", value[0] == '[' && len(bytes.TrimSpace(value[1:len(value)-1])) == 0:
		return nil
	}
	s.own = &Error{Offset: s.dec.InputOffset(), Reason: "what should be an object is none"}
	return s.own
}

// object reads the object of which every member is handed out.
func (s *stream) object() error {
	_, _ = s.dec.ReadToken()
	for s.dec.PeekKind() == '"' {
		s.bounded.again(0)
		member, err := s.dec.ReadToken()
		if err != nil {
			return err
		}
		name := member.String()
		value, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		if s.own = s.each(name, value); s.own != nil {
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
		s.own = &Error{Offset: s.dec.InputOffset(), Reason: "something stands behind the end of the answer"}
		return s.own
	}
	return s.bounded.err
}

// bounded gives out up to most bytes at a time.
type bounded struct {
	r          io.Reader
	most, left int64
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
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// Identities reads a list of texts that tell users apart, as the option identity
// has it. It reports whether that is all there is in the value.
func Identities(value []byte) (list []string, exact bool) {
	r := newReader(value)
	exact = identitiesCodec{}.read(r, reflect.ValueOf(&list).Elem())
	return list, exact || string(bytes.Join(bytes.Fields(value), nil)) == "[]"
}

// Undamaged reports whether a text that tells users apart is what was sent.
func Undamaged(text string) bool { return !strings.ContainsFunc(text, damaged) }

// Kept returns a copy of a value that any JSON writer will take, and whether no
// member stands in it twice.
func Kept(value []byte) (kept json.RawMessage, once bool) {
	r := newReader(value)
	kept = r.kept(value)
	return kept, !r.twice
}
