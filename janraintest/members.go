package janraintest

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
)

// members are those of a JSON object, in the order in which they are written.
type members []member

type member struct {
	name  string
	value any
}

// A stream is a value that is generated while it is written, in pieces of JSON.
type stream iter.Seq[[]byte]

// membersOf returns the members of an object, the profile first as the service writes it.
func membersOf(object map[string]json.RawMessage) members {
	var m members
	if profile, ok := object["profile"]; ok {
		m = append(m, member{"profile", profile})
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name != "profile" {
			m = append(m, member{name, object[name]})
		}
	}
	return m
}

// pieces yields the object's JSON.
func (m members) pieces(yield func([]byte) bool) {
	before := "{"
	for _, one := range m {
		if !yield(append(append([]byte(before), marshal(one.name)...), ':')) {
			return
		}
		value, ok := one.value.(stream)
		if !ok {
			value = stream(slices.Values([][]byte{marshal(one.value)}))
		}
		for piece := range value {
			if !yield(piece) {
				return
			}
		}
		before = ","
	}
	if len(m) == 0 {
		yield([]byte("{}"))
		return
	}
	yield([]byte("}"))
}

// MarshalJSON lets members be values of others.
func (m members) MarshalJSON() ([]byte, error) {
	return slices.Concat(slices.Collect(m.pieces)...), nil
}

func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("janraintest: " + err.Error()) // all values come from this package or have been marshalled before
	}
	return text
}

// objectOf decodes JSON of this package.
func objectOf(text json.RawMessage) map[string]json.RawMessage {
	object := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &object); err != nil {
		panic("janraintest: " + err.Error())
	}
	return object
}
