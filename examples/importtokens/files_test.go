//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// To open a pipe waits for its other end, and to read from a device has no end.
func TestPipesAndDevicesAreRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	fifo := filepath.Join(t.TempDir(), "fifo.csv")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	file := users(t, 1)
	bad := written(t, "bad.csv", "identifier,token\nno URL,t\n")
	for _, args := range [][]string{
		{"-check", fifo}, {fifo}, {"-journal", fifo, file}, {"-failures", fifo, file}, {"-check", "-failures", fifo, bad},
		{"-journal", "/dev/zero", "-check", file}, {"-failures", "/dev/null", file},
	} {
		ended := make(chan outcome, 1)
		go func() { ended <- importInto(t, srv, args...) }()
		var o outcome
		eventually(t, "it ends", func() bool {
			select {
			case o = <-ended:
				return true
			default:
				return false
			}
		})
		assert.Equal(t, exitMend, o.code, args)
		assert.Contains(t, o.stderr, "is no regular file", args)
	}
	assert.Empty(t, srv.Requests())
}

func TestOneFileUnderTwoNamesIsRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	bad := written(t, "bad.csv", "identifier,token\n"+identifier(1)+","+token(1)+"\nno URL,t\n")
	text := textOf(t, bad)
	dir := filepath.Dir(bad)
	link, hard := filepath.Join(dir, "link"), filepath.Join(dir, "hard")
	require.NoError(t, os.Symlink(dir, link))
	require.NoError(t, os.Link(bad, hard))
	for _, args := range [][]string{
		{"-journal", dir + "/x", "-failures", link + "/x"}, // neither is there
		{"-journal", dir + "/y", "-failures", dir + "/./y"},
		{"-journal", link + "/bad.csv"}, {"-failures", hard}, {"-journal", bad}, {"-failures", bad},
	} {
		o := importInto(t, srv, append(append([]string{"-skip-bad"}, args...), bad)...)
		assert.Equal(t, exitMend, o.code, args)
		assert.Contains(t, o.stderr, "FILE, -journal and -failures are three files", args)
		assert.Equal(t, text, textOf(t, bad), args)
	}
	assert.Empty(t, srv.Requests())
}
