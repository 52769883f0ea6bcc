// Package redact removes secrets from messages, names and errors.
package redact

import (
	"slices"
	"strings"
)

// secrets are the documented parameters with secret values.
var secrets = []string{
	"apiKey", "partnerKey", "token", "tokens", "consumerKey", "secret", "fbSecret", "liveidSecret",
	"device_token", "id_token", "token_secret", "token-secret", "code", "password",
}

// IsSecret reports whether a parameter with this name has a secret value. It is for forms from
// callers, which have no struct tags.
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

// NamesSecret reports whether a word is the documented name of a secret parameter, in any case.
func NamesSecret(word string) bool {
	return slices.ContainsFunc(secrets, func(name string) bool { return strings.EqualFold(name, word) })
}

// Vocabulary are the documented messages and names. Parts of them are not redacted even if they
// are part of a secret too, because the message would become unreadable.
var Vocabulary = append([]string{
	"Service Temporarily Unavailable", "Missing parameter: ", "Invalid parameter: ",
	"Could not determine CNAME for custom domain",
	"Supplied domain not found in partner domain whitelist", "Invalid realm", "Invalid provider: ", " not configured",
	"Setting permissions not supported for this provider", "Permission does not exist: ",
	"Permission not supported for this provider: ", "Permission can not be set: ",
	"Data unavailable for ", "Data not found",
	"Authentication error", "Invalid partnerKey", "Invalid apiKey", "Token URL mismatch: ", "Facebook Error",
	"Invalid OAuth 2.0 Access Token", "Error validating access token", "Mapping exists",
	"Error interacting with a previously operational provider", "Twitter server error: Status is a duplicate.",
	"Engage account upgrade needed to access this API", "Missing third-party credentials for this identifier",
	"Third-party credentials have been revoked", "Your application is not properly configured",
	"The provider or identifier does not support this feature", "Domain already exists", "App Id not found",
	"identifier", "primaryKey", "tokenUrl", "token_url", "extended", "provider", "permissions", "redirect_uri",
	"https://www.", "http://www.", ".rpxnow.com",
}, secrets...)
