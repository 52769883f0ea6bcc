package janraintest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/signinpage"
)

// SignIn signs a user in to an application, in the browser's and the service's
// place: it opens the application's sign-in page, takes the token URL from the link
// to this server that stands there (or that the page redirects to, or from the
// widget's script), posts a token to it
// as a browser posts from another site, without the SameSite=Lax cookies, and goes
// where the application sends it. It returns what is there, for the caller to close:
//
//	browser := janraintest.NewBrowser()
//	resp, err := srv.SignIn(browser, app.URL+"/login", janraintest.User(janrain.ProviderGooglePlus))
//
// The client needs a Jar; whoever is signed in is so in it. The token URL has to lead
// to the application under test, as http://127.0.0.1:PORT/signin.
func (s *Server) SignIn(browser *http.Client, loginURL string, user janrain.AuthInfo) (*http.Response, error) {
	tokenURL, err := s.TokenURL(browser, loginURL)
	if err != nil {
		return nil, err
	}
	return s.signIn(browser, tokenURL, user)
}

// SignInFrom is SignIn for a sign-in that starts with another request than a GET, such as a
// POST of the application's form. It takes the response to that request, and closes it:
//
//	resp, err := browser.PostForm(app.URL+"/link", url.Values{"provider": {"googleplus"}})
//	...
//	resp, err = srv.SignInFrom(browser, resp, janraintest.User(janrain.ProviderGooglePlus))
//
// The response redirects to this server, or has been redirected here by the client, or is
// a page with a link or the widget.
func (s *Server) SignInFrom(browser *http.Client, resp *http.Response, user janrain.AuthInfo) (*http.Response, error) {
	tokenURL, err := s.TokenURLFrom(resp)
	if err != nil {
		return nil, err
	}
	return s.signIn(browser, tokenURL, user)
}

// signIn is what the service does once the browser is there.
func (s *Server) signIn(browser *http.Client, tokenURL string, user janrain.AuthInfo) (*http.Response, error) {
	if refused := s.signInFault(tokenURL, user.Profile.Provider()); refused != nil {
		return nil, fmt.Errorf("janraintest: the service refuses the sign-in: %s", refused.message)
	}
	return s.Post(browser, tokenURL, s.IssueToken(user, tokenURL))
}

// Post brings a token to a token URL as SignIn does, for a test with a token of its own,
// such as one that was used before or is another site's. The token is in the form and in
// the query, as the service sends it. With WithVendorSettings and PostToTokenURL off, it
// comes with a GET.
func (s *Server) Post(browser *http.Client, tokenURL, token string) (*http.Response, error) {
	if browser == nil {
		return nil, errors.New("janraintest: Post: the client is nil")
	}
	address := signinpage.WithToken(tokenURL, token)
	if !s.postsToken() {
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
		address = next.String() // where a browser posts again, as from http.ServeMux to a path with a slash
	}
	return nil, errors.New("janraintest: Post: the token URL redirects too often")
}

// maxRedirects is how often a post is sent on, as in net/http.
const maxRedirects = 10

// post is what the browser sends from a page of the service.
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

// PostJSON brings a token to a token URL as the script of a page does that got it as the
// event onProviderLoginToken: in JSON, from the same origin, with all cookies.
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
