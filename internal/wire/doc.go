// Package wire decodes and encodes the JSON objects of the service.
//
// It is tolerant where the service is inconsistent (a number instead of a string, a
// string instead of an array, an empty array instead of an object) and strict where trust
// depends on it (duplicate members, data after the object). Nothing is lost: a member that
// the fields of a struct cannot reproduce is kept in the field Extra, under its own name,
// and written again from there.
//
// All JSON is read by a jsontext.Decoder. The functions of the same module that decode
// into structs are not used: they cannot decode a value tolerantly and keep it as it came
// at the same time.
//
// A struct is described by its tags:
//
//	json:"name"       the member's name, matched exactly
//	wire:"also=name"  another name that the service has used for the same member
//	wire:"comma"      a []string that is one comma-separated string in JSON
//	wire:"scopes"     like comma; without a comma, spaces separate, as in OAuth 2
//	wire:"identity"   a string, or strings, that identify users: never repaired or guessed
//	wire:"key"        like identity, but the application's own: may also be a whole number
//	wire:"strict"     like identity, and only a JSON string is accepted
//	wire:"bare"       takes the string if the service sent one instead of the object
//	wire:"inline"     a pointer to a struct whose members are in the outer object, or nil;
//	                  params have the names in their tags url and also
//
// An object in the place of an array of objects is its only element if it fills a field
// of it. Otherwise, if its members are all objects, they are the elements ({"0":{},
// "1":{}}), provided that each fills a field. An object in the place of an array of
// strings is its only element if it has a string "value". In any other case the list stays
// empty. The object is kept in Extra in all cases.
//
// A decoded value holds at most 12 times the size of its JSON, or 16 MiB if that is
// more; see memory.
//
// Every struct, except for inline params, has a field Extra of the type map[string]json.RawMessage.
package wire
