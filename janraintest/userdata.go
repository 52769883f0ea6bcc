package janraintest

import (
	"encoding/json"

	"github.com/janrain-go/janrain"
)

var userDataEndpoints = []endpoint{
	post("/api/v2/get_user_data", "identifier! extended:bool", call.userData),
}

// user returns the extended response about a user whom the application knows.
func (c call) user(identifier string) (user json.RawMessage, ok bool) {
	if user, ok := c.app.users[identifier]; ok {
		return user, true
	}
	if c.state.userData == nil {
		return nil, false
	}
	made, ok := c.state.userData(identifier)
	if !ok {
		return nil, false
	}
	return encodeUser(made), true
}

func (c call) userData() (members, *refusal) {
	identifier := c.form.Get("identifier")
	user, ok := c.user(identifier)
	if !ok {
		return nil, &refusal{janrain.CodeInvalidParameter, "Data unavailable for " + identifier}
	}
	return c.app.describe(identifier, user, c.form.Get("extended") == "true"), nil
}

// extendedOnly are the members that only an extended response has.
var extendedOnly = []string{"merged_poco", "friends", "following", "followers", "friendships", "provider"}

// describe returns the members of a response about a user, extended or not, with the primary
// key that the identifier is mapped to.
func (a *application) describe(identifier string, user json.RawMessage, extended bool) members {
	object := objectOf(user)
	if !extended {
		for _, name := range extendedOnly {
			delete(object, name)
		}
	}
	if key, ok := a.mapped.keys[identifier]; ok {
		profile := objectOf(object["profile"])
		profile["primaryKey"] = marshal(key)
		object["profile"] = marshal(membersOf(profile))
	}
	return membersOf(object)
}
