package browsertest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const user = "Mira Okafor" // of the fake, at every provider

func withoutQuery(address string) string {
	before, _, _ := strings.Cut(address, "?")
	return before
}

// choose goes from the application's sign-in page to a provider's.
func (v *visitor) choose(a *app, provider string) {
	v.t.Helper()
	v.press("link", "Continue with "+provider)
	v.asked(a, provider)
}

func (v *visitor) asked(a *app, provider string) {
	v.t.Helper()
	v.sees("heading", "Sign in to "+a.host()+" with "+provider+"?")
}

// signIn is the whole way to the profile.
func (v *visitor) signIn(a *app, provider string) {
	v.t.Helper()
	v.open(a.url + "/login")
	v.choose(a, provider)
	v.press("button", "Allow")
	v.sees("heading", user)
}

// isSignedIn looks at the home page, which begins no sign-in.
func (v *visitor) isSignedIn(a *app) bool {
	v.t.Helper()
	v.open(a.url)
	v.sees("heading", "Prints of the night sky")
	return v.reads("main a") == "Your profile"
}

func TestTheProfileShowsWhatTheProviderGave(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.open(a.url)
	v.press("link", "Sign in")
	v.choose(a, "Facebook")
	v.press("button", "Allow")
	v.sees("heading", user)
	assert.Equal(t, a.url+"/profile", v.at())

	assert.Positive(t, asks[int](v, `document.querySelector(".avatar img").naturalWidth`), "the photo is loaded")
	for _, name := range []string{"Jonas Lindqvist", "Amara Diallo", "Pieter Vos"} {
		assert.Contains(t, v.reads("main"), name, "friends have names")
	}
	assert.NotContains(t, v.reads("main"), "FacebookCredentials", "what is for developers is folded away")
	v.press("DisclosureTriangle", "Details for developers")
	text := v.reads("main")
	for _, want := range []string{
		"mira.okafor@example.com verified, not used for linking",
		"http://www.facebook.com/profile.php?id=1001", "Account 1",
		"FacebookCredentials", "given, not shown", "email, user_friends", "2040-01-01",
		"Utrecht, Netherlands", "Optician, Example Instruments", "Dutch, English, Igbo",
		"http://www.facebook.com/profile.php?id=2001",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, asks[string](v, `document.documentElement.outerHTML`), "fake-", "every provider token of the fake begins with it, and none is to be shown")
}

// What the callback is built for: the post comes from another site, without a
// cookie of this one, and the GET after it brings both.
func TestTheCookiesComeWithTheRedirectAndNotWithThePost(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")

	posts := v.sent(http.MethodPost, a.url+"/signin")
	require.Len(t, posts, 1, "the token is posted once")
	post := posts[0]
	assert.Equal(t, http.StatusSeeOther, post.status)
	assert.Equal(t, "cross-site", post.headers.Get("Sec-Fetch-Site"))
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, post.headers.Get("Origin"), "it comes from the service's page")
	assert.NotContains(t, post.headers.Get("Cookie"), "janrain-state", "a Lax cookie stays at home")
	form, err := url.ParseQuery(post.body)
	require.NoError(t, err)
	token := form.Get("token")
	require.Regexp(t, `^[0-9a-f]{40}$`, token, "what was posted")

	gets := v.sent(http.MethodGet, a.url+"/signin")
	require.Len(t, gets, 1, "one redirect follows")
	assert.Contains(t, gets[0].headers.Get("Cookie"), "janrain-state-")
	assert.Contains(t, gets[0].headers.Get("Cookie"), "janrain-token-")
	assert.Equal(t, gets[0].url+"&token="+token, post.url, "the service puts the token into the query too; the state goes along")
	for _, r := range v.requests() {
		if r.method == http.MethodPost {
			continue
		}
		assert.NotContains(t, r.url, token, "a token is in no URL of the application")
		assert.NotContains(t, r.headers.Get("Referer"), "state=", "nor is the state told to anybody")
	}

	cookies := v.cookies(a)
	for name := range cookies {
		assert.NotContains(t, name, "janrain-", "the cookies of the sign-in are spent")
	}
	require.Contains(t, cookies, "session")
	assert.True(t, cookies["session"].HTTPOnly, "no script reads the session")
	assert.Equal(t, network.CookieSameSiteLax, cookies["session"].SameSite)
}

func TestASignInWorksWithoutJavaScript(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	v.open(a.url + "/login")
	v.choose(a, "Google")
	v.press("button", "Allow")
	v.sees("heading", "Back to "+a.host())
	v.press("button", "Continue")
	v.sees("heading", user)
	assert.Equal(t, a.url+"/profile", v.at())
}

func TestWhoRefusesConsentMayChooseAgain(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.open(a.url + "/login")
	v.choose(a, "Google")
	v.press("button", "Do not allow")
	v.sees("heading", "Sign in to "+a.host())
	assert.Contains(t, v.reads("[role=alert]"), "You did not let Google sign you in")
	assert.False(t, v.anotherTab().isSignedIn(a), "he said no")

	v.press("link", "Facebook")
	v.asked(a, "Facebook")
	v.press("button", "Allow")
	v.sees("heading", user)
	assert.Contains(t, v.holds("main"), "http://www.facebook.com/profile.php?id=1001")
}

func TestAfterSigningOutTheSessionIsWorthNothing(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")
	old := v.cookies(a)["session"]
	require.NotNil(t, old)
	v.press("button", "Sign out")
	v.sees("link", "Sign in")
	assert.NotContains(t, v.cookies(a), "session")
	v.back()
	v.sees("heading", "Sign in") // not the profile, out of the browser's cache

	call(v, network.SetCookie, network.SetCookieParams{Name: old.Name, Value: old.Value, URL: a.url})
	assert.False(t, v.isSignedIn(a), "with the old cookie")
	v.open(a.url + "/profile")
	assert.Equal(t, a.url+"/login", withoutQuery(v.at()), "the profile asks for a sign-in")
}

// What the Back button does: the consent is still in the history, and its sign-in
// is over.
func TestWhoGoesBackAndAllowsAgainIsSignedIn(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")
	session := v.cookies(a)["session"]
	require.NotNil(t, session)
	v.back()
	v.asked(a, "Google")
	v.press("button", "Allow")
	v.sees("heading", user)
	assert.Equal(t, a.url+"/profile", v.at())
	assert.Contains(t, v.reads(".notice"), "You are still signed in")
	assert.Equal(t, session.Value, v.cookies(a)["session"].Value, "it is the session that was there")

	for _, address := range []string{v.sent(http.MethodGet, a.url+"/signin")[0].url, a.url + "/signin"} { // loaded again, opened by hand
		v.open(address)
		v.sees("heading", user)
		assert.Equal(t, a.url+"/profile", v.at())
	}
}

// add goes from the profile to a provider's page.
func (v *visitor) add(a *app, provider string) {
	v.t.Helper()
	v.press("button", "Add another")
	v.sees("heading", "Add a way to sign in")
	v.choose(a, provider)
}

// allow says yes as one of the people at a provider.
func (v *visitor) allow(person int) {
	v.t.Helper()
	asks[any](v, fmt.Sprintf("document.forms[0].elements.person[%d].click()", person))
	v.press("button", "Allow")
}

// ways is how many ways into the account the profile lists.
func (v *visitor) ways() int {
	v.t.Helper()
	return asks[int](v, `document.querySelector("h2").parentElement.querySelectorAll("li").length`)
}

func TestAnyProviderIsAddedWhileSignedIn(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")
	require.Equal(t, 1, v.ways(), "ways to sign in")
	v.add(a, "Twitter")
	v.press("button", "Allow")
	v.sees("heading", "Add Twitter?")
	v.press("button", "Add to my account")
	v.sees("heading", user)
	assert.Equal(t, "You can now sign in with Twitter.", v.reads(".notice"))
	assert.True(t, asks[bool](v, `document.activeElement.matches(".notice")`), "a screen reader begins with what came of it")
	assert.Equal(t, 2, v.ways(), "ways to sign in")

	v.press("button", "Sign out")
	v.sees("link", "Sign in")
	v.signIn(a, "Twitter")
	assert.Contains(t, v.reads("main"), "Account 1", "it is the account of the first sign-in")
	assert.Equal(t, 2, v.ways(), "ways to sign in")
}

// A second tab has signed in to another account before the first comes back.
func TestAProviderIsNotAddedToAnotherAccount(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")
	v.add(a, "Facebook")
	second := v.anotherTab()
	second.signIn(a, "Twitter")
	assert.Contains(t, second.reads("main"), "Account 2")

	v.press("button", "Allow")
	v.sees("heading", didNotWork)
	assert.Contains(t, v.reads("[role=alert]"), "Nothing was added.")
	second.open(a.url + "/profile")
	second.sees("heading", user)
	assert.Contains(t, second.reads("main"), "Account 2")
	assert.Equal(t, 1, second.ways())
}

// Facebook does not own the mailbox, so the address of somebody else's account leads to a new
// one. Google owns it.
func TestAnAddressLeadsToItsAccountThroughItsOwnerOnly(t *testing.T) {
	a := startApp(t)
	const jonas = "Jonas Lindqvist"
	owner, other := newVisitor(t), newVisitor(t)
	owner.open(a.url + "/login")
	owner.choose(a, "Google")
	owner.allow(1)
	owner.sees("heading", jonas)
	assert.Contains(t, owner.reads("main"), "jonas.lindqvist@gmail.com verified by Google")

	other.open(a.url + "/login")
	other.choose(a, "Facebook")
	other.allow(1)
	other.sees("heading", jonas)
	assert.Contains(t, other.reads("main"), "jonas.lindqvist@gmail.com verified, not used for linking")
	assert.Contains(t, other.reads("main"), "Account 2")
	assert.Equal(t, 1, other.ways())
}

func TestASignInThatBeginsOn127IsTheSites(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.open(strings.Replace(a.url, "localhost", "127.0.0.1", 1) + "/login")
	assert.Equal(t, a.url+"/login", v.at())
	v.choose(a, "Google")
	v.press("button", "Allow")
	v.sees("heading", user)
}

func TestASignInEndsOnThisSite(t *testing.T) {
	a := startApp(t)
	for name, to := range map[string]string{
		"a host without a scheme": "//evil.example", "another site": "https://evil.example/",
		"a backslash": `/\evil.example`, "a tab": "/\t/evil.example",
	} {
		v := newVisitor(t)
		v.open(a.url + "/login?" + url.Values{"return": {to}}.Encode())
		v.choose(a, "Google")
		v.press("button", "Allow")
		v.sees("link", "Your profile")
		assert.Equal(t, a.url+"/", v.at(), name)
		for _, r := range v.requests() {
			assert.NotContains(t, withoutQuery(r.url), "evil.example")
		}
	}
}
