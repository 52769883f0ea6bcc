package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Usable reports whether a string can identify a user: two different identifiers must not
// look the same, nor be equal in a database that pads or folds strings.
//
// It is valid UTF-8 with at least one visible character, does not begin or end with a
// blank, and has no combining mark without a base. It is Legible. Visible characters of
// every script are valid, and so are blanks between them.
func Usable(s string) bool {
	if s != "" && s[0] != ' ' && s[len(s)-1] != ' ' && printableASCII(s) {
		return true // nearly always
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	return utf8.ValidString(s) && Legible(s) && strings.ContainsFunc(s, visible) &&
		!blank(first) && !blank(last) && !unbased(s)
}

// Legible reports whether a string hides nothing: it has no control or bidi control
// character, no zero-width or other default-ignorable character, no line separator, no
// noncharacter, and no U+FFFD, which replaces something else. U+200C and U+200D are allowed
// between letters or marks: Persian and Indic names need them (RFC 5892, CONTEXTJ).
//
// Private use and unassigned characters are allowed: they may be visible, and the
// newest scripts are unassigned to an older Go.
func Legible(s string) bool {
	if printableASCII(s) {
		return true // nearly always
	}
	var before rune
	for i, r := range s {
		if r == zwnj || r == zwj {
			after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !joins(before) || !joins(after) {
				return false
			}
		} else if damaged(r) || hidden(r) {
			return false
		}
		before = r
	}
	return true
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

func joins(r rune) bool { return unicode.In(r, unicode.Letter, unicode.Mark) && !hidden(r) }

// damaged reports U+FFFD, which replaces something else, and control characters. Two
// different identifiers must not become equal.
func damaged(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }

// unreadable is damaged, except for white space.
func unreadable(r rune) bool { return damaged(r) && !unicode.IsSpace(r) }

// hidden reports a character that is not shown, or that changes how others are. The
// standard library has no table of the default-ignorable characters; Unicode derives
// them like this (DerivedCoreProperties.txt).
func hidden(r rune) bool {
	switch {
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), r >= 0x13430 && r <= 0x1343f:
		return false // formats that show: Arabic number signs, joiners of hieroglyphs
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
		unicode.Noncharacter_Code_Point, unicode.Zl, unicode.Zp)
}

// blank reports white space, and two symbols that are shown as nothing: the braille
// pattern without dots and the musical null notehead.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u2800' || r == '\U0001d159'
}

// visible reports a character that shows by itself.
func visible(r rune) bool {
	shown := unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Prepended_Concatenation_Mark)
	return shown && !blank(r) && !hidden(r)
}

// unbased reports whether a combining mark has nothing before it to combine with.
func unbased(s string) bool {
	before := ' '
	for _, r := range s {
		if unicode.Is(unicode.M, r) && blank(before) {
			return true
		}
		before = r
	}
	return false
}
