package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// canary is in texts that are rejected. No error may repeat it.
const canary = "hunter2"

// refusal unmarshals a text that must be rejected, and asserts what holds for every rejection:
// the error is an *Error that quotes nothing, and the struct is unchanged.
func refusal(t *testing.T, text string) *Error {
	t.Helper()
	before := whole{Text: "before"}
	after := before
	err := Unmarshal([]byte(text), &after)
	var refused *Error
	require.ErrorAs(t, err, &refused, "%.80q must be rejected", text)
	assert.NotContains(t, refused.Error(), canary, "an error must not quote the text")
	assert.NotEmpty(t, refused.Error(), "an error must have a message")
	assert.GreaterOrEqual(t, refused.Offset, int64(0))
	assert.LessOrEqual(t, refused.Offset, int64(len(text)), "the offset must be within the text")
	assert.Equal(t, before, after, "a rejected text must not change the struct")
	return refused
}

func TestUnmarshalRejectsAllButASingleObject(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, reason string }{
		"nothing":                     {``, "the JSON ends too soon"},
		"white space":                 {" \n\t", "the JSON ends too soon"},
		"a list":                      {`["hunter2"]`, "not a JSON object"},
		"a text":                      {`"hunter2"`, "not a JSON object"},
		"a number":                    {`7`, "not a JSON object"},
		"true":                        {`true`, "not a JSON object"},
		"HTML":                        {`<html>hunter2</html>`, "not JSON"},
		"a byte order mark":           {"\xef\xbb\xbf" + `{"text":"hunter2"}`, "not JSON"},
		"UTF-16":                      {"\xff\xfe{\x00}\x00", "not JSON"},
		"JSONP":                       {`callback({"text":"hunter2"})`, "not JSON"},
		"a guard":                     {`)]}',{"text":"hunter2"}`, "not JSON"},
		"a second object":             {`{}{"text":"hunter2"}`, "there is more after the JSON object"},
		"a comma behind":              {`{"text":"hunter2"},`, "there is more after the JSON object"},
		"a NUL behind":                {"{\"text\":\"hunter2\"}\x00", "there is more after the JSON object"},
		"a word behind":               {`{} hunter2`, "there is more after the JSON object"},
		"null and more":               {`null hunter2`, "there is more after the JSON object"},
		"half a null":                 {`nul`, "the JSON ends too soon"},
		"a comment":                   {`{/*hunter2*/}`, "not JSON"},
		"single quotes":               {`{'text':'hunter2'}`, "not JSON"},
		"a comma at the end":          {`{"text":"hunter2",}`, "not JSON"},
		"no colon":                    {`{"text" "hunter2"}`, "not JSON"},
		"a bare name":                 {`{hunter2:1}`, "not JSON"},
		"a line feed in a text":       {"{\"text\":\"hunter2\n\"}", "not JSON"},
		"a bad escape":                {`{"text":"hunter2\x41"}`, "not JSON"},
		"NaN":                         {`{"number":NaN}`, "not JSON"},
		"a number with a zero before": {`{"number":007}`, "not JSON"},
		"an object left open":         {`{"text":"hunter2"`, "the JSON ends too soon"},
		"a text left open":            {`{"text":"hunter2`, "the JSON ends too soon"},
		"a list closed by a brace":    {`{"list":["hunter2"}`, "not JSON"},
		"a broken element in plural":  {`{"plural":[{"name":"hunter2"},}]}`, "not JSON"},
		"a broken element in a list":  {`{"list":["a",hunter2]}`, "not JSON"},
		"a broken plural":             {`{"plural":hunter2}`, "not JSON"},
		"a broken part":               {`{"part":hunter2}`, "not JSON"},
		"a broken pointer":            {`{"pointer":hunter2}`, "not JSON"},
		"a broken optional":           {`{"maybeInt":hunter2}`, "not JSON"},
		"a broken alias":              {`{"Section":hunter2}`, "not JSON"},
		"a name that is no text":      {`{7:"hunter2"}`, "not JSON"},
		"a broken chosen":             {`{"chosen":{"token":hunter2}}`, "not JSON"},
		"a broken unknown member":     {`{"hunter2":[}`, "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.reason, refusal(t, c.text).Reason, "the reason for %q", c.text)
		})
	}
}

// Parsers disagree on which of two duplicates counts, so an attacker could show one value to a
// proxy and another to the application.
func TestUnmarshalRejectsADuplicateAtAnyDepth(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"in the object":                 `{"text":"a","text":"hunter2"}`,
		"with the same value":           `{"text":"a","text":"a"}`,
		"spelled with an escape":        `{"text":"a","te\u0078t":"hunter2"}`,
		"of an unknown member":          `{"x":1,"x":2}`,
		"of an empty name":              `{"":1,"":2}`,
		"in a part":                     `{"part":{"name":"a","name":"b"}}`,
		"in a list of parts":            `{"plural":[{"name":"a"},{"x":1,"x":2}]}`,
		"in a chosen object":            `{"chosen":{"token":"a","token":"b"}}`,
		"in an unknown member":          `{"x":{"y":[{"z":1,"z":2}]}}`,
		"in a verbatim value":           `{"raw":[{"z":1,"z":2}]}`,
		"in a value of the wrong type":  `{"text":{"a":1,"a":2}}`,
		"in a plural object of a list":  `{"list":[{"value":"a","value":"b"}]}`,
		"below an alias":                `{"Section":{"name":"a","name":"b"}}`,
		"of two names damaged alike":    `{"\ud800":1,"\ud801":2}`,
		"of two names of damaged bytes": "{\"a\xff\":1,\"a\xfe\":2}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, "a duplicate member name", refusal(t, text).Reason)
		})
	}
}

func TestUnmarshalMatchesNamesExactly(t *testing.T) {
	t.Parallel()
	w := read(t, `{"TEXT":"a","Text":"b","text ":"c","te\u0078t":"d"}`)
	assert.Equal(t, "d", w.Text, "only the exact name may set the field, escaped or not")
	assert.Len(t, w.Extra, 3, "the other names must be unknown members")
}

func TestUnmarshalIgnoresFieldsWithoutAJSONName(t *testing.T) {
	t.Parallel()
	w := read(t, `{"Ignored":"a","-":"b","Untold":"c","Extra":{"text":"d"}}`)
	assert.Empty(t, w.Ignored+w.Untold+w.Text, "fields without a JSON name must not be set")
	assert.Len(t, w.Extra, 4, "all members must be kept, even one named Extra")
	sameJSON(t, `{"Ignored":"a","-":"b","Untold":"c","Extra":{"text":"d"}}`, write(t, w), "the members must be marshalled again")
}

func TestUnmarshalZeroesTheStructFirst(t *testing.T) {
	t.Parallel()
	w := whole{Text: "old", List: []string{"old"}, Extra: Extra{"old": []byte("1")}}
	require.NoError(t, Unmarshal([]byte(`{"text":"new"}`), &w))
	assert.Equal(t, whole{Text: "new"}, w, "no value of an earlier response may remain")
}

func TestUnmarshalNullKeepsTheStruct(t *testing.T) {
	t.Parallel()
	w := whole{Text: "old"}
	require.NoError(t, Unmarshal([]byte(" null\n"), &w))
	assert.Equal(t, whole{Text: "old"}, w, "null must do nothing, as in encoding/json")
}

func TestUnmarshalAcceptsWhiteSpaceAnywhere(t *testing.T) {
	t.Parallel()
	w := read(t, "\r\n\t { \"text\" \t:\r\n \"a\" , \"x\" :\n [ 1 ] , \"flag\" : \"true\" } \n")
	assert.Equal(t, "a", w.Text)
	assert.Equal(t, "[ 1 ]", string(w.Extra["x"]), "a kept value must have no surrounding white space")
	assert.Equal(t, `"true"`, string(w.Extra["flag"]), "a kept value must have no surrounding white space")
}

// Memory used for a long text is reused for the next text.
func TestUnmarshalOfLongAndShortTextsInTurn(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(`\u00e9`, 5000)
	for range 20 {
		w := read(t, `{"text":"`+long+`","id":"a\/b","list":["\u0041","`+long+`","\u0042"]}`)
		require.Equal(t, strings.Repeat("é", 5000), w.Text)
		require.Equal(t, "a/b", w.ID)
		require.Equal(t, []string{"A", w.Text, "B"}, w.List)
	}
}

// Callers may reuse their buffer.
func TestUnmarshalCopiesItsInput(t *testing.T) {
	t.Parallel()
	text := []byte(`{"text":"aaaa","raw":["aaaa"],"x":"aaaa","list":["aaaa"],"chosen":{"token":"aaaa","x":"aaaa"}}`)
	var w whole
	require.NoError(t, Unmarshal(text, &w))
	before := write(t, w)
	for i := range text {
		text[i] = 'z'
	}
	assert.Equal(t, before, write(t, w), "the decoded value must not change with the input")
}

func TestUnmarshalRejectsDeepNesting(t *testing.T) {
	t.Parallel()
	const levels = 100_000
	for name, text := range map[string]string{
		"lists in an unknown member":   `{"x":` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + `}`,
		"objects in an unknown member": `{"x":` + strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels) + `}`,
		"lists in a text":              `{"text":` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + `}`,
		"lists in a list":              `{"list":` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + `}`,
		"lists in a chosen object":     `{"chosen":` + strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels) + `}`,
		"lists that are never closed":  `{"x":` + strings.Repeat("[", levels),
		"the answer itself":            strings.Repeat("[", levels),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusal(t, text)
		})
	}
}

// The time must not grow with the square of the depth.
func TestUnmarshalOfDeepValuesTakesLinearTime(t *testing.T) {
	const levels, length, limit = 4000, 512 << 10, 3 * time.Second
	for _, member := range []string{"text", "key", "list", "comma", "maybeText"} {
		t.Run(member, func(t *testing.T) {
			text := `{"` + member + `":` + strings.Repeat(`[{"value":`, levels) + `"` + strings.Repeat("a", length) + `"` + strings.Repeat(`}]`, levels) + `}`
			done := make(chan error, 1)
			go func() { done <- Unmarshal([]byte(text), new(whole)) }()
			select {
			case err := <-done:
				require.NoError(t, err)
			case <-time.After(limit):
				t.Fatalf("half a megabyte in %d nested lists takes more than %v", levels, limit)
			}
		})
	}
}

func TestUnmarshalRejectsATruncatedResponse(t *testing.T) {
	t.Parallel()
	text := `{"text":"a\u00e9\/","key":7,"flag":"true","float":-1.5e3,"raw":[{"a":null}],"plural":["a",{"x":1}],"chosen":{"token":"t"},"x":{"y":false},"alias":"n"}`
	read(t, text)
	for n := range len(text) {
		refused := refusal(t, text[:n])
		assert.Equal(t, "the JSON ends too soon", refused.Reason, "truncated after %d bytes", n)
	}
}

func TestUnmarshalKeepsUnknownMembersAtEveryLevel(t *testing.T) {
	t.Parallel()
	text := `{"x":{"deep":[1.0,{"a":123456789012345678901}]},"part":{"x":[]},"pointer":{"x":null},"plural":[{"x":"a"},{"x":1e400}],"chosen":{"x":false},"\u0000":"odd name","":"no name","a\"b\\c":1}`
	w := read(t, text)
	assert.JSONEq(t, `"odd name"`, string(w.Extra["\x00"]), "a control character as name")
	assert.JSONEq(t, `"no name"`, string(w.Extra[""]), "an empty name")
	assert.Equal(t, "null", string(w.Pointer.Extra["x"]))
	assert.Equal(t, "1e400", string(w.Plural[1].Extra["x"]), "numbers must keep all their digits")
	assert.Equal(t, "false", string(w.Chosen.(*right).Extra["x"]))
	sameJSON(t, text, write(t, w), "all members must be marshalled again")
}

func TestUnmarshalRepairsWhatItKeeps(t *testing.T) {
	t.Parallel()
	w := read(t, "{\"x\":[\"\\ud800\",{\"n\\udc00\":\"\xff\"}],\"name\\ud800\":1,\"text\":{\"a\":\"\\ud800\"},\"raw\":\"\\ud800\",\"fine\":\"\\ud83d\\ude00\"}")
	sameJSON(t, `["\ufffd",{"n\ufffd":"\ufffd"}]`, string(w.Extra["x"]), "an unknown member")
	sameJSON(t, `1`, string(w.Extra["name\uFFFD"]), "a member's name")
	sameJSON(t, `{"a":"\ufffd"}`, string(w.Extra["text"]), "a value of the wrong type")
	sameJSON(t, `"\ufffd"`, string(w.Raw), "a verbatim value")
	sameJSON(t, `"😀"`, string(w.Extra["fine"]), "a complete surrogate pair is valid")
	assert.True(t, json.Valid([]byte(write(t, w))))
}

// All goroutines share one plan per type and one pool of decoders.
func TestUnmarshalIsSafeForManyGoroutines(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			want := strconv.Itoa(i)
			text := []byte(`{"text":"` + want + `","chosen":{"token":"` + want + `","x":"\ud800"},"kind":"left","plural":["` + want + `"]}`)
			for range 200 {
				var w whole
				if !assert.NoError(t, Unmarshal(text, &w)) {
					return
				}
				again, err := Marshal(w)
				assert.NoError(t, err)
				assert.Equal(t, 3, bytes.Count(again, []byte(`"`+want+`"`)), "a response must have its own values: %s", again)
				assert.Error(t, Unmarshal(text[:len(text)-i-1], &w),
					"a rejected text must not disturb other goroutines")
			}
		})
	}
	wg.Wait()
}

func TestInlineIsNilWithoutMembers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `{"text":"a"}`, `{"hat":""}`, `{"shoes":[]}`, `{"hat":null,"where":[]}`} {
		assert.Nil(t, read(t, text).Inline, text)
	}
	w := read(t, `{"hat":"bowler","text":"a","x":1}`)
	assert.Equal(t, &inline{Hat: "bowler"}, w.Inline)
	w.Inline = nil
	sameJSON(t, `{"text":"a","x":1}`, write(t, w), "a nil inline struct must not be marshalled")
	w.Inline = &inline{Hat: "cap", Extra: Extra{"y": []byte("2")}}
	sameJSON(t, `{"text":"a","hat":"cap","x":1,"y":2}`, write(t, w), "the members of the inline struct must be marshalled with the others")
	alone := new(inline)
	require.NoError(t, Unmarshal([]byte(`{"hat":"cap","y":2}`), alone))
	assert.Equal(t, w.Inline, alone, "the inline type must unmarshal alone")
}
