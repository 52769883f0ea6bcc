package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTheLineSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	for want, test := range map[string]struct {
		before, failedBefore, sent, failed int64
		took                               time.Duration
	}{
		"0 of 100,000 sent, 0/s":                              {},
		"12,000 of 100,000 sent, 480/s, 3m3s left":            {sent: 12_000, took: 25 * time.Second},
		"12,000 of 100,000 sent, 400/s, 3m40s left, 3 failed": {before: 2001, failedBefore: 2, sent: 9999, failed: 1, took: 25 * time.Second},
		"99,998 of 100,000 sent, 0.1/s, 2 failed":             {before: 99_997, failedBefore: 2, sent: 1, took: 10 * time.Second},
	} {
		p := newProgress(nil, false)
		p.total, p.sentBefore, p.failedBefore = 100_000, test.before, test.failedBefore
		p.sent.Store(test.sent)
		p.failed.Store(test.failed)
		assert.Equal(t, want, p.line(test.took))
	}
}

func TestATerminalHasABarAndOtherwiseThereAreLines(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{true, false} {
		var out bytes.Buffer
		p := newProgress(&out, terminal)
		p.begin(4, 1, 0)
		p.sent.Add(1)
		p.say("a row is bad")
		p.end()
		assert.Contains(t, out.String(), "2 of 4 sent, ")
		assert.Contains(t, out.String(), "a row is bad\n")
		if terminal {
			assert.Contains(t, out.String(), "50%")
			assert.Contains(t, out.String(), "\r")
			before, _, _ := strings.Cut(out.String()[strings.LastIndex(out.String(), "  50%"):], "2 of 4")
			assert.Equal(t, barColumns, len([]rune(before))+1, "with a space after the text: %q", before)
		} else {
			assert.Len(t, lines(out.String()), 2, "no more than what is new: %q", out.String())
			assert.NotContains(t, out.String(), "\r")
			assert.NotContains(t, out.String(), "\x1b")
		}
	}
}
