// Package redact tells what must not be shown, by its name.
package redact

import (
	"slices"
	"strings"
)

// secrets are the documented parameters whose values are nobody else's business.
var secrets = []string{
	"apiKey", "partnerKey", "token", "tokens", "consumerKey", "secret", "fbSecret", "liveidSecret",
	"device_token", "id_token", "token_secret", "token-secret", "code", "password",
}

// IsSecret reports whether the value of a parameter is a secret. It goes by the name,
// since a caller may send a form of their own.
func IsSecret(parameter string) bool {
	lower := strings.ToLower(parameter)
	switch {
	case NamesSecret(parameter):
		return true
	case lower == "tokenurl" || lower == "token_url" || lower == "primarykey":
		return false
	}
	return strings.HasSuffix(lower, "key") || strings.HasSuffix(lower, "keys") || strings.Contains(lower, "token") ||
		strings.Contains(lower, "secret") || strings.Contains(lower, "pass") || strings.Contains(lower, "authoriz")
}

// NamesSecret reports that a word is the documented name of a secret, in any case.
func NamesSecret(word string) bool {
	return slices.ContainsFunc(secrets, func(name string) bool { return strings.EqualFold(name, word) })
}
