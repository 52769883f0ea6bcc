package secrets

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// pieceToken has 41 characters, as the service's tokens do.
const pieceToken = "q7Rt2Vx9Lp4Zs8Kd1Wf6Ym3Bn5Hc0Jg7Tv2Xz9Qa4"

// assertNoPiece asserts that a text contains no eight consecutive characters of a secret.
func assertNoPiece(t *testing.T, text, secret, how string) {
	t.Helper()
	text, secret = strings.ToLower(text), strings.ToLower(secret)
	for i := range len(secret) - 7 {
		if strings.Contains(text, secret[i:i+8]) {
			assert.Fail(t, "a piece of a secret is shown", "%s: %q in %q", how, secret[i:i+8], text)
			return
		}
	}
}

var pieceSpellings = map[string]func(string) string{
	"unchanged":     func(s string) string { return s },
	"upper case":    strings.ToUpper,
	"escaped":       url.QueryEscape,
	"escaped twice": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"hex":           func(s string) string { return hex.EncodeToString([]byte(s)) },
	"base64":        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
}

// A service that truncates what it repeats still shows a piece of a secret.
func TestPieceOfASecretInAMessageIsRedacted(t *testing.T) {
	t.Parallel()
	const key, partnerKey = "a1b2c3d4e5f6a7b8c9d0", "Pk+/=key with & signs%2B"
	token := pieceToken[:41]
	for spelling, spell := range pieceSpellings {
		for name, piece := range map[string]string{
			"the first 30 of the token": token[:30], "the last 30": token[11:], "eight in the middle": token[17:25],
			"of the API key": key[:12], "of the partner key": partnerKey[:16], "the partner key": partnerKey,
			"of the Basic header": base64.StdEncoding.EncodeToString([]byte("client:s3cretOfTheClient"))[4:24],
		} {
			text, err := json.Marshal("Invalid parameter: token (" + spell(piece) + "...)")
			require.NoError(t, err)
			for kind, body := range map[string]string{
				"a message":            `{"stat":"fail","err":{"code":1,"msg":` + string(text) + `}}`,
				"a bare error":         `{"stat":"fail","err":` + string(text) + `}`,
				"a Registration error": `{"stat":"error","code":200,"error_description":` + string(text) + `}`,
			} {
				client, err := janrain.NewClient(kit.Domain, key, janrain.WithPartnerKey(partnerKey), janrain.WithBasicAuth("client", "s3cretOfTheClient"),
					janrain.WithHTTPClient(&http.Client{Transport: kit.Respond(kit.Response{Status: 400, Body: body})}))
				require.NoError(t, err)
				_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: "https://shop.example/signin"})
				refused, ok := errors.AsType[*janrain.Error](err)
				require.True(t, ok)
				how := name + ", " + spelling + ", " + kind
				assert.NotContains(t, strings.ToLower(refused.Message+err.Error()), strings.ToLower(spell(piece)), how)
				assertNoPiece(t, refused.Message+err.Error(), piece, how)
				assert.Contains(t, refused.Message, "Invalid parameter: token ([redacted]", how)
			}
		}
	}
}

// A message stays readable even if a secret consists of ordinary words.
func TestMessageStaysReadable(t *testing.T) {
	t.Parallel()
	const site = "https://shop.example/signin"
	for _, tt := range []struct{ key, token, message string }{
		{"my-partnerKey-for-tests", "parameter-of-mine", "Invalid partnerKey"},
		{"shop.example/signin/key", "https://shop.example/", "Token URL mismatch: (" + site + ") (" + site + "2)"},
		{"identifier1", "provider-token", "Invalid provider: identifier"},
		{"configured-key", "notconfigured", "Facebook not configured"},
	} {
		client, err := janrain.NewClient(kit.Domain, tt.key, janrain.WithHTTPClient(&http.Client{Transport: kit.Refusing(1, tt.message)}))
		require.NoError(t, err)
		_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: tt.token + "-and-more", TokenURL: site})
		require.ErrorContains(t, err, tt.message)
	}
}

// Network errors quote what a server sent, such as the names in a certificate.
func TestPieceOfASecretInANetworkErrorIsRedacted(t *testing.T) {
	t.Parallel()
	for spelling, spell := range pieceSpellings {
		said := spell(pieceToken[3:33])
		for name, cause := range map[string]error{
			"the network":   fmt.Errorf("read tcp: %s", said),
			"a certificate": &tlsNameError{said},
			"quoted":        fmt.Errorf("net/http: bad thing %q", said),
		} {
			_, err := kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, cause })).
				AuthInfo(t.Context(), janrain.AuthInfoParams{Token: pieceToken})
			broken := kit.RequireTransportError(t, err, true)
			text := strings.ToLower(broken.Err.Error() + err.Error())
			assert.NotContains(t, text, strings.ToLower(said), "%s, %s", name, spelling)
			assertNoPiece(t, text, pieceToken, name+", "+spelling)
		}
		for _, host := range []string{said + ".example", "a." + said} {
			answer := kit.Response{Status: http.StatusFound, Header: map[string]string{"Location": "https://" + host + "/"}}
			_, err := kit.Client(t, kit.Respond(answer)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: pieceToken})
			require.ErrorIs(t, err, janrain.ErrRedirect)
			assert.NotContains(t, strings.ToLower(err.Error()), strings.ToLower(said), "a host, %s", spelling)
		}
		answer := kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/" + said}}
		_, err := kit.Client(t, kit.Respond(answer)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: pieceToken})
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok)
		assert.Empty(t, garbled.ContentType, "a media type, %s", spelling)
	}
}

// A tlsNameError is a network error with a name chosen by a server.
type tlsNameError struct{ name string }

func (e *tlsNameError) Error() string {
	return "x509: certificate is valid for " + e.name + ", not " + kit.Domain
}

func (e *tlsNameError) Timeout() bool { return false }

func (e *tlsNameError) Temporary() bool { return false }

// A very long message is not kept, and searching it takes no time.
func TestMessageIsBounded(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"letters":         strings.Repeat("a", 4<<20-100),
		"the token":       strings.Repeat(pieceToken, (4<<20-100)/len(pieceToken)),
		"percent signs":   strings.Repeat("%25", (4<<20-100)/3),
		"states":          strings.Repeat("state=", (4<<20-100)/6),
		"spaces":          strings.Repeat(" ", 4<<20-100),
		"wide characters": strings.Repeat("漢", (4<<20-100)/3),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			_, err := kit.Client(t, kit.RespondWith(`{"stat":"fail","err":{"code":1,"msg":"`+message+`"}}`)).
				AuthInfo(t.Context(), janrain.AuthInfoParams{Token: pieceToken})
			refused, ok := errors.AsType[*janrain.Error](err)
			require.True(t, ok, "not %v", err)
			assert.LessOrEqual(t, len(refused.Message), 16<<10+len("..."))
			assert.True(t, strings.HasSuffix(refused.Message, "..."))
			assertNoPiece(t, refused.Message, pieceToken, name)
			kit.AssertOneLine(t, err)
			assert.Less(t, time.Since(start), 5*time.Second)
		})
	}
}

// Whoever posts a token decides how long it is.
func TestLongTokenIsRedactedQuickly(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("0a1b2c3d4e5f,", 5000)
	start := time.Now()
	for range 10 {
		_, err := kit.Client(t, kit.Refusing(2, "Data not found: "+token[:30])).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		require.ErrorContains(t, err, "Data not found: [redacted]")
	}
	assert.Less(t, time.Since(start), 5*time.Second)
}

// Redacting an error's text does not change its Fault.
func TestRedactedErrorKeepsItsFault(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cause error
		want  janrain.Fault
	}{
		"a certificate": {&tls.CertificateVerificationError{Err: &tlsNameError{pieceToken}}, janrain.FaultDeveloper},
		"a deadline":    {fmt.Errorf("%s: %w", pieceToken, context.DeadlineExceeded), janrain.FaultService},
		"cancelled":     {fmt.Errorf("%s: %w", pieceToken, context.Canceled), janrain.FaultCanceled},
		"the network":   {fmt.Errorf("%s: %w", pieceToken, io.ErrUnexpectedEOF), janrain.FaultService},
	} {
		_, err := kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, tt.cause })).
			AuthInfo(t.Context(), janrain.AuthInfoParams{Token: pieceToken})
		assert.Equal(t, tt.want, janrain.FaultOf(err), name)
		kit.AssertAdviceAgrees(t, err)
		assertNoPiece(t, fmt.Sprintf("%v %+v %#v", err, err, err), pieceToken, name)
		_, open := errors.AsType[*tls.CertificateVerificationError](err)
		assert.False(t, open, "an error that contains a secret must not be unwrapped")
	}
}

// Some versions of net/http quote a header that they cannot parse.
func TestLongInvalidHeaderIsNotRepeated(t *testing.T) {
	t.Parallel()
	header := textproto.ProtocolError("malformed MIME header: " + strings.Repeat("canary", 10_000))
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("net/http: %w", header) })))
	broken := kit.RequireTransportError(t, err, true)
	assert.NotContains(t, broken.Err.Error(), "canary")
}
