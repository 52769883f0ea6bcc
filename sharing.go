package janrain

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// Activity is something that a user did, to be told at the provider. It is not
// printed.
type Activity struct {
	URL         string         `json:"url"`                              // what it is about
	Action      string         `json:"action"`                           // as "wrote a review of the X7"
	Comment     string         `json:"user_generated_content,omitempty"` // the user's own words
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	ActionLinks []ActivityLink `json:"action_links,omitempty"`
	Media       []any          `json:"media,omitempty"`      // objects with type, src and href; by type there are others
	Properties  map[string]any `json:"properties,omitempty"` // shown as lines: a text, or an object with text and href
}

// ActivityLink is a link below an activity.
type ActivityLink struct {
	Text string `json:"text"`
	Href string `json:"href"`
}

// setJSON sets a parameter to the JSON of a value. CrossCheck has rejected values without one.
func setJSON(form url.Values, parameter string, value any) {
	text, _ := json.Marshal(value)
	form.Set(parameter, string(text))
}

// PostActivityParams is an activity and the user who did it.
type PostActivityParams struct {
	Identifier    string   `url:"identifier,omitempty" check:"key" print:"yes"`    // the user's, or
	DeviceToken   string   `url:"device_token,omitempty" secret:"yes" check:"key"` // that of the phone of the sign-in
	Activity      Activity `url:"-"`                                               // its URL and Action are required
	Source        string   `url:"source,omitempty" print:"yes"`                    // what the provider calls it by
	Location      string   `url:"location,omitempty"`                              // latitude and longitude, as "37.4 -122.1"
	Truncate      *bool    `url:"truncate,omitempty" print:"yes"`                  // shorten what is too long; the service's default is to
	PrependName   *bool    `url:"prepend_name,omitempty" print:"yes"`              // put the user's name in front of the action
	URLShortening *bool    `url:"url_shortening,omitempty" print:"yes"`            // put short URLs in
}

func (p PostActivityParams) crossCheck() *ParamError {
	switch {
	case strings.TrimSpace(p.Activity.URL) == "":
		return &ParamError{Field: "Activity.URL", Parameter: "activity", Reason: "is missing", Missing: true}
	case check.URL(p.Activity.URL) != nil:
		return &ParamError{Field: "Activity.URL", Parameter: "activity", Reason: "is not an absolute URL"}
	case strings.TrimSpace(p.Activity.Action) == "":
		return &ParamError{Field: "Activity.Action", Parameter: "activity", Reason: "is missing", Missing: true}
	}
	if _, err := json.Marshal(p.Activity); err != nil {
		return &ParamError{Field: "Activity", Parameter: "activity", Reason: "has no JSON form"}
	}
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

func (p PostActivityParams) complete(form url.Values) { setJSON(form, "activity", p.Activity) }

var activity = post("api/v2/activity", ifLost(maybePosted))

// PostActivity posts an activity at the user's provider. It is not tried again once it may have
// been sent: it would be posted twice.
//
// API: https://identitydocs.akamai.com/home/activity (no longer listed)
func (c *Client) PostActivity(ctx context.Context, params PostActivityParams) error {
	return c.do(ctx, activity, params)
}

// SetStatusParams is a status and the user whose it is.
type SetStatusParams struct {
	Identifier  string `url:"identifier,omitempty" check:"key" print:"yes"`    // the user's, or
	DeviceToken string `url:"device_token,omitempty" secret:"yes" check:"key"` // that of the phone of the sign-in
	Status      string `url:"status" check:"required"`                         // required
	Location    string `url:"location,omitempty"`                              // latitude and longitude, as "37.4 -122.1"
	Truncate    *bool  `url:"truncate,omitempty" print:"yes"`                  // shorten what is too long; the service's default is to
	Source      string `url:"source,omitempty" print:"yes"`                    // what the provider calls it by
}

func (p SetStatusParams) crossCheck() *ParamError {
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

var setStatus = post("api/v2/set_status", ifLost(maybePosted))

// maybePosted is what a lost response of the calls that post at a provider means.
const maybePosted = "it may have been posted"

// SetStatus sets the user's status at the provider.
//
// API: https://identitydocs.akamai.com/home/set-status (no longer listed)
func (c *Client) SetStatus(ctx context.Context, params SetStatusParams) error {
	return c.do(ctx, setStatus, params)
}

// ShareBroadcastParams is something that a user shares with everybody they know at the
// provider.
type ShareBroadcastParams struct {
	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"`    // the user's, or
	DeviceToken string      `url:"device_token,omitempty" secret:"yes" check:"key"` // that of the phone of the sign-in
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`           // what is shared
	Title       string      `url:"title,omitempty"`                                 // of it
	Description string      `url:"description,omitempty"`                           // of it
	Message     string      `url:"message,omitempty"`                               // the user's words
	Image       string      `url:"image,omitempty" check:"url"`                     // URL of a picture beside it
	Media       string      `url:"media,omitempty"`                                 // JSON, as for Activity
	ActionLink  *ActionLink `url:"-"`                                               // a link below it
	ObjectID    string      `url:"objectId,omitempty"`                              // of a Facebook page, to post there
	Source      string      `url:"source,omitempty" print:"yes"`                    // what the provider calls it by
}

func (p ShareBroadcastParams) crossCheck() *ParamError {
	return cmp.Or(
		eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != ""),
		checkShared(p.ActionLink, p.Media, p.URL+p.Title+p.Message+p.Description+p.Image),
	)
}

func (p ShareBroadcastParams) complete(form url.Values) {
	if p.ActionLink != nil {
		setJSON(form, "actionLink", p.ActionLink)
	}
}

// ShareDirectParams is something that a user shares with some of those they know at
// the provider.
type ShareDirectParams struct {
	Recipients    []string `url:"-"` // their ids at the provider; required
	RecipientURLs []string `url:"-"` // their identifiers, in the order of Recipients

	// The rest is as for ShareBroadcastParams.

	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"`    // of the user, or
	DeviceToken string      `url:"device_token,omitempty" secret:"yes" check:"key"` // that of the phone of the sign-in
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`           // what is shared
	Title       string      `url:"title,omitempty"`                                 // of it
	Description string      `url:"description,omitempty"`                           // of it
	Message     string      `url:"message,omitempty"`                               // the user's words
	Image       string      `url:"image,omitempty" check:"url"`                     // URL of a picture beside it
	Media       string      `url:"media,omitempty"`                                 // JSON, as for Activity
	ActionLink  *ActionLink `url:"-"`                                               // a link below it
	ObjectID    string      `url:"objectId,omitempty"`                              // of a Facebook page
	Source      string      `url:"source,omitempty" print:"yes"`                    // what the provider calls it by
}

func (p ShareDirectParams) crossCheck() *ParamError {
	return cmp.Or(
		eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != ""),
		checkRecipients(p.Recipients, p.RecipientURLs),
		checkShared(p.ActionLink, p.Media, p.URL+p.Title+p.Message+p.Description+p.Image),
	)
}

func (p ShareDirectParams) complete(form url.Values) {
	if p.ActionLink != nil {
		setJSON(form, "actionLink", p.ActionLink)
	}
	setJSON(form, "recipients", p.Recipients)
	if len(p.RecipientURLs) > 0 {
		setJSON(form, "recipientUrls", p.RecipientURLs)
	}
}

func checkRecipients(ids, identifiers []string) *ParamError {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	switch {
	case len(ids) == 0:
		return &ParamError{Field: "Recipients", Parameter: "recipients", Reason: "is missing", Missing: true}
	case slices.ContainsFunc(ids, blank):
		return &ParamError{Field: "Recipients", Parameter: "recipients", Reason: "has an element that is empty"}
	case len(identifiers) > 0 && len(identifiers) != len(ids):
		return &ParamError{Field: "RecipientURLs", Parameter: "recipientUrls", Reason: "is not one for each of Recipients"}
	}
	return nil
}

// ShareResponse is the response of ShareBroadcast and ShareDirect.
type ShareResponse struct {
	Response ShareResults `json:"response"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareResults says whether the provider accepted what was shared.
type ShareResults struct {
	Provider     Provider      `json:"provider" print:"yes"`
	Mode         string        `json:"mode" print:"yes"` // "broadcast" or "direct"
	Success      bool          `json:"success" print:"yes"`
	RecipientIDs []string      `json:"recipientIds"` // sharing/direct
	Results      []ShareResult `json:"results"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareResult is about one post or message.
type ShareResult struct {
	Success     bool   `json:"success" print:"yes"`
	RecipientID string `json:"recipientId"` // sharing/direct, as MessageID
	MessageID   string `json:"messageId"`
	Share       Share  `json:"share"`

	Extra map[string]json.RawMessage // members without a field
}

// Share is what was shared.
type Share struct {
	Message    string      `json:"message"`
	Title      string      `json:"title"`
	URL        string      `json:"url"`
	Image      string      `json:"image"`
	Media      string      `json:"media"`
	ActionLink *ActionLink `json:"actionLink"`

	Extra map[string]json.RawMessage // members without a field
}

// ActionLink is a link below something that is shared.
type ActionLink struct {
	Name string `json:"name"`
	Link string `json:"link"`

	Extra map[string]json.RawMessage // members without a field
}

// checkShared validates what is to be shared; texts are all its texts together.
func checkShared(link *ActionLink, media, texts string) *ParamError {
	if _, err := json.Marshal(link); err != nil {
		return &ParamError{Field: "ActionLink", Parameter: "actionLink", Reason: "has no JSON form"}
	}
	switch {
	case link != nil && check.URL(link.Link) != nil:
		return &ParamError{Field: "ActionLink.Link", Parameter: "actionLink", Reason: "is not an absolute URL"}
	case media != "" && !json.Valid([]byte(media)):
		return &ParamError{Field: "Media", Parameter: "media", Reason: "is not JSON"}
	case link == nil && media == "" && strings.TrimSpace(texts) == "":
		return &ParamError{Field: "Message", Parameter: "message", Reason: "is missing, as all that could be shared", Missing: true}
	}
	return nil
}

var (
	shareBroadcast = post("api/v2/sharing/broadcast", ifLost(maybePosted))
	shareDirect    = post("api/v2/sharing/direct", ifLost(maybePosted))
)

// ShareBroadcast shares something with everybody a user knows at the provider. Look at
// Response.Success: the provider may have said no. Only customers who have sharing already can
// use it.
//
// API: https://identitydocs.akamai.com/home/sharing-broadcast (no longer listed)
func (c *Client) ShareBroadcast(ctx context.Context, params ShareBroadcastParams) (*ShareResponse, error) {
	return fetch[ShareResponse](ctx, c, shareBroadcast, params)
}

// ShareDirect sends something to some of those a user knows at the provider. Look at
// Response.Success, and at that of each result. Only customers who have sharing already can use
// it.
//
// API: https://identitydocs.akamai.com/home/sharing-direct (no longer listed)
func (c *Client) ShareDirect(ctx context.Context, params ShareDirectParams) (*ShareResponse, error) {
	return fetch[ShareResponse](ctx, c, shareDirect, params)
}

// ShareCountParams says of what to count the shares.
type ShareCountParams struct {
	URL string `url:"url" check:"required,url" print:"yes"` // required
}

var getShareCount = post("api/v2/get_share_count", repeatable)

// ShareCount returns how often a URL was shared. No page shows its answer, so that it has no
// fields here. Only customers who have sharing already can use it.
//
// API: https://identitydocs.akamai.com/home/get-share-count (no longer listed)
func (c *Client) ShareCount(ctx context.Context, params ShareCountParams) (*Response, error) {
	return fetch[Response](ctx, c, getShareCount, params)
}
