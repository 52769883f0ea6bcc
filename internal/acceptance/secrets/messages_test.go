package secrets

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
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// If two token URLs differ, the service's message names both, and one of them may belong to a
// sign-in in progress in another browser.
func TestErrorsShowNoStateFromAMessage(t *testing.T) {
	t.Parallel()
	const site = "https://shop.example/signin"
	for name, form := range map[string]func(state string) string{
		"unchanged":             func(s string) string { return site + "?state=" + s },
		"after a parameter":     func(s string) string { return site + "?a=b&state=" + s },
		"before a parameter":    func(s string) string { return site + "?state=" + s + "&a=b" },
		"escaped":               func(s string) string { return url.QueryEscape(site + "?state=" + s) },
		"escaped in lower case": func(s string) string { return strings.ToLower(url.QueryEscape(site+"?state=")) + s },
		"alone":                 func(s string) string { return "state=" + s },
	} {
		for _, state := range kit.OtherStates {
			t.Run(name+", "+state[:3], func(t *testing.T) {
				t.Parallel()
				for _, message := range []string{
					"Token URL mismatch: (" + site + ") (" + form(state) + ")",
					"Token URL mismatch: (" + form(state) + ") (" + form(kit.OtherStates[0]) + ")",
					"Invalid parameter: " + form(state),
				} {
					var log bytes.Buffer
					logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					client := kit.Client(t, kit.Refusing(3, message), janrain.WithLogger(logger))
					_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: kit.Token, TokenURL: site + "?state=" + state})
					refused, ok := errors.AsType[*janrain.Error](err)
					require.True(t, ok, "not %v", err)
					logger.Error("sign-in failed", "error", err)
					search := kit.SearchFor(map[string]string{"state": state, "secret": state[:43], "the other": kit.OtherStates[0]})
					assert.Empty(t, search.In(kit.Errors(t, err)...), "of %s", message)
					assert.Empty(t, search.In(kit.Spelling{How: "the log", Text: log.String()}, kit.Spelling{How: "Message", Text: refused.Message}),
						"of %s", message)
					assert.Contains(t, refused.Message, "[redacted]",
						"the message must show that something was redacted")
					assert.Contains(t, refused.Message, "state", "the message must still name the parameter")
					assert.Equal(t, strings.HasPrefix(message, "Token URL"), errors.Is(err, janrain.ErrTokenURLMismatch))
				}
			})
		}
	}
}

// Other values named state are not redacted.
func TestOtherValuesNamedStateStayInAMessage(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"Invalid parameter: state=NY", "the state is unknown", "estate=https%3A%2F%2Fshop.example"} {
		_, err := kit.SignIn(t, kit.Client(t, kit.Refusing(1, message)))
		require.ErrorContains(t, err, message)
	}
}

// This test goes through a whole sign-in with a token that was issued for another browser's token
// URL.
func TestTokenOfAnotherBrowserShowsNoState(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Query: "?shop=1"})
	b, other := kit.NewBrowser(t, s), kit.NewBrowser(t, s)
	own, theirs := b.Begin(t, "/own"), other.Begin(t, "/theirs")
	token := s.Issue(theirs)
	page := b.Finish(t, own, token)
	err := s.TakeErr(t)
	kit.AssertIsExactly(t, err, "ErrStateMismatch", "ErrTokenURLMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "any visitor can cause this error")
	assert.Equal(t, http.StatusBadRequest, page.Status)
	search := kit.SearchFor(map[string]string{"own state": kit.StateOf(t, own), "their state": kit.StateOf(t, theirs), "their secret": kit.StateOf(t, theirs)[:43], "token": token})
	assert.Empty(t, search.In(kit.Errors(t, err)...))
	assert.Empty(t, search.In(kit.Spelling{How: "the page", Text: page.Body}),
		"the page shows %%+v and %%#v of the error")

	other.Finish(t, theirs, token)
	assert.Equal(t, "/theirs", s.Only(t).ReturnTo, "the sign-in in the other browser must still work")
}

// repeating returns a service whose error message repeats what the function selects from the
// request.
func repeating(said string) http.RoundTripper {
	return kit.RoundTripper(func(*http.Request) (*http.Response, error) {
		text, err := json.Marshal("Invalid parameter: " + said)
		return kit.HTTPResponse(400, `{"stat":"fail","err":{"code":1,"msg":`+string(text)+`}}`), err
	})
}

func TestErrorsShowNoTokenOfAList(t *testing.T) {
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
		"another parameter name": call("accessTokens", first+","+second),
	} {
		for _, said := range []string{first, second, second + " " + first, first + "," + second, first + second, "tokens (" + second + ")"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				err := do(t.Context(), kit.Client(t, repeating(said)))
				requireNoneOf(t, err, first, second)
			})
		}
	}
}

// requireNoneOf asserts that the service's error shows none of the secrets that its message
// repeats.
func requireNoneOf(t *testing.T, err error, secrets ...string) {
	t.Helper()
	refused, ok := errors.AsType[*janrain.Error](err)
	require.True(t, ok, "the error must be an *Error, not %v", err)
	named := map[string]string{}
	for i, secret := range secrets {
		named[fmt.Sprint("secret ", i)] = secret
	}
	search := kit.SearchFor(named)
	assert.Empty(t, search.In(kit.Errors(t, err)...), "an error must show no secret, however it is printed")
	assert.Empty(t, search.In(kit.Spelling{How: "Message", Text: refused.Message}))
	assert.Contains(t, refused.Message, "[redacted]", "the message must show that something was redacted")
	assert.True(t, strings.HasPrefix(refused.Message, "Invalid parameter: "),
		"the rest of the message must be kept: %s", refused.Message)
}

// Call does not know the meaning of parameters and goes by their names.
func TestErrorsShowNoSecretParameterOfCall(t *testing.T) {
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
				_, err := kit.Client(t, repeating(said)).Call(t.Context(), "api/v2/something_new", url.Values{name: {secret}, "q": {"seen"}})
				requireNoneOf(t, err, secret)
			}
		})
	}
	for _, name := range []string{"tokenUrl", "token_url", "primaryKey", "identifier", "provider"} {
		_, err := kit.Client(t, repeating("https://shop.example/")).Call(t.Context(), "api/v2/something_new", url.Values{name: {"https://shop.example/"}})
		require.ErrorContains(t, err, "https://shop.example/", "%s is not a secret and must be kept", name)
	}
}

// Go 1.26.0 repeats a header that it cannot parse, without quotation marks.
func TestInvalidHeaderIsNotRepeated(t *testing.T) {
	t.Parallel()
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", textproto.ProtocolError("malformed MIME header: missing colon: canary of the answer"))
	})))
	kit.RequireTransportError(t, err, true)
	assert.NotContains(t, err.Error(), "canary")
	require.ErrorContains(t, err, "malformed header")
}
