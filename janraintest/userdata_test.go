package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestUserDataOfASignedInUser(t *testing.T) {
	a := firstApp(t)
	user := janraintest.User(janrain.ProviderFacebook)
	ask := "identifier=" + user.Profile.Identifier
	unavailable := `"code":1,"msg":"Data unavailable for http:\/\/www.facebook.com\/profile.php?id=1001"`
	token := a.srv.IssueToken(user, "")
	assert.Equal(t, unavailable, a.refused(t, "get_user_data", ask),
		"an issued token alone must not count as a sign-in")

	signIn := a.do(t, "auth_info", "extended=true&token="+token)
	assert.Equal(t, signIn, a.do(t, "get_user_data", ask+"&extended=true"), "the response must equal that of auth_info")
	plain := a.do(t, "get_user_data", ask)
	assert.ElementsMatch(t, []string{"profile", "accessCredentials"}, memberNames(plain))
	second, _ := created(t, a.srv, "second.example")
	assert.Equal(t, unavailable, second.refused(t, "get_user_data", ask), "another application must not know the user")
}
