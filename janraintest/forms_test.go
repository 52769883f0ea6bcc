package janraintest_test

import (
	"bytes"
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

// sent posts a body of any type to a path, which may have a query.
func sent(t *testing.T, srv *janraintest.Server, path, contentType, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	return send(t, req)
}

// The vendor's Android library sends these.
func TestOAuthTokenTakesJSONAndTheProviderInTheQuery(t *testing.T) {
	t.Parallel()
	const path, form = "/signin/oauth_token", "application/x-www-form-urlencoded"
	for name, tt := range map[string]struct{ path, contentType, body, want string }{
		"a form":                   {path, form, "provider=facebook&token=t", ""},
		"the query beside it":      {path + "?providername=facebook", form, "provider=facebook&token=t", ""},
		"the query alone":          {path + "?providername=facebook", form, "token=t", ""},
		"JSON":                     {path, "application/json", `{"provider":"facebook","token":"t"}`, ""},
		"JSON with a charset":      {path, "application/json; charset=utf-8", `{"provider":"facebook","token":"t"}`, ""},
		"JSON and the query":       {path + "?providername=facebook", "application/json", `{"token":"t"}`, ""},
		"an unknown member":        {path, "application/json", `{"provider":"facebook","token":"t","device":"x"}`, ""},
		"another provider":         {path + "?providername=google", form, "provider=facebook&token=t", "Invalid parameter: providername"},
		"another one in JSON":      {path + "?providername=google", "application/json", `{"provider":"facebook","token":"t"}`, "providername"},
		"an empty provider":        {path + "?providername=", form, "token=t", "Missing parameter: provider"},
		"two of them":              {path + "?providername=facebook&providername=facebook", form, "provider=facebook&token=t", "not in the URL"},
		"the token in the query":   {path + "?token=t", form, "provider=facebook", "not in the URL"},
		"more in the query":        {path + "?providername=facebook&token=t", form, "provider=facebook", "not in the URL"},
		"its name in another case": {path + "?providerName=facebook", form, "provider=facebook&token=t", "not in the URL"},
		"another call":             {"/api/v2/providers?providername=facebook", form, "", "not in the URL"},
		"JSON for another call":    {"/api/v2/auth_info", "application/json", `{"apiKey":"k","token":"t"}`, "content type"},
		"a duplicate member":       {path, "application/json", `{"provider":"facebook","token":"t","token":"u"}`, "cannot be read"},
		"a member that is no text": {path, "application/json", `{"provider":"facebook","token":7}`, "cannot be read"},
		"a nested member":          {path, "application/json", `{"provider":"facebook","token":{"value":"t"}}`, "cannot be read"},
		"something behind it":      {path, "application/json", `{"provider":"facebook","token":"t"}x`, "cannot be read"},
		"a list":                   {path, "application/json", `[{"provider":"facebook","token":"t"}]`, "cannot be read"},
		"null":                     {path, "application/json", `null`, "cannot be read"},
		"nothing":                  {path, "application/json", ``, "cannot be read"},
		"invalid UTF-8":            {path, "application/json", "{\"provider\":\"facebook\",\"token\":\"\xff\"}", "cannot be read"},
		"a member of another call": {path, "application/json", `{"provider":"facebook","token":"t","tokenUrl":"https://shop.example/"}`, "Invalid parameter: tokenUrl"},
		"JSON that says it's text": {path, "text/json", `{"provider":"facebook","token":"t"}`, "content type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			status, body := sent(t, srv, tt.path, tt.contentType, tt.body)
			if tt.want == "" {
				assert.Equal(t, http.StatusOK, status, body)
				assert.Regexp(t, `"token":"[0-9a-f]{40}"`, body)
				assert.Equal(t, "facebook", srv.Requests()[0].Form.Get("provider"), "it is recorded, wherever it was")
				return
			}
			assert.Equal(t, http.StatusBadRequest, status, body)
			assert.Contains(t, body, tt.want)
		})
	}
}

func TestAFileIsNoParameter(t *testing.T) {
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
	assert.Contains(t, body, "Invalid parameter: tokenUrl", "it would check nothing")
}

func TestAParameterOfAnyNameComesOnce(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{"extended=true&extended=true", "unknown=1&unknown=2", "apiKey=" + srv.APIKey} {
		_, answer := sent(t, srv, "/api/v2/auth_info", "application/x-www-form-urlencoded",
			url.Values{"apiKey": {srv.APIKey}, "token": {"t"}}.Encode()+"&"+body)
		assert.Contains(t, answer, `"code":1`, body)
	}
}
