package kit

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

// A Endpoint is an endpoint that the vendor has a page for.
type Endpoint struct {
	Name   string // as the page has it
	Path   string
	Keys   string // that go into the form, as the README says it
	Method string // of *janrain.Client

	// params makes good params for a call to this fake; nil where there are none.
	Params func(*janraintest.Server) any
}

const (
	OneKey    = "API key"
	TwoKeys   = "both keys"
	TheirKey  = "partner key"
	keyless   = "none"
	ShopURL   = "https://shop.example/"
	Facebook7 = "http://www.facebook.com/profile.php?id=7"
)

func given(params any) func(*janraintest.Server) any {
	return func(*janraintest.Server) any { return params }
}

func Issued(srv *janraintest.Server) string {
	return srv.IssueToken(janraintest.User(janrain.ProviderFacebook), "")
}

// Day is one of 2026.
func Day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// KnownUser is one of whom the fake of these tests knows.
var KnownUser = janraintest.User(janrain.ProviderFacebook).Profile.Identifier

var (
	aToken = func(srv *janraintest.Server) any { return janrain.AuthInfoParams{Token: Issued(srv)} }
	tokens = func(srv *janraintest.Server) any {
		return janrain.AuthInfosParams{Tokens: []string{Issued(srv), Issued(srv)}}
	}
	anAppID = func(srv *janraintest.Server) any { return janrain.ResetAPIKeyParams{AppID: srv.AppID} }
	domains = given(janrain.DomainPatternsParams{Domains: []string{"shop.example"}})
	Google  = given(janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: "google-key", Secret: "google-secret"})
)

// Endpoints are all endpoints of the Social API and the Partner API that
// a page of the vendor has, or had. Each has a method, a fake and a line in the
// README.
var Endpoints = []Endpoint{
	{"auth_info", "/api/v2/auth_info", OneKey, "AuthInfo", aToken},
	{"add_or_update_access_token", "/api/v2/add_or_update_access_token", OneKey, "AddOrUpdateAccessToken",
		given(janrain.AccessTokenParams{Identifier: KnownUser, Token: "an-access-token"})},
	{"get_user_data", "/api/v2/get_user_data", OneKey, "UserData", given(janrain.UserDataParams{Identifier: KnownUser})},
	{"get_contacts", "/api/v2/get_contacts", OneKey, "Contacts", given(janrain.ContactsParams{Identifier: KnownUser})},

	{"map", "/api/v2/map", OneKey, "Map", given(janrain.MapParams{Identifier: KnownUser, PrimaryKey: "7"})},
	{"unmap", "/api/v2/unmap", OneKey, "Unmap", given(janrain.UnmapParams{PrimaryKey: "7", AllIdentifiers: true})},
	{"mappings", "/api/v2/mappings", OneKey, "Mappings", given(janrain.MappingsParams{PrimaryKey: "7"})},
	{"all_mappings", "/api/v2/all_mappings", OneKey, "AllMappings", nil},

	{"get_app_settings", "/api/v2/get_app_settings", OneKey, "AppSettings", nil},
	{"set_app_settings", "/api/v2/set_app_settings", OneKey, "SetAppSettings", given(janrain.SetAppSettingsParams{OneTimeUseTokens: new(true)})},
	{"get_available_providers", "/api/v2/get_available_providers", keyless, "AvailableProviders", nil},
	{"providers", "/api/v2/providers", keyless, "Providers", nil},
	{"set_auth_providers", "/api/v2/set_auth_providers", OneKey, "SetAuthProviders",
		given(janrain.SetAuthProvidersParams{Providers: []janrain.Provider{janrain.ProviderGoogle}})},
	{"add_domain_patterns", "/api/v2/add_domain_patterns", OneKey, "AddDomainPatterns", domains},
	{"get_domain_patterns", "/api/v2/get_domain_patterns", OneKey, "DomainPatterns", nil},
	{"set_domain_patterns", "/api/v2/set_domain_patterns", OneKey, "SetDomainPatterns", domains},

	{"lookup_rp", "/plugin/lookup_rp", OneKey, "LookupRP", given(janrain.LookupRPParams{})},
	{"signin/oauth_token", "/signin/oauth_token", keyless, "OAuthToken",
		given(janrain.OAuthTokenParams{Provider: janrain.ProviderFacebook, Token: "an-access-token"})},

	{"app/create", "/partner/v2/app/create", TheirKey, "CreateApp",
		given(janrain.CreateAppParams{Email: "ada@shop.example", Name: "Shop", Domain: "shop.rpxnow.com"})},
	{"app/delete", "/partner/v2/app/delete", TwoKeys, "DeleteApp", nil},
	{"app/get_properties", "/partner/v2/app/get_properties", TwoKeys, "ProviderProperties",
		given(janrain.ProviderPropertiesParams{Provider: janrain.ProviderGoogle})},
	{"app/set_properties", "/partner/v2/app/set_properties", TwoKeys, "SetProviderProperties", Google},
	{"app/get_provider_permissions", "/partner/v2/app/get_provider_permissions", TwoKeys, "ProviderPermissions",
		given(janrain.ProviderPermissionsParams{Provider: janrain.ProviderFacebook})},
	{"app/set_provider_permissions", "/partner/v2/app/set_provider_permissions", TwoKeys, "SetProviderPermissions",
		given(janrain.SetProviderPermissionsParams{Provider: janrain.ProviderFacebook, Permissions: []string{"readMailbox"}})},
	{"app/add_domain", "/partner/v2/app/add_domain", TwoKeys, "AddDomain", given(janrain.AddDomainParams{Domain: "login.shop.example"})},
	{"app/verify_domain", "/partner/v2/app/verify_domain", TwoKeys, "VerifyDomain",
		given(janrain.VerifyDomainParams{Provider: janrain.ProviderGoogle, Code: "from-the-meta-tag"})},
	{"app/create_invite", "/partner/v2/app/create_invite", TwoKeys, "CreateInvite", given(janrain.CreateInviteParams{Email: "bob@shop.example"})},
	{"app/get_pending_invites", "/partner/v2/app/get_pending_invites", TwoKeys, "PendingInvites", nil},
	{"app/reset_api_key", "/partner/v2/app/reset_api_key", TheirKey, "ResetAPIKey", anAppID},
	{"app/add_bp_bus", "/partner/v2/app/add_bp_bus", TwoKeys, "AddBackplaneBus", nil},
	{"apps", "/partner/v2/apps", TheirKey, "Apps", nil},
	{"admin/add", "/partner/v2/admin/add", TwoKeys, "AddAdmin", given(janrain.AddAdminParams{Email: "bob@shop.example"})},
	{"admin/get", "/partner/v2/admin/get", TwoKeys, "Admins", nil},
	{"admin/delete", "/partner/v2/admin/delete", TwoKeys, "DeleteAdmin", given(janrain.DeleteAdminParams{Email: "owner@example.com"})},

	{"auth_infos", "/api/v2/auth_infos", OneKey, "AuthInfos", tokens},
	{"analytics_access", "/api/v2/analytics_access", OneKey, "AnalyticsAccess",
		given(janrain.AnalyticsAccessParams{Start: Day(1, 31), End: Day(2, 28)})},
	{"activity", "/api/v2/activity", OneKey, "Activity",
		given(janrain.ActivityParams{Identifier: KnownUser, Activity: janrain.Activity{URL: ShopURL, Action: "bought a hat"}})},
	{"set_status", "/api/v2/set_status", OneKey, "SetStatus", given(janrain.SetStatusParams{Identifier: KnownUser, Status: "at home"})},
	{"sharing/broadcast", "/api/v2/sharing/broadcast", OneKey, "ShareBroadcast",
		given(janrain.ShareBroadcastParams{Identifier: KnownUser, Message: "A hat"})},
	{"sharing/direct", "/api/v2/sharing/direct", OneKey, "ShareDirect",
		given(janrain.ShareDirectParams{Identifier: KnownUser, Recipients: []string{"2"}, Message: "Look"})},
	{"get_share_count", "/api/v2/get_share_count", OneKey, "ShareCount", given(janrain.ShareCountParams{URL: ShopURL})},
	{"get_share_providers", "/api/v2/get_share_providers", keyless, "ShareProviders", nil},
	{"set_share_providers", "/api/v2/set_share_providers", OneKey, "SetShareProviders",
		given(janrain.SetShareProvidersParams{Share: []janrain.Provider{janrain.ProviderTwitter}})},
	{"get_backplane_properties", "/api/v2/get_backplane_properties", OneKey, "BackplaneProperties", nil},
	{"set_backplane_properties", "/api/v2/set_backplane_properties", OneKey, "SetBackplaneProperties",
		given(janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Username: "ada", Password: "a-password"})},
}

// EndpointOf is the row of a method.
func EndpointOf(t *testing.T, method string) Endpoint {
	t.Helper()
	for _, row := range Endpoints {
		if row.Method == method {
			return row
		}
	}
	require.Fail(t, "no row for the method "+method)
	return Endpoint{}
}

// CallByName makes a call by the method's name, with params unless they are nil,
// and returns its answer, if it has one. All mappings are read.
func CallByName(ctx context.Context, client *janrain.Client, method string, params any) (answer any, err error) {
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

// ReadmeCell is how the README's tables write a call of the method.
func ReadmeCell(method reflect.Method) string {
	args := []string{"ctx"}
	for i := 2; i < method.Type.NumIn(); i++ { // behind the receiver and the context
		args = append(args, method.Type.In(i).Name())
	}
	return "`" + method.Name + "(" + strings.Join(args, ", ") + ")`"
}

// QuickTries are three, without a wait that a test would feel.
var QuickTries = janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: time.Microsecond, MaxDelay: time.Millisecond})
