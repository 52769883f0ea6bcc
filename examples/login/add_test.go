package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const addIt = "Add to my account"

const nothingAdded = "Nothing was added. You signed out or changed accounts"

// forge returns a token URL whose state has a value of the user's choice. The key of the state is
// in the browser's own cookies, so the user can create it with a copy of this program.
func (b *browser) forge(s *stage, value string) (tokenURL string) {
	b.t.Helper()
	callback, err := janrain.NewCallback(s.fake.Client(), janrain.CallbackConfig{
		TokenURL: s.url + "/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed:   func(http.ResponseWriter, *http.Request, error) {},
	})
	require.NoError(b.t, err)
	site, err := url.Parse(s.url)
	require.NoError(b.t, err)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, s.url+"/login", http.NoBody)
	for _, cookie := range b.jar.Cookies(site) {
		r.AddCookie(cookie)
	}
	tokenURL = callback.Begin(w, r, "/profile", janrain.WithValue(value)).TokenURL
	b.jar.SetCookies(site, w.Result().Cookies())
	return tokenURL
}

// has asserts which identities the account of the session has.
func (b *browser) has(s *stage, account string, ways ...string) {
	b.t.Helper()
	b.get(s.url + "/profile")
	b.shows(account)
	assert.Equal(b.t, len(ways), strings.Count(b.page, "</svg><b>"), "the identities of %s:\n%s", account, b.page)
	for _, way := range ways {
		assert.Contains(b.t, b.page, "</svg><b>"+way+"</b>")
	}
}

func TestProviderIsAddedAndSignsIn(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	session := b.session(s)
	b.press("Add another")
	b.follow("Continue with Twitter")
	b.press("Allow")
	b.press("Continue")
	b.shows("Add Twitter?", "You came back from Twitter as")
	b.press(addIt)
	assert.Equal(t, s.url+"/profile", b.at.String())
	b.shows("You can now sign in with Twitter.")
	b.has(s, "Account 1", "Google", "Twitter")
	assert.Equal(t, session, b.session(s), "the user must stay signed in")

	other := newBrowser(t, s.url)
	other.signIn(s, janraintest.User(janrain.ProviderTwitter))
	other.has(s, "Account 1", "Google", "Twitter")
}

// The user of the browser can forge the value.
func TestForgedValueChangesNoAccount(t *testing.T) {
	for _, value := range []string{
		"add to account 1", "add to account 02", "add to account 3", "add to account", "add to account 2\n",
		" add to account 2", "2", "x",
	} {
		s := newStage(t)
		victim, attacker := newBrowser(t, s.url), newBrowser(t, s.url)
		victim.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
		attacker.signIn(s, janraintest.User(janrain.ProviderTwitter))
		attacker.finish(s, attacker.forge(s, value), janraintest.User(janrain.ProviderFacebook))
		assert.Equal(t, http.StatusBadRequest, attacker.status, "with %q", value)
		attacker.shows(nothingAdded, "You are still signed in")
		attacker.has(s, "Account 2", "Twitter")
		victim.has(s, "Account 1", "Google")
		assert.Contains(t, s.log.String(), "fault=user",
			"the log must blame the user, because the developer cannot fix this")
	}
}

func TestForgedValueSignsNoOneIn(t *testing.T) {
	s := newStage(t)
	victim, attacker := newBrowser(t, s.url), newBrowser(t, s.url)
	victim.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	attacker.finish(s, attacker.forge(s, "add to account 1"), janraintest.User(janrain.ProviderFacebook))
	assert.Equal(t, http.StatusBadRequest, attacker.status)
	attacker.shows(nothingAdded, "You are not signed in")
	assert.Empty(t, attacker.session(s))
	victim.has(s, "Account 1", "Google")

	attacker.finish(s, attacker.forge(s, ""), janraintest.User(janrain.ProviderFacebook))
	attacker.has(s, "Account 2", "Facebook") // without a value it is an ordinary sign-in
	victim.has(s, "Account 1", "Google")
}

// In the meantime, another user may have signed in in the same browser, or the same user with
// another account.
func TestAccountSwitchedInTheMeantime(t *testing.T) {
	facebook := janraintest.User(janrain.ProviderFacebook)
	begin := func(t *testing.T) (s *stage, b, other *browser, tokenURL string) {
		t.Helper()
		s = newStage(t)
		b, other = newBrowser(t, s.url), newBrowser(t, s.url)
		b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
		other.signIn(s, janraintest.User(janrain.ProviderTwitter))
		tokenURL = b.beginAdding(s)
		return s, b, other, tokenURL
	}
	t.Run("to another account", func(t *testing.T) {
		s, b, other, tokenURL := begin(t)
		first := b.session(s)
		b.plant(other.session(s))
		b.finish(s, tokenURL, facebook)
		assert.Equal(t, http.StatusBadRequest, b.status)
		b.shows(nothingAdded, "You are still signed in")
		b.has(s, "Account 2", "Twitter")
		b.plant(first)
		b.has(s, "Account 1", "Google")
	})
	t.Run("to none", func(t *testing.T) {
		s, b, other, tokenURL := begin(t)
		b.get(s.url + "/profile")
		b.press("Sign out")
		b.finish(s, tokenURL, facebook)
		assert.Equal(t, http.StatusBadRequest, b.status)
		b.shows(nothingAdded, "You are not signed in")
		assert.Empty(t, b.session(s), "adding a provider must not sign a user in")
		other.has(s, "Account 2", "Twitter")
	})
	t.Run("to the same", func(t *testing.T) {
		s, b, other, tokenURL := begin(t)
		other.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
		b.plant(other.session(s))
		b.finish(s, tokenURL, facebook)
		b.press(addIt)
		b.has(s, "Account 1", "Google", "Facebook")
	})
}

func TestProviderOfAnotherAccountIsNotAdded(t *testing.T) {
	s := newStage(t)
	b, other := newBrowser(t, s.url), newBrowser(t, s.url)
	other.signIn(s, janraintest.User(janrain.ProviderFacebook))
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	b.add(s, janraintest.User(janrain.ProviderFacebook))
	b.shows("Facebook was not added: this Facebook account belongs to another account here.")
	b.has(s, "Account 2", "Google")
	other.has(s, "Account 1", "Facebook")
}

func TestOnlyThisSiteCanBeginToAdd(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	for _, from := range []string{"https://evil.example", "http://127.0.0.1:1", "http://localhost:1"} {
		b.post(from, s.url+"/add", nil)
		assert.Equal(t, http.StatusForbidden, b.status, "from %s", from)
	}
	b.get(s.url + "/add")
	assert.Equal(t, "/profile", b.at.Path, "a GET must not begin to add a provider")

	stranger := newBrowser(t, s.url)
	stranger.post(s.url, s.url+"/add", nil)
	assert.Equal(t, "/login", stranger.at.Path)
	stranger.shows("Continue with Google")
}

// The state of another browser is useless: it belongs to the browser that began the sign-in.
func TestSignInOfAnotherBrowserAddsNothing(t *testing.T) {
	s := newStage(t)
	attacker, victim := newBrowser(t, s.url), newBrowser(t, s.url)
	attacker.signIn(s, janraintest.User(janrain.ProviderTwitter))
	victim.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	victim.beginAdding(s)
	victim.finish(s, attacker.forge(s, "add to account 2"), janraintest.User(janrain.ProviderFacebook))
	victim.has(s, "Account 2", "Google")
	attacker.has(s, "Account 1", "Twitter")
}

// An attacker who has read the token URL in a log signs in with it and makes the user's browser
// post that token.
func TestNothingIsAddedWithoutTheUsersConfirmation(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	attacker := janraintest.User(janrain.ProviderFacebook)
	attacker.Profile.DisplayName, attacker.Profile.Email = "Eve <b>", "eve@evil.example"
	b.finish(s, b.beginAdding(s), attacker)
	b.shows("Add Facebook?", "Eve <b>", "eve@evil.example", attacker.Profile.Identifier)
	first := b.page
	b.has(s, "Account 1", "Google")

	b.post("https://evil.example", s.url+"/confirm", nil)
	assert.Equal(t, http.StatusForbidden, b.status, "another site must not be able to confirm")
	b.get(s.url + "/confirm")
	b.follow("Do not add it")
	b.has(s, "Account 1", "Google")

	b.finish(s, b.beginAdding(s), janraintest.User(janrain.ProviderTwitter))
	second := b.page
	b.page = first
	b.press(addIt)
	b.has(s, "Account 1", "Google") // a form confirms only the identity that it has shown
	b.page = second
	b.press(addIt)
	b.has(s, "Account 1", "Google") // an identity can be confirmed only once

	b.add(s, janraintest.User(janrain.ProviderTwitter))
	b.has(s, "Account 1", "Google", "Twitter")
	b.get(s.url + "/confirm")
	assert.Equal(t, "/profile", b.at.Path, "the page must redirect if there is nothing to confirm")

	stranger := newBrowser(t, s.url)
	stranger.post(s.url, s.url+"/confirm", nil)
	assert.Equal(t, "/login", stranger.at.Path)
}
