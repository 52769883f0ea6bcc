package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// journalVersion tells a journal from any other file.
const journalVersion = "exportusers 1"

// A header is what the journal has: of what OUT is the export. It is not in OUT
// itself, where whoever reads the users would have to skip it.
type header struct {
	Journal  string `json:"journal"`
	From     string `json:"from"`
	Spool    string `json:"spool"` // SHA-256 of the mappings
	UserData bool   `json:"userdata"`
	Extended bool   `json:"extended"`
	Raw      bool   `json:"raw"`
	Issuer   string `json:"issuer"`
}

func headerOf(opts options, have footer) header {
	return header{journalVersion, have.From, have.SHA256, opts.userData, opts.extended, opts.raw, opts.issuer}
}

const (
	syncEvery  = 5 * time.Second
	bufferSize = 64 << 10
)

// An output is OUT. Its lines are the spool's, in the same order and with the same
// beginning, so that it tells by itself how far the export is, and which failures
// there were: the failures file is held against it at each start, as the program may
// be killed between the two.
//
// What is written needs no fsync to outlive SIGKILL: it is in the kernel's hands
// then. A loss of power may take the last seconds, whose users are asked for again.
type output struct {
	size         int64 // at the start
	before       int64 // users of earlier runs
	failedBefore int64 // failures of earlier runs

	opts           options
	lock           *flock.Flock
	file, failures *os.File
	lines          *bufio.Writer
	reasons        bytes.Buffer  // for failures
	noted          *bufio.Reader // of failures, at the start
	notedSize      int64         // what OUT says of them
	synced         time.Time
}

func openOutput(opts options) (_ *output, err error) {
	// The lock is a file of its own: on Windows a locked one cannot be read. It is
	// left behind, as two could hold a lock that is removed. The system ends it
	// with the process, however that ends.
	w := &output{opts: opts, lock: flock.New(opts.journal()+".lock", flock.SetPermissions(0o600)), synced: time.Now()}
	locked, err := w.lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, fmt.Errorf("another run writes to %s", opts.out)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.file, w.size, err = openRegular(opts.out); err != nil {
		return nil, err
	}
	// Those of another export, which would be lost. The spool and the journal, which
	// may be replaced, are still as they were.
	had, err := os.Stat(opts.failures()) //nolint:gosec // the path is the user's own
	if w.size == 0 && err == nil && had.Size() > 0 {
		return nil, fmt.Errorf("%s has something in it, and %s is new: move it away, or give another OUT", opts.failures(), opts.out)
	}
	return w, nil
}

// openRegular opens a file to go on with.
func openRegular(path string) (*os.File, int64, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the user's own
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file, an export could not go on with it", path)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// resume brings the spool to the first mapping that is not in OUT. It refuses an
// OUT of anything else, and cuts off a last line that is torn.
func (w *output) resume(in *spool, want header) error {
	if err := w.claim(want); err != nil {
		return err
	}
	var err error
	if w.failures, _, err = openRegular(w.opts.failures()); err != nil {
		return err
	}
	w.noted = bufio.NewReader(w.failures)
	end, err := w.replay(in)
	if err != nil {
		return err
	}
	if err := w.file.Truncate(end); err != nil {
		return err
	}
	_, err = w.file.Seek(end, io.SeekStart)
	w.lines = bufio.NewWriterSize(w.file, bufferSize)
	return err
}

// claim writes down what OUT will be, or compares what it is.
func (w *output) claim(want header) error {
	text, err := os.ReadFile(w.opts.journal()) //nolint:gosec // the path is the user's own
	begun := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var have header
	ours := json.Unmarshal(text, &have) == nil && have.Journal == journalVersion
	switch {
	case begun && !ours:
		return fmt.Errorf("%s is there and is no journal of this program: give another OUT", w.opts.journal())
	case w.size == 0:
		return w.begin(want)
	case !ours:
		return fmt.Errorf("%s is there and is no export of this program: move it away, or give another OUT", w.opts.out)
	case have.Spool != want.Spool || have.From != want.From:
		return fmt.Errorf("%s was begun with other mappings than those in %s: move it away, or give another OUT", w.opts.out, w.opts.spool())
	case have != want:
		return fmt.Errorf("%s was begun with other flags (%s): give the same, or another OUT", w.opts.out, have.flags())
	}
	return nil
}

func (w *output) begin(h header) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	part := w.opts.journal() + ".part"
	if err := os.WriteFile(part, append(text, '\n'), 0o600); err != nil { //nolint:gosec // the path is the user's own
		return err
	}
	return renamed(part, w.opts.journal())
}

// flags are those that say what is in OUT.
func (h header) flags() string {
	if !h.UserData {
		return "without -userdata"
	}
	text := "-userdata -issuer " + h.Issuer
	if h.Extended {
		text += " -extended"
	}
	if h.Raw {
		text += " -raw"
	}
	return text
}

// replay holds the lines of OUT against the spool, and the failures file against
// them. It returns where the last whole line ends.
func (w *output) replay(in *spool) (end int64, err error) {
	r := bufio.NewReaderSize(w.file, bufferSize)
	var line []byte
	for {
		line, err = readLine(r, line[:0])
		if errors.Is(err, io.EOF) {
			return end, w.cutFailures()
		}
		if err != nil {
			return 0, err
		}
		want, err := in.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if err != nil || !continues(line, want, w.opts.userData) {
			return 0, fmt.Errorf("line %d of %s is not what was exported: bring it back, or move it away", w.before+1, w.opts.out)
		}
		if err := w.reread(line); err != nil {
			return 0, err
		}
		w.before++
		end += int64(len(line))
	}
}

// continues reports whether a line of OUT is that of a mapping.
func continues(line, mapping []byte, userData bool) bool {
	rest, ok := bytes.CutPrefix(line, mapping[:len(mapping)-1])
	if userData {
		return ok && bytes.HasPrefix(rest, usersBegin) && bytes.HasSuffix(rest, usersEnd)
	}
	return ok && string(rest) == "}\n"
}

// write writes a row's line. It is in the file for sure after flush.
func (w *output) write(r *row) error {
	_, err := w.lines.Write(r.text)
	w.reasons.Write(r.failures)
	switch {
	case err != nil:
	case time.Since(w.synced) > syncEvery:
		err = errors.Join(w.flush(), w.file.Sync())
		w.synced = time.Now()
	case w.reasons.Len() > bufferSize:
		err = w.flush()
	}
	return err
}

// flush writes the failures after the lines of OUT: beside an OUT with nothing in
// it they would be those of another export.
func (w *output) flush() error {
	err := w.lines.Flush()
	if err == nil {
		_, err = w.reasons.WriteTo(w.failures)
	}
	return err
}

func (w *output) close() error {
	var errs []error
	for _, file := range []*os.File{w.file, w.failures} {
		if file != nil {
			errs = append(errs, file.Sync(), file.Close())
		}
	}
	return errors.Join(append(errs, w.lock.Unlock())...)
}
