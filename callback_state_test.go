package janrain_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A reasonCase is a request of a browser that has begun a sign-in with the token URL.
type reasonCase struct {
	name string
	ask  func(t *testing.T, s *kit.Site, b *kit.Browser, tokenURL string) kit.BrowserPage
	want janrain.StateReason
}

// reasonQueries has queries without a valid state.
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

func TestStateErrorNamesTheReason(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/basket")
	for _, tt := range reasonCases(kit.StateOf(t, tokenURL)) {
		t.Run(tt.name, func(t *testing.T) {
			page := tt.ask(t, s, b, tokenURL)
			requireReason(t, s, page, tt.want)
			assert.Empty(t, s.Service.Requests(), "the token must not be exchanged")
			assert.Empty(t, page.Set, "no sign-in of the browser may end or change")
		})
	}
	page := b.Finish(t, tokenURL, s.Issue(tokenURL))
	assert.Equal(t, kit.SiteUser{Identifier: identifierOf(t, s), ReturnTo: "/basket", Value: ""}, s.Only(t),
		"the sign-in must still succeed")
	cookie := s.CookieName("state" + kit.SlotOf(t, tokenURL))
	require.Contains(t, page.Set, cookie)
	assert.Negative(t, page.Set[cookie].MaxAge, "the sign-in's own return must delete its cookies")
}

func identifierOf(t *testing.T, s *kit.Site) string {
	t.Helper()
	users, _ := s.SoFar()
	require.NotEmpty(t, users)
	return users[0].Identifier
}

// requireReason requires a *StateError with the reason, and asserts what all of them have in
// common.
func requireReason(t *testing.T, s *kit.Site, page kit.BrowserPage, want janrain.StateReason) {
	t.Helper()
	err := s.TakeErr(t)
	why, ok := errors.AsType[*janrain.StateError](err)
	require.True(t, ok, "the error must be a *StateError, not %v", err)
	assert.Equal(t, want, why.Reason, "not: %v", err)
	kit.AssertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "signing in again must help")
	assert.Equal(t, http.StatusBadRequest, page.Status)
	kit.AssertOneLine(t, err)
	require.ErrorContains(t, err, want.String(), "the text must name the reason")
}

// A user reloads the page on which a sign-in ended.
func TestCompletedSignInCannotBeRepeated(t *testing.T) {
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
	assert.Len(t, s.Service.Requests(), 1, "only the first sign-in may call the service")

	b.Finish(t, next, s.Issue(next))
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	require.Len(t, users, 2, "reloads of the last sign-in must not end the next one")
	assert.Equal(t, "/next", users[1].ReturnTo)
}

// If an application sets postToTokenUrl to false, every token comes in the query of a GET.
func TestTokenInTheURLOfAGETIsRejected(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	var b *kit.Browser
	var tokenURL string
	token := s.Issue(s.TokenURL)
	for name, query := range map[string]string{
		"a token": "&token=" + token, "an empty one": "&token=", "two": "&token=" + token + "&token=" + token,
	} {
		b = kit.NewBrowser(t, s)
		b.Posted = append(b.Posted, token) // so that responses are searched for it
		tokenURL = b.Begin(t, "/")
		page := b.Get(t, tokenURL+query)
		s.Mu.Lock()
		err := s.Errs[0]
		s.Mu.Unlock()
		requireReason(t, s, page, janrain.StateTokenInURL)
		require.ErrorContains(t, err, "post to token URL", "the log must name the setting")
		secrets := map[string]string{"token": token, "state": kit.StateOf(t, tokenURL)}
		assert.Empty(t, kit.SearchFor(secrets).In(kit.Errors(t, err)...), "of %s", name)
		state, _ := b.Has(t, tokenURL)
		assert.False(t, state, "%s: the state must be deleted, because a log may contain it", name)
	}
	assert.Empty(t, s.Service.Requests(), "a token from a URL must not be exchanged")

	stranger := kit.NewBrowser(t, s)
	stranger.Posted = b.Posted
	requireReason(t, s, stranger.Get(t, tokenURL+"&token="+token), janrain.StateNoCookie)
	requireReason(t, s, stranger.Get(t, s.TokenURL+"?token="+token), janrain.StateMissing)
	requireReason(t, s, b.Finish(t, tokenURL, s.Issue(tokenURL)), janrain.StateNoCookie)
}

func TestStateErrorTexts(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	last := janrain.StateOtherToken
	for reason := range last + 2 {
		err := &janrain.StateError{Reason: reason}
		require.ErrorIs(t, err, janrain.ErrStateMismatch)
		require.NotErrorIs(t, err, janrain.ErrNotLinkable)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
		kit.AssertOneLine(t, err)
		assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error()+": "+reason.String(), err.Error())
		said[reason.String()] = true
	}
	assert.Len(t, said, int(last)+1, "each reason must have its own text, and all invalid reasons share one")

	var none *janrain.StateError
	assert.Equal(t, "janrain: "+janrain.ErrStateMismatch.Error(), none.Error(), "a nil pointer must not panic")
	require.NotErrorIs(t, none, janrain.ErrStateMismatch, "a nil pointer must match no error")
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(none))
}

// assertMismatch asserts what all state errors have in common: the user must sign in again, and
// the service is not called.
func assertMismatch(t *testing.T, s *kit.Site, page kit.BrowserPage) {
	t.Helper()
	err := s.TakeErr(t)
	require.ErrorIs(t, err, janrain.ErrStateMismatch)
	kit.AssertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	kit.AssertOneLine(t, err)
	assert.Equal(t, http.StatusBadRequest, page.Status)
	users, _ := s.SoFar()
	assert.Empty(t, users, "no user may be signed in")
	assert.Empty(t, s.Service.Requests(), "the token must not be exchanged")
}

// An attacker signs in and makes the visitor's browser post the attacker's token.
func TestSignInOfAnotherBrowserIsRejected(t *testing.T) {
	t.Parallel()
	for name, visitor := range map[string]func(*testing.T, *kit.Browser){
		"of a visitor who has begun none": func(*testing.T, *kit.Browser) {},
		"of a visitor who has begun one":  func(t *testing.T, b *kit.Browser) { t.Helper(); b.Begin(t, "/") },
		"of a visitor who has ended one": func(t *testing.T, b *kit.Browser) {
			t.Helper()
			tokenURL := b.Begin(t, "/")
			b.Post(t, tokenURL, "token-that-nobody-issued")
			b.Jar.SetCookies(kit.Parsed(t, b.Site.URL), []*http.Cookie{{Name: b.Site.CookieName("state" + kit.SlotOf(t, tokenURL)), Path: "/", MaxAge: -1}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, kit.SiteConfig{})
			attacker, victim := kit.NewBrowser(t, s), kit.NewBrowser(t, s)
			visitor(t, victim)
			tokenURL := attacker.Begin(t, "/attacked")
			token := s.Issue(tokenURL)
			assertMismatch(t, s, victim.Finish(t, tokenURL, token))

			attacker.Finish(t, tokenURL, token)
			s.Only(t) // the token was valid and was not used up
		})
	}
}

func TestStateOfAnotherBrowserIsRejected(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Query: "?a=b"})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/home")
	state := kit.StateOf(t, tokenURL)
	payload, mac, ok := strings.Cut(state, ".")
	require.True(t, ok)
	other := strings.Repeat("A", len(mac)) // as likely as any other
	for _, tt := range []struct{ name, query string }{
		{"none", "a=b"},
		{"an empty one", "a=b&state="},
		{"twice the same", "a=b&state=" + state + "&state=" + state},
		{"another before it", "a=b&state=" + payload + "." + other + "&state=" + state},
		{"an empty one behind it", "a=b&state=" + state + "&state"},
		{"a forged MAC", "a=b&state=" + payload + "." + other},
		{"no payload", "a=b&state=." + mac},
		{"no MAC", "a=b&state=" + payload},
		{"an empty MAC", "a=b&state=" + payload + "."},
		{"a MAC that is cut off", "a=b&state=" + payload + "." + mac[:42]},
		{"a MAC that is too long", "a=b&state=" + payload + "." + mac + "A"},
		{"a MAC in another case", "a=b&state=" + payload + "." + swapCase(mac)},
		{"a payload in another case", "a=b&state=" + swapCase(payload) + "." + mac},
		{"a dot too many", "a=b&state=" + state + "."},
		{"a payload that is no base64", "a=b&state=%25%25." + mac},
		{"a payload in padded base64", "a=b&state=" + payload + "%3D%3D." + mac},
		{"a payload that is too long", "a=b&state=" + payload + strings.Repeat("YWFh", 1000) + "." + mac},
		{"a payload that is cut off", "a=b&state=" + payload[:20] + "." + mac},
		{"its name in another case", "a=b&State=" + state},
		{"a NUL behind", "a=b&state=" + state + "%00"},
		{"a very long one", "a=b&state=" + strings.Repeat("A", 4000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := s.URL + "/signin?" + tt.query
			// A GET with the token that came with the right state.
			b.Post(t, tokenURL, "token-that-nobody-issued")
			assertMismatch(t, s, b.Get(t, target))
			// A POST with another state.
			page := b.Post(t, target, "token-that-nobody-issued")
			if page.Status == http.StatusSeeOther {
				page = b.Get(t, page.Header.Get("Location"))
			}
			assertMismatch(t, s, page)
		})
	}
	b.Finish(t, tokenURL, s.Issue(tokenURL))
	s.Only(t) // the sign-in still succeeds
}

func TestForgedCookiesAreRejected(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Plain: true})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	b.Post(t, tokenURL, "token-that-nobody-issued")
	slot := kit.SlotOf(t, tokenURL)
	tokenSlot := kit.TokenSlotOf(t, tokenURL)
	state, token := "janrain-state"+slot+"=", "janrain-token"+tokenSlot+"="
	key, kept := b.Cookie(t, "state"+slot), b.Cookie(t, "token"+tokenSlot)
	require.NotEmpty(t, key)
	require.NotEmpty(t, kept)
	bound, encoded, _ := strings.Cut(kept, ".")
	other := kit.NewBrowser(t, s)
	foreign := other.Begin(t, "/")
	foreignKey := other.Cookie(t, "state"+kit.SlotOf(t, foreign))
	elsewhere := "-" + strconv.Itoa((int(tokenSlot[1]-'0')+1)%8)
	for _, tt := range []struct{ name, cookies string }{
		{"no cookie", ""},
		{"no state", token + kept},
		{"no token", state + key},
		{"an empty state", state + "; " + token + kept},
		{"two states, of which the first is right", state + key + "; " + state + "x; " + token + kept},
		{"two states, of which the second is right", state + "x; " + state + key + "; " + token + kept},
		{"the same state twice", state + key + "; " + state + key + "; " + token + kept},
		{"two tokens", state + key + "; " + token + kept + "; " + token + kept},
		{"another browser's state", state + foreignKey + "; " + token + kept},
		{"the state in another slot", "janrain-state" + elsewhere + "=" + key + "; " + token + kept},
		{"the token in another slot", state + key + "; janrain-token" + elsewhere + "=" + kept},
		{"a state that is too long", state + key + "A; " + token + kept},
		{"a state that is too short", state + key[:43] + "; " + token + kept},
		{"a state that is no base64", state + key[:53] + "%; " + token + kept},
		{"an enormous state", state + strings.Repeat("A", 100_000) + "; " + token + kept},
		{"a token that came with another state", state + key + "; " + token + foreignKey[:43] + "." + encoded},
		{"a token without a state", state + key + "; " + token + encoded},
		{"a state without a token", state + key + "; " + token + bound + "."},
		{"a token that is no base64", state + key + "; " + token + bound + ".%%"},
		{"the names of https", "__Host-" + state + key + "; __Host-" + token + kept},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tokenURL, http.NoBody)
			require.NoError(t, err)
			r.Header.Set("Cookie", tt.cookies)
			page := kit.NewBrowser(t, s).Send(t, r)
			assertMismatch(t, s, page)
			assert.Empty(t, page.Set, "no sign-in is ended")
		})
	}
}

// inSlot makes up a state for the slot of a sign-in.
func inSlot(t *testing.T, tokenURL, foreign string) (state string) {
	t.Helper()
	payload, mac, _ := strings.Cut(kit.StateOf(t, foreign), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	raw[1] = kit.PayloadOf(t, tokenURL)[1]
	return base64.RawURLEncoding.EncodeToString(raw) + "." + mac
}

// A token that somebody has the browser post while a sign-in is under way does
// not get into it, and does not end it.
func TestATokenPostedInBetweenDoesNotTakeTheOnesPlace(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	attacker, b := kit.NewBrowser(t, s), kit.NewBrowser(t, s)
	foreign := attacker.Begin(t, "/")
	tokenURL := b.Begin(t, "/")
	forged := s.TokenURL + "?state=" + inSlot(t, tokenURL, foreign)
	token := s.Issue(tokenURL)
	b.Post(t, tokenURL, token)
	page := b.Post(t, forged, s.Issue(foreign))
	assert.Len(t, page.Set, 1, "it overwrites one token and nothing else")
	assertMismatch(t, s, b.Get(t, tokenURL))
	assertMismatch(t, s, b.Get(t, forged))

	b.Finish(t, tokenURL, token)
	s.Only(t)
}

// A page of an attacker makes the browser post as often as it likes.
func TestForgedPostsDoNotFillTheCookieJar(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	var tabs []string
	for range 8 {
		tabs = append(tabs, b.Begin(t, "/"))
	}
	attacker := kit.NewBrowser(t, s)
	for range 3 {
		foreign := attacker.Begin(t, "/")
		for _, tab := range tabs {
			for _, size := range []int{40, 256, 257, 1900} {
				page := b.Post(t, s.TokenURL+"?state="+inSlot(t, tab, foreign), strings.Repeat("t", size))
				require.Equal(t, http.StatusSeeOther, page.Status)
			}
		}
	}
	size := 0
	cookies := b.Jar.Cookies(kit.Parsed(t, s.URL))
	for _, c := range cookies {
		size += len(c.String()) + len("; ")
	}
	assert.Len(t, cookies, 8+8+1)
	assert.Less(t, size, 8<<10, "a server accepts this much, of all cookies together")

	for _, tab := range tabs {
		b.Finish(t, tab, s.Issue(tab))
	}
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	assert.Len(t, users, 8, "no sign-in was ended")
}

func TestTheUserIsReturnedToAPathOfTheSite(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	for _, tt := range []struct{ name, to, want string }{
		{"a path", "/account", "/account"},
		{"a query with a URL", "/ok?x=//y&to=https://h.example", "/ok?x=//y&to=https://h.example"},
		{"a fragment", "/a#b", "/a#b"},
		{"escaped slashes", "/%2f%2fh.example", "/%2f%2fh.example"},
		{"other letters", "/bücher/☃", "/b%c3%bccher/%e2%98%83"},
		{"as long as it may be", "/" + strings.Repeat("x", 1023), "/" + strings.Repeat("x", 1023)},
		{"dots", "/./..//h.example", "/h.example"},
		{"dots, and a damaged escape", "/./..//h.example%zz", "/"},
		{"empty", "", "/"},
		{"too long", "/" + strings.Repeat("x", 2000), "/"},
		{"another host", "https://h.example/", "/"},
		{"another host, of any scheme", "//h.example", "/"},
		{"three slashes", "///h.example", "/"},
		{"a backslash", `/\h.example`, "/"},
		{"two backslashes", `\\h.example`, "/"},
		{"a backslash in front", `\/h.example`, "/"},
		{"a tab", "/\t/h.example", "/"},
		{"a line feed", "/\n/h.example", "/"},
		{"a carriage return", "/\r\\h.example", "/"},
		{"a tab in front", "\t//h.example", "/"},
		{"a space in front", " //h.example", "/"},
		{"a NUL", "/\x00/h.example", "/"},
		{"a line break for a header", "/\r\nSet-Cookie: a=b", "/"},
		{"DEL", "/\x7f", "/"},
		{"a control character of Latin-1", "/\u0085/h.example", "/"},
		{"a script", "javascript:alert(1)", "/"},
		{"a name", "h.example", "/"},
		{"a query alone", "?x", "/"},
		{"no UTF-8", "/\xff/h.example", "/"},
		{"a slash in two bytes", "/\xc0\xafh.example", "/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := kit.NewBrowser(t, s).SignIn(t, tt.to)
			location := page.Header.Get("Location")
			assert.Equal(t, tt.want, location)
			assertStays(t, s.URL, location)
		})
	}
}

// assertStays resolves a Location as net/url and browsers do, and asserts that it stays on the
// site.
func assertStays(t *testing.T, site, location string) {
	t.Helper()
	base := kit.Parsed(t, site)
	if u, err := base.Parse(location); err == nil {
		assert.Equal(t, base.Host, u.Host, "net/url must stay on the site with %q", location)
		assert.Equal(t, base.Scheme, u.Scheme)
	}
	seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimFunc(location, func(r rune) bool { return r <= ' ' }))
	assert.True(t, strings.HasPrefix(seen, "/") && !strings.HasPrefix(seen, "//"),
		"browsers must stay on the site with %q", location)
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
