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
	payload, mac, _ := strings.Cut(state, ".")
	return map[string]string{
		"nothing":                         "",
		"an empty state":                  "state=",
		"a word":                          "state=forged",
		"two states":                      "state=" + state + "&state=" + state,
		"a payload alone":                 "state=" + payload,
		"a line feed behind":              "state=" + state + "%0A",
		"a carriage return behind":        "state=" + state + "%0D",
		"a line feed before the dot":      "state=" + payload + "%0A." + mac,
		"a line feed in the payload":      "state=" + payload[:20] + "%0A" + payload[20:] + "." + mac,
		"a line break in the place of it": "state=" + payload[:41] + "%0D%0A." + mac,
		"a line break in the MAC":         "state=" + payload + "." + mac[:1] + "%0D%0A" + mac[1:],
		"a header in the MAC":             "state=" + state + "%0D%0ASet-Cookie:%20a=b",
		"a semicolon before it":           "a;state=" + state,
		"a damaged escape in it":          "state=%zz" + state,
		"a state of the old format":       "state=" + strings.Repeat("A", 43) + ".Lw",
		"another version":                 "state=Ag" + payload[2:] + "." + mac,
		"a slot that there is not":        "state=AQg" + payload[3:] + "." + mac,
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
			assert.Empty(t, page.set, "no sign-in of the browser is ended or changed")
		})
	}
	page := b.finish(t, tokenURL, s.issue(tokenURL))
	assert.Equal(t, siteUser{identifierOf(t, s), "/basket", ""}, s.only(t), "none of these has ended the sign-in")
	cookie := s.cookieName("state" + slotOf(t, tokenURL))
	require.Contains(t, page.set, cookie)
	assert.Negative(t, page.set[cookie].MaxAge, "its own return does")
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

// An application may have set postToTokenUrl to false: then the token comes in
// the query of a GET, to every user.
func TestATokenInTheURLOfAGET(t *testing.T) {
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
		s.mu.Lock()
		err := s.errs[0]
		s.mu.Unlock()
		requireReason(t, s, page, janrain.StateTokenInURL)
		require.ErrorContains(t, err, "post to token URL", "the log says which setting to look at")
		secrets := map[string]string{"token": token, "state": stateOf(t, tokenURL)}
		assert.Empty(t, searchFor(secrets).in(canaryErrors(t, err)...), "of %s", name)
		assert.Empty(t, page.set, "the state is not spent, of %s", name)
	}
	assert.Empty(t, s.service.Requests(), "a token from a URL is not exchanged")

	stranger := newBrowser(t, s)
	stranger.posted = b.posted
	requireReason(t, s, stranger.get(t, tokenURL+"&token="+token), janrain.StateNoCookie)
	requireReason(t, s, stranger.get(t, s.tokenURL+"?token="+token), janrain.StateMissing)

	b.finish(t, tokenURL, token)
	s.only(t) // the token was good, and the browser's state has lived through it
}

func TestAStateErrorInWords(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for reason := range janrain.StateValueTooLong + 2 {
		err := &janrain.StateError{Reason: reason}
		require.ErrorIs(t, err, janrain.ErrStateMismatch)
		require.NotErrorIs(t, err, janrain.ErrNotLinkable)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
		assertOneLine(t, err)
		assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error()+": "+reason.String(), err.Error())
		said[reason.String()] = true
	}
	assert.Len(t, said, 12, "each of the eleven has its own words, all numbers that are none share one")

	var none *janrain.StateError
	assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error(), none.Error(), "a nil pointer does not panic")
	require.NotErrorIs(t, none, janrain.ErrStateMismatch, "a nil pointer that was made an error says nothing")
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(none))
}
