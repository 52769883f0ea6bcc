package janraintest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// An app is an application that is called over plain HTTP with its API key and the partner key.
type app struct {
	srv *janraintest.Server
	key string
}

func firstApp(t *testing.T, opts ...janraintest.Option) app {
	t.Helper()
	srv := newServer(t, opts...)
	return app{srv, srv.APIKey}
}

// do makes a call that must succeed, with parameters such as "a=1&b=2". It returns the members of
// the response without those that all responses have.
func (a app) do(t *testing.T, method, parameters string) map[string]any {
	t.Helper()
	status, body := a.send(t, method, parameters)
	require.Equal(t, http.StatusOK, status, "%s: %s", method, body)
	var answer map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &answer), "%s: %s", method, body)
	delete(answer, "stat")
	return answer
}

// refused makes a call that must fail, and returns the code and message as they appear in the
// response.
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

// members returns the names of an object's members.
func memberNames(object map[string]any) (names []string) {
	for name := range object {
		names = append(names, name)
	}
	return names
}

// inner returns an object in an object.
func inner(t *testing.T, object map[string]any, name string) map[string]any {
	t.Helper()
	value, ok := object[name].(map[string]any)
	require.True(t, ok, "%s must be an object in %v", name, object)
	return value
}

// keysOf returns the primary keys of the requests, which distinguish them.
func keysOf(srv *janraintest.Server) (keys []string) {
	for _, r := range srv.Requests() {
		keys = append(keys, r.Form.Get("primaryKey"))
	}
	return keys
}

func TestServerStoresWhatTheApplicationSent(t *testing.T) {
	srv := newServer(t)
	client := srv.Client()
	const identifier = "http://www.facebook.com/profile.php?id=7"
	_, ok := srv.AccessToken(identifier)
	assert.False(t, ok)
	require.NoError(t, client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: identifier, Token: "first"}))
	require.NoError(t, client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: identifier, Token: "second"}))
	token, ok := srv.AccessToken(identifier)
	assert.True(t, ok)
	assert.Equal(t, "second", token, "the last token must count")

	assert.Nil(t, srv.ProviderProperties(janrain.ProviderFacebook))
	require.NoError(t, client.SetProviderProperties(t.Context(), janrain.FacebookProperties{AppID: "id", Secret: "s", EmailPerm: new(false)}))
	got := srv.ProviderProperties(janrain.ProviderFacebook)
	assert.Equal(t, map[string][]string{
		"fbAppID": {"id"}, "fbAppId": {"id"}, "fbSecret": {"s"}, "emailPerm": {"false"},
	}, map[string][]string(got))
	got.Set("fbSecret", "changed by the test")
	assert.Equal(t, "s", srv.ProviderProperties(janrain.ProviderFacebook).Get("fbSecret"),
		"the server's own values must not change")
}

func lastOf(t *testing.T, srv *janraintest.Server, path string) janraintest.Request {
	t.Helper()
	sent(t, srv, path, "application/x-www-form-urlencoded", "")
	requests := srv.Requests()
	return requests[len(requests)-1]
}

const tokenURL = "https://shop.example/signin"

func newServer(t *testing.T, opts ...janraintest.Option) *janraintest.Server {
	t.Helper()
	srv := janraintest.NewServer(opts...)
	t.Cleanup(srv.Close)
	return srv
}

// post sends a form without the library, as any client could.
func post(t *testing.T, srv *janraintest.Server, path string, form url.Values) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+path, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, req)
}

func send(t *testing.T, req *http.Request) (status int, body string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

func TestUserDataOfTheTestsUsers(t *testing.T) {
	asked := 0
	a := firstApp(t, janraintest.WithUserData(func(identifier string) (janrain.AuthInfo, bool) {
		asked++
		user := janraintest.User(janrain.ProviderGoogle)
		user.Profile.Identifier = identifier
		return user, strings.HasPrefix(identifier, "https://www.google.com/profiles/")
	}))
	user := janraintest.User("hospital")
	a.srv.AddUser(user)
	name := func(identifier string) any {
		return inner(t, a.do(t, "get_user_data", "identifier="+identifier), "profile")["providerSpecifier"]
	}
	assert.Equal(t, "hospital", name(user.Profile.Identifier))
	assert.Zero(t, asked, "a user added with AddUser must not be looked up")
	assert.Equal(t, "google", name("https://www.google.com/profiles/77"))
	assert.Contains(t, a.refused(t, "get_user_data", "identifier=http://nobody.example"), "Data unavailable")
	a.do(t, "get_contacts", "identifier=https://www.google.com/profiles/77")
}

// sent posts a body of any type to a path, which may have a query.
func sent(t *testing.T, srv *janraintest.Server, path, contentType, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	return send(t, req)
}
