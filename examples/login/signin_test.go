package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestWholeSignIn(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.get("/")
	b.follow("Sign in")
	b.shows("Continue with Google", "Continue with Facebook")
	b.follow("Continue with Google")
	assert.True(t, strings.HasPrefix(b.at.String(), s.fake.URL), "the button must lead to the service, not to %s", b.at)
	b.shows("Mira Okafor", "email mira.okafor@example.com, verified")
	b.press("Allow")
	b.press("Continue")
	assert.Equal(t, s.url+"/profile", b.at.String(), "a sign-in must end at the profile")
	b.shows("Mira Okafor", "mira.okafor@example.com verified, not used for linking", "GooglePlusCredentials",
		"https://plus.google.com/104001000000000001001", "Account 1")
	b.get("/")
	b.shows("Your profile")

	b.get("/profile")
	b.press("Sign out")
	assert.Equal(t, s.url+"/", b.at.String(), "signing out must lead to the start page")
	b.shows("Sign in")
	b.get("/profile")
	assert.Equal(t, "/login", b.at.Path, "without a session, the profile must redirect to the sign-in page")
}

func TestSignInThroughAllProviders(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.get("/login")
	b.follow("All providers")
	b.follow("Twitter")
	b.press("Allow")
	b.press("Continue")
	b.shows("TwitterCredentials", "No email address")
}

// The application requests extended data.
func TestProfileShowsContactDataAndFriends(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderFacebook))
	b.shows("Utrecht, Netherlands", "Dutch, English, Igbo", "Optician, Example Instruments", "1991-04-17",
		"http://www.facebook.com/profile.php?id=2003", "email, user_friends", "2040-01-01", "UID1001")
}

func TestConsentRefused(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.get("/login")
	b.follow("Continue with Facebook")
	b.press("Do not allow")
	b.shows("You did not let Facebook sign you in.")
	b.get(s.url + "/profile")
	assert.Equal(t, "/login", b.at.Path, "a user who declined must not be signed in")
	assert.Empty(t, s.fake.Requests(), "no token may be exchanged")

	b.get(s.url + "/login")
	b.follow("Continue with Facebook")
	b.press("Do not allow")
	b.follow("Google")
	b.press("Allow")
	b.press("Continue")
	b.shows("Account 1") // the sign-in continues where it was declined
}

func TestSignInReturnsOnlyToThisSite(t *testing.T) {
	s := newStage(t)
	for returnTo, want := range map[string]string{
		"":                     "/profile",
		"/?print=7":            "/?print=7",
		"https://evil.example": "/",
		"//evil.example/":      "/",
		`/\evil.example`:       "/",
		"/\t/evil.example":     "/",
	} {
		t.Run(returnTo, func(t *testing.T) {
			b := newBrowser(t, s.url)
			b.get("/login?" + url.Values{"return": {returnTo}}.Encode())
			b.follow("Continue with Google")
			b.press("Allow")
			b.press("Continue")
			assert.Equal(t, s.url+want, b.at.String(), "the page on which the user ends")
		})
	}
}

// Adding a provider does not change the profile.
func TestAddedProviderDoesNotReplaceTheProfile(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, *at(janrain.ProviderGoogle, withEmail(gmail)))
	b.add(s, *at(janrain.ProviderFacebook, withEmail("jonas@example.org"), func(u *janrain.AuthInfo) { u.Profile.DisplayName = "Jonas" }))
	b.shows("You can now sign in with Facebook.", "Account 1", "Mira Okafor", gmail+" verified by Google")
	assert.NotContains(t, b.page, "jonas@example.org")
	assert.NotContains(t, b.page, "Jonas")
}

// The program has its own users to try out account linking.
func TestNeighboursOfTheProgram(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p := start(ctx, t, environment(), "-addr", "localhost:0")
	for _, way := range []struct{ path, provider, person, account, notice string }{
		{"googleplus", "Google", "1", "Account 1", "This is a new account."},
		{"google", "Google", "1", "Account 1", "You can now sign in with Google."},
		{"facebook", "Facebook", "1", "Account 2", "This is a new account."},
		{"facebook", "Facebook", "2", "Account 3", "limited data"},
	} {
		b := newBrowser(t, p.site)
		b.get("/login")
		b.get(strings.Replace(b.href("Continue with Google"), "/googleplus/", "/"+way.path+"/", 1))
		b.press("Allow", "person", way.person)
		b.press("Continue")
		b.shows(way.account, way.notice)
	}
	stop()
	assert.NoError(t, p.end(t))
}

func TestNoticeIsShownOnce(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	b.add(s, janraintest.User(janrain.ProviderFacebook))
	b.shows("You can now sign in with Facebook.")
	b.get("/profile")
	b.shows("Account 1")
	assert.NotContains(t, b.page, "You can now", "the notice must be shown only once")
}

// Forged requests are rejected without a call to the service.
func TestForgedSignIns(t *testing.T) {
	s := newStage(t)
	attacker := newBrowser(t, s.url)
	attackers := attacker.begin(s)
	token := func(tokenURL string) url.Values {
		return url.Values{"token": {s.fake.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)}}
	}
	for name, act := range map[string]func(b *browser){
		"the attacker's token and state":        func(b *browser) { b.post("https://evil.example", attackers, token(attackers)) },
		"the attacker's after an own beginning": func(b *browser) { b.begin(s); b.post("https://evil.example", attackers, token(attackers)) },
		"a made-up state": func(b *browser) {
			b.begin(s)
			forged := s.url + "/signin?state=" + strings.Repeat("A", 43) + ".Lw"
			b.post(s.fake.URL, forged, token(forged))
		},
		"no state":         func(b *browser) { b.begin(s); b.post(s.fake.URL, s.url+"/signin", token("")) },
		"a token in a GET": func(b *browser) { b.begin(s); b.get(attackers + "&token=" + token(attackers).Get("token")) },
		"a second token":   func(b *browser) { own := b.begin(s); b.post(s.fake.URL, own, url.Values{"token": {"a", "b"}}) },
		"no token":         func(b *browser) { b.post(s.fake.URL, b.begin(s), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			victim := newBrowser(t, s.url)
			act(victim)
			assert.Equal(t, http.StatusBadRequest, victim.status, victim.page)
			victim.shows(usersFault, "Sign in again")
			assert.Empty(t, victim.session(s), "no session may begin")
		})
	}
	assert.Empty(t, s.fake.Requests(), "no token may be exchanged for a browser that has not begun a sign-in")
}

// The service sends the token in the URL if the application's setting postToTokenUrl is off.
// Anyone can open such a URL, so it is not the developer's fault, but the log names the setting.
func TestTokenInTheURL(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	own := b.begin(s)
	token := s.fake.IssueToken(janraintest.User(janrain.ProviderGoogle), own)
	b.get(own + "&token=" + token)
	assert.Equal(t, http.StatusBadRequest, b.status, b.page)
	b.shows("You are not signed in", usersFault)
	assert.Contains(t, s.log.String(), "PostToTokenURL", "the log must name the setting")
	assert.NotContains(t, s.log.String()+b.page, token)
}

func TestTokenIsAcceptedOnce(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	tokenURL := b.begin(s)
	form := url.Values{"token": {s.fake.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)}}
	b.post(s.fake.URL, tokenURL, form)
	b.shows("Account 1")
	session := b.session(s)
	require.NotEmpty(t, session)

	b.post(s.fake.URL, tokenURL, form)
	assert.Len(t, s.fake.Requests(), 1, "the state is used up, so no token may be exchanged")
	again := b.begin(s)
	b.post(s.fake.URL, again, form)
	b.shows("was used before. You are still signed in") // the token is also used up for a new state
	assert.Equal(t, session, b.session(s), "a failed sign-in must not end the session")
}
