package wire

import "strings"

// An arena makes many short texts out of few pieces of memory. A caller that
// keeps one of them keeps its neighbours, a kilobyte at the most.
type arena struct{ strings.Builder }

const pieceSize = 1024 // bytes

// room makes sure that the next text of n bytes fits into the piece. Of all texts
// together there are at most as many bytes as the reader reads.
func (r *reader) room(n int) {
	if a := &r.texts; a.Cap()-a.Len() < n {
		a.Builder = strings.Builder{}
		a.Grow(max(min(pieceSize, len(r.data)), n))
		r.mem.alloc(a.Cap())
	}
}
