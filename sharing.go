package janrain

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// Activity is an action of a user, for posting at the provider. It is not printed.
type Activity struct {
	URL         string         `json:"url"`                              // of the page that the activity is about
	Action      string         `json:"action"`                           // such as "wrote a review of the X7"
	Comment     string         `json:"user_generated_content,omitempty"` // by the user
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	ActionLinks []ActivityLink `json:"action_links,omitempty"`
	Media       []any          `json:"media,omitempty"`      // objects with type, src, href and others
	Properties  map[string]any `json:"properties,omitempty"` // strings, or objects with text and href
}

// ActivityLink is a link below an activity.
type ActivityLink struct {
	Text string `json:"text"`
	Href string `json:"href"`
}

// setJSON sets a parameter to the JSON of a value. crossCheck has rejected values that cannot be
// encoded.
func setJSON(form url.Values, parameter string, value any) {
	text, _ := json.Marshal(value)
	form.Set(parameter, string(text))
}

// PostActivityParams is an activity and its user, who is identified by either Identifier or
// DeviceToken.
type PostActivityParams struct {
	Identifier    string   `url:"identifier,omitempty" check:"key" print:"yes"`
	DeviceToken   string   `url:"device_token,omitempty" secret:"yes" check:"key"` // of the phone of the sign-in
	Activity      Activity `url:"-"`                                               // URL and Action are required
	Source        string   `url:"source,omitempty" print:"yes"`                    // the provider shows it as the source
	Location      string   `url:"location,omitempty"`                              // such as "37.4 -122.1"
	Truncate      *bool    `url:"truncate,omitempty" print:"yes"`                  // shorten long texts; true by default
	PrependName   *bool    `url:"prepend_name,omitempty" print:"yes"`              // put the user's name before the action
	URLShortening *bool    `url:"url_shortening,omitempty" print:"yes"`            // replace URLs with short ones
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
		return &ParamError{Field: "Activity", Parameter: "activity", Reason: "cannot be encoded as JSON"}
	}
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

func (p PostActivityParams) complete(form url.Values) { setJSON(form, "activity", p.Activity) }

var activity = post("api/v2/activity", ifLost(maybePosted))

// PostActivity posts an activity at the user's provider. It is not repeatable, because the activity
// could be posted twice; see RetryPolicy.
//
// API: https://identitydocs.akamai.com/home/activity (no longer listed)
func (c *Client) PostActivity(ctx context.Context, params PostActivityParams) error {
	return c.do(ctx, activity, params)
}

// SetStatusParams is a status and the user to set it for, who is identified by either Identifier
// or DeviceToken.
type SetStatusParams struct {
	Identifier  string `url:"identifier,omitempty" check:"key" print:"yes"`
	DeviceToken string `url:"device_token,omitempty" secret:"yes" check:"key"` // of the phone of the sign-in
	Status      string `url:"status" check:"required"`                         // required
	Location    string `url:"location,omitempty"`                              // such as "37.4 -122.1"
	Truncate    *bool  `url:"truncate,omitempty" print:"yes"`                  // shorten long texts; true by default
	Source      string `url:"source,omitempty" print:"yes"`                    // the provider shows it as the source
}

func (p SetStatusParams) crossCheck() *ParamError {
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

var setStatus = post("api/v2/set_status", ifLost(maybePosted))

// maybePosted describes the effect of a lost response of calls that post at a provider.
const maybePosted = "it may have been posted"

// SetStatus sets the user's status at the provider.
//
// API: https://identitydocs.akamai.com/home/set-status (no longer listed)
func (c *Client) SetStatus(ctx context.Context, params SetStatusParams) error {
	return c.do(ctx, setStatus, params)
}

// ShareBroadcastParams is a post for all contacts of a user at the provider. The user is
// identified by either Identifier or DeviceToken.
type ShareBroadcastParams struct {
	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"`
	DeviceToken string      `url:"device_token,omitempty" secret:"yes" check:"key"` // of the phone of the sign-in
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`           // of the page to share
	Title       string      `url:"title,omitempty"`                                 // of the page
	Description string      `url:"description,omitempty"`                           // of the page
	Message     string      `url:"message,omitempty"`                               // from the user
	Image       string      `url:"image,omitempty" check:"url"`                     // a URL
	Media       string      `url:"media,omitempty"`                                 // JSON, as in Activity
	ActionLink  *ActionLink `url:"-"`                                               // a link below the post
	ObjectID    string      `url:"objectId,omitempty"`                              // of a Facebook page on which to post
	Source      string      `url:"source,omitempty" print:"yes"`                    // the provider shows it as the source
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

// ShareDirectParams is a message for some contacts of a user at the provider. The user is
// identified by either Identifier or DeviceToken.
type ShareDirectParams struct {
	Recipients    []string `url:"-"` // ids at the provider; required
	RecipientURLs []string `url:"-"` // identifiers, in the order of Recipients

	// The other fields have the same meaning as in ShareBroadcastParams.

	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"`
	DeviceToken string      `url:"device_token,omitempty" secret:"yes" check:"key"`
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`
	Title       string      `url:"title,omitempty"`
	Description string      `url:"description,omitempty"`
	Message     string      `url:"message,omitempty"`
	Image       string      `url:"image,omitempty" check:"url"`
	Media       string      `url:"media,omitempty"`
	ActionLink  *ActionLink `url:"-"`
	ObjectID    string      `url:"objectId,omitempty"`
	Source      string      `url:"source,omitempty" print:"yes"`
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
		return &ParamError{Field: "Recipients", Parameter: "recipients", Reason: "has an empty element"}
	case len(identifiers) > 0 && len(identifiers) != len(ids):
		reason := errors.New("does not have one element for each of Recipients")
		return newParamError("", "RecipientURLs", "recipientUrls", reason)
	}
	return nil
}

// ShareResponse is the response of ShareBroadcast and ShareDirect.
type ShareResponse struct {
	Response ShareResults `json:"response"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareResults says whether the provider accepted the post or the messages.
type ShareResults struct {
	Provider     Provider      `json:"provider" print:"yes"`
	Mode         string        `json:"mode" print:"yes"` // "broadcast" or "direct"
	Success      bool          `json:"success" print:"yes"`
	RecipientIDs []string      `json:"recipientIds"` // sharing/direct
	Results      []ShareResult `json:"results"`

	Extra map[string]json.RawMessage // members without a field
}

// ShareResult is the result of one post or message.
type ShareResult struct {
	Success     bool   `json:"success" print:"yes"`
	RecipientID string `json:"recipientId"` // sharing/direct
	MessageID   string `json:"messageId"`   // sharing/direct
	Share       Share  `json:"share"`

	Extra map[string]json.RawMessage // members without a field
}

// Share is the content of a post or message.
type Share struct {
	Message    string      `json:"message"`
	Title      string      `json:"title"`
	URL        string      `json:"url"`
	Image      string      `json:"image"`
	Media      string      `json:"media"`
	ActionLink *ActionLink `json:"actionLink"`

	Extra map[string]json.RawMessage // members without a field
}

// ActionLink is a link below a post or message.
type ActionLink struct {
	Name string `json:"name"`
	Link string `json:"link"`

	Extra map[string]json.RawMessage // members without a field
}

// checkShared validates the content of a post or message. texts is the concatenation of all of
// its texts.
func checkShared(link *ActionLink, media, texts string) *ParamError {
	if _, err := json.Marshal(link); err != nil {
		return &ParamError{Field: "ActionLink", Parameter: "actionLink", Reason: "cannot be encoded as JSON"}
	}
	switch {
	case link != nil && check.URL(link.Link) != nil:
		return &ParamError{Field: "ActionLink.Link", Parameter: "actionLink", Reason: "is not an absolute URL"}
	case media != "" && !json.Valid([]byte(media)):
		return &ParamError{Field: "Media", Parameter: "media", Reason: "is not JSON"}
	case link == nil && media == "" && strings.TrimSpace(texts) == "":
		return &ParamError{
			Field: "Message", Parameter: "message", Missing: true,
			Reason: "is missing, and so are all other fields that can be shared",
		}
	}
	return nil
}

var (
	shareBroadcast = post("api/v2/sharing/broadcast", ifLost(maybePosted))
	shareDirect    = post("api/v2/sharing/direct", ifLost(maybePosted))
)

// ShareBroadcast posts something for all contacts of a user at the provider. Check
// Response.Success, because the provider may have rejected the post. The call is available only to
// customers who already use sharing.
//
// API: https://identitydocs.akamai.com/home/sharing-broadcast (no longer listed)
func (c *Client) ShareBroadcast(ctx context.Context, params ShareBroadcastParams) (*ShareResponse, error) {
	return fetch[ShareResponse](ctx, c, shareBroadcast, params)
}

// ShareDirect sends a message to some contacts of a user at the provider. Check Response.Success
// and the Success of each result. The call is available only to customers who already use sharing.
//
// API: https://identitydocs.akamai.com/home/sharing-direct (no longer listed)
func (c *Client) ShareDirect(ctx context.Context, params ShareDirectParams) (*ShareResponse, error) {
	return fetch[ShareResponse](ctx, c, shareDirect, params)
}

// ShareCountParams are the parameters of ShareCount.
type ShareCountParams struct {
	URL string `url:"url" check:"required,url" print:"yes"` // required
}

var getShareCount = post("api/v2/get_share_count", repeatable)

// ShareCount returns how often a URL was shared. Its response is not documented and therefore has
// no fields. The call is available only to customers who already use sharing.
//
// API: https://identitydocs.akamai.com/home/get-share-count (no longer listed)
func (c *Client) ShareCount(ctx context.Context, params ShareCountParams) (*Response, error) {
	return fetch[Response](ctx, c, getShareCount, params)
}
