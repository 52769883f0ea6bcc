package janraintest

import (
	"encoding/json"

	"github.com/janrain-go/janrain"
)

// AddUser makes a user known to the first application, as if they had signed in
// there: get_user_data and get_contacts answer about them. Whoever signs in is
// known without it.
func (s *Server) AddUser(user janrain.AuthInfo) {
	raw := answerOf(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first.users[user.Profile.Identifier] = raw
}

// WithUserData makes get_user_data and get_contacts ask about identifiers of
// whom nobody has signed in or was put in with AddUser, so that a million users
// need not be kept. It is called by one goroutine at a time, and must not call
// the server.
func WithUserData(of func(identifier string) (user janrain.AuthInfo, ok bool)) Option {
	return func(s *Server) { s.userData = of }
}

// user is an extended answer about somebody whom the application knows.
func (c call) user(identifier string) (user json.RawMessage, ok bool) {
	if user, ok := c.app.users[identifier]; ok {
		return user, true
	}
	if c.server.userData == nil {
		return nil, false
	}
	made, ok := c.server.userData(identifier)
	if !ok {
		return nil, false
	}
	return answerOf(made), true
}

func (c call) userData() (members, *failure) {
	identifier := c.form.Get("identifier")
	user, ok := c.user(identifier)
	if !ok {
		return nil, &failure{janrain.CodeInvalidParameter, "Data unavailable for " + identifier}
	}
	return c.app.answer(identifier, user, c.form.Get("extended") == "true"), nil
}

// extendedOnly are the members that only an extended answer has.
var extendedOnly = []string{"merged_poco", "friends", "following", "followers", "friendships", "provider"}

// answer is what is told about a user: extended or not, and with the primary
// key that their identifier is mapped to by now.
func (a *application) answer(identifier string, user json.RawMessage, extended bool) members {
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

// objectOf reads what has been marshalled here.
func objectOf(text json.RawMessage) map[string]json.RawMessage {
	object := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &object); err != nil {
		panic("janraintest: " + err.Error())
	}
	return object
}
