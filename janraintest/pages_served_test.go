package janraintest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestMethodsOfPages(t *testing.T) {
	srv := newServer(t)
	query := "?token_url=" + url.QueryEscape(tokenURL)
	for _, path := range []string{"/openid/v2/signin" + query, "/openid/embed" + query, "/google/start" + query, "/photo.svg"} {
		status, body := visit(t, http.MethodHead, srv.URL+path)
		assert.Equal(t, http.StatusOK, status, "HEAD %s", path)
		assert.Empty(t, body)
		status, body = visit(t, http.MethodPost, srv.URL+path)
		assert.GreaterOrEqual(t, status, 400, "POST %s", path)
		assert.NotContains(t, body, "<form")
	}
	status, body := visit(t, http.MethodGet, srv.URL+"/google/consent"+query+"&answer=allow")
	assert.GreaterOrEqual(t, status, 400, "a GET must not give consent")
	assert.NotContains(t, body, `name="token"`)
}

func TestScriptAndPhotoAreServed(t *testing.T) {
	srv := newServer(t)
	for address, want := range map[string]string{
		signIn(t, srv).WidgetURL: "text/javascript; charset=utf-8",
		srv.URL + "/photo.svg":   "image/svg+xml",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, http.StatusOK, resp.StatusCode, address)
		assert.Equal(t, want, resp.Header.Get("Content-Type"), address)
	}
}

// A photo that does not load would leave a gap in the page.
func TestUserPhotoIsServed(t *testing.T) {
	srv := newServer(t)
	_, page := answer(t, srv, signIn(t, srv).ProviderURL(janrain.ProviderGoogle), "allow", "0")
	_, fields := form(t, page)
	info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: fields.Get("token"), Extended: true})
	require.NoError(t, err)
	assert.Equal(t, srv.URL+"/photo.svg", info.Profile.Photo)
	assert.Equal(t, info.Profile.Photo, info.MergedPoco.Photos[0].Value)
	status, picture := open(t, info.Profile.Photo)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, picture, "<svg")
}

func TestPagesBehindAnotherServer(t *testing.T) {
	srv := newServer(t)
	mux := http.NewServeMux()
	mux.Handle("/", srv)
	own := httptest.NewServer(mux)
	t.Cleanup(own.Close)
	client, err := janrain.NewClient(own.URL, srv.APIKey)
	require.NoError(t, err)
	way, err := client.UnprotectedLinks(tokenURL)
	require.NoError(t, err)

	_, page := open(t, way.URL())
	links := starts(t, page, tokenURL)
	require.NotEmpty(t, links)
	_, page = open(t, own.URL+links[0].String())
	action, fields := form(t, page)
	fields.Set("answer", "allow")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, own.URL+action, strings.NewReader(fields.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, page = send(t, req)
	_, fields = form(t, page)
	_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: fields.Get("token"), TokenURL: tokenURL})
	require.NoError(t, err, "the links must lead to the server that served the pages")
}
