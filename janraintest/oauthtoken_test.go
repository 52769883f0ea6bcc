package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOAuthTokenNeedsWhatItsProviderGives(t *testing.T) {
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
