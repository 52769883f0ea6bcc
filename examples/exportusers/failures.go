package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// A failure is why there is nothing of an identifier, or what is damaged.
type failure struct {
	Code   *int   `json:"code,omitempty"` // the service's, where it gave one
	Reason string `json:"reason"`
}

// failureOf is an error as OUT has it. The library's errors are of one line, and
// have no key in them. What is no UTF-8 would be another text once OUT was read, and
// the failures file is held against that.
func failureOf(err error) *failure {
	f := &failure{Reason: strings.ToValidUTF8(err.Error(), "\uFFFD")}
	if answer, ok := errors.AsType[*janrain.Error](err); ok && answer.Code != janrain.CodeNone {
		f.Code = new(int(answer.Code))
	}
	return f
}

// failuresOf are a mapping's lines of the failures file. They have the form of
// mappings, so that the file can be exported with -mappings.
func failuresOf(m mapping, users []user) (lines []byte, failed int64, err error) {
	var text bytes.Buffer
	note := func(m mapping, why *failure) {
		failed++
		err = errors.Join(err, encoderTo(&text).Encode(struct {
			mapping

			Error *failure `json:"error"`
		}{m, why}))
	}
	if damage := m.damage(); damage != "" { // the good ones are in OUT: nobody has to ask for them again
		note(mapping{m.PrimaryKey, []string{}, nil, m.Extra}, &failure{Reason: damage})
	}
	if users == nil {
		for _, identifier := range m.Unusable {
			note(mapping{m.PrimaryKey, []string{identifier}, []string{identifier}, nil}, unusable())
		}
	}
	for _, one := range users {
		if one.Error != nil {
			failed := mapping{PrimaryKey: m.PrimaryKey, Identifiers: []string{one.Identifier}}
			if slices.Contains(m.Unusable, one.Identifier) {
				failed.Unusable = failed.Identifiers
			}
			note(failed, one.Error)
		}
	}
	return text.Bytes(), failed, err
}

// unusable is why an identifier is not asked for: a sign-in with it is refused.
func unusable() *failure {
	return &failure{Reason: "the identifier has characters that are not shown, or white space at an end: compare it byte by byte"}
}

// mayHaveFailed is quick, and right where it says no.
func mayHaveFailed(line []byte) bool {
	return bytes.Contains(line, errorBegins) || bytes.Contains(line, extraBegins) || bytes.Contains(line, unusableBegins)
}

var failureBegins = []byte(`{"primaryKey":`) // as failuresOf has it

// reread makes sure that the failures of a line of OUT are in the failures file,
// where nothing else may be. The most lines need not be read for it.
func (w *output) reread(line []byte) error {
	if !mayHaveFailed(line) {
		return nil
	}
	var one struct {
		mapping

		Users []user `json:"users"`
	}
	if json.Unmarshal(line, &one) != nil {
		return fmt.Errorf("line %d of %s cannot be read: move it away", w.before+1, w.opts.out)
	}
	text, failed, err := failuresOf(one.mapping, one.Users)
	if err != nil {
		return err
	}
	w.failedBefore += failed
	have := make([]byte, len(text))
	n, err := io.ReadFull(w.noted, have)
	w.notedSize += int64(len(text))
	switch {
	case !bytes.HasPrefix(text, have[:n]):
		return w.otherFailures()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // the run before was killed there
		_, err = w.failures.Write(text[n:])
	}
	return err
}

// cutFailures takes away those of users who are not in OUT: it was cut off, and they
// are asked for again. What is no failure is somebody's own.
func (w *output) cutFailures() (err error) {
	for line := []byte(nil); err == nil; {
		line, err = readLine(w.noted, line[:0])
		if !bytes.HasPrefix(line, failureBegins[:min(len(line), len(failureBegins))]) { // the last may be torn
			return w.otherFailures()
		}
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	_, err = w.failures.Seek(w.notedSize, io.SeekStart)
	return errors.Join(err, w.failures.Truncate(w.notedSize))
}

func (w *output) otherFailures() error {
	return fmt.Errorf("%s is not what %s says of failures: move it away, it is made again", w.opts.failures(), w.opts.out)
}
