package wire

import (
	"encoding/json"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHeapSizeIsAtLeastWhatTheRuntimeUses(t *testing.T) {
	t.Parallel()
	assert.Zero(t, heapSize(0))
	for n := 1; n < 100_000; n += 1 + n/500 {
		used := cap(append([]byte(nil), make([]byte, n)...))
		assert.GreaterOrEqual(t, heapSize(n), used, "of %d bytes", n)
		assert.LessOrEqual(t, heapSize(n), n+n/4+15,
			"%d bytes: the estimate must not be so high that real data is rejected", n)
	}
}

func TestMapSizeIsAtLeastWhatTheRuntimeUses(t *testing.T) {
	for n := 1; n < 60_000; n += 1 + n/3 {
		names := make([]string, n)
		for i := range names {
			names[i] = strconv.Itoa(i)
		}
		copies := 4 + 4000/n // maps have different seeds
		maps := make([]map[string]json.RawMessage, copies)
		before := liveHeap()
		for i := range maps {
			maps[i] = Extra{}
			for _, name := range names {
				maps[i][name] = nil
			}
		}
		used := (liveHeap() - before) / int64(copies)
		runtime.KeepAlive(maps)
		runtime.KeepAlive(names)
		assert.LessOrEqual(t, used, int64(mapSize(n))+256, "the size of a map of %d entries", n)
	}
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // the first run moves the contents of pools aside
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
