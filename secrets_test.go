package janrain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// otherStates are states in the shape of Begin's: a secret of 43 characters, a
// dot, and a path.
var otherStates = []string{
	"Zk3vXw0qPpLr8yTn5uBdZk3vXw0qPpLr8yTn5uBd-_9.L2Jhc2tldD9pZD0x",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.Lw",
	"-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-.LzEyMzQ1Njc4OTAx",
}

// refusing is a service that refuses every call with a message.
func refusing(code int, message string) *mockService {
	text, _ := json.Marshal(message)
	return serving(mockAnswer{Status: 400, Body: fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%s}}`, code, text)})
}

// Where two token URLs differ the service names both, and one of them may be that
// of a sign-in that is under way in somebody else's browser.
func TestAStateInAMessageOfTheServiceIsInNoError(t *testing.T) {
	t.Parallel()
	const site = "https://shop.example/signin"
	for name, form := range map[string]func(state string) string{
		"as it is":              func(s string) string { return site + "?state=" + s },
		"behind a parameter":    func(s string) string { return site + "?a=b&state=" + s },
		"before a parameter":    func(s string) string { return site + "?state=" + s + "&a=b" },
		"escaped":               func(s string) string { return url.QueryEscape(site + "?state=" + s) },
		"escaped in lower case": func(s string) string { return strings.ToLower(url.QueryEscape(site+"?state=")) + s },
		"alone":                 func(s string) string { return "state=" + s },
	} {
		for _, state := range otherStates {
			t.Run(name+", "+state[:3], func(t *testing.T) {
				t.Parallel()
				for _, message := range []string{
					"Token URL mismatch: (" + site + ") (" + form(state) + ")",
					"Token URL mismatch: (" + form(state) + ") (" + form(otherStates[0]) + ")",
					"Invalid parameter: " + form(state),
				} {
					var log bytes.Buffer
					logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					client := clientOf(t, refusing(3, message), janrain.WithLogger(logger))
					_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: setupToken, TokenURL: site + "?state=" + state})
					refused, ok := errors.AsType[*janrain.Error](err)
					require.True(t, ok, "not %v", err)
					logger.Error("sign-in failed", "error", err)
					search := searchFor(map[string]string{"state": state, "secret": state[:43], "the other": otherStates[0]})
					assert.Empty(t, search.in(canaryErrors(t, err)...), "of %s", message)
					assert.Empty(t, search.in(canaryText{"the log", log.String()}, canaryText{"Message", refused.Message}), "of %s", message)
					assert.Contains(t, refused.Message, "[redacted]", "the reader sees that something was taken out")
					assert.Contains(t, refused.Message, "state", "and of what")
					assert.Equal(t, strings.HasPrefix(message, "Token URL"), errors.Is(err, janrain.ErrTokenURLMismatch))
				}
			})
		}
	}
}

// A word that happens to be called a state is none.
func TestWhatIsNoStateStaysInAMessage(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"Invalid parameter: state=NY", "the state is unknown", "estate=https%3A%2F%2Fshop.example"} {
		_, err := signIn(t, clientOf(t, refusing(1, message)))
		require.ErrorContains(t, err, message)
	}
}

// The whole way: a token that was issued for another browser's token URL.
func TestATokenOfAnotherBrowsersSignInShowsNoState(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{query: "?shop=1"})
	b, other := newBrowser(t, s), newBrowser(t, s)
	own, theirs := b.begin(t, "/own"), other.begin(t, "/theirs")
	token := s.issue(theirs)
	page := b.finish(t, own, token)
	err := s.takeErr(t)
	assertIsExactly(t, err, "ErrStateMismatch", "ErrTokenURLMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "anybody can cause it")
	assert.Equal(t, http.StatusBadRequest, page.status)
	search := searchFor(map[string]string{"own state": stateOf(t, own), "their state": stateOf(t, theirs), "their secret": stateOf(t, theirs)[:43], "token": token})
	assert.Empty(t, search.in(canaryErrors(t, err)...))
	assert.Empty(t, search.in(canaryText{"the page", page.body}), "%%+v and %%#v of the error are on it")

	other.finish(t, theirs, token)
	assert.Equal(t, "/theirs", s.only(t).returnTo, "the other browser's sign-in was not ended")
}

// repeating is a service that tells what it does not like of what it was sent.
func repeating(said string) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) {
		text, err := json.Marshal("Invalid parameter: " + said)
		return httpResponse(400, `{"stat":"fail","err":{"code":1,"msg":`+string(text)+`}}`), err
	})
}

func TestOneTokenOfSeveralIsInNoError(t *testing.T) {
	t.Parallel()
	first, second := strings.Repeat("0a1b2c3d", 5), strings.Repeat("9f8e7d6c", 5)
	call := func(name, value string) func(context.Context, *janrain.Client) error {
		return func(ctx context.Context, c *janrain.Client) error {
			_, err := c.Call(ctx, "api/v2/auth_infos", url.Values{name: {value}})
			return err
		}
	}
	for name, do := range map[string]func(context.Context, *janrain.Client) error{
		"AuthInfos": func(ctx context.Context, c *janrain.Client) error {
			_, err := c.AuthInfos(ctx, janrain.AuthInfosParams{Tokens: []string{first, second}})
			return err
		},
		"commas":                 call("tokens", first+","+second),
		"commas and spaces":      call("tokens", first+", "+second),
		"spaces":                 call("tokens", first+" "+second),
		"a JSON list":            call("tokens", `["`+first+`","`+second+`"]`),
		"a JSON list with lines": call("tokens", "[\n\t\""+first+"\",\n\t\""+second+"\"\n]"),
		"a JSON object":          call("tokens", `{"a":"`+first+`","b":"`+second+`"}`),
		"a list within a list":   call("tokens", `[["`+first+`"],["`+second+`"]]`),
		"one of two values": func(ctx context.Context, c *janrain.Client) error {
			_, err := c.Call(ctx, "api/v2/auth_infos", url.Values{"tokens": {first, second}})
			return err
		},
		"another name for it": call("accessTokens", first+","+second),
	} {
		for _, said := range []string{first, second, second + " " + first, first + "," + second, first + second, "tokens (" + second + ")"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				err := do(t.Context(), clientOf(t, repeating(said)))
				requireNoneOf(t, err, first, second)
			})
		}
	}
}

// requireNoneOf holds a refusal against the secrets that the service has
// repeated in it.
func requireNoneOf(t *testing.T, err error, secrets ...string) {
	t.Helper()
	refused, ok := errors.AsType[*janrain.Error](err)
	require.True(t, ok, "a refusal of the service is an *Error, not %v", err)
	named := map[string]string{}
	for i, secret := range secrets {
		named[fmt.Sprint("secret ", i)] = secret
	}
	search := searchFor(named)
	assert.Empty(t, search.in(canaryErrors(t, err)...), "an error shows no secret, whoever prints it")
	assert.Empty(t, search.in(canaryText{"Message", refused.Message}))
	assert.Contains(t, refused.Message, "[redacted]", "the reader sees that something was taken out")
	assert.True(t, strings.HasPrefix(refused.Message, "Invalid parameter: "), "and reads the rest: %s", refused.Message)
}

// Call does not know what the form's parameters are: it goes by their names.
func TestWhatCallsFormNamesASecretIsInNoError(t *testing.T) {
	t.Parallel()
	const secret = "Qm7Rt2Vx9Lp4Zs8Kd1Wf6"
	for _, name := range []string{
		"token", "tokens", "id_token", "access_token", "refreshToken", "device_token", "token_secret", "token-secret", "TOKEN",
		"password", "newPassword", "password_confirmation", "PASSWORD", "secret", "clientSecret", "fbSecret", "liveidSecret",
		"consumerKey", "consumer_key", "signing_key", "code",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, said := range []string{secret, name + "=" + secret, `"` + secret + `"`, url.QueryEscape(name + "=" + secret)} {
				_, err := clientOf(t, repeating(said)).Call(t.Context(), "api/v2/something_new", url.Values{name: {secret}, "q": {"seen"}})
				requireNoneOf(t, err, secret)
			}
		})
	}
	for _, name := range []string{"tokenUrl", "token_url", "primaryKey", "identifier", "provider"} {
		_, err := clientOf(t, repeating("https://shop.example/")).Call(t.Context(), "api/v2/something_new", url.Values{name: {"https://shop.example/"}})
		require.ErrorContains(t, err, "https://shop.example/", "%s is no secret, and a reader wants to know it", name)
	}
}

// Go 1.26.0 repeats a header that it cannot read, without quotation marks.
func TestAHeaderThatCannotBeReadIsNotRepeated(t *testing.T) {
	t.Parallel()
	_, err := signIn(t, clientOf(t, roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", textproto.ProtocolError("malformed MIME header: missing colon: canary of the answer"))
	})))
	requireTransportError(t, err, true)
	assert.NotContains(t, err.Error(), "canary")
	require.ErrorContains(t, err, "malformed header")
}
