package janraintest_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/janraintest"
)

func TestErrorsOfTheService(t *testing.T) {
	const authInfo, setProperties = "/api/v2/auth_info", "/partner/v2/app/set_properties"
	const addToken = "/api/v2/add_or_update_access_token"
	srv := newServer(t, janraintest.WithAPIKey("k3y"), janraintest.WithPartnerKey("p4rtner"))
	for _, tc := range []struct {
		name, path string
		form       url.Values
		want       string
	}{
		{"no key", authInfo, url.Values{"token": {"t"}}, `"code":0,"msg":"Missing parameter: apiKey"`},
		{"a wrong key", authInfo, url.Values{"apiKey": {"other"}, "token": {"t"}}, `"code":1,"msg":"Invalid parameter: apiKey"`},
		{"no token", authInfo, url.Values{"apiKey": {"k3y"}}, `"code":0,"msg":"Missing parameter: token"`},
		{"an unknown token", authInfo, url.Values{"apiKey": {"k3y"}, "token": {"t"}}, `"code":2,"msg":"Data not found"`},
		{"an invalid boolean", authInfo, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "extended": {"1"}}, `"code":1,"msg":"Invalid parameter: extended"`},
		{"a duplicate parameter", authInfo, url.Values{"apiKey": {"k3y"}, "token": {"t", "u"}}, `"code":1,"msg":"Invalid parameter: token"`},
		{"no partner key", setProperties, url.Values{"apiKey": {"k3y"}}, `"code":0,"msg":"Missing parameter: partnerKey"`},
		{"a wrong partner key", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"x"}, "provider": {"google"}}, `"code":3,"msg":"Invalid partnerKey"`},
		{"a wrong key at the partner API", setProperties, url.Values{"apiKey": {"x"}, "partnerKey": {"p4rtner"}, "provider": {"google"}}, `"code":3,"msg":"Invalid apiKey"`},
		{"no provider", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}}, `"code":0,"msg":"Missing parameter: provider"`},
		{"an unknown provider", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"x"}}, `"code":1,"msg":"Invalid provider: x"`},
		{"a provider without its secret", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"google"}, "consumerKey": {"c"}}, `"code":0,"msg":"Missing parameter: secret"`},
		{"Facebook without its app id", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"facebook"}, "fbSecret": {"s"}}, `"code":0,"msg":"Missing parameter: fbAppID"`},
		{"an identifier that is not a URL", addToken, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "identifier": {"mira"}}, `"code":1,"msg":"Invalid parameter: identifier"`},
		{"a provider that does not accept tokens", addToken, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "identifier": {"http://twitter.com/u?user_id=1"}}, `"code":11,`},
		{"a host that only looks like Facebook's", addToken, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "identifier": {"http://notfacebook.com/u?id=1"}}, `"code":11,`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body := post(t, srv, tc.path, tc.form)
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Contains(t, body, tc.want)
			assert.Contains(t, body, `"stat":"fail"`)
		})
	}
}
