package main

import (
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
	assert.True(t, strings.HasPrefix(b.at.String(), s.fake.URL), "the button leads to the service, not to %s", b.at)
	b.shows("Mira Okafor", "email mira.okafor@example.com, verified")
	b.press("Allow")
	b.press("Continue")
	assert.Equal(t, s.url+"/profile", b.at.String(), "a sign-in ends at the profile")
	b.shows("Mira Okafor", "mira.okafor@example.com verified by Google", "GoogleCredentials",
		"https://www.google.com/profiles/104001000000000001001", "Account 1")
	b.get("/")
	b.shows("Your profile")

	b.get("/profile")
	b.press("Sign out")
	assert.Equal(t, s.url+"/", b.at.String(), "signing out ends at the start")
	b.shows("Sign in")
	b.get("/profile")
	assert.Equal(t, "/login", b.at.Path, "nobody's profile is the sign-in page")
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

// The extended answer is asked for, so that there is something to look at.
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
	assert.Equal(t, "/login", b.at.Path, "who refused is not signed in")
	assert.Empty(t, s.fake.Requests(), "nothing is exchanged for who refused")

	b.get(s.url + "/login")
	b.follow("Continue with Facebook")
	b.press("Do not allow")
	b.follow("Google")
	b.press("Allow")
	b.press("Continue")
	b.shows("Account 1") // the sign-in goes on where it was refused
}

func TestUserGoesWhereHeWantedToOnThisSiteOnly(t *testing.T) {
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
			assert.Equal(t, s.url+want, b.at.String(), "where the user is in the end")
		})
	}
}

// What an attacker may post or open is refused without a call to the service.
func TestSignInThatThisBrowserDidNotBegin(t *testing.T) {
	s := newStage(t)
	attacker := newBrowser(t, s.url)
	attackers := attacker.begin(s)
	token := func(tokenURL string) url.Values {
		return url.Values{"token": {s.fake.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)}}
	}
	for name, act := range map[string]func(b *browser){
		"the attacker's token and state":        func(b *browser) { b.post("https://evil.example", attackers, token(attackers)) },
		"the attacker's after an own beginning": func(b *browser) { b.begin(s); b.post("https://evil.example", attackers, token(attackers)) },
		"a state that nobody was given": func(b *browser) {
			b.begin(s)
			forged := s.url + "/signin?state=" + strings.Repeat("A", 43) + ".Lw"
			b.post(s.fake.URL, forged, token(forged))
		},
		"no state":         func(b *browser) { b.begin(s); b.post(s.fake.URL, s.url+"/signin", token("")) },
		"a token in a GET": func(b *browser) { own := b.begin(s); b.get(own + "&token=" + token(own).Get("token")) },
		"a second token":   func(b *browser) { own := b.begin(s); b.post(s.fake.URL, own, url.Values{"token": {"a", "b"}}) },
		"no token":         func(b *browser) { b.post(s.fake.URL, b.begin(s), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			victim := newBrowser(t, s.url)
			act(victim)
			assert.Equal(t, http.StatusBadRequest, victim.status, victim.page)
			victim.shows("You are not signed in", "Sign in again")
			assert.Empty(t, victim.session(s), "no session begins")
		})
	}
	assert.Empty(t, s.fake.Requests(), "no token is exchanged for a browser that has not begun")
}

func TestTokenIsTakenOnce(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	tokenURL := b.begin(s)
	form := url.Values{"token": {s.fake.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)}}
	b.post(s.fake.URL, tokenURL, form)
	b.shows("Account 1")
	session := b.session(s)
	require.NotEmpty(t, session)

	b.post(s.fake.URL, tokenURL, form) // as the back button does
	assert.Equal(t, http.StatusBadRequest, b.status, "a sign-in is over when it is done")
	b.shows("You are not signed in", "was used before")
	assert.Len(t, s.fake.Requests(), 1, "the state is spent, so that nothing is exchanged")

	again := b.begin(s)
	b.post(s.fake.URL, again, form)
	assert.Equal(t, http.StatusBadRequest, b.status, "the token is spent under a new state too")
	assert.Equal(t, session, b.session(s), "a sign-in that fails ends no session")
}
