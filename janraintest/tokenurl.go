package janraintest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// tokenURLs are where a page or an address has a token URL: in the query of a link.
var tokenURLs = regexp.MustCompile(`(https?://[^"'?\s<>]*)\?(?:[^"'#\s<>]*&)?token_url=([^"'&#\s<>]+)`)

// widgetTokenURL is where janrain.SignIn.Script, or a page's own script, has it.
var widgetTokenURL = regexp.MustCompile(`\btokenUrl["']?\s*[=:]\s*("(?:[^"\\]|\\.)*")`)

// TokenURL opens the application's sign-in page, and returns the token URL of its link
// to this server, or of the widget from there: what IssueToken and Post take, for a
// sign-in that this browser has begun. To any other a Callback refuses every token as
// forged, without asking the service.
func (s *Server) TokenURL(browser *http.Client, loginURL string) (string, error) {
	if browser == nil || browser.Jar == nil {
		return "", errors.New("janraintest: the client has no Jar to keep cookies in")
	}
	resp, err := browser.Get(loginURL) //nolint:noctx // the client's Timeout bounds it
	if err != nil {
		return "", discreet(err)
	}
	return s.TokenURLFrom(resp)
}

// TokenURLFrom is TokenURL for the response to a request of the caller's own, which it
// closes; see SignInFrom.
func (s *Server) TokenURLFrom(resp *http.Response) (string, error) {
	if resp == nil || resp.Body == nil {
		return "", errors.New("janraintest: the response is nil")
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(io.LimitReader(resp.Body, maxForm))
	if err != nil {
		return "", err
	}
	for _, address := range append(addressesOf(resp), html.UnescapeString(string(page))) {
		for _, link := range tokenURLs.FindAllStringSubmatch(address, -1) {
			if strings.HasPrefix(link[1], s.URL+"/") {
				return url.QueryUnescape(link[2])
			}
		}
	}
	if setting := widgetTokenURL.FindSubmatch(page); setting != nil && bytes.Contains(page, []byte(`src="`+s.URL+"/")) {
		var tokenURL string
		err := json.Unmarshal(setting[1], &tokenURL)
		return tokenURL, err
	}
	return "", fmt.Errorf("janraintest: %s has no link to the service (HTTP %d)", pageOf(resp), resp.StatusCode)
}

// addressesOf returns where a response leads, and where the client has followed it to.
func addressesOf(resp *http.Response) (all []string) {
	if to, err := resp.Location(); err == nil {
		all = append(all, to.String())
	}
	if resp.Request != nil && resp.Request.URL != nil {
		all = append(all, resp.Request.URL.String())
	}
	return all
}

// pageOf is the address of a page, without its query.
func pageOf(resp *http.Response) string {
	if resp.Request == nil || resp.Request.URL == nil {
		return "the response"
	}
	page, _, _ := strings.Cut(resp.Request.URL.String(), "?")
	return page
}
