package wire

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A scalar decodes and encodes values as a whole.
type scalar interface {
	// parse decodes raw into v. It reports whether raw is valid for v, and whether
	// format would reproduce it.
	parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool)
	format(b []byte, v reflect.Value) []byte
}

// text is a string. It also accepts a number, as its digits (Google's user IDs and the uid
// of some providers are sent in both forms), and the first string of an array.
type text struct {
	identity bool // accepts only a Legible string, or an array of one
	key      bool // accepts only an undamaged string, an array of one, or a whole number
	strict   bool // accepts only an undamaged JSON string
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

// of returns the string in a value, if it has one.
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

// onlyText returns the string in an array of one string.
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

// plainText returns a string, or the digits of a number.
func plainText(r *reader, raw []byte) (string, bool) {
	switch jsontext.Value(raw).Kind() {
	case '"':
		return r.unquote(raw), true
	case '0':
		return r.text(raw), true
	}
	return "", false
}

// looseText is plainText for plural objects, {"value": "text"}, too.
func looseText(r *reader, raw []byte) (string, bool) {
	if raw[0] != '{' {
		return plainText(r, raw)
	}
	// Nested plural objects are not read: each level of a hostile response would be
	// read once for every level above it.
	value := r.member(raw, "value")
	if value == nil {
		return "", false
	}
	return plainText(r, value)
}

// appendText appends a JSON string. Invalid UTF-8 becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// flag is a boolean. It also accepts the strings "true" and "false", 1 and 0.
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

// Bool decodes a value from Extra as a boolean, in the forms that a field accepts, and
// reports whether it is one.
func Bool(raw []byte) (b, ok bool) {
	if validJSON(raw) {
		r := newReader(raw)
		defer r.release()
		ok, _ = flag{}.parse(r, r.value(), reflect.ValueOf(&b).Elem())
	}
	return b, ok
}

// integer is a whole number. It also accepts a string.
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

// wholeNumber parses 12, "12", 12.0 and 1.2e1.
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
	const exactly = 1 << 53 // a float64 has every whole number up to this one
	if err != nil || f != float64(int64(f)) || f > exactly || f < -exactly {
		return 0, false
	}
	return int64(f), true
}

// float is a number. It also accepts a string.
type float struct{}

func (c float) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	s, ok := plainText(r, raw)
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if !ok || err != nil || f-f != 0 { // ParseFloat accepts "NaN" and "Infinity"
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

// verbatim is a json.RawMessage.
type verbatim struct{}

func (verbatim) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	v.SetBytes(r.kept(raw))
	return true, true
}

func (verbatim) format(b []byte, v reflect.Value) []byte { return append(b, v.Bytes()...) }

// errInvalidJSON is returned by Marshal for an invalid json.RawMessage of the caller.
var errInvalidJSON = &Error{Reason: "a json.RawMessage is not valid JSON"}

// validJSON reports whether raw is one JSON value without duplicate members.
func validJSON(raw []byte) bool {
	return jsontext.Value(raw).IsValid(jsontext.AllowInvalidUTF8(true))
}
