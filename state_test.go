package janrain_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// assertMismatch holds a refusal for its state against what all have in common:
// the user is told to sign in again, and the service is told nothing.
func assertMismatch(t *testing.T, s *site, page browserPage) {
	t.Helper()
	err := s.takeErr(t)
	require.ErrorIs(t, err, janrain.ErrStateMismatch)
	assertIsExactly(t, err, "ErrStateMismatch")
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	assertOneLine(t, err)
	assert.Equal(t, http.StatusBadRequest, page.status)
	users, _ := s.sofar()
	assert.Empty(t, users, "nobody is signed in")
	assert.Empty(t, s.service.Requests(), "the token is not exchanged")
}

// An attacker signs in himself, and has the visitor's browser post his token.
func TestAnotherBrowsersSignInIsRefused(t *testing.T) {
	t.Parallel()
	for name, visitor := range map[string]func(*testing.T, *browser){
		"of a visitor who has begun none": func(*testing.T, *browser) {},
		"of a visitor who has begun one":  func(t *testing.T, b *browser) { t.Helper(); b.begin(t, "/") },
		"of a visitor who has ended one": func(t *testing.T, b *browser) {
			t.Helper()
			tokenURL := b.begin(t, "/")
			b.post(t, tokenURL, "token-that-nobody-issued")
			b.jar.SetCookies(parsed(t, b.site.URL), []*http.Cookie{{Name: b.site.cookieName("state"), Path: "/", MaxAge: -1}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, siteConfig{})
			attacker, victim := newBrowser(t, s), newBrowser(t, s)
			visitor(t, victim)
			tokenURL := attacker.begin(t, "/attacked")
			token := s.issue(tokenURL)
			assertMismatch(t, s, victim.finish(t, tokenURL, token))

			attacker.finish(t, tokenURL, token)
			s.only(t) // the token was good, and it was not spent
		})
	}
}

func TestAStateThatIsNotTheBrowsersIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{query: "?a=b"})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/home")
	state := stateOf(t, tokenURL)
	secret, path, ok := strings.Cut(state, ".")
	require.True(t, ok)
	flipped := strings.Repeat("A", len(secret)) // as likely to be it as any
	for _, tt := range []struct{ name, query string }{
		{"none", "a=b"},
		{"an empty one", "a=b&state="},
		{"twice the same", "a=b&state=" + state + "&state=" + state},
		{"another before it", "a=b&state=" + flipped + "." + path + "&state=" + state},
		{"an empty one behind it", "a=b&state=" + state + "&state"},
		{"a forged secret", "a=b&state=" + flipped + "." + path},
		{"no secret", "a=b&state=." + path},
		{"no path", "a=b&state=" + secret},
		{"a secret that is cut off", "a=b&state=" + secret[:42] + "." + path},
		{"a secret that is too long", "a=b&state=" + secret + "A." + path},
		{"a secret in another case", "a=b&state=" + swapCase(secret) + "." + path},
		{"a dot too many", "a=b&state=" + state + "."},
		{"a path that is no base64", "a=b&state=" + secret + ".%25%25"},
		{"a path in padded base64", "a=b&state=" + secret + ".Lw%3D%3D"},
		{"a path that is too long", "a=b&state=" + secret + "." + strings.Repeat("YWFh", 400)},
		{"its name in another case", "a=b&State=" + state},
		{"a NUL behind", "a=b&state=" + state + "%00"},
		{"a very long one", "a=b&state=" + strings.Repeat("A", 4000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := s.URL + "/signin?" + tt.query
			// Straight to the GET, with the token that came with the right state.
			b.post(t, tokenURL, "token-that-nobody-issued")
			assertMismatch(t, s, b.get(t, target))
			// And by a POST to it.
			page := b.post(t, target, "token-that-nobody-issued")
			if page.status == http.StatusSeeOther {
				page = b.get(t, page.header.Get("Location"))
			}
			assertMismatch(t, s, page)
		})
	}
	b.finish(t, tokenURL, s.issue(tokenURL))
	s.only(t) // none of this has ended the sign-in
}

func TestCookiesThatAreNotTheHandlersAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{plain: true})
	b := newBrowser(t, s)
	tokenURL := b.begin(t, "/")
	b.post(t, tokenURL, "token-that-nobody-issued")
	state, token := b.cookie(t, "state"), b.cookie(t, "token")
	require.NotEmpty(t, state)
	require.NotEmpty(t, token)
	other := newBrowser(t, s)
	foreign := stateOf(t, other.begin(t, "/"))
	for _, tt := range []struct{ name, cookies string }{
		{"no cookie", ""},
		{"no state", "janrain-token=" + token},
		{"no token", "janrain-state=" + state},
		{"an empty state", "janrain-state=; janrain-token=" + token},
		{"two states, of which the first is right", "janrain-state=" + state + "; janrain-state=x; janrain-token=" + token},
		{"two states, of which the second is right", "janrain-state=x; janrain-state=" + state + "; janrain-token=" + token},
		{"the same state twice", "janrain-state=" + state + "; janrain-state=" + state + "; janrain-token=" + token},
		{"two tokens", "janrain-state=" + state + "; janrain-token=" + token + "; janrain-token=" + token},
		{"another browser's state", "janrain-state=" + foreign[:43] + "; janrain-token=" + token},
		{"the state with its path", "janrain-state=" + stateOf(t, tokenURL) + "; janrain-token=" + token},
		{"a token that came with another state", "janrain-state=" + state + "; janrain-token=" + foreign + ".YWJj"},
		{"a token without a state", "janrain-state=" + state + "; janrain-token=YWJj"},
		{"a state without a token", "janrain-state=" + state + "; janrain-token=" + stateOf(t, tokenURL) + "."},
		{"a token that is no base64", "janrain-state=" + state + "; janrain-token=" + stateOf(t, tokenURL) + ".%%"},
		{"the names of https", "__Host-janrain-state=" + state + "; __Host-janrain-token=" + token},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tokenURL, http.NoBody)
			require.NoError(t, err)
			r.Header.Set("Cookie", tt.cookies)
			page := newBrowser(t, s).send(t, r)
			assertMismatch(t, s, page)
			assert.NotContains(t, page.set, "janrain-state", "the browser's state is not ended")
		})
	}
}

// A token that somebody has the browser post while a sign-in is under way does
// not get into it, and does not end it.
func TestATokenPostedInBetweenDoesNotTakeTheOnesPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	attacker, b := newBrowser(t, s), newBrowser(t, s)
	foreign := attacker.begin(t, "/")
	tokenURL := b.begin(t, "/")
	token := s.issue(tokenURL)
	b.post(t, tokenURL, token)
	b.post(t, foreign, s.issue(foreign))
	assertMismatch(t, s, b.get(t, tokenURL))
	assertMismatch(t, s, b.get(t, foreign))

	b.finish(t, tokenURL, token)
	s.only(t)
}

func TestAStateIsSpentByTheFirstExchange(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*janraintest.Server){
		"that succeeds":         func(*janraintest.Server) {},
		"that is refused":       func(s *janraintest.Server) { s.FailNext(janraintest.ErrorCode(janrain.CodeDataNotFound)) },
		"that does not come by": func(s *janraintest.Server) { s.FailNext(janraintest.NotJSON(http.StatusBadGateway)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, siteConfig{})
			b := newBrowser(t, s)
			tokenURL := b.begin(t, "/")
			fail(s.service)
			b.finish(t, tokenURL, s.issue(tokenURL))
			_, failed := s.sofar()
			b.finish(t, tokenURL, s.issue(tokenURL))
			b.get(t, tokenURL)
			_, errs := s.sofar()
			require.Len(t, errs, len(failed)+2)
			for _, err := range errs[len(failed):] {
				require.ErrorIs(t, err, janrain.ErrStateMismatch)
			}
			assert.Len(t, s.service.Requests(), 1, "the second token is not exchanged")
		})
	}
}

// A user opens the sign-in page in two tabs, and signs in with the first.
func TestASecondSignInPageDoesNotEndTheFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	b := newBrowser(t, s)
	first, second := b.begin(t, "/first"), b.begin(t, "/second")
	assert.Equal(t, stateOf(t, first)[:43], stateOf(t, second)[:43], "the tabs share the browser's secret")
	b.finish(t, first, s.issue(first))
	assert.Equal(t, "/first", s.only(t).returnTo)
	assert.NotEqual(t, stateOf(t, first)[:43], stateOf(t, b.begin(t, "/"))[:43], "after a sign-in it is another")
}

// What is no secret, planted or damaged, is not taken for the browser's.
func TestBeginReplacesACookieThatIsNoSecret(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	for _, planted := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("*", 43), strings.Repeat("A", 43) + ".Lw"} {
		b := newBrowser(t, s)
		b.jar.SetCookies(parsed(t, s.URL), []*http.Cookie{{Name: s.cookieName("state"), Value: planted, Path: "/", Secure: true}})
		state := stateOf(t, b.begin(t, "/"))
		assert.NotEqual(t, planted, b.cookie(t, "state"))
		assert.Equal(t, b.cookie(t, "state"), strings.TrimSuffix(state, ".Lw"))
	}
}

func TestTheUserIsReturnedToAPathOfTheSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
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
			page := newBrowser(t, s).signIn(t, tt.to)
			location := page.header.Get("Location")
			assert.Equal(t, tt.want, location)
			assertStays(t, s.URL, location)
		})
	}
}

// The path has been through the browser, and whoever can read the state can
// write another one.
func TestAReturnPathThatWasChangedOnTheWayStaysOnTheSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	for _, to := range []string{"//h.example", `/\h.example`, "https://h.example/", "javascript:alert(1)", "/\t/h.example", ""} {
		b := newBrowser(t, s)
		tokenURL := b.begin(t, "/")
		tokenURL = strings.TrimSuffix(tokenURL, ".Lw") + "." + base64Of(to)
		page := b.finish(t, tokenURL, s.issue(tokenURL))
		assert.Equal(t, "/", page.header.Get("Location"), "of %q", to)
	}
}

// assertStays resolves a Location as net/url does, and as browsers do.
func assertStays(t *testing.T, site, location string) {
	t.Helper()
	base := parsed(t, site)
	if u, err := base.Parse(location); err == nil {
		assert.Equal(t, base.Host, u.Host, "where net/url goes with %q", location)
		assert.Equal(t, base.Scheme, u.Scheme)
	}
	seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimFunc(location, func(r rune) bool { return r <= ' ' }))
	assert.True(t, strings.HasPrefix(seen, "/") && !strings.HasPrefix(seen, "//"), "where browsers go with %q", location)
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
