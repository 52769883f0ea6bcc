package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A streamed member is a member that was passed to the callback.
type streamed struct{ name, value string }

// stream reads a stream and collects its members.
func streamOf(r io.Reader, limit int64) (list []streamed, rest string, err error) {
	left, err := Stream(r, "m", limit, func(name, value []byte) error {
		text, _ := jsontext.AppendUnquote(nil, name)
		list = append(list, streamed{string(text), string(value)})
		return nil
	})
	return list, string(left.Rest), err
}

func TestStreamYieldsMembersAndReturnsTheRest(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		list []streamed
		rest string
	}{
		`{}`:                                 {nil, `{}`},
		` { } `:                              {nil, `{}`},
		`{"a":1,"b":[ 2 ]}`:                  {nil, `{"a":1,"b":[ 2 ]}`},
		`{"m":{}}`:                           {nil, `{"m":{}}`},
		`{"m":{"a":1}}`:                      {[]streamed{{"a", "1"}}, `{"m":{}}`},
		`{"m":{"a":{"m":{"x":1}}}}`:          {[]streamed{{"a", `{"m":{"x":1}}`}}, `{"m":{}}`},
		`{"x":0,"m":{"a":1,"b":2},"y":null}`: {[]streamed{{"a", "1"}, {"b", "2"}}, `{"x":0,"m":{},"y":null}`},
		`{"m":{"a":1},"m":{"a":2}}`:          {[]streamed{{"a", "1"}, {"a", "2"}}, `{"m":{},"m":{}}`},
		`{"\u006d":{"\u0061\/":"\/"}}`:       {[]streamed{{"a/", `"\/"`}}, `{"\u006d":{}}`},
		`{"m":[ ]}`:                          {nil, `{"m":[ ]}`},
		`{"x":{"m":{"a":1}}}`:                {nil, `{"x":{"m":{"a":1}}}`},
		`[{"m":{"a":1}}]`:                    {nil, `[{"m":{"a":1}}]`},
		`null`:                               {nil, `null`},
		`"m"`:                                {nil, `"m"`},
		"{\"m\":{\"\xff\":\"\xff\"}}":        {[]streamed{{"\ufffd", "\"\xff\""}}, `{"m":{}}`},
	} {
		for how, r := range map[string]io.Reader{
			"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
			"with its end": iotest.DataErrReader(strings.NewReader(text)),
		} {
			list, rest, err := streamOf(r, 1000)
			require.NoError(t, err, "%s %s", text, how)
			assert.Equal(t, want.list, list, "%s %s", text, how)
			assert.Equal(t, want.rest, rest, "%s %s", text, how)
		}
	}
}

func TestStreamRejectsInvalidJSONWithoutQuotingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, ` `, `{`, `{"m"`, `{"m":`, `{"m":{`, `{"m":{"hunter2"`, `{"m":{"hunter2":`, `{"m":{"hunter2":1`, `{"m":{"hunter2":1}`, `{"m":{"a":1}}x`,
		`{"m":{"a":1}}{}`, `{"m":{"a":1},}`, `{"m":{"a":1,}}`, `{"m":{a:1}}`, `{"m":{"hunter2"}}`, `{"m" {"a":1}}`, `{'m':{}}`, "\ufeff{}", `{"m":{"a":hunter2}}`,
		`{"m":{"a":1]}`, `{]`, `}`, `{"m":{"a":1}"x":2}`, `{"hunter2":1 2}`, `{"m":{"a":"hun` + "\n" + `ter2"}}`, `{"m":{"a":01}}`, `{1:2}`, `{"m":{1:2}}`,
		`{"m":["hunter2"]}`, `{"m":[{}]}`, `{"m":"hunter2"}`, `{"m":""}`, `{"m":0}`, `{"m":false}`, `{"m":{},"m":"hunter2"}`, `{"m":null}`,
		`{"m":{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}}`,
	} {
		_, _, err := streamOf(strings.NewReader(text), 1<<20)
		var refused *Error
		require.ErrorAs(t, err, &refused, "%.60s", text)
		assert.NotContains(t, err.Error(), "hunter2")
		assert.LessOrEqual(t, refused.Offset, int64(len(text)))
	}
}

func TestStreamReturnsOtherErrorsUnchanged(t *testing.T) {
	t.Parallel()
	own := errors.New("mine")
	for _, text := range []string{``, `{`, `{"a":`, `{"m":{`, `{"m":{"a":1`, `{"m":{"a":1}`, `{"m":{"a":1}} `} {
		_, _, err := streamOf(io.MultiReader(strings.NewReader(text), iotest.ErrReader(own)), 1000)
		assert.Same(t, own, err, "the reader's error after %q", text)
	}
	n := 0
	_, err := Stream(strings.NewReader(`{"m":{"a":1,"b":2,"c":3}}`), "m", 1000, func(_, _ []byte) error {
		n++
		return own
	})
	assert.Same(t, own, err)
	assert.Equal(t, 1, n, "the callback must not be called again")
}

func TestStreamReportsTheObjectAndTheBytesRead(t *testing.T) {
	t.Parallel()
	for text, found := range map[string]bool{
		`{"m":{"a":1}, "x":1}`: true, `{"m":[]}`: true, `{}`: false, `{"x":{"m":{}}}`: false, `[]`: false, `{"M":{}}`: false,
	} {
		left, err := Stream(strings.NewReader(text), "m", 1000, func(_, _ []byte) error { return nil })
		require.NoError(t, err, text)
		assert.Equal(t, found, left.Found, text)
		assert.Equal(t, int64(len(text)), left.Length, text)
	}
}

// Names are passed unchanged, so that damaged ones can be detected.
func TestStreamKeepsNamesUnchanged(t *testing.T) {
	t.Parallel()
	var names []string
	long := strings.Repeat("x", 5000) // the buffer has to grow for the value
	_, err := Stream(iotest.OneByteReader(strings.NewReader(`{"m":{"\u0061\ud800":"`+long+`","`+long+`":1}}`)), "m", 1<<20, func(name, _ []byte) error {
		names = append(names, string(name))
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, []string{`"\u0061\ud800"`, `"` + long + `"`}, names)
}

func TestStreamLimitsEachMember(t *testing.T) {
	t.Parallel()
	const limit = 10_000
	for n := limit - 200; n <= limit+200; n += 50 {
		for _, shape := range []string{`{"m":{"k":[],"X":[]},"z":1}`, `{"m":{"k":[],"k":"X"},"z":1}`, `{"m":{"k":[]},"z":"X"}`, `{"m":{"k":[]},"X":1}`} {
			text := strings.Replace(shape, "X", strings.Repeat("x", n), 1)
			_, _, err := streamOf(iotest.OneByteReader(strings.NewReader(text)), limit)
			switch {
			case n < limit-100:
				require.NoError(t, err, "%s with %d bytes", shape, n)
			case n > limit:
				require.ErrorIs(t, err, ErrTooLarge, "%s with %d bytes", shape, n)
			}
		}
	}
	many := `{"m":{` + strings.Repeat(`"k":"0123456789",`, 100_000) + `"k":1}}`
	list, rest, err := streamOf(strings.NewReader(many), 100)
	require.NoError(t, err, "the total size must not be limited")
	assert.Len(t, list, 100_001)
	assert.Len(t, rest, len(`{"m":{}}`), "members must not be kept")
}

// FuzzStream compares the stream with encoding/json: valid JSON is accepted, and nothing in it is
// lost or moved.
func FuzzStream(f *testing.F) {
	for _, text := range []string{
		`{"m":{"a":1,"b":["x"],"a":{}},"stat":"ok"}`, `{"stat":"ok","m":{}}`, `{"m":[],"m":{"":null}}`, `{"\u006d":{"\ud800":"\/"}}`,
		"{\"m\":{\"\xff\":\"\xff\"}}", `{"m":{"a":{"m":{"b":1}}}} `, `[]`, `{"m":{"a":1}}{}`, `{"m":{"a":1`, `{"m":{"a":1e9,"b":-0}}`, "\ufeff{}", ` { "m" : { "a" : [ ] } } `,
	} {
		f.Add([]byte(text), 100)
	}
	f.Fuzz(func(t *testing.T, text []byte, limit int) {
		bound := int64(limit)
		if bound < 1 {
			bound = 1 << 20
		}
		list, rest, err := streamOf(iotest.HalfReader(bytes.NewReader(text)), bound)
		if err != nil {
			tooLarge := errors.Is(err, ErrTooLarge)
			refused, ok := err.(*Error) //nolint:errorlint // returned unwrapped
			require.True(t, tooLarge || ok, "an unexpected error: %v", err)
			// The library rejects texts nested deeper than 10,000 levels.
			if ok && json.Valid(text) && !slices.ContainsFunc(membersByOthers(t, text), noObject) && bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) < 10_000 {
				require.Fail(t, "rejected without a reason", "%q: %v", text, refused)
			}
			if tooLarge {
				require.Greater(t, int64(len(text))+1, bound, "%q is below the limit", text)
			}
			return
		}
		require.True(t, json.Valid(text), "%q is not JSON and was accepted", text)
		require.True(t, json.Valid([]byte(rest)), "%q leaves %q", text, rest)
		want, wantRest := streamedByOthers(t, text)
		require.Equal(t, want, list, "the members of %q must be in order", text)
		require.Equal(t, wantRest, compacted(t, rest), "the rest of %q", text)
	})
}

// streamedByOthers returns the result of encoding/json for the same text.
func streamedByOthers(t *testing.T, text []byte) (list []streamed, rest string) {
	t.Helper()
	if bytes.TrimLeft(text, " \t\r\n")[0] != '{' {
		return nil, compacted(t, string(text))
	}
	var members []string
	for _, one := range membersByOthers(t, text) {
		if one.name == "m" && one.value[0] == '{' {
			list = append(list, membersByOthers(t, []byte(one.value))...)
			one.value = "{}"
		}
		quoted, err := json.Marshal(one.name)
		require.NoError(t, err)
		members = append(members, string(quoted)+":"+one.value)
	}
	return list, compacted(t, "{"+strings.Join(members, ",")+"}")
}

// membersByOthers returns the members of an object, or none if the value is not an object.
func membersByOthers(t *testing.T, text []byte) (list []streamed) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	if first, _ := dec.Token(); first != json.Delim('{') {
		return nil
	}
	for dec.More() {
		name, value := nextMember(t, dec)
		list = append(list, streamed{name, value})
	}
	return list
}

// noObject returns the member that should be an object and is not.
func noObject(one streamed) bool {
	empty := strings.HasPrefix(one.value, "[") && strings.TrimSpace(one.value[1:]) == "]"
	return one.name == "m" && one.value[0] != '{' && !empty
}

func nextMember(t *testing.T, dec *json.Decoder) (name, value string) {
	t.Helper()
	token, err := dec.Token()
	require.NoError(t, err)
	var v json.RawMessage
	require.NoError(t, dec.Decode(&v))
	return token.(string), string(v)
}

// compacted rewrites a text so that names and values are quoted the same way and keep their
// order.
func compacted(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		require.NoError(t, err)
		written, err := json.Marshal(token)
		if delim, ok := token.(json.Delim); ok {
			written, err = []byte(delim.String()), nil
		}
		require.NoError(t, err)
		out.Write(slices.Concat(written, []byte(" ")))
	}
}

func TestIdentitiesAreUndamagedTexts(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]struct {
		list  []string
		exact bool
	}{
		`[]`: {nil, true}, `["a"]`: {[]string{"a"}, true}, `["a","a"]`: {[]string{"a", "a"}, true},
		`["a",""]`: {[]string{"a"}, false}, `["a",1]`: {[]string{"a"}, false}, `["a\n"]`: {[]string{"a\n"}, true}, `["a\u0085"]`: {[]string{"a\u0085"}, true}, `["\u200b"]`: {[]string{"\u200b"}, true}, `["\u0007"]`: {nil, false}, `["\ufffd"]`: {nil, false},
		"[\"\xff\"]": {nil, false}, `["\ud800"]`: {nil, false}, `"a"`: {[]string{"a"}, false}, `""`: {nil, false}, `{}`: {nil, false}, `null`: {nil, false}, `1`: {nil, false},
		`[["a"]]`: {nil, false}, `["\ud83d\ude00","é"]`: {[]string{"😀", "é"}, true},
	} {
		list, exact := Identities([]byte(value))
		assert.Equal(t, want.list, list, value)
		assert.Equal(t, want.exact, exact, value)
	}
}
