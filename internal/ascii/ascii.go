// Package ascii changes the case of ASCII letters only. Unicode case folding maps the long s to
// s and the Kelvin sign to k, so different names would become equal.
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
