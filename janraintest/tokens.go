package janraintest

import (
	"encoding/json"
	"time"

	"github.com/janrain-go/janrain"
)

// A signIn is what a token stands for.
type signIn struct {
	user     json.RawMessage // an extended answer
	tokenURL string
	issued   time.Time
}

// IssueToken is a user's sign-in: it returns the token that the widget would
// post to the token URL as "token", 40 hexadecimal digits. It works once, until
// its lifetime is over, and, where the application asks for it, only with this
// token URL; with "" the token URL is not held against anything.
func (s *Server) IssueToken(user janrain.AuthInfo, tokenURL string) string {
	user.Stat = "" // the answer's, not the user's
	raw, err := json.Marshal(user)
	if err != nil {
		panic("janraintest: the user has no JSON form: " + err.Error())
	}
	token := randomHex(20)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[token] = &signIn{user: raw, tokenURL: tokenURL, issued: s.now()}
	return token
}

// extendedOnly are the members that only an extended answer has.
var extendedOnly = []string{"merged_poco", "friends", "following", "followers", "friendships", "provider"}

// redeem exchanges a token, and spends it.
func (s *Server) redeem(token, tokenURL string, extended bool) (members, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.tokens[token]
	if !ok || s.now().Sub(known.issued) > s.lifetime {
		return nil, &failure{janrain.CodeDataNotFound, textOf(janrain.CodeDataNotFound)}
	}
	if tokenURL != "" && known.tokenURL != "" && tokenURL != known.tokenURL {
		// The token is not spent: the service says nothing of that, and whoever
		// guesses at token URLs has to have the token.
		return nil, &failure{
			janrain.CodeAuthentication, "Token URL mismatch: (" + tokenURL + ") (" + known.tokenURL + ")",
		}
	}
	delete(s.tokens, token)
	var user map[string]json.RawMessage
	if err := json.Unmarshal(known.user, &user); err != nil {
		panic("janraintest: " + err.Error()) // it has been marshalled here
	}
	if !extended {
		for _, name := range extendedOnly {
			delete(user, name)
		}
	}
	return membersOf(user), nil
}
