package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestListTakesWhatReadsAsTexts(t *testing.T) {
	t.Parallel()
	var none []string
	runMembers(t, []memberCase{
		{"of texts", "list", `["a","b"]`, []string{"a", "b"}, false},
		{"with an empty text", "list", `["a",""]`, []string{"a", ""}, false},
		{"of numbers", "list", `[1,2.50]`, []string{"1", "2.50"}, true},
		{"with plural objects", "list", `[{"value":"a","type":"x"},"b"]`, []string{"a", "b"}, true},
		{"with a plural object of a number", "list", `[{"value":7}]`, []string{"7"}, true},
		{"with nulls", "list", `["a",null]`, []string{"a"}, true},
		{"with objects that have no value", "list", `[{"name":"a"},{}]`, none, true},
		{"with lists", "list", `[["a"],"b"]`, []string{"b"}, true},
		{"as a text", "list", `"a"`, []string{"a"}, true},
		{"as a number", "list", `7`, []string{"7"}, true},
		{"as one plural object", "list", `{"value":"a"}`, []string{"a"}, true},
		{"as an object by number", "list", `{"0":"a"}`, none, true},
		{"empty", "list", `[]`, none, true},
		{"as null", "list", `null`, none, true},
		{"as false", "list", `false`, none, true},
	})
}

func TestObjectTakesAnEmptyListAndABareText(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"as an object", "part", `{"name":"a","flag":true}`, part{Name: "a", Flag: true}, false},
		{"with an unknown member", "part", `{"name":"a","x":1}`, part{Name: "a", Extra: Extra{"x": []byte("1")}}, false},
		{"empty", "part", `{}`, part{}, true},
		{"as PHP's empty object", "part", `[]`, part{}, true},
		{"as a full list", "part", `[{"name":"a"}]`, part{}, true},
		{"as a bare text", "part", `"a"`, part{Name: "a"}, true},
		{"as a number", "part", `7`, part{}, true},
		{"as null", "part", `null`, part{}, true},
	})
}

func TestPointerIsNilWhereThereIsNoObject(t *testing.T) {
	t.Parallel()
	var none *part
	runMembers(t, []memberCase{
		{"as an object", "pointer", `{"name":"a"}`, &part{Name: "a"}, false},
		{"as an empty object: it is there", "pointer", `{}`, &part{}, false},
		{"as a bare text", "pointer", `"a"`, &part{Name: "a"}, true},
		{"as PHP's empty object", "pointer", `[]`, none, true},
		{"as null", "pointer", `null`, none, true},
		{"as a number", "pointer", `7`, none, true},
	})
}

// A caller asks whether a section is there by comparing it with nil.
func TestPointerIsNilForATextThatNoFieldTakes(t *testing.T) {
	t.Parallel()
	var nothing *sealed
	var none *part
	runMembers(t, []memberCase{
		{"as a text", "sealed", `"a"`, nothing, true},
		{"as an empty text", "sealed", `""`, nothing, true},
		{"as an empty text, where a bare one would be taken", "pointer", `""`, none, true},
	})
}

func TestPluralTakesOneForAList(t *testing.T) {
	t.Parallel()
	var none []part
	runMembers(t, []memberCase{
		{"as a list", "plural", `[{"name":"a"},{"name":"b","flag":true}]`, []part{{Name: "a"}, {Name: "b", Flag: true}}, false},
		{"with an unknown member", "plural", `[{"x":1.0}]`, []part{{Extra: Extra{"x": []byte("1.0")}}}, false},
		{"with an empty object", "plural", `[{}]`, []part{{}}, false},
		{"of bare texts", "plural", `["a",{"name":"b"}]`, []part{{Name: "a"}, {Name: "b"}}, true},
		{"with nulls and numbers", "plural", `[null,{"name":"a"},7]`, []part{{Name: "a"}}, true},
		{"as one object", "plural", `{"name":"a"}`, []part{{Name: "a"}}, true},
		{"as one text", "plural", `"a"`, []part{{Name: "a"}}, true},
		{"empty", "plural", `[]`, none, true},
		{"as null", "plural", `null`, none, true},
		{"as a number", "plural", `7`, none, true},
	})
}

func TestOptionalTellsNotGivenFromZero(t *testing.T) {
	t.Parallel()
	var none *int
	var nothing *string
	runMembers(t, []memberCase{
		{"given", "maybeInt", `7`, new(7), false},
		{"zero", "maybeInt", `0`, new(0), false},
		{"as a text", "maybeInt", `"7"`, new(7), true},
		{"null", "maybeInt", `null`, none, true},
		{"of no number", "maybeInt", `"seven"`, none, true},
		{"empty text", "maybeText", `""`, new(""), false},
		{"as a number", "maybeText", `7`, new("7"), true},
		{"null text", "maybeText", `null`, nothing, true},
	})
}

// The rest of the object decides, wherever it stands.
func TestChosenDependsOnTheObjectAround(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want chosen
	}{
		"kind before":     {`{"kind":"left","chosen":{"token":"t"}}`, &left{Token: "t"}},
		"kind behind":     {`{"chosen":{"token":"t"},"kind":"left"}`, &left{Token: "t"}},
		"no kind":         {`{"chosen":{"secret":"s"}}`, &right{Secret: "s"}},
		"unknown members": {`{"chosen":{"secret":"s","x":[1]}}`, &right{Secret: "s", Extra: Extra{"x": []byte("[1]")}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := read(t, c.text)
			assert.Equal(t, c.want, w.Chosen, "what is chosen for %s", c.text)
			assert.Empty(t, w.Extra, "nothing of it needs keeping")
			again := write(t, w)
			sameJSON(t, c.text, again, "it must be written again")
			assert.Equal(t, w, read(t, again), "it must be chosen again")
		})
	}
}

func TestChosenIsNilWhereThereIsNothingToChooseFor(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`null`, `[]`, `{}`, "{ \n }", `"t"`, `7`, `false`, `[{"token":"t"}]`} {
		text := `{"kind":"left","chosen":` + raw + `}`
		w := read(t, text)
		assert.Nil(t, w.Chosen, "what is chosen for %s", text)
		sameJSON(t, raw, string(w.Extra["chosen"]), "the odd value is kept")
		sameJSON(t, text, write(t, w), "and written again")
	}
}

// A nil pointer in an interface is not nil, but there is nothing to write.
func TestChosenTypedNilIsNotWritten(t *testing.T) {
	t.Parallel()
	text, err := Marshal(whole{Kind: "left", Chosen: (*left)(nil)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"left"}`, string(text))
}

func TestAliasFillsAFieldThatIsEmpty(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"alone":                     {`{"alias":"a"}`, "a"},
		"the second of them":        {`{"nickname":"n"}`, "n"},
		"the first wins":            {`{"nickname":"n","alias":"a"}`, "a"},
		"its own name wins":         {`{"alias":"a","named":"b"}`, "b"},
		"its own name behind":       {`{"named":"b","alias":"a"}`, "b"},
		"as a number":               {`{"alias":7}`, "7"},
		"null, then the other":      {`{"alias":null,"nickname":"n"}`, "n"},
		"both the same":             {`{"alias":"a","named":"a"}`, "a"},
		"its own name is null":      {`{"named":null,"alias":"a"}`, "a"},
		"its own name is empty":     {`{"named":"","alias":"a"}`, "a"},
		"its own name is an object": {`{"named":{"x":1},"alias":"a"}`, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := read(t, c.text)
			assert.Equal(t, c.want, w.Named, "the field for %s", c.text)
			again := write(t, w)
			sameJSON(t, c.text, again, "a round trip loses no member")
			assert.Equal(t, w, read(t, again), "what was written must read the same")
		})
	}
}

func TestAliasOfASectionIsReadWhole(t *testing.T) {
	t.Parallel()
	w := read(t, `{"Section":{"name":"a","x":1}}`)
	assert.Equal(t, &part{Name: "a", Extra: Extra{"x": []byte("1")}}, w.Section)
	sameJSON(t, `{"Section":{"name":"a","x":1}}`, write(t, w), "it goes back under the name it came with")
}
