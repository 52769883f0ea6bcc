package main

import (
	"errors"
	"io"
	"os"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// maxBadPrinted is how many bad rows are printed; the failures file has all.
const maxBadPrinted = 100

// badRows prints the first bad rows. It keeps all of them: only at the end of the
// file is it known whether the failures file is that of an import of it.
type badRows struct {
	count int64
	out   *progress
	kept  *os.File
}

func (b *badRows) add(r row) (err error) {
	b.count++
	if b.count <= maxBadPrinted {
		b.out.Say("row %d (line %d) %s", r.number, r.line, r.fault)
	}
	if b.kept == nil {
		if b.kept, err = os.CreateTemp("", "importtokens-"); err != nil {
			return err
		}
	}
	_, err = b.kept.WriteString(failureLine(r, "", r.fault))
	return err
}

// end makes the failures file where no import will. Once one has begun, it makes
// them of its journal, with the bad rows in it.
func (b *badRows) end(opts options, found content) error {
	if more := b.count - maxBadPrinted; more > 0 {
		b.out.Say("and %s more bad rows", bulk.Grouped(more))
	}
	begun, err := isJournalOf(opts.journal, found.marks.digest())
	switch {
	case err != nil, begun, opts.skipBad && !opts.check:
		return err
	case b.count == 0: // a list of them is of the file as it was
		return removeFailures(opts.failures)
	}
	file, err := createFailures(opts.failures)
	if err != nil {
		return err
	}
	_, err = b.kept.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(file, b.kept)
	}
	if err = errors.Join(err, file.Close()); err == nil {
		b.out.Say("%s in %s", bulk.Counted(b.count, "bad row"), opts.failures)
	}
	return err
}

func (b *badRows) close() {
	if b.kept != nil {
		_ = b.kept.Close()
		_ = os.Remove(b.kept.Name())
	}
}
