package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

var secretField = regexp.MustCompile(`Token|Secret|Handle|EACT`)

// mark sets every token and secret of the credentials to a recognizable value and returns their
// number.
func mark(c janrain.AccessCredentials) int {
	if c == nil {
		return 0
	}
	marked := 0
	for field, value := range reflect.ValueOf(c).Elem().Fields() {
		if field.Type.Kind() == reflect.String && secretField.MatchString(field.Name) {
			value.SetString("canary-" + field.Name)
			marked++
		}
		if field.Name == "Extra" {
			value.Set(reflect.ValueOf(map[string]json.RawMessage{"x_token": json.RawMessage(`"canary-extra"`)}))
		}
	}
	return marked
}

func TestProfileOfEveryProviderShowsNoSecret(t *testing.T) {
	s := newStage(t)
	marked := 0
	for _, provider := range append(janraintest.Providers(), "a_provider_of_ours") {
		t.Run(string(provider), func(t *testing.T) {
			user := janraintest.User(provider)
			marked += mark(user.AccessCredentials)
			b := newBrowser(t, s.url)
			b.signIn(s, user)
			assert.Equal(t, http.StatusOK, b.status)
			assert.Equal(t, "/profile", b.at.Path)
			b.shows("Your profile", providerName(&user.Profile), user.Profile.Identifier)
			assert.True(t, strings.HasSuffix(strings.TrimSpace(b.page), "</html>"), "the page must be complete")
			assert.NotContains(t, b.page, "canary-", "the page must show no token and no secret")
			if mark(user.AccessCredentials) > 0 {
				b.shows("given, not shown")
			}
		})
	}
	assert.Greater(t, marked, 40, "the test must have marked secrets")
	assert.NotContains(t, s.log.String(), "canary-", "the log must have no token and no secret")
}

func TestProfileIsEscaped(t *testing.T) {
	const script = `<script>alert(1)</script>`
	user := janraintest.User(janrain.ProviderFacebook)
	user.Profile.DisplayName = script
	user.Profile.Photo = "javascript:alert(1)"
	user.Profile.Identifier = `https://x.example/"><img src=x onerror=alert(1)>`
	user.Profile.Email, user.Profile.VerifiedEmail = `"><svg onload=alert(1)>@x.example`, ""
	user.Profile.ProviderName = "Face" + script
	user.Friends = []string{"javascript:alert(1)", script}
	user.MergedPoco.Organizations[0].Name = `</dd><iframe src=//evil.example>`
	user.AccessCredentials = &janrain.FacebookCredentials{UID: script, Type: script, Scopes: []string{script}}

	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, user)
	require.Equal(t, "/profile", b.at.Path, b.page)
	for _, markup := range []string{"<script>", "<svg onload", "<iframe", "<img src=x", `"javascript:`, `=javascript:`} {
		assert.NotContains(t, b.page, markup, "text from a user or a provider must be escaped")
	}
	assert.Contains(t, b.page, "&lt;script&gt;alert(1)&lt;/script&gt;", "the escaped text must be shown")
	assert.Contains(t, b.page, "&#34;&gt;&lt;svg onload=alert(1)&gt;@x.example")
}

// A notice contains the provider's name.
func TestNoticeIsEscaped(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	user := janraintest.User("own")
	user.Profile.ProviderName = `<b onclick=x>`
	b.add(s, user)
	b.shows(`You can now sign in with <b onclick=x>.`)
	assert.NotContains(t, b.page, "<b onclick")
}

func TestNameOfAUserWithoutAName(t *testing.T) {
	for _, tc := range []struct {
		name    string
		profile janrain.Profile
		want    string
		initial string
	}{
		{"a display name", janrain.Profile{DisplayName: "Mira", PreferredUsername: "m"}, "Mira", "M"},
		{"a formatted name", janrain.Profile{Name: janrain.Name{Formatted: "émile"}}, "émile", "É"},
		{"a username", janrain.Profile{PreferredUsername: "mira1"}, "mira1", "M"},
		{"an email address", janrain.Profile{Email: "a@b.example"}, "a@b.example", "A"},
		{"nothing", janrain.Profile{ProviderName: "Twitter"}, "User of Twitter", "U"},
		{"a damaged name", janrain.Profile{DisplayName: "\ufffdx"}, "\ufffdx", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := profileOf(head{}, &session{account: &account{}, info: &janrain.AuthInfo{Profile: tc.profile}}, notice{}, newAccounts())
			assert.Equal(t, tc.want, page.Name)
			assert.Equal(t, tc.initial, page.Initial)
		})
	}
}

func TestProfileShowsWhoVerifiedTheAddress(t *testing.T) {
	for _, tc := range []struct {
		name string
		user *janrain.AuthInfo
		want string
	}{
		{"Google, of its own mailbox", at(janrain.ProviderGoogle, withEmail(gmail)), "mira.okafor@gmail.com verified by Google"},
		{"Google, of another", at(janrain.ProviderGoogle), "mira.okafor@example.com verified, not used for linking"},
		{"another provider", at(janrain.ProviderMyDigipass), "mira.okafor@example.com verified, not used for linking"},
		{"another, of Google's mailbox", at(janrain.ProviderFacebook, withEmail(gmail)), "mira.okafor@gmail.com verified, not used for linking"},
		{"nobody", at(janrain.ProviderMicrosoftAccount), "mira.okafor@example.com not verified"},
		{"no address", at(janrain.ProviderTwitter), "No email address"},
		{"limited data", at(janrain.ProviderFacebook, limited), "verified, not used for linking limited data"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			b.signIn(s, *tc.user)
			b.shows(tc.want)
		})
	}
}

// Some responses have a timestamp instead of an address.
func TestTimestampIsNotShownAsAnAddress(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, *at(janrain.ProviderGoogle, func(u *janrain.AuthInfo) { u.Profile.VerifiedEmail = "2012-05-01T10:11:12Z" }))
	b.shows("Account 1", "mira.okafor@example.com not verified")
	assert.NotContains(t, b.page, "2012-05-01")
}

func TestNoListIsEmpty(t *testing.T) {
	s := newStage(t)
	for _, provider := range janraintest.Providers() {
		b := newBrowser(t, s.url)
		b.signIn(s, janraintest.User(provider))
		assert.NotRegexp(t, `<dl>\s*</dl>|<ul>\s*</ul>|<ol>\s*</ol>`, b.page, "the profile of %s", provider)
	}
}

func TestHeadersOfEveryPage(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGoogle))
	for path, status := range map[string]int{
		"/": 200, "/login": 200, "/profile": 200, "/style.css": 200, "/signin": 400, "/none": 404, "/signout": 405,
	} {
		t.Run(path, func(t *testing.T) {
			b := b
			if path == "/signin" { // redirects signed-in users to the profile
				b = newBrowser(t, s.url)
			}
			b.get(s.url + path)
			assert.Equal(t, status, b.status)
			policy := b.header.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
				assert.Contains(t, policy, want)
			}
			assert.NotContains(t, policy, "unsafe")
			assert.Contains(t, policy, "script-src 'self'", "only the site's own scripts may run")
			assert.Contains(t, policy, "form-action 'self'", "forms may only lead to the site")
			assert.Equal(t, "nosniff", b.header.Get("X-Content-Type-Options"))
			referrer := "same-origin"
			if path == "/signin" { // its URL contains a state
				referrer = "no-referrer"
			}
			assert.Equal(t, referrer, b.header.Get("Referrer-Policy"))
			if strings.HasPrefix(b.header.Get("Content-Type"), "text/html") {
				assert.Equal(t, "no-store", b.header.Get("Cache-Control"), "a page about a user must not be cached")
			}
		})
	}
}

// A post that is rejected before it reaches a page also has the headers.
func TestHeadersOfARejectedPost(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.post("https://evil.example", s.url+"/signout", nil)
	assert.Equal(t, http.StatusForbidden, b.status)
	assert.Equal(t, "nosniff", b.header.Get("X-Content-Type-Options"))
	assert.Contains(t, b.header.Get("Content-Security-Policy"), "default-src 'none'")
}

// The policy allows no inline styles and scripts.
func TestPagesKeepTheirOwnPolicy(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	for _, path := range []string{"/", "/login", "/signin"} {
		b.get(s.url + path)
		for _, refused := range []string{"<script>", "<style", " style=", " onclick=", "javascript:"} {
			assert.NotContains(t, b.page, refused, "the page at %s", path)
		}
	}
}

// Keyboards and screen readers rely on landmarks.
func TestPagesHaveTheirLandmarks(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderFacebook))
	titles := map[string]bool{}
	stranger := newBrowser(t, s.url)
	for _, page := range []struct {
		of   *browser
		path string
	}{{b, "/"}, {b, "/add"}, {b, "/profile"}, {stranger, "/login"}, {stranger, "/signin"}} {
		b, path := page.of, page.path
		if path == "/add" {
			b.beginAdding(s)
		} else {
			b.get(s.url + path)
		}
		assert.Contains(t, b.page, `<html lang="en">`, path)
		assert.Equal(t, 1, strings.Count(b.page, "<h1"), "the page at %s must have one heading", path)
		assert.Contains(t, b.page, `<a class="skip" href="#main">`, path)
		assert.Contains(t, b.page, `<main id="main">`, path)
		title := b.page[strings.Index(b.page, "<title>"):strings.Index(b.page, "</title>")]
		assert.False(t, titles[title], "each page must have its own title: %s", title)
		titles[title] = true
		for _, img := range regexp.MustCompile(`<img[^>]*>`).FindAllString(b.page, -1) {
			assert.Contains(t, img, "alt=", "each image must have an alt text, which may be empty")
		}
	}
}

func TestFailingPageIsNotSentPartially(t *testing.T) {
	w := httptest.NewRecorder()
	render(w, http.StatusOK, "profile", homePage{})
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Equal(t, "This page cannot be shown.\n", w.Body.String(), "no part of the page may be sent")
}
