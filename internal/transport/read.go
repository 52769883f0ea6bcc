package transport

import (
	"errors"
	"io"
	"math"
	"slices"
	"sync"
)

// maxBelieved is how much memory is made ready, in bytes, on the word of a
// Content-Length.
const maxBelieved = 1 << 20

// read returns the body whole, or an error.
func (t *Transport) read(resp *Stream) (*[]byte, error) {
	if resp.length > t.MaxBytes {
		return nil, ErrTooLarge
	}
	body := io.LimitReader(resp.Body, min(t.MaxBytes, math.MaxInt64-1)+1)
	buf, _ := bodies.Get().(*[]byte)
	// The announced length saves growing, but is believed up to a point only
	// before anything has come.
	*buf = slices.Grow((*buf)[:0], int(min(max(resp.length, 0), maxBelieved))+1)
	for {
		n, err := body.Read((*buf)[len(*buf):cap(*buf)])
		*buf = (*buf)[:len(*buf)+n]
		switch {
		case int64(len(*buf)) > t.MaxBytes: // the one byte over it
			err = ErrTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		}
		if err != nil {
			recycle(buf)
			return nil, err
		}
		if have := len(*buf); have == cap(*buf) {
			*buf = slices.Grow(*buf, t.room(have, resp.length)-have)
		}
	}
}

// room is the size for a buffer that has come to be full. It doubles, and where
// more is announced it goes there in few steps, but never far beyond what has
// come: the byte after the announced end finds the real one.
func (t *Transport) room(have int, announced int64) int {
	size := int64(have) * 2
	if announced >= int64(have) {
		size = min(announced+1, int64(have)*8)
	}
	if t.MaxBytes > int64(have) {
		size = min(size-1, t.MaxBytes) + 1
	}
	return max(int(size), have+1)
}

// bodies are buffers to read into. An answer's memory is used for the next one.
var bodies = sync.Pool{New: func() any { return new(make([]byte, 0, 1024)) }}

// recycle takes a buffer back, without what was in it: that may be a secret.
func recycle(buf *[]byte) {
	if buf == nil || cap(*buf) > maxBelieved+1 {
		return
	}
	clear(*buf)
	*buf = (*buf)[:0]
	bodies.Put(buf)
}
