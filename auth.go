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

// A keyring returns a client's keys. Package fmt prints unexported fields without calling
// their Format method, but prints a func value as an address.
type keyring func() keys

// requiredKeys says which keys an endpoint requires. They are sent in the form only.
type requiredKeys int

const (
	apiKeyOnly requiredKeys = iota
	bothKeys
	partnerKeyOnly
	noKey
)

func (r requiredKeys) apiKey() bool     { return r == apiKeyOnly || r == bothKeys }
func (r requiredKeys) partnerKey() bool { return r == partnerKeyOnly || r == bothKeys }

// validate returns an error if a key that the endpoint requires is missing.
func (k keys) validate(e *endpoint) error {
	if e.keys.partnerKey() && k.partnerKey == "" {
		reason := fmt.Errorf("%w: pass this option to NewClient", errMissing)
		return newParamError(e.name, "WithPartnerKey", "partnerKey", reason)
	}
	return nil
}

// addTo adds the required keys to a form.
func (k keys) addTo(form url.Values, required requiredKeys) {
	if required.apiKey() {
		form.Set("apiKey", k.apiKey)
	}
	if required.partnerKey() {
		form.Set("partnerKey", k.partnerKey)
	}
}

// secrets returns the keys and the encoded value of HTTP Basic.
func (k keys) secrets() []string {
	all := []string{k.apiKey, k.partnerKey}
	if k.clientID != "" {
		basic := base64.StdEncoding.EncodeToString([]byte(k.clientID + ":" + k.clientSecret))
		all = append(all, k.clientSecret, basic)
	}
	return all
}
