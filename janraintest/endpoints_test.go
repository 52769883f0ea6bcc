package janraintest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const facebookID = "http://www.facebook.com/profile.php?id=1001"

// documented has the calls, each with its keys and a form that succeeds. Parameters whose names
// begin with "?" are optional.
var documented = map[string]struct{ keys, form string }{
	"/api/v2/auth_info":                  {"api", "token={token}&?extended=true"},
	"/api/v2/auth_infos":                 {"api", "tokens={token}"},
	"/api/v2/add_or_update_access_token": {"api", "identifier={id}&token=t"},
	"/api/v2/get_user_data":              {"api", "identifier={id}&?extended=false"},
	"/api/v2/get_contacts":               {"api", "identifier={id}&?contactType=friends&?existingUser=true"},
	"/api/v2/map":                        {"api", "identifier={id}&primaryKey=7&?overwrite=true"},
	"/api/v2/unmap":                      {"api", "identifier={id}&primaryKey=7&?unlink=false"},
	"/api/v2/mappings":                   {"api", "primaryKey=7"},
	"/api/v2/all_mappings":               {"api", ""},
	"/api/v2/get_app_settings":           {"api", ""},
	"/api/v2/get_application_settings":   {"api", ""},
	"/api/v2/set_app_settings":           {"api", "?favicon=https://shop.example/f.ico&?postToTokenUrl=true"},
	"/api/v2/get_available_providers":    {"none", ""},
	"/api/v2/providers":                  {"none", ""},
	"/api/v2/set_auth_providers":         {"api", "providers=facebook,yahoo&?device_type=iphone"},
	"/api/v2/add_domain_patterns":        {"api", "domains=a.example"},
	"/api/v2/get_domain_patterns":        {"api", ""},
	"/api/v2/set_domain_patterns":        {"api", "domains=*.example"},
	"/api/v2/activity":                   {"api", `identifier={id}&activity={"action":"reads","url":"https://shop.example/"}`},
	"/api/v2/set_status":                 {"api", "identifier={id}&status=here"},
	"/api/v2/sharing/broadcast":          {"api", "identifier={id}&?message=m"},
	"/api/v2/sharing/direct":             {"api", `identifier={id}&recipients=["2"]`},
	"/api/v2/get_share_count":            {"api", "url=https://shop.example/"},
	"/api/v2/get_share_providers":        {"none", ""},
	"/api/v2/set_share_providers":        {"api", "?share=email,linkedin&?email=google"},
	"/api/v2/analytics_access":           {"api", "start=01/31/2026&end=02/28/2026"},
	"/api/v2/get_backplane_properties":   {"api", ""},
	"/api/v2/set_backplane_properties":   {"api", "server=bp.example&bus=b&username=u&password=p"},

	"/plugin/lookup_rp":   {"api", "?pluginName=p&?pluginVersion=1"},
	"/signin/oauth_token": {"none", "provider=facebook&token=t"},

	"/partner/v2/apps":                         {"partner", ""},
	"/partner/v2/app/create":                   {"partner", "email=a@example.com&name=Other&domain=other.example"},
	"/partner/v2/app/delete":                   {"both", ""},
	"/partner/v2/app/reset_api_key":            {"partner", "appId={app}"},
	"/partner/v2/app/get_properties":           {"both", "provider=google"},
	"/partner/v2/app/set_properties":           {"both", "provider=google&consumerKey=k&secret=s"},
	"/partner/v2/app/get_provider_permissions": {"both", "provider=google"},
	"/partner/v2/app/set_provider_permissions": {"both", "provider=google&permissions=readCalendar"},
	"/partner/v2/app/add_domain":               {"both", "domain=second.example"},
	"/partner/v2/app/verify_domain":            {"both", "provider=yahoo&filename=x.html"},
	"/partner/v2/app/add_bp_bus":               {"both", ""},
	"/partner/v2/app/create_invite":            {"both", "email=b@example.com"},
	"/partner/v2/app/get_pending_invites":      {"both", ""},
	"/partner/v2/admin/add":                    {"both", "email=c@example.com&?verify=false"},
	"/partner/v2/admin/get":                    {"both", ""},
	"/partner/v2/admin/delete":                 {"both", "email=owner@example.com"},
}

// fill returns the form of a row and prepares the server so that the call succeeds.
func fill(t *testing.T, srv *janraintest.Server, keys, row string) (form url.Values, required []string) {
	t.Helper()
	srv.AddUser(janraintest.User(janrain.ProviderFacebook))
	both := url.Values{"apiKey": {srv.APIKey}, "partnerKey": {srv.PartnerKey}}
	google := url.Values{"provider": {"google"}, "consumerKey": {"k"}, "secret": {"s"}}
	_, _ = post(t, srv, "/partner/v2/app/set_properties", merged(both, google))
	form = url.Values{}
	if keys == "api" || keys == "both" {
		form.Set("apiKey", srv.APIKey)
		required = append(required, "apiKey")
	}
	if keys == "partner" || keys == "both" {
		form.Set("partnerKey", srv.PartnerKey)
		required = append(required, "partnerKey")
	}
	given := strings.NewReplacer("{id}", facebookID, "{app}", srv.AppID,
		"{token}", srv.IssueToken(janraintest.User(janrain.ProviderFacebook), ""))
	for pair := range strings.SplitSeq(row, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		optional := strings.HasPrefix(name, "?")
		name = strings.TrimPrefix(name, "?")
		form.Set(name, given.Replace(value))
		if !optional {
			required = append(required, name)
		}
	}
	return form, required
}

func merged(forms ...url.Values) url.Values {
	all := url.Values{}
	for _, form := range forms {
		maps.Copy(all, form)
	}
	return all
}

func TestEveryDocumentedCallExists(t *testing.T) {
	for _, path := range janraintest.Paths() {
		assert.Contains(t, documented, path, "the table of this test must have the call")
	}
	assert.Len(t, janraintest.Paths(), len(documented))
}

func TestEveryCallSucceedsWithItsRequiredParameters(t *testing.T) {
	for path, tc := range documented {
		t.Run(path, func(t *testing.T) {
			srv := newServer(t)
			form, required := fill(t, srv, tc.keys, tc.form)
			status, body := post(t, srv, path, form)
			assert.Equal(t, http.StatusOK, status, body)
			assert.True(t, json.Valid([]byte(body)), "a response must be JSON: %s", body)
			assert.Contains(t, body, `"stat":"ok"`)
			if path != "/api/v2/get_app_settings" && path != "/api/v2/get_application_settings" {
				assert.NotContains(t, body, ":null", "only settings may be null")
			}

			requests := srv.Requests()
			method := strings.NewReplacer("/api/v2/", "", "/partner/v2/", "", "/plugin/", "").Replace(path)
			assert.Equal(t, strings.TrimPrefix(method, "/"), requests[len(requests)-1].Endpoint,
				"the record must have the documented name")

			for _, name := range required {
				checkRefusedWithout(t, name, path, tc.keys, tc.form)
			}
		})
	}
}

// checkRefusedWithout asserts that a call without one required parameter is rejected.
func checkRefusedWithout(t *testing.T, name, path, keys, row string) {
	t.Helper()
	srv := newServer(t)
	form, _ := fill(t, srv, keys, row)
	form.Del(name)
	status, body := post(t, srv, path, form)
	assert.Equal(t, http.StatusBadRequest, status, "without %s", name)
	assert.Contains(t, body, `"code":0,"msg":"Missing parameter: `+name+`"`, "the error must name the missing parameter")
}

func TestEveryCallRejectsAWrongKey(t *testing.T) {
	srv := newServer(t)
	for path, tc := range documented {
		form, _ := fill(t, srv, tc.keys, tc.form)
		switch tc.keys {
		case "api", "none":
			form.Set("apiKey", "wrong")
			_, body := post(t, srv, path, form)
			assert.Contains(t, body, `"code":1,"msg":"Invalid parameter: apiKey"`, path)
		case "both":
			form.Set("apiKey", "wrong")
			_, body := post(t, srv, path, form)
			assert.Contains(t, body, `"code":3,"msg":"Invalid apiKey"`, path)
			fallthrough
		case "partner":
			form.Set("partnerKey", "wrong")
			_, body := post(t, srv, path, form)
			assert.Contains(t, body, `"code":3,"msg":"Invalid partnerKey"`, path)
		}
	}
}

func TestEveryCallButOneRequiresPOST(t *testing.T) {
	srv := newServer(t)
	for path := range documented {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, http.NoBody)
		require.NoError(t, err)
		status, body := send(t, req)
		assert.Equal(t, http.StatusBadRequest, status, path)
		if path == "/plugin/lookup_rp" { // the vendor also documents GET
			assert.Contains(t, body, "Missing parameter: apiKey")
			continue
		}
		assert.Contains(t, body, `"code":1`, path)
	}
}

func TestEveryCallCanBeMadeToFail(t *testing.T) {
	srv := newServer(t)
	for path, tc := range documented {
		form, _ := fill(t, srv, tc.keys, tc.form)
		srv.FailNext(janraintest.ErrorCode(janrain.CodeUpgradeRequired), janraintest.NotJSON(http.StatusBadGateway))
		_, body := post(t, srv, path, form)
		assert.Contains(t, body, `"code":7`, path)
		status, _ := post(t, srv, path, form)
		assert.Equal(t, http.StatusBadGateway, status, path)
	}
}

func TestNoCallRecordsASecret(t *testing.T) {
	srv := newServer(t)
	secrets := []string{
		"apiKey", "partnerKey", "token", "tokens", "consumerKey", "secret", "fbSecret", "liveidSecret",
		"device_token", "id_token", "token_secret", "token-secret", "code", "password",
	}
	open := []string{"primaryKey", "tokenUrl", "identifier", "username", "recipients", "providers"}
	form := url.Values{}
	for _, name := range slices.Concat(secrets, open) {
		form.Set(name, "canary")
	}
	post(t, srv, "/signin/oauth_token", form)
	recorded := srv.Requests()[0].Form
	for _, name := range secrets {
		assert.Equal(t, "[redacted]", recorded.Get(name), name)
	}
	for _, name := range open {
		assert.Equal(t, "canary", recorded.Get(name), name)
	}
}
