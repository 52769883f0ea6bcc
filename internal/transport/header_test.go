package transport_test

import (
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/transport"
)

// answerWith makes a call whose response has the status and one header.
func answerWith(t *testing.T, status int, name, value string) (*transport.Response, error) {
	t.Helper()
	base := tripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{name: {value}}}, nil
	})
	return newTransport(base).Post(t.Context(), transport.Request{URL: "https://a.example/path"})
}

func TestContentTypeIsOnlyTheMediaType(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"application/json":               "application/json",
		"Text/HTML; charset=utf-8":       "text/html",
		"":                               "",
		"no media type":                  "",
		"text/html; a=1; a=2":            "",
		"x/" + strings.Repeat("y", 100):  "",
		"application/json; q=\"\x00evil": "",
	} {
		resp, err := answerWith(t, http.StatusOK, "Content-Type", header)
		require.NoError(t, err)
		assert.Equal(t, want, resp.ContentType(), "of %q", header)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the clock of a bubble does not advance by itself
		now := time.Now()
		for header, want := range map[string]time.Duration{
			"":                       0,
			"30":                     30 * time.Second,
			"+30":                    30 * time.Second,
			"-30":                    0,
			"thirty":                 0,
			"1e3":                    0,
			"9999999999999999999999": math.MaxInt32 * time.Second,
			now.Add(time.Minute).UTC().Format(http.TimeFormat):  time.Minute,
			now.Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
			now.Add(2 * time.Hour).UTC().Format(time.RFC850):    2 * time.Hour,
			now.Add(2 * time.Hour).UTC().Format(time.RFC3339):   0,
			now.Add(3 * time.Second).UTC().Format(time.ANSIC):   3 * time.Second,
		} {
			resp, err := answerWith(t, http.StatusServiceUnavailable, "Retry-After", header)
			require.NoError(t, err)
			assert.Equal(t, want, resp.RetryAfter(), "of %q", header)
		}
	})
}

func TestRedirectNamesOnlyTheHost(t *testing.T) {
	t.Parallel()
	for location, text := range map[string]string{
		"":                                       "without a target",
		"/canary":                                `to the host "a.example"`,
		"https://canary:canary@b.example/canary": `to the host "b.example"`,
		"//b.example:8443/canary?canary#canary":  `to the host "b.example"`,
		"mailto:canary@b.example":                "to an invalid URL",
		"https://b.example/%zz/canary":           "to an invalid URL",
		"https://b.example\ncanary/":             "to an invalid URL",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			_, err := answerWith(t, status, "Location", location)
			require.ErrorIs(t, err, transport.ErrRedirect)
			assert.Equal(t, status, requireError(t, err).Status)
			require.ErrorContains(t, err, text)
			assert.NotContains(t, err.Error(), "canary", "of %q", location)
		}
	}
	for _, status := range []int{300, 304, 305, 306} {
		resp, err := answerWith(t, status, "Location", "https://b.example/")
		require.NoError(t, err, "net/http must not follow a %d", status)
		assert.Equal(t, status, resp.Status)
	}
}
