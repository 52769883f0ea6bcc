package janrain_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// Failed must distinguish what the user can fix from what the developer must fix.
func TestFailedCanTellWhoseFaultItIs(t *testing.T) {
	t.Parallel()
	nothing := func(*janraintest.Server) {}
	ownToken := func(_ *testing.T, s *kit.Site, tokenURL string) string { return s.Issue(tokenURL) }
	for _, tt := range []struct {
		name   string
		config kit.SiteConfig
		token  func(t *testing.T, s *kit.Site, tokenURL string) string
		before func(*janraintest.Server) // runs before the exchange
		want   janrain.Fault
		is     []string
	}{
		{
			"a token that has expired", kit.SiteConfig{Service: []janraintest.Option{janraintest.WithTokenLifetime(-time.Second)}},
			ownToken, nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token that was used", kit.SiteConfig{},
			func(t *testing.T, s *kit.Site, tokenURL string) string {
				t.Helper()
				token := s.Issue(tokenURL)
				_, err := s.Service.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
				require.NoError(t, err)
				return token
			},
			nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token that was never issued", kit.SiteConfig{},
			func(*testing.T, *kit.Site, string) string { return "canary-of-nobody" }, nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token for another site", kit.SiteConfig{},
			func(_ *testing.T, s *kit.Site, _ string) string { return s.Issue("https://evil.example/signin") },
			nothing, janrain.FaultUser, []string{"ErrStateMismatch", "ErrTokenURLMismatch"},
		},
		{
			"a token of the same site without the state", kit.SiteConfig{},
			func(_ *testing.T, s *kit.Site, _ string) string { return s.Issue(s.TokenURL) },
			nothing, janrain.FaultUser, []string{"ErrStateMismatch", "ErrTokenURLMismatch"},
		},
		{
			"a wrong key", kit.SiteConfig{Client: withWrongKey},
			ownToken, nothing, janrain.FaultDeveloper, []string{"ErrAuthentication", "ErrInvalidAPIKey", "ErrInvalidParameter"},
		},
		{
			"a service that is down", kit.SiteConfig{}, ownToken,
			func(s *janraintest.Server) { s.Close() }, janrain.FaultService, nil,
		},
		{
			"a service that is busy", kit.SiteConfig{}, ownToken,
			func(s *janraintest.Server) { s.FailNext(janraintest.NotJSON(http.StatusServiceUnavailable)) },
			janrain.FaultService, []string{"ErrServiceUnavailable"},
		},
		{
			"a connection that breaks", kit.SiteConfig{}, ownToken,
			func(s *janraintest.Server) { s.FailNext(janraintest.CutOff(10)) }, janrain.FaultService, nil,
		},
		{
			"a response without an identifier", kit.SiteConfig{}, ownToken,
			func(s *janraintest.Server) {
				s.FailNext(janraintest.Raw(http.StatusOK, "application/json", `{"stat":"ok","profile":{}}`))
			},
			janrain.FaultService, []string{"ErrNoIdentifier"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, tt.config)
			b := kit.NewBrowser(t, s)
			tokenURL := b.Begin(t, "/")
			token := tt.token(t, s, tokenURL)
			b.Post(t, tokenURL, token)
			tt.before(s.Service)
			page := b.Get(t, tokenURL)
			err := s.TakeErr(t)
			assert.Equal(t, tt.want, janrain.FaultOf(err), "of %v", err)
			assert.Equal(t, tt.want.HTTPStatus(), page.Status)
			kit.AssertIsExactly(t, err, tt.is...)
			secrets := map[string]string{"token": token, "API key": s.Service.APIKey, "state": kit.StateOf(t, tokenURL)}
			assert.Empty(t, kit.SearchFor(secrets).In(kit.Errors(t, err)...),
				"an error must show no secret, however it is printed")
			state, kept := b.Has(t, tokenURL)
			again := tt.name == "a service that is down" || tt.name == "a service that is busy"
			assert.Equal(t, []bool{again, again}, []bool{state, kept}, "whether the cookies are kept for a retry")
			users, _ := s.SoFar()
			assert.Empty(t, users)
		})
	}
}

// The fake's tokens expire after ten minutes by default.
func TestExpiredTokenIsTheUsersFault(t *testing.T) {
	t.Parallel()
	var late atomic.Bool
	clock := func() time.Time {
		now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		if late.Load() {
			now = now.Add(11 * time.Minute)
		}
		return now
	}
	s := kit.NewSite(t, kit.SiteConfig{Service: []janraintest.Option{janraintest.WithClock(clock)}})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	token := s.Issue(tokenURL)
	late.Store(true)
	b.Finish(t, tokenURL, token)
	err := s.TakeErr(t)
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))

	b.SignIn(t, "/")
	s.Only(t) // signing in again succeeds
}

// A browser that disconnects is no one's fault.
func TestBrowserThatDisconnectsCancelsTheCall(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	client := kit.Client(t, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
		close(asked)
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	s := kit.NewSite(t, kit.SiteConfig{Client: func(*janraintest.Server) *janrain.Client { return client }})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	b.Post(t, tokenURL, kit.Token)

	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, tokenURL, http.NoBody)
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	go func() {
		<-asked
		leave()
	}()
	s.Callback.ServeHTTP(w, r)
	err = s.TakeErr(t)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(err))
}

func withWrongKey(s *janraintest.Server) *janrain.Client {
	client, err := janrain.NewClient(s.URL, "0123456789abcdef0123456789abcdef01234567")
	if err != nil {
		panic(err)
	}
	return client
}

// The browser disconnects, or a client stops in the middle of the body.
func TestMissingBodyIsTheBrowsersFault(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{"none of it": "", "the beginning": "token=ab"} {
		address, answers := tokenServer(t, nothingBefore)
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(address, "http://"))
		require.NoError(t, err)
		_, err = io.WriteString(conn, "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: "+kit.URLEncoded+"\r\nContent-Length: 100\r\n\r\n"+sent)
		require.NoError(t, err)
		require.NoError(t, conn.(*net.TCPConn).CloseWrite())
		got := <-answers
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err), "of %s: %v", name, got.err)
		assert.Empty(t, got.token, "a partial token must not be returned")
		require.NoError(t, conn.Close())
	}
}

func TestFormWithoutABoundaryIsTheUsersFault(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"multipart/form-data", `multipart/form-data; boundary=""`} {
		address, answers := tokenServer(t, nothingBefore)
		postBody(t, address, kind, "x")
		got := <-answers
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err), "of %s: %v", kind, got.err)
	}
}

func TestTokenThatIsAWordOfTheURLRevealsNoState(t *testing.T) {
	t.Parallel()
	state := kit.OtherStates[0]
	site := "https://shop.example/signin?state=" + state
	for _, token := range []string{"state=", "stat", "tate", state[:4], "%3Fstate", "a,state="} {
		_, err := kit.Client(t, kit.Refusing(3, "Token URL mismatch: ("+site+") ("+url.QueryEscape(site)+")")).
			AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		assert.Empty(t, kit.SearchFor(map[string]string{"state": state[20:]}).In(kit.Errors(t, err)...),
			"with the token %s", token)
	}
}

// The service posts the token in the body and in the query. A page of the application posts it as
// JSON.
func TestCallbackTakesTheTokenFromTheBody(t *testing.T) {
	t.Parallel()
	for name, post := range map[string]func(token string) (query, kind, body string){
		"body and query": func(token string) (string, string, string) {
			return "&token=" + token, kit.URLEncoded, "token=" + token
		},
		"JSON": func(token string) (string, string, string) {
			return "", "application/json", `{"token":"` + token + `"}`
		},
		"JSON and query": func(token string) (string, string, string) {
			return "&token=" + token, "application/json", `{"token":"` + token + `"}`
		},
	} {
		for _, configured := range []string{"?v=1", "?token=of-the-shop"} {
			t.Run(name+" "+configured, func(t *testing.T) {
				t.Parallel()
				s := kit.NewSite(t, kit.SiteConfig{Query: configured})
				b := kit.NewBrowser(t, s)
				tokenURL := b.Begin(t, "/account")
				query, kind, body := post(s.Issue(tokenURL))
				page := b.PostAs(t, tokenURL+query, kind, body)
				require.Equal(t, http.StatusSeeOther, page.Status, page.Body)
				b.Get(t, page.Header.Get("Location"))
				assert.Equal(t, "/account", s.Only(t).ReturnTo)
			})
		}
	}
}

// A browser always posts a body, so a token only in the query does not come from the service.
func TestCallbackRejectsATokenOnlyInTheQuery(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	for name, post := range map[string]struct{ query, kind, body string }{
		"no body":           {"&token=abc", "", ""},
		"an empty form":     {"&token=abc", kit.URLEncoded, ""},
		"another token":     {"&token=evil", kit.URLEncoded, "token=abc"},
		"two in the query":  {"&token=abc&token=abc", kit.URLEncoded, "token=abc"},
		"another than JSON": {"&token=evil", "application/json", `{"token":"abc"}`},
		"plain text":        {"", "text/plain", `{"token":"abc"}`},
	} {
		b := kit.NewBrowser(t, s)
		page := b.PostAs(t, b.Begin(t, "/")+post.query, post.kind, post.body)
		assert.Equal(t, http.StatusBadRequest, page.Status, name)
		err := s.TakeErr(t)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), name)
		kit.RequireTokenError(t, err)
	}
	assert.Empty(t, s.Service.Requests(), "no token may be exchanged")
}
