package main

import (
	"bytes"
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
		_, line := p.report(test.took)
		assert.Equal(t, want, line)
	}
}

func TestTheBarCountsWhatFailedToo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := newProgress(&out, true)
	p.begin(8, 2, 1)
	p.sent.Add(2)
	p.failed.Add(1)
	p.End()
	assert.Contains(t, out.String(), "4 of 8 sent, ")
	assert.Contains(t, out.String(), ", 2 failed")
	assert.Contains(t, out.String(), "75%")
}
