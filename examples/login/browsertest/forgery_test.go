package browsertest

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var forgedPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><title>Win a print</title></head><body><h1>Win a print</h1>
<form method="post" action="{{.Action}}">{{with .Token}}<input type="hidden" name="token" value="{{.}}">{{end}}</form>
<script>document.forms[0].submit()</script></body></html>`))

// The headings of a sign-in that failed: on the post from another site the
// application cannot know who is signed in.
const (
	notSignedIn = "You are not signed in"
	didNotWork  = "That did not work"
)

// A forgery is a page of another site that makes its visitor's browser post.
type forgery struct{ Action, Token string }

// at serves the page on 127.0.0.1, where the service's pages are too.
func (f forgery) at(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = forgedPage.Execute(w, f)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// isRefused opens the forgery and looks at what the browser is told, who is not
// signed in.
func (v *visitor) isRefused(a *app, f forgery, heading string) {
	v.t.Helper()
	v.open(f.at(v.t))
	v.sees("heading", heading)
	assert.Contains(v.t, v.reads("[role=alert]"), "was used before, or was begun in another browser")
	answered := v.requests()
	last := answered[len(answered)-1]
	for _, r := range answered { // the style sheet comes after the page
		if withoutQuery(r.url) == a.url+"/signin" {
			last = r
		}
	}
	assert.Equal(v.t, http.StatusBadRequest, last.status)
}

func tokenOf(t *testing.T, body string) string {
	t.Helper()
	form, err := url.ParseQuery(body)
	require.NoError(t, err)
	require.NotEmpty(t, form.Get("token"), "the token that was posted")
	return form.Get("token")
}

func TestATokenThatIsPostedAgainIsRefused(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.signIn(a, "Google")
	post := v.sent(http.MethodPost, a.url+"/signin")[0]
	again := forgery{post.url, tokenOf(t, post.body)}

	v.open(again.at(t))
	v.sees("heading", user) // who is signed in already gets his page
	posts := v.sent(http.MethodPost, a.url+"/signin")
	require.Len(t, posts, 2)
	assert.Equal(t, post.body, posts[1].body, "it is the same post, byte for byte")
	assert.Equal(t, post.url, posts[1].url)
	assert.Contains(t, v.reads(".notice"), "nothing has changed")

	v.press("button", "Add another") // begins a sign-in, with a state of its own
	v.sees("heading", "Add a way to sign in")
	v.open(again.at(t))
	v.sees("heading", user)
	assert.Contains(t, v.reads(".notice"), "nothing has changed")
	assert.Len(t, v.sent(http.MethodPost, a.url+"/signin"), 3)

	other := newVisitor(t) // who has seen the post
	other.isRefused(a, again, notSignedIn)
	assert.False(t, other.isSignedIn(a))
}

// An attacker who makes a victim's browser post a token of his own would have
// the victim work in his account.
func TestAnotherPersonsTokenSignsNobodyIn(t *testing.T) {
	a := startApp(t)
	attacker := newVisitor(t)
	call(attacker, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	fresh := func() forgery { // stops at the page that would post the token
		attacker.open(a.url + "/login")
		attacker.choose(a, "Google")
		attacker.press("button", "Allow")
		attacker.sees("button", "Continue")
		return forgery{
			asks[string](attacker, `document.forms[0].action`),
			asks[string](attacker, `document.forms[0].elements.token.value`),
		}
	}

	victim := newVisitor(t)
	victim.isRefused(a, fresh(), notSignedIn)
	assert.False(t, victim.isSignedIn(a), "nothing was begun in this browser")

	victim.open(a.url + "/login")
	victim.choose(a, "Twitter")
	second := victim.anotherTab()
	own := asks[string](victim, `document.forms[0].elements.token_url.value`)
	for _, forge := range []struct {
		name, heading string
		with          func(forgery) forgery
	}{
		{"the attacker's state", notSignedIn, func(f forgery) forgery { return f }},
		{"no state", didNotWork, func(f forgery) forgery { f.Action = withoutQuery(f.Action); return f }},
		{"a state that is made up", didNotWork, func(f forgery) forgery {
			f.Action = withoutQuery(f.Action) + "?state=" + strings.Repeat("A", 43) + ".Lw"
			return f
		}},
		{"two states", didNotWork, func(f forgery) forgery {
			_, query, _ := strings.Cut(own, "?")
			f.Action += "&" + query
			return f
		}},
	} {
		second.isRefused(a, forge.with(fresh()), forge.heading)
		assert.False(t, second.isSignedIn(a), forge.name)
	}

	victim.press("button", "Allow")
	victim.sees("heading", user)
	text := victim.holds("main")
	assert.Contains(t, text, "http://twitter.com/account/profile?user_id=1001", "the sign-in that was under way is the victim's own")
	assert.NotContains(t, text, "https://www.google.com/profiles/", "nothing of the attacker is in the account")
	assert.Contains(t, text, "Account 1", "nobody else has come to have one")
}

func TestAnotherSiteCannotSignAUserOut(t *testing.T) {
	a := startApp(t)
	forged := forgery{Action: a.url + "/signout"}.at(t)
	for _, from := range []struct{ name, url, site string }{
		{"another site", forged, "cross-site"},
		{"another port of the same host", strings.Replace(forged, "127.0.0.1", "localhost", 1), "same-site"},
	} {
		t.Run(from.name, func(t *testing.T) {
			v := newVisitor(t)
			v.signIn(a, "Google")
			v.open(from.url)
			post := v.sent(http.MethodPost, a.url+"/signout")[0]
			assert.Equal(t, from.site, post.headers.Get("Sec-Fetch-Site"))
			assert.Equal(t, http.StatusForbidden, post.status)
			assert.True(t, v.isSignedIn(a))
		})
	}
}
