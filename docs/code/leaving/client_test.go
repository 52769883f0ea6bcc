package leaving

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each has a code that the provider would take.
func TestASignInEndsInTheBrowserThatBeganIt(t *testing.T) {
	const cookie = "__Host-google"
	for name, c := range map[string]struct {
		cookie func(is string) string // nil is another browser, which has none
		state  func(is string) string
	}{
		"another browser":            {nil, same},
		"another state":              {same, func(string) string { return "ANOTHER" }},
		"the beginning of the state": {same, func(is string) string { return is[:5] }},
		"no state":                   {same, func(string) string { return "" }},
		"no state, nor one in the cookie": {
			func(is string) string { return strings.TrimPrefix(is, first(is)) }, func(string) string { return "" },
		},
		"an empty cookie":            {func(string) string { return "" }, func(string) string { return "" }},
		"a cookie of dots":           {func(string) string { return ".." }, func(string) string { return "" }},
		"a cookie without its parts": {first, same},
		"a cookie without verifier":  {func(is string) string { return first(is) + ".." }, same},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.accounts.addKey("1", "google", "1")
			s.provider.claims = map[string]any{"sub": "1"}
			b := s.newBrowser()
			done := b.untilDone(http.MethodGet, "/start/google")
			if c.cookie == nil {
				b = s.newBrowser()
			} else {
				b.setCookie(cookie, c.cookie(b.cookie(cookie)))
			}
			query := done.Query()
			query.Set("state", c.state(query.Get("state")))
			done.RawQuery = query.Encode()
			assert.Contains(t, b.get(done.RequestURI()), "did not work")
			assert.Contains(t, s.written.String(), "has not begun this sign-in")
			assert.Zero(t, s.provider.exchanged, "codes that the provider was asked about")
			assert.Empty(t, b.cookie(sessionCookie), "nobody is signed in")
		})
	}
}

func same(is string) string { return is }

// first returns the state in a cookie.
func first(is string) string {
	state, _, _ := strings.Cut(is, ".")
	return state
}

func TestASignInEndsOnce(t *testing.T) {
	s := newStage(t)
	s.accounts.addKey("1", "google", "1")
	s.provider.claims = map[string]any{"sub": "1"}
	b := s.newBrowser()
	done := b.untilDone(http.MethodGet, "/start/google").RequestURI()
	assert.Equal(t, "/ as 1, later", b.get(done))
	assert.Empty(t, b.cookie("__Host-google"), "the cookie is spent")
	assert.Contains(t, b.get(done), "did not work", "the same address again")
	assert.Equal(t, 1, s.provider.exchanged, "codes that the provider was asked about")
}

func TestTheCookieIsThisHostsOnly(t *testing.T) {
	s := newStage(t)
	b := s.newBrowser()
	b.stopAt = "/"
	resp := b.send(http.MethodGet, "/start/google", nil)
	_ = resp.Body.Close()
	set, err := http.ParseSetCookie(resp.Header.Get("Set-Cookie"))
	require.NoError(t, err)
	assert.Regexp(t, `^[A-Z2-7]{26}\.[A-Za-z0-9_-]{43}\.$`, set.Value, "the state, the verifier, and no account")
	set.Value, set.Raw = "", ""
	assert.Equal(t, "__Host-google=; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax", set.String())
}

func TestTheVerifierIsTheBrowsers(t *testing.T) {
	s := newStage(t)
	s.provider.claims = map[string]any{"sub": "1"}
	b := s.newBrowser()
	done := b.untilDone(http.MethodGet, "/start/google")
	b.setCookie("__Host-google", first(b.cookie("__Host-google"))+".another-verifier.")
	assert.Contains(t, b.get(done.RequestURI()), "did not work")
	assert.Contains(t, s.written.String(), `google: no token but 400 Bad Request, \"invalid_grant\"`)
}

func TestWhatIsNoIDTokenOfTheClientIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		signer int
		want   string
	}{
		"none":                        {nil, 0, "malformed jwt"},
		"for another client":          {map[string]any{"sub": "1", "aud": "other"}, 0, "expected audience"},
		"of another issuer":           {map[string]any{"sub": "1", "iss": "https://evil.example"}, 0, "issued by a different provider"},
		"signed by somebody else":     {map[string]any{"sub": "1"}, 1, "failed to verify signature"},
		"expired":                     {map[string]any{"sub": "1", "exp": time.Now().Add(-time.Hour).Unix()}, 0, "token is expired"},
		"without a subject":           {map[string]any{}, 0, "it does not say who the user is"},
		"with an empty subject":       {map[string]any{"sub": ""}, 0, "it does not say who the user is"},
		"another provider's, its own": {map[string]any{"sub": "1", "iss": microsoftIssuer}, 0, "issued by a different provider"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.accounts.addKey("1", "google", "1")
			s.accounts.addKey("2", "google", "")
			s.provider.claims, s.provider.signer = c.claims, signingKeys()[c.signer]
			b := s.newBrowser()
			assert.Contains(t, b.get("/start/google"), "did not work")
			assert.Contains(t, s.written.String(), "google: ")
			assert.Contains(t, s.written.String(), c.want)
			assert.Empty(t, b.cookie(sessionCookie), "nobody is signed in")
		})
	}
}

func TestProvidersWithoutIDTokens(t *testing.T) {
	for name, c := range map[string]struct {
		client, me string
		status     int
		want       string // on the page, or in the log
	}{
		"Facebook says who it is":          {"facebook", `{"id":"1001"}`, 200, "/ as 1, later"},
		"X says who it is":                 {"x", `{"data":{"id":"1001","name":"n","username":"u"}}`, 200, "/ as 2, later"},
		"Facebook refuses its token":       {"facebook", `{"error":{"message":"Invalid OAuth access token.","type":"OAuthException","code":190}}`, 400, "facebook: it does not say who the user is: 400 Bad Request"},
		"an id with a status of no good":   {"facebook", `{"id":"1001"}`, 500, "facebook: it does not say who the user is: 500 Internal Server Error"},
		"an empty id":                      {"facebook", `{"id":""}`, 200, "facebook: it does not say who the user is"},
		"what is between them is no JSON":  {"facebook", `<html>`, 502, "facebook: it does not say who the user is: 502 Bad Gateway"},
		"HTML with a status that is right": {"x", `<html>`, 200, "x: invalid character"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.accounts.addKey("1", "facebook", "1001")
			s.accounts.addKey("2", "x", "1001")
			s.accounts.addKey("3", "facebook", "")
			s.provider.me, s.provider.meStatus = c.me, c.status
			page := s.newBrowser().get("/start/" + c.client)
			assert.Contains(t, page+s.written.String(), c.want)
		})
	}
}

// A user who presses "cancel" comes back with an error and the state.
func TestAUserWhoCancelsIsNotSignedIn(t *testing.T) {
	s := newStage(t)
	b := s.newBrowser()
	done := b.untilDone(http.MethodGet, "/start/google")
	done.RawQuery = url.Values{"error": {"access_denied\nmsg=forged"}, "state": {done.Query().Get("state")}}.Encode()
	assert.Contains(t, b.get(done.RequestURI()), "did not work")
	assert.Contains(t, s.written.String(), "google: no code but the error")
	assert.Equal(t, 1, strings.Count(s.written.String(), "\n"), "lines in the log")
	assert.Zero(t, s.provider.exchanged, "codes that the provider was asked about")
}

func TestNoSecretIsWrittenToTheLog(t *testing.T) {
	const quoted = clientSecret + " " + accessToken
	for name, provide := range map[string]func(p *provider){
		"the token endpoint quotes what it was sent":  func(p *provider) { p.refusal, p.refusalStatus = "<html>"+quoted, 500 },
		"it does so with a status that is right":      func(p *provider) { p.refusal, p.refusalStatus = quoted, 200 },
		"it refuses, with a description":              func(p *provider) { p.refusal, p.refusalStatus = `{"error":"e","error_description":"`+quoted+`"}`, 400 },
		"the ID token is not valid":                   func(p *provider) { p.claims, p.signer = map[string]any{"sub": "1"}, signingKeys()[1] },
		"the ID token is another client's":            func(p *provider) { p.claims = map[string]any{"sub": "1", "aud": "other"} },
		"the ID token's email is no text":             func(p *provider) { p.claims = map[string]any{"sub": "1", "email": 5} },
		"there is no ID token beside an access token": func(*provider) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			provide(s.provider)
			b := s.newBrowser()
			done := b.untilDone(http.MethodGet, "/start/google")
			part := strings.Split(b.cookie("__Host-google"), ".")
			assert.Contains(t, b.get(done.RequestURI()), "did not work")
			assert.Contains(t, s.written.String(), "google: ", "the log says whose fault it is")
			for _, secret := range []string{clientSecret, accessToken, done.Query().Get("code"), part[0], part[1], "eyJ"} {
				assert.NotContains(t, s.written.String(), secret)
			}
		})
	}
}
