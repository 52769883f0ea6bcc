package callback_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const mobileURL = "https://shop.example/mobile?v=1"

func accessTokenFor(identifier string) string { return "access of " + identifier }

func mobile(w http.ResponseWriter, r *http.Request) { // POST /mobile
	token, err := janrain.TokenFromRequest(w, r)
	if err != nil {
		http.Error(w, "no token", janrain.FaultOf(err).HTTPStatus())
		return
	}
	info, err := client.AuthInfo(r.Context(), janrain.AuthInfoParams{Token: token, TokenURL: mobileURL})
	if err != nil {
		http.Error(w, "sign in again", janrain.FaultOf(err).HTTPStatus())
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"access": accessTokenFor(info.Profile.Identifier)})
}

func TestANativeAppPostsItsToken(t *testing.T) {
	service := janraintest.NewServer()
	t.Cleanup(service.Close)
	client = service.Client()
	base := serveHandler(t, http.NewCrossOriginProtection().Handler(http.HandlerFunc(mobile)))
	for name, post := range map[string]func(token string) (query, kind, body string){
		"jump.android": func(token string) (string, string, string) {
			return "", "application/x-www-form-urlencoded", "token=" + token
		},
		"jump.ios": func(token string) (string, string, string) { return "&token=" + token, "", "" },
		"both": func(token string) (string, string, string) {
			return "&token=" + token, "application/x-www-form-urlencoded", "token=" + token
		},
	} {
		token := service.IssueToken(janraintest.User(janrain.ProviderFacebook), mobileURL)
		query, kind, body := post(token)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/mobile?v=1"+query, strings.NewReader(body))
		require.NoError(t, err)
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		var got map[string]string
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&got), name)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, "access of http://www.facebook.com/profile.php?id=1001", got["access"], name)
	}
}
