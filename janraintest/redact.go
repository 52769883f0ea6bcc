package janraintest

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/ascii"
	"github.com/janrain-go/janrain/internal/redact"
)

const redacted = "[redacted]"

// recorded are the parameters whose values are kept in the record of a request. All
// others are redacted: a parameter that nobody has thought of may be a secret.
var recorded = words(`
	identifier primaryKey overwrite all_identifiers unlink extended tokenUrl contactType existingUser
	privacyPolicy favicon domainRedirect postToTokenUrl oneTimeUseTokens googleProfileUrl device_type providers domains
	activity truncate prepend_name url_shortening source location status title url message description image media
	actionLink objectId recipients recipientUrls share email start end server bus version remove username
	pluginName pluginVersion provider redirect_uri application_id name domain appId appID fbAppID fbAppId emailPerm
	uninstallURL liveidAppID liveidAppId liveidPrivacyPolicyUrl paypalDisplayName yahooAppID activityScopesSet
	activtiyScopesString contactsScopeSet contactScopeSet permissions verify format`)

// plainName is what the name of a parameter looks like. Other names are redacted: a body
// in JSON that is sent as a form is one name, with the token in it.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,39}$`)

// withoutSecrets returns what is recorded of a form.
func withoutSecrets(form url.Values, secrets []string) url.Values {
	x := newScrubber(secrets, form)
	clean := url.Values{}
	for name, values := range form {
		kept := slices.Contains(recorded, name)
		if !kept && (!plainName.MatchString(name) || x.reveals(name)) {
			name = redacted
		}
		for _, v := range values {
			if kept {
				v = x.clean(name, v)
			} else {
				v = redacted
			}
			clean.Add(name, v)
		}
	}
	return clean
}

// A scrubber knows the secrets of a request.
type scrubber struct{ secrets []string }

// A secret that is shorter than shortestSecret is not looked for in other texts: it would
// be found in too many of them. Of a longer one, no piece of length piece is shown.
const shortestSecret, piece = 8, 16

func newScrubber(secrets []string, form url.Values) scrubber {
	known := slices.Clone(secrets)
	for name, values := range form {
		if !slices.Contains(recorded, name) {
			known = append(known, values...)
		}
	}
	var x scrubber
	for _, secret := range known {
		if len(secret) >= shortestSecret {
			x.secrets = append(x.secrets, ascii.Lower(secret))
		}
	}
	return x
}

// clean returns a value as it is recorded.
func (x scrubber) clean(name, value string) string {
	if x.reveals(value) {
		return redacted
	}
	isAddress := name == "tokenUrl" || name == "redirect_uri" // the state of a sign-in is in its query
	return queryPairs.ReplaceAllStringFunc(value, func(pair string) string {
		before, secret, _ := strings.Cut(pair, "=")
		if isAddress && len(secret) > longestPlain || isSecretName(strings.TrimLeft(before, "?&;#")) {
			return before + "=" + redacted
		}
		return pair
	})
}

// longestPlain is the length of the longest value in the query of a token URL that is
// recorded: nobody guesses a secret that is longer.
const longestPlain = 15

var queryPairs = regexp.MustCompile(`[?&;#][^=&;#\s"'<>]+=[^&;#\s"'<>]*`)

// secretWords are parts of the names of query parameters with secrets.
var secretWords = words("state session jwt openid code nonce csrf xsrf sig auth sid ticket")

// isSecretName reports the name of a query parameter whose value is a secret.
func isSecretName(name string) bool {
	lower := ascii.Lower(name)
	return redact.IsSecret(name) || slices.ContainsFunc(secretWords, func(word string) bool {
		return strings.Contains(lower, word)
	})
}

// tokens match what has the form of the service's tokens and keys, and of a JSON Web Token.
var tokens = regexp.MustCompile(`[0-9A-Fa-f]{40}|eyJ[\w-]{8,}\.`)

// reveals reports whether a text has a secret in it, or a piece of one, as it is or
// percent-encoded, in base64 or in hexadecimal digits.
func (x scrubber) reveals(text string) bool {
	const wrappings = 2 // base64 of base64
	return x.revealsWithin(text, wrappings)
}

func (x scrubber) revealsWithin(text string, wrappings int) bool {
	if tokens.MatchString(text) || x.holds(text) {
		return true
	}
	if wrappings == 0 {
		return false
	}
	return slices.ContainsFunc(unwrapped(text), func(inner string) bool { return x.revealsWithin(inner, wrappings-1) })
}

// holds reports whether a text has a piece of a secret in it.
func (x scrubber) holds(text string) bool {
	lower := ascii.Lower(text)
	for _, secret := range x.secrets {
		length := min(piece, len(secret))
		if isURL(secret) { // many begin alike
			length = len(secret)
		}
		for i := range len(secret) - length + 1 {
			if strings.Contains(lower, secret[i:i+length]) {
				return true
			}
		}
	}
	return false
}

// Parts of a text that may be encoded.
var (
	base64Runs = regexp.MustCompile(`[A-Za-z0-9+/_-]{11,}`)
	hexRuns    = regexp.MustCompile(`[0-9A-Fa-f]{16,}`)
)

// unwrapped returns what a text may be an encoding of. Something may stand in front of
// an encoded text, so each beginning is tried.
func unwrapped(text string) (all []string) {
	if plain, err := url.QueryUnescape(text); err == nil && plain != text {
		all = append(all, plain)
	}
	for _, run := range hexRuns.FindAllString(text, -1) {
		for start := range 2 {
			part := run[start:]
			plain, _ := hex.DecodeString(part[:len(part)/2*2]) // there is nothing else in it
			all = appendReadable(all, plain)
		}
	}
	standard := strings.NewReplacer("-", "+", "_", "/")
	for _, run := range base64Runs.FindAllString(text, -1) {
		for start := range 4 {
			part := standard.Replace(run[start:])
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if plain, err := base64.RawStdEncoding.DecodeString(part); err == nil {
				all = appendReadable(all, plain)
			}
		}
	}
	return all
}

// appendReadable leaves out bytes that have no room for a secret: what was no encoding
// decodes to noise.
func appendReadable(all []string, plain []byte) []string {
	run := 0
	for _, b := range plain {
		run++
		if b < ' ' || b > '~' {
			run = 0
		}
		if run == shortestSecret {
			return append(all, string(plain))
		}
	}
	return all
}
