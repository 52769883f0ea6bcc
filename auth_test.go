package janrain_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// damagedKeys are keys as people copy them from files, spreadsheets and chats.
var damagedKeys = map[string]string{
	"carriage return behind":     "canary\r",
	"line feed behind":           "canary\n",
	"both behind":                "canary\r\n",
	"space behind":               "canary ",
	"space in front":             " canary",
	"tab in front":               "\tcanary",
	"white space alone":          " \t ",
	"byte order mark in front":   "\ufeffcanary",
	"no-break space behind":      "canary\u00a0",
	"narrow no-break space":      "canary\u202f",
	"ideographic space in front": "\u3000canary",
	"line separator behind":      "canary\u2028",
	"zero width space behind":    "canary\u200b",
	"zero width joiner inside":   "can\u200dary",
	"soft hyphen inside":         "can\u00adary",
	"right-to-left mark behind":  "canary\u200f",
	"word joiner in front":       "\u2060canary",
	"NUL inside":                 "can\x00ary",
	"line feed inside":           "can\nary",
	"delete behind":              "canary\x7f",
	"C1 control behind":          "canary\u0085",
	"invalid UTF-8":              "can\xffary",
	"replacement character":      "canary\ufffd",
	"Hangul filler behind":       "canary\u3164",
	"variation selector behind":  "canary\ufe0f",
	"grapheme joiner inside":     "can\u034fary",
	"blank Braille pattern":      "canary\u2800",
}

func TestDamagedKeysAreRejected(t *testing.T) {
	t.Parallel()
	for name, key := range damagedKeys {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for field, err := range map[string]error{
				"apiKey":         kit.ErrOf(janrain.NewClient(kit.Domain, key)),
				"WithPartnerKey": kit.ErrOf(janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithPartnerKey(key))),
				"WithBasicAuth":  kit.ErrOf(janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithBasicAuth("id", key))),
			} {
				refused := kit.RequireParamError(t, err, field, "")
				assert.Equal(t, "NewClient", refused.Endpoint)
				assert.NotContains(t, err.Error(), "canary", "an error must not contain a key")
				assert.NotContains(t, err.Error(), "ary")
			}
		})
	}
}

// These keys have every format shown on the vendor's pages, and characters that form encoding
// must escape.
func TestKeysArriveUnchanged(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"1234567891234567891234567891234567891234", "Ab-._~9/+==", "100%&more=1", "a b", "ключ", "x",
	} {
		service := kit.RespondWith(kit.Success)
		client, err := janrain.NewClient(kit.Domain, key, janrain.WithPartnerKey("p"+key),
			janrain.WithHTTPClient(&http.Client{Transport: service}))
		require.NoError(t, err)
		require.NoError(t, kit.Calls[2].Do(t.Context(), client))
		form := service.Only(t).Form(t)
		assert.Equal(t, []string{key}, form["apiKey"])
		assert.Equal(t, []string{"p" + key}, form["partnerKey"])
	}
}

func TestBasicAuthIsSentInAdditionToTheKeys(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		require.NoError(t, call.Do(t.Context(), kit.Client(t, service, janrain.WithBasicAuth("abcdefg", "hij:klmnop"))))
		sent := service.Only(t)
		want := "Basic " + base64.StdEncoding.EncodeToString([]byte("abcdefg:hij:klmnop"))
		assert.Equal(t, []string{want}, sent.Header.Values("Authorization"))
		assert.Equal(t, kit.APIKey, sent.Form(t).Get("apiKey"), "the key must be in the form")
		assert.Nil(t, sent.URL.User, "the URL must have no user info")
		assert.NotContains(t, sent.Body, "klmnop", "the secret must be only in the header")
	})
}

func TestPartnerCallWithoutPartnerKeyIsRejected(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	client, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	err = kit.Calls[2].Do(t.Context(), client)
	kit.RequireParamError(t, err, "WithPartnerKey", "partnerKey")
	require.ErrorIs(t, err, janrain.ErrMissingParameter)
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err))
	service.AssertSilent(t)
}

// A service that repeats the request must not leak a secret into an application's log.
func TestRepeatedSecretsAreRedacted(t *testing.T) {
	t.Parallel()
	const (
		token       = "tok+en/with=specials&8cff5948"
		key         = "key+en/with=specials&1e9b"
		partnerKey  = "partner+key/31&digits"
		basicSecret = "basic+secret/&99"
		secret      = "sec+ret/of&provider"
		consumerKey = "consumer+key/of&provider"
	)
	all := []string{token, key, partnerKey, basicSecret, secret, consumerKey}
	secretCalls := []kit.Call{
		{Name: "auth_info", Do: func(ctx context.Context, c *janrain.Client) error {
			_, err := c.AuthInfo(ctx, janrain.AuthInfoParams{Token: token})
			return err
		}},
		{Name: "add_or_update_access_token", Do: func(ctx context.Context, c *janrain.Client) error {
			return c.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: kit.Identifier, Token: token})
		}},
		{Name: "set_properties of google", Do: func(ctx context.Context, c *janrain.Client) error {
			return c.SetProviderProperties(ctx, janrain.ConsumerProperties{Provider: "google", ConsumerKey: consumerKey, Secret: secret})
		}},
		{Name: "set_properties of facebook", Do: func(ctx context.Context, c *janrain.Client) error {
			return c.SetProviderProperties(ctx, janrain.FacebookProperties{AppID: "123456", Secret: secret})
		}},
		{Name: "set_properties of live_id", Do: func(ctx context.Context, c *janrain.Client) error {
			return c.SetProviderProperties(ctx, janrain.LiveIDProperties{AppID: "123456", Secret: secret, PrivacyPolicyURL: "https://a.example/"})
		}},
		{Name: "set_properties of yahoo", Do: func(ctx context.Context, c *janrain.Client) error {
			return c.SetProviderProperties(ctx, janrain.YahooProperties{AppID: "123456", ConsumerKey: consumerKey, Secret: secret})
		}},
	}
	forms := map[string]func(string) string{
		"as they are":   func(s string) string { return s },
		"query-escaped": url.QueryEscape,
	}
	bodies := map[string]string{
		"a message":             `{"stat":"fail","err":{"code":1,"msg":"Invalid REPEATED!"}}`,
		"a bare error":          `{"stat":"fail","err":"REPEATED"}`,
		"a Registration answer": `{"stat":"error","code":200,"error":"REPEATED","error_description":"REPEATED"}`,
		"a Registration error":  `{"stat":"error","code":200,"error":"REPEATED"}`,
	}
	for _, call := range secretCalls {
		for formName, form := range forms {
			for bodyName, body := range bodies {
				t.Run(call.Name+"/"+bodyName+"/"+formName, func(t *testing.T) {
					t.Parallel()
					// The service repeats the form and the header of the call.
					service := kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
						var sent []string
						_ = r.ParseForm()
						for _, name := range []string{"apiKey", "partnerKey", "token", "secret", "consumerKey", "fbSecret", "liveidSecret"} {
							sent = append(sent, form(r.PostForm.Get(name)))
						}
						_, password, _ := r.BasicAuth()
						sent = append(sent, form(password))
						text := strconv.Quote(strings.Join(sent, " "))
						return kit.HTTPResponse(400, strings.ReplaceAll(body, "REPEATED", text[1:len(text)-1])), nil
					})
					client, err := janrain.NewClient(kit.Domain, key, janrain.WithPartnerKey(partnerKey),
						janrain.WithBasicAuth("abcdefg", basicSecret), janrain.WithHTTPClient(&http.Client{Transport: service}))
					require.NoError(t, err)
					err = call.Do(t.Context(), client)
					var refused *janrain.Error
					require.ErrorAs(t, err, &refused)
					for _, secret := range all {
						for _, text := range []string{refused.Message, err.Error()} {
							assert.NotContains(t, text, secret)
							assert.NotContains(t, text, url.QueryEscape(secret))
						}
					}
					assert.Contains(t, refused.Message, "[redacted]",
						"the message must show that something was redacted")
				})
			}
		}
	}
}

// A secret that begins with another secret must be redacted completely.
func TestOverlappingSecretsAreRedactedCompletely(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: mykey-and-the-rest"}}`)
	client, err := janrain.NewClient(kit.Domain, "mykey", janrain.WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "mykey-and-the-rest"})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "and-the-rest", "the rest of the token must be redacted too")
}

// Tests often use keys that are words of the API. They must not change what an error means.
func TestKeyThatIsAWordOfTheAPIChangesNoMeaning(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`)
	client, err := janrain.NewClient(kit.Domain, "apiKey", janrain.WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "token"})
	kit.AssertIsExactly(t, err, "ErrAuthentication", "ErrInvalidAPIKey")
}

// Whoever posts a token chooses it, but must not choose what an error means.
func TestTokenThatIsAWordOfTheMessageChangesNoMeaning(t *testing.T) {
	t.Parallel()
	for token, tt := range map[string]struct {
		code    int
		message string
		want    []string
		fault   janrain.Fault
	}{
		"Invalid":   {1, "Invalid parameter: apiKey", []string{"ErrInvalidParameter", "ErrAuthentication", "ErrInvalidAPIKey"}, janrain.FaultDeveloper},
		"parameter": {1, "Invalid parameter: token", []string{"ErrInvalidParameter"}, janrain.FaultUser},
		"mismatch":  {3, "Token URL mismatch: (a) (b)", []string{"ErrTokenURLMismatch"}, janrain.FaultDeveloper},
	} {
		service := kit.RespondWith(fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%q}}`, tt.code, tt.message))
		_, err := kit.Client(t, service).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		kit.AssertIsExactly(t, err, tt.want...)
		assert.Equal(t, tt.fault, janrain.FaultOf(err), "of %q", tt.message)
		assert.NotContains(t, err.Error(), token)
	}
}

func TestSecretsInAContentTypeOrARedirectHostAreRedacted(t *testing.T) {
	t.Parallel()
	_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/" + kit.Token}})))
	var garbled *janrain.DecodeError
	require.ErrorAs(t, err, &garbled)
	assert.NotContains(t, garbled.ContentType+err.Error(), kit.Token)

	// A media type is converted to lower case, so the key must be found in it regardless of case.
	const mixed = "ABCdef0123456789"
	client, err := janrain.NewClient(kit.Domain, mixed, janrain.WithHTTPClient(&http.Client{
		Transport: kit.Respond(kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/" + mixed}}),
	}))
	require.NoError(t, err)
	_, err = kit.SignIn(t, client)
	require.ErrorAs(t, err, &garbled)
	assert.NotContains(t, garbled.ContentType+err.Error(), strings.ToLower(mixed))

	_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: 302, Header: map[string]string{"Location": "https://" + kit.Token + ".evil.example/"}})))
	var broken *janrain.TransportError
	require.ErrorAs(t, err, &broken)
	assert.NotContains(t, broken.Err.Error()+err.Error(), kit.Token)
	require.ErrorIs(t, err, janrain.ErrRedirect, "redacting must not hide what happened")
}

// A front end that repeats the Authorization header repeats the secret.
func TestBasicAuthHeaderIsRedacted(t *testing.T) {
	t.Parallel()
	echo := kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
		return kit.HTTPResponse(http.StatusBadRequest, `{"stat":"fail","err":{"code":1,"msg":"not you: `+r.Header.Get("Authorization")+`"}}`), nil
	})
	_, err := kit.SignIn(t, kit.Client(t, echo, janrain.WithBasicAuth("abcdefg", "hij:klmnop")))
	require.ErrorContains(t, err, "not you: Basic [redacted]")
	assert.NotContains(t, err.Error(), strings.TrimRight(base64.StdEncoding.EncodeToString([]byte("abcdefg:hij:klmnop")), "=")[12:])
}

// A network error without a secret is not changed.
func TestReasonWithoutASecretIsKept(t *testing.T) {
	t.Parallel()
	_, err := kit.SignIn(t, kit.Client(t, kit.RoundTripper(kit.Lost)))
	assert.Equal(t, "unexpected EOF", kit.RequireTransportError(t, err, true).Err.Error())
}

// A media type and a host are not shown if they contain a piece of a secret.
func TestPieceOfASecretInANameIsNotShown(t *testing.T) {
	t.Parallel()
	const key, partnerKey = "zq7kx0w9vb3n", "k7qz"
	state := strings.Repeat("Qz9-", 11)[:42] + "w" // 32 bytes in base64url
	for name, piece := range map[string]string{
		"the first letters":          key[:8],
		"the last letters":           key[len(key)-8:],
		"between other letters":      "xml" + key[2:10] + "xml",
		"a piece of the state":       state[20:],
		"a secret that is short":     partnerKey,
		"the same, in other letters": strings.ToUpper(key[1:9]),
	} {
		client := func(answer kit.Response) *janrain.Client {
			made, err := janrain.NewClient(kit.Domain, key, janrain.WithPartnerKey(partnerKey), janrain.WithHTTPClient(&http.Client{Transport: kit.Respond(answer)}))
			require.NoError(t, err)
			return made
		}
		params := janrain.AuthInfoParams{Token: kit.Token, TokenURL: "https://shop.example/signin?state=" + state + ".Lw"}
		_, err := client(kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/" + piece}}).AuthInfo(t.Context(), params)
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled)
		assert.Empty(t, garbled.ContentType, "a media type with %s", name)
		assert.NotContains(t, strings.ToLower(err.Error()), strings.ToLower(piece), name)

		_, err = client(kit.Response{Status: 302, Header: map[string]string{"Location": "https://" + piece + ".evil.example/"}}).AuthInfo(t.Context(), params)
		require.ErrorIs(t, err, janrain.ErrRedirect)
		assert.NotContains(t, strings.ToLower(err.Error()), strings.ToLower(piece), "a host with %s", name)
	}
	_, err := kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/html"}})))
	assert.ErrorContains(t, err, "text/html", "a media type without a secret must be shown")
}

// A password of several short words is redacted as a whole.
func TestSecretOfShortWordsIsRedactedCompletely(t *testing.T) {
	t.Parallel()
	const secret = "we go up to it"
	echo := kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.ParseForm()
		text := strconv.Quote(fmt.Sprint(r.PostForm, r.PostForm.Encode()))
		return kit.HTTPResponse(http.StatusBadRequest, `{"stat":"fail","err":{"code":1,"msg":`+text+`}}`), nil
	})
	for _, name := range []string{"password", "signing_keys", "authorization", "Authorization"} {
		_, err := kit.Client(t, echo).Call(t.Context(), "api/v2/new", url.Values{name: {secret}})
		var refused *janrain.Error
		require.ErrorAs(t, err, &refused)
		assert.NotContains(t, refused.Message, secret, name)
		assert.NotContains(t, refused.Message, url.QueryEscape(secret), name)
	}
}

// A posted token must not make the message unreadable.
func TestTokenThatIsAParameterNameStaysInTheMessage(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(`{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: token"}}`)
	_, err := kit.Client(t, service).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "token"})
	require.ErrorContains(t, err, "Invalid parameter: token")
}
