package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
)

const blockSize = 1 << 20

var errChanged = errors.New("the file has changed since it was checked and has to be as it was")

// marks are a file's SHA-256 as it is at the end of each block.
type marks [][]byte

// digest is that of the whole file.
func (m marks) digest() string {
	if len(m) == 0 {
		return hex.EncodeToString(sha256.New().Sum(nil))
	}
	return hex.EncodeToString(m[len(m)-1])
}

// blocks reads a file, and the second time no byte of a block that is not as it
// was the first time. The journal has numbers of rows alone: a row of a file that
// somebody edits meanwhile would be noted as another one.
type blocks struct {
	in    io.Reader
	sum   hash.Hash
	size  int64
	have  marks
	want  *marks // nil the first time
	block []byte
	rest  []byte // of the block, not read yet
	err   error  // it stays: a reader in front may ask again
}

func newBlocks(in io.Reader, want *marks) *blocks {
	return &blocks{in: in, sum: sha256.New(), want: want, block: make([]byte, blockSize)}
}

func (b *blocks) Read(p []byte) (int, error) {
	if len(b.rest) == 0 && b.err == nil {
		b.err = b.fill()
	}
	if b.err != nil {
		return 0, b.err
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *blocks) fill() error {
	n, err := io.ReadFull(b.in, b.block)
	switch {
	case errors.Is(err, io.EOF) && b.want != nil && len(b.have) != len(*b.want):
		return errChanged
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	}
	b.sum.Write(b.block[:n])
	b.have = append(b.have, b.sum.Sum(nil))
	if at := len(b.have); b.want != nil && (at > len(*b.want) || !slices.Equal(b.have[at-1], (*b.want)[at-1])) {
		return errChanged
	}
	b.size += int64(n)
	b.rest = b.block[:n]
	return nil
}
