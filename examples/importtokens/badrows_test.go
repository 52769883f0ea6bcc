package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOfManyBadRowsAHundredArePrintedAndAllAreInTheFile(t *testing.T) {
	t.Parallel()
	bad := "identifier,token\n" + strings.Repeat("no URL,t\n", 130)
	file := written(t, "users.csv", bad)
	all := func(args ...string) {
		o := importInto(t, nil, append(args, file)...)
		assert.Equal(t, exitMend, o.code)
		assert.Len(t, lines(o.stderr), 102, "a hundred rows, how many more, and where they are")
		assert.Contains(t, o.stderr, "row 100 (line 101) identifier")
		assert.Contains(t, o.stderr, "and 30 more bad rows\n130 bad rows in "+file+".failures.csv\n")
		assert.Len(t, lines(textOf(t, file+".failures.csv")), 131)
	}
	all("-check")
	assert.Equal(t, exitAllSent, importInto(t, nil, "-check", users(t, 1)).code)

	require.NoError(t, os.WriteFile(file, []byte(textOf(t, users(t, 1))), 0o600))
	o := importInto(t, nil, "-check", file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.NoFileExists(t, file+".failures.csv", "the list is of the file before it was mended")

	require.Equal(t, exitAllSent, importInto(t, newServer(t), "-rate", "0", file).code)
	require.NoError(t, os.WriteFile(file, []byte(bad), 0o600))
	all("-check") // though there is a journal of an earlier file
}

func TestTheFailuresOfAnImportAreLeftAloneByACheck(t *testing.T) {
	t.Parallel()
	file := written(t, "users.csv", "identifier,token\n"+identifier(1)+","+token(1)+"\nno URL,t\n")
	require.Equal(t, exitSomeFailed, importInto(t, newServer(t), "-rate", "0", "-skip-bad", file).code)
	before := textOf(t, file+".failures.csv")
	for range 2 {
		o := importInto(t, nil, "-check", file)
		assert.Equal(t, exitMend, o.code)
		assert.NotContains(t, o.stderr, "failures.csv")
		assert.Equal(t, before, textOf(t, file+".failures.csv"))
	}
}

func TestACheckTakesNoOtherFileAway(t *testing.T) {
	t.Parallel()
	for _, file := range []string{users(t, 1), written(t, "users.csv", "identifier,token\nno URL,t\n")} {
		letters := written(t, "letters", "my letters")
		o := importInto(t, nil, "-check", "-failures", letters, file)
		assert.Equal(t, exitMend, o.code)
		assert.Contains(t, o.stderr, "is there and is no file of failures")
		assert.Equal(t, "my letters", textOf(t, letters))
	}
}
