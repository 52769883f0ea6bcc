package janraintest

import (
	"net/url"
	"strings"
)

// An endpoint is one call of the API: what it requires and what it does.
type endpoint struct {
	name    string
	keys    keys
	takes   string // its parameters without the keys; see parameters
	json    bool   // it also takes a JSON object, and the provider in the query
	wrapper string // around the answer, if the vendor's pages show one
	act     func(call) (members, *failure)
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

// nameInOverview is another path of get_app_settings, which the vendor's overview prints.
const nameInOverview = "/api/v2/get_application_settings"

// endpoints are the calls by their path.
var endpoints = map[string]endpoint{
	"/api/v2/auth_info":  {name: "auth_info", takes: "token! extended:bool tokenUrl:url", act: call.authInfo},
	"/api/v2/auth_infos": {name: "auth_infos", takes: "tokens:list! extended:bool", act: call.authInfos},
	"/api/v2/add_or_update_access_token": {
		name: "add_or_update_access_token", takes: "identifier:url! token:key!", act: call.addOrUpdateAccessToken,
	},
	"/api/v2/get_user_data": {name: "get_user_data", takes: "identifier! extended:bool", act: call.userData},
	"/api/v2/get_contacts": {
		name: "get_contacts", takes: "identifier! contactType:key existingUser:bool", act: call.contacts,
	},

	"/api/v2/map": {
		name: "map", takes: "identifier:identifier! primaryKey:key! overwrite:bool", act: call.mapIdentifier,
	},
	"/api/v2/unmap": {
		name: "unmap", takes: "primaryKey! identifier:any all_identifiers:bool unlink:bool", act: call.unmap,
	},
	"/api/v2/mappings":     {name: "mappings", takes: "primaryKey!", act: call.mappings},
	"/api/v2/all_mappings": {name: "all_mappings", act: call.allMappings},

	"/api/v2/get_app_settings":        {name: "get_app_settings", act: call.appSettings},
	nameInOverview:                    {name: "get_application_settings", act: call.appSettings},
	"/api/v2/set_app_settings":        {name: "set_app_settings", takes: settingsTaken, act: call.setAppSettings},
	"/api/v2/get_available_providers": {name: "get_available_providers", keys: noKey, act: call.availableProviders},
	"/api/v2/providers":               {name: "providers", keys: noKey, act: call.providers},
	"/api/v2/set_auth_providers": {
		name: "set_auth_providers", takes: "providers:list! device_type:key", act: call.setAuthProviders,
	},
	"/api/v2/add_domain_patterns": {
		name: "add_domain_patterns", takes: "domains:patterns!",
		act: call.addDomainPatterns,
	},
	"/api/v2/get_domain_patterns": {name: "get_domain_patterns", act: call.domainPatterns},
	"/api/v2/set_domain_patterns": {
		name: "set_domain_patterns", takes: "domains:patterns!",
		act: call.setDomainPatterns,
	},

	"/api/v2/activity": {
		name: "activity",
		takes: "activity:activity! identifier:identifier device_token:key source location " +
			"truncate:bool prepend_name:bool url_shortening:bool",
		act: call.activity,
	},
	"/api/v2/set_status": {
		name: "set_status", takes: "status! identifier:identifier device_token:key source location truncate:bool",
		act: call.setStatus,
	},
	"/api/v2/sharing/broadcast": {name: "sharing/broadcast", takes: shared, act: call.broadcast},
	"/api/v2/sharing/direct": {
		name: "sharing/direct", takes: shared + " recipients:texts! recipientUrls:texts",
		act: call.direct,
	},
	"/api/v2/get_share_count": {name: "get_share_count", takes: "url:url!", act: call.shareCount},
	"/api/v2/get_share_providers": {
		name: "get_share_providers", keys: noKey, act: call.shareProviders,
	},
	"/api/v2/set_share_providers": {
		name: "set_share_providers", takes: "share:list? email:list?",
		act: call.setShareProviders,
	},
	"/api/v2/analytics_access": {
		name: "analytics_access", takes: "start:date! end:date!",
		act: call.analyticsAccess,
	},
	"/api/v2/get_backplane_properties": {name: "get_backplane_properties", act: call.backplaneProperties},
	"/api/v2/set_backplane_properties": {
		name:  "set_backplane_properties",
		takes: "server:key! bus:key! version:key username:key password:key remove:bool", act: call.setBackplaneProperties,
	},

	"/plugin/lookup_rp": {
		name: "lookup_rp", takes: "pluginName pluginVersion", wrapper: "pluginresponse", act: call.lookupRP,
	},
	"/signin/oauth_token": {
		name: "signin/oauth_token", keys: noKey, json: true,
		takes: "provider:key! token:key token-secret|token_secret:key id_token:key openid|wechat.openid:key code:key " +
			"redirect_uri:key application_id:key",
		act: call.oauthToken,
	},

	"/partner/v2/apps": {name: "apps", keys: partnerKey, act: call.apps},
	"/partner/v2/app/create": {
		name: "app/create", keys: partnerKey, takes: "email:email! name! domain:domain!", wrapper: "partnerresponse",
		act: call.createApp,
	},
	"/partner/v2/app/delete": {name: "app/delete", keys: bothKeys, act: call.deleteApp},
	"/partner/v2/app/reset_api_key": {
		name: "app/reset_api_key", keys: partnerKey, takes: "appId|appID:key!", act: call.resetAPIKey,
	},

	"/partner/v2/app/get_properties": {
		name: "app/get_properties", keys: bothKeys, takes: "provider:key!",
		act: call.properties,
	},
	"/partner/v2/app/set_properties": {
		name: "app/set_properties", keys: bothKeys, takes: "provider:key! " + anyProperties, act: call.setProperties,
	},
	"/partner/v2/app/get_provider_permissions": {
		name: "app/get_provider_permissions", keys: bothKeys, takes: "provider:key!", act: call.permissions,
	},
	"/partner/v2/app/set_provider_permissions": {
		name: "app/set_provider_permissions", keys: bothKeys, takes: "provider:key! permissions:list!",
		act: call.setPermissions,
	},

	"/partner/v2/app/add_domain": {
		name: "app/add_domain", keys: bothKeys, takes: "domain:domain!",
		act: call.addDomain,
	},
	"/partner/v2/app/verify_domain": {
		name: "app/verify_domain", keys: bothKeys, takes: "provider:key! code:key filename:key",
		act: call.verifyDomain,
	},
	"/partner/v2/app/add_bp_bus": {name: "app/add_bp_bus", keys: bothKeys, act: call.addBackplaneBus},
	"/partner/v2/app/create_invite": {
		name: "app/create_invite", keys: bothKeys, takes: "email:email!", wrapper: "PartnerResponse",
		act: call.createInvite,
	},
	"/partner/v2/app/get_pending_invites": {
		name: "app/get_pending_invites", keys: bothKeys,
		act: call.pendingInvites,
	},
	"/partner/v2/admin/add": {
		name: "admin/add", keys: bothKeys, takes: "email:email! verify:bool",
		act: call.addAdmin,
	},
	"/partner/v2/admin/get": {name: "admin/get", keys: bothKeys, act: call.admins},
	"/partner/v2/admin/delete": {
		name: "admin/delete", keys: bothKeys, takes: "email:email!",
		act: call.deleteAdmin,
	},
}

// shared are the parameters of both calls that share something.
const shared = "identifier:identifier device_token:key url:url? title description message image:url? media:json? " +
	"actionLink:link? objectId source"
