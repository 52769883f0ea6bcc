package janrain_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// A reasonCase is a request that a browser makes which has begun a sign-in
// with this token URL.
type reasonCase struct {
	name string
	ask  func(t *testing.T, s *site, b *browser, tokenURL string) browserPage
	want janrain.StateReason
}

// reasonQueries are what stands in the URL where nothing of Begin's does.
func reasonQueries(state string) map[string]string {
	secret, path, _ := strings.Cut(state, ".")
	return map[string]string{
		"nothing":                         "",
		"an empty state":                  "state=",
		"a word":                          "state=forged",
		"two states":                      "state=" + state + "&state=" + state,
		"a secret alone":                  "state=" + secret,
		"a line feed behind":              "state=" + state + "%0A",
		"a carriage return behind":        "state=" + state + "%0D",
		"a line feed before the dot":      "state=" + secret + "%0A." + path,
		"a line feed in the secret":       "state=" + secret[:20] + "%0A" + secret[20:] + "." + path,
		"a line break in the place of it": "state=" + secret[:41] + "%0D%0A." + path,
		"a line break in the path":        "state=" + secret + "." + path[:1] + "%0D%0A" + path[1:],
		"a header in the path":            "state=" + state + "%0D%0ASet-Cookie:%20a=b",
		"a semicolon before it":           "a;state=" + state,
		"a damaged escape in it":          "state=%zz" + state,
	}
}

func reasonCases(state string) []reasonCase {
	cases := []reasonCase{
		{name: "another browser's state, opened", want: janrain.StateOfAnother, ask: func(t *testing.T, s *site, b *browser, _ string) browserPage {
			t.Helper()
			return b.get(t, newBrowser(t, s).begin(t, "/"))
		}},
		{name: "another browser's state, with a token", want: janrain.StateOfAnother, ask: func(t *testing.T, s *site, b *browser, _ string) browserPage {
			t.Helper()
			other := newBrowser(t, s).begin(t, "/")
			return b.finish(t, other, s.issue(other))
		}},
		{name: "a page opened by hand", want: janrain.StateNoToken, ask: func(t *testing.T, _ *site, b *browser, tokenURL string) browserPage {
			t.Helper()
			return b.get(t, tokenURL)
		}},
		{name: "a token that came with another tab's state", want: janrain.StateNoToken, ask: func(t *testing.T, s *site, b *browser, tokenURL string) browserPage {
			t.Helper()
			second := b.begin(t, "/second")
			b.post(t, second, s.issue(second))
			return b.get(t, tokenURL)
		}},
		{name: "a browser that keeps no cookies", want: janrain.StateNoCookie, ask: func(t *testing.T, s *site, _ *browser, tokenURL string) browserPage {
			t.Helper()
			return newBrowser(t, s).finish(t, tokenURL, s.issue(tokenURL))
		}},
	}
	for name, query := range reasonQueries(state) {
		opened := func(t *testing.T, s *site, b *browser, _ string) browserPage {
			t.Helper()
			return b.get(t, s.tokenURL+"?"+query)
		}
		posted := func(t *testing.T, s *site, b *browser, _ string) browserPage {
			t.Helper()
			return b.post(t, s.tokenURL+"?"+query, s.issue(s.tokenURL))
		}
		cases = append(cases,
			reasonCase{name: "opened with " + name, ask: opened, want: janrain.StateMissing},
			reasonCase{name: "posted to with " + name, ask: posted, want: janrain.StateMissing})
	}
	return cases
}

func TestAStateErrorSaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/basket")
	for _, tt := range reasonCases(stateOf(t, tokenURL)) {
		t.Run(tt.name, func(t *testing.T) {
			page := tt.ask(t, s, b, tokenURL)
			requireReason(t, s, page, tt.want)
			assert.Empty(t, s.service.Requests(), "the token is not exchanged")
			assert.NotContains(t, page.set, s.cookieName("state"), "the browser's state is neither ended nor changed")
		})
	}
	page := b.finish(t, tokenURL, s.issue(tokenURL))
	assert.Equal(t, siteUser{identifierOf(t, s), "/basket"}, s.only(t), "none of these has ended the sign-in")
	require.Contains(t, page.set, s.cookieName("state"))
	assert.Negative(t, page.set[s.cookieName("state")].MaxAge, "its own return does")
}

func identifierOf(t *testing.T, s *site) string {
	t.Helper()
	users, _ := s.sofar()
	require.NotEmpty(t, users)
	return users[0].identifier
}

// requireReason holds a refusal against what every StateError has in common.
func requireReason(t *testing.T, s *site, page browserPage, want janrain.StateReason) {
	t.Helper()
	err := s.takeErr(t)
	why, ok := errors.AsType[*janrain.StateError](err)
	require.True(t, ok, "a refusal for its state is a *StateError, not %v", err)
	assert.Equal(t, want, why.Reason, "not: %v", err)
	assertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "to sign in again mends it")
	assert.Equal(t, http.StatusBadRequest, page.status)
	assertOneLine(t, err)
	require.ErrorContains(t, err, want.String(), "the text says what to look at")
}

// What a user does who loads the page again that a sign-in ended on.
func TestASignInThatIsOverIsOver(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	token := s.issue(tokenURL)
	b.finish(t, tokenURL, token)
	s.only(t)

	requireReason(t, s, b.get(t, tokenURL), janrain.StateNoCookie)
	requireReason(t, s, b.finish(t, tokenURL, token), janrain.StateNoCookie)
	next := b.begin(t, "/next")
	requireReason(t, s, b.get(t, tokenURL), janrain.StateOfAnother)
	requireReason(t, s, b.finish(t, tokenURL, token), janrain.StateOfAnother)
	assert.Len(t, s.service.Requests(), 1, "the first sign-in is the one call")

	b.finish(t, next, s.issue(next))
	users, errs := s.sofar()
	assert.Empty(t, errs)
	require.Len(t, users, 2, "the next sign-in is not ended by the loads of the last one")
	assert.Equal(t, "/next", users[1].returnTo)
}

// An exchange that fails has spent the state too: its token may be spent.
func TestOnlyAFullMatchSpendsTheState(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{client: withWrongKey})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	b.finish(t, tokenURL, s.issue(tokenURL))
	require.ErrorIs(t, s.takeErr(t), janrain.ErrInvalidAPIKey)
	assert.Empty(t, b.cookie(t, "state"))
	requireReason(t, s, b.get(t, tokenURL), janrain.StateNoCookie)
}

// An application may have set postToTokenUrl to false: then the token comes in
// the query of a GET, to every user.
func TestATokenInTheURLOfAGETIsTheDevelopers(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	token := s.issue(tokenURL)
	b.posted = append(b.posted, token) // so that no answer shows it
	for name, query := range map[string]string{
		"a token": "&token=" + token, "an empty one": "&token=", "two": "&token=" + token + "&token=" + token,
	} {
		page := b.get(t, tokenURL+query)
		err := s.takeErr(t)
		refused := requireParamError(t, err, "PostToTokenURL", "")
		assert.Equal(t, "Callback", refused.Method, name)
		require.ErrorIs(t, err, janrain.ErrInvalidParameter, name)
		require.NotErrorIs(t, err, janrain.ErrStateMismatch, "the state is right, of %s", name)
		assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), name)
		assert.Equal(t, http.StatusInternalServerError, page.status, name)
		secrets := map[string]string{"token": token, "state": stateOf(t, tokenURL)}
		assert.Empty(t, searchFor(secrets).in(canaryErrors(t, err)...), "of %s", name)
		assert.NotContains(t, page.set, s.cookieName("state"), "the state is not spent, of %s", name)
	}
	assert.Empty(t, s.service.Requests(), "a token from a URL is not exchanged")

	stranger := newBrowser(t, s)
	stranger.posted = b.posted
	requireReason(t, s, stranger.get(t, tokenURL+"&token="+token), janrain.StateNoCookie)
	other := stranger.begin(t, "/")
	require.NotEqual(t, tokenURL, other)
	requireReason(t, s, stranger.get(t, tokenURL+"&token="+token), janrain.StateOfAnother)
	requireReason(t, s, stranger.get(t, s.tokenURL+"?token="+token), janrain.StateMissing)

	b.finish(t, tokenURL, token)
	s.only(t) // the token was good, and the browser's state has lived through it
}

func TestAStateErrorInWords(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for reason := range janrain.StateNoToken + 2 {
		err := &janrain.StateError{Reason: reason}
		require.ErrorIs(t, err, janrain.ErrStateMismatch)
		require.NotErrorIs(t, err, janrain.ErrNotLinkable)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
		assertOneLine(t, err)
		assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error()+": "+reason.String(), err.Error())
		said[reason.String()] = true
	}
	assert.Len(t, said, 5, "each of the four has its own words, all numbers that are none share one")

	var none *janrain.StateError
	assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error(), none.Error(), "a nil pointer does not panic")
	require.NotErrorIs(t, none, janrain.ErrStateMismatch, "a nil pointer that was made an error says nothing")
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(none))
}
