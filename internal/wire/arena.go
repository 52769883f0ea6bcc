package wire

import "strings"

// An arena allocates short strings from shared blocks. A string keeps its whole block
// alive: a kilobyte, unless it is longer itself.
type arena struct{ strings.Builder }

const blockSize = 1024 // bytes

// reserve makes sure that the next string of n bytes fits into the block. All strings
// together have at most as many bytes as the JSON.
func (r *reader) reserve(n int) {
	if a := &r.texts; a.Cap()-a.Len() < n {
		a.Builder = strings.Builder{}
		a.Grow(max(min(blockSize, len(r.data)), n))
		r.mem.alloc(a.Cap())
	}
}
