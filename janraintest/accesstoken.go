package janraintest

import (
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

var accessTokenEndpoints = []endpoint{
	post("/api/v2/add_or_update_access_token", "identifier:url! token:key!", call.addOrUpdateAccessToken),
	post("/signin/oauth_token", "provider:key! token:key token-secret|token_secret:key id_token:key "+
		"openid|wechat.openid:key code:key redirect_uri:key application_id:key", call.oauthToken).with(noKey).orJSON(),
}

// accessTokenHosts are the hosts in the identifiers of the four providers that
// add_or_update_access_token supports.
var accessTokenHosts = []string{"facebook.com", "renren.com", "soundcloud.com", "foursquare.com"}

func (c call) addOrUpdateAccessToken() (members, *refusal) {
	identifier := c.form.Get("identifier")
	host := hostOf(identifier)
	if !slices.ContainsFunc(accessTokenHosts, func(known string) bool {
		return host == known || strings.HasSuffix(host, "."+known)
	}) {
		return nil, &refusal{janrain.CodeNotSupported, textOf(janrain.CodeNotSupported)}
	}
	c.app.accessTokens[identifier] = c.form.Get("token")
	return nil, nil
}

// oauthToken is the sign-in of a mobile application that has talked to the
// provider itself. The user is the made-up one of the provider.
func (c call) oauthToken() (members, *refusal) {
	provider := janrain.Provider(c.form.Get("provider"))
	if !c.state.knows(provider) {
		return nil, invalidProvider(string(provider))
	}
	if refused := c.oauthTokenRefusal(provider); refused != nil {
		return nil, refused
	}
	if refused := c.app.refuses(provider); refused != nil {
		return nil, refused
	}
	user := User(provider)
	return members{{"token", c.state.issue(c.app, user.Profile.Identifier, encodeUser(user), "")}}, nil
}

// oauthTokenRefusal returns what the provider needs and the form does not have, or what
// is there in another's place.
func (c call) oauthTokenRefusal(provider janrain.Provider) *refusal {
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
