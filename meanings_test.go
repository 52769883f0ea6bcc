package janrain_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// parameterMessages are the documented messages of code 1.
var parameterMessages = []struct {
	message string
	is      []string
	fault   janrain.Fault
	advice  string
}{
	{"Invalid parameter: identifier", nil, janrain.FaultDeveloper, "documentation"},
	{"Could not determine CNAME for custom domain", nil, janrain.FaultDeveloper, "DNS record"},
	{"Supplied domain not found in partner domain whitelist", nil, janrain.FaultDeveloper, "allow list"},
	{"Invalid realm", nil, janrain.FaultDeveloper, "the name is too short or too long"},
	{"Invalid realm", nil, janrain.FaultDeveloper, "the realm is too long"},
	{"Invalid realm", nil, janrain.FaultDeveloper, "invalid characters"},
	{"Invalid realm", nil, janrain.FaultDeveloper, "another application has the realm or the domain"},
	{"Invalid provider: gogle", nil, janrain.FaultDeveloper, "AvailableProviders"},
	{"Facebook not configured", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "dashboard"},
	{"Microsoft Account not configured.", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "SetProviderProperties"},
	{"Google is not configured for this application", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "dashboard"},
	{"Setting permissions not supported for this provider", []string{"ErrNotSupported"}, janrain.FaultDeveloper, "LinkedIn, Mixi"},
	{"Permission does not exist: readMailbx", nil, janrain.FaultDeveloper, "spelling"},
	{"Permission not supported for this provider: readMailbox", []string{"ErrNotSupported"}, janrain.FaultDeveloper, "leave it out"},
	{"Permission can not be set: email", nil, janrain.FaultDeveloper, "leave it out"},
	{"Permission cannot be set: email", nil, janrain.FaultDeveloper, "leave it out"},
	{"Data unavailable for http://a.example/", []string{"ErrDataNotFound"}, janrain.FaultUser, "sign in again"},
	{"Invalid parameter: token", nil, janrain.FaultUser, "sign in again"},
	{"Invalid parameter: tokens", nil, janrain.FaultUser, "sign in again"},
	{"Invalid parameter: apiKey", []string{"ErrAuthentication", "ErrInvalidAPIKey"}, janrain.FaultDeveloper, "API key"},
	{"Invalid parameter: partnerKey.", []string{"ErrAuthentication", "ErrInvalidPartnerKey"}, janrain.FaultDeveloper, "partner key"},

	// What somebody else has chosen does not decide.
	{"Invalid parameter: Facebook not configured", nil, janrain.FaultDeveloper, "documentation"},
	{"http://a.example/ not configured", nil, janrain.FaultDeveloper, "documentation"},
	{strings.Repeat("a", 61) + " not configured", nil, janrain.FaultDeveloper, "documentation"},
	{"Not the realm: Invalid realm", nil, janrain.FaultDeveloper, "documentation"},
}

func TestTheMeaningsOfCode1(t *testing.T) {
	t.Parallel()
	for _, tt := range parameterMessages {
		for _, message := range []string{tt.message, strings.ToUpper(tt.message), " " + strings.ReplaceAll(tt.message, " ", "\t ")} {
			body := fmt.Sprintf(`{"stat":"fail","err":{"code":1,"msg":%q}}`, message)
			client := kit.Client(t, kit.Respond(kit.Response{Status: 400, Body: body}))
			for _, call := range []kit.Call{kit.Calls[0], kit.Calls[2]} {
				err := call.Do(t.Context(), client)
				kit.AssertIsExactly(t, err, append([]string{"ErrInvalidParameter"}, tt.is...)...)
				assert.Equal(t, tt.fault, janrain.FaultOf(err), "of %q", message)
				require.ErrorContains(t, err, tt.advice, "of %q", message)
				kit.AssertOneLine(t, err)
			}
		}
	}
}

// The messages of code 1 mean nothing in particular under another code.
func TestTheMessagesOfCode1MeanNothingUnderOtherCodes(t *testing.T) {
	t.Parallel()
	for _, code := range []janrain.Code{-1, 0, 2, 4, 10, 18, 990} {
		for _, tt := range parameterMessages {
			plain := &janrain.Error{Method: "map", Code: code, Message: "no", HTTPStatus: 400}
			err := &janrain.Error{Method: "map", Code: code, Message: tt.message, HTTPStatus: 400}
			assert.Equal(t, janrain.FaultOf(plain), janrain.FaultOf(err), "of code %d, %q", code, tt.message)
			assert.Equal(t, kit.AdviceIn(plain), kit.AdviceIn(err), "of code %d, %q", code, tt.message)
		}
	}
}

func TestTheAdviceOfARefusalAgreesWithItsFault(t *testing.T) {
	t.Parallel()
	messages := []string{
		"", "no", "Invalid apiKey", "Invalid partnerKey", "Token URL mismatch: a b", "Missing parameter: token",
	}
	for _, tt := range parameterMessages {
		messages = append(messages, tt.message)
	}
	codes := []janrain.Code{janrain.CodeNone, -2, 21, 990}
	for _, tt := range codeTable {
		codes = append(codes, tt.code)
	}
	for _, method := range methodNames() {
		for _, code := range codes {
			for _, status := range []int{200, 400, 403, 404, 429, 500, 503} {
				for _, message := range messages {
					kit.AssertAdviceAgrees(t, &janrain.Error{Method: method, Code: code, Message: message, HTTPStatus: status})
				}
				kit.AssertAdviceAgrees(t, &janrain.Error{Method: method, Code: code, RegistrationCode: 200, HTTPStatus: status})
			}
		}
	}
}

// methodNames are the documented names, and names that are none.
func methodNames() []string {
	names := []string{"", "api/v2/new", "/auth_info", "auth_infos"}
	for _, call := range kit.Endpoints {
		names = append(names, call.Name)
	}
	return names
}

func TestTheAdviceOfWhatIsNoAnswerAgreesWithItsFault(t *testing.T) {
	t.Parallel()
	for _, method := range methodNames() {
		for status := 100; status < 600; status++ {
			for _, err := range []error{nil, janrain.ErrNoIdentifier} {
				for _, kind := range []string{"", "text/html", "application/json"} {
					kit.AssertAdviceAgrees(t, &janrain.DecodeError{Method: method, HTTPStatus: status, ContentType: kind, Reason: "x", Err: err})
				}
			}
		}
		for _, cause := range []error{
			nil, io.EOF, io.ErrUnexpectedEOF, context.Canceled, context.DeadlineExceeded, janrain.ErrRedirect, janrain.ErrResponseTooLarge,
			&tls.CertificateVerificationError{Err: errors.New("x")}, fmt.Errorf("%w: %w", context.Canceled, io.EOF),
		} {
			for _, sent := range []bool{true, false} {
				kit.AssertAdviceAgrees(t, &janrain.TransportError{Method: method, MayHaveBeenSent: sent, Err: cause})
			}
		}
		kit.AssertAdviceAgrees(t, &janrain.ParamError{Method: method, Field: "Token", Parameter: "token", Reason: "is missing", Missing: true})
	}
	for reason := range janrain.StateReason(20) {
		kit.AssertAdviceAgrees(t, &janrain.StateError{Reason: reason})
	}
	for reason := range janrain.LinkReason(20) {
		kit.AssertAdviceAgrees(t, &janrain.LinkError{Reason: reason})
	}
	kit.AssertAdviceAgrees(t, &janrain.TokenError{Reason: "is missing"})
}

// A sign-in without a user is not mended by the user: the next one has none either.
func TestASignInWithoutAUserIsTheServicesFaultAndSaysSo(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"stat":"ok","profile":{}}`, `{"stat":"ok"}`, `{"stat":"ok","profile":{"identifier":" "}}`} {
		for _, name := range []string{"auth_info", "get_user_data"} {
			client := kit.Client(t, kit.RespondWith(body))
			_, err := client.Call(t.Context(), "api/v2/"+name, map[string][]string{"token": {kit.Token}})
			kit.AssertIsExactly(t, err, "ErrNoIdentifier")
			assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
			kit.AssertAdviceAgrees(t, err)
			require.ErrorContains(t, err, "the provider's settings on the dashboard")
		}
	}
}

// A path that reads like the name of a documented call is another call.
func TestAPathIsNoDocumentedName(t *testing.T) {
	t.Parallel()
	client := kit.Client(t, kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: `{"stat":"fail","err":{"code":2,"msg":"no"}}`}))
	_, err := client.Call(t.Context(), "auth_info", nil)
	refused, ok := errors.AsType[*janrain.Error](err)
	require.True(t, ok)
	assert.Equal(t, "/auth_info", refused.Method)
	assert.NotContains(t, err.Error(), "the token is unknown")

	_, err = client.Call(t.Context(), "api/v2/auth_info", nil)
	require.ErrorContains(t, err, "janrain: auth_info: ")
	require.ErrorContains(t, err, "the token is unknown")
}

// What a call says of its own is said whoever makes the error.
func TestACallsOwnAdvice(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&janrain.Error{Method: "add_or_update_access_token", Code: 11}, "Facebook, RenRen, SoundCloud and Foursquare only"},
		{&janrain.Error{Method: "add_or_update_access_token", Code: 1, Message: "Invalid provider: x"}, "Facebook, RenRen, SoundCloud and Foursquare only"},
		{&janrain.Error{Method: "map", Code: 11}, "another provider"},
		{&janrain.Error{Method: "auth_info", Code: 2}, "exchange each once"},
		{&janrain.Error{Method: "auth_infos", Code: 2}, "exchange each once"},
		{&janrain.Error{Method: "get_user_data", Code: 2}, "nothing on this user"},
		{&janrain.Error{Method: "map", Code: 2}, "nothing is known"},
		{&janrain.TransportError{Method: "auth_infos", MayHaveBeenSent: true}, "the tokens may be spent"},
		{&janrain.TransportError{Method: "app/create", MayHaveBeenSent: true}, "see Apps"},
		{&janrain.TransportError{Method: "app/reset_api_key", MayHaveBeenSent: true}, "on the dashboard only"},
		{&janrain.TransportError{Method: "sharing/direct", MayHaveBeenSent: true}, "may have been posted"},
		{&janrain.TransportError{Method: "signin/oauth_token", MayHaveBeenSent: true}, "a code may be spent"},
		{&janrain.TransportError{Method: "map", MayHaveBeenSent: true}, "may have acted on it"},
		{&janrain.TransportError{Method: "app/create"}, "nothing was sent"},
	} {
		require.ErrorContains(t, tt.err, tt.want)
		kit.AssertOneLine(t, tt.err)
	}
}
