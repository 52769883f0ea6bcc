package janrain_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// What Failed is told apart by: what the user can mend, and what the developer
// must.
func TestFailedTellsWhoseFaultItIs(t *testing.T) {
	t.Parallel()
	nothing := func(*janraintest.Server) {}
	ownToken := func(_ *testing.T, s *kit.Site, tokenURL string) string { return s.Issue(tokenURL) }
	for _, tt := range []struct {
		name   string
		config kit.SiteConfig
		token  func(t *testing.T, s *kit.Site, tokenURL string) string
		before func(*janraintest.Server) // the exchange
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
			"a token that nobody issued", kit.SiteConfig{},
			func(*testing.T, *kit.Site, string) string { return "canary-of-nobody" }, nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token of another site", kit.SiteConfig{},
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
			"an answer without an identifier", kit.SiteConfig{}, ownToken,
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
			assert.Empty(t, kit.SearchFor(secrets).In(kit.Errors(t, err)...), "an error shows no secret, whoever prints it")
			state, kept := b.Has(t, tokenURL)
			again := tt.name == "a service that is down" || tt.name == "a service that is busy"
			assert.Equal(t, []bool{again, again}, []bool{state, kept}, "whether the cookies are kept to try again")
			users, _ := s.SoFar()
			assert.Empty(t, users)
		})
	}
}

// The default is that of the service: ten minutes here, "within minutes" there.
func TestATokenThatGrewOldIsTheUsersToMend(t *testing.T) {
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
	s.Only(t) // signing in again mends it
}

// A browser that goes away in the middle is nobody's fault.
func TestABrowserThatGoesAwayCancelsTheCall(t *testing.T) {
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
