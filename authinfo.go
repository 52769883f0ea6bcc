package janrain

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/janrain-go/janrain/internal/wire"
)

// AuthInfoParams says which sign-in to look up.
type AuthInfoParams struct {
	// Token is what the browser posted to the token URL as "token". It works
	// once, within minutes of the sign-in. Required; nothing else is asked of
	// its form.
	Token string `url:"token" secret:"yes" check:"required"`

	// Extended asks for MergedPoco, the friends and the provider's own data, if the
	// application's plan includes them. The default is not to.
	//
	// The response has an identifier for each friend and follower, about 60 bytes: 90,000
	// followers are 5 MB, which the browser waits for at each sign-in, and take about twice
	// that in memory. More than 100,000 exceed the default of WithMaxResponseBytes, and the
	// sign-in of such a user fails with ErrResponseTooLarge. Leave Extended off for a sign-in
	// that does not need it; UserData can ask for it later.
	Extended bool `url:"extended,omitempty" print:"yes"`

	// TokenURL, where given, is compared by the service with the token_url
	// that the sign-in began with; ErrTokenURLMismatch where it is another.
	// It is an absolute URL.
	TokenURL string `url:"tokenUrl,omitempty" check:"url"`
}

// AuthInfo is the answer to a sign-in. Its JSON is the service's own, with
// every member it came with: it can be stored and read again by encoding/json
// or encoding/json/v2. Tokens are in it. Make it a field of a struct of your
// own, do not embed it: its JSON methods would become those of the whole.
type AuthInfo struct {
	Profile           Profile           `json:"profile" print:"yes"`
	AccessCredentials AccessCredentials `json:"accessCredentials"` // nil where the provider gave none

	// These come with AuthInfoParams.Extended only, where the provider has them.
	MergedPoco   *Contact     `json:"merged_poco"`
	Friends      []string     `json:"friends"`     // identifiers
	Following    []string     `json:"following"`   // identifiers; Twitter, Sound Cloud, Sina Weibo
	Followers    []string     `json:"followers"`   // as Following
	Friendships  []string     `json:"friendships"` // who is both, as Following
	ProviderData ProviderData `json:"provider"`

	// LimitedData says that the provider kept data back, so that what is here
	// is not the user's whole profile (Facebook). Answers have had it in three
	// places; it is true if any of them says so, and is written if it is true here
	// or in the Profile.
	LimitedData bool `json:"-"`

	// Extra keeps members without a field, such as stat (always "ok") and sreg, and members
	// that their field cannot reproduce because they are of another type, null or empty.
	Extra map[string]json.RawMessage
}

var authInfo = post("api/v2/auth_info",
	signsIn,
	ifLost("with a new sign-in, the token may be spent"),
	advises(map[reason]string{
		{code: CodeDataNotFound}: "have the user sign in again: the token is unknown, used or expired; exchange each once, " +
			"within minutes, with the key of the app whose widget sent it",
	}),
	explains(explainToken),
)

// AuthInfo exchanges the one-time token of a sign-in for the user who signed in. It is the call a
// token URL handler makes.
//
// Of the errors, FaultOf tells the user's (a token that is unknown, expired or used already:
// ErrDataNotFound) from the developer's and the service's. An answer without an identifier is no
// sign-in but a *DecodeError that is ErrNoIdentifier. WithRetry makes the call again only where
// nothing was sent: else the token may be spent.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/authenticate-a-social-login
func (c *Client) AuthInfo(ctx context.Context, params AuthInfoParams) (*AuthInfo, error) {
	return fetch[AuthInfo](ctx, c, authInfo, params)
}

// validate fills in what has no one place on the wire, and returns ErrNoIdentifier if
// the response does not identify a user.
func (a *AuthInfo) validate() error {
	a.LimitedData = a.limited()
	if !wire.Usable(a.Profile.Identifier) {
		return ErrNoIdentifier
	}
	return nil
}

// limited reads the mark of limited data wherever it stands.
func (a *AuthInfo) limited() bool {
	camel, _ := wire.Bool(a.Extra["limitedData"])
	snake, _ := wire.Bool(a.Extra["limited_data"])
	return a.Profile.LimitedData || camel || snake
}

// MarshalJSON writes the answer as it came, with what has been changed since.
func (a AuthInfo) MarshalJSON() ([]byte, error) {
	if limited := a.LimitedData || a.Profile.LimitedData; limited != a.limited() {
		extra := map[string]json.RawMessage{}
		maps.Copy(extra, a.Extra)
		delete(extra, "limited_data")
		extra["limitedData"] = strconv.AppendBool(nil, limited)
		a.Extra = extra
	}
	return marshalResponse(a)
}

// UnmarshalJSON reads an answer, the service's or a stored one.
func (a *AuthInfo) UnmarshalJSON(data []byte) error {
	if err := unmarshalResponse(data, a); err != nil {
		return err
	}
	_ = a.validate() // a stored answer may be one without an identifier
	return nil
}

// AuthInfosParams are several tokens of one user.
type AuthInfosParams struct {
	Tokens   []string `url:"tokens,comma" secret:"yes" check:"required,list"` // as for AuthInfo, from the sharing widget; required
	Extended bool     `url:"extended,omitempty" print:"yes"`                  // as for AuthInfo
}

var authInfos = post("api/v2/auth_infos",
	ifLost("with a new sign-in, the tokens may be spent"),
	advises(authInfo.advice),
	explains(explainToken),
)

// AuthInfos exchanges the tokens of the sharing widget, which signs a user in with several
// providers at once. No page shows its answer, so that it has no fields here; for a sign-in use
// AuthInfo.
//
// API: none (no longer listed)
func (c *Client) AuthInfos(ctx context.Context, params AuthInfosParams) (*Response, error) {
	return fetch[Response](ctx, c, authInfos, params)
}

// explainToken marks the errors of a call that a made-up token can cause. The token is
// what a browser has posted; the caller has chosen all other parameters.
func explainToken(err error) error {
	if apiErr, ok := errors.AsType[*Error](err); ok && blamesToken(apiErr) {
		apiErr.subject, apiErr.hasSubject = aboutPostedToken, true
	}
	if decodeErr, ok := errors.AsType[*DecodeError](err); ok {
		decodeErr.aboutToken = aboutContent(decodeErr.HTTPStatus)
	}
	return err
}

var (
	tokenURLs  = regexp.MustCompile(`token[\s_-]*url`)
	tokenWords = regexp.MustCompile(`\btokens?\b`)
)

// blamesToken reports a refusal of the token in other words than the documented ones. A
// parameter that the service does not name is the token too.
func blamesToken(e *Error) bool {
	about := e.about()
	switch {
	case e.Code == CodeMissingParameter && about == aboutToken:
		return true
	case about != aboutOther, e.Code != CodeMissingParameter && e.Code != CodeInvalidParameter:
		return false
	}
	message := strings.ToLower(e.Message)
	switch strings.Trim(strings.Join(strings.Fields(message), ""), ":.") {
	case "missingparameter", "invalidparameter":
		return true
	}
	sentence := len(strings.Fields(message)) > 1
	return sentence && tokenWords.MatchString(tokenURLs.ReplaceAllString(message, ""))
}

// aboutContent reports a status by which a firewall or a proxy in front of the service may
// reject what is in a request. Other statuses between 400 and 499 say where it went.
func aboutContent(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusProxyAuthRequired, http.StatusGone, http.StatusMisdirectedRequest:
		return false
	}
	return status >= 400 && status < 500
}
