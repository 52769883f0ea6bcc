package wire

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMarshalWritesEveryField(t *testing.T) {
	t.Parallel()
	w := whole{
		Text: "a\"\\\u2028<é", Key: "k", ID: "i", Flag: true, Number: -7, Long: 9, Float: 1.5,
		Time: time.Date(2030, 1, 2, 5, 4, 5, 6, time.FixedZone("", 7200)), Raw: json.RawMessage(`{"a":1}`),
		Comma: []string{"a", "b c"}, List: []string{"x", ""}, Part: part{Name: "p"}, Pointer: &part{}, Sealed: &sealed{Name: "s"},
		Plural: []part{{}, {Flag: true}}, MaybeInt: new(0), MaybeText: new(""), Chosen: &left{Token: "t"}, Kind: "left",
		Named: "n", Section: &part{Name: "q"}, Ignored: "no", Untold: "no", Extra: Extra{"x": []byte(`[1.0]`)},
	}
	want := `{"text":"a\"\\\u2028<é","key":"k","id":"i","flag":true,"number":-7,"long":9,"float":1.5,"time":1893553445,"raw":{"a":1},
		"comma":"a,b c","list":["x",""],"part":{"name":"p"},"pointer":{},"sealed":{"name":"s"},"plural":[{},{"flag":true}],"maybeInt":0,"maybeText":"",
		"chosen":{"token":"t"},"kind":"left","named":"n","section":{"name":"q"},"x":[1.0]}`
	sameJSON(t, want, write(t, w), "every field must be marshalled in its form")
	sameJSON(t, want, write(t, &w), "a pointer must be marshalled alike")
}

func TestMarshalOmitsEmptyFields(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{}`, write(t, whole{}))
	assert.Equal(t, `{}`, write(t, whole{List: []string{}, Comma: []string{}, Plural: []part{}, Raw: json.RawMessage{}, Extra: Extra{}}), "empty lists must be omitted")
	elsewhere := time.Time{}.In(time.FixedZone("", 3600))
	assert.Equal(t, `{}`, write(t, whole{Time: elsewhere}), "the zero time must be omitted in any time zone")
}

// An element that contains a comma makes the value a list.
func TestMarshalledCommaListSurvivesARoundTrip(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]string{
		"a comma in a part": {"a,b", "c"}, "spaces around a part": {" a", "b"}, "an empty part": {"a", ""}, "only an empty part": {""},
	} {
		w := whole{Comma: list}
		assert.Equal(t, list, read(t, write(t, w)).Comma, "%s must survive", name)
	}
}

func TestMarshalWritesNullForNaNAndInfinity(t *testing.T) {
	t.Parallel()
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		sameJSON(t, `{"float":null}`, write(t, whole{Float: f}), "JSON cannot represent this number")
	}
	for _, f := range []float64{math.MaxFloat64, math.SmallestNonzeroFloat64, 1e21, -1e-9} {
		assert.Equal(t, f, read(t, write(t, whole{Float: f})).Float, "%v must survive", f) //nolint:testifylint // exactly
	}
}

func TestMarshalRepairsInvalidUTF8(t *testing.T) {
	t.Parallel()
	w := whole{Text: "a\xff", List: []string{"\xc3"}, Extra: Extra{"n\xff": []byte("1")}}
	sameJSON(t, `{"text":"a\ufffd","list":["\ufffd"],"n\ufffd":1}`, write(t, w), "invalid bytes must be repaired")
}

func TestMarshalRejectsInvalidRawJSON(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{
		"rubbish in Extra":            whole{Extra: Extra{"x": []byte("hunter2")}},
		"nothing in Extra":            whole{Extra: Extra{"x": nil}},
		"two values in Extra":         whole{Extra: Extra{"x": []byte(`1,"stat":"hunter2"`)}},
		"a duplicate in Extra":        whole{Extra: Extra{"x": []byte(`{"a":1,"a":"hunter2"}`)}},
		"in a part's Extra":           whole{Part: part{Extra: Extra{"x": []byte("hunter2")}}},
		"in a list's element's Extra": whole{Plural: []part{{Extra: Extra{"x": []byte("hunter2")}}}},
		"in a pointer's Extra":        whole{Pointer: &part{Extra: Extra{"x": []byte("hunter2")}}},
		"in a chosen object's Extra":  whole{Chosen: &left{Extra: Extra{"x": []byte("hunter2")}}},
		"rubbish in a verbatim field": whole{Raw: json.RawMessage("hunter2")},
		"a member smuggled in by one": whole{Raw: json.RawMessage(`1,"stat":"hunter2"`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Marshal(v)
			require.Error(t, err, "%s must be rejected", name)
			assert.NotContains(t, err.Error(), canary, "an error must not quote the value")
		})
	}
}

// Extra keeps the original of a value that its field cannot reproduce. If a caller sets the
// field, the field counts.
func TestMarshalPrefersAChangedFieldToExtra(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		change func(*whole)
		want   string
	}{
		"a number for a text":          {`{"text":7}`, func(w *whole) { w.Text = "a" }, `{"text":"a"}`},
		"a null":                       {`{"text":null}`, func(w *whole) { w.Text = "a" }, `{"text":"a"}`},
		"a text that was emptied":      {`{"text":7}`, func(w *whole) { w.Text = "" }, `{}`},
		"a damaged identity":           {`{"key":"a\ud800"}`, func(w *whole) { w.Key = "a" }, `{"key":"a"}`},
		"a flag":                       {`{"flag":"true"}`, func(w *whole) { w.Flag = false }, `{}`},
		"false":                        {`{"flag":false}`, func(w *whole) { w.Flag = true }, `{"flag":true}`},
		"a time":                       {`{"time":"1893553445"}`, func(w *whole) { w.Time = time.Unix(1893553446, 0) }, `{"time":1893553446}`},
		"scopes in a list":             {`{"comma":["a","b"]}`, func(w *whole) { w.Comma = w.Comma[:1] }, `{"comma":"a"}`},
		"an empty list":                {`{"list":[]}`, func(w *whole) { w.List = []string{"a"} }, `{"list":["a"]}`},
		"an odd list":                  {`{"list":["a",7]}`, func(w *whole) { w.List[1] = "b" }, `{"list":["a","b"]}`},
		"a list that was emptied":      {`{"list":"a"}`, func(w *whole) { w.List = nil }, `{}`},
		"PHP's empty object":           {`{"part":[]}`, func(w *whole) { w.Part.Name = "a" }, `{"part":{"name":"a"}}`},
		"a bare text":                  {`{"part":"a"}`, func(w *whole) { w.Part.Flag = true }, `{"part":{"name":"a","flag":true}}`},
		"a pointer":                    {`{"pointer":null}`, func(w *whole) { w.Pointer = &part{} }, `{"pointer":{}}`},
		"a pointer's bare text":        {`{"pointer":"a"}`, func(w *whole) { w.Pointer = nil }, `{}`},
		"one of a plural":              {`{"plural":{"name":"a","x":1}}`, func(w *whole) { w.Plural[0].Name = "b" }, `{"plural":[{"name":"b","x":1}]}`},
		"a member inside of a part":    {`{"part":{"flag":"true"}}`, func(w *whole) { w.Part.Flag = false; w.Part.Name = "a" }, `{"part":{"name":"a"}}`},
		"an empty chosen":              {`{"chosen":[]}`, func(w *whole) { w.Chosen = &right{Secret: "s"} }, `{"chosen":{"secret":"s"}}`},
		"an optional":                  {`{"maybeInt":"7"}`, func(w *whole) { w.MaybeInt = new(8) }, `{"maybeInt":8}`},
		"an optional that was removed": {`{"maybeInt":"7"}`, func(w *whole) { w.MaybeInt = nil }, `{}`},
		"an alias":                     {`{"alias":"a"}`, func(w *whole) { w.Named = "" }, `{}`},
		"a section by its alias":       {`{"Section":{"name":"a"}}`, func(w *whole) { w.Section = nil }, `{}`},
		"the rest stays as it came":    {`{"text":7,"flag":"true","x":1}`, func(w *whole) { w.Text = "a" }, `{"text":"a","flag":"true","x":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := read(t, c.text)
			c.change(w)
			sameJSON(t, c.want, write(t, w), "the changed field must be marshalled")
		})
	}
}

func TestChangedAliasSurvivesARoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"alias":"old"}`, `{"named":"old","alias":"other"}`, `{"named":"old","alias":"old"}`, `{"named":null,"nickname":"old"}`} {
		w := read(t, text)
		w.Named = "new"
		assert.Equal(t, "new", read(t, write(t, w)).Named, "the change to %s must survive a round trip", text)
		w.Named = ""
		assert.Empty(t, read(t, write(t, w)).Named, "the removal must survive a round trip")
	}
}

func TestMarshalDoesNotChangeTheValue(t *testing.T) {
	t.Parallel()
	w := read(t, `{"text":7,"alias":"a","part":{"x":1}}`)
	w.Text = "changed"
	before := read(t, `{"text":7,"alias":"a","part":{"x":1}}`)
	before.Text = "changed"
	write(t, w)
	assert.Equal(t, before, w, "marshalling must not change the value")
}

// Two stored responses can be compared as texts.
func TestMarshalWritesTheSameTextEachTime(t *testing.T) {
	t.Parallel()
	w := read(t, `{"z":1,"a":2,"m":3,"text":7,"b":4,"y":5}`)
	first := write(t, w)
	for range 50 {
		require.Equal(t, first, write(t, w))
	}
}
