package janraintest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/signinpage"
)

// NewBrowser returns a client that keeps cookies, for SignIn. Each is a visitor of its own.
func NewBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic("janraintest: " + err.Error()) // it never fails without options
	}
	return &http.Client{Jar: jar, Timeout: time.Minute}
}

// SignIn signs a user in to an application and returns the page that the user sees
// afterwards, which the caller closes. It does what the browser and the service would do: it
// opens the application's sign-in page; takes the token URL from a link to this server, a
// redirect to it or the widget's script; posts a token to it as a browser does from another
// site, without SameSite=Lax cookies; and follows the application's redirect:
//
//	browser := janraintest.NewBrowser()
//	resp, err := srv.SignIn(browser, app.URL+"/login", janraintest.User(janrain.ProviderGooglePlus))
//
// One link to the service is enough. Which providers the page has links to is not checked, so a
// Twitter user can sign in on a page with links to Google and Facebook only. The client needs a
// Jar, which keeps the session. The token URL has to lead to the
// application under test, such as http://127.0.0.1:PORT/signin.
func (s *Server) SignIn(browser *http.Client, loginURL string, user janrain.AuthInfo) (*http.Response, error) {
	tokenURL, err := s.TokenURL(browser, loginURL)
	if err != nil {
		return nil, err
	}
	return s.signIn(browser, tokenURL, user)
}

// SignInFrom is SignIn for a sign-in that does not start with a GET, but with a POST of the
// application's form, for example. It takes the response to that request and closes it:
//
//	resp, err := browser.PostForm(app.URL+"/link", url.Values{"provider": {"googleplus"}})
//	...
//	resp, err = srv.SignInFrom(browser, resp, janraintest.User(janrain.ProviderGooglePlus))
//
// The response is a redirect to this server, the page here that the client was redirected
// to, or a page with a link or the widget. As in SignIn, the providers of its links are not
// checked.
func (s *Server) SignInFrom(browser *http.Client, resp *http.Response, user janrain.AuthInfo) (*http.Response, error) {
	tokenURL, err := s.TokenURLFrom(resp)
	if err != nil {
		return nil, err
	}
	return s.signIn(browser, tokenURL, user)
}

// signIn does the service's part of a sign-in.
func (s *Server) signIn(browser *http.Client, tokenURL string, user janrain.AuthInfo) (*http.Response, error) {
	if refused := s.state.signInRefusal(tokenURL, user.Profile.Provider()); refused != nil {
		return nil, fmt.Errorf("janraintest: the service refuses the sign-in: %s", refused.message)
	}
	return s.Post(browser, tokenURL, s.IssueToken(user, tokenURL))
}

// Post posts a token to a token URL as SignIn does, for a test with a token of its own,
// such as one that was used before or belongs to another site. The token is in the form and in
// the query, as the service sends it. With WithVendorSettings and PostToTokenURL off, it
// comes with a GET.
func (s *Server) Post(browser *http.Client, tokenURL, token string) (*http.Response, error) {
	if browser == nil {
		return nil, errors.New("janraintest: Post: the client is nil")
	}
	address := signinpage.WithToken(tokenURL, token)
	if !s.state.postsToken() {
		resp, err := browser.Get(address) //nolint:noctx // the client's Timeout bounds it
		return resp, discreet(err)
	}
	crossSite := *browser
	crossSite.Jar = nil // no SameSite=Lax cookie comes along
	crossSite.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range maxRedirects {
		resp, err := s.post(&crossSite, address, token)
		if err != nil {
			return nil, err
		}
		if browser.Jar != nil {
			browser.Jar.SetCookies(resp.Request.URL, resp.Cookies())
		}
		next, err := resp.Location()
		if err != nil {
			return resp, nil //nolint:nilerr // a response that leads nowhere is the last one
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
			resp, err := browser.Get(next.String()) //nolint:noctx // the client's Timeout bounds it
			return resp, discreet(err)
		}
		address = next.String() // a browser posts again, for example if http.ServeMux adds a slash
	}
	return nil, errors.New("janraintest: Post: the token URL redirects too often")
}

// maxRedirects is how many redirects of a post are followed, as in net/http.
const maxRedirects = 10

// post sends what the browser sends from a page of the service.
func (s *Server) post(browser *http.Client, address, token string) (*http.Response, error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	req, err := http.NewRequest(http.MethodPost, address, form) //nolint:noctx // as above
	if err != nil {
		return nil, fmt.Errorf("janraintest: the token URL: %w", discreet(err))
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.URL)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := browser.Do(req)
	return resp, discreet(err)
}

// PostJSON posts a token to a token URL as a page's script does after the event
// onProviderLoginToken: in JSON, from the same origin, with all cookies.
func (s *Server) PostJSON(browser *http.Client, tokenURL, token string) (*http.Response, error) {
	if browser == nil {
		return nil, errors.New("janraintest: PostJSON: the client is nil")
	}
	body := bytes.NewReader(marshal(map[string]string{"token": token}))
	req, err := http.NewRequest(http.MethodPost, tokenURL, body) //nolint:noctx // as above
	if err != nil {
		return nil, fmt.Errorf("janraintest: the token URL: %w", discreet(err))
	}
	req.Header.Set("Content-Type", typeJSON)
	req.Header.Set("Origin", originOf(tokenURL))
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := browser.Do(req)
	return resp, discreet(err)
}

// discreet returns an error of net/http or net/url without the query of its URL: a
// token and a state are in it.
func discreet(err error) error {
	of, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err
	}
	address, _, hasQuery := strings.Cut(of.URL, "?")
	if !hasQuery {
		return err
	}
	return &url.Error{Op: of.Op, URL: address, Err: of.Err}
}

// tokenURLs match links with a token URL in their query.
var tokenURLs = regexp.MustCompile(`(https?://[^"'?\s<>]*)\?(?:[^"'#\s<>]*&)?token_url=([^"'&#\s<>]+)`)

// widgetTokenURL matches the setting of janrain.Links.Script, or of a page's own script.
var widgetTokenURL = regexp.MustCompile(`\btokenUrl["']?\s*[=:]\s*("(?:[^"\\]|\\.)*")`)

// TokenURL opens the application's sign-in page, and returns the token URL of its link
// to this server, or of the widget, for IssueToken and Post. It belongs to a sign-in of this
// browser. A Callback rejects tokens posted to any other token URL as forged, without a call
// to the service.
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

// TokenURLFrom is TokenURL for a response, which it closes; see SignInFrom.
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

// addressesOf returns the URL that a response redirects to and the URL that it comes from.
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
