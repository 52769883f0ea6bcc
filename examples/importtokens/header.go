package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// journalVersion stands in front of the journal's first line, and tells it from
// any other file.
const journalVersion = "importtokens 1"

// A header is the journal's first line: what goes where.
type header struct {
	Journal string `json:"journal"`
	To      string `json:"to"`
	Rows    int64  `json:"rows"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
}

// readHeader refuses what is no journal. A header that was cut off is not whole,
// nor is that of an empty file.
func readHeader(in *bufio.Reader) (have header, whole bool, err error) {
	first, err := in.ReadBytes('\n')
	whole = err == nil
	if err != nil && !errors.Is(err, io.EOF) {
		return header{}, false, err
	}
	magic := []byte(`{"journal":"` + journalVersion + `"`)
	switch {
	case !bytes.HasPrefix(magic, first[:min(len(first), len(magic))]):
		return header{}, false, errors.New("it is no journal of this program: give another -journal")
	case !whole:
		return header{}, false, nil
	case json.Unmarshal(first, &have) != nil:
		return header{}, false, errors.New("the first line cannot be read")
	}
	return have, true, nil
}

// isJournalOf reports whether a journal is of the import of a file.
func isJournalOf(path, sha256 string) (bool, error) {
	file, err := openRegular(path, os.O_RDONLY)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	have, whole, err := readHeader(bufio.NewReader(file))
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return whole && have.SHA256 == sha256, nil
}

// anySent looks for a line that is not of a row that failed.
func anySent(in *bufio.Reader) (bool, error) {
	for {
		line, err := in.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case !strings.Contains(line, ","):
			return true, nil
		}
	}
}
