package janraintest

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/janrain-go/janrain"
)

// SignIn signs a user in to an application, in the browser's and the service's
// place: it opens the application's sign-in page, takes the token URL from the link
// to this server that stands there (or that the page redirects to), posts a token to it
// as a browser posts from another site, without the SameSite=Lax cookies, and goes
// where the application sends it. It returns what is there, for the caller to close:
//
//	browser := &http.Client{Jar: jar}
//	resp, err := srv.SignIn(browser, app.URL+"/login", janraintest.User(janrain.ProviderGooglePlus))
//
// The client needs a Jar; whoever is signed in is so in it. The token URL has to lead
// to the application under test, as http://127.0.0.1:PORT/signin.
func (s *Server) SignIn(browser *http.Client, loginURL string, user janrain.AuthInfo) (*http.Response, error) {
	if browser == nil || browser.Jar == nil {
		return nil, errors.New("janraintest: SignIn: the client has no Jar to keep cookies in")
	}
	tokenURL, err := s.tokenURLOn(browser, loginURL)
	if err != nil {
		return nil, err
	}
	return s.Post(browser, tokenURL, s.IssueToken(user, tokenURL))
}

// Post posts a token to a token URL, as SignIn does it: for a test with a token of
// its own, that was used before or is another site's.
func (s *Server) Post(browser *http.Client, tokenURL, token string) (*http.Response, error) {
	if browser == nil {
		return nil, errors.New("janraintest: Post: the client is nil")
	}
	there, err := url.Parse(tokenURL)
	if err != nil {
		return nil, fmt.Errorf("janraintest: the token URL: %w", err)
	}
	crossSite := *browser
	crossSite.Jar = nil
	crossSite.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	req, err := http.NewRequest(http.MethodPost, tokenURL, form) //nolint:noctx // the client's Timeout bounds it
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.URL)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := crossSite.Do(req)
	if err != nil {
		return nil, err
	}
	if browser.Jar != nil {
		browser.Jar.SetCookies(there, resp.Cookies())
	}
	next, err := resp.Location()
	if err != nil {
		return resp, nil //nolint:nilerr // an answer that leads nowhere is the last one
	}
	_ = resp.Body.Close()
	return browser.Get(next.String()) //nolint:noctx // as above
}

// tokenURLs are where a page or an address has a token URL: in the query of a link.
var tokenURLs = regexp.MustCompile(`(https?://[^"'?\s<>]*)\?(?:[^"'#\s<>]*&)?token_url=([^"'&#\s<>]+)`)

// tokenURLOn opens the sign-in page, and returns the token URL of its link to this
// server.
func (s *Server) tokenURLOn(browser *http.Client, loginURL string) (string, error) {
	resp, err := browser.Get(loginURL) //nolint:noctx // the client's Timeout bounds it
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(io.LimitReader(resp.Body, maxForm))
	if err != nil {
		return "", err
	}
	address := resp.Request.URL.String()
	if !strings.HasPrefix(address, s.URL) { // not redirected here: the link is on the page
		address = html.UnescapeString(string(page))
	}
	for _, link := range tokenURLs.FindAllStringSubmatch(address, -1) {
		if strings.HasPrefix(link[1], s.URL+"/") {
			return url.QueryUnescape(link[2])
		}
	}
	return "", fmt.Errorf("janraintest: %s has no link to the service (HTTP %d)", loginURL, resp.StatusCode)
}
