package bulk

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestATerminalIsOneThatCanHaveABar(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo terminal is to be had: %v", err)
	}
	defer terminal.Close()
	resize := func(columns uint16) {
		require.NoError(t, unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}))
	}
	for columns, want := range map[uint16]map[string]bool{
		0:  {"xterm": false}, // nobody knows
		59: {"xterm": false, "dumb": false},
		60: {"xterm": true, "": true, "dumb": false},
	} {
		resize(columns)
		for name, bar := range want {
			t.Setenv("TERM", name)
			assert.Equal(t, bar, IsTerminal(terminal), "TERM=%s with %d columns", name, columns)
		}
	}
	resize(60)
	const text = "12 of 3,000 sent, 83/s, 31s left"
	assert.Equal(t, text, Fit(terminal, text, 60-len(text)))
	assert.Equal(t, text[:len(text)-1], Fit(terminal, text, 61-len(text)))
	assert.Empty(t, Fit(terminal, text, 70))
	assert.Equal(t, text, Fit(nil, text, 70), "no terminal")
}
