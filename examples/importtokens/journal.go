package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
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

// A journal has a line for each row that is done with, after the header: the
// row's number where it was sent, its line of the failures file where it
// failed. It is the one truth: the failures file is made from it at each start,
// so that the two cannot part where the program is killed between them.
//
// A line is one write of its own, made after the service's answer. It needs no
// fsync to outlive SIGKILL: it is in the kernel's hands then. A loss of power
// may take the last seconds, whose rows are sent again.
type journal struct {
	before                   doneRows // of earlier runs
	sentBefore, failedBefore int64

	lock           *flock.Flock
	mu             sync.Mutex
	file, failures *os.File
	broken         error
	synced         time.Time
}

const syncEvery = 5 * time.Second

func openJournal(path, failures string, want header) (_ *journal, err error) {
	// The lock is a file of its own: on Windows a locked one cannot be read. It is
	// left behind, as two could hold a lock that is removed. The system ends it
	// with the process, however that ends.
	j := &journal{lock: flock.New(path+".lock", flock.SetPermissions(0o600)), synced: time.Now()}
	locked, err := j.lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, fmt.Errorf("another run has the journal %s", path)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.close())
		}
	}()
	if j.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil { //nolint:gosec // the path is the user's own
		return nil, err
	}
	in := bufio.NewReader(j.file)
	begun, err := j.readHeader(in, want)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if j.failures, err = createFailures(failures); err != nil {
		return nil, err
	}
	if begun {
		err = j.replay(in, want.Rows)
	} else {
		err = j.begin(want)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

// readHeader reports whether there is a journal, and refuses that of another
// import.
func (j *journal) readHeader(in *bufio.Reader, want header) (begun bool, err error) {
	first, err := in.ReadBytes('\n')
	whole := err == nil
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	magic := []byte(`{"journal":"` + journalVersion + `"`)
	begins := first[:min(len(first), len(magic))]
	switch {
	case !bytes.HasPrefix(magic, begins):
		return false, errors.New("it is no journal of this program: give another -journal")
	case !whole: // nothing, or a header that was cut off
		return false, nil
	}
	var have header
	switch err := json.Unmarshal(first, &have); {
	case err != nil:
		return false, errors.New("the first line cannot be read")
	case have.To != want.To:
		return false, fmt.Errorf("it is of an import to %s, and this is one to %s: give another -journal", have.To, want.To)
	case have != want:
		return false, errors.New("the file has changed since this import began: bring it back, " +
			"or move the journal away to send all of the new one")
	}
	return true, nil
}

func (j *journal) begin(h header) error {
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// replay reads the lines after the header, and makes the failures file of them.
// A last line that was cut off is taken away: its row is sent again.
func (j *journal) replay(in *bufio.Reader, rows int64) error {
	failures := bufio.NewWriter(j.failures)
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return errors.Join(failures.Flush(), cutOff(j.file, len(line)))
		}
		if err != nil {
			return err
		}
		text, _, failed := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil || number < 1 || number > rows {
			return errors.New("a line is damaged: without it, nobody knows what was sent")
		}
		switch {
		case !j.before.add(number): // it is there twice
		case failed:
			j.failedBefore++
			_, _ = failures.WriteString(line) // Flush says it
		default:
			j.sentBefore++
		}
	}
}

// cutOff takes the last n bytes away from a file.
func cutOff(file *os.File, n int) error {
	if n == 0 {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return file.Truncate(info.Size() - int64(n))
}

// sent notes a row that the service has taken.
func (j *journal) sent(r row) error {
	return j.write(strconv.FormatInt(r.number, 10)+"\n", false)
}

// failed notes a row that cannot be sent.
func (j *journal) failed(r row, code, reason string) error {
	return j.write(failureLine(r, code, reason), true)
}

func (j *journal) write(line string, failed bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil { // what is written behind half a line would be another row's number
		return j.broken
	}
	_, j.broken = j.file.WriteString(line)
	if j.broken == nil && failed {
		_, j.broken = j.failures.WriteString(line)
	}
	if j.broken == nil && time.Since(j.synced) > syncEvery {
		j.broken = j.file.Sync()
		j.synced = time.Now()
	}
	return j.broken
}

func (j *journal) close() error {
	var errs []error
	for _, file := range []*os.File{j.file, j.failures} {
		if file != nil {
			errs = append(errs, file.Sync(), file.Close())
		}
	}
	return errors.Join(append(errs, j.lock.Unlock())...)
}

// doneRows is a set of rows that is kept as what is missing from it. Rows are
// done nearly in the file's order, so that it is small for a file of any size.
type doneRows struct {
	highest int64
	missing map[int64]struct{} // below highest
}

// add reports whether the row is new.
func (d *doneRows) add(number int64) bool {
	if d.has(number) {
		return false
	}
	if d.missing == nil {
		d.missing = map[int64]struct{}{}
	}
	delete(d.missing, number)
	for ; d.highest < number; d.highest++ {
		if d.highest+1 < number {
			d.missing[d.highest+1] = struct{}{}
		}
	}
	return true
}

func (d *doneRows) has(number int64) bool {
	_, missing := d.missing[number]
	return number <= d.highest && !missing
}
