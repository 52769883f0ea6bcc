package transport

import (
	"errors"
	"io"
	"math"
	"slices"
	"sync"
)

// maxPrealloc is the maximum number of bytes that are allocated because of a Content-Length.
const maxPrealloc = 1 << 20

// read reads the complete body.
func (t *Transport) read(resp *Stream) (*[]byte, error) {
	if resp.length > t.MaxBytes {
		return nil, ErrTooLarge
	}
	body := io.LimitReader(resp.Body, min(t.MaxBytes, math.MaxInt64-1)+1)
	buf, _ := bodies.Get().(*[]byte)
	// The Content-Length saves reallocations, but must not make a server's claim allocate much
	// memory before data arrives.
	*buf = slices.Grow((*buf)[:0], int(min(max(resp.length, 0), maxPrealloc))+1)
	for {
		n, err := body.Read((*buf)[len(*buf):cap(*buf)])
		*buf = (*buf)[:len(*buf)+n]
		switch {
		case int64(len(*buf)) > t.MaxBytes: // by one byte
			err = ErrTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		}
		if err != nil {
			recycle(buf)
			return nil, err
		}
		if have := len(*buf); have == cap(*buf) {
			*buf = slices.Grow(*buf, t.grow(have, resp.length)-have)
		}
	}
}

// grow returns the next size of a full buffer. The size doubles, or grows up to eightfold if the
// Content-Length is larger. The buffer has one byte more than the Content-Length, in order to
// detect the end of the body.
func (t *Transport) grow(have int, announced int64) int {
	size := int64(have) * 2
	if announced >= int64(have) {
		size = min(announced+1, int64(have)*8)
	}
	if t.MaxBytes > int64(have) {
		size = min(size-1, t.MaxBytes) + 1
	}
	return max(int(size), have+1)
}

// bodies are buffers for the bodies of responses.
var bodies = sync.Pool{New: func() any { return new(make([]byte, 0, 1024)) }}

// recycle clears a buffer, which may contain secrets, and returns it to the pool.
func recycle(buf *[]byte) {
	if buf == nil || cap(*buf) > maxPrealloc+1 {
		return
	}
	clear(*buf)
	*buf = (*buf)[:0]
	bodies.Put(buf)
}
