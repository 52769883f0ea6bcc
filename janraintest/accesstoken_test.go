package janraintest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTokenOfAMobileApplicationSignsIn(t *testing.T) {
	a := firstApp(t)
	for _, parameters := range []string{
		"provider=facebook&token=t", "provider=apple&id_token=t", "provider=twitter&token=t&token_secret=s",
		"provider=twitter&token=t&token-secret=s", "provider=wechat&code=c&redirect_uri=https://shop.example/",
	} {
		token, _ := a.do(t, "signin/oauth_token", parameters)["token"].(string)
		assert.Len(t, token, 40)
		info := a.do(t, "auth_info", "token="+token)
		assert.Contains(t, parameters, inner(t, info, "profile")["providerSpecifier"])
	}
}

// The vendor's Android library sends requests like these.
func TestOAuthTokenAcceptsJSONAndTheProviderInTheQuery(t *testing.T) {
	t.Parallel()
	const path, form = "/signin/oauth_token", "application/x-www-form-urlencoded"
	for name, tt := range map[string]struct{ path, contentType, body, want string }{
		"a form":                        {path, form, "provider=facebook&token=t", ""},
		"the form and the query":        {path + "?providername=facebook", form, "provider=facebook&token=t", ""},
		"the query alone":               {path + "?providername=facebook", form, "token=t", ""},
		"JSON":                          {path, "application/json", `{"provider":"facebook","token":"t"}`, ""},
		"JSON with a charset":           {path, "application/json; charset=utf-8", `{"provider":"facebook","token":"t"}`, ""},
		"JSON and the query":            {path + "?providername=facebook", "application/json", `{"token":"t"}`, ""},
		"an unknown member":             {path, "application/json", `{"provider":"facebook","token":"t","device":"x"}`, ""},
		"another provider":              {path + "?providername=google", form, "provider=facebook&token=t", "Invalid parameter: providername"},
		"another provider in JSON":      {path + "?providername=google", "application/json", `{"provider":"facebook","token":"t"}`, "providername"},
		"an empty provider":             {path + "?providername=", form, "token=t", "Missing parameter: provider"},
		"two providers":                 {path + "?providername=facebook&providername=facebook", form, "provider=facebook&token=t", "not in the URL"},
		"the token in the query":        {path + "?token=t", form, "provider=facebook", "not in the URL"},
		"other parameters in the query": {path + "?providername=facebook&token=t", form, "provider=facebook", "not in the URL"},
		"the name in another case":      {path + "?providerName=facebook", form, "provider=facebook&token=t", "not in the URL"},
		"another call":                  {"/api/v2/providers?providername=facebook", form, "", "not in the URL"},
		"JSON for another call":         {"/api/v2/auth_info", "application/json", `{"apiKey":"k","token":"t"}`, "content type"},
		"a duplicate member":            {path, "application/json", `{"provider":"facebook","token":"t","token":"u"}`, "cannot be read"},
		"a member that is not a string": {path, "application/json", `{"provider":"facebook","token":7}`, "cannot be read"},
		"a nested member":               {path, "application/json", `{"provider":"facebook","token":{"value":"t"}}`, "cannot be read"},
		"text after the object":         {path, "application/json", `{"provider":"facebook","token":"t"}x`, "cannot be read"},
		"a list":                        {path, "application/json", `[{"provider":"facebook","token":"t"}]`, "cannot be read"},
		"null":                          {path, "application/json", `null`, "cannot be read"},
		"an empty body":                 {path, "application/json", ``, "cannot be read"},
		"invalid UTF-8":                 {path, "application/json", "{\"provider\":\"facebook\",\"token\":\"\xff\"}", "cannot be read"},
		"a member of another call":      {path, "application/json", `{"provider":"facebook","token":"t","tokenUrl":"https://shop.example/"}`, "Invalid parameter: tokenUrl"},
		"JSON sent as text/json":        {path, "text/json", `{"provider":"facebook","token":"t"}`, "content type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			status, body := sent(t, srv, tt.path, tt.contentType, tt.body)
			if tt.want == "" {
				assert.Equal(t, http.StatusOK, status, body)
				assert.Regexp(t, `"token":"[0-9a-f]{40}"`, body)
				assert.Equal(t, "facebook", srv.Requests()[0].Form.Get("provider"),
					"the provider must be recorded, wherever it was sent")
				return
			}
			assert.Equal(t, http.StatusBadRequest, status, body)
			assert.Contains(t, body, tt.want)
		})
	}
}

func TestOAuthTokenRequiresTheParametersOfItsProvider(t *testing.T) {
	t.Parallel()
	a := app{newServer(t), ""}
	for parameters, want := range map[string]string{
		"provider=facebook":                       `"code":0,"msg":"Missing parameter: token"`,
		"provider=facebook&token=":                `"code":1,"msg":"Invalid parameter: token"`,
		"provider=facebook&code=c":                `"code":0,"msg":"Missing parameter: redirect_uri"`,
		"provider=twitter&token=t":                `"code":0,"msg":"Missing parameter: token-secret"`,
		"provider=apple&token=t":                  `"code":0,"msg":"Missing parameter: id_token"`,
		"provider=wechat&token=t":                 `"code":0,"msg":"Missing parameter: openid"`,
		"provider=wechat&token=t&openid=":         `"code":1,"msg":"Invalid parameter: openid"`,
		"provider=nobody&token=t":                 `"code":1,"msg":"Invalid provider: nobody"`,
		"provider=twitter&token=t&tokenSecret=s":  `"code":1,"msg":"Invalid parameter: tokenSecret"`,
		"provider=facebook&token=t&access_token=": ``,
	} {
		if want == "" {
			a.do(t, "signin/oauth_token", parameters)
			continue
		}
		assert.Equal(t, want, a.refused(t, "signin/oauth_token", parameters), parameters)
	}
	for _, parameters := range []string{
		"provider=facebook&token=t", "provider=apple&id_token=t", "provider=wechat&token=t&wechat.openid=o&openid=o",
		"provider=twitter&token=t&token_secret=s&token-secret=s", "provider=googleplus&code=c&redirect_uri=com.shop:/back&application_id=1",
	} {
		assert.Len(t, a.do(t, "signin/oauth_token", parameters)["token"], 40)
	}
}
