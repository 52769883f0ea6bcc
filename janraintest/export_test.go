package janraintest

import (
	"maps"
	"slices"
)

// Paths are those of all calls.
func Paths() []string { return slices.Sorted(maps.Keys(endpoints)) }
