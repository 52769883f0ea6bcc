package janraintest

import (
	"maps"
	"slices"
)

// Paths has the paths of all calls.
func Paths() []string { return slices.Sorted(maps.Keys(endpoints)) }
