package signin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// faultsOf returns whose fault a response of the service is for a Callback, and for a
// handler that gives the token from TokenFromRequest to AuthInfo.
func faultsOf(t *testing.T, response kit.Response) []janrain.Fault {
	t.Helper()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.Respond(response))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	s.Post(t, jar, tokenURL, "<script>")
	s.Open(t, jar, tokenURL)
	_, err := kit.SignIn(t, kit.Client(t, kit.Respond(response)))
	require.Error(t, err)
	return []janrain.Fault{janrain.FaultOf(s.LastErr(t)), janrain.FaultOf(err)}
}

var htmlPage = map[string]string{"Content-Type": "text/html"}

// The token is the one thing in the form that a browser has chosen. What the service, or a
// firewall in front of it, says about a made-up one is not the developer's mistake.
func TestAMadeUpTokenIsNotTheDevelopersMistake(t *testing.T) {
	t.Parallel()
	for _, code := range []int{0, 1} {
		for _, message := range []string{
			"Invalid token", `Invalid token "<script>"`, "Invalid parameter: token", `Invalid parameter: "token"`,
			"Invalid parameter 'token'", "Invalid parameter: token (bad characters)", "Missing parameter: token",
			"Missing parameter: 'token'.", "Missing parameter", "Invalid parameter.", "Malformed token", "The token is too long",
			"token: bad format", "Parameter token must be hexadecimal",
		} {
			text, err := json.Marshal(message)
			require.NoError(t, err)
			body := fmt.Sprintf(`{"stat":"fail","err":{"code":%d,"msg":%s}}`, code, text)
			for _, fault := range faultsOf(t, kit.Response{Status: http.StatusBadRequest, Body: body}) {
				assert.NotEqual(t, janrain.FaultDeveloper, fault, "code %d: %s", code, message)
			}
		}
	}
	user := []janrain.Fault{janrain.FaultUser, janrain.FaultUser}
	refused := kit.Response{Status: http.StatusBadRequest, Body: `{"stat":"fail","err":{"code":3,"msg":"Invalid token"}}`}
	assert.Equal(t, user, faultsOf(t, refused))

	service := []janrain.Fault{janrain.FaultService, janrain.FaultService}
	for _, status := range []int{400, 402, 403, 406, 409, 411, 412, 413, 414, 415, 416, 417, 418, 422, 431, 451, 499} {
		for _, body := range []string{"<html>Forbidden</html>", "", `{"error":"blocked"}`, "Request blocked"} {
			page := kit.Response{Status: status, Header: htmlPage, Body: body}
			assert.Equal(t, service, faultsOf(t, page), "HTTP %d %q", status, body)
		}
	}
}

// What no browser can cause stays the developer's mistake.
func TestWhatTheDeveloperHasChosenStaysTheDevelopersMistake(t *testing.T) {
	t.Parallel()
	developer := []janrain.Fault{janrain.FaultDeveloper, janrain.FaultDeveloper}
	for _, failure := range []string{
		`{"code":3,"msg":"Invalid apiKey"}`,
		`{"code":1,"msg":"Invalid parameter: apiKey"}`,
		`{"code":1,"msg":"Invalid parameter: 'apiKey'"}`,
		`{"code":1,"msg":"Invalid parameter: apiKey (see the token documentation)"}`,
		`{"code":0,"msg":"Missing parameter: apiKey"}`,
		`{"code":1,"msg":"Invalid parameter: tokenURL"}`,
		`{"code":1,"msg":"Invalid token URL"}`,
		`{"code":1,"msg":"Invalid parameter: token_url"}`,
		`{"code":1,"msg":"Facebook not configured"}`,
		`{"code":3,"msg":"Authentication error"}`,
		`{"code":7,"msg":"Upgrade: token"}`,
	} {
		body := `{"stat":"fail","err":` + failure + `}`
		assert.Equal(t, developer, faultsOf(t, kit.Response{Status: http.StatusBadRequest, Body: body}), failure)
	}
	for _, status := range []int{401, 404, 405, 407, 410, 421} {
		page := kit.Response{Status: status, Header: htmlPage, Body: "<html></html>"}
		assert.Equal(t, developer, faultsOf(t, page), "HTTP %d", status)
	}
}
