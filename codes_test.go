package janrain_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
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

// A sentinel that is not in the map above is one that no test looks at.
func TestNoSentinelIsForgotten(t *testing.T) {
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
	assert.Len(t, texts, len(kit.Sentinels), "a reader can tell any two apart")
}

// codeTable is the vendor's table of codes with its words for them.
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

func TestEveryCodeIsAnErrorThatHandlersCanTell(t *testing.T) {
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
						assert.Equal(t, janrain.Error{Method: call.Name, Code: tt.code, Message: tt.message, HTTPStatus: status}, *refused)
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

// Code 3 has four meanings and code 1 one of them as well; only the message
// tells which.
func TestTheMeaningsOfARefusedKey(t *testing.T) {
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
				require.ErrorContains(t, err, tt.advice, "the text says what to look at")
			})
		})
	}
}

// The text is what an operator reads first.
func TestTextSaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	for code, advice := range map[int]string{
		-1: "try again later", 2: "used or expired", 5: "primary key", 6: "try again later", 7: "plan", 8: "sign in",
		9: "sign in", 10: "dashboard", 11: "another provider", 12: "the provider's words", 18: "another domain", 19: "app id", 100: "shorten",
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
