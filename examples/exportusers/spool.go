package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// spoolVersion stands in a spool's last line, and tells it from any other file.
const spoolVersion = "exportusers 1"

// A mapping is a line of the spool, and the beginning of its line of OUT.
type mapping struct {
	PrimaryKey  string                     `json:"primaryKey"`
	Identifiers []string                   `json:"identifiers"`
	Unusable    []string                   `json:"unusable,omitempty"` // those that may look like another user's, or like nothing
	Extra       map[string]json.RawMessage `json:"extra,omitempty"`    // as they came, where they say more than the other two
}

func mappingOf(m janrain.Mapping) mapping {
	identifiers := append([]string{}, m.Identifiers...) // a list, also if there are none
	return mapping{m.PrimaryKey, identifiers, m.Unusable(), m.Extra}
}

// damage is what of a mapping could not be read, or "".
func (m mapping) damage() string {
	if m.Extra["primaryKey"] != nil {
		return "the primary key is damaged"
	}
	var one string
	var none map[string]any
	raw := m.Extra["identifiers"]
	switch {
	case raw == nil:
		return ""
	case json.Unmarshal(raw, &none) == nil && len(none) == 0: // null or {}, as some servers write an empty list
		return ""
	case json.Unmarshal(raw, &one) == nil && len(m.Identifiers) == 1: // one in the place of a list
		return ""
	}
	return "an identifier is damaged"
}

// A footer is the spool's last line: what the lines before it are.
type footer struct {
	Spool    string    `json:"spool"`
	From     string    `json:"from"`
	Fetched  time.Time `json:"fetched"`
	Mappings int64     `json:"mappings"`
	SHA256   string    `json:"sha256"`
}

var footerBegins = []byte(`{"spool":"` + spoolVersion + `"`)

// writeSpool stores the mappings, under the name path once they are all there.
// Nothing of them is kept otherwise.
func writeSpool(path, from string, mappings iter.Seq2[janrain.Mapping, error], stored func()) (_ footer, err error) {
	part := path + ".part"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the path is the user's own
	if err != nil {
		return footer{}, err
	}
	defer func() {
		if err != nil {
			_ = file.Close()    // closed already, or of no use
			_ = os.Remove(part) //nolint:gosec // the path is the user's own
		}
	}()
	f := footer{Spool: spoolVersion, From: from}
	buffer, sum := bufio.NewWriterSize(file, 64<<10), sha256.New()
	lines := encoderTo(io.MultiWriter(buffer, sum))
	for one, err := range mappings {
		if err != nil {
			return footer{}, err
		}
		if err := lines.Encode(mappingOf(one)); err != nil {
			return footer{}, err
		}
		f.Mappings++
		stored()
	}
	f.Fetched, f.SHA256 = time.Now().UTC().Truncate(time.Second), hex.EncodeToString(sum.Sum(nil))
	if err := lines.Encode(f); err != nil {
		return footer{}, err
	}
	if err := errors.Join(buffer.Flush(), file.Sync(), file.Close()); err != nil {
		return footer{}, err
	}
	return f, renamed(part, path)
}

// renamed gives a file its name for good: the directory is synced as well,
// where the system can.
func renamed(part, path string) error {
	if err := os.Rename(part, path); err != nil { //nolint:gosec // the path is the user's own
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil { //nolint:gosec // the path is the user's own
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// encoderTo writes a value a line. It is encoding/json of the first version, for
// which the tags of janrain.Claims are.
func encoderTo(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// checkSpool reads a whole spool and says what it is. os.ErrNotExist is its error
// where there is none.
func checkSpool(path string) (footer, error) {
	in, err := openSpool(path)
	if err != nil {
		return footer{}, err
	}
	defer in.close()
	in.sum = sha256.New()
	for err == nil {
		_, err = in.next()
	}
	switch {
	case !errors.Is(err, io.EOF):
		return footer{}, err
	case in.footer == nil:
		return footer{}, fmt.Errorf("%s is no spool of this program, or is cut off: move it away", path)
	case in.number != in.footer.Mappings || hex.EncodeToString(in.sum.Sum(nil)) != in.footer.SHA256:
		return footer{}, fmt.Errorf("%s has changed since it was written: bring it back, or move it and OUT away", path)
	}
	return *in.footer, nil
}

// A spool is read one mapping after the other.
type spool struct {
	file   *os.File
	r      *bufio.Reader
	buf    []byte
	sum    hash.Hash // of what was read; nil for none
	number int64     // of the last line, from 1
	footer *footer   // once it was read
}

func openSpool(path string) (*spool, error) {
	file, err := os.Open(path) //nolint:gosec // the path is the user's own
	if err != nil {
		return nil, err
	}
	return &spool{file: file, r: bufio.NewReaderSize(file, 64<<10)}, nil
}

// next returns the line of a mapping, without its end, until the next call;
// io.EOF after the last.
func (s *spool) next() ([]byte, error) {
	if s.footer != nil {
		return nil, io.EOF
	}
	var err error
	if s.buf, err = readLine(s.r, s.buf[:0]); err != nil { // a footer is a line too, so that this is a torn spool
		return nil, err
	}
	line := s.buf[:len(s.buf)-1]
	if bytes.HasPrefix(line, footerBegins) {
		s.footer = new(footer)
		if json.Unmarshal(line, s.footer) != nil {
			return nil, fmt.Errorf("the last line of %s cannot be read", s.file.Name())
		}
		return nil, io.EOF
	}
	if s.sum != nil {
		s.sum.Write(s.buf)
	}
	s.number++
	return line, nil
}

func (s *spool) close() { _ = s.file.Close() }

// sampleFor are some of the spool's identifiers, where they are asked about.
func sampleFor(opts options) (*bulk.Sample[string], error) {
	others := new(bulk.Sample[string])
	if !opts.userData {
		return others, nil
	}
	in, err := openSpool(opts.spool())
	if err != nil {
		return nil, err
	}
	defer in.close()
	for {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			return others, nil
		}
		if err != nil {
			return nil, err
		}
		var m mapping
		if err := json.Unmarshal(line, &m); err != nil {
			return nil, err
		}
		for _, identifier := range m.Identifiers {
			if !slices.Contains(m.Unusable, identifier) {
				others.Add(identifier)
			}
		}
	}
}

// readLine appends the next line to buf, with its end. At the file's end it
// returns what stands behind the last line, with io.EOF.
func readLine(r *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		piece, err := r.ReadSlice('\n')
		buf = append(buf, piece...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return buf, err
		}
	}
}
