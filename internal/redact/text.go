package redact

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// piece is how many characters of a secret in a row are a secret themselves.
const piece = 8

// Mark replaces what was redacted.
const Mark = "[redacted]"

// A Text is a text of somebody else that is searched for secrets: as it stands and
// percent-decoded, in upper and lower case. The secrets are looked up in the text, not the
// text in the secrets: whoever posts a token chooses its length, so nothing may be built
// of it.
type Text struct {
	text   string
	views  []view
	pieces map[uint64]finding
}

// A finding is what is known of a piece of the text.
type finding uint8

const (
	secret finding = 1 << iota // in a secret
	public                     // in a text that everybody may read
)

// A view is a spelling of the text, and where each of its bytes is in the text.
type view struct {
	text string
	at   []int // one more than bytes; nil if the view is the text
}

func (v *view) place(i int) int {
	if v.at == nil {
		return i
	}
	return v.at[i]
}

// NewText returns a text to be searched.
func NewText(text string) *Text {
	t := &Text{text: text, views: []view{{text: fold(text)}}, pieces: map[uint64]finding{}}
	// A text that was escaped twice is not escaped a third time by anybody.
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

// Redact replaces the secrets that stand in the text whole, and every run of at least
// eight characters of one, also in hexadecimal and in base64. A run of a public text is
// left alone, since the secret is not in it alone.
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

// Has reports whether the text has a secret or a piece of one in it, public or not.
func (t *Text) Has(secrets []string) bool {
	t.find(secrets)
	return t.hidden(secrets) != nil
}

// find looks up the pieces of the secrets.
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

// note marks the pieces of the text that stand in another text, which is folded.
func (t *Text) note(other string, as finding) {
	for piece := range pieces(other) {
		if found, ok := t.pieces[piece]; ok {
			t.pieces[piece] = found | as
		}
	}
}

// hidden tells which bytes of the text belong to a secret; nil for none.
func (t *Text) hidden(secrets []string) (hidden []bool) {
	hide := func(v *view, from, to int) {
		if hidden == nil {
			hidden = make([]bool, len(t.text))
		}
		from, to = v.place(from), v.place(to)
		for from < to && t.text[from] == ' ' { // a space is between words, of a secret or not
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

// runs calls found with the longest runs of a view that stand in secrets, except for those
// that stand in a public text.
func (t *Text) runs(v *view, found func(from, to int)) {
	from, at, own := 0, 0, false // own: there is a piece in it that is not public
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

// each calls found with the places of a needle in the view.
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

// spellings are a secret as it is, in other cases of letters beyond ASCII, in hexadecimal,
// and in base64: of a secret in the middle of an encoded text only the part that does not
// depend on what stands around it.
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

// needles are the spellings in which a secret is looked for as a whole, folded. One of
// fewer than eight characters is not looked for in pieces.
func needles(s string) []string {
	if len(s) >= piece {
		return []string{fold(s)}
	}
	encoded := base64.RawStdEncoding.EncodeToString([]byte(s))
	return []string{fold(s), fold(hex.EncodeToString([]byte(s))), fold(encoded)}
}

// pieces yields each run of eight bytes, in the order of where they begin.
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

// fold makes one of the letters that differ between spellings: those of ASCII in both
// cases, a plus and a space, which forms exchange, and the two alphabets of base64.
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

// decoded is the view with its percent signs decoded, and whether there are any.
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

// escaped returns the byte of a percent sign and two digits.
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
