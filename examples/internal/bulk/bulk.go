// Package bulk is what the programs have in common that make a call for each of
// many users: how fast they go, what an error means for the rest, and the words for
// it. It is a module of its own, so that nothing of it is the library's.
package bulk

import (
	"io"
	"os"

	"golang.org/x/term"
)

// IsTerminal reports whether somebody looks at what is written to w.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
