package wire

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A scalar is a value that is read in one piece.
type scalar interface {
	// parse puts the value raw into v. It reports whether it could, and
	// whether format would give the same value back.
	parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool)
	format(b []byte, v reflect.Value) []byte
}

// text is a string. A number is taken for its digits (Google's user ids and
// some providers' uids come both ways), a list for its first text.
type text struct {
	identity bool // tells users apart: nothing but a text, or a list of one, and nothing that was damaged
	key      bool // an identity of the application's own, which may be a whole number
	strict   bool // nothing but a JSON string will do
}

func textOf(kind string) text {
	return text{identity: kind == "identity", key: kind == "key", strict: kind == "strict"}
}

func (t text) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	s, ok := t.of(r, raw)
	switch {
	case !ok:
		return false, false
	case (t.key || t.strict) && strings.ContainsFunc(s, damaged), t.identity && !Legible(s):
		return false, false
	}
	v.SetString(s)
	return true, raw[0] == '"'
}

// of returns the text of a value, if it has one.
func (t text) of(r *reader, raw []byte) (string, bool) {
	switch {
	case raw[0] == '"':
		return r.unquote(raw), true
	case t.strict:
		return "", false
	case raw[0] == '[' && (t.identity || t.key):
		return onlyText(r, raw)
	case raw[0] == '[':
		var list []string
		r.nested(raw, func(r *reader) { listCodec{}.read(r, reflect.ValueOf(&list).Elem()) })
		if len(list) == 0 {
			return "", false
		}
		return list[0], true
	case t.identity, t.key && bytes.ContainsAny(raw, ".eE"):
		return "", false
	}
	return plainText(r, raw)
}

// onlyText returns the text of a list that has nothing but one.
func onlyText(r *reader, raw []byte) (s string, ok bool) {
	elements := 0
	r.nested(raw, func(r *reader) {
		r.array(func() {
			element := r.value()
			elements++
			if elements == 1 && element[0] == '"' {
				s, ok = r.unquote(element), true
			}
		})
	})
	return s, ok && elements == 1
}

func (text) format(b []byte, v reflect.Value) []byte { return appendText(b, v.String()) }

// plainText returns the text of a string or a number.
func plainText(r *reader, raw []byte) (string, bool) {
	switch jsontext.Value(raw).Kind() {
	case '"':
		return r.unquote(raw), true
	case '0':
		return r.text(raw), true
	}
	return "", false
}

// looseText returns also the text of a plural object, {"value": "text"}.
func looseText(r *reader, raw []byte) (string, bool) {
	if raw[0] != '{' {
		return plainText(r, raw)
	}
	// What stands deeper is not looked into, or each level of a hostile answer
	// would be read once for every level above it.
	value := r.member(raw, "value")
	if value == nil {
		return "", false
	}
	return plainText(r, value)
}

// appendText appends a JSON string; bytes that are no UTF-8 become U+FFFD.
func appendText(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// flag is a boolean, also as the text "true" or "false", or as 1 or 0.
type flag struct{}

func (flag) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	s, isText := plainText(r, raw)
	if !isText {
		s = string(raw)
	}
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "1":
		v.SetBool(true)
	case "false", "0":
		v.SetBool(false)
	default:
		return false, false
	}
	return true, raw[0] == 't' || raw[0] == 'f'
}

func (flag) format(b []byte, v reflect.Value) []byte { return strconv.AppendBool(b, v.Bool()) }

// Bool reads a value that was kept as the flag it may be, and reports whether it
// is one.
func Bool(raw []byte) (b, ok bool) {
	if validJSON(raw) {
		r := newReader(raw)
		defer r.release()
		ok, _ = flag{}.parse(r, r.value(), reflect.ValueOf(&b).Elem())
	}
	return b, ok
}

// integer is a whole number, also as a text.
type integer struct{}

func (integer) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	n, ok := wholeNumber(r, raw)
	if !ok || v.OverflowInt(n) {
		return false, false
	}
	v.SetInt(n)
	return true, strconv.FormatInt(n, 10) == string(raw)
}

func (integer) format(b []byte, v reflect.Value) []byte { return strconv.AppendInt(b, v.Int(), 10) }

// wholeNumber reads 12, "12", 12.0 and 1.2e1.
func wholeNumber(r *reader, raw []byte) (int64, bool) {
	s, ok := plainText(r, raw)
	if !ok {
		return 0, false
	}
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	const exactly = 1 << 53 // above it a float64 skips whole numbers
	if err != nil || f != float64(int64(f)) || f > exactly || f < -exactly {
		return 0, false
	}
	return int64(f), true
}

// float is a number, also as a text.
type float struct{}

func (c float) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	s, ok := plainText(r, raw)
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if !ok || err != nil || f-f != 0 { // "NaN" and "Infinity" are texts that ParseFloat takes
		return false, false
	}
	v.SetFloat(f)
	return true, bytes.Equal(c.format(nil, v), r.copied(raw))
}

func (float) format(b []byte, v reflect.Value) []byte {
	f := v.Float()
	if f-f != 0 {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

// verbatim is a value that is kept as it came.
type verbatim struct{}

func (verbatim) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	v.SetBytes(r.kept(raw))
	return true, true
}

func (verbatim) format(b []byte, v reflect.Value) []byte { return append(b, v.Bytes()...) }

// errNoJSON is a caller's own json.RawMessage that is none.
var errNoJSON = &Error{Reason: "a json.RawMessage is not valid JSON"}

func validJSON(raw []byte) bool {
	return jsontext.Value(raw).IsValid(jsontext.AllowInvalidUTF8(true)) // of no member twice, too
}
