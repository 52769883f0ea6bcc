package janraintest_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// created creates an application and returns it with its ID.
func created(t *testing.T, srv *janraintest.Server, domain string) (made app, id string) {
	t.Helper()
	answer := app{srv, ""}.do(t, "partner/app/create", "email=mira@example.com&name=Second&domain="+domain)
	answer = inner(t, answer, "partnerresponse")
	key, _ := answer["apikey"].(string)
	id, _ = answer["appid"].(string)
	return app{srv, key}, id
}

func TestApplicationIsCreatedAndUsed(t *testing.T) {
	first := firstApp(t)
	second, id := created(t, first.srv, "second.example")
	assert.Regexp(t, "^[0-9a-f]{40}$", second.key)
	assert.Regexp(t, "^[a-z]{20}$", id)
	assert.Regexp(t, "^[a-z]{20}$", first.srv.AppID)

	second.do(t, "map", "identifier=http://id.example/1&primaryKey=7")
	assert.Equal(t, texts("http://id.example/1"), second.do(t, "mappings", "primaryKey=7")["identifiers"])
	assert.Equal(t, texts(), first.do(t, "mappings", "primaryKey=7")["identifiers"],
		"each application must have its own mappings")

	assert.Equal(t, texts("shop.example.com", "second.example"), domainsOf(t, first))
	assert.Equal(t, `"code":18,"msg":"Domain already exists"`,
		second.refused(t, "partner/app/create", "email=a@example.com&name=n&domain=Second.example"), "a domain must belong to one application")
}

func domainsOf(t *testing.T, a app) (domains []any) {
	t.Helper()
	apps, _ := a.do(t, "partner/apps", "")["apps"].([]any)
	for _, one := range apps {
		entry, _ := one.(map[string]any)
		assert.Len(t, entry["appId"], 20)
		assert.Len(t, entry["apiKey"], 40)
		domains = append(domains, entry["applicationDomain"])
	}
	return domains
}

func TestTokenBelongsToTheApplicationThatItWasIssuedFor(t *testing.T) {
	first := firstApp(t)
	second, _ := created(t, first.srv, "second.example")
	user := janraintest.User(janrain.ProviderGoogle)
	token := first.srv.IssueTokenFor(second.key, user, "")
	assert.Contains(t, first.refused(t, "auth_info", "token="+token), `"code":2`)
	assert.Equal(t, user.Profile.Identifier, inner(t, second.do(t, "auth_info", "token="+token), "profile")["identifier"])
	assert.Contains(t, second.refused(t, "auth_info", "token="+first.srv.IssueToken(user, "")), `"code":2`)
	assert.PanicsWithValue(t, "janraintest: IssueTokenFor: no application has this API key", func() {
		first.srv.IssueTokenFor("unknown", user, "")
	})
}

func TestDeletedApplicationIsGone(t *testing.T) {
	first := firstApp(t)
	second, _ := created(t, first.srv, "second.example")
	first.do(t, "partner/app/delete", "")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: apiKey"`, first.refused(t, "all_mappings", ""))
	assert.Equal(t, `"code":3,"msg":"Invalid apiKey"`, first.refused(t, "partner/admin/get", ""))
	_, body := post(t, first.srv, "/api/v2/providers", url.Values{})
	assert.Contains(t, body, `"code":1,"msg":"Invalid realm"`, "the host must be free")
	assert.Equal(t, texts("second.example"), domainsOf(t, second), "the other application must remain")
	created(t, first.srv, "shop.example.com") // the domain is available again
	assert.Len(t, first.srv.IssueToken(janraintest.User(janrain.ProviderGoogle), ""), 40, "tokens can still be issued")
}

func TestResetKeyReplacesTheOldOne(t *testing.T) {
	first := firstApp(t)
	key, _ := first.do(t, "partner/app/reset_api_key", "appId="+first.srv.AppID)["apiKey"].(string)
	require.Regexp(t, "^[0-9a-f]{40}$", key)
	assert.Contains(t, first.refused(t, "all_mappings", ""), "Invalid parameter: apiKey")
	app{first.srv, key}.do(t, "all_mappings", "")
	assert.Equal(t, `"code":3,"msg":"Invalid apiKey"`, first.refused(t, "partner/app/reset_api_key", "appID="+first.srv.AppID))
	first.key = ""
	first.do(t, "partner/app/reset_api_key", "appID="+first.srv.AppID)
	assert.Equal(t, `"code":19,"msg":"App Id not found"`, first.refused(t, "partner/app/reset_api_key", "appId=x"))
}

func TestCreateAppRejectsInvalidParameters(t *testing.T) {
	a := firstApp(t)
	for parameters, want := range map[string]string{
		"email=mira&name=n&domain=a.example":                       "Invalid parameter: email",
		"email=a@example.com&name=n&domain=https://a.example/path": "Invalid parameter: domain",
		"email=a@example.com&name=n&domain=a b":                    "Invalid parameter: domain",
	} {
		assert.Equal(t, `"code":1,"msg":"`+want+`"`, a.refused(t, "partner/app/create", parameters))
	}
}

func TestDomainsOfAnApplication(t *testing.T) {
	first := firstApp(t)
	second, _ := created(t, first.srv, "second.example")
	second.do(t, "partner/app/add_domain", "domain=third.example")
	second.do(t, "partner/app/add_domain", "domain=third.example")
	assert.Contains(t, first.refused(t, "partner/app/add_domain", "domain=third.example"), `"code":18`)
	assert.Contains(t, first.refused(t, "partner/app/add_domain", "domain=http://x.example"),
		"Invalid parameter: domain")

	first.do(t, "partner/app/verify_domain", "provider=google&code=c")
	assert.Equal(t, `"code":0,"msg":"Missing parameter: code"`, first.refused(t, "partner/app/verify_domain", "provider=google&filename=f"))
	assert.Equal(t, `"code":0,"msg":"Missing parameter: filename"`, first.refused(t, "partner/app/verify_domain", "provider=yahoo&code=c"))
	assert.Equal(t, `"code":1,"msg":"Invalid provider: aol"`, first.refused(t, "partner/app/verify_domain", "provider=aol"))
}
