package main

import (
	"bufio"
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

func openJournal(opts options, want header) (_ *journal, err error) {
	path := opts.journal
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
	if j.file, err = openRegular(path, os.O_RDWR|os.O_CREATE|os.O_APPEND); err != nil {
		return nil, err
	}
	if err := threeFiles(opts); err != nil { // now that the journal is there
		return nil, err
	}
	begun, err := j.begun(want)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if j.failures, err = createFailures(opts.failures); err != nil {
		return nil, err
	}
	if begun {
		err = j.replay(want.Rows)
	} else {
		err = j.begin(want)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

// begun reports whether there is a journal to go on with, and refuses that of
// another import. One in which nothing was sent is begun anew: whatever was wrong,
// the domain or each row, may be mended, and no row is sent twice.
func (j *journal) begun(want header) (bool, error) {
	in := bufio.NewReader(j.file)
	have, whole, err := readHeader(in)
	if err != nil || !whole {
		return false, err
	}
	if sent, err := anySent(in); err != nil || !sent {
		return false, err
	}
	switch {
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
func (j *journal) replay(rows int64) error {
	if _, err := j.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in, failures := bufio.NewReader(j.file), bufio.NewWriter(j.failures)
	if _, _, err := readHeader(in); err != nil {
		return err
	}
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
	return j.write(j.file, strconv.FormatInt(r.number, 10)+"\n")
}

// failed notes a row that cannot be sent.
func (j *journal) failed(r row, code, reason string) error {
	line := failureLine(r, code, reason)
	if err := j.write(j.file, line); err != nil {
		return err
	}
	return j.write(j.failures, line)
}

// left tells of a row that is open still: the failures alone have it, until the
// next run makes them anew.
func (j *journal) left(r row, code, reason string) error {
	return j.write(j.failures, failureLine(r, code, reason))
}

func (j *journal) write(to *os.File, line string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil { // what is written behind half a line would be another row's number
		return j.broken
	}
	_, j.broken = to.WriteString(line)
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
