package wire

import (
	"testing"
)

// A keyed object is decoded as the list of its values or as no list, never as a list of one empty
// element.
func TestPluralDecodesAKeyedObjectAsItsValues(t *testing.T) {
	t.Parallel()
	one, two := []part{{Name: "a"}}, []part{{Name: "a"}, {Name: "b"}}
	var none []part
	runMembers(t, []memberCase{
		{"by number", "plural", `{"0":{"name":"a"},"1":{"name":"b"}}`, two, true},
		{"by name", "plural", `{"home":{"name":"a"},"work":{"name":"b"}}`, two, true},
		{"by the name of a field", "plural", `{"name":{"name":"a"},"flag":{"name":"b"}}`, two, true},
		{"of one", "plural", `{"x":{"name":"a"}}`, one, true},
		{"of objects in a format of their own", "plural", `{"0":{"id":"a"},"1":{"name":"b"}}`, none, true},
		{"of empty objects", "plural", `{"0":{},"1":{}}`, none, true},
		{"two levels deep", "plural", `{"x":{"0":{"name":"a"}}}`, none, true},
		{"of objects and others", "plural", `{"count":1,"0":{"name":"a"}}`, none, true},
		{"empty", "plural", `{}`, none, true},
		{"of unknown members", "plural", `{"x":1,"y":"z"}`, none, true},
		{"in the list", "plural", `[{"0":{"name":"a"},"1":{"name":"b"}}]`, two, true},
		{"in the list, in a format of its own", "plural", `[{"x":{"id":"a"}}]`, none, true},
		{"beside an element", "plural", `[{"name":"a"},{"x":{"id":"b"}}]`, one, true},
		{"an element alone", "plural", `{"name":"a","more":{"x":1}}`, []part{{Name: "a", Extra: Extra{"more": []byte(`{"x":1}`)}}}, true},
		{"an element with nothing but a text unknown", "plural", `[{"x":"y"}]`, []part{{Extra: Extra{"x": []byte(`"y"`)}}}, false},
		{"an element that is empty", "plural", `[{}]`, []part{{}}, false},
		{"an empty text alone", "plural", `""`, none, true},
		{"an empty text among others", "plural", `["a",""]`, one, true},
	})
}

func TestListRejectsAKeyedObject(t *testing.T) {
	t.Parallel()
	var none []string
	runMembers(t, []memberCase{
		{"of objects", "list", `{"0":{"value":"a"},"1":{"value":"b"}}`, none, true},
		{"of texts", "list", `{"0":"a","1":"b"}`, none, true},
		{"in the list", "list", `[{"0":{"value":"a"}}]`, none, true},
		{"in the place of texts and commas", "comma", `{"0":"a"}`, none, true},
	})
}

// The members of the inline struct are among the others. It is nil if there are none.
func TestInlineMembersAreAmongTheOthers(t *testing.T) {
	t.Parallel()
	runMembers(t, []memberCase{
		{"inline", "hat", `"bowler"`, "bowler", false},
		{"inline", "hat", `7`, "7", true},
		{"inline", "hat", `{}`, "", true},
		{"inline", "shoes", `["a","b"]`, []string{"a", "b"}, false},
		{"inline", "shoes", `[]`, []string(nil), true},
		{"inline", "where", `{"name":"here"}`, &part{Name: "here"}, false},
		{"inline", "where", `null`, (*part)(nil), true},
	})
}
