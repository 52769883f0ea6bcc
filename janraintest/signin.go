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

	"github.com/janrain-go/janrain"
)

// SignIn signs a user in to an application, in the browser's and the service's
// place: it opens the application's sign-in page, takes the token URL from the link
// to this server that stands there (or that the page redirects to, or from the
// widget's script), posts a token to it
// as a browser posts from another site, without the SameSite=Lax cookies, and goes
// where the application sends it. It returns what is there, for the caller to close:
//
//	browser := &http.Client{Jar: jar}
//	resp, err := srv.SignIn(browser, app.URL+"/login", janraintest.User(janrain.ProviderGooglePlus))
//
// The client needs a Jar; whoever is signed in is so in it. The token URL has to lead
// to the application under test, as http://127.0.0.1:PORT/signin.
func (s *Server) SignIn(browser *http.Client, loginURL string, user janrain.AuthInfo) (*http.Response, error) {
	tokenURL, err := s.TokenURL(browser, loginURL)
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
	crossSite := *browser
	crossSite.Jar = nil // no SameSite=Lax cookie comes along
	crossSite.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range maxRedirects {
		resp, err := s.post(&crossSite, tokenURL, token)
		if err != nil {
			return nil, err
		}
		if browser.Jar != nil {
			browser.Jar.SetCookies(resp.Request.URL, resp.Cookies())
		}
		next, err := resp.Location()
		if err != nil {
			return resp, nil //nolint:nilerr // an answer that leads nowhere is the last one
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
			return browser.Get(next.String()) //nolint:noctx // the client's Timeout bounds it
		}
		tokenURL = next.String() // where a browser posts again, as from http.ServeMux to a path with a slash
	}
	return nil, errors.New("janraintest: Post: the token URL redirects too often")
}

// maxRedirects is how often a post is sent on, as in net/http.
const maxRedirects = 10

// post is what the browser sends from a page of the service.
func (s *Server) post(browser *http.Client, tokenURL, token string) (*http.Response, error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	req, err := http.NewRequest(http.MethodPost, tokenURL, form) //nolint:noctx // as above
	if err != nil {
		return nil, fmt.Errorf("janraintest: the token URL: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.URL)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	return browser.Do(req)
}

// tokenURLs are where a page or an address has a token URL: in the query of a link.
var tokenURLs = regexp.MustCompile(`(https?://[^"'?\s<>]*)\?(?:[^"'#\s<>]*&)?token_url=([^"'&#\s<>]+)`)

// widgetTokenURL is where janrain.SignIn.Script has it.
var widgetTokenURL = regexp.MustCompile(`janrain\.settings\.tokenUrl = ("(?:[^"\\]|\\.)*")`)

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
	if setting := widgetTokenURL.FindSubmatch(page); setting != nil && bytes.Contains(page, []byte(`src="`+s.URL+"/")) {
		var tokenURL string
		err := json.Unmarshal(setting[1], &tokenURL)
		return tokenURL, err
	}
	return "", fmt.Errorf("janraintest: %s has no link to the service (HTTP %d)", loginURL, resp.StatusCode)
}
