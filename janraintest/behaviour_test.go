package janraintest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// An app is one that is called over plain HTTP, with its key and the partner's.
type app struct {
	srv *janraintest.Server
	key string
}

func firstApp(t *testing.T, opts ...janraintest.Option) app {
	t.Helper()
	srv := newServer(t, opts...)
	return app{srv, srv.APIKey}
}

// do makes a call that must succeed, with parameters as "a=1&b=2". What is not
// in the answer of every call is returned.
func (a app) do(t *testing.T, method, parameters string) map[string]any {
	t.Helper()
	status, body := a.send(t, method, parameters)
	require.Equal(t, http.StatusOK, status, "%s: %s", method, body)
	var answer map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &answer), "%s: %s", method, body)
	delete(answer, "stat")
	return answer
}

// refused makes a call that must fail, and returns code and message as they
// stand in the answer.
func (a app) refused(t *testing.T, method, parameters string) string {
	t.Helper()
	status, body := a.send(t, method, parameters)
	require.Equal(t, http.StatusBadRequest, status, "%s: %s", method, body)
	_, err, _ := strings.Cut(body, `"err":{`)
	err, _, _ = strings.Cut(err, "}")
	return err
}

func (a app) send(t *testing.T, method, parameters string) (status int, body string) {
	t.Helper()
	form := url.Values{}
	for pair := range strings.SplitSeq(parameters, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			form.Set(name, strings.ReplaceAll(value, "%26", "&"))
		}
	}
	path := "/api/v2/" + method
	if partner, ok := strings.CutPrefix(method, "partner/"); ok {
		path = "/partner/v2/" + partner
		form.Set("partnerKey", a.srv.PartnerKey)
	}
	if strings.HasPrefix(method, "plugin/") || strings.HasPrefix(method, "signin/") {
		path = "/" + method
	}
	if a.key != "" {
		form.Set("apiKey", a.key)
	}
	return post(t, a.srv, path, form)
}

func texts(list ...string) []any {
	all := []any{}
	for _, one := range list {
		all = append(all, one)
	}
	return all
}

// members are the names of an object.
func memberNames(object map[string]any) (names []string) {
	for name := range object {
		names = append(names, name)
	}
	return names
}

// inner is an object in an object.
func inner(t *testing.T, object map[string]any, name string) map[string]any {
	t.Helper()
	value, ok := object[name].(map[string]any)
	require.True(t, ok, "%s is an object in %v", name, object)
	return value
}

func TestAppSettingsAreKept(t *testing.T) {
	a := firstApp(t)
	before := a.do(t, "get_app_settings", "")
	assert.Equal(t, map[string]any{
		"privacyPolicy": nil, "favicon": nil, "domainRedirect": nil,
		"postToTokenUrl": true, "oneTimeUseTokens": true, "googleProfileUrl": true,
	}, before)

	a.do(t, "set_app_settings", "favicon=https://shop.example/f.ico&googleProfileUrl=false")
	before["favicon"], before["googleProfileUrl"] = "https://shop.example/f.ico", false
	assert.Equal(t, before, a.do(t, "get_app_settings", ""), "what was not in the form is as before")
	a.do(t, "set_app_settings", "favicon=")
	assert.Nil(t, a.do(t, "get_app_settings", "")["favicon"], "an empty text unsets it")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: postToTokenUrl"`, a.refused(t, "set_app_settings", "postToTokenUrl=yes"))
}

func TestProvidersAreKept(t *testing.T) {
	a := firstApp(t)
	assert.Contains(t, a.do(t, "providers", "")["signin"], "googleplus", "the popular ones, until the application chooses")

	a.do(t, "set_auth_providers", "providers=facebook,yahoo")
	assert.Equal(t, texts("facebook", "yahoo"), a.do(t, "providers", "")["signin"])
	a.do(t, "set_auth_providers", `providers=["twitter","amazon"]`)
	a.do(t, "set_auth_providers", `providers=yahoo&device_type=iphone`)
	a.do(t, "set_share_providers", "share=email,linkedin&email=google")
	assert.Equal(t, map[string]any{
		"signin": texts("twitter", "amazon"), "social": texts("twitter"), "share": texts("email", "linkedin"),
	}, a.do(t, "get_available_providers", ""))
	assert.Equal(t, map[string]any{
		"signin": texts("twitter", "amazon"), "social": texts("twitter"),
		"shareWidget": map[string]any{"share": texts("email", "linkedin"), "email": texts("google")},
	}, a.do(t, "providers", ""))
	a.do(t, "set_share_providers", "email=[]")
	assert.Equal(t, map[string]any{"share": texts("email", "linkedin"), "email": texts()}, a.do(t, "get_share_providers", ""))

	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_auth_providers", "providers=yahoo,nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_share_providers", "share=nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "set_share_providers", "share=google&email=nobody"))
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: device_type"`, a.refused(t, "set_auth_providers", "providers=yahoo&device_type=fax"))
	assert.Equal(t, texts("email", "linkedin"), a.do(t, "get_share_providers", "")["share"], "a refused call changes nothing")
}

func TestDomainPatternsAreKept(t *testing.T) {
	a := firstApp(t)
	domains := func() any { return a.do(t, "get_domain_patterns", "")["domains"] }
	assert.Equal(t, texts(), domains())
	a.do(t, "add_domain_patterns", "domains=shop.example, *.shop.example")
	a.do(t, "add_domain_patterns", "domains=blog.example,shop.example")
	assert.Equal(t, texts("shop.example", "*.shop.example", "blog.example"), domains(), "added, none twice")
	a.do(t, "set_domain_patterns", "domains=new.example")
	assert.Equal(t, texts("new.example"), domains(), "in the place of the others")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: domains"`, a.refused(t, "set_domain_patterns", "domains=,"))
}

func TestProviderPropertiesAreAnsweredAsTheServiceDoes(t *testing.T) {
	a := firstApp(t)
	assert.Equal(t, `"code":1,"msg":"facebook not configured"`, a.refused(t, "partner/app/get_properties", "provider=facebook"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: nobody"`, a.refused(t, "partner/app/get_properties", "provider=nobody"))

	a.do(t, "partner/app/set_properties", "provider=facebook&fbAppId=12&fbSecret=s")
	assert.Equal(t, map[string]any{"fbAppID": "12", "fbSecret": "s", "emailPerm": false, "uninstallURL": ""},
		a.do(t, "partner/app/get_properties", "provider=facebook"), "one spelling, a boolean, and empty texts")
	a.do(t, "partner/app/set_properties", "provider=yahoo&yahooAppID=1&consumerKey=k&secret=s&contactScopeSet=true")
	assert.Equal(t, map[string]any{
		"consumerKey": "k", "secret": "s", "yahooAppID": "1", "activityScopesSet": false, "contactsScopeSet": true,
	}, a.do(t, "partner/app/get_properties", "provider=yahoo"))
}

func TestPermissionsAreReplaced(t *testing.T) {
	a := firstApp(t)
	get := func() any {
		return a.do(t, "partner/app/get_provider_permissions", "provider=facebook")["permissions"]
	}
	assert.Equal(t, texts(), get())
	a.do(t, "partner/app/set_provider_permissions", "provider=facebook&permissions=readMailbox,rsvpEvent")
	assert.Equal(t, texts("readMailbox", "rsvpEvent"), get())
	a.do(t, "partner/app/set_provider_permissions", "provider=facebook&permissions=sendSms")
	assert.Equal(t, texts("sendSms"), get())

	for parameters, want := range map[string]string{
		"provider=facebook&permissions=read_mailbox": "Permission does not exist: read_mailbox",
		"provider=twitter&permissions=readMailbox":   "Setting permissions not supported for this provider",
		"provider=nobody&permissions=readMailbox":    "Invalid provider: nobody",
	} {
		assert.Equal(t, `"code":1,"msg":"`+want+`"`, a.refused(t, "partner/app/set_provider_permissions", parameters))
	}
	assert.Equal(t, texts("sendSms"), get(), "a refused call changes nothing")
}
