package janraintest_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// Browsers request more than the links on a page, and tests count calls.
func TestOtherPathsAreNotFoundAndNotRecorded(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.FailNext(janraintest.NotJSON(http.StatusBadGateway))
	form := url.Values{"apiKey": {srv.APIKey}, "token": {"x"}, "token_url": {tokenURL}}.Encode()
	for _, tt := range []struct{ method, path string }{
		{http.MethodGet, "/"},
		{http.MethodGet, "/favicon.ico"},
		{http.MethodPost, "/favicon.ico"},
		{http.MethodGet, "/robots.txt"},
		{http.MethodGet, "/.well-known/appspecific/com.chrome.devtools.json"},
		{http.MethodPost, "/.well-known/x"},
		{http.MethodPost, "/openid/v2/signin"},
		{http.MethodPost, "/openid/embed"},
		{http.MethodPost, "/google/start"},
		{http.MethodGet, "/google/consent?" + form},
		{http.MethodPost, "/photo.svg"},
		{http.MethodPut, "/openid/v2/signin?" + form},
		{http.MethodPost, "/api"},
		{http.MethodPost, "/auth_info"},
		{http.MethodPost, "/v2/api/auth_info"},
		{http.MethodPost, "/API/v2/auth_info"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, srv.URL+tt.path, strings.NewReader(form))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		status, body := send(t, req)
		assert.Equal(t, http.StatusNotFound, status, "%s %s", tt.method, tt.path)
		assert.NotContains(t, body, srv.APIKey)
	}
	assert.Empty(t, srv.Requests(), "none of these may count as a call")

	status, _ := post(t, srv, "/api/v2/auth_info", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusBadGateway, status, "the failure must wait for the first call")
	require.Len(t, srv.Requests(), 1)
	status, _ = post(t, srv, "/api/v2/there_is_no_such_call", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusNotFound, status)
	require.Len(t, srv.Requests(), 2, "a wrong path below the API must be recorded")
	assert.Empty(t, srv.Requests()[1].Endpoint, "the endpoint must be empty for an undocumented path")
}

func TestManyGoroutinesShareAServer(t *testing.T) {
	srv := newServer(t)
	client := srv.Client()
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			user := janraintest.User(janrain.ProviderFacebook)
			user.Profile.Identifier = fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", i)
			info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
			if assert.NoError(t, err) {
				assert.Equal(t, user.Profile.Identifier, info.Profile.Identifier)
			}
		})
	}
	wg.Wait()
	assert.Len(t, srv.Requests(), 32)
}

func TestServerPrintsNoKeys(t *testing.T) {
	t.Parallel()
	srv := newServer(t, janraintest.WithBasicAuth("id", "basic-secret-1"))
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	require.NoError(t, srv.Client().AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: facebookID, Token: "brought-token-1"}))
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	user := janraintest.User(janrain.ProviderFacebook)
	for _, value := range []any{
		srv, struct{ Fake *janraintest.Server }{srv}, []*janraintest.Server{srv}, srv.Requests(), srv.Requests()[0], &srv.Requests()[0],
		struct{ R janraintest.Request }{srv.Requests()[0]}, user, &user, janraintest.WithAPIKey(srv.APIKey), janraintest.WithPartnerKey(srv.PartnerKey),
		janraintest.ErrorCode(janrain.CodeDataNotFound), (*janraintest.Server)(nil),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&log, verb+"\n", value)
		}
		logger.Info("value", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("value", "value", value)
		if _, isUser := value.(janrain.AuthInfo); !isUser && value != any(&user) { // a user can be stored as JSON
			text, _ := json.Marshal(value)
			log.Write(text)
		}
	}
	for _, secret := range []string{srv.APIKey, srv.PartnerKey, "basic-secret-1", token, "brought-token-1", "fake-facebook-token", strconv.Itoa(int(janrain.CodeNone))} {
		assert.NotContains(t, log.String(), secret)
		assert.NotContains(t, log.String(), hex.EncodeToString([]byte(secret)))
	}
	assert.Contains(t, log.String(), srv.URL, "the log must have the server's URL")
}

func TestUnknownPathIsAPage(t *testing.T) {
	srv := newServer(t)
	status, body := post(t, srv, "/api/v2/no_such_call", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusNotFound, status)
	assert.Contains(t, body, "<html>")
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

func TestClientPanicsOnInvalidOptions(t *testing.T) {
	srv := newServer(t)
	assert.PanicsWithValue(t, "janraintest: janrain: NewClient: WithTimeout is negative", func() {
		srv.Client(janrain.WithTimeout(-1))
	})
}

func TestClosedServerDoesNotRespond(t *testing.T) {
	srv := janraintest.NewServer()
	client := srv.Client()
	_, err := client.Providers(t.Context())
	require.NoError(t, err)
	srv.Close()
	srv.Close()
	_, err = client.Providers(t.Context())
	broken, ok := errors.AsType[*janrain.TransportError](err)
	require.True(t, ok, "the call must fail to connect: %v", err)
	assert.Zero(t, broken.HTTPStatus)
}
