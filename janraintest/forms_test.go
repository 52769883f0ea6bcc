package janraintest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestRequestsInAnotherFormatAreRejected(t *testing.T) {
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

// The vendor documents GET only for lookup_rp.
func TestRelyingPartyAcceptsGET(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	query := "?" + url.Values{"apiKey": {srv.APIKey}, "pluginName": {"p"}, "pluginVersion": {"1"}}.Encode()
	for query, want := range map[string]int{
		query:                    http.StatusOK,
		query + "&format=json":   http.StatusOK,
		"":                       http.StatusBadRequest,
		"?apiKey=wrong":          http.StatusBadRequest,
		query + "&plugin_name=p": http.StatusBadRequest,
		query + "&%zz":           http.StatusBadRequest,
	} {
		status, body := visit(t, http.MethodGet, srv.URL+"/plugin/lookup_rp"+query)
		assert.Equal(t, want, status, "%q: %s", query, body)
	}
	for _, r := range srv.Requests() {
		assert.NotContains(t, fmt.Sprintf("%+v", r), srv.APIKey)
	}
	for _, path := range []string{"/api/v2/providers", "/api/v2/all_mappings", "/partner/v2/apps"} {
		status, body := visit(t, http.MethodGet, srv.URL+path+"?apiKey="+srv.APIKey+"&partnerKey="+srv.PartnerKey)
		assert.Equal(t, http.StatusBadRequest, status, path)
		assert.Contains(t, body, "not POST")
	}
	status, _ := visit(t, http.MethodPut, srv.URL+"/plugin/lookup_rp"+query)
	assert.Equal(t, http.StatusBadRequest, status)
}

func TestMultipartFormIsAccepted(t *testing.T) {
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

func TestFileIsNotAParameter(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	require.NoError(t, form.WriteField("apiKey", srv.APIKey))
	require.NoError(t, form.WriteField("token", token))
	file, err := form.CreateFormFile("tokenUrl", "url.txt")
	require.NoError(t, err)
	_, err = file.Write([]byte("https://elsewhere.example/"))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	status, body := sent(t, srv, "/api/v2/auth_info", form.FormDataContentType(), b.String())
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "Invalid parameter: tokenUrl", "an empty token URL would check nothing")
}

func TestDuplicateParameterIsRejected(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{"extended=true&extended=true", "unknown=1&unknown=2", "apiKey=" + srv.APIKey} {
		_, answer := sent(t, srv, "/api/v2/auth_info", "application/x-www-form-urlencoded",
			url.Values{"apiKey": {srv.APIKey}, "token": {"t"}}.Encode()+"&"+body)
		assert.Contains(t, answer, `"code":1`, body)
	}
}
