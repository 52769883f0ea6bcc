package janrain_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A reasonCase is a request that a browser makes which has begun a sign-in
// with this token URL.
type reasonCase struct {
	name string
	ask  func(t *testing.T, s *kit.Site, b *kit.Browser, tokenURL string) kit.BrowserPage
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
		{name: "another browser's state, opened", want: janrain.StateOfAnother, ask: func(t *testing.T, s *kit.Site, b *kit.Browser, _ string) kit.BrowserPage {
			t.Helper()
			return b.Get(t, kit.NewBrowser(t, s).Begin(t, "/"))
		}},
		{name: "another browser's state, with a token", want: janrain.StateOfAnother, ask: func(t *testing.T, s *kit.Site, b *kit.Browser, _ string) kit.BrowserPage {
			t.Helper()
			other := kit.NewBrowser(t, s).Begin(t, "/")
			return b.Finish(t, other, s.Issue(other))
		}},
		{name: "a page opened by hand", want: janrain.StateNoToken, ask: func(t *testing.T, _ *kit.Site, b *kit.Browser, tokenURL string) kit.BrowserPage {
			t.Helper()
			return b.Get(t, tokenURL)
		}},
		{name: "a token that came with another tab's state", want: janrain.StateNoToken, ask: func(t *testing.T, s *kit.Site, b *kit.Browser, tokenURL string) kit.BrowserPage {
			t.Helper()
			second := b.Begin(t, "/second")
			b.Post(t, second, s.Issue(second))
			return b.Get(t, tokenURL)
		}},
		{name: "a browser that keeps no cookies", want: janrain.StateNoCookie, ask: func(t *testing.T, s *kit.Site, _ *kit.Browser, tokenURL string) kit.BrowserPage {
			t.Helper()
			return kit.NewBrowser(t, s).Finish(t, tokenURL, s.Issue(tokenURL))
		}},
	}
	for name, query := range reasonQueries(state) {
		opened := func(t *testing.T, s *kit.Site, b *kit.Browser, _ string) kit.BrowserPage {
			t.Helper()
			return b.Get(t, s.TokenURL+"?"+query)
		}
		posted := func(t *testing.T, s *kit.Site, b *kit.Browser, _ string) kit.BrowserPage {
			t.Helper()
			return b.Post(t, s.TokenURL+"?"+query, s.Issue(s.TokenURL))
		}
		cases = append(cases,
			reasonCase{name: "opened with " + name, ask: opened, want: janrain.StateMissing},
			reasonCase{name: "posted to with " + name, ask: posted, want: janrain.StateMissing})
	}
	return cases
}

func TestAStateErrorSaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/basket")
	for _, tt := range reasonCases(kit.StateOf(t, tokenURL)) {
		t.Run(tt.name, func(t *testing.T) {
			page := tt.ask(t, s, b, tokenURL)
			requireReason(t, s, page, tt.want)
			assert.Empty(t, s.Service.Requests(), "the token is not exchanged")
			assert.Empty(t, page.Set, "no sign-in of the browser is ended or changed")
		})
	}
	page := b.Finish(t, tokenURL, s.Issue(tokenURL))
	assert.Equal(t, kit.SiteUser{Identifier: identifierOf(t, s), ReturnTo: "/basket", Value: ""}, s.Only(t), "none of these has ended the sign-in")
	cookie := s.CookieName("state" + kit.SlotOf(t, tokenURL))
	require.Contains(t, page.Set, cookie)
	assert.Negative(t, page.Set[cookie].MaxAge, "its own return does")
}

func identifierOf(t *testing.T, s *kit.Site) string {
	t.Helper()
	users, _ := s.SoFar()
	require.NotEmpty(t, users)
	return users[0].Identifier
}

// requireReason holds a refusal against what every StateError has in common.
func requireReason(t *testing.T, s *kit.Site, page kit.BrowserPage, want janrain.StateReason) {
	t.Helper()
	err := s.TakeErr(t)
	why, ok := errors.AsType[*janrain.StateError](err)
	require.True(t, ok, "a refusal for its state is a *StateError, not %v", err)
	assert.Equal(t, want, why.Reason, "not: %v", err)
	kit.AssertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "to sign in again mends it")
	assert.Equal(t, http.StatusBadRequest, page.Status)
	kit.AssertOneLine(t, err)
	require.ErrorContains(t, err, want.String(), "the text says what to look at")
}

// What a user does who loads the page again that a sign-in ended on.
func TestASignInThatIsOverIsOver(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	token := s.Issue(tokenURL)
	b.Finish(t, tokenURL, token)
	s.Only(t)

	requireReason(t, s, b.Get(t, tokenURL), janrain.StateNoCookie)
	requireReason(t, s, b.Finish(t, tokenURL, token), janrain.StateNoCookie)
	next := b.Begin(t, "/next")
	requireReason(t, s, b.Get(t, tokenURL), janrain.StateOfAnother)
	requireReason(t, s, b.Finish(t, tokenURL, token), janrain.StateOfAnother)
	assert.Len(t, s.Service.Requests(), 1, "the first sign-in is the one call")

	b.Finish(t, next, s.Issue(next))
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	require.Len(t, users, 2, "the next sign-in is not ended by the loads of the last one")
	assert.Equal(t, "/next", users[1].ReturnTo)
}

// An application may have set postToTokenUrl to false: then the token comes in
// the query of a GET, to every user.
func TestATokenInTheURLOfAGET(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	token := s.Issue(tokenURL)
	b.Posted = append(b.Posted, token) // so that no answer shows it
	for name, query := range map[string]string{
		"a token": "&token=" + token, "an empty one": "&token=", "two": "&token=" + token + "&token=" + token,
	} {
		page := b.Get(t, tokenURL+query)
		s.Mu.Lock()
		err := s.Errs[0]
		s.Mu.Unlock()
		requireReason(t, s, page, janrain.StateTokenInURL)
		require.ErrorContains(t, err, "post to token URL", "the log says which setting to look at")
		secrets := map[string]string{"token": token, "state": kit.StateOf(t, tokenURL)}
		assert.Empty(t, kit.SearchFor(secrets).In(kit.Errors(t, err)...), "of %s", name)
		assert.Empty(t, page.Set, "the state is not spent, of %s", name)
	}
	assert.Empty(t, s.Service.Requests(), "a token from a URL is not exchanged")

	stranger := kit.NewBrowser(t, s)
	stranger.Posted = b.Posted
	requireReason(t, s, stranger.Get(t, tokenURL+"&token="+token), janrain.StateNoCookie)
	requireReason(t, s, stranger.Get(t, s.TokenURL+"?token="+token), janrain.StateMissing)

	b.Finish(t, tokenURL, token)
	s.Only(t) // the token was good, and the browser's state has lived through it
}

func TestAStateErrorInWords(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for reason := range janrain.StateValueTooLong + 2 {
		err := &janrain.StateError{Reason: reason}
		require.ErrorIs(t, err, janrain.ErrStateMismatch)
		require.NotErrorIs(t, err, janrain.ErrNotLinkable)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
		kit.AssertOneLine(t, err)
		assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error()+": "+reason.String(), err.Error())
		said[reason.String()] = true
	}
	assert.Len(t, said, 12, "each of the eleven has its own words, all numbers that are none share one")

	var none *janrain.StateError
	assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error(), none.Error(), "a nil pointer does not panic")
	require.NotErrorIs(t, none, janrain.ErrStateMismatch, "a nil pointer that was made an error says nothing")
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(none))
}
