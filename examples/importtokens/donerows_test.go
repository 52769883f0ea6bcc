package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDoneRowsTakeTheMemoryOfTheGapsOnly(t *testing.T) {
	t.Parallel()
	var done doneRows
	const rows, window = 100_000, 8
	for first := int64(1); first <= rows; first += window { // each window backwards
		for number := first + window - 1; number >= first; number-- {
			require.True(t, done.add(number))
			require.Less(t, len(done.missing), window)
		}
	}
	assert.False(t, done.add(77), "it is there")
	assert.True(t, done.has(1))
	assert.True(t, done.has(rows))
	assert.False(t, done.has(rows+1))
}
