package janraintest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/janrain-go/janrain"
)

var authInfoEndpoints = []endpoint{
	post("/api/v2/auth_info", "token! extended:bool tokenUrl:url", call.authInfo),
	post("/api/v2/auth_infos", "tokens:list! extended:bool", call.authInfos),
}

// A signIn is the sign-in that a token stands for.
type signIn struct {
	identifier string
	user       json.RawMessage // an extended response
	tokenURL   string
	issued     time.Time
}

// encodeUser returns the extended response about a user.
func encodeUser(user janrain.AuthInfo) json.RawMessage {
	user.Extra = maps.Clone(user.Extra)
	delete(user.Extra, "stat") // it belongs to the response, not to the user
	raw, err := json.Marshal(user)
	if err != nil {
		panic("janraintest: the user cannot be encoded as JSON: " + err.Error())
	}
	return raw
}

func (c call) authInfo() (members, *refusal) {
	return c.redeem(c.form.Get("token"))
}

// authInfos exchanges all tokens or none. The vendor's pages do not say what the service
// does with an unknown one.
func (c call) authInfos() (members, *refusal) {
	tokens := split(c.form.Get("tokens"))
	for i, token := range tokens {
		if slices.Contains(tokens[:i], token) {
			return nil, invalid("tokens")
		}
		if _, refused := c.signIn(token); refused != nil {
			return nil, refused
		}
	}
	all := []members{}
	for _, token := range tokens {
		info, refused := c.redeem(token)
		if refused != nil {
			return nil, refused
		}
		all = append(all, info)
	}
	return members{{"auth_infos", all}}, nil
}

// redeem exchanges a token and spends it.
func (c call) redeem(token string) (members, *refusal) {
	known, refused := c.signIn(token)
	if refused != nil {
		return nil, refused
	}
	if c.app.settings["oneTimeUseTokens"] == true {
		delete(c.app.tokens, token)
	}
	c.app.users[known.identifier] = known.user
	return c.app.describe(known.identifier, known.user, c.form.Get("extended") == "true"), nil
}

func (c call) signIn(token string) (*signIn, *refusal) {
	known, ok := c.app.tokens[token]
	if !ok || c.state.now().Sub(known.issued) > c.state.lifetime {
		return nil, &refusal{janrain.CodeDataNotFound, textOf(janrain.CodeDataNotFound)}
	}
	if tokenURL := c.form.Get("tokenUrl"); tokenURL != "" && known.tokenURL != "" && tokenURL != known.tokenURL {
		// The token is not spent: the vendor's pages do not say whether it is.
		return nil, &refusal{
			janrain.CodeAuthentication, "Token URL mismatch: (" + tokenURL + ") (" + known.tokenURL + ")",
		}
	}
	return known, nil
}
