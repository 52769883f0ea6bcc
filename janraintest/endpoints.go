package janraintest

import (
	"net/url"
	"strings"
)

// An endpoint is one call of the API: what it requires and what it does.
type endpoint struct {
	name     string
	keys     keys
	required []string // parameters, the keys aside; a bar divides two spellings of one
	booleans []string // parameters that are true or false
	wrapper  string   // around the answer, where the vendor's pages show one
	act      func(call) (members, *failure)
}

// keys are those that an endpoint takes.
type keys int

const (
	apiKey     keys = iota // the application's
	bothKeys               // the application's and the partner's
	partnerKey             // the partner's alone: the call is not about one application, or makes it
	noKey                  // the host says which application; an API key that comes must be right all the same
)

// A call is a request that has been admitted: its keys are right, and what it
// requires is there. The server is locked while one is acted on.
type call struct {
	server *Server
	app    *application // nil where the partner key comes alone
	form   url.Values
}

var words = strings.Fields

// endpoints are the calls by their path.
var endpoints = map[string]endpoint{
	"/api/v2/auth_info":                  {name: "auth_info", required: words("token"), booleans: words("extended"), act: call.authInfo},
	"/api/v2/auth_infos":                 {name: "auth_infos", required: words("tokens"), booleans: words("extended"), act: call.authInfos},
	"/api/v2/add_or_update_access_token": {name: "add_or_update_access_token", required: words("identifier token"), act: call.addOrUpdateAccessToken},
	"/api/v2/get_user_data":              {name: "get_user_data", required: words("identifier"), booleans: words("extended"), act: call.userData},
	"/api/v2/get_contacts":               {name: "get_contacts", required: words("identifier"), booleans: words("existingUser"), act: call.contacts},

	"/api/v2/map":          {name: "map", required: words("identifier primaryKey"), booleans: words("overwrite"), act: call.mapIdentifier},
	"/api/v2/unmap":        {name: "unmap", required: words("primaryKey"), booleans: words("all_identifiers unlink"), act: call.unmap},
	"/api/v2/mappings":     {name: "mappings", required: words("primaryKey"), act: call.mappings},
	"/api/v2/all_mappings": {name: "all_mappings", act: call.allMappings},

	"/api/v2/get_app_settings":        {name: "get_app_settings", act: call.appSettings},
	"/api/v2/set_app_settings":        {name: "set_app_settings", booleans: settingSwitches, act: call.setAppSettings},
	"/api/v2/get_available_providers": {name: "get_available_providers", keys: noKey, act: call.availableProviders},
	"/api/v2/providers":               {name: "providers", keys: noKey, act: call.providers},
	"/api/v2/set_auth_providers":      {name: "set_auth_providers", required: words("providers"), act: call.setAuthProviders},
	"/api/v2/add_domain_patterns":     {name: "add_domain_patterns", required: words("domains"), act: call.addDomainPatterns},
	"/api/v2/get_domain_patterns":     {name: "get_domain_patterns", act: call.domainPatterns},
	"/api/v2/set_domain_patterns":     {name: "set_domain_patterns", required: words("domains"), act: call.setDomainPatterns},

	"/api/v2/activity":                 {name: "activity", required: words("activity"), booleans: words("truncate prepend_name url_shortening"), act: call.activity},
	"/api/v2/set_status":               {name: "set_status", required: words("status"), booleans: words("truncate"), act: call.setStatus},
	"/api/v2/sharing/broadcast":        {name: "sharing/broadcast", act: call.broadcast},
	"/api/v2/sharing/direct":           {name: "sharing/direct", required: words("recipients"), act: call.direct},
	"/api/v2/get_share_count":          {name: "get_share_count", required: words("url"), act: call.shareCount},
	"/api/v2/get_share_providers":      {name: "get_share_providers", keys: noKey, act: call.shareProviders},
	"/api/v2/set_share_providers":      {name: "set_share_providers", act: call.setShareProviders},
	"/api/v2/analytics_access":         {name: "analytics_access", required: words("start end"), act: call.analyticsAccess},
	"/api/v2/get_backplane_properties": {name: "get_backplane_properties", act: call.backplaneProperties},
	"/api/v2/set_backplane_properties": {name: "set_backplane_properties", required: words("server bus"), booleans: words("remove"), act: call.setBackplaneProperties},

	"/plugin/lookup_rp":   {name: "lookup_rp", wrapper: "pluginresponse", act: call.lookupRP},
	"/signin/oauth_token": {name: "signin/oauth_token", keys: noKey, required: words("provider"), act: call.oauthToken},

	"/partner/v2/apps":              {name: "apps", keys: partnerKey, act: call.apps},
	"/partner/v2/app/create":        {name: "app/create", keys: partnerKey, required: words("email name domain"), wrapper: "partnerresponse", act: call.createApp},
	"/partner/v2/app/delete":        {name: "app/delete", keys: bothKeys, act: call.deleteApp},
	"/partner/v2/app/reset_api_key": {name: "app/reset_api_key", keys: partnerKey, required: words("appId|appID"), act: call.resetAPIKey},

	"/partner/v2/app/get_properties":           {name: "app/get_properties", keys: bothKeys, required: words("provider"), act: call.properties},
	"/partner/v2/app/set_properties":           {name: "app/set_properties", keys: bothKeys, required: words("provider"), booleans: propertySwitches, act: call.setProperties},
	"/partner/v2/app/get_provider_permissions": {name: "app/get_provider_permissions", keys: bothKeys, required: words("provider"), act: call.permissions},
	"/partner/v2/app/set_provider_permissions": {name: "app/set_provider_permissions", keys: bothKeys, required: words("provider permissions"), act: call.setPermissions},

	"/partner/v2/app/add_domain":          {name: "app/add_domain", keys: bothKeys, required: words("domain"), act: call.addDomain},
	"/partner/v2/app/verify_domain":       {name: "app/verify_domain", keys: bothKeys, required: words("provider"), act: call.verifyDomain},
	"/partner/v2/app/add_bp_bus":          {name: "app/add_bp_bus", keys: bothKeys, act: call.addBackplaneBus},
	"/partner/v2/app/create_invite":       {name: "app/create_invite", keys: bothKeys, required: words("email"), wrapper: "PartnerResponse", act: call.createInvite},
	"/partner/v2/app/get_pending_invites": {name: "app/get_pending_invites", keys: bothKeys, act: call.pendingInvites},
	"/partner/v2/admin/add":               {name: "admin/add", keys: bothKeys, required: words("email"), booleans: words("verify"), act: call.addAdmin},
	"/partner/v2/admin/get":               {name: "admin/get", keys: bothKeys, act: call.admins},
	"/partner/v2/admin/delete":            {name: "admin/delete", keys: bothKeys, required: words("email"), act: call.deleteAdmin},
}
