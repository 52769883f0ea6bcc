package wire

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTextAcceptsTextsAndNumbers(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a text", "text", `"Ada"`, "Ada", false},
		{"with escapes", "text", `"a\/b\u00e9\n\ud83d\ude00"`, "a/bé\n😀", false},
		{"with white space, which is kept", "text", `"  a "`, "  a ", false},
		{"with markup, which is not touched", "text", `"<b>&amp;</b>"`, "<b>&amp;</b>", false},
		{"empty: there but nothing", "text", `""`, "", true},
		{"as a number: its digits, too many for a float64", "text", `123456789012345678901`, "123456789012345678901", true},
		{"as a number with a fraction: as it is written", "text", `1.50`, "1.50", true},
		{"as a list: the first", "text", `["a","b"]`, "a", true},
		{"as a list of plural objects: the first value", "text", `[{"value":"a"},"b"]`, "a", true},
		{"as a list that begins with null", "text", `[null,"b"]`, "b", true},
		{"as an empty list", "text", `[]`, "", true},
		{"as null", "text", `null`, "", true},
		{"as an object", "text", `{"value":"a"}`, "", true},
		{"as a boolean", "text", `true`, "", true},
	})
}

// These texts identify users, so two different values must never become equal.
func TestIdentityIsNeverGuessedOrRepaired(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a text", "key", `"k-1"`, "k-1", false},
		{"as a number", "key", `4711`, "4711", true},
		{"as a list of one", "key", `["k-1"]`, "k-1", true},
		{"as one of many", "key", `["k-1","k-2"]`, "", true},
		{"as an empty list", "key", `[]`, "", true},
		{"with a replacement character of its own", "key", `"k-\ufffd"`, "", true},
		{"with a control character", "key", `"k-\u0007"`, "", true},
		{"with a C1 control character", "key", `"k-\u0085"`, "", true},
		{"with a line feed", "key", `"k-1\n"`, "", true},
		{"in a list, with a control character", "key", `["k-\u0000"]`, "", true},
		{"as null", "key", `null`, "", true},
		{"as true", "key", `true`, "", true},
		{"as a fraction", "key", `1.5`, "", true},
		{"as a power of ten", "key", `1e3`, "", true},
		{"as a list of one number", "key", `[7]`, "", true},
		{"as a list of a text and null", "key", `["k-1",null]`, "", true},
		{"as a list of a list", "key", `[["k-1"]]`, "", true},
		{"as a list of an object", "key", `[{"value":"k-1"}]`, "", true},
	})
}

// Only a text or a list with exactly one text is an address.
func TestIdentityAcceptsATextOrAListOfOne(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a text", "mail", `"a@b.example"`, "a@b.example", false},
		{"as a list of one", "mail", `["a@b.example"]`, "a@b.example", true},
		{"with white space", "mail", `[ "a@b.example" ]`, "a@b.example", true},
		{"as a list of an object", "mail", `[{"value":"a@b.example"}]`, "", true},
		{"as an object", "mail", `{"value":"a@b.example"}`, "", true},
		{"as a keyed object", "mail", `{"0":"a@b.example"}`, "", true},
		{"as a list of a list", "mail", `[["a@b.example"]]`, "", true},
		{"as one of two", "mail", `["a@b.example","c@d.example"]`, "", true},
		{"as the same twice", "mail", `["a@b.example","a@b.example"]`, "", true},
		{"beside an empty one", "mail", `["a@b.example",""]`, "", true},
		{"beside null", "mail", `[null,"a@b.example"]`, "", true},
		{"beside a list", "mail", `["a@b.example",[]]`, "", true},
		{"as a number", "mail", `7`, "", true},
		{"as a list of a number", "mail", `[7]`, "", true},
		{"as true", "mail", `true`, "", true},
		{"as null", "mail", `null`, "", true},
		{"as an empty list", "mail", `[]`, "", true},
		{"with a zero-width space", "mail", `"a\u200b@b.example"`, "", true},
		{"with a soft hyphen, in a list", "mail", `["a\u00ad@b.example"]`, "", true},
		{"turned around", "mail", `"\u202ea@b.example"`, "", true},
		{"of another script", "mail", `"उदा@b.example"`, "उदा@b.example", false},
	})
}

func TestStrictAcceptsOnlyText(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a text", "id", `"http:\/\/ada.example.org\/"`, "http://ada.example.org/", false},
		{"as a number", "id", `1`, "", true},
		{"as a list", "id", `["a"]`, "", true},
		{"as an object", "id", `{"value":"a"}`, "", true},
		{"as true", "id", `true`, "", true},
		{"as null", "id", `null`, "", true},
		{"with a replacement character", "id", `"a\ufffd"`, "", true},
		{"with a delete character", "id", `"a\u007f"`, "", true},
	})
}

// Lone surrogates cannot be in a memberCase, because they are repaired and so do not survive a
// round trip.
func TestDamagedTextIsRepairedExceptInIdentities(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"a lone high surrogate":      `\ud83d`,
		"a lone low surrogate":       `\udc00`,
		"two halves in wrong order":  `\udc00\ud83d`,
		"a byte that is no UTF-8":    "\xff",
		"the first of two bytes":     "\xc3",
		"a surrogate in UTF-8":       "\xed\xa0\x80",
		"an overlong slash in UTF-8": "\xc0\xaf",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := read(t, `{"text":"a`+damage+`","key":"a`+damage+`","id":"a`+damage+`","other":"a`+damage+`","list":["a`+damage+`"]}`)
			assert.Regexp(t, "^a\uFFFD+$", w.Text, "a text must be repaired")
			assert.Regexp(t, "^a\uFFFD+$", w.List[0], "a text in a list must be repaired")
			assert.Empty(t, w.Key, "an identity must not be repaired")
			assert.Empty(t, w.ID, "an identity must not be repaired")
			assert.Contains(t, string(w.Extra["key"]), "\uFFFD", "Extra must keep the repaired value")
			assert.True(t, json.Valid(w.Extra["other"]), "a kept value must be valid JSON")
			again := read(t, write(t, w))
			assert.Equal(t, w, again, "a second round trip must change nothing")
		})
	}
}

func TestFlagAcceptsTrueAndFalseInAnyForm(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"true", "flag", `true`, true, false},
		{"false, which the field cannot tell from missing", "flag", `false`, false, true},
		{"true as a text", "flag", `"true"`, true, true},
		{"True as a text", "flag", `" True "`, true, true},
		{"false as a text", "flag", `"false"`, false, true},
		{"1", "flag", `1`, true, true},
		{"1 as a text", "flag", `"1"`, true, true},
		{"0", "flag", `0`, false, true},
		{"another number", "flag", `2`, false, true},
		{"another text", "flag", `"yes"`, false, true},
		{"null", "flag", `null`, false, true},
		{"a list", "flag", `[true]`, false, true},
		{"an object", "flag", `{}`, false, true},
	})
}

func TestBoolDecodesAKeptValue(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"": false, "true": true, "false": false, `"true"`: true, `"TRUE"`: true, `"1"`: true, "1": true,
		"0": false, "null": false, "[]": false, `{"a":true}`: false, "rubbish": false,
		" ": false, "\t": false, `"`: false, "{": false, "tru": false, // a caller's own, that are no JSON
	} {
		got, _ := Bool([]byte(raw))
		assert.Equal(t, want, got, "the flag %q", raw)
	}
}

func TestIntegerAcceptsWholeNumbers(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a number", "number", `7`, 7, false},
		{"below zero", "number", `-7`, -7, false},
		{"zero, which the field cannot tell from missing", "number", `0`, 0, true},
		{"as a text", "number", `" 7 "`, 7, true},
		{"with a fraction of zero", "number", `7.0`, 7, true},
		{"with an exponent", "number", `7e2`, 700, true},
		{"minus zero", "number", `-0`, 0, true},
		{"with a fraction", "number", `7.5`, 0, true},
		{"too large for the type", "number", `9223372036854775808`, 0, true},
		{"too large for anything", "number", `1e400`, 0, true},
		{"of no text", "number", `"seven"`, 0, true},
		{"not a number, in a text", "number", `"NaN"`, 0, true},
		{"null", "number", `null`, 0, true},
		{"a list", "number", `[7]`, 0, true},
		{"the largest", "long", `9223372036854775807`, int64(math.MaxInt64), false},
		{"the smallest", "long", `-9223372036854775808`, int64(math.MinInt64), false},
		{"above what a float64 has whole", "long", `9007199254740994.0`, int64(0), true},
	})
}

func TestFloatAcceptsFiniteNumbers(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as a number", "float", `1.72`, 1.72, false},
		{"as a whole number", "float", `61`, 61.0, false},
		{"with a zero at its end", "float", `1.80`, 1.8, true},
		{"as a text", "float", `" 1.8 "`, 1.8, true},
		{"with an exponent", "float", `7E1`, 70.0, true},
		{"larger than any", "float", `1e400`, 0.0, true},
		{"not a number, in a text", "float", `"NaN"`, 0.0, true},
		{"infinite, in a text", "float", `"Infinity"`, 0.0, true},
		{"of no text", "float", `"tall"`, 0.0, true},
		{"null", "float", `null`, 0.0, true},
		{"an object", "float", `{}`, 0.0, true},
	})
}

func TestVerbatimKeepsAnything(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"a list": `[{"id":1.50}]`, "an object": `{"a":[]}`, "null": `null`, "a text": `"a"`, "a long number": `123456789012345678901`, "an empty list": `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runMembers(t, []memberCase{{name, "raw", raw, json.RawMessage(raw), false}})
		})
	}
}
