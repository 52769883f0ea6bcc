package janrain

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
)

// The calls here are on paths of their own, and Call is for any other.

// LookupRPParams names the plugin that asks.
type LookupRPParams struct {
	PluginName    string `url:"pluginName,omitempty" print:"yes"`
	PluginVersion string `url:"pluginVersion,omitempty" print:"yes"`
}

// RelyingParty is the answer of lookup_rp: the application as plugins configure
// themselves by it. The API key is in it, and is not printed.
type RelyingParty struct {
	Stat            string     `json:"stat"` // "ok"
	AppID           string     `json:"appId" print:"yes"`
	APIKey          string     `json:"apiKey"`
	Realm           string     `json:"realm" print:"yes"`       // the app domain's host
	RealmScheme     string     `json:"realmScheme" print:"yes"` // "https"
	AdminURL        string     `json:"adminUrl"`                // of the dashboard
	SSOServer       string     `json:"ssoServer"`
	ExternalID      string     `json:"externalId"`
	Capabilities    []string   `json:"capabilities" wire:"comma"`
	SigninProviders []Provider `json:"signinProviders" wire:"comma"`
	SocialPub       []string   `json:"socialPub" wire:"comma"` // providers that a user's activity may be posted to
	ShareProviders  []Provider `json:"shareProviders" wire:"comma"`

	Extra map[string]json.RawMessage // what has no field here
}

func (p *RelyingParty) settle() error { //nolint:unparam // it is a settler
	p.APIKey = withoutLineEnd(p.APIKey)
	return nil
}

var lookupRP = endpoint{name: "lookup_rp", path: "/plugin/lookup_rp", partner: true, repeatable: true}

// LookupRP returns the application that the API key belongs to. It goes to the
// partner domain (WithPartnerDomain), under /plugin: the vendor's page,
// plugin-lookup-rp, has another path, but all working clients use this one.
func (c *Client) LookupRP(ctx context.Context, params LookupRPParams) (*RelyingParty, error) {
	return ask[RelyingParty](ctx, c, lookupRP, params)
}

// OAuthTokenParams is what a mobile application got from a provider's own
// library: a token, or for some providers a code.
type OAuthTokenParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // facebook, twitter, googleplus, apple, wechat and others; required

	Token       string `url:"token,omitempty" check:"key"`                            // the provider's access token
	TokenSecret string `url:"token_secret,omitempty" also:"token-secret" check:"key"` // beside Token for Twitter (OAuth 1); sent as token-secret too
	IDToken     string `url:"id_token,omitempty" check:"key"`                         // in the place of Token for Apple
	OpenID      string `url:"openid,omitempty" also:"wechat.openid" check:"key"`      // beside Token for WeChat; sent as wechat.openid too

	Code          string `url:"code,omitempty" check:"key"` // in the place of a token, with the next two
	RedirectURI   string `url:"redirect_uri,omitempty"`     // what the code was asked for with
	ApplicationID string `url:"application_id,omitempty" check:"key" print:"yes"`
}

func (p OAuthTokenParams) conflict() *ParamError {
	missing := func(field, parameter, reason string) *ParamError {
		return &ParamError{Field: field, Parameter: parameter, Reason: reason, Missing: true}
	}
	provider := p.Provider.folded()
	switch {
	case p.Token != "" && p.IDToken != "":
		return &ParamError{Field: "IDToken", Parameter: "id_token", Reason: "stands beside Token, give one of them"}
	case p.Token != "" && provider == ProviderTwitter && p.TokenSecret == "":
		return missing("TokenSecret", "token_secret", "is missing, Twitter gives one beside the token")
	case p.Token != "" && provider == ProviderApple:
		return missing("IDToken", "id_token", "is missing, Apple's token goes here and not into Token")
	case p.Token != "" && provider == ProviderWeChat && p.OpenID == "":
		return missing("OpenID", "openid", "is missing, WeChat gives one beside the token")
	case p.Code != "" && p.RedirectURI == "":
		return missing("RedirectURI", "redirect_uri", "is missing, the code was asked for with one")
	}
	return eitherOr("Token", "token", p.Token != "" || p.IDToken != "", "Code", p.Code != "")
}

// OAuthToken is the answer of signin/oauth_token. The token is not printed.
type OAuthToken struct {
	Stat  string `json:"stat"`  // "ok"
	Token string `json:"token"` // a one-time token, as the widget posts it: for AuthInfo

	Extra map[string]json.RawMessage // what has no field here
}

func (t *OAuthToken) settle() error {
	t.Token = withoutLineEnd(t.Token)
	return mustHave("token", t.Token)
}

var oauthToken = endpoint{
	name: "signin/oauth_token", path: "/signin/oauth_token", need: needNoKey, loss: "with a new sign-in, a code may be spent",
}

// OAuthToken exchanges what a mobile application got from a provider for a
// one-time token. It goes to the app domain, without a key. It is not tried again
// once it may have been sent: a code works once. The vendor's page is
// signin-oauth-token.
func (c *Client) OAuthToken(ctx context.Context, params OAuthTokenParams) (*OAuthToken, error) {
	return ask[OAuthToken](ctx, c, oauthToken, params)
}

// Answer is an answer without a type of its own: its members, in Extra, as they
// came.
type Answer struct {
	Stat string `json:"stat"` // "ok"

	Extra map[string]json.RawMessage
}

// Call makes a call that this package has no method for: it sends the form, which may
// be nil, to a path of the service, as "plugin/create_rp", under all the rules of the
// others. The members of the answer are in its Extra, which is not printed.
// A documented call gets the keys and the domain that it takes; of the others, those
// below "partner/" get both keys, those below "signin/" none, and those below
// "partner/" and "plugin/" are on the partner domain. It is not tried again once it
// may have been sent.
//
// A path with a segment that is empty (one slash in front and one at the end aside) or
// ends in a dot, as "..", or with any character but ASCII letters, digits and "/-._~", is
// refused, and so is a form that has the keys in it. What a parameter's name calls a key, token, secret or
// password is taken out of an error's text.
func (c *Client) Call(ctx context.Context, path string, form url.Values) (*Answer, error) {
	path = strings.TrimPrefix(path, "/")
	if fault := pathFault(path); fault != "" {
		return nil, &ParamError{Method: "Call", Field: "path", Reason: fault, Missing: path == ""}
	}
	for name := range form {
		if strings.EqualFold(name, "apiKey") || strings.EqualFold(name, "partnerKey") {
			return nil, &ParamError{Method: path, Field: "form", Parameter: name, Reason: "is the client's to add, leave it out"}
		}
	}
	e := endpointAt(path)
	if e.user {
		return signInAnswer(ask[AuthInfo](ctx, c, e, form))
	}
	return ask[Answer](ctx, c, e, form)
}

// signInAnswer is for an answer that has to name a user without a doubt, whoever
// asks.
func signInAnswer(info *AuthInfo, err error) (*Answer, error) {
	if err != nil {
		return nil, err
	}
	text, err := info.MarshalJSON()
	if err != nil {
		return nil, err // what has been read can be written
	}
	answer := new(Answer)
	if err := answer.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return answer, nil
}

// endpointAt is what is known of a path: the documented call's own row, or what
// the calls of its root have in common. Case and a slash at the end change nothing:
// some servers care about neither.
func endpointAt(path string) endpoint {
	plain := "/" + strings.ToLower(strings.TrimSuffix(path, "/"))
	for i := range endpoints {
		if endpoints[i].path == plain {
			e := endpoints[i]
			e.path = "/" + path
			e.repeatable = false // the form may say otherwise
			e.list = ""          // an Answer has no fields
			return e
		}
	}
	e := endpoint{name: path, path: "/" + path}
	if endpointNamed(path).name != "" { // a documented call's name is not its path
		e.name = e.path
	}
	switch root, _, _ := strings.Cut(plain[1:], "/"); root {
	case "partner":
		e.need, e.partner = needBothKeys, true
	case "plugin":
		e.partner = true
	case "signin":
		e.need = needNoKey
	}
	return e
}

// endpoints are the documented calls.
var endpoints = []endpoint{
	authInfo, getUserData, getContacts, addOrUpdateAccessToken, oauthToken,
	mapIdentifier, unmap, mappings, allMappings,
	getAppSettings, setAppSettings, getDomainPatterns, addDomainPatterns, setDomainPatterns,
	getAvailableProviders, getProviders, setAuthProviders, lookupRP,
	getProviderProperties, setProviderProperties, getProviderPermissions, setProviderPermissions, verifyDomain,
	apps, createApp, deleteApp, resetAPIKey, addDomain,
	getAdmins, addAdmin, deleteAdmin, createInvite, getPendingInvites,
	activity, setStatus, shareBroadcast, shareDirect, getShareCount, getShareProviders, setShareProviders,
	authInfos, analyticsAccess, getBackplaneProperties, setBackplaneProperties, addBackplaneBus,
}

// endpointNamed returns the documented call of a name, or the zero endpoint.
func endpointNamed(name string) endpoint {
	for i := range endpoints {
		if endpoints[i].name == name {
			return endpoints[i]
		}
	}
	return endpoint{}
}

// pathFault says what is wrong with a path below a domain, or "". The keys go
// where it leads.
func pathFault(path string) string {
	other := func(r rune) bool { // the unreserved ones: % could hide a dot or a slash, and some servers cut at ;
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("/-._~", r)
	}
	if path == "" {
		return "is empty"
	}
	if strings.ContainsFunc(path, other) {
		return "has a character in it that no path of the service has, it is to be as api/v2/map"
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		if segment == "" || strings.HasSuffix(segment, ".") { // some servers drop a dot at the end
			return "has a segment that is empty or ends in a dot"
		}
	}
	return ""
}
