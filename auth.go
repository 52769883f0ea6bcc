package janrain

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/janrain-go/janrain/internal/redact"
)

// keys are the secrets of a client.
type keys struct {
	apiKey, partnerKey     string
	clientID, clientSecret string // HTTP Basic; sent only where configured
}

// A keyring gives out a client's keys. It is a func value since package fmt
// prints everything else, unexported fields included.
type keyring func() keys

// need is the keys that an endpoint takes, in the form and nowhere else.
type need int

const (
	needAPIKey need = iota
	needBothKeys
	needPartnerKey
	needNoKey
)

func (n need) apiKey() bool     { return n == needAPIKey || n == needBothKeys }
func (n need) partnerKey() bool { return n == needPartnerKey || n == needBothKeys }

// add puts the keys an endpoint takes into its form.
func (k keys) add(form url.Values, n need) {
	if n.apiKey() {
		form.Set("apiKey", k.apiKey)
	}
	if n.partnerKey() {
		form.Set("partnerKey", k.partnerKey)
	}
}

// check refuses a call for which a key is missing.
func (k keys) check(e endpoint) error {
	if e.need.partnerKey() && k.partnerKey == "" {
		return &ParamError{
			Method: e.name, Field: "WithPartnerKey", Parameter: "partnerKey",
			Reason: "is missing: give NewClient this option", Missing: true,
		}
	}
	return nil
}

// secrets returns the values that must not come back in an error's text, should the
// service repeat them.
func (k keys) secrets(form url.Values) []string {
	found := []string{k.apiKey, k.partnerKey}
	if k.clientID != "" {
		basic := base64.StdEncoding.EncodeToString([]byte(k.clientID + ":" + k.clientSecret))
		found = append(found, k.clientSecret, basic)
	}
	found = append(found, statesIn(form.Get("tokenUrl"))...)
	for name, values := range form {
		if redact.IsSecret(name) {
			found = append(found, values...)
			for _, list := range values { // of several tokens the service may name one
				found = append(found, strings.FieldsFunc(list, isListMark)...)
			}
		}
	}
	return slices.DeleteFunc(found, commonWord)
}

func isListMark(r rune) bool { return strings.ContainsRune(",;|[]\"' \t\n", r) }

// commonWord reports what is no secret whatever it is used for: to take it out
// of a message would only make the message unreadable.
func commonWord(s string) bool {
	const shortest = 4
	return len(s) < shortest || redact.NamesSecret(s)
}

// without returns text without the secrets and their pieces, however they are spelled.
// What stands in a public text too is left alone.
func without(secrets []string, text string, public ...string) string {
	return redact.NewText(text).Redact(secrets, append(public, redact.Vocabulary...))
}

// repeats reports whether a name that a server chose, such as a host or a media type, has
// a secret or a piece of one in it. Such a name may hold no more of it than fits, and is
// not shown at all then.
func repeats(secrets []string, name string) bool { return redact.NewText(name).Has(secrets) }

// keyFault says what is wrong with a key as a person may have pasted it, or
// "". A line read from a file ends in \r or \n; a file may begin with a byte
// order mark.
func keyFault(key string) string {
	runes := []rune(key)
	switch {
	case len(runes) == 0:
		return "is empty"
	case unicode.IsSpace(runes[0]) || unicode.IsSpace(runes[len(runes)-1]):
		return "has white space at an end"
	case strings.ContainsFunc(key, unseen):
		return "has a character in it that cannot be seen"
	}
	return ""
}

// unseen reports what leaves no mark, letters and marks included that Unicode
// counts as graphic: Hangul fillers, variation selectors, the blank Braille pattern.
func unseen(r rune) bool {
	const blankBraille = '\u2800'
	return !unicode.IsGraphic(r) || r == unicode.ReplacementChar || r == blankBraille ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
