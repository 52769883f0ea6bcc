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

// AuthInfoParams are the parameters of AuthInfo.
type AuthInfoParams struct {
	// Token is the value of "token" that the browser posted to the token URL. It can be used
	// only once, within minutes of the sign-in. It may have any format. Required.
	Token string `url:"token" secret:"yes" check:"required"`

	// Extended requests MergedPoco, the friends and the provider's own data, if the
	// application's plan includes them. The default is false.
	//
	// The response has an identifier of about 60 bytes for each friend and follower. 90,000
	// followers are 5 MB, for which the browser waits at each sign-in, and need about twice as
	// much memory. A response with more than 100,000 exceeds the default of
	// WithMaxResponseBytes, so that the sign-in fails with ErrResponseTooLarge. Do not set
	// Extended for sign-ins that do not need it. UserData can request the data later.
	Extended bool `url:"extended,omitempty" print:"yes"`

	// TokenURL is optional. The service compares it with the token_url with which the sign-in
	// was started. If they differ, AuthInfo returns an error matching ErrTokenURLMismatch.
	// TokenURL must be an absolute URL.
	TokenURL string `url:"tokenUrl,omitempty" check:"url"`
}

// AuthInfo is the user who signed in. Its JSON has the service's format and includes tokens and
// all unknown members. It can be stored and decoded again with encoding/json or encoding/json/v2.
// To include it in your own struct, use a field. Do not embed it, because the struct would
// inherit its JSON methods.
type AuthInfo struct {
	Profile           Profile           `json:"profile" print:"yes"`
	AccessCredentials AccessCredentials `json:"accessCredentials"` // nil if the provider returned none

	// The following fields require AuthInfoParams.Extended and a provider that has the data.
	// Friends, Following, Followers and Friendships are identifiers. All except Friends are for
	// Twitter, Sound Cloud and Sina Weibo. Friendships are those in both Following and Followers.
	MergedPoco   *Contact     `json:"merged_poco"`
	Friends      []string     `json:"friends"`
	Following    []string     `json:"following"`
	Followers    []string     `json:"followers"`
	Friendships  []string     `json:"friendships"`
	ProviderData ProviderData `json:"provider"`

	// LimitedData means that the provider withheld data, so that the profile is incomplete
	// (Facebook). Responses have this mark in three places. LimitedData is true if any of them
	// is set. The JSON has the mark if it is set here or in Profile.
	LimitedData bool `json:"-"`

	// Extra holds members without a field, such as stat (always "ok") and sreg, and values that
	// their field cannot represent exactly (of another type, null, or empty).
	Extra map[string]json.RawMessage
}

var authInfo = post("api/v2/auth_info",
	signsIn,
	ifLost("with a new sign-in, the token may have been used up"),
	advises(map[reason]string{
		{code: CodeDataNotFound}: "have the user sign in again: the token is unknown, used or expired; exchange each once, " +
			"within minutes, with the key of the app whose widget sent it",
	}),
	explains(explainToken),
)

// AuthInfo exchanges the one-time token of a sign-in for the user who signed in. The handler of a
// token URL makes this call.
//
// If the token is unknown, expired or was used before, the error matches ErrDataNotFound. If the
// response has no usable identifier, the error is a *DecodeError that matches ErrNoIdentifier.
// FaultOf returns whether the user, the developer or the service can fix the cause. The call is
// not repeatable, because the token can be used only once; see RetryPolicy.
//
// API: https://techdocs.akamai.com/identity-cloud/docs/authenticate-a-social-login
func (c *Client) AuthInfo(ctx context.Context, params AuthInfoParams) (*AuthInfo, error) {
	return fetch[AuthInfo](ctx, c, authInfo, params)
}

// validate sets LimitedData, and returns ErrNoIdentifier if the response does not identify a user.
func (a *AuthInfo) validate() error {
	a.LimitedData = a.limited()
	if !wire.Usable(a.Profile.Identifier) {
		return ErrNoIdentifier
	}
	return nil
}

// limited returns the mark of limited data from all places that it can have in a response.
func (a *AuthInfo) limited() bool {
	camel, _ := wire.Bool(a.Extra["limitedData"])
	snake, _ := wire.Bool(a.Extra["limited_data"])
	return a.Profile.LimitedData || camel || snake
}

// MarshalJSON encodes the value as the service sent it, with later changes.
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

// UnmarshalJSON decodes the service's JSON or the output of MarshalJSON.
func (a *AuthInfo) UnmarshalJSON(data []byte) error {
	if err := unmarshalResponse(data, a); err != nil {
		return err
	}
	_ = a.validate() // stored data may have no identifier
	return nil
}

// AuthInfosParams are the parameters of AuthInfos.
type AuthInfosParams struct {
	Tokens   []string `url:"tokens,comma" secret:"yes" check:"required,list"` // from the sharing widget; required
	Extended bool     `url:"extended,omitempty" print:"yes"`                  // see AuthInfoParams.Extended
}

var authInfos = post("api/v2/auth_infos",
	ifLost("with a new sign-in, the tokens may have been used up"),
	advises(authInfo.advice),
	explains(explainToken),
)

// AuthInfos exchanges the tokens of the sharing widget, with which a user signs in with several
// providers at once. Its response is not documented and therefore has no fields. For a sign-in, use
// AuthInfo.
//
// API: none (no longer listed)
func (c *Client) AuthInfos(ctx context.Context, params AuthInfosParams) (*Response, error) {
	return fetch[Response](ctx, c, authInfos, params)
}

// explainToken marks the errors of a call that a forged token can cause. Only the token comes from
// a browser; the caller chooses all other parameters.
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

// blamesToken reports whether the service rejected the token with an undocumented message. If it
// does not name the parameter, the token is meant.
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

// aboutContent reports whether a firewall or a proxy in front of the service may have rejected the
// content of a request with this status. Other statuses between 400 and 499 are about its
// destination.
func aboutContent(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusProxyAuthRequired, http.StatusGone, http.StatusMisdirectedRequest:
		return false
	}
	return status >= 400 && status < 500
}
