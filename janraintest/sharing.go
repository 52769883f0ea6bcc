package janraintest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

var sharingEndpoints = []endpoint{
	post("/api/v2/activity", "activity:activity! identifier:identifier device_token:key source location "+
		"truncate:bool prepend_name:bool url_shortening:bool", call.activity),
	post("/api/v2/set_status", "status! identifier:identifier device_token:key source location truncate:bool",
		call.setStatus),
	post("/api/v2/sharing/broadcast", shared, call.broadcast),
	post("/api/v2/sharing/direct", shared+" recipients:texts! recipientUrls:texts", call.direct),
	post("/api/v2/get_share_count", "url:url!", call.shareCount),
}

// shared are the parameters of both calls that share something.
const shared = "identifier:identifier device_token:key url:url? title description message image:url? media:json? " +
	"actionLink:link? objectId source"

// publisher returns the refusal of a call that does not say for whom it publishes. It takes
// one of the two parameters.
func (c call) publisher() *refusal {
	identifier, device := c.form.Get("identifier") != "", c.form.Get("device_token") != ""
	switch {
	case identifier && device:
		return invalid("device_token")
	case !identifier && !device:
		return missing("identifier")
	}
	return nil
}

func (c call) activity() (members, *refusal) { return nil, c.publisher() }

func (c call) setStatus() (members, *refusal) { return nil, c.publisher() }

func (c call) broadcast() (members, *refusal) {
	if refused := c.publisher(); refused != nil {
		return nil, refused
	}
	result := members{{"success", true}, {"share", c.shared()}}
	return c.published("broadcast", []members{result}, nil)
}

func (c call) direct() (members, *refusal) {
	if refused := c.publisher(); refused != nil {
		return nil, refused
	}
	var recipients []string
	_ = json.Unmarshal([]byte(c.form.Get("recipients")), &recipients) // it has been checked
	results := []members{}
	for _, recipient := range recipients {
		results = append(results, members{
			{"success", true}, {"recipientId", recipient}, {"messageId", randomHex(8)}, {"share", c.shared()},
		})
	}
	return c.published("direct", results, recipients)
}

func (c call) published(mode string, results []members, recipients []string) (members, *refusal) {
	c.app.shares[c.form.Get("url")]++
	response := members{
		{"provider", c.publishesTo()}, {"mode", mode}, {"success", true}, {"results", results},
	}
	if recipients != nil {
		response = append(response, member{"recipientIds", recipients})
	}
	return members{{"response", response}}, nil
}

// shared returns what was shared.
func (c call) shared() members {
	share := members{}
	for _, name := range words("message title url image media actionLink") {
		text := c.form.Get(name)
		switch {
		case text == "":
		case name == "actionLink":
			share = append(share, member{name, json.RawMessage(text)})
		default:
			share = append(share, member{name, text})
		}
	}
	return share
}

// publishesTo returns the provider of the identifier. A device token does not name one.
func (c call) publishesTo() janrain.Provider {
	host := strings.TrimPrefix(hostOf(c.form.Get("identifier")), "www.")
	for _, provider := range slices.Sorted(maps.Keys(traits)) {
		if host != "" && strings.TrimPrefix(hostOf(traits[provider].identifier), "www.") == host {
			return provider
		}
	}
	return janrain.ProviderFacebook
}

// shareCount returns how often this application has shared the URL.
func (c call) shareCount() (members, *refusal) {
	url := c.form.Get("url")
	return members{{"url", url}, {"count", c.app.shares[url]}}, nil
}
