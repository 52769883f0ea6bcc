package janraintest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// publisher holds the two ways against each other in which a call says for whom
// it publishes: one of them must be there, and only one.
func (c call) publisher() *failure {
	identifier, device := c.form.Get("identifier") != "", c.form.Get("device_token") != ""
	switch {
	case identifier && device:
		return invalid("device_token")
	case !identifier && !device:
		return missing("identifier")
	}
	return nil
}

func (c call) activity() (members, *failure) { return nil, c.publisher() }

func (c call) setStatus() (members, *failure) { return nil, c.publisher() }

func (c call) broadcast() (members, *failure) {
	if failure := c.publisher(); failure != nil {
		return nil, failure
	}
	result := members{{"success", true}, {"share", c.shared()}}
	return c.published("broadcast", []members{result}, nil)
}

func (c call) direct() (members, *failure) {
	if failure := c.publisher(); failure != nil {
		return nil, failure
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

func (c call) published(mode string, results []members, recipients []string) (members, *failure) {
	c.app.shares[c.form.Get("url")]++
	response := members{
		{"provider", c.publishesTo()}, {"mode", mode}, {"success", true}, {"results", results},
	}
	if recipients != nil {
		response = append(response, member{"recipientIds", recipients})
	}
	return members{{"response", response}}, nil
}

// shared is what went to the provider, as far as it was given.
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

// publishesTo is the provider where the identifier lives. A device token does
// not tell.
func (c call) publishesTo() janrain.Provider {
	host := strings.TrimPrefix(hostOf(c.form.Get("identifier")), "www.")
	for _, provider := range slices.Sorted(maps.Keys(traits)) {
		if host != "" && strings.TrimPrefix(hostOf(traits[provider].identifier), "www.") == host {
			return provider
		}
	}
	return janrain.ProviderFacebook
}

// shareCount counts what was shared through this application.
func (c call) shareCount() (members, *failure) {
	url := c.form.Get("url")
	return members{{"url", url}, {"count", c.app.shares[url]}}, nil
}
