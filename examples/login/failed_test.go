package main

import (
	"context"
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

const (
	usersFault      = "took too long, was used before, or was begun in another browser"
	servicesFault   = "does not respond at the moment"
	developersFault = "there is nothing you can do"
)

// This test checks what the user sees and what is logged if the service fails.
func TestFailedSignIn(t *testing.T) {
	for _, tc := range []struct {
		name   string
		fault  janraintest.Failure
		status int
		words  string
		log    string
	}{
		{"a token that is unknown", janraintest.ErrorCode(janrain.CodeDataNotFound), http.StatusBadRequest, usersFault, "fault=user"},
		{"a wrong key", janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), http.StatusInternalServerError, developersFault, "fault=developer"},
		{"a different token URL", janraintest.ErrorMessage(janrain.CodeAuthentication, "Token URL mismatch"), http.StatusBadRequest, usersFault, "fault=user"},
		{"a plan without the call", janraintest.ErrorCode(janrain.CodeUpgradeRequired), http.StatusInternalServerError, developersFault, "fault=developer"},
		{"a redirect", janraintest.Redirect(http.StatusTemporaryRedirect, "https://elsewhere.example/"), http.StatusInternalServerError, developersFault, "fault=developer"},
		{"a service that is down", janraintest.NotJSON(http.StatusBadGateway), http.StatusServiceUnavailable, servicesFault, "fault=service"},
		{"a service that is busy", janraintest.ErrorCode(janrain.CodeServiceUnavailable), http.StatusServiceUnavailable, servicesFault, "fault=service"},
		{"a provider that is down", janraintest.ErrorCode(janrain.CodeProviderUnavailable), http.StatusServiceUnavailable, servicesFault, "fault=service"},
		{"a truncated response", janraintest.CutOff(20), http.StatusServiceUnavailable, servicesFault, "fault=service"},
		{"a sign-in without an identifier", janraintest.Raw(http.StatusOK, "application/json", `{"stat":"ok","profile":{}}`), http.StatusServiceUnavailable, servicesFault, "fault=service"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			s.fake.FailNext(tc.fault)
			b := newBrowser(t, s.url)
			b.signIn(s, janraintest.User(janrain.ProviderGoogle))
			assert.Equal(t, tc.status, b.status, b.page)
			b.shows("You are not signed in", tc.words)
			level := "level=WARN"
			if tc.words == developersFault {
				level = "level=ERROR" // only the developer can fix it
			}
			assert.Contains(t, s.log.String(), level)
			assert.Equal(t, "no-store", b.header.Get("Cache-Control"))
			assert.Contains(t, b.page, `role="alert"`, "a screen reader must announce the message")
			assert.Empty(t, b.session(s), "no session may begin")
			assert.Contains(t, s.log.String(), tc.log)
			assert.NotContains(t, b.page, s.fake.APIKey)
			assert.NotContains(t, s.log.String(), s.fake.APIKey)

			if tc.words == developersFault {
				_, content, _ := strings.Cut(b.page, "<main")
				assert.NotContains(t, content, `href="/login"`, "there must be no link to try again, because it would not help")
				return
			}
			b.get("/login")
			b.signIn(s, janraintest.User(janrain.ProviderGoogle))
			b.shows("Account 1") // the user can sign in again at once
		})
	}
}

// A user who is signed in stays signed in, and the page says so.
func TestFailedSignInWhileSignedIn(t *testing.T) {
	for _, tc := range []struct {
		name   string
		fault  janraintest.Failure
		status int
		words  string
	}{
		{"a permission that was withdrawn", janraintest.ErrorCode(janrain.CodeCredentialsRevoked), http.StatusBadRequest, usersFault},
		{"a wrong key", janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), http.StatusInternalServerError, developersFault},
		{"a service that is down", janraintest.NotJSON(http.StatusBadGateway), http.StatusServiceUnavailable, servicesFault},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
			session := b.session(s)
			s.fake.FailNext(tc.fault)
			b.add(s, janraintest.User(janrain.ProviderFacebook))
			assert.Equal(t, tc.status, b.status)
			b.shows("That did not work · Northlight", tc.words, "You are still signed in")
			assert.NotContains(t, b.page, "not signed in", "the user is still signed in")
			b.follow("Back to your profile")
			b.shows("Mira Okafor", "Account 1")
			assert.NotContains(t, b.page, "facebook", "nothing may be added")
			assert.Equal(t, session, b.session(s))
		})
	}
}

// Back, then Allow again: if the sign-in was already over, a signed-in user is sent to the
// profile.
func TestCompletedSignInLeadsToTheProfile(t *testing.T) {
	google := janraintest.User(janrain.ProviderGooglePlus)
	for name, act := range map[string]func(s *stage, b *browser, tokenURL string){
		"allowed once more": func(s *stage, b *browser, tokenURL string) {
			b.post(s.fake.URL, tokenURL, url.Values{"token": {s.fake.IssueToken(google, tokenURL)}})
		},
		"the same token once more": func(s *stage, b *browser, tokenURL string) {
			b.post(s.fake.URL, tokenURL, url.Values{"token": {"spent"}})
		},
		"loaded again":   func(_ *stage, b *browser, tokenURL string) { b.get(tokenURL) },
		"opened by hand": func(s *stage, b *browser, _ string) { b.get(s.url + "/signin") },
		"another sign-in's state, while one is under way": func(s *stage, b *browser, tokenURL string) {
			b.begin(s)
			b.get(tokenURL)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			tokenURL := b.begin(s)
			b.post(s.fake.URL, tokenURL, url.Values{"token": {s.fake.IssueToken(google, tokenURL)}})
			b.shows("Account 1")
			session := b.session(s)

			act(s, b, tokenURL)
			assert.Equal(t, http.StatusOK, b.status)
			assert.Equal(t, s.url+"/profile", b.at.String())
			b.shows("Mira Okafor", "Account 1", "You are still signed in")
			assert.Equal(t, session, b.session(s), "the session must not change")
			assert.Len(t, s.fake.Requests(), 1, "the service must not be called again")
			assert.Contains(t, s.log.String(), "sign-in failed", "the failure must be logged")
			b.get("/profile")
			assert.NotContains(t, b.page, "still signed in", "the notice must be shown only once")
		})
	}
}

func TestSecondTabIsSignedIn(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	first, second := b.begin(s), b.begin(s)
	for _, tokenURL := range []string{first, second} {
		b.post(s.fake.URL, tokenURL, url.Values{"token": {s.fake.IssueToken(janraintest.User(janrain.ProviderGooglePlus), tokenURL)}})
		assert.Equal(t, s.url+"/profile", b.at.String())
	}
	assert.Len(t, s.fake.Requests(), 2, "each tab must have its own sign-in")
}

// A post from another site carries no session cookie, so the application cannot know who is
// signed in.
func TestFailedPostDoesNotMentionTheSession(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	b.post(s.fake.URL, s.url+"/signin", url.Values{"token": {"x"}})
	assert.Equal(t, http.StatusBadRequest, b.status)
	b.shows("That did not work", usersFault)
	assert.NotContains(t, b.page, "signed in.", "the page must not say whether the user is signed in")
	b.follow("Sign in again")
	b.shows("Continue with Google")

	b.post(s.url, s.url+"/signin", url.Values{"token": {"x"}}) // from this site, with its cookies
	assert.Equal(t, http.StatusBadRequest, b.status)
	b.shows("That did not work", "You are still signed in")
}

// The page shows nothing of the error; the log does.
func TestFailedPageDoesNotShowTheError(t *testing.T) {
	s := newStage(t)
	s.fake.FailNext(janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey <b>of tenant 7</b>"))
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	assert.NotContains(t, b.page, "apiKey")
	assert.NotContains(t, b.page, "tenant 7")
	assert.Contains(t, s.log.String(), "tenant 7", "the log must have the message")
}

func TestUserWhoHasLeft(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/signin", http.NoBody)
	(&app{sessions: newSessions(""), log: discard}).failed(w, r, context.Canceled)
	assert.Equal(t, janrain.FaultCanceled.HTTPStatus(), w.Code,
		"the access log must distinguish it from a server failure")
}

// Neither sign-ins nor failures log secrets or personal data.
func TestLogHasNoSecretAndNoPersonalData(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	var secrets []string
	signIn := func(tokenURL string) {
		token := s.fake.IssueToken(janraintest.User(janrain.ProviderFacebook), tokenURL)
		own := b.begin(s)
		_, state, _ := strings.Cut(own, "state=")
		secret, _, _ := strings.Cut(state, ".")
		secrets = append(secrets, token, secret)
		b.post(s.fake.URL, own, url.Values{"token": {token}})
	}
	signIn("")
	b.shows("Account 1")
	secrets = append(secrets, b.session(s))
	signIn("https://elsewhere.example/signin")
	b.shows("You are still signed in")
	assert.Contains(t, s.log.String(), "state=[redacted]",
		"the service's message has both token URLs, so the state must be redacted")
	s.fake.FailNext(janraintest.NotJSON(http.StatusBadGateway))
	signIn("")
	b.post("https://evil.example", s.url+"/signin?state=forged", url.Values{"token": {"posted-by-somebody"}})

	log := s.log.String()
	assert.Equal(t, 4, strings.Count(log, "\n"), "each sign-in must log one line:\n%s", log)
	assert.Contains(t, log, "http://www.facebook.com/profile.php?id=1001", "the log must have the identifier")
	for _, secret := range append(secrets, "posted-by-somebody", "fake-facebook-token", s.fake.APIKey) {
		require.NotEmpty(t, secret)
		assert.NotContains(t, log, secret, "a secret")
	}
	for _, personal := range []string{"mira.okafor@example.com", "Mira", "Okafor", "1991-04-17", "Utrecht", "id=2001"} {
		assert.NotContains(t, log, personal, "a person's")
	}
}
