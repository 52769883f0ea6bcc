package janraintest_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const tokenURL = "https://shop.example/signin"

func newServer(t *testing.T, opts ...janraintest.Option) *janraintest.Server {
	t.Helper()
	srv := janraintest.NewServer(opts...)
	t.Cleanup(srv.Close)
	return srv
}

// post sends a form without the library, as another client would.
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

func TestTokenHasTheServicesForm(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	assert.Regexp(t, "^[0-9a-f]{40}$", token)
	assert.NotEqual(t, token, srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL))
}

func TestTokenWorksOnce(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
	require.NoError(t, err)
	assert.Equal(t, janraintest.User(janrain.ProviderGoogle).Profile.Identifier, info.Profile.Identifier)

	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
}

func TestTokenGrowsOld(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	srv := newServer(t, janraintest.WithClock(func() time.Time { return now }), janraintest.WithTokenLifetime(3*time.Minute))
	inTime := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	late := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)

	now = now.Add(3 * time.Minute)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: inTime})
	require.NoError(t, err)

	now = now.Add(time.Second)
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: late})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
}

func TestTokenIsBoundToItsTokenURL(t *testing.T) {
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: "https://evil.example/signin"})
	require.ErrorIs(t, err, janrain.ErrTokenURLMismatch)

	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
	require.NoError(t, err, "a wrong token URL does not spend the token")

	unbound := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: unbound, TokenURL: tokenURL})
	require.NoError(t, err)
}

func TestOnlyAnExtendedAnswerHasContactData(t *testing.T) {
	srv := newServer(t)
	user := janraintest.User(janrain.ProviderFacebook)
	plain, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Nil(t, plain.MergedPoco)
	assert.Empty(t, plain.Friends)
	assert.Zero(t, plain.ProviderData)

	extended, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, ""), Extended: true})
	require.NoError(t, err)
	assert.Equal(t, user.MergedPoco, extended.MergedPoco)
	assert.Equal(t, user.Friends, extended.Friends)
	assert.Equal(t, user.ProviderData, extended.ProviderData)
}

func TestAnswersAreWrittenAsTheServiceWritesThem(t *testing.T) {
	srv := newServer(t)
	var first, last int
	for range 4 {
		token := srv.IssueToken(janraintest.User(janrain.ProviderYahoo), "")
		status, body := post(t, srv, "/api/v2/auth_info", url.Values{"apiKey": {srv.APIKey}, "token": {token}})
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, `https:\/\/me.yahoo.com\/a\/`, "slashes are escaped")
		switch {
		case strings.HasPrefix(body, `{"stat":"ok"`):
			first++
		case strings.HasSuffix(body, `,"stat":"ok"}`):
			last++
		}
	}
	assert.Equal(t, []int{2, 2}, []int{first, last}, "stat is as often the first member as the last")
}

func TestWhatTheServiceRefuses(t *testing.T) {
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
		{"a boolean that is none", authInfo, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "extended": {"1"}}, `"code":1,"msg":"Invalid parameter: extended"`},
		{"a parameter twice", authInfo, url.Values{"apiKey": {"k3y"}, "token": {"t", "u"}}, `"code":1,"msg":"Invalid parameter: token"`},
		{"no partner key", setProperties, url.Values{"apiKey": {"k3y"}}, `"code":0,"msg":"Missing parameter: partnerKey"`},
		{"a wrong partner key", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"x"}, "provider": {"google"}}, `"code":3,"msg":"Invalid partnerKey"`},
		{"a wrong key at the partner API", setProperties, url.Values{"apiKey": {"x"}, "partnerKey": {"p4rtner"}, "provider": {"google"}}, `"code":3,"msg":"Invalid apiKey"`},
		{"no provider", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}}, `"code":0,"msg":"Missing parameter: provider"`},
		{"an unknown provider", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"x"}}, `"code":1,"msg":"Invalid provider: x"`},
		{"a provider without its secret", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"google"}, "consumerKey": {"c"}}, `"code":0,"msg":"Missing parameter: secret"`},
		{"Facebook without its app id", setProperties, url.Values{"apiKey": {"k3y"}, "partnerKey": {"p4rtner"}, "provider": {"facebook"}, "fbSecret": {"s"}}, `"code":0,"msg":"Missing parameter: fbAppID"`},
		{"an identifier that is no URL", addToken, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "identifier": {"mira"}}, `"code":1,"msg":"Invalid parameter: identifier"`},
		{"a provider that cannot have its token brought along", addToken, url.Values{"apiKey": {"k3y"}, "token": {"t"}, "identifier": {"http://twitter.com/u?user_id=1"}}, `"code":11,`},
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

func TestRequestsOfAnotherFormAreRefused(t *testing.T) {
	srv := newServer(t)
	form := url.Values{"apiKey": {srv.APIKey}, "token": {"t"}}
	for name, tc := range map[string]struct{ method, contentType, query string }{
		"GET":              {http.MethodGet, "application/x-www-form-urlencoded", ""},
		"JSON":             {http.MethodPost, "application/json", ""},
		"no content type":  {http.MethodPost, "", ""},
		"keys in the URL":  {http.MethodPost, "application/x-www-form-urlencoded", "?apiKey=" + srv.APIKey},
		"broken multipart": {http.MethodPost, "multipart/form-data", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tc.method, srv.URL+"/api/v2/auth_info"+tc.query, strings.NewReader(form.Encode()))
			require.NoError(t, err)
			req.Header.Set("Content-Type", tc.contentType)
			status, body := send(t, req)
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Contains(t, body, `"code":1`)
		})
	}
}

func TestMultipartFormIsTaken(t *testing.T) {
	srv := newServer(t)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	require.NoError(t, form.WriteField("apiKey", srv.APIKey))
	require.NoError(t, form.WriteField("token", srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")))
	require.NoError(t, form.Close())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v2/auth_info", &b)
	require.NoError(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	status, body := send(t, req)
	assert.Equal(t, http.StatusOK, status, body)
}

func TestUnknownPathIsAPageNotAnAnswer(t *testing.T) {
	srv := newServer(t)
	status, body := post(t, srv, "/api/v2/no_such_call", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusNotFound, status)
	assert.Contains(t, body, "<html>")
}

func TestRefusesUnder200AsBefore2013(t *testing.T) {
	srv := newServer(t, janraintest.WithStatusOK())
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "unknown"})
	refused, ok := err.(*janrain.Error) //nolint:errorlint // the client returns it bare
	require.True(t, ok, "got %T", err)
	assert.Equal(t, http.StatusOK, refused.HTTPStatus)
	assert.Equal(t, janrain.CodeDataNotFound, refused.Code)
}

func TestBasicAuthIsDemandedWhereItIsConfigured(t *testing.T) {
	srv := newServer(t, janraintest.WithBasicAuth("id", "s3cret"))
	user := janraintest.User(janrain.ProviderGoogle)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err, "the server's own client knows the secret")

	_, err = srv.Client(janrain.WithBasicAuth("id", "wrong")).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.ErrorIs(t, err, janrain.ErrAuthentication)

	without, err := janrain.NewClient(srv.URL, srv.APIKey)
	require.NoError(t, err)
	_, err = without.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.ErrorIs(t, err, janrain.ErrAuthentication)
}

func TestServerIsAHandler(t *testing.T) {
	srv := newServer(t)
	own := httptest.NewServer(srv)
	defer own.Close()
	client, err := janrain.NewClient(own.URL, srv.APIKey)
	require.NoError(t, err)
	_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")})
	require.NoError(t, err)
}

func TestServerCanBeClosedTwice(t *testing.T) {
	srv := janraintest.NewServer(nil, janraintest.WithClock(nil))
	srv.Close()
	assert.NotPanics(t, srv.Close)
}

func TestClientPanicsOnOptionsThatCannotWork(t *testing.T) {
	srv := newServer(t)
	assert.PanicsWithValue(t, "janraintest: janrain: NewClient: WithTimeout is negative", func() {
		srv.Client(janrain.WithTimeout(-1))
	})
}

func TestAServerThatIsClosedAnswersNobody(t *testing.T) {
	srv := janraintest.NewServer()
	client := srv.Client()
	_, err := client.Providers(t.Context())
	require.NoError(t, err)
	srv.Close()
	srv.Close()
	_, err = client.Providers(t.Context())
	broken, ok := errors.AsType[*janrain.TransportError](err)
	require.True(t, ok, "nobody is there: %v", err)
	assert.Zero(t, broken.HTTPStatus)
}

// The zero Fault is none, with a header all the same.
func TestRetryAfterOfNoFaultIsAHeaderAlone(t *testing.T) {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.Fault{}.RetryAfter(time.Minute))
	resp, err := posted(t, srv)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "60", resp.Header.Get("Retry-After"))
}

func TestRawIsSentAsItIs(t *testing.T) {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.Raw(http.StatusAccepted, "text/x-test; a=b", "\x00<raw>"))
	resp, err := posted(t, srv)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusAccepted, resp.StatusCode)
	assert.Equal(t, "text/x-test; a=b", resp.Header.Get("Content-Type"))
	assert.Equal(t, "\x00<raw>", string(body))
}

// posted makes a call of the social API without a form.
func posted(t *testing.T, srv *janraintest.Server) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v2/providers", http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return http.DefaultClient.Do(r)
}
