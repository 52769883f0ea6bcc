// Package bulk is what the programs have in common that make a call for each of
// many users: how fast they go, what an error means for the rest, and the words for
// it. It is a module of its own, so that nothing of it is the library's.
package bulk

import (
	"io"
	"os"

	"golang.org/x/term"
)

// minColumns is what a progress bar and what is most worth knowing take.
const minColumns = 60

// IsTerminal reports whether somebody looks at what is written to w, on a screen
// that can have a progress bar.
func IsTerminal(w io.Writer) bool {
	return os.Getenv("TERM") != "dumb" && columns(w) >= minColumns
}

// Fit cuts a text to what is left of a line of the terminal w: a bar that is longer
// than the line is drawn below itself again and again.
func Fit(w io.Writer, text string, taken int) string {
	if all := columns(w); all > 0 {
		return text[:max(min(len(text), all-taken), 0)]
	}
	return text
}

// columns are how wide a terminal is at this time, 0 where w is none.
func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}
