package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"unicode"
)

const failuresHeader = "row,line,code,reason\n"

// createFailures begins a failures file anew, in the place of an older one and
// of no other file.
func createFailures(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the user's own
	if err != nil {
		return nil, err
	}
	begin := make([]byte, len(failuresHeader))
	n, err := io.ReadFull(file, begin)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
	case !strings.HasPrefix(failuresHeader, string(begin[:n])):
		err = fmt.Errorf("%s is there and is no file of failures: move it away, or give another -failures", path)
	default:
		err = begun(file)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// begun empties a file and writes the names of its columns.
func begun(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := file.WriteString(failuresHeader)
	return err
}

// reasonOf is an error's text for people. The library has taken the token out
// of the service's words, unless it is so short that it may be a word of them.
func reasonOf(err error, token string) string {
	text := oneLine(err.Error())
	if strings.Contains(text, token) || strings.Contains(text, url.QueryEscape(token)) {
		return "the service's words have the token in them, so they are not kept"
	}
	return text
}

func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
