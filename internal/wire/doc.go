// Package wire reads and writes the JSON objects of the service's answers.
//
// It is tolerant where the service is loose (a number for a text, a text for
// a list, an empty list for an object) and strict where trust is at stake (a
// member that stands twice, anything behind the object). Nothing is lost:
// whatever the typed fields of a struct cannot give back goes into its Extra
// field, under the member's own name, and is written again from there.
//
// The JSON library checks a text, once, against everything that a text can hide
// (package jsontext). Its mapping to structs is not used: it has no way to read
// a value tolerantly and put it aside at once, so each struct would be there
// twice, and every type that is read at a caller's would have to be told how.
// What remains is a walk over a text that is known to be good.
//
// A struct is described by its tags:
//
//	json:"name"       the member's name, matched exactly
//	wire:"also=name"  another name the service has used for the same member
//	wire:"comma"      a []string that is one comma-separated text on the wire
//	wire:"scopes"     as comma; without a comma, spaces separate, as OAuth 2 has it
//	wire:"identity"   a text, or texts, that tell users apart: never repaired, never guessed
//	wire:"strict"     as identity, and nothing but a JSON string will do
//	wire:"bare"       takes the text where the service sent one for the object
//
// Every struct has a field Extra of the type map[string]json.RawMessage.
package wire
