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

// Sentinels has all exported Err values of the package by name.
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

// AssertIsExactly asserts that err matches exactly these sentinels and no others. The switch in a
// handler relies on both.
func AssertIsExactly(t *testing.T, err error, want ...string) {
	t.Helper()
	var got []string
	for name, sentinel := range Sentinels {
		if errors.Is(err, sentinel) {
			got = append(got, name)
		}
	}
	assert.ElementsMatch(t, want, got, "the sentinels that errors.Is matches for: %v", err)
}

// AdviceIn returns the advice at the end of an error's text.
func AdviceIn(err error) string {
	_, advice, _ := strings.Cut(err.Error(), ")")
	return advice
}

// AssertAdviceAgrees asserts that the advice in an error's text agrees with FaultOf: people read
// the text, handlers use the Fault.
func AssertAdviceAgrees(t *testing.T, err error) {
	t.Helper()
	text, fault := err.Error(), janrain.FaultOf(err)
	user := strings.Contains(text, "sign in again")
	assert.True(t, !user || fault == janrain.FaultUser,
		"the text asks the user to sign in again, but FaultOf says %v: %v", fault, err)
	later := strings.Contains(text, "try again later")
	assert.Equal(t, fault == janrain.FaultService, later,
		"the text must say \"try again later\" exactly for a service fault, FaultOf says %v: %v", fault, err)
}

// RequireTokenError requires that a request to the token URL was rejected with a *TokenError, which
// is the browser's fault.
func RequireTokenError(t *testing.T, err error) *janrain.TokenError {
	t.Helper()
	var refused *janrain.TokenError
	require.ErrorAs(t, err, &refused)
	AssertIsExactly(t, err, "ErrNoToken")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	AssertOneLine(t, err)
	return refused
}

// RequireParamError requires that the input was rejected with a *ParamError for the field and the
// parameter, whose text is one line and names both.
func RequireParamError(t *testing.T, err error, field, parameter string) *janrain.ParamError {
	t.Helper()
	var refused *janrain.ParamError
	require.ErrorAs(t, err, &refused, "invalid input must give a *ParamError")
	assert.Equal(t, field, refused.Field, "the Go field")
	assert.Equal(t, parameter, refused.Parameter, "the parameter on the wire")
	assert.Contains(t, err.Error(), field)
	assert.Contains(t, err.Error(), parameter)
	AssertOneLine(t, err)
	return refused
}

// AssertOneLine asserts that an error's text is one line of at most 500 bytes.
func AssertOneLine(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	assert.LessOrEqual(t, len(text), 500, "an error's text has at most 500 bytes")
	assert.Equal(t, strings.ToValidUTF8(text, "?"), text, "an error's text is valid UTF-8")
	unprintable := func(r rune) bool {
		return r < 0x20 || 0x7f <= r && r < 0xa0 || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
	}
	assert.False(t, strings.ContainsFunc(text, unprintable),
		"an error's text must be one line without control characters: %q", text)
	assert.True(t, strings.HasPrefix(text, "janrain: "), "an error's text begins with the package name: %q", text)
}

// RequireTransportError requires that a call failed with a *TransportError whose MayHaveBeenSent is
// sent, and that the text agrees.
func RequireTransportError(t *testing.T, err error, sent bool) *janrain.TransportError {
	t.Helper()
	var broken *janrain.TransportError
	require.ErrorAs(t, err, &broken)
	assert.Equal(t, sent, broken.MayHaveBeenSent, "MayHaveBeenSent of: %v", err)
	AssertOneLine(t, err)
	if !sent {
		require.ErrorContains(t, err, "nothing was sent")
	}
	return broken
}
