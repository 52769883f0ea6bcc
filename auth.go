package janrain

import (
	"encoding/base64"
	"fmt"
	"net/url"
)

// keys are the secrets of a client.
type keys struct {
	apiKey, partnerKey     string
	clientID, clientSecret string // HTTP Basic; sent only if configured
}

// A keyring returns a client's keys. It is a func value because package fmt prints everything
// else, unexported fields included.
type keyring func() keys

// requiredKeys are the keys that an endpoint takes, in the form and nowhere else.
type requiredKeys int

const (
	apiKeyOnly requiredKeys = iota
	bothKeys
	partnerKeyOnly
	noKey
)

func (r requiredKeys) apiKey() bool     { return r == apiKeyOnly || r == bothKeys }
func (r requiredKeys) partnerKey() bool { return r == partnerKeyOnly || r == bothKeys }

// validate returns an error if a key that the endpoint takes is missing.
func (k keys) validate(e *endpoint) error {
	if e.keys.partnerKey() && k.partnerKey == "" {
		reason := fmt.Errorf("%w: give NewClient this option", errMissing)
		return newParamError(e.name, "WithPartnerKey", "partnerKey", reason)
	}
	return nil
}

// addTo adds the keys that an endpoint takes to its form.
func (k keys) addTo(form url.Values, required requiredKeys) {
	if required.apiKey() {
		form.Set("apiKey", k.apiKey)
	}
	if required.partnerKey() {
		form.Set("partnerKey", k.partnerKey)
	}
}

// secrets returns the keys in every form in which they are sent.
func (k keys) secrets() []string {
	all := []string{k.apiKey, k.partnerKey}
	if k.clientID != "" {
		basic := base64.StdEncoding.EncodeToString([]byte(k.clientID + ":" + k.clientSecret))
		all = append(all, k.clientSecret, basic)
	}
	return all
}
