package callback_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func serveHandler(t *testing.T, handler http.Handler) (base string) {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return srv.URL
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &http.Client{Jar: jar}
}

// A shown page is what a browser shows after the redirects.
type shown struct {
	status   int
	at, body string
}

// send makes a request as a page of the same site does, with a body of JSON.
func send(t *testing.T, browser *http.Client, method, address, body string) shown {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := browser.Do(r)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return shown{resp.StatusCode, resp.Request.URL.String(), string(text)}
}

var serviceLink = regexp.MustCompile(`href="([^"]*token_url=[^"]*)"`)

// tokenURLIn returns the token URL in the links of a page.
func tokenURLIn(t *testing.T, page shown) string {
	t.Helper()
	found := serviceLink.FindStringSubmatch(page.body)
	require.NotNil(t, found, "the page has no link to the service: %s", page.body)
	u, err := url.Parse(html.UnescapeString(found[1]))
	require.NoError(t, err)
	return u.Query().Get("token_url")
}
