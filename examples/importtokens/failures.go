package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"unicode"
)

const failuresHeader = "row,line,code,reason\n"

// createFailures begins a failures file anew, in the place of an older one and
// of no other file.
func createFailures(path string) (*os.File, error) {
	file, err := openRegular(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	if err = ofFailures(file); err == nil {
		err = beginFailures(file)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// removeFailures takes away a list that is no longer true.
func removeFailures(path string) error {
	file, err := openRegular(path, os.O_RDONLY)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(ofFailures(file), file.Close()); err != nil {
		return err
	}
	return os.Remove(path)
}

// ofFailures refuses a file that is neither one of failures nor empty.
func ofFailures(file *os.File) error {
	begin := make([]byte, len(failuresHeader))
	n, err := io.ReadFull(file, begin)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case !strings.HasPrefix(failuresHeader, string(begin[:n])):
		return fmt.Errorf("%s is there and is no file of failures: move it away, or give another -failures", file.Name())
	}
	return nil
}

// beginFailures empties a file and writes the names of its columns.
func beginFailures(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := file.WriteString(failuresHeader)
	return err
}

// A keptError is an error in words that may be kept.
type keptError struct {
	text string
	err  error
}

func (e *keptError) Error() string { return e.text }
func (e *keptError) Unwrap() error { return e.err }

// without is the error without the token. The library has taken the whole token
// out of the service's words, unless it is so short that it may be a word of them.
func without(token string, err error) error {
	if err == nil {
		return nil
	}
	text := oneLine(err.Error())
	if hasPiece(text, token) || hasPiece(text, url.QueryEscape(token)) {
		text = "the service's words have the token or a piece of it in them, so they are not kept"
	}
	return &keptError{text, err}
}

const pieceSize = 8

// hasPiece reports whether a piece of the token is in the text, in capitals or not.
func hasPiece(text, token string) bool {
	text, token = strings.ToLower(text), strings.ToLower(token)
	for i := range max(len(text)-pieceSize+1, 0) {
		if strings.Contains(token, text[i:i+pieceSize]) {
			return true
		}
	}
	return strings.Contains(text, token)
}

func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// failureLine is a line of the failures file and of the journal.
func failureLine(r row, code, reason string) string {
	var line strings.Builder
	w := csv.NewWriter(&line)
	_ = w.Write([]string{strconv.FormatInt(r.number, 10), strconv.FormatInt(r.line, 10), code, oneLine(reason)})
	w.Flush()
	return line.String()
}
