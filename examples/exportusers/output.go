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

const syncEvery = 5 * time.Second

// An output is OUT. Its lines are the spool's, in the same order and with the same
// beginning, so that it tells by itself how far the export is. The failures file
// is made from it at each start: the two cannot part where the program is killed
// between them.
//
// What is written needs no fsync to outlive SIGKILL: it is in the kernel's hands
// then. A loss of power may take the last seconds, whose users are asked for again.
type output struct {
	size         int64  // at the start
	before       int64  // users of earlier runs
	failedBefore int64  // identifiers of earlier runs
	known        string // an identifier of them of which there are data; "" for none

	opts           options
	lock           *flock.Flock
	file, failures *os.File
	lines, reasons *bufio.Writer
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
	if w.file, err = os.OpenFile(opts.out, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	info, err := w.file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file, an export could not go on with it", opts.out)
	}
	w.size = info.Size()
	return w, nil
}

// resume brings the spool to the first mapping that is not in OUT. It refuses an
// OUT of anything else, and cuts off a last line that is torn.
func (w *output) resume(in *spool, want header) error {
	if err := w.claim(want); err != nil {
		return err
	}
	if w.opts.userData {
		var err error
		w.failures, err = os.OpenFile(w.opts.failures(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the path is the user's own
		if err != nil {
			return err
		}
		w.reasons = bufio.NewWriter(w.failures)
	}
	end, err := w.replay(in)
	if err != nil {
		return err
	}
	if err := w.file.Truncate(end); err != nil {
		return err
	}
	_, err = w.file.Seek(end, io.SeekStart)
	w.lines = bufio.NewWriterSize(w.file, 64<<10)
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

// replay holds the lines of OUT against the spool, and makes the failures file of
// them. It returns where the last whole line ends.
func (w *output) replay(in *spool) (end int64, err error) {
	r := bufio.NewReaderSize(w.file, 64<<10)
	var line []byte
	for {
		line, err = readLine(r, line[:0])
		if errors.Is(err, io.EOF) {
			return end, nil
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
		if w.opts.userData {
			if err := w.reread(line); err != nil {
				return 0, err
			}
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

// reread takes from a line of OUT what this run has to know: its failures, and
// somebody of whom there are data. The most lines need not be read for it.
func (w *output) reread(line []byte) error {
	if w.known != "" && !bytes.Contains(line, errorBegins) {
		return nil
	}
	var one struct {
		PrimaryKey string `json:"primaryKey"`
		Users      []user `json:"users"`
	}
	if json.Unmarshal(line, &one) != nil {
		return fmt.Errorf("line %d of %s cannot be read: move it away", w.before+1, w.opts.out)
	}
	for _, somebody := range one.Users {
		if somebody.Error == nil {
			w.known = somebody.Identifier
		}
	}
	text, failed, err := failuresOf(one.PrimaryKey, one.Users)
	if err != nil {
		return err
	}
	w.failedBefore += failed
	_, err = w.reasons.Write(text)
	return err
}

// write writes a row's line. It is in the file for sure after flush.
func (w *output) write(r *row) error {
	_, err := w.lines.Write(r.text)
	if err == nil && len(r.failures) > 0 {
		_, err = w.reasons.Write(r.failures)
	}
	if err == nil && time.Since(w.synced) > syncEvery {
		err = errors.Join(w.flush(), w.file.Sync())
		w.synced = time.Now()
	}
	return err
}

func (w *output) flush() error {
	err := w.lines.Flush()
	if w.reasons != nil {
		err = errors.Join(err, w.reasons.Flush())
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
