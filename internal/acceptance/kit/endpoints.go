package kit

import (
	"context"
	"iter"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// An Endpoint is a row of the tables in docs/calls.md.
type Endpoint struct {
	Name   string // path without the root
	Path   string
	Keys   string // the keys that go into the form: OneKey, TwoKeys or TheirKey
	Method string // of *janrain.Client

	// Params returns valid params for a call to this fake. It is nil if the method takes none.
	Params func(*janraintest.Server) any
}

// The values of Endpoint.Keys.
const (
	OneKey   = "API key"
	TwoKeys  = "both keys"
	TheirKey = "partner key"
)

// Values that many params share.
const (
	ShopURL   = "https://shop.example/"
	Facebook7 = "http://www.facebook.com/profile.php?id=7"
)

func given(params any) func(*janraintest.Server) any {
	return func(*janraintest.Server) any { return params }
}

// Issued returns a token that the fake issued for a Facebook user.
func Issued(srv *janraintest.Server) string {
	return srv.IssueToken(janraintest.User(janrain.ProviderFacebook), "")
}

// Day returns a day of 2026.
func Day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// KnownUser is the identifier of a user that the fake knows.
var KnownUser = janraintest.User(janrain.ProviderFacebook).Profile.Identifier

var (
	aToken = func(srv *janraintest.Server) any { return janrain.AuthInfoParams{Token: Issued(srv)} }
	tokens = func(srv *janraintest.Server) any {
		return janrain.AuthInfosParams{Tokens: []string{Issued(srv), Issued(srv)}}
	}
	anAppID = func(srv *janraintest.Server) any { return janrain.ResetAPIKeyParams{AppID: srv.AppID} }

	// Google returns the configuration of a provider.
	Google = given(janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: "google-key", Secret: "google-secret"})
)

// params has valid params for the methods that take any, by method.
var params = map[string]func(*janraintest.Server) any{
	"AuthInfo":               aToken,
	"AddOrUpdateAccessToken": given(janrain.AccessTokenParams{Identifier: KnownUser, Token: "an-access-token"}),
	"UserData":               given(janrain.UserDataParams{Identifier: KnownUser}),
	"Contacts":               given(janrain.ContactsParams{Identifier: KnownUser}),
	"Map":                    given(janrain.MapParams{Identifier: KnownUser, PrimaryKey: "7"}),
	"Unmap":                  given(janrain.UnmapParams{PrimaryKey: "7", AllIdentifiers: true}),
	"Mappings":               given(janrain.MappingsParams{PrimaryKey: "7"}),
	"SetAppSettings":         given(janrain.SetAppSettingsParams{OneTimeUseTokens: new(true)}),
	"SetAuthProviders":       given(janrain.SetAuthProvidersParams{Providers: []janrain.Provider{janrain.ProviderGoogle}}),
	"AddDomainPatterns":      given(janrain.AddDomainPatternsParams{Domains: []string{"shop.example"}}),
	"SetDomainPatterns":      given(janrain.SetDomainPatternsParams{Domains: []string{"shop.example"}}),
	"RelyingParty":           given(janrain.RelyingPartyParams{}),
	"ExchangeOAuthToken":     given(janrain.ExchangeOAuthTokenParams{Provider: janrain.ProviderFacebook, Token: "an-access-token"}),
	"CreateApp":              given(janrain.CreateAppParams{Email: "ada@shop.example", Name: "Shop", Domain: "shop.rpxnow.com"}),
	"ProviderProperties":     given(janrain.ProviderPropertiesParams{Provider: janrain.ProviderGoogle}),
	"SetProviderProperties":  Google,
	"ProviderPermissions":    given(janrain.ProviderPermissionsParams{Provider: janrain.ProviderFacebook}),
	"SetProviderPermissions": given(janrain.SetProviderPermissionsParams{Provider: janrain.ProviderFacebook, Permissions: []string{"readMailbox"}}),
	"AddDomain":              given(janrain.AddDomainParams{Domain: "login.shop.example"}),
	"VerifyDomain":           given(janrain.VerifyDomainParams{Provider: janrain.ProviderGoogle, Code: "from-the-meta-tag"}),
	"CreateInvite":           given(janrain.CreateInviteParams{Email: "bob@shop.example"}),
	"ResetAPIKey":            anAppID,
	"AddAdmin":               given(janrain.AddAdminParams{Email: "bob@shop.example"}),
	"DeleteAdmin":            given(janrain.DeleteAdminParams{Email: "owner@example.com"}),
	"AuthInfos":              tokens,
	"AnalyticsAccess":        given(janrain.AnalyticsAccessParams{Start: Day(1, 31), End: Day(2, 28)}),
	"PostActivity":           given(janrain.PostActivityParams{Identifier: KnownUser, Activity: janrain.Activity{URL: ShopURL, Action: "bought a hat"}}),
	"SetStatus":              given(janrain.SetStatusParams{Identifier: KnownUser, Status: "at home"}),
	"ShareBroadcast":         given(janrain.ShareBroadcastParams{Identifier: KnownUser, Message: "A hat"}),
	"ShareDirect":            given(janrain.ShareDirectParams{Identifier: KnownUser, Recipients: []string{"2"}, Message: "Look"}),
	"ShareCount":             given(janrain.ShareCountParams{URL: ShopURL}),
	"SetShareProviders":      given(janrain.SetShareProvidersParams{Share: []janrain.Provider{janrain.ProviderTwitter}}),
	"SetBackplaneProperties": given(janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Username: "ada", Password: "a-password"}),
}

// Endpoints has all endpoints in docs/calls.md: those of the Social API and the Partner API that
// the vendor documents or used to document.
var Endpoints = documentedEndpoints()

var tableRow = regexp.MustCompile("(?m)^\\| `([A-Z]\\w+)\\(ctx[^`]*`†? \\| `([a-z0-9_/]+)` \\| ([^|]+) \\|")

func documentedEndpoints() (endpoints []Endpoint) {
	text, err := os.ReadFile(Path("docs/calls.md"))
	if err != nil {
		panic(err)
	}
	for _, cells := range tableRow.FindAllStringSubmatch(string(text), -1) {
		name := cells[2]
		for _, root := range []string{"api/v2/", "partner/v2/", "plugin/"} {
			name = strings.TrimPrefix(name, root)
		}
		endpoints = append(endpoints, Endpoint{name, "/" + cells[2], cells[3], cells[1], params[cells[1]]})
	}
	return endpoints
}

// EndpointOf returns the row of a method.
func EndpointOf(t *testing.T, method string) Endpoint {
	t.Helper()
	for _, row := range Endpoints {
		if row.Method == method {
			return row
		}
	}
	require.Fail(t, "docs/calls.md has no row for the method "+method)
	return Endpoint{}
}

// CallByName calls a method by name, with params unless they are nil, and returns its response,
// if it has one. It collects all mappings of AllMappings.
func CallByName(ctx context.Context, client *janrain.Client, method string, params any) (response any, err error) {
	args := []reflect.Value{reflect.ValueOf(ctx)}
	if params != nil {
		args = append(args, reflect.ValueOf(params))
	}
	results := reflect.ValueOf(client).MethodByName(method).Call(args)
	if all, ok := reflect.TypeAssert[iter.Seq2[janrain.Mapping, error]](results[0]); ok {
		var list []janrain.Mapping
		for m, err := range all {
			if err != nil {
				return nil, err
			}
			list = append(list, m)
		}
		return list, nil
	}
	err, _ = reflect.TypeAssert[error](results[len(results)-1])
	if len(results) > 1 && !results[0].IsNil() {
		response = results[0].Interface()
	}
	return response, err
}

// DocsCell returns the table cell for a method in docs/calls.md.
func DocsCell(method reflect.Method) string {
	args := []string{"ctx"}
	for i := 2; i < method.Type.NumIn(); i++ { // after the receiver and the context
		args = append(args, method.Type.In(i).Name())
	}
	return "`" + method.Name + "(" + strings.Join(args, ", ") + ")`"
}

// QuickTries allows three tries with very short waits.
var QuickTries = janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: time.Microsecond, MaxDelay: time.Millisecond})
