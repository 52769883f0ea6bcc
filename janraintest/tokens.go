package janraintest

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/janrain-go/janrain"
)

// A signIn is what a token stands for.
type signIn struct {
	identifier string
	user       json.RawMessage // an extended answer
	tokenURL   string
	issued     time.Time
}

// IssueToken is a user's sign-in at the first application: it returns the token
// that the widget would post to the token URL as "token", 40 hexadecimal
// digits. It works once, or as often as one likes where the application has set
// oneTimeUseTokens to false, until its lifetime is over, and, where the
// application asks for it, only with this token URL; with "" the token URL is
// not held against anything.
func (s *Server) IssueToken(user janrain.AuthInfo, tokenURL string) string {
	raw := answerOf(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(s.first, user.Profile.Identifier, raw, tokenURL)
}

// IssueTokenFor is IssueToken for an application of app/create: its key finds
// the token, any other does not. It panics on a key that no application has.
func (s *Server) IssueTokenFor(apiKey string, user janrain.AuthInfo, tokenURL string) string {
	raw := answerOf(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	app := s.byKey(apiKey)
	if app == nil {
		panic("janraintest: IssueTokenFor: no application has this API key")
	}
	return s.issue(app, user.Profile.Identifier, raw, tokenURL)
}

func (s *Server) issue(app *application, identifier string, user json.RawMessage, tokenURL string) string {
	token := randomHex(20)
	app.tokens[token] = &signIn{identifier: identifier, user: user, tokenURL: tokenURL, issued: s.now()}
	return token
}

// answerOf is an extended answer about a user.
func answerOf(user janrain.AuthInfo) json.RawMessage {
	user.Stat = "" // the answer's, not the user's
	raw, err := json.Marshal(user)
	if err != nil {
		panic("janraintest: the user has no JSON form: " + err.Error())
	}
	return raw
}

func (c call) authInfo() (members, *failure) {
	return c.redeem(c.form.Get("token"))
}

// authInfos answers about all tokens or none: no page that could be read says
// what the service does with one that it does not know.
func (c call) authInfos() (members, *failure) {
	tokens := split(c.form.Get("tokens"))
	for i, token := range tokens {
		if slices.Contains(tokens[:i], token) {
			return nil, invalid("tokens")
		}
		if _, failure := c.signIn(token); failure != nil {
			return nil, failure
		}
	}
	all := []members{}
	for _, token := range tokens {
		info, failure := c.redeem(token)
		if failure != nil {
			return nil, failure
		}
		all = append(all, info)
	}
	return members{{"auth_infos", all}}, nil
}

// redeem exchanges a token, and spends it.
func (c call) redeem(token string) (members, *failure) {
	known, failure := c.signIn(token)
	if failure != nil {
		return nil, failure
	}
	if c.app.settings["oneTimeUseTokens"] == true {
		delete(c.app.tokens, token)
	}
	c.app.users[known.identifier] = known.user
	return c.app.answer(known.identifier, known.user, c.form.Get("extended") == "true"), nil
}

func (c call) signIn(token string) (*signIn, *failure) {
	known, ok := c.app.tokens[token]
	if !ok || c.server.now().Sub(known.issued) > c.server.lifetime {
		return nil, &failure{janrain.CodeDataNotFound, textOf(janrain.CodeDataNotFound)}
	}
	if tokenURL := c.form.Get("tokenUrl"); tokenURL != "" && known.tokenURL != "" && tokenURL != known.tokenURL {
		// The token is not spent: the service says nothing of that, and whoever
		// guesses at token URLs has to have the token.
		return nil, &failure{
			janrain.CodeAuthentication, "Token URL mismatch: (" + tokenURL + ") (" + known.tokenURL + ")",
		}
	}
	return known, nil
}
