package redact

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// piece is the number of consecutive bytes of a secret that are redacted even without the rest.
const piece = 8

// Mark replaces what was redacted.
const Mark = "[redacted]"

// A Text is a text that is searched for secrets, unchanged and percent-decoded, ignoring case.
// The index is built from the pieces of the text and not from those of the secrets, because
// whoever posts a token chooses its length.
type Text struct {
	text   string
	views  []view
	pieces map[uint64]finding
}

// A finding says where a piece of the text was found.
type finding uint8

const (
	secret finding = 1 << iota // in a secret
	public                     // in a public text
)

// A view is a decoded form of the text, with the position of each byte in the text.
type view struct {
	text string
	at   []int // the positions, including that of the end; nil if they are equal
}

func (v *view) place(i int) int {
	if v.at == nil {
		return i
	}
	return v.at[i]
}

// NewText returns a Text.
func NewText(text string) *Text {
	t := &Text{text: text, views: []view{{text: fold(text)}}, pieces: map[uint64]finding{}}
	// Nobody escapes a text more than three times.
	for range 3 {
		last := t.views[len(t.views)-1]
		decoded, changed := last.decoded()
		if !changed {
			break
		}
		t.views = append(t.views, decoded)
	}
	for i := range t.views {
		for piece := range pieces(t.views[i].text) {
			t.pieces[piece] = 0
		}
	}
	return t
}

// Redact replaces complete secrets in the text, and all pieces of at least eight bytes of a
// secret, including those in hexadecimal and base64. A piece that is part of a public text too
// is not replaced.
func (t *Text) Redact(secrets, publicTexts []string) string {
	t.find(secrets)
	for _, text := range publicTexts {
		t.note(fold(text), public)
	}
	hidden := t.hidden(secrets)
	if hidden == nil {
		return t.text
	}
	var b strings.Builder
	for i := range len(t.text) {
		switch {
		case !hidden[i]:
			b.WriteByte(t.text[i])
		case i == 0 || !hidden[i-1]:
			b.WriteString(Mark)
		}
	}
	return b.String()
}

// Has reports whether the text contains a secret or a piece of one, public or not.
func (t *Text) Has(secrets []string) bool {
	t.find(secrets)
	return t.hidden(secrets) != nil
}

// find marks the pieces of the text that are part of a secret.
func (t *Text) find(secrets []string) {
	if len(t.pieces) == 0 {
		return
	}
	for _, s := range secrets {
		if len(s) < piece {
			continue
		}
		for _, spelling := range spellings(s) {
			t.note(fold(spelling), secret)
		}
	}
}

// note marks the pieces of the text that are part of another, folded text.
func (t *Text) note(other string, as finding) {
	for piece := range pieces(other) {
		if found, ok := t.pieces[piece]; ok {
			t.pieces[piece] = found | as
		}
	}
}

// hidden returns which bytes of the text belong to a secret, or nil if none do.
func (t *Text) hidden(secrets []string) (hidden []bool) {
	hide := func(v *view, from, to int) {
		if hidden == nil {
			hidden = make([]bool, len(t.text))
		}
		from, to = v.place(from), v.place(to)
		for from < to && t.text[from] == ' ' { // keep the spaces around a secret
			from++
		}
		for from < to && t.text[to-1] == ' ' {
			to--
		}
		for i := from; i < to; i++ {
			hidden[i] = true
		}
	}
	for i := range t.views {
		v := &t.views[i]
		t.runs(v, func(from, to int) { hide(v, from, to) })
		for _, s := range secrets {
			for _, needle := range needles(s) {
				v.each(needle, func(at int) { hide(v, at, at+len(needle)) })
			}
		}
	}
	return hidden
}

// runs calls found with the longest runs of a view that consist of pieces of secrets, except
// for those that consist only of pieces of public texts.
func (t *Text) runs(v *view, found func(from, to int)) {
	from, at, own := 0, 0, false // own: the run has a piece that is not public
	for p := range pieces(v.text) {
		if f := t.pieces[p]; f&secret != 0 {
			own = own || f&public == 0
		} else {
			if own {
				found(from, at+piece-1)
			}
			from, own = at+1, false
		}
		at++
	}
	if own {
		found(from, len(v.text))
	}
}

// each calls found with the positions of a needle in the view.
func (v *view) each(needle string, found func(at int)) {
	for from := 0; ; {
		at := strings.Index(v.text[from:], needle)
		if at < 0 || needle == "" {
			return
		}
		found(from + at)
		from += at + len(needle)
	}
}

// spellings returns a secret unchanged, with letters beyond ASCII in the other case, in
// hexadecimal and in base64. In the middle of an encoded text, base64 depends on the adjacent
// bytes, so only the part that does not is returned.
func spellings(s string) []string {
	all := []string{s, hex.EncodeToString([]byte(s))}
	if lower, upper := strings.ToLower(s), strings.ToUpper(s); fold(lower) != fold(s) || fold(upper) != fold(s) {
		all = append(all, lower, upper)
	}
	const bitsOfByte, bitsOfDigit, group = 8, 6, 3
	for before := range group {
		digits := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + s))
		first := (before*bitsOfByte + bitsOfDigit - 1) / bitsOfDigit
		all = append(all, digits[first:(before+len(s))*bitsOfByte/bitsOfDigit])
	}
	return all
}

// needles returns the folded spellings of a secret that are searched for as a whole. A secret of
// fewer than eight bytes has no pieces, so its encoded spellings are included.
func needles(s string) []string {
	if len(s) >= piece {
		return []string{fold(s)}
	}
	encoded := base64.RawStdEncoding.EncodeToString([]byte(s))
	return []string{fold(s), fold(hex.EncodeToString([]byte(s))), fold(encoded)}
}

// pieces yields each run of eight bytes in the order of their positions.
func pieces(s string) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		var p uint64
		for i := range len(s) {
			p = p<<8 | uint64(s[i])
			if i >= piece-1 && !yield(p) {
				return
			}
		}
	}
}

// fold maps characters that are equivalent in some encoding to the same one: ASCII letters in
// both cases, plus and space (which are equivalent in forms), and the two alphabets of base64.
func fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		switch {
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
		case c == '+' || c == '-':
			b[i] = ' '
		case c == '_':
			b[i] = '/'
		}
	}
	return string(b)
}

// decoded returns the percent-decoded view, and whether it differs.
func (v *view) decoded() (view, bool) {
	if !strings.Contains(v.text, "%") {
		return view{}, false
	}
	out := view{at: make([]int, 0, len(v.text)+1)}
	b := make([]byte, 0, len(v.text))
	changed := false
	for i := 0; i < len(v.text); i++ {
		out.at = append(out.at, v.place(i))
		if c, ok := escaped(v.text[i:]); ok {
			b = append(b, c)
			changed = true
			i += 2
			continue
		}
		b = append(b, v.text[i])
	}
	out.at = append(out.at, v.place(len(v.text)))
	out.text = fold(string(b))
	return out, changed
}

// escaped returns the byte that is encoded as a percent sign and two digits.
func escaped(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	b, err := hex.DecodeString(s[1:3])
	if err != nil {
		return 0, false
	}
	return b[0], true
}
