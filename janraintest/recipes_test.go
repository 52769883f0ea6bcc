package janraintest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The recipes for failures in docs/testing.md.
func TestRecipesForFailures(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderGooglePlus)
	t.Run("a token that was used", func(t *testing.T) {
		t.Parallel()
		s := newShop(t, false)
		browser := s.browser(t)
		tokenURL, err := s.fake.TokenURL(browser, s.URL+"/link")
		require.NoError(t, err)
		token := s.fake.IssueToken(user, tokenURL)
		_, err = s.fake.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
		require.NoError(t, err)
		resp, err := s.fake.Post(browser, tokenURL, token)
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, text(t, resp))
		require.ErrorIs(t, <-s.errs, janrain.ErrDataNotFound, "the service must have rejected the token")
	})
	t.Run("a forged post", func(t *testing.T) {
		t.Parallel()
		s := newShop(t, false)
		resp, err := s.fake.Post(s.browser(t), s.URL+"/signin", s.fake.IssueToken(user, s.URL+"/signin"))
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, text(t, resp))
		require.ErrorIs(t, <-s.errs, janrain.ErrStateMismatch)
		assert.Empty(t, s.fake.Requests(), "the service must not be called")
	})
	t.Run("an expired token", func(t *testing.T) {
		t.Parallel()
		srv := newServer(t, janraintest.WithTokenLifetime(0))
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
		require.ErrorIs(t, err, janrain.ErrDataNotFound)
	})
	t.Run("a wrong key", func(t *testing.T) {
		t.Parallel()
		srv := newServer(t)
		srv.FailNext(janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"))
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
		require.ErrorIs(t, err, janrain.ErrInvalidAPIKey)
	})
}

// http.ServeMux redirects like this if the route ends in a slash and the token URL does not. A
// browser repeats the post.
func TestRedirectedPostIsRepeated(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	posts := 0
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signin/", func(w http.ResponseWriter, r *http.Request) {
		posts++
		token, err := janrain.TokenFromRequest(w, r)
		assert.NoError(t, err)
		fmt.Fprint(w, token)
	})
	mux.Handle("POST /round", http.RedirectHandler("/round", http.StatusPermanentRedirect))
	app := httptest.NewServer(mux)
	t.Cleanup(app.Close)
	resp, err := srv.Post(app.Client(), app.URL+"/signin", "a-token")
	require.NoError(t, err)
	assert.Equal(t, "a-token", text(t, resp))
	assert.Equal(t, 1, posts)
	_, err = srv.Post(app.Client(), app.URL+"/round", "a-token") //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "redirects too often")
}
