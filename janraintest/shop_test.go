package janraintest_test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A shop is an application under test, with several sign-in pages.
type shop struct {
	*httptest.Server
	fake *janraintest.Server
	errs chan error // the errors passed to Failed
}

func newShop(t *testing.T, secure bool) *shop {
	t.Helper()
	return newShopOn(t, newServer(t), secure)
}

func newShopOn(t *testing.T, fake *janraintest.Server, secure bool) *shop {
	t.Helper()
	s := &shop{fake: fake, errs: make(chan error, 100)}
	mux := http.NewServeMux()
	s.Server = httptest.NewUnstartedServer(mux)
	if secure {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	callback, err := janrain.NewCallback(s.fake.Client(), janrain.CallbackConfig{
		TokenURL: s.URL + "/signin?a=b", SignedIn: s.signedIn, Failed: s.failed,
	})
	require.NoError(t, err)
	callback.Register(mux)
	page := func(path string, write func(http.ResponseWriter, *http.Request, janrain.Links)) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			write(w, r, callback.Begin(w, r, "/basket?to=%2F&x"))
		})
	}
	page("/link", func(w http.ResponseWriter, _ *http.Request, way janrain.Links) {
		fmt.Fprintf(w, `<p title="a > b"><a class=x href="%s">Sign in</a>`, strings.ReplaceAll(way.ProviderURL("google"), "&", "&amp;"))
	})
	page("/frame", func(w http.ResponseWriter, _ *http.Request, way janrain.Links) {
		fmt.Fprintf(w, `<iframe src='%s'>`, way.EmbedURL())
	})
	page("/widget", func(w http.ResponseWriter, _ *http.Request, way janrain.Links) {
		fmt.Fprintf(w, `<head>%s</head><a class="janrainEngage" href="#">Sign in</a>`, way.Script())
	})
	page("/redirect", func(w http.ResponseWriter, r *http.Request, way janrain.Links) {
		http.Redirect(w, r, way.URL(), http.StatusSeeOther)
	})
	page("/redirect-to-a-provider", func(w http.ResponseWriter, r *http.Request, way janrain.Links) {
		http.Redirect(w, r, way.ProviderURL("facebook"), http.StatusFound)
	})
	mux.HandleFunc("POST /post-redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, callback.Begin(w, r, "/basket?to=%2F&x").ProviderURL("googleplus"), http.StatusSeeOther)
	})
	mux.HandleFunc("POST /post-redirect-307", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, callback.Begin(w, r, "/basket?to=%2F&x").URL(), http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("POST /post-link", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<a href="%s">Go on</a>`, html.EscapeString(callback.Begin(w, r, "/basket?to=%2F&x").URL()))
	})
	mux.HandleFunc("POST /post-widget", func(w http.ResponseWriter, r *http.Request) {
		way := callback.Begin(w, r, "/basket?to=%2F&x")
		fmt.Fprintf(w, `<script>var settings = {"tokenUrl": "%s"}</script><script src="%s"></script>`, way.TokenURL, way.WidgetURL)
	})
	mux.Handle("GET /redirect-to-the-page", http.RedirectHandler("/link", http.StatusSeeOther))
	mux.HandleFunc("GET /none", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<a href="/none?token=x">Nothing here</a>`)
	})
	mux.HandleFunc("GET /basket", s.basket)
	return s
}

func (s *shop) signedIn(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	http.SetCookie(w, &http.Cookie{
		Name: "user", Value: in.User.Profile.ProviderSpecifier, Path: "/", Secure: r.TLS != nil, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

func (s *shop) failed(w http.ResponseWriter, _ *http.Request, err error) {
	s.errs <- err
	http.Error(w, err.Error(), janrain.FaultOf(err).HTTPStatus())
}

func (s *shop) basket(w http.ResponseWriter, r *http.Request) {
	user := "nobody"
	if cookie, err := r.Cookie("user"); err == nil {
		user = cookie.Value
	}
	fmt.Fprintf(w, "The basket of %s, %s", user, r.URL.RawQuery)
}

// browser returns a client that keeps the shop's cookies and trusts its certificate.
func (s *shop) browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := *s.Client()
	client.Jar = jar
	return &client
}

// text reads a response and closes it.
func text(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}

// visitAs opens a page with the browser's cookies and returns the final URL.
func visitAs(t *testing.T, browser *http.Client, address string) (page string, at *url.URL) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	resp, err := browser.Do(req)
	require.NoError(t, err)
	return text(t, resp), resp.Request.URL
}
