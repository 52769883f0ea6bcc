package janrain_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A sentinel that is missing from kit.Sentinels would not be tested.
func TestEverySentinelIsTested(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var declared []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					if strings.HasPrefix(name.Name, "Err") {
						declared = append(declared, name.Name)
					}
				}
			}
		}
	}
	assert.ElementsMatch(t, declared, slices.Collect(maps.Keys(kit.Sentinels)))
	texts := map[string]bool{}
	for _, sentinel := range kit.Sentinels {
		texts[sentinel.Error()] = true
	}
	assert.Len(t, texts, len(kit.Sentinels), "all texts must differ")
}

// codeTable is the vendor's table of codes and messages.
var codeTable = []struct {
	wire    int
	message string
	code    janrain.Code
	is      []string
	fault   janrain.Fault
}{
	{-1, "Service Temporarily Unavailable", janrain.CodeServiceUnavailable, []string{"ErrServiceUnavailable"}, janrain.FaultService},
	{0, "Missing parameter: identifier", janrain.CodeMissingParameter, []string{"ErrMissingParameter"}, janrain.FaultDeveloper},
	{1, "Invalid parameter: identifier", janrain.CodeInvalidParameter, []string{"ErrInvalidParameter"}, janrain.FaultDeveloper},
	{2, "Data not found", janrain.CodeDataNotFound, []string{"ErrDataNotFound"}, janrain.FaultUser},
	{3, "Authentication error", janrain.CodeAuthentication, []string{"ErrAuthentication"}, janrain.FaultDeveloper},
	{4, "Error validating access token", janrain.CodeFacebook, []string{"ErrFacebook"}, janrain.FaultService},
	{5, "Mapping exists", janrain.CodeMappingExists, []string{"ErrMappingExists"}, janrain.FaultUser},
	{6, "Twitter server error: Status is a duplicate.", janrain.CodeProviderUnavailable, []string{"ErrProviderUnavailable"}, janrain.FaultService},
	{7, "Engage account upgrade needed to access this API", janrain.CodeUpgradeRequired, []string{"ErrUpgradeRequired"}, janrain.FaultDeveloper},
	{8, "Missing third-party credentials for this identifier", janrain.CodeMissingCredentials, []string{"ErrMissingCredentials"}, janrain.FaultUser},
	{9, "Third-party credentials have been revoked", janrain.CodeCredentialsRevoked, []string{"ErrCredentialsRevoked"}, janrain.FaultUser},
	{10, "Your application is not properly configured", janrain.CodeNotConfigured, []string{"ErrNotConfigured"}, janrain.FaultDeveloper},
	{11, "The provider or identifier does not support this feature", janrain.CodeNotSupported, []string{"ErrNotSupported"}, janrain.FaultDeveloper},
	{12, "Google Error", janrain.CodeGoogle, []string{"ErrGoogle"}, janrain.FaultService},
	{13, "Twitter Error", janrain.CodeTwitter, []string{"ErrTwitter"}, janrain.FaultService},
	{14, "LinkedIn Error", janrain.CodeLinkedIn, []string{"ErrLinkedIn"}, janrain.FaultService},
	{15, "LiveId Error", janrain.CodeLiveID, []string{"ErrLiveID"}, janrain.FaultService},
	{16, "MySpace Error", janrain.CodeMySpace, []string{"ErrMySpace"}, janrain.FaultService},
	{17, "Yahoo Error", janrain.CodeYahoo, []string{"ErrYahoo"}, janrain.FaultService},
	{18, "Domain already exists", janrain.CodeDomainExists, []string{"ErrDomainExists"}, janrain.FaultDeveloper},
	{19, "App Id not found", janrain.CodeAppNotFound, []string{"ErrAppNotFound"}, janrain.FaultDeveloper},
	{20, "Orkut Error", janrain.CodeOrkut, []string{"ErrOrkut"}, janrain.FaultService},
	{100, "character limit", janrain.CodeTextTooLong, []string{"ErrTextTooLong"}, janrain.FaultDeveloper},
	{21, "a code of tomorrow", 21, nil, janrain.FaultDeveloper},
	{-2, "a code of tomorrow", -2, nil, janrain.FaultDeveloper},
	{990, "a code of tomorrow", 990, nil, janrain.FaultDeveloper},
}

func TestEveryCodeMatchesItsSentinel(t *testing.T) {
	t.Parallel()
	for _, tt := range codeTable {
		t.Run(fmt.Sprintf("code %d", tt.wire), func(t *testing.T) {
			t.Parallel()
			for _, code := range []string{strconv.Itoa(tt.wire), fmt.Sprintf("%q", strconv.Itoa(tt.wire))} {
				for _, status := range []int{200, 400} {
					kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
						body := fmt.Sprintf(`{"err":{"msg":%q,"code":%s},"stat":"fail"}`, tt.message, code)
						err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: status, Body: body})))
						var refused *janrain.Error
						require.ErrorAs(t, err, &refused)
						assert.Equal(t, janrain.Error{Endpoint: call.Name, Code: tt.code, Message: tt.message, HTTPStatus: status}, *refused)
						kit.AssertIsExactly(t, err, tt.is...)
						assert.Equal(t, tt.fault, janrain.FaultOf(err))
						kit.AssertOneLine(t, err)
						require.ErrorContains(t, err, call.Name)
						require.ErrorContains(t, err, tt.message)
						require.ErrorContains(t, err, fmt.Sprintf("(code %d, HTTP %d)", tt.wire, status))
					})
				}
			}
		})
	}
}

// Code 3 has four meanings, and code 1 shares one of them. Only the message distinguishes them.
func TestMeaningsOfARejectedKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		code    int
		message string
		is      []string
		advice  string
	}{
		{"authentication error", 3, "Authentication error", []string{"ErrAuthentication"}, "keys"},
		{"no message", 3, "", []string{"ErrAuthentication"}, "keys"},
		{"API key", 3, "Invalid apiKey", []string{"ErrAuthentication", "ErrInvalidAPIKey"}, "API key"},
		{"API key in other letters", 3, "invalid API key", []string{"ErrAuthentication", "ErrInvalidAPIKey"}, "API key"},
		{"partner key", 3, "Invalid partnerKey", []string{"ErrAuthentication", "ErrInvalidPartnerKey"}, "partner key"},
		{"token URL", 3, "Token URL mismatch: (your tokenUrl parameter) (original token URL)", []string{"ErrTokenURLMismatch"}, "TokenURL"},
		{
			"token URL that talks of a key", 3, "Token URL mismatch: https://a.example/?e=Invalid+apiKey https://b.example/",
			[]string{"ErrTokenURLMismatch"}, "TokenURL",
		},
		{"a key's name further on", 3, "Authentication error: not an Invalid apiKey", []string{"ErrAuthentication"}, "keys"},
		{"code 1, API key", 1, "Invalid parameter: apiKey", []string{"ErrInvalidParameter", "ErrAuthentication", "ErrInvalidAPIKey"}, "API key"},
		{"code 1, partner key", 1, "Invalid parameter: partnerKey", []string{"ErrInvalidParameter", "ErrAuthentication", "ErrInvalidPartnerKey"}, "partner key"},
		{"code 1, another parameter", 1, "Invalid parameter: identifier", []string{"ErrInvalidParameter"}, ""},
		{"code 1, a mismatch", 1, "Token URL mismatch", []string{"ErrInvalidParameter"}, ""},
		{"code 2, an API key", 2, "Invalid apiKey", []string{"ErrDataNotFound"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%q}}`, tt.code, tt.message)
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				err := call.Do(t.Context(), kit.Client(t, kit.Respond(kit.Response{Status: 400, Body: body})))
				kit.AssertIsExactly(t, err, tt.is...)
				require.ErrorContains(t, err, tt.advice, "the text must say what to check")
			})
		})
	}
}

// Operators read the text first.
func TestTextSaysWhatToCheck(t *testing.T) {
	t.Parallel()
	for code, advice := range map[int]string{
		-1: "try again later", 2: "used or expired", 5: "primary key", 6: "try again later", 7: "plan", 8: "sign in",
		9: "sign in", 10: "dashboard", 11: "another provider", 12: "the message is from the provider", 18: "another domain", 19: "app id", 100: "shorten",
	} {
		_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":"no"}}`, code))))
		require.ErrorContains(t, err, advice, "of code %d", code)
	}
	for code, advice := range map[int]string{0: "params", 1: "documentation"} {
		_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":"no"}}`, code))))
		require.ErrorContains(t, err, advice, "of code %d", code)
		_, err = kit.SignIn(t, kit.Client(t, kit.Respond(kit.Response{Status: http.StatusTooManyRequests, Body: fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":"no"}}`, code)})))
		require.ErrorContains(t, err, "less often", "of code %d under HTTP 429", code)
	}
}

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
	{"Invalid parameter: 'apiKey'", []string{"ErrAuthentication", "ErrInvalidAPIKey"}, janrain.FaultDeveloper, "API key"},
	{`Invalid parameter: "partnerKey" is unknown`, []string{"ErrAuthentication", "ErrInvalidPartnerKey"}, janrain.FaultDeveloper, "partner key"},
	{"Invalid parameter: realm", nil, janrain.FaultDeveloper, "another application has the realm"},
	{"Invalid parameter: 'realm'", nil, janrain.FaultDeveloper, "another application has the realm"},
	{"Invalid provider: facebook not configured", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "dashboard"},
	{"Invalid provider: 'facebook' is not configured", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "dashboard"},
	{"Not configured", []string{"ErrNotConfigured"}, janrain.FaultDeveloper, "dashboard"},
	{"Invalid token", nil, janrain.FaultUser, "sign in again"},
	{"Invalid token: <script>", nil, janrain.FaultUser, "sign in again"},
	{`Invalid parameter: "token"`, nil, janrain.FaultUser, "sign in again"},
	{"Invalid parameter 'token'", nil, janrain.FaultUser, "sign in again"},
	{"Invalid parameter: token [bad characters]", nil, janrain.FaultUser, "sign in again"},
	{"Invalid parameter: token_url", nil, janrain.FaultDeveloper, "documentation"},
	{"Invalid parameter: tokenURL", nil, janrain.FaultDeveloper, "documentation"},
	{"Invalid token URL", nil, janrain.FaultDeveloper, "documentation"},
	{"Invalid parameter: tokenizer", nil, janrain.FaultDeveloper, "documentation"},

	// Text chosen by others must not change the meaning.
	{"Invalid parameter: Facebook not configured", nil, janrain.FaultDeveloper, "documentation"},
	{"http://a.example/ not configured", nil, janrain.FaultDeveloper, "documentation"},
	{strings.Repeat("a", 61) + " not configured", nil, janrain.FaultDeveloper, "documentation"},
	{"Not the realm: Invalid realm", nil, janrain.FaultDeveloper, "documentation"},
}

func TestMeaningsOfCode1(t *testing.T) {
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

// The messages of code 1 have no special meaning for other codes.
func TestMessagesOfCode1MeanNothingForOtherCodes(t *testing.T) {
	t.Parallel()
	for _, code := range []janrain.Code{-1, 0, 2, 4, 10, 18, 990} {
		for _, tt := range parameterMessages {
			plain := &janrain.Error{Endpoint: "map", Code: code, Message: "no", HTTPStatus: 400}
			err := &janrain.Error{Endpoint: "map", Code: code, Message: tt.message, HTTPStatus: 400}
			assert.Equal(t, janrain.FaultOf(plain), janrain.FaultOf(err), "of code %d, %q", code, tt.message)
			assert.Equal(t, kit.AdviceIn(plain), kit.AdviceIn(err), "of code %d, %q", code, tt.message)
		}
	}
}

func TestAdviceOfAnErrorAgreesWithItsFault(t *testing.T) {
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
	for _, name := range methodNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, code := range codes {
				for _, status := range []int{200, 400, 403, 404, 429, 500, 503} {
					for _, message := range messages {
						kit.AssertAdviceAgrees(t, &janrain.Error{Endpoint: name, Code: code, Message: message, HTTPStatus: status})
					}
					kit.AssertAdviceAgrees(t, &janrain.Error{Endpoint: name, Code: code, RegistrationCode: 200, HTTPStatus: status})
				}
			}
		})
	}
}

// methodNames has documented and undocumented names.
func methodNames() []string {
	names := []string{"", "api/v2/new", "/auth_info", "auth_infos"}
	if testing.Short() || kit.RaceDetector { // all of them take minutes with the race detector
		return append(names, "auth_info", "add_or_update_access_token", "all_mappings", "map")
	}
	for _, call := range kit.Endpoints {
		names = append(names, call.Name)
	}
	return names
}

func TestAdviceOfOtherErrorsAgreesWithTheirFault(t *testing.T) {
	t.Parallel()
	for _, method := range methodNames() {
		for status := 100; status < 600; status++ {
			for _, err := range []error{nil, janrain.ErrNoIdentifier} {
				for _, kind := range []string{"", "text/html", "application/json"} {
					kit.AssertAdviceAgrees(t, &janrain.DecodeError{Endpoint: method, HTTPStatus: status, ContentType: kind, Reason: "x", Err: err})
				}
			}
		}
		for _, cause := range []error{
			nil, io.EOF, io.ErrUnexpectedEOF, context.Canceled, context.DeadlineExceeded, janrain.ErrRedirect, janrain.ErrResponseTooLarge,
			&tls.CertificateVerificationError{Err: errors.New("x")}, fmt.Errorf("%w: %w", context.Canceled, io.EOF),
		} {
			for _, sent := range []bool{true, false} {
				kit.AssertAdviceAgrees(t, &janrain.TransportError{Endpoint: method, MayHaveBeenSent: sent, Err: cause})
			}
		}
		kit.AssertAdviceAgrees(t, &janrain.ParamError{Endpoint: method, Field: "Token", Parameter: "token", Reason: "is missing", Missing: true})
	}
	for reason := range janrain.StateReason(20) {
		kit.AssertAdviceAgrees(t, &janrain.StateError{Reason: reason})
	}
	for reason := range janrain.LinkReason(20) {
		kit.AssertAdviceAgrees(t, &janrain.LinkError{Reason: reason})
	}
	kit.AssertAdviceAgrees(t, &janrain.TokenError{Reason: "is missing"})
}

// The user cannot fix a sign-in without an identifier, because the next one would have none
// either.
func TestSignInWithoutAnIdentifierIsTheServicesFault(t *testing.T) {
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

// A path that looks like a documented name is a different call.
func TestPathIsNotADocumentedName(t *testing.T) {
	t.Parallel()
	client := kit.Client(t, kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: `{"stat":"fail","err":{"code":2,"msg":"no"}}`}))
	_, err := client.Call(t.Context(), "auth_info", nil)
	refused, ok := errors.AsType[*janrain.Error](err)
	require.True(t, ok)
	assert.Equal(t, "/auth_info", refused.Endpoint)
	assert.NotContains(t, err.Error(), "the token is unknown")

	_, err = client.Call(t.Context(), "api/v2/auth_info", nil)
	require.ErrorContains(t, err, "janrain: auth_info: ")
	require.ErrorContains(t, err, "the token is unknown")
}

// The advice for an endpoint does not depend on who creates the error.
func TestAdviceOfEachEndpoint(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&janrain.Error{Endpoint: "add_or_update_access_token", Code: 11}, "Facebook, RenRen, SoundCloud and Foursquare only"},
		{&janrain.Error{Endpoint: "add_or_update_access_token", Code: 1, Message: "Invalid provider: x"}, "Facebook, RenRen, SoundCloud and Foursquare only"},
		{&janrain.Error{Endpoint: "map", Code: 11}, "another provider"},
		{&janrain.Error{Endpoint: "auth_info", Code: 2}, "exchange each once"},
		{&janrain.Error{Endpoint: "auth_infos", Code: 2}, "exchange each once"},
		{&janrain.Error{Endpoint: "get_user_data", Code: 2}, "no data on this user"},
		{&janrain.Error{Endpoint: "map", Code: 2}, "no data for this request"},
		{&janrain.TransportError{Endpoint: "auth_infos", MayHaveBeenSent: true}, "the tokens may have been used up"},
		{&janrain.TransportError{Endpoint: "app/create", MayHaveBeenSent: true}, "see Apps"},
		{&janrain.TransportError{Endpoint: "app/reset_api_key", MayHaveBeenSent: true}, "on the dashboard only"},
		{&janrain.TransportError{Endpoint: "sharing/direct", MayHaveBeenSent: true}, "may have been posted"},
		{&janrain.TransportError{Endpoint: "signin/oauth_token", MayHaveBeenSent: true}, "a code may have been used up"},
		{&janrain.TransportError{Endpoint: "map", MayHaveBeenSent: true}, "may have acted on it"},
		{&janrain.TransportError{Endpoint: "app/create"}, "nothing was sent"},
	} {
		require.ErrorContains(t, tt.err, tt.want)
		kit.AssertOneLine(t, tt.err)
	}
}
