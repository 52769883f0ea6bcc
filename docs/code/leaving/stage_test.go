package leaving

import (
	"bytes"
	"crypto"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A stage is the application, the service and the providers.
type stage struct {
	*app
	t        *testing.T
	site     *httptest.Server
	service  *janraintest.Server
	provider *provider
	written  *bytes.Buffer // to the log
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, service: janraintest.NewServer(), provider: newProvider(t), written: new(bytes.Buffer)}
	t.Cleanup(s.service.Close)
	s.site = httptest.NewUnstartedServer(nil)
	s.site.StartTLS()
	t.Cleanup(s.site.Close)
	app, handler, err := newApp(s.service.Client(), s.site.URL, s.clients(), slog.New(slog.NewTextHandler(s.written, nil)))
	require.NoError(t, err)
	s.app, s.site.Config.Handler = app, handler
	return s
}

func (s *stage) clients() []*client {
	keys := &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{signingKeys()[0].Public()}}
	withIDToken := func(name, issuer string) *client {
		return &client{name: name, config: s.config(name), verifier: oidc.NewVerifier(issuer, keys, &oidc.Config{ClientID: clientID})}
	}
	withMe := func(name string) *client {
		return &client{name: name, config: s.config(name), me: s.provider.url + "/me"}
	}
	return []*client{withIDToken("google", googleIssuer), withIDToken("microsoft", microsoftIssuer), withMe("facebook"), withMe("x")}
}

func (s *stage) config(name string) oauth2.Config {
	return oauth2.Config{
		ClientID: clientID, ClientSecret: clientSecret, RedirectURL: s.site.URL + "/done/" + name,
		Endpoint: oauth2.Endpoint{AuthURL: s.provider.url + "/authorize", TokenURL: s.provider.url + "/token"},
	}
}

// A browser keeps cookies, and stops where a test wants to look.
type browser struct {
	*stage
	client *http.Client
	stopAt string // a path that it does not follow a redirect to
}

func (s *stage) newBrowser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	b := &browser{stage: s, client: &http.Client{Transport: s.site.Client().Transport, Jar: jar}}
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if b.stopAt != "" && strings.HasPrefix(r.URL.Path, b.stopAt) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

// do returns where the browser is in the end, and what it shows.
func (b *browser) do(method, path string, header http.Header) (page string) {
	b.t.Helper()
	resp := b.send(method, path, header)
	defer func() { _ = resp.Body.Close() }()
	return b.read(resp)
}

func (b *browser) get(path string) (page string) {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}
func (b *browser) post(path string) (page string) {
	b.t.Helper()
	return b.do(http.MethodPost, path, nil)
}

func (b *browser) send(method, path string, header http.Header) *http.Response {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.site.URL+path, http.NoBody)
	require.NoError(b.t, err)
	if header != nil {
		req.Header = header
	}
	resp, err := b.client.Do(req)
	require.NoError(b.t, err)
	return resp
}

// read returns where the browser is, and what it reads there.
func (b *browser) read(resp *http.Response) (page string) {
	b.t.Helper()
	text, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	return resp.Request.URL.Path + " " + strings.TrimSpace(string(text))
}

// untilDone goes as far as the provider, and returns where that sends the browser.
func (b *browser) untilDone(method, path string) (done *url.URL) {
	b.t.Helper()
	b.stopAt = "/done/"
	resp := b.send(method, path, nil)
	_ = resp.Body.Close()
	b.stopAt = ""
	done, err := resp.Location()
	require.NoError(b.t, err)
	return done
}

// signIn is the old way in.
func (b *browser) signIn(user janrain.AuthInfo) (page string) {
	b.t.Helper()
	resp, err := b.service.SignIn(b.client, b.site.URL+"/login", user)
	require.NoError(b.t, err)
	defer func() { _ = resp.Body.Close() }()
	return b.read(resp)
}

// cookie returns the value of a cookie, "" for none.
func (b *browser) cookie(name string) string {
	b.t.Helper()
	site, err := url.Parse(b.site.URL)
	require.NoError(b.t, err)
	for _, cookie := range b.client.Jar.Cookies(site) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// setCookie is what a user can do to any cookie of his own.
func (b *browser) setCookie(name, value string) {
	b.t.Helper()
	site, err := url.Parse(b.site.URL)
	require.NoError(b.t, err)
	b.client.Jar.SetCookies(site, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}
