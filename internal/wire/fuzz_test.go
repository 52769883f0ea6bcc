package wire

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fuzzSeeds are texts with every codec in several shapes, from which the fuzzer makes others.
func fuzzSeeds(f *testing.F) {
	f.Helper()
	for _, text := range []string{
		`{}`, `null`, `[]`, `{"text":"a","key":"k","id":"i","flag":true,"number":1,"long":2,"float":1.5,"time":1893553445}`,
		`{"text":7,"key":8,"id":9,"flag":"true","number":"1","long":2.0,"float":"1.5","time":"1893553445"}`,
		`{"text":["a"],"key":["a","b"],"flag":1,"number":-0,"float":1e400,"time":"2030-01-02T03:04:05Z","raw":[{"a":1.50}]}`,
		`{"comma":"a, b","list":["a",7,{"value":"b"},null]}`, `{"comma":["a,b"],"list":"a"}`, `{"comma":[],"list":[]}`,
		`{"scopes":"a b","time":1893553445000}`, `{"scopes":"Google Buzz","time":"2030-01-02 03:04:05.000000 +0000"}`, `{"scopes":["a b"],"time":1.8e9}`,
		"{\"comma\":[\"\xcc \"]}", `{"plural":[{},{},7],"list":[{"value":[{"value":"x"}]}]}`, `{"text":"\/\"\\\n\u00e9","raw":"\ud800"}`,
		`{"part":{"name":"a","x":1},"pointer":{},"sealed":{"name":[]},"plural":[{"name":"a"},"b",null]}`,
		`{"part":"a","pointer":"b","sealed":"c","plural":"d"}`, `{"part":[],"pointer":[],"sealed":null,"plural":{"flag":"false"}}`,
		`{"maybeInt":0,"maybeText":""}`, `{"maybeInt":"x","maybeText":null}`,
		`{"chosen":{"token":"t","x":[]},"kind":"left"}`, `{"chosen":{"secret":1}}`, `{"chosen":[]}`,
		`{"alias":"a"}`, `{"named":"n","alias":"a","nickname":"b"}`, `{"named":null,"alias":"a"}`, `{"Section":{"name":"a"},"section":null}`,
		`{"text":"\ud800","x\udc00":"\ud83d\ude00","key":"a\ufffd"}`, "{\"text\":\"\xff\",\"\xff\":[\"\xc3\"]}",
		`{"text":"a","text":"b"}`, `{"x":{"a":1,"a":2}}`, `{"TEXT":"a","":0}`, "\xef\xbb\xbf{}", `{}x`, ` { "text" : "a" } `,
	} {
		f.Add([]byte(text))
	}
	answers, err := filepath.Glob("../../testdata/*/*.json")
	require.NoError(f, err)
	for _, name := range answers {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
}

// FuzzUnmarshalAgreesWithEncodingJSON compares the decoder with encoding/json, which must accept
// every text that the decoder accepts. If both find a value of the field's type, the values must
// be equal.
func FuzzUnmarshalAgreesWithEncodingJSON(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		var w whole
		err := Unmarshal(text, &w)
		theirs, theirErr := oracle(text)
		if err != nil {
			mayRefuse(t, err, theirs, theirErr)
			return
		}
		require.NoError(t, theirErr, "%q is accepted, but not by encoding/json", text)
		if theirs == nil {
			assert.Equal(t, whole{}, w, "null must not change the struct")
			return
		}
		object, ok := theirs.(map[string]any)
		require.True(t, ok, "%q is accepted but not an object", text)
		agree(t, &w, object)
	})
}

// mayRefuse asserts that a text that encoding/json accepts as an object is rejected only for a
// reason that encoding/json does not check.
func mayRefuse(t *testing.T, err error, theirs any, theirErr error) {
	t.Helper()
	if _, ok := theirs.(map[string]any); !ok || theirErr != nil {
		return
	}
	require.EqualError(t, err, "a duplicate member name")
}

func agree(t *testing.T, w *whole, theirs map[string]any) {
	t.Helper()
	p := planOf(reflect.TypeFor[whole]())
	for name, value := range theirs {
		if i, ok := p.lookup([]byte(name)); ok {
			field := reflect.ValueOf(w).Elem().Field(p.fields[i].index)
			if want, ok := ofOwnType(field.Type(), value); ok && !p.changes(name, want) {
				assert.Equal(t, want, field.Interface(), "the member %q", name)
			}
			continue
		}
		raw, ok := w.Extra[name]
		require.True(t, ok, "the unknown member %q must be kept", name)
		kept, err := oracle(raw)
		require.NoError(t, err, "the kept member %q must be valid JSON", name)
		assert.Equal(t, value, kept, "the kept member %q", name)
	}
	for name := range w.Extra {
		assert.Contains(t, theirs, name, "kept members must come from the text")
	}
}

// changes reports whether the field may differ from encoding/json's: because the text is damaged,
// or because an alias is used if the member is empty.
func (p *plan) changes(name string, want any) bool {
	f := p.fields[indexOf(p, name)]
	s, isText := want.(string)
	return isText && (strings.ContainsFunc(s, damaged) && (name == "key" || name == "id") || len(f.also) > 0 && s == "")
}

// ofOwnType returns the value of the field if the member has the field's type.
func ofOwnType(t reflect.Type, value any) (any, bool) {
	switch v := value.(type) {
	case string:
		return v, t == reflect.TypeFor[string]()
	case bool:
		return v, t == reflect.TypeFor[bool]()
	case json.Number:
		return number(t, v)
	case []any:
		if t != reflect.TypeFor[[]string]() || len(v) == 0 {
			return nil, false
		}
		list := make([]string, len(v))
		for i := range v {
			s, ok := v[i].(string)
			if !ok {
				return nil, false
			}
			list[i] = s
		}
		return list, true
	}
	return nil, false
}

func number(t reflect.Type, v json.Number) (any, bool) {
	switch t.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(v.String())
		return n, err == nil
	case reflect.Int64:
		n, err := v.Int64()
		return n, err == nil
	case reflect.Float64:
		f, err := v.Float64()
		return f, err == nil
	}
	return nil, false
}

// FuzzRoundTripLosesNothing unmarshals, marshals and unmarshals again. Neither the JSON nor the
// struct may change.
func FuzzRoundTripLosesNothing(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		var first, second whole
		if Unmarshal(text, &first) != nil {
			return
		}
		again, err := Marshal(first)
		require.NoError(t, err, "the value must marshal: %q", text)
		require.NoError(t, Unmarshal(again, &second), "the output must unmarshal: %q", again)
		assert.Equal(t, first, second, "%q must unmarshal as %q does", again, text)

		before, err := oracle(text)
		require.NoError(t, err)
		if before == nil {
			return
		}
		after, err := oracle(again)
		require.NoError(t, err, "the output must be valid JSON: %q", again)
		assert.Equal(t, before, after, "%q must have the same content as %q", again, text)
	})
}

// FuzzDuplicateMembers compares the reader's check for duplicate members with that of the JSON
// library. An object is accepted exactly if the library finds no duplicate at any depth.
func FuzzDuplicateMembers(f *testing.F) {
	fuzzSeeds(f)
	for _, text := range []string{
		`{"part":{"x":{"a":1,"a":2}}}`, `{"raw":[{"a":1,"a":2}]}`, `{"text":[{"value":"a","value":"b"}]}`, `{"list":[{"v":1,"v":2}]}`,
		`{"chosen":{"token":"a","token":"b"}}`, `{"chosen":{"x":{"a":1,"a":2}},"kind":"left"}`, `{"plural":[7,{"x":1,"x":2}]}`,
		`{"st\u0061t":1,"stat":2}`, `{"x":1,"\u0078":2}`, `{"pointer":[{"a":1,"a":2}]}`, `{"alias":{"a":1,"a":2}}`, `{"flag":{"a":1,"a":2}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		once := jsontext.Value(text).IsValid(jsontext.AllowInvalidUTF8(true)) && jsontext.Value(text).Kind() == '{'
		var w whole
		err := Unmarshal(text, &w)
		if jsontext.Value(text).Kind() == 'n' {
			return
		}
		assert.Equal(t, once, err == nil, "%q: %v", text, err)
		_, err = UnmarshalResponse(text, &w, false)
		assert.Equal(t, once, err == nil, "%q as a response: %v", text, err)
	})
}

// FuzzAnyBytes passes bytes that need not be JSON to every function that reads JSON: none
// panics, and what is rejected fills nothing.
func FuzzAnyBytes(f *testing.F) {
	fuzzSeeds(f)
	for _, text := range []string{``, `"`, `"\`, `"\u00`, `[`, `[{`, `{"text":`, `{"plural":{"0":{`, `{"comma":[`, `{"chosen":{"`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		valid := json.Valid(text)
		for _, wrapped := range []bool{false, true} {
			var w whole
			if _, err := UnmarshalResponse(text, &w, wrapped); err == nil {
				require.True(t, valid, "%q is not JSON and was accepted", text)
			} else {
				require.Equal(t, whole{}, w, "%q was rejected and filled a field", text)
			}
		}
		var list struct {
			Friends []string `json:"friends"`
			Extra   Extra
		}
		View(&whole{Extra: Extra{"friends": text}}, &list)
		_, _ = Bool(text)
		_, _ = Identity(text)
		_, _ = Identities(text)
		if kept, unique := Kept(text); valid && unique {
			require.True(t, json.Valid(kept), "what is kept of %q must be JSON: %q", text, kept)
		}
	})
}
