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
	"github.com/janrain-go/janrain/janraintest"
)

// What Failed is told apart by: what the user can mend, and what the developer
// must.
func TestFailedTellsWhoseFaultItIs(t *testing.T) {
	t.Parallel()
	nothing := func(*janraintest.Server) {}
	ownToken := func(_ *testing.T, s *site, tokenURL string) string { return s.issue(tokenURL) }
	for _, tt := range []struct {
		name   string
		config siteConfig
		token  func(t *testing.T, s *site, tokenURL string) string
		before func(*janraintest.Server) // the exchange
		want   janrain.Fault
		is     []string
	}{
		{
			"a token that has expired", siteConfig{service: []janraintest.Option{janraintest.WithTokenLifetime(-time.Second)}},
			ownToken, nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token that was used", siteConfig{},
			func(t *testing.T, s *site, tokenURL string) string {
				t.Helper()
				token := s.issue(tokenURL)
				_, err := s.service.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
				require.NoError(t, err)
				return token
			},
			nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token that nobody issued", siteConfig{},
			func(*testing.T, *site, string) string { return "canary-of-nobody" }, nothing, janrain.FaultUser, []string{"ErrDataNotFound", "ErrStateMismatch"},
		},
		{
			"a token of another site", siteConfig{},
			func(_ *testing.T, s *site, _ string) string { return s.issue("https://evil.example/signin") },
			nothing, janrain.FaultUser, []string{"ErrStateMismatch", "ErrTokenURLMismatch"},
		},
		{
			"a token of the same site without the state", siteConfig{},
			func(_ *testing.T, s *site, _ string) string { return s.issue(s.tokenURL) },
			nothing, janrain.FaultUser, []string{"ErrStateMismatch", "ErrTokenURLMismatch"},
		},
		{
			"a wrong key", siteConfig{client: withWrongKey},
			ownToken, nothing, janrain.FaultDeveloper, []string{"ErrAuthentication", "ErrInvalidAPIKey", "ErrInvalidParameter"},
		},
		{
			"a service that is down", siteConfig{}, ownToken,
			func(s *janraintest.Server) { s.Close() }, janrain.FaultService, nil,
		},
		{
			"a service that is busy", siteConfig{}, ownToken,
			func(s *janraintest.Server) { s.FailNext(janraintest.NotJSON(http.StatusServiceUnavailable)) },
			janrain.FaultService, []string{"ErrServiceUnavailable"},
		},
		{
			"a connection that breaks", siteConfig{}, ownToken,
			func(s *janraintest.Server) { s.FailNext(janraintest.CutOff(10)) }, janrain.FaultService, nil,
		},
		{
			"an answer without an identifier", siteConfig{}, ownToken,
			func(s *janraintest.Server) {
				s.FailNext(janraintest.Raw(http.StatusOK, "application/json", `{"stat":"ok","profile":{}}`))
			},
			janrain.FaultService, []string{"ErrNoIdentifier"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tt.config)
			b := newBrowser(t, s)
			tokenURL := b.begin(t, "/")
			token := tt.token(t, s, tokenURL)
			b.post(t, tokenURL, token)
			tt.before(s.service)
			page := b.get(t, tokenURL)
			err := s.takeErr(t)
			assert.Equal(t, tt.want, janrain.FaultOf(err), "of %v", err)
			assert.Equal(t, tt.want.HTTPStatus(), page.status)
			assertIsExactly(t, err, tt.is...)
			secrets := map[string]string{"token": token, "API key": s.service.APIKey, "state": stateOf(t, tokenURL)}
			assert.Empty(t, searchFor(secrets).in(canaryErrors(t, err)...), "an error shows no secret, whoever prints it")
			state, kept := b.has(t, tokenURL)
			again := tt.name == "a service that is down" || tt.name == "a service that is busy"
			assert.Equal(t, []bool{again, again}, []bool{state, kept}, "whether the cookies are kept to try again")
			users, _ := s.sofar()
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
	s := newSite(t, siteConfig{service: []janraintest.Option{janraintest.WithClock(clock)}})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	token := s.issue(tokenURL)
	late.Store(true)
	b.finish(t, tokenURL, token)
	err := s.takeErr(t)
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))

	b.signIn(t, "/")
	s.only(t) // signing in again mends it
}

// A browser that goes away in the middle is nobody's fault.
func TestABrowserThatGoesAwayCancelsTheCall(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	client := clientOf(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		close(asked)
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	s := newSite(t, siteConfig{client: func(*janraintest.Server) *janrain.Client { return client }})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	b.post(t, tokenURL, setupToken)

	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, tokenURL, http.NoBody)
	require.NoError(t, err)
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	go func() {
		<-asked
		leave()
	}()
	s.callback.ServeHTTP(w, r)
	err = s.takeErr(t)
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
