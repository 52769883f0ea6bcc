package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// maxRow is the largest row, in bytes. Without a bound one missing quotation
// mark would bring the rest of the file into memory.
const maxRow = 1 << 20

// A row is one user to move.
type row struct {
	number     int64 // from 1, the names of the columns not counted
	line, end  int64 // where it begins in the file, from 1, and its last line
	identifier string
	token      string
	fault      string // why it cannot be sent; "" where it can
}

// rows reads a file's rows one after the other. It reads the same rows with the
// same numbers every time: the journal relies on it.
type rows struct {
	file *os.File
	in   *blocks
	next func() (row, error) // io.EOF after the last; without the number
	last int64
	rule *rule
}

// openRows opens a file to check it, or one that was checked to send it.
func openRows(path, format string, checked *marks) (*rows, error) {
	file, err := openRegular(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	r := &rows{file: file, in: newBlocks(file, checked)}
	if r.rule, err = newRule(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if format == "csv" {
		r.next, err = csvRows(r.in)
	} else {
		r.next = ndjsonRows(r.in)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return r, nil
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

// judged is the row with what is wrong with it. A quotation mark too many takes
// good rows into a bad one: they are named, or nobody would miss them.
func (r *rows) judged(one row) row {
	if one.fault == "" {
		one.fault = r.rule.fault(one)
	}
	if one.fault != "" && one.end > one.line {
		one.fault += fmt.Sprintf("; it is all of lines %d to %d, none of them is sent", one.line, one.end)
	}
	return one
}

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
	if errors.Is(err, errChanged) {
		return nil, err
	}
	if err != nil || !ok { // the line is not quoted: without names it has a token in it
		return nil, errors.New("the first line does not name the columns identifier and token, once each, with a comma between")
	}
	count, last := len(names), int64(1)
	return func() (row, error) {
		limited.left = maxRow
		fields, err := reader.Read()
		if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
			last = int64(syntax.Line)
			return row{line: int64(syntax.StartLine), end: last, fault: "has a quotation mark in a wrong place"}, nil
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, errChanged):
			return row{}, err
		case err != nil:
			return row{}, fmt.Errorf("the row after line %d: %w", last, err)
		}
		var one row
		one.line, one.end = linesOf(reader, fields)
		last = one.end
		if len(fields) != count {
			one.fault = fmt.Sprintf("has %s, the first line has %d", bulk.Counted(int64(len(fields)), "column"), count)
			return one, nil
		}
		one.identifier, one.token = fields[identifier], fields[token]
		return one, nil
	}, nil
}

// linesOf are the first and the last line of a record.
func linesOf(reader *csv.Reader, fields []string) (first, last int64) {
	begin, _ := reader.FieldPos(0)
	end, _ := reader.FieldPos(len(fields) - 1)
	return int64(begin), int64(end + strings.Count(fields[len(fields)-1], "\n"))
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
				return row{line: line, end: line, fault: fmt.Sprintf("is longer than %d bytes", maxRow)}, nil
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
		return row{line: line, end: line, fault: "is no JSON object with the texts identifier and token, once each"}
	}
	return row{line: line, end: line, identifier: object.Identifier, token: object.Token}
}
