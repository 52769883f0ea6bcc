package janraintest_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// keysOf are the primary keys of the requests, which tell them apart.
func keysOf(srv *janraintest.Server) (keys []string) {
	for _, r := range srv.Requests() {
		keys = append(keys, r.Form.Get("primaryKey"))
	}
	return keys
}

func TestWithLastRequests(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts []janraintest.Option
		want []string
	}{
		"all of them by default":     {nil, []string{"0", "1", "2", "3", "4"}},
		"none":                       {[]janraintest.Option{janraintest.WithLastRequests(0)}, nil},
		"one":                        {[]janraintest.Option{janraintest.WithLastRequests(1)}, []string{"4"}},
		"two, the oldest first":      {[]janraintest.Option{janraintest.WithLastRequests(2)}, []string{"3", "4"}},
		"more than there are":        {[]janraintest.Option{janraintest.WithLastRequests(9)}, []string{"0", "1", "2", "3", "4"}},
		"less than none":             {[]janraintest.Option{janraintest.WithLastRequests(-1)}, nil},
		"the last of two that count": {[]janraintest.Option{janraintest.WithLastRequests(0), janraintest.WithLastRequests(1)}, []string{"4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.opts...)
			client := srv.Client()
			for i := range 5 {
				_, err := client.Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: strconv.Itoa(i)})
				require.NoError(t, err, "a call is answered whether it is kept or not")
			}
			assert.Equal(t, tt.want, keysOf(srv))
		})
	}
}

// A browser asks for more than it was told of, and a test counts its calls.
func TestWhatIsNoCallIsNotFoundAndLeavesNoTrace(t *testing.T) {
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
	assert.Empty(t, srv.Requests(), "none of these is a call")

	status, _ := post(t, srv, "/api/v2/auth_info", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusBadGateway, status, "the fault was kept for the first call")
	require.Len(t, srv.Requests(), 1)
	status, _ = post(t, srv, "/api/v2/there_is_no_such_call", url.Values{"apiKey": {srv.APIKey}})
	assert.Equal(t, http.StatusNotFound, status)
	require.Len(t, srv.Requests(), 2, "a wrong path below the API is worth to be seen")
	assert.Empty(t, srv.Requests()[1].Method, "it is none of the documented ones")
}

func TestARequestHasTheTimeOfTheServersClock(t *testing.T) {
	now := time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC)
	srv := janraintest.NewServer(janraintest.WithClock(func() time.Time { return now }))
	defer srv.Close()
	_, err := srv.Client().Providers(t.Context())
	require.NoError(t, err)
	assert.Equal(t, now, srv.Requests()[0].Time)
}
