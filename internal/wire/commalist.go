package wire

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// commaList is a []string that is one comma-separated string in JSON. The parts may contain
// spaces ("Google Buzz,Google Docs").
type commaList struct {
	scopes bool // without a comma, spaces separate, as in OAuth 2
}

func (c commaList) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	list := v.Addr().Interface().(*[]string)
	if raw[0] == '[' {
		r.nested(raw, func(r *reader) { listCodec{}.read(r, v) })
		return true, bytes.Equal(c.format(nil, v), r.copied(raw))
	}
	s, ok := plainText(r, raw)
	if s == "" {
		return ok, false
	}
	*list = c.split(s)
	r.mem.alloc(cap(*list) * textSize)
	return ok, raw[0] == '"' && strings.Join(*list, ",") == s
}

// split returns the parts of s, or nil if there are none.
func (c commaList) split(s string) []string {
	if c.scopes && !strings.Contains(s, ",") {
		if words := strings.Fields(s); !isTitle(words) {
			return words
		}
	}
	var list []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// isTitle reports whether words are one display name, such as "Google Contacts" in Google's
// list of scopes: each begins with a capital and has only letters. Scopes of OAuth 2 are
// URLs, in lower case or have punctuation ("User.Read").
func isTitle(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		first, _ := utf8.DecodeRuneInString(word)
		return !unicode.IsUpper(first) || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	})
}

// format writes a JSON array if split would not return the list again.
func (c commaList) format(b []byte, v reflect.Value) []byte {
	list := v.Interface().([]string)
	s := strings.Join(list, ",")
	if !slices.Equal(c.split(s), list) {
		b, _ = listCodec{}.write(b, v)
		return b
	}
	return appendText(b, s)
}
