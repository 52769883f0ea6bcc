package kit

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// Sentinels are all values of the package to compare an error with.
var Sentinels = map[string]error{
	"ErrServiceUnavailable":  janrain.ErrServiceUnavailable,
	"ErrMissingParameter":    janrain.ErrMissingParameter,
	"ErrInvalidParameter":    janrain.ErrInvalidParameter,
	"ErrDataNotFound":        janrain.ErrDataNotFound,
	"ErrAuthentication":      janrain.ErrAuthentication,
	"ErrInvalidAPIKey":       janrain.ErrInvalidAPIKey,
	"ErrInvalidPartnerKey":   janrain.ErrInvalidPartnerKey,
	"ErrTokenURLMismatch":    janrain.ErrTokenURLMismatch,
	"ErrFacebook":            janrain.ErrFacebook,
	"ErrMappingExists":       janrain.ErrMappingExists,
	"ErrProviderUnavailable": janrain.ErrProviderUnavailable,
	"ErrUpgradeRequired":     janrain.ErrUpgradeRequired,
	"ErrMissingCredentials":  janrain.ErrMissingCredentials,
	"ErrCredentialsRevoked":  janrain.ErrCredentialsRevoked,
	"ErrNotConfigured":       janrain.ErrNotConfigured,
	"ErrNotSupported":        janrain.ErrNotSupported,
	"ErrGoogle":              janrain.ErrGoogle,
	"ErrTwitter":             janrain.ErrTwitter,
	"ErrLinkedIn":            janrain.ErrLinkedIn,
	"ErrLiveID":              janrain.ErrLiveID,
	"ErrMySpace":             janrain.ErrMySpace,
	"ErrYahoo":               janrain.ErrYahoo,
	"ErrDomainExists":        janrain.ErrDomainExists,
	"ErrAppNotFound":         janrain.ErrAppNotFound,
	"ErrOrkut":               janrain.ErrOrkut,
	"ErrTextTooLong":         janrain.ErrTextTooLong,
	"ErrRedirect":            janrain.ErrRedirect,
	"ErrResponseTooLarge":    janrain.ErrResponseTooLarge,
	"ErrNoIdentifier":        janrain.ErrNoIdentifier,
	"ErrStateMismatch":       janrain.ErrStateMismatch,
	"ErrNotLinkable":         janrain.ErrNotLinkable,
	"ErrNoToken":             janrain.ErrNoToken,
}

// AssertIsExactly holds an error against every sentinel: it is these, and none
// of the others. A handler's switch relies on both.
func AssertIsExactly(t *testing.T, err error, want ...string) {
	t.Helper()
	var got []string
	for name, sentinel := range Sentinels {
		if errors.Is(err, sentinel) {
			got = append(got, name)
		}
	}
	assert.ElementsMatch(t, want, got, "what errors.Is says of: %v", err)
}

// AdviceIn is what this package says at the end of an error's text.
func AdviceIn(err error) string {
	_, advice, _ := strings.Cut(err.Error(), ")")
	return advice
}

// AssertAdviceAgrees holds what an error advises against whose fault it says it is: a
// handler goes by the one, a person by the other.
func AssertAdviceAgrees(t *testing.T, err error) {
	t.Helper()
	text, fault := err.Error(), janrain.FaultOf(err)
	user := strings.Contains(text, "sign in again")
	assert.True(t, !user || fault == janrain.FaultUser, "the user is to sign in again, but it is the fault of the %v: %v", fault, err)
	later := strings.Contains(text, "try again later")
	assert.Equal(t, fault == janrain.FaultService, later, "whether to try again later, for the fault of the %v: %v", fault, err)
}

// RequireTokenError makes sure that a request to the token URL was rejected, as the
// browser's mistake.
func RequireTokenError(t *testing.T, err error) *janrain.TokenError {
	t.Helper()
	var refused *janrain.TokenError
	require.ErrorAs(t, err, &refused)
	AssertIsExactly(t, err, "ErrNoToken")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	AssertOneLine(t, err)
	return refused
}

// RequireParamError makes sure that input was refused by field and parameter,
// with a text in one line that names both.
func RequireParamError(t *testing.T, err error, field, parameter string) *janrain.ParamError {
	t.Helper()
	var refused *janrain.ParamError
	require.ErrorAs(t, err, &refused, "bad input is a *ParamError")
	assert.Equal(t, field, refused.Field, "the Go field")
	assert.Equal(t, parameter, refused.Parameter, "the parameter on the wire")
	assert.Contains(t, err.Error(), field)
	assert.Contains(t, err.Error(), parameter)
	AssertOneLine(t, err)
	return refused
}

// AssertOneLine holds an error's text against the promise of this package.
func AssertOneLine(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	assert.LessOrEqual(t, len(text), 500, "an error's text is 500 bytes at most")
	assert.Equal(t, strings.ToValidUTF8(text, "?"), text, "an error's text is valid UTF-8")
	unprintable := func(r rune) bool {
		return r < 0x20 || 0x7f <= r && r < 0xa0 || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
	}
	assert.False(t, strings.ContainsFunc(text, unprintable), "an error's text is one line without control characters: %q", text)
	assert.True(t, strings.HasPrefix(text, "janrain: "), "an error's text begins with the package: %q", text)
}

// RequireTransportError makes sure that a call broke, whether the service may
// have seen it, and that the text says so.
func RequireTransportError(t *testing.T, err error, sent bool) *janrain.TransportError {
	t.Helper()
	var broken *janrain.TransportError
	require.ErrorAs(t, err, &broken)
	assert.Equal(t, sent, broken.MayHaveBeenSent, "whether the service may have seen: %v", err)
	AssertOneLine(t, err)
	if !sent {
		require.ErrorContains(t, err, "nothing was sent")
	}
	return broken
}
