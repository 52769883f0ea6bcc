package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// maxRow is the largest row, in bytes. Without a bound one missing quotation
// mark would bring the rest of the file into memory.
const maxRow = 1 << 20

// A row is one user to move.
type row struct {
	number     int64 // from 1, the names of the columns not counted
	line       int64 // where it begins in the file, from 1
	identifier string
	token      string
	fault      string // why it cannot be sent; "" where it can
}

// rows reads a file's rows one after the other. It reads the same rows with the
// same numbers every time: the journal relies on it.
type rows struct {
	file *os.File
	sum  hash.Hash
	size int64
	next func() (row, error) // io.EOF after the last; without the number
	last int64
	rule *rule
}

func openRows(path, format string) (*rows, error) {
	file, err := os.Open(path) //nolint:gosec // the path is the user's own
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(fmt.Errorf("%s is no regular file, it has to be read twice", path), err, file.Close())
	}
	r := &rows{file: file, sum: sha256.New()}
	if r.rule, err = newRule(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if format == "csv" {
		r.next, err = csvRows(r)
	} else {
		r.next = ndjsonRows(r)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return r, nil
}

// Read is the file's, counted and hashed.
func (r *rows) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	r.size += int64(n)
	r.sum.Write(p[:n])
	return n, err
}

// read returns the next row, io.EOF after the last. Of its faults it has those
// of the form alone.
func (r *rows) read() (row, error) {
	one, err := r.next()
	if err != nil {
		return row{}, err
	}
	r.last++
	one.number = r.last
	return one, nil
}

// judged is the row with what is wrong with it.
func (r *rows) judged(one row) row {
	if one.fault == "" {
		one.fault = r.rule.fault(one)
	}
	return one
}

// digest is the SHA-256 of all that was read.
func (r *rows) digest() string { return hex.EncodeToString(r.sum.Sum(nil)) }

func (r *rows) close() error { return r.file.Close() }

// buffered reads from r, without the byte order mark that Windows puts in front.
func buffered(r io.Reader) *bufio.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(len(mark)) // they are there
	}
	return b
}

// A budget is a reader that gives no more than maxRow for one row: encoding/csv
// itself has no bound.
type budget struct {
	r    io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("is longer than %d bytes; a quotation mark may be missing", maxRow)
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}

func csvRows(r io.Reader) (func() (row, error), error) {
	limited := &budget{r: r, left: maxRow}
	reader := csv.NewReader(buffered(limited))
	reader.FieldsPerRecord = -1 // a wrong number is a row's fault, not the end
	reader.ReuseRecord = true
	names, err := reader.Read()
	identifier, token, ok := columns(names)
	if err != nil || !ok { // the line is not quoted: without names it has a token in it
		return nil, errors.New("the first line does not name the columns identifier and token, once each, with a comma between")
	}
	count := len(names)
	var last int64
	return func() (row, error) {
		limited.left = maxRow
		fields, err := reader.Read()
		if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
			return row{line: int64(syntax.StartLine), fault: "has a quotation mark in a wrong place"}, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return row{}, io.EOF
		case err != nil:
			return row{}, fmt.Errorf("the row after line %d: %w", last, err)
		}
		at, _ := reader.FieldPos(0)
		last = int64(at)
		if len(fields) != count {
			return row{line: last, fault: fmt.Sprintf("has %d columns, the first line has %d", len(fields), count)}, nil
		}
		return row{line: last, identifier: fields[identifier], token: fields[token]}, nil
	}, nil
}

// columns finds the two columns by their names.
func columns(names []string) (identifier, token int, ok bool) {
	lower := make([]string, len(names))
	for i, name := range names {
		lower[i] = strings.ToLower(strings.TrimSpace(name))
	}
	once := func(name string) bool {
		i := slices.Index(lower, name)
		return i >= 0 && !slices.Contains(lower[i+1:], name)
	}
	return slices.Index(lower, "identifier"), slices.Index(lower, "token"), once("identifier") && once("token")
}

func ndjsonRows(r io.Reader) func() (row, error) {
	reader := buffered(r)
	var line int64
	var buf []byte
	return func() (row, error) {
		for {
			var err error
			var whole bool
			if buf, whole, err = readLine(reader, buf[:0]); err != nil {
				return row{}, err
			}
			line++
			switch {
			case !whole:
				return row{line: line, fault: fmt.Sprintf("is longer than %d bytes", maxRow)}, nil
			case len(bytes.TrimSpace(buf)) > 0:
				return parseObject(buf, line), nil
			}
		}
	}
}

// readLine appends the next line to buf. Of one that is too long it keeps
// nothing and reads to the end.
func readLine(r *bufio.Reader, buf []byte) (line []byte, whole bool, err error) {
	whole = true
	for {
		piece, err := r.ReadSlice('\n')
		if whole = whole && len(buf)+len(piece) <= maxRow; whole {
			buf = append(buf, piece...)
		}
		switch {
		case err == nil, err == io.EOF && (len(buf) > 0 || !whole):
			return buf, whole, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

func parseObject(text []byte, line int64) row {
	var object struct {
		Identifier string `json:"identifier"`
		Token      string `json:"token"`
	}
	// Its error quotes the line, and the token with it.
	if json.Unmarshal(text, &object) != nil {
		return row{line: line, fault: "is no JSON object with the texts identifier and token, once each"}
	}
	return row{line: line, identifier: object.Identifier, token: object.Token}
}
