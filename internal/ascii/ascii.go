// Package ascii changes the case of ASCII letters and of nothing else. Unicode
// folds the long s to an s and the Kelvin sign to a k, so two names that differ
// would become one.
package ascii

import "strings"

// Lower returns s with the letters A to Z in lower case.
func Lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
