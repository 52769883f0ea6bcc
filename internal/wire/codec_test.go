package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestListAcceptsTexts(t *testing.T) {
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

func TestObjectAcceptsAnEmptyListAndABareText(t *testing.T) {
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

func TestPointerIsNilWithoutAnObject(t *testing.T) {
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

// Callers compare a section with nil to see whether it is present.
func TestPointerIsNilForATextWithoutAField(t *testing.T) {
	t.Parallel()
	var nothing *sealed
	var none *part
	runMembers(t, []memberCase{
		{"as a text", "sealed", `"a"`, nothing, true},
		{"as an empty text", "sealed", `""`, nothing, true},
		{"as an empty text, where a bare one would be taken", "pointer", `""`, none, true},
	})
}

func TestPluralAcceptsOneElementWithoutAList(t *testing.T) {
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

func TestOptionalDistinguishesAbsentFromZero(t *testing.T) {
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

// The type depends on the rest of the object, before or after it.
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
			assert.Equal(t, c.want, w.Chosen, "the type chosen for %s", c.text)
			assert.Empty(t, w.Extra, "Extra must be empty")
			again := write(t, w)
			sameJSON(t, c.text, again, "the member must be marshalled again")
			assert.Equal(t, w, read(t, again), "the same type must be chosen again")
		})
	}
}

func TestChosenIsNilWithoutAnObject(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`null`, `[]`, `{}`, "{ \n }", `"t"`, `7`, `false`, `[{"token":"t"}]`} {
		text := `{"kind":"left","chosen":` + raw + `}`
		w := read(t, text)
		assert.Nil(t, w.Chosen, "the type chosen for %s", text)
		sameJSON(t, raw, string(w.Extra["chosen"]), "the invalid value must be kept")
		sameJSON(t, text, write(t, w), "the members must be marshalled again")
	}
}

// An interface with a nil pointer is not nil, but has nothing to marshal.
func TestChosenTypedNilIsOmitted(t *testing.T) {
	t.Parallel()
	text, err := Marshal(whole{Kind: "left", Chosen: (*left)(nil)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"left"}`, string(text))
}

func TestAliasSetsAnEmptyField(t *testing.T) {
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
			sameJSON(t, c.text, again, "a round trip must lose no member")
			assert.Equal(t, w, read(t, again), "the output must unmarshal to the same value")
		})
	}
}

func TestAliasOfASectionIsDecoded(t *testing.T) {
	t.Parallel()
	w := read(t, `{"Section":{"name":"a","x":1}}`)
	assert.Equal(t, &part{Name: "a", Extra: Extra{"x": []byte("1")}}, w.Section)
	sameJSON(t, `{"Section":{"name":"a","x":1}}`, write(t, w), "the member must keep its name")
}
