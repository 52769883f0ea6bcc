package wire

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

func TestUsableAcceptsVisibleTextOfEveryScript(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"http://www.facebook.com/profile.php?id=1", "https://me.yahoo.com/a/abc#123", "x", "7", "=",
		"CN=José, O=Ü", "CN=Jose\u0301, O=U\u0308", "a\u00a0b", "李小龍", "Ἀθηνᾶ", "Владимир", "محمد", "יוסף", "ปิยะ", "한글", "ᚠᚢᚦ",
		"می\u200cخواهم", "क\u094d\u200dष", "क\u094d\u200cष", "ශ\u0dca\u200dරී", "র\u200d\u09cdয", "👩", "⠓\u2800⠊", "𓀀\U00013430𓀁",
		"\u0600123", "a\ue000", "a\U00105000", "a\U0003ffff"[:1] + "b",
	} {
		assert.True(t, Usable(s), "%+q", s)
		assert.True(t, Legible(s), "%+q", s)
	}
}

func TestUsableRejectsAmbiguousText(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"nothing": "", "a space": " ", "a Hangul filler": "\u3164", "a halfwidth filler": "\uffa0", "a choseong filler": "\u115f",
		"an empty braille cell": "\u2800", "a null notehead": "\U0001d159", "a lone mark": "\u0301", "marks alone": "\u0301\u0302",
		"a lone spacing mark": "\u093e", "a lone enclosing mark": "\u20dd", "a mark in front": "\u0301a", "a mark after a space": "a \u0301",
		"a mark after a no-break space": "a\u00a0\u0301b", "a mark after an empty cell": "a\u2800\u0301",
		"a space in front": " a", "a space at the end": "a ", "a tab at the end": "a\t", "a line feed at the end": "a\n", "a next line": "a\u0085",
		"a no-break space at the end": "a\u00a0", "an ideographic space in front": "\u3000a", "an ogham space": "a\u1680",
		"an empty cell at the end": "a\u2800", "a tab inside": "a\tb", "a NUL": "a\x00b", "a C1 control": "a\u0090b", "DEL": "a\x7f",
		"a line separator": "a\u2028b", "a paragraph separator": "a\u2029b",
		"an override": "a\u202eb", "an isolate": "a\u2066b", "an Arabic letter mark": "a\u061cb", "a left-to-right mark": "a\u200e",
		"a zero-width space": "a\u200bb", "a byte order mark": "\ufeffa", "a word joiner": "a\u2060b", "a soft hyphen": "a\u00adb",
		"a grapheme joiner": "a\u034fb", "an invisible times": "a\u2062b", "a variation selector": "a\ufe0f", "the last of them": "a\U000e01ef",
		"a Mongolian one": "a\u180bb", "a vowel separator": "a\u180eb", "a tag": "a\U000e0061", "a language tag": "a\U000e0001",
		"a reserved ignorable": "a\ufff0b", "a reserved tag": "a\U000e0fff", "a Khmer inherent vowel": "a\u17b4b", "a musical beam": "a\U0001d173b",
		"an annotation anchor": "a\ufff9b", "a replacement character": "a\ufffdb", "bytes that are no text": "a\xffb", "a surrogate": "a\xed\xa0\x80",
		"a noncharacter": "a\ufdd0b", "the last code point": "a\U0010ffff", "a private character alone": "\ue000", "an unassigned one alone": "\U00105000"[:0] + "\u0378",
		"a joiner in front": "\u200da", "a joiner at the end": "a\u200c", "a joiner after a digit": "1\u200da", "a joiner before a sign": "a\u200d/",
		"two joiners": "a\u200d\u200db", "a joiner between filler": "\u3164\u200da", "an emoji sequence": "👩\u200d💻", "a joiner alone": "\u200d",
	} {
		assert.False(t, Usable(s), "%s: %+q", name, s)
	}
}

// Every character is tried in every position. Text without visible characters is never usable,
// and default-ignorable characters are rejected except for joiners between letters.
func TestUsableOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		s := string(r)
		if unicode.IsSpace(r) && (Usable(s+"a") || Usable("a"+s) || Usable(s)) {
			t.Errorf("%U is white space", r)
		}
		if unicode.Is(unicode.Bidi_Control, r) && Usable("a"+s+"b") {
			t.Errorf("%U changes the direction", r)
		}
		letterOrDigit := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letterOrDigit && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && !Usable(s) {
			t.Errorf("%U is visible", r)
		}
		if unicode.IsMark(r) && (Usable(s) || Usable(s+"a")) {
			t.Errorf("%U has no base", r)
		}
	}
}
