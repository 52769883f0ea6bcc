package leaving

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// userOf is a user of the service whose account is known.
func userOf(s *stage, account string) janrain.AuthInfo {
	user := janraintest.User(janrain.ProviderMicrosoftAccount)
	user.Profile.Identifier += account
	s.accounts.byIdentifier[user.Profile.Identifier] = account
	return user
}

func TestAUserOfTheServiceAddsANewSignIn(t *testing.T) {
	s := newStage(t)
	user, old := userOf(s, "42"), s.newBrowser()
	assert.Equal(t, "/add as 42, later /shop", old.signIn(user), "who has no key is asked to add one")

	s.provider.claims = map[string]any{"iss": microsoftIssuer, "sub": "ms1", "email": "boss@shop.example", "email_verified": true}
	assert.Equal(t, "/ as 42, later", old.post("/add/microsoft"))
	assert.Equal(t, "42", s.accounts.byKey("microsoft", "ms1"), "the account of the key")

	assert.Equal(t, "/ as 42, later", s.newBrowser().get("/start/microsoft"), "the new way in")
	assert.Equal(t, "/shop as 42, later /shop", s.newBrowser().signIn(user), "the old way works, and asks no more")
}

func TestAUserWhoDoesNotAddGoesOnAsBefore(t *testing.T) {
	s := newStage(t)
	user := userOf(s, "42")
	s.newBrowser().signIn(user)
	assert.Equal(t, "/add as 42, later /shop", s.newBrowser().signIn(user), "each sign-in asks")
}

func TestTheKeyOfAnotherAccountIsRefused(t *testing.T) {
	s := newStage(t)
	s.accounts.addKey("7", "microsoft", "ms1")
	s.provider.claims = map[string]any{"iss": microsoftIssuer, "sub": "ms1"}
	b := s.newBrowser()
	b.signIn(userOf(s, "42"))
	assert.Contains(t, b.post("/add/microsoft"), "was not added")
	assert.Equal(t, "7", s.accounts.byKey("microsoft", "ms1"), "the key is whose it was")
	assert.Equal(t, "/ as 42, later /shop", b.get("/"), "the session is whose it was")
}

// What happens between the button and the way back from the provider.
func TestAKeyIsAddedToTheAccountOfTheSessionOnly(t *testing.T) {
	for name, between := range map[string]func(b *browser){
		"another user has signed in":              func(b *browser) { b.signIn(userOf(b.stage, "43")) },
		"the session has ended":                   func(b *browser) { clear(b.sessions.byID) },
		"the session's sign-in was some time ago": func(b *browser) { age(b.stage) },
		"the session is of a new key": func(b *browser) {
			b.sessions.byID[b.cookie(sessionCookie)] = session{account: "42", began: time.Now()}
		},
		"the user writes another account into the cookie": func(b *browser) {
			b.setCookie("__Host-google", strings.TrimSuffix(b.cookie("__Host-google"), "42")+"43")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.provider.claims = map[string]any{"sub": "1"}
			b := s.newBrowser()
			b.signIn(userOf(s, "42"))
			done := b.untilDone(http.MethodPost, "/add/google")
			between(b)
			assert.Contains(t, b.get(done.RequestURI()), "was not added")
			assert.Empty(t, s.accounts.keys, "no account has a key")
		})
	}
}

// age makes all sessions older than one may be that adds a key.
func age(s *stage) {
	for id, begun := range s.sessions.byID {
		begun.began = begun.began.Add(-freshness)
		s.sessions.byID[id] = begun
	}
}

func TestWhoMayNotAddSignsInTheOldWay(t *testing.T) {
	for name, c := range map[string]struct {
		before func(b *browser)
		header http.Header
		want   string
	}{
		"nobody is signed in":             {before: func(*browser) {}, want: "/login"},
		"the sign-in was some time ago":   {before: func(b *browser) { b.signIn(userOf(b.stage, "42")); age(b.stage) }, want: "/login"},
		"the sign-in was with a new key":  {before: func(b *browser) { b.get("/start/google") }, want: "/login"},
		"the form is one of another site": {before: func(b *browser) { b.signIn(userOf(b.stage, "42")) }, header: http.Header{"Sec-Fetch-Site": {"cross-site"}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.accounts.addKey("7", "google", "7")
			s.provider.claims = map[string]any{"sub": "7"}
			b := s.newBrowser()
			c.before(b)
			b.stopAt = "/"
			resp := b.send(http.MethodPost, "/add/google", c.header)
			_ = resp.Body.Close()
			assert.Equal(t, c.want, resp.Header.Get("Location"), "where the form leads: %s", resp.Status)
			assert.Empty(t, b.cookie("__Host-google"), "nothing has begun")
		})
	}
}

func TestANewSessionBeginsWithEachSignIn(t *testing.T) {
	s := newStage(t)
	s.provider.claims = map[string]any{"sub": "1"}
	b := s.newBrowser()
	b.setCookie(sessionCookie, "KNOWN-TO-AN-ATTACKER")
	b.signIn(userOf(s, "42"))
	first := b.cookie(sessionCookie)
	assert.NotEqual(t, "KNOWN-TO-AN-ATTACKER", first, "the session after the old way in")
	b.post("/add/google")
	assert.NotEqual(t, first, b.cookie(sessionCookie), "the session after the new way in")
}
