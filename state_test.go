package janrain_test

import (
	"encoding/base64"
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

// assertMismatch holds a refusal for its state against what all have in common:
// the user is told to sign in again, and the service is told nothing.
func assertMismatch(t *testing.T, s *kit.Site, page kit.BrowserPage) {
	t.Helper()
	err := s.TakeErr(t)
	require.ErrorIs(t, err, janrain.ErrStateMismatch)
	kit.AssertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	kit.AssertOneLine(t, err)
	assert.Equal(t, http.StatusBadRequest, page.Status)
	users, _ := s.SoFar()
	assert.Empty(t, users, "nobody is signed in")
	assert.Empty(t, s.Service.Requests(), "the token is not exchanged")
}

// An attacker signs in himself, and has the visitor's browser post his token.
func TestAnotherBrowsersSignInIsRefused(t *testing.T) {
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
			s.Only(t) // the token was good, and it was not spent
		})
	}
}

func TestAStateThatIsNotTheBrowsersIsRefused(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Query: "?a=b"})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/home")
	state := kit.StateOf(t, tokenURL)
	payload, mac, ok := strings.Cut(state, ".")
	require.True(t, ok)
	other := strings.Repeat("A", len(mac)) // as likely to be it as any
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
			// Straight to the GET, with the token that came with the right state.
			b.Post(t, tokenURL, "token-that-nobody-issued")
			assertMismatch(t, s, b.Get(t, target))
			// And by a POST to it.
			page := b.Post(t, target, "token-that-nobody-issued")
			if page.Status == http.StatusSeeOther {
				page = b.Get(t, page.Header.Get("Location"))
			}
			assertMismatch(t, s, page)
		})
	}
	b.Finish(t, tokenURL, s.Issue(tokenURL))
	s.Only(t) // none of this has ended the sign-in
}

func TestCookiesThatAreNotTheHandlersAreRefused(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Plain: true})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	b.Post(t, tokenURL, "token-that-nobody-issued")
	slot := kit.SlotOf(t, tokenURL)
	state, token := "janrain-state"+slot+"=", "janrain-token"+slot+"="
	key, kept := b.Cookie(t, "state"+slot), b.Cookie(t, "token"+slot)
	require.NotEmpty(t, key)
	require.NotEmpty(t, kept)
	bound, encoded, _ := strings.Cut(kept, ".")
	other := kit.NewBrowser(t, s)
	foreign := other.Begin(t, "/")
	foreignKey := other.Cookie(t, "state"+kit.SlotOf(t, foreign))
	elsewhere := "-" + strconv.Itoa((int(slot[1]-'0')+1)%8)
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
	raw[1] = kit.SlotOf(t, tokenURL)[1] - '0'
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

// assertStays resolves a Location as net/url does, and as browsers do.
func assertStays(t *testing.T, site, location string) {
	t.Helper()
	base := kit.Parsed(t, site)
	if u, err := base.Parse(location); err == nil {
		assert.Equal(t, base.Host, u.Host, "where net/url goes with %q", location)
		assert.Equal(t, base.Scheme, u.Scheme)
	}
	seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimFunc(location, func(r rune) bool { return r <= ' ' }))
	assert.True(t, strings.HasPrefix(seen, "/") && !strings.HasPrefix(seen, "//"), "where browsers go with %q", location)
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
