package janrain_test

import (
	"context"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A documentedCall is an endpoint that the vendor has a page for.
type documentedCall struct {
	name   string // as the page has it
	path   string
	keys   string // that go into the form, as the README says it
	method string // of *janrain.Client

	// params makes good params for a call to this fake; nil where there are none.
	params func(*janraintest.Server) any
}

const (
	oneKey    = "API key"
	twoKeys   = "both keys"
	theirKey  = "partner key"
	keyless   = "none"
	shopURL   = "https://shop.example/"
	facebook7 = "http://www.facebook.com/profile.php?id=7"
)

func given(params any) func(*janraintest.Server) any {
	return func(*janraintest.Server) any { return params }
}

func issued(srv *janraintest.Server) string {
	return srv.IssueToken(janraintest.User(janrain.ProviderFacebook), "")
}

// day is one of 2026.
func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// knownUser is one of whom the fake of these tests knows.
var knownUser = janraintest.User(janrain.ProviderFacebook).Profile.Identifier

var (
	aToken = func(srv *janraintest.Server) any { return janrain.AuthInfoParams{Token: issued(srv)} }
	tokens = func(srv *janraintest.Server) any {
		return janrain.AuthInfosParams{Tokens: []string{issued(srv), issued(srv)}}
	}
	anAppID = func(srv *janraintest.Server) any { return janrain.ResetAPIKeyParams{AppID: srv.AppID} }
	domains = given(janrain.DomainPatternsParams{Domains: []string{"shop.example"}})
	google  = given(janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: "google-key", Secret: "google-secret"})
)

// documentedCalls are all endpoints of the Social API and the Partner API that
// a page of the vendor has, or had. Each has a method, a fake and a line in the
// README.
var documentedCalls = []documentedCall{
	{"auth_info", "/api/v2/auth_info", oneKey, "AuthInfo", aToken},
	{"add_or_update_access_token", "/api/v2/add_or_update_access_token", oneKey, "AddOrUpdateAccessToken",
		given(janrain.AccessTokenParams{Identifier: knownUser, Token: "an-access-token"})},
	{"get_user_data", "/api/v2/get_user_data", oneKey, "UserData", given(janrain.UserDataParams{Identifier: knownUser})},
	{"get_contacts", "/api/v2/get_contacts", oneKey, "Contacts", given(janrain.ContactsParams{Identifier: knownUser})},

	{"map", "/api/v2/map", oneKey, "Map", given(janrain.MapParams{Identifier: knownUser, PrimaryKey: "7"})},
	{"unmap", "/api/v2/unmap", oneKey, "Unmap", given(janrain.UnmapParams{PrimaryKey: "7", AllIdentifiers: true})},
	{"mappings", "/api/v2/mappings", oneKey, "Mappings", given(janrain.MappingsParams{PrimaryKey: "7"})},
	{"all_mappings", "/api/v2/all_mappings", oneKey, "AllMappings", nil},

	{"get_app_settings", "/api/v2/get_app_settings", oneKey, "AppSettings", nil},
	{"set_app_settings", "/api/v2/set_app_settings", oneKey, "SetAppSettings", given(janrain.SetAppSettingsParams{OneTimeUseTokens: new(true)})},
	{"get_available_providers", "/api/v2/get_available_providers", keyless, "AvailableProviders", nil},
	{"providers", "/api/v2/providers", keyless, "Providers", nil},
	{"set_auth_providers", "/api/v2/set_auth_providers", oneKey, "SetAuthProviders",
		given(janrain.SetAuthProvidersParams{Providers: []janrain.Provider{janrain.ProviderGoogle}})},
	{"add_domain_patterns", "/api/v2/add_domain_patterns", oneKey, "AddDomainPatterns", domains},
	{"get_domain_patterns", "/api/v2/get_domain_patterns", oneKey, "DomainPatterns", nil},
	{"set_domain_patterns", "/api/v2/set_domain_patterns", oneKey, "SetDomainPatterns", domains},

	{"lookup_rp", "/plugin/lookup_rp", oneKey, "LookupRP", given(janrain.LookupRPParams{})},
	{"signin/oauth_token", "/signin/oauth_token", keyless, "OAuthToken",
		given(janrain.OAuthTokenParams{Provider: janrain.ProviderFacebook, Token: "an-access-token"})},

	{"app/create", "/partner/v2/app/create", theirKey, "CreateApp",
		given(janrain.CreateAppParams{Email: "ada@shop.example", Name: "Shop", Domain: "shop.rpxnow.com"})},
	{"app/delete", "/partner/v2/app/delete", twoKeys, "DeleteApp", nil},
	{"app/get_properties", "/partner/v2/app/get_properties", twoKeys, "ProviderProperties",
		given(janrain.ProviderPropertiesParams{Provider: janrain.ProviderGoogle})},
	{"app/set_properties", "/partner/v2/app/set_properties", twoKeys, "SetProviderProperties", google},
	{"app/get_provider_permissions", "/partner/v2/app/get_provider_permissions", twoKeys, "ProviderPermissions",
		given(janrain.ProviderPermissionsParams{Provider: janrain.ProviderFacebook})},
	{"app/set_provider_permissions", "/partner/v2/app/set_provider_permissions", twoKeys, "SetProviderPermissions",
		given(janrain.SetProviderPermissionsParams{Provider: janrain.ProviderFacebook, Permissions: []string{"readMailbox"}})},
	{"app/add_domain", "/partner/v2/app/add_domain", twoKeys, "AddDomain", given(janrain.AddDomainParams{Domain: "login.shop.example"})},
	{"app/verify_domain", "/partner/v2/app/verify_domain", twoKeys, "VerifyDomain",
		given(janrain.VerifyDomainParams{Provider: janrain.ProviderGoogle, Code: "from-the-meta-tag"})},
	{"app/create_invite", "/partner/v2/app/create_invite", twoKeys, "CreateInvite", given(janrain.CreateInviteParams{Email: "bob@shop.example"})},
	{"app/get_pending_invites", "/partner/v2/app/get_pending_invites", twoKeys, "PendingInvites", nil},
	{"app/reset_api_key", "/partner/v2/app/reset_api_key", theirKey, "ResetAPIKey", anAppID},
	{"app/add_bp_bus", "/partner/v2/app/add_bp_bus", twoKeys, "AddBackplaneBus", nil},
	{"apps", "/partner/v2/apps", theirKey, "Apps", nil},
	{"admin/add", "/partner/v2/admin/add", twoKeys, "AddAdmin", given(janrain.AddAdminParams{Email: "bob@shop.example"})},
	{"admin/get", "/partner/v2/admin/get", twoKeys, "Admins", nil},
	{"admin/delete", "/partner/v2/admin/delete", twoKeys, "DeleteAdmin", given(janrain.DeleteAdminParams{Email: "owner@example.com"})},

	{"auth_infos", "/api/v2/auth_infos", oneKey, "AuthInfos", tokens},
	{"analytics_access", "/api/v2/analytics_access", oneKey, "AnalyticsAccess",
		given(janrain.AnalyticsAccessParams{Start: day(1, 31), End: day(2, 28)})},
	{"activity", "/api/v2/activity", oneKey, "Activity",
		given(janrain.ActivityParams{Identifier: knownUser, Activity: janrain.Activity{URL: shopURL, Action: "bought a hat"}})},
	{"set_status", "/api/v2/set_status", oneKey, "SetStatus", given(janrain.SetStatusParams{Identifier: knownUser, Status: "at home"})},
	{"sharing/broadcast", "/api/v2/sharing/broadcast", oneKey, "ShareBroadcast",
		given(janrain.ShareBroadcastParams{Identifier: knownUser, Message: "A hat"})},
	{"sharing/direct", "/api/v2/sharing/direct", oneKey, "ShareDirect",
		given(janrain.ShareDirectParams{Identifier: knownUser, Recipients: []string{"2"}, Message: "Look"})},
	{"get_share_count", "/api/v2/get_share_count", oneKey, "ShareCount", given(janrain.ShareCountParams{URL: shopURL})},
	{"get_share_providers", "/api/v2/get_share_providers", keyless, "ShareProviders", nil},
	{"set_share_providers", "/api/v2/set_share_providers", oneKey, "SetShareProviders",
		given(janrain.SetShareProvidersParams{Share: []janrain.Provider{janrain.ProviderTwitter}})},
	{"get_backplane_properties", "/api/v2/get_backplane_properties", oneKey, "BackplaneProperties", nil},
	{"set_backplane_properties", "/api/v2/set_backplane_properties", oneKey, "SetBackplaneProperties",
		given(janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Username: "ada", Password: "a-password"})},
}

// documentedAs is the row of a method.
func documentedAs(t *testing.T, method string) documentedCall {
	t.Helper()
	for _, row := range documentedCalls {
		if row.method == method {
			return row
		}
	}
	require.Fail(t, "no row for the method "+method)
	return documentedCall{}
}

// callByName makes a call by the method's name, with params unless they are nil,
// and returns its answer, if it has one. All mappings are read.
func callByName(ctx context.Context, client *janrain.Client, method string, params any) (answer any, err error) {
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
		answer = results[0].Interface()
	}
	return answer, err
}

// readmeCell is how the README's tables write a call of the method.
func readmeCell(method reflect.Method) string {
	args := []string{"ctx"}
	for i := 2; i < method.Type.NumIn(); i++ { // behind the receiver and the context
		args = append(args, method.Type.In(i).Name())
	}
	return "`" + method.Name + "(" + strings.Join(args, ", ") + ")`"
}

// quickTries are three, without a wait that a test would feel.
var quickTries = janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: time.Microsecond, MaxDelay: time.Millisecond})
