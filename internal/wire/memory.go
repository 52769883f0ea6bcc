package wire

import "math/bits"

// A decoded value holds at most memoryFactor times the size of its JSON, or
// memoryFloor if that is more.
const (
	memoryFactor = 12
	memoryFloor  = 16 << 20 // bytes
)

// memory is how many bytes a value that is being decoded may still allocate. The reader
// takes from it for everything that the value will hold. Each charge is an upper bound, so
// the heap never holds more than has been taken.
//
// When the memory is used up, objects and arrays skip their remaining members, and document
// returns an error.
type memory struct{ left int64 }

// newMemory returns the memory for JSON of the given size. A sixteenth of the bound is left
// for what the runtime allocates in addition.
func newMemory(size int) memory {
	bound := max(memoryFactor*int64(size), memoryFloor)
	return memory{bound - bound/16}
}

// over reports whether the memory is used up.
func (m *memory) over() bool { return m.left < 0 }

// take takes n bytes.
func (m *memory) take(n int) { m.left -= int64(n) }

// alloc takes the size of an allocation of n bytes.
func (m *memory) alloc(n int) { m.take(heapSize(n)) }

// realloc takes the difference if an allocation is replaced by a larger one.
func (m *memory) realloc(before, after int) { m.take(heapSize(after) - heapSize(before)) }

// has reports whether n bytes are left. If not, the memory counts as used up.
func (m *memory) has(n int) bool {
	if m.left < int64(n) {
		m.left = -1
	}
	return !m.over()
}

// heapSize returns an upper bound of what the runtime uses for an allocation of n bytes. It
// rounds up to size classes and, above 32 KiB, to pages of 8 KiB.
func heapSize(n int) int {
	const page, maxSmall = 8 << 10, 32 << 10
	switch {
	case n <= 256:
		return (n + 15) &^ 15
	case n <= 512:
		return (n + 31) &^ 31
	case n <= maxSmall:
		return n + n/5
	}
	return (n + page - 1) &^ (page - 1)
}

// mapSize returns an upper bound of what a map[string]json.RawMessage of n
// entries uses, without the bytes of its keys and values. A map of up to eight
// entries is one group. Above that it has tables of groups, with a power of two of
// slots, which are at most seven eighths full; large maps are split into tables of
// 1024 slots, some of which are split early.
func mapSize(n int) int {
	const header, slot, group, smallest, table = 48, 41, 8, 16, 1024
	switch {
	case n == 0:
		return 0
	case n <= group:
		return header + heapSize(group*slot)
	}
	slots := max(smallest, 1<<bits.Len(uint(n-1)))
	if n > slots*7/8 || slots >= table && n > slots*3/4 {
		slots *= 2
	}
	tables := max(1, slots/table)
	return header + tables*(header+heapSize(min(slots, table)*slot))
}
