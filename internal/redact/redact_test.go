package redact_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/internal/redact"
)

// In a caller's own form, the name of a parameter tells whether it is secret.
func TestIsSecretGoesByTheNameOfAParameter(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"apiKey", "partnerKey", "token", "tokens", "consumerKey", "secret", "fbSecret", "liveidSecret", "device_token", "id_token",
		"token_secret", "token-secret", "code", "password", "engageAuthorization", "pass", "signing_keys", "access_token", "accessToken", "refresh_token", "oauthTokenSecret", "clientSecret", "client_secret", "PASSWORD", "newPassword",
		"APIKEY", "engageApiKey", "consumer_key", "Token", "id_token_hint", "appSecretProof",
	} {
		assert.True(t, redact.IsSecret(name), "%s must be secret", name)
	}
	for _, name := range []string{
		"tokenUrl", "token_url", "TokenURL", "primaryKey", "primarykey", "identifier", "domain", "email", "keyword", "keys_url", "",
	} {
		assert.False(t, redact.IsSecret(name), "%s must not be secret", name)
	}
}
