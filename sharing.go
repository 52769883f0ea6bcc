package janrain

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
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

// Format prints nothing of the activity.
func (Activity) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "janrain.Activity{%s}", redacted) }

// LogValue is nothing of the activity.
func (Activity) LogValue() slog.Value { return slog.StringValue(redacted) }

// Format prints nothing of the link.
func (ActivityLink) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "janrain.ActivityLink{%s}", redacted)
}

// LogValue is nothing of the link.
func (ActivityLink) LogValue() slog.Value { return slog.StringValue(redacted) }

// inJSON is a parameter whose value is a JSON text; none where there is nothing to
// send.
func inJSON(name string, value any) param {
	if v := reflect.ValueOf(value); v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return param{}
	}
	text, _ := json.Marshal(value) // conflict has refused what has no JSON form
	return param{name, string(text)}
}

// ActivityParams is an activity and the user who did it.
type ActivityParams struct {
	Identifier    string   `url:"identifier,omitempty" check:"key" print:"yes"` // the user's, or
	DeviceToken   string   `url:"device_token,omitempty" check:"key"`           // that of the phone of the sign-in
	Activity      Activity `url:"-"`                                            // its URL and Action are required
	Source        string   `url:"source,omitempty" print:"yes"`                 // what the provider calls it by
	Location      string   `url:"location,omitempty"`                           // latitude and longitude, as "37.4 -122.1"
	Truncate      *bool    `url:"truncate,omitempty" print:"yes"`               // shorten what is too long; the service's default is to
	PrependName   *bool    `url:"prepend_name,omitempty" print:"yes"`           // put the user's name in front of the action
	URLShortening *bool    `url:"url_shortening,omitempty" print:"yes"`         // put short URLs in
}

func (p ActivityParams) conflict() *ParamError {
	switch {
	case strings.TrimSpace(p.Activity.URL) == "":
		return &ParamError{Field: "Activity.URL", Parameter: "activity", Reason: "is missing", Missing: true}
	case !absoluteURL(p.Activity.URL):
		return &ParamError{Field: "Activity.URL", Parameter: "activity", Reason: "is not an absolute URL"}
	case strings.TrimSpace(p.Activity.Action) == "":
		return &ParamError{Field: "Activity.Action", Parameter: "activity", Reason: "is missing", Missing: true}
	}
	if _, err := json.Marshal(p.Activity); err != nil {
		return &ParamError{Field: "Activity", Parameter: "activity", Reason: "has no JSON form"}
	}
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

var activity = endpoint{name: "activity", path: "/api/v2/activity", loss: maybePosted}

// Activity posts an activity at the user's provider. It is not tried again once it
// may have been sent: it would be posted twice. The call is no longer in the vendor's
// API reference; its page was activity.
func (c *Client) Activity(ctx context.Context, params ActivityParams) error {
	return c.call(ctx, activity, params, nil, inJSON("activity", params.Activity))
}

// SetStatusParams is a status and the user whose it is.
type SetStatusParams struct {
	Identifier  string `url:"identifier,omitempty" check:"key" print:"yes"` // the user's, or
	DeviceToken string `url:"device_token,omitempty" check:"key"`           // that of the phone of the sign-in
	Status      string `url:"status" check:"required"`                      // required
	Location    string `url:"location,omitempty"`                           // latitude and longitude, as "37.4 -122.1"
	Truncate    *bool  `url:"truncate,omitempty" print:"yes"`               // shorten what is too long; the service's default is to
	Source      string `url:"source,omitempty" print:"yes"`                 // what the provider calls it by
}

func (p SetStatusParams) conflict() *ParamError {
	return eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != "")
}

var setStatus = endpoint{name: "set_status", path: "/api/v2/set_status", loss: maybePosted}

// maybePosted is what a lost response of the calls that post at a provider means.
const maybePosted = "it may have been posted"

// SetStatus sets the user's status at the provider. It is not tried again once it
// may have been sent. The call is no longer in the vendor's API reference; its page
// was set-status.
func (c *Client) SetStatus(ctx context.Context, params SetStatusParams) error {
	return c.call(ctx, setStatus, params, nil)
}

// ShareBroadcastParams is something that a user shares with everybody they know at the
// provider.
type ShareBroadcastParams struct {
	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"` // the user's, or
	DeviceToken string      `url:"device_token,omitempty" check:"key"`           // that of the phone of the sign-in
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`        // what is shared
	Title       string      `url:"title,omitempty"`                              // of it
	Description string      `url:"description,omitempty"`                        // of it
	Message     string      `url:"message,omitempty"`                            // the user's words
	Image       string      `url:"image,omitempty" check:"url"`                  // URL of a picture beside it
	Media       string      `url:"media,omitempty"`                              // JSON, as for Activity
	ActionLink  *ActionLink `url:"-"`                                            // a link below it
	ObjectID    string      `url:"objectId,omitempty"`                           // of a Facebook page, to post there
	Source      string      `url:"source,omitempty" print:"yes"`                 // what the provider calls it by
}

func (p ShareBroadcastParams) conflict() *ParamError {
	return cmp.Or(
		eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != ""),
		sharedFault(p.ActionLink, p.Media, p.URL+p.Title+p.Message+p.Description+p.Image),
	)
}

// ShareDirectParams is something that a user shares with some of those they know at
// the provider.
type ShareDirectParams struct {
	Recipients    []string `url:"-"` // their ids at the provider; required
	RecipientURLs []string `url:"-"` // their identifiers, in the order of Recipients

	// The rest is as for ShareBroadcastParams.

	Identifier  string      `url:"identifier,omitempty" check:"key" print:"yes"` // of the user, or
	DeviceToken string      `url:"device_token,omitempty" check:"key"`           // that of the phone of the sign-in
	URL         string      `url:"url,omitempty" check:"url" print:"yes"`        // what is shared
	Title       string      `url:"title,omitempty"`                              // of it
	Description string      `url:"description,omitempty"`                        // of it
	Message     string      `url:"message,omitempty"`                            // the user's words
	Image       string      `url:"image,omitempty" check:"url"`                  // URL of a picture beside it
	Media       string      `url:"media,omitempty"`                              // JSON, as for Activity
	ActionLink  *ActionLink `url:"-"`                                            // a link below it
	ObjectID    string      `url:"objectId,omitempty"`                           // of a Facebook page
	Source      string      `url:"source,omitempty" print:"yes"`                 // what the provider calls it by
}

func (p ShareDirectParams) conflict() *ParamError {
	return cmp.Or(
		eitherOr("Identifier", "identifier", p.Identifier != "", "DeviceToken", p.DeviceToken != ""),
		recipientsFault(p.Recipients, p.RecipientURLs),
		sharedFault(p.ActionLink, p.Media, p.URL+p.Title+p.Message+p.Description+p.Image),
	)
}

func recipientsFault(ids, identifiers []string) *ParamError {
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

// Sharing is the answer of sharing/broadcast and sharing/direct.
type Sharing struct {
	Stat     string        `json:"stat"` // "ok", also where Response.Success is false
	Response SharingResult `json:"response"`

	Extra map[string]json.RawMessage // what has no field here
}

// SharingResult is how the provider took something that was shared.
type SharingResult struct {
	Provider     Provider    `json:"provider" print:"yes"`
	Mode         string      `json:"mode" print:"yes"` // "broadcast" or "direct"
	Success      bool        `json:"success" print:"yes"`
	RecipientIDs []string    `json:"recipientIds"` // sharing/direct
	Results      []ShareItem `json:"results"`

	Extra map[string]json.RawMessage // what has no field here
}

// ShareItem is one post or message.
type ShareItem struct {
	Success     bool   `json:"success" print:"yes"`
	RecipientID string `json:"recipientId"` // sharing/direct, as MessageID
	MessageID   string `json:"messageId"`
	Share       Share  `json:"share"`

	Extra map[string]json.RawMessage // what has no field here
}

// Share is what was shared.
type Share struct {
	Message    string      `json:"message"`
	Title      string      `json:"title"`
	URL        string      `json:"url"`
	Image      string      `json:"image"`
	Media      string      `json:"media"`
	ActionLink *ActionLink `json:"actionLink"`

	Extra map[string]json.RawMessage // what has no field here
}

// ActionLink is a link below something that is shared.
type ActionLink struct {
	Name string `json:"name"`
	Link string `json:"link"`

	Extra map[string]json.RawMessage // what has no field here
}

// sharedFault says what is wrong with what is to be shared, of which the texts are
// the rest.
func sharedFault(link *ActionLink, media, texts string) *ParamError {
	if _, err := json.Marshal(link); err != nil {
		return &ParamError{Field: "ActionLink", Parameter: "actionLink", Reason: "has no JSON form"}
	}
	switch {
	case link != nil && !absoluteURL(link.Link):
		return &ParamError{Field: "ActionLink.Link", Parameter: "actionLink", Reason: "is not an absolute URL"}
	case media != "" && !json.Valid([]byte(media)):
		return &ParamError{Field: "Media", Parameter: "media", Reason: "is not JSON"}
	case link == nil && media == "" && strings.TrimSpace(texts) == "":
		return &ParamError{Field: "Message", Parameter: "message", Reason: "is missing, as all that could be shared", Missing: true}
	}
	return nil
}

var (
	shareBroadcast = endpoint{name: "sharing/broadcast", path: "/api/v2/sharing/broadcast", loss: maybePosted}
	shareDirect    = endpoint{name: "sharing/direct", path: "/api/v2/sharing/direct", loss: maybePosted}
)

// ShareBroadcast shares something with everybody a user knows at the provider.
// It is not tried again once it may have been sent. Look at Response.Success: the
// provider may have said no. Only customers who have sharing already can use it. The
// vendor's page was sharing-broadcast.
func (c *Client) ShareBroadcast(ctx context.Context, params ShareBroadcastParams) (*Sharing, error) {
	return ask[Sharing](ctx, c, shareBroadcast, params, inJSON("actionLink", params.ActionLink))
}

// ShareDirect sends something to some of those a user knows at the provider. It
// is not tried again once it may have been sent. Look at Response.Success, and at
// that of each result. Only customers who have sharing already can use it. The
// vendor's page was sharing-direct.
func (c *Client) ShareDirect(ctx context.Context, params ShareDirectParams) (*Sharing, error) {
	return ask[Sharing](ctx, c, shareDirect, params, inJSON("actionLink", params.ActionLink),
		inJSON("recipients", params.Recipients), inJSON("recipientUrls", params.RecipientURLs))
}

// ShareCountParams says of what to count the shares.
type ShareCountParams struct {
	URL string `url:"url" check:"required,url" print:"yes"` // required
}

var getShareCount = endpoint{name: "get_share_count", path: "/api/v2/get_share_count", repeatable: true}

// ShareCount returns how often a URL was shared. No page shows its answer, so
// that it has no fields here. Only customers who have sharing already can use it. The
// vendor's page was get-share-count.
func (c *Client) ShareCount(ctx context.Context, params ShareCountParams) (*Answer, error) {
	return ask[Answer](ctx, c, getShareCount, params)
}

var getShareProviders = endpoint{
	name: "get_share_providers", path: "/api/v2/get_share_providers", need: needNoKey, repeatable: true, list: "share",
}

// ShareProviders returns the providers of the sharing widget. As for
// AvailableProviders, the app domain tells which application. Only customers who
// have sharing already can use it. The vendor's page was get-share-providers.
func (c *Client) ShareProviders(ctx context.Context) (*ShareProviders, error) {
	return ask[ShareProviders](ctx, c, getShareProviders, nil)
}

// SetShareProvidersParams are the providers for the sharing widget, of at least one
// kind.
type SetShareProvidersParams struct {
	Share []Provider `url:"share,comma,omitempty" check:"list" print:"yes"` // that something may be posted to
	Email []Provider `url:"email,comma,omitempty" check:"list" print:"yes"` // whose contacts something may be sent to
}

func (p SetShareProvidersParams) conflict() *ParamError {
	if len(p.Share) == 0 && len(p.Email) == 0 {
		return &ParamError{Field: "Share", Parameter: "share", Reason: "is missing, and so is Email", Missing: true}
	}
	return nil
}

var setShareProviders = endpoint{name: "set_share_providers", path: "/api/v2/set_share_providers", repeatable: true}

// SetShareProviders replaces the providers of the sharing widget. Only customers who
// have sharing already can use it. The vendor's page was set-share-providers.
func (c *Client) SetShareProviders(ctx context.Context, params SetShareProvidersParams) error {
	return c.call(ctx, setShareProviders, params, nil)
}
