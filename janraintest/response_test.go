package janraintest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestResponsesHaveTheServicesFormat(t *testing.T) {
	srv := newServer(t)
	var first, last int
	for range 4 {
		token := srv.IssueToken(janraintest.User(janrain.ProviderYahoo), "")
		status, body := post(t, srv, "/api/v2/auth_info", url.Values{"apiKey": {srv.APIKey}, "token": {token}})
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, `https:\/\/me.yahoo.com\/a\/`, "slashes must be escaped")
		switch {
		case strings.HasPrefix(body, `{"stat":"ok"`):
			first++
		case strings.HasSuffix(body, `,"stat":"ok"}`):
			last++
		}
	}
	assert.Equal(t, []int{2, 2}, []int{first, last}, "stat must be first as often as last")
}

func TestErrorsWithStatus200AsBefore2013(t *testing.T) {
	srv := newServer(t, janraintest.WithStatusOK())
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "unknown"})
	refused, ok := err.(*janrain.Error) //nolint:errorlint // the client returns it unwrapped
	require.True(t, ok, "got %T", err)
	assert.Equal(t, http.StatusOK, refused.HTTPStatus)
	assert.Equal(t, janrain.CodeDataNotFound, refused.Code)
}

func TestWrappersCanBeOmitted(t *testing.T) {
	names := map[string][]string{
		"partner/app/create":        {"adminUrl", "apiKey", "appId", "realm", "inviteUrl", "stat"},
		"partner/app/create_invite": {"inviteUrl", "stat"},
		"plugin/lookup_rp": {
			"realm", "realmScheme", "appId", "apiKey", "adminUrl", "capabilities", "signinProviders", "socialPub", "shareProviders", "stat",
		},
	}
	wrappers := map[string]string{
		"partner/app/create": "partnerresponse", "partner/app/create_invite": "PartnerResponse", "plugin/lookup_rp": "pluginresponse",
	}
	flat, wrapped := firstApp(t, janraintest.WithFlatAnswers()), firstApp(t)
	const parameters = "email=a@example.com&name=n&domain=a.example"
	for method, want := range names {
		_, body := flat.send(t, method, parameters)
		for _, name := range want {
			assert.Contains(t, body, `"`+name+`":`, method)
		}
		assert.NotContains(t, strings.ToLower(body), "response", "%s must have no wrapper", method)

		answer := wrapped.do(t, method, parameters)
		assert.Equal(t, []string{wrappers[method]}, memberNames(answer), "%s must have only the wrapper", method)
		if method != "partner/app/create_invite" {
			for i := range want {
				want[i] = strings.ToLower(want[i])
			}
		}
		assert.ElementsMatch(t, want, memberNames(inner(t, answer, wrappers[method])),
			"%s must have stat inside the wrapper", method)
	}
}
