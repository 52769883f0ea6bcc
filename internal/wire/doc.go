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
//	wire:"key"        as identity, but the application's own: also a whole number
//	wire:"strict"     as identity, and nothing but a JSON string will do
//	wire:"bare"       takes the text where the service sent one for the object
//	wire:"inline"     a pointer to a struct whose members are written among the others; nil if there are none
//
// An object in the place of a list of structs is its one element if it fills a field
// of it. Otherwise, if its members are all objects, they are the elements ({"0":{},
// "1":{}}), provided that each fills a field. An object in the place of a list of texts
// is read in the same way; its members may also be texts if their names are numbers.
// In any other case the list stays empty. The object is kept in Extra in all cases.
//
// A decoded value holds at most 12 times the size of its JSON, or 16 MiB if that is
// more; see memory.
//
// Every struct has a field Extra of the type map[string]json.RawMessage.
package wire
