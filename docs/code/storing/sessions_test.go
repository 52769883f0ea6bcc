package storing

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/sessions"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const nobody = ";" // no account, and an empty cart

var (
	google   = janraintest.User(janrain.ProviderGooglePlus)
	facebook = janraintest.User(janrain.ProviderFacebook)
)

type newKind = func(*testing.T, accounts) kind

var (
	onServer = map[string]newKind{"scs": onSCS, "gorilla, FilesystemStore": onFiles}
	all      = map[string]newKind{"scs": onSCS, "gorilla, FilesystemStore": onFiles, "gorilla, CookieStore": onCookies}
)

func forEach(t *testing.T, kinds map[string]newKind, test func(t *testing.T, s *site)) {
	t.Helper()
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, serve(t, k))
		})
	}
}

func TestSignInStartsASessionWithANewID(t *testing.T) {
	t.Parallel()
	forEach(t, all, func(t *testing.T, s *site) {
		t.Helper()
		b := s.newBrowser()
		b.get("/fill")
		before := b.session()
		require.NotEmpty(t, before)
		require.Equal(t, ";book", b.get("/account"), "the session before the sign-in works")

		after := b.signIn(google)
		assert.NotEqual(t, before, b.session(), "the session ID")
		assert.NotEqual(t, nobody, after, "somebody is signed in")
		assert.True(t, strings.HasSuffix(after, ";"), "data from before the sign-in is gone: %s", after)
		assert.Equal(t, after, b.get("/account"), "the user stays signed in")
		assert.NotContains(t, s.newBrowserWith(before).get("/account"), strings.TrimSuffix(after, ";"),
			"the old ID does not lead to the account")
	})
}

func TestTheOldIDIsDeletedFromTheStore(t *testing.T) {
	t.Parallel()
	forEach(t, onServer, func(t *testing.T, s *site) {
		t.Helper()
		b := s.newBrowser()
		b.get("/fill")
		old := []string{b.session()}
		b.signIn(google)
		old = append(old, b.session())
		b.signIn(facebook)
		for _, id := range old {
			assert.Equal(t, nobody, s.newBrowserWith(id).get("/account"))
		}
	})
}

// An attacker puts a session ID into the browser of the victim, who then signs in.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	for name, plant := range map[string]func(attacker *browser) string{
		"a session in use": func(attacker *browser) string {
			attacker.get("/fill")
			return attacker.session()
		},
		"the attacker's account": func(attacker *browser) string {
			attacker.signIn(facebook)
			return attacker.session()
		},
		"a session that has ended": func(attacker *browser) string {
			attacker.signIn(facebook)
			id := attacker.session()
			attacker.signOut()
			return id
		},
		"an ID that was made up": func(*browser) string { return "CHOSEN" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEach(t, all, func(t *testing.T, s *site) {
				t.Helper()
				planted := plant(s.newBrowser())
				victim := s.newBrowserWith(planted)
				account := victim.signIn(google)
				assert.NotEqual(t, nobody, account)
				assert.NotEqual(t, planted, victim.session(), "the session ID")
				assert.NotEqual(t, account, s.newBrowserWith(planted).get("/account"), "the attacker is not the victim")
			})
		})
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	forEach(t, all, func(t *testing.T, s *site) {
		t.Helper()
		b := s.newBrowser()
		b.signIn(google)
		require.NotEmpty(t, b.session())
		b.signOut()
		assert.Empty(t, b.session(), "the cookie is deleted")
		assert.Equal(t, nobody, b.get("/account"))
	})
}

func TestACopiedCookieAfterSignOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind  newKind
		works bool
	}{
		"scs":                      {onSCS, false},
		"gorilla, FilesystemStore": {onFiles, false},
		"gorilla, CookieStore":     {onCookies, true}, // as the page warns
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.kind)
			b := s.newBrowser()
			account := b.signIn(google)
			copied := b.session()
			b.signOut()
			assert.Equal(t, c.works, s.newBrowserWith(copied).get("/account") == account)
		})
	}
}

func TestAnotherSiteCannotSignOut(t *testing.T) {
	t.Parallel()
	forEach(t, all, func(t *testing.T, s *site) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/signout", http.NoBody)
		require.NoError(t, err)
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		resp, err := s.Client().Do(req)
		require.NoError(t, err)
		_ = resp.Body.Close()
		assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	})
}

func TestTheSessionCookie(t *testing.T) {
	t.Parallel()
	forEach(t, all, func(t *testing.T, s *site) {
		t.Helper()
		b := s.newBrowser()
		b.get("/fill")
		var posted, exchanged []*http.Cookie
		b.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			exchanged = append(exchanged, req.Response.Cookies()...)
			return nil
		}
		tokenURL, err := s.service.TokenURL(b.Client, s.URL+"/login")
		require.NoError(t, err)
		crossSite := &http.Client{
			Transport:     b.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		form := url.Values{"token": {s.service.IssueToken(google, tokenURL)}}
		resp, err := crossSite.PostForm(tokenURL, form) //nolint:noctx // of a test
		require.NoError(t, err)
		_ = resp.Body.Close()
		posted = resp.Cookies()
		assert.False(t, slices.ContainsFunc(posted, isSession), "the POST comes without the session, and starts none")

		b.Jar.SetCookies(s.url(), posted)
		b.get("/signin?" + resp.Request.URL.RawQuery)
		exchanged = slices.DeleteFunc(exchanged, func(c *http.Cookie) bool { return !isSession(c) })
		require.Len(t, exchanged, 1, "cookies with the session's name in one response")
		cookie := exchanged[0]
		assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		assert.True(t, cookie.Secure, "Secure")
		assert.True(t, cookie.HttpOnly, "HttpOnly")
		assert.Equal(t, "/", cookie.Path)
		assert.Empty(t, cookie.Domain)
	})
}

func isSession(c *http.Cookie) bool { return c.Name == "__Host-session" }

func TestTheAccountBelongsToTheIdentifier(t *testing.T) {
	t.Parallel()
	forEach(t, all, func(t *testing.T, s *site) {
		t.Helper()
		first := s.newBrowser().signIn(google)
		assert.Equal(t, first, s.newBrowser().signIn(google), "the same user in another browser")
		assert.NotEqual(t, first, s.newBrowser().signIn(facebook), "another user")
	})
}

// A sign-in whose account cannot be read starts no session.
func TestWithoutADatabaseNobodyIsSignedIn(t *testing.T) {
	t.Parallel()
	forEach(t, map[string]newKind{
		"scs":                      withoutDB(onSCS),
		"gorilla, FilesystemStore": withoutDB(onFiles),
	}, func(t *testing.T, s *site) {
		t.Helper()
		b := s.newBrowser()
		resp, err := s.service.SignIn(b.Client, s.URL+"/login", google)
		require.NoError(t, err)
		_ = resp.Body.Close()
		assert.Equal(t, "/signin", resp.Request.URL.Path, "Failed writes the response")
		assert.Empty(t, b.session())
	})
}

// The defaults that the table of the page names.
func TestTheDefaultsOfTheStores(t *testing.T) {
	t.Parallel()
	manager := scs.New()
	files, cookies := sessions.NewFilesystemStore(t.TempDir(), nil).Options, sessions.NewCookieStore(nil).Options
	sameSite := map[http.SameSite]string{0: "unset", http.SameSiteLaxMode: "Lax", http.SameSiteNoneMode: "None"}
	lifetime := func(seconds float64) string {
		if days := seconds / 86400; days > 1 {
			return fmt.Sprintf("%v days", days)
		}
		return fmt.Sprintf("%v hours", seconds/3600)
	}
	for _, row := range [][]any{
		{"Default `SameSite`", sameSite[manager.Cookie.SameSite], sameSite[files.SameSite], sameSite[cookies.SameSite]},
		{"Default `HttpOnly`", manager.Cookie.HttpOnly, files.HttpOnly, cookies.HttpOnly},
		{"Default `Secure`", manager.Cookie.Secure, files.Secure, cookies.Secure},
		{
			"Default lifetime", lifetime(manager.Lifetime.Seconds()),
			lifetime(float64(files.MaxAge)), lifetime(float64(cookies.MaxAge)),
		},
	} {
		assert.Contains(t, string(page(t)), fmt.Sprintf("\n| %v | %v | %v | %v |\n", row...))
	}
}

func withoutDB(k newKind) newKind {
	return func(t *testing.T, a accounts) kind {
		t.Helper()
		_ = a.db.Close()
		return k(t, a)
	}
}
