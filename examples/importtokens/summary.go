package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// summary is the last line of an import.
func (im *importer) summary(rows int64, took time.Duration) string {
	sent, failed := im.progress.sent.Load(), im.progress.failed.Load()
	before, failedBefore := im.journal.sentBefore, im.journal.failedBefore
	parts := []string{
		bulk.Counted(rows, "row") + ": " + bulk.Grouped(sent) + " sent",
		bulk.Grouped(before) + " sent before",
		bulk.Grouped(failed+failedBefore) + " failed",
		bulk.Grouped(rows-before-failedBefore-sent-failed) + " open",
	}
	return strings.Join(parts, ", ") + fmt.Sprintf("; %s, %s", took.Round(time.Millisecond), bulk.PerSecond(sent+failed, took))
}

// ended is the exit code of an import, and what there is to say of it.
func (im *importer) ended(err error, failures string) (int, error) {
	if _, later := errors.AsType[*bulk.LaterError](err); later {
		return exitStopped, err
	}
	if err != nil {
		return exitMend, fmt.Errorf("%w; once that is mended, start it again", err)
	}
	var parts []string
	if failed := im.journal.failedBefore + im.progress.failed.Load(); failed > 0 {
		parts = append(parts, bulk.Counted(failed, "row")+" failed")
	}
	if left := im.left.Load(); left > 0 {
		parts = append(parts, bulk.Counted(left, "row")+" could not be sent for now, start it again to try once more")
	}
	if parts == nil {
		return exitAllSent, nil
	}
	parts = append(parts, "see "+failures)
	if im.journal.sentBefore+im.progress.sent.Load() == 0 {
		parts = append(parts, "none was taken, so all of them are tried when it is started again")
	}
	return exitSomeFailed, errors.New(strings.Join(parts, "; "))
}
