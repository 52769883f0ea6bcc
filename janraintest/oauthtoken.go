package janraintest

import "github.com/janrain-go/janrain"

// oauthToken is the sign-in of a mobile application that has talked to the
// provider itself. The user is the made-up one of the provider.
func (c call) oauthToken() (members, *failure) {
	provider := janrain.Provider(c.form.Get("provider"))
	if !c.server.knows(provider) {
		return nil, invalidProvider(string(provider))
	}
	if refused := c.oauthTokenFault(provider); refused != nil {
		return nil, refused
	}
	if refused := c.app.refuses(provider); refused != nil {
		return nil, refused
	}
	user := User(provider)
	return members{{"token", c.server.issue(c.app, user.Profile.Identifier, answerOf(user), "")}}, nil
}

// oauthTokenFault returns what the provider needs and the form does not have, or what
// is there in another's place.
func (c call) oauthTokenFault(provider janrain.Provider) *failure {
	has := c.form.Has
	switch {
	case !has("token") && !has("id_token") && !has("code"):
		return missing("token")
	case has("code") && (has("token") || has("id_token")):
		return invalid("code")
	case has("token") && has("id_token"):
		return invalid("id_token")
	case has("code") && !has("redirect_uri"):
		return missing("redirect_uri")
	case provider == janrain.ProviderTwitter && has("token") && !has("token-secret") && !has("token_secret"):
		return missing("token-secret")
	case provider == janrain.ProviderApple && has("token"):
		return missing("id_token")
	case provider == janrain.ProviderWeChat && has("token") && !has("openid") && !has("wechat.openid"):
		return missing("openid")
	}
	return nil
}
