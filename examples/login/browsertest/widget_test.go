package browsertest

import (
	"context"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const nonce = "n0nceOfThisPage"

var widgetPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><title>Shop</title>{{.}}</head>
<body><main><h1>Shop</h1><a href="/plain" class="janrainEngage">Sign in</a></main></body></html>`))

// serve serves at localhost, which for the browser is another site than the
// 127.0.0.1 of the fake.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
}

func writeWidgetPage(w http.ResponseWriter, script template.HTML) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = widgetPage.Execute(w, script)
}

func TestTheWidgetLeadsToTheSignInPage(t *testing.T) {
	v := newVisitor(t)
	fake := janraintest.NewServer()
	defer fake.Close()
	links, err := fake.Client().UnprotectedLinks("http://localhost:1/signin")
	require.NoError(t, err)
	site := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeWidgetPage(w, links.WithWidget(janrain.WidgetSettings{Nonce: nonce}).Script())
	}))
	for name, tokenURL := range map[string]string{
		"a plain token URL":                "http://localhost:1/signin",
		"a token URL with a state":         "http://localhost:1/signin?a=b&state=" + strings.Repeat("s", 43) + ".L3A",
		"quotes":                           `http://localhost:1/signin?a="+window.taken=1+"'+window.taken=1+'`,
		"the end of the script":            `http://localhost:1/signin?a=</script><script nonce="` + nonce + `">window.taken=1</script><!--`,
		"line breaks of JavaScript's own":  "http://localhost:1/signin?a=\u2028window.taken=1\u2029window.taken=1//",
		"a backslash at the end":           `http://localhost:1/signin?a=\`,
		"a template literal and an entity": "http://localhost:1/signin?a=${window.taken=1}`&quot;&#34;",
		"other alphabets":                  "http://localhost:1/signin?a=%22+é+😀",
	} {
		links.TokenURL = tokenURL // whatever stands in it: the field is open to all
		v.open(site)
		v.sees("link", "Sign in")
		assert.Equal(t, tokenURL, asks[string](v, "janrain.settings.tokenUrl"), name)
		assert.False(t, asks[bool](v, `"taken" in window`), "%s: the token URL is no code", name)
		v.press("link", "Sign in")
		v.sees("heading", "Sign in to localhost:1")
		at, err := url.Parse(v.at())
		require.NoError(t, err)
		assert.Equal(t, fake.URL+"/openid/v2/signin", "http://"+at.Host+at.Path)
		assert.Equal(t, tokenURL, at.Query().Get("token_url"), "%s: letter for letter", name)
	}
}

// The nonce is what lets the script in: the page has a policy that is in force.
func TestWithoutTheNonceTheWidgetIsBlocked(t *testing.T) {
	v := newVisitor(t)
	fake := janraintest.NewServer()
	defer fake.Close()
	links, err := fake.Client().UnprotectedLinks("http://localhost:1/signin")
	require.NoError(t, err)
	site := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeWidgetPage(w, links.Script())
	}))
	v.open(site)
	v.sees("link", "Sign in")
	assert.Equal(t, "undefined", asks[string](v, "typeof window.janrain"))
	assert.Contains(t, strings.Join(v.takeProblems(), "\n"), "Content Security Policy", "the console says so")
}

func TestASignInThroughTheWidgetReachesTheCallback(t *testing.T) {
	v := newVisitor(t)
	fake := janraintest.NewServer()
	defer fake.Close()
	mux := http.NewServeMux()
	site := serve(t, mux)
	callback, err := janrain.NewCallback(fake.Client(), janrain.CallbackConfig{
		TokenURL: site + "/signin",
		SignedIn: func(w http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
			_, err := w.Write([]byte(in.User.Profile.Identifier + " goes to " + in.ReturnTo))
			return err
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), janrain.FaultOf(err).HTTPStatus())
		},
	})
	require.NoError(t, err)
	callback.Register(mux)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		writeWidgetPage(w, callback.Begin(w, r, "/basket?id=7").WithWidget(janrain.WidgetSettings{Nonce: nonce}).Script())
	})

	v.open(site + "/login")
	v.press("link", "Sign in")
	v.press("link", "Google")
	v.press("button", "Allow")
	v.sees("StaticText", janraintest.User(janrain.ProviderGooglePlus).Profile.Identifier+" goes to /basket?id=7")
}

// Client-side authentication: the page gets the token as an event and sends it on itself.
func TestTheWidgetFiresItsEventForAPageThatPostsTheToken(t *testing.T) {
	v := newVisitor(t)
	fake := janraintest.NewServer()
	defer fake.Close()
	var origin string
	mux := http.NewServeMux()
	site := serve(t, mux)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		links, err := fake.Client().UnprotectedLinks(site + "/signin")
		assert.NoError(t, err)
		writeEventPage(w, links.WithWidget(janrain.WidgetSettings{Nonce: nonce, TokenEvent: true}).Script())
	})
	mux.HandleFunc("POST /signin", func(w http.ResponseWriter, r *http.Request) {
		origin = r.Header.Get("Origin")
		token, err := janrain.TokenFromRequest(w, r)
		assert.NoError(t, err)
		info, err := fake.Client().AuthInfo(r.Context(), janrain.AuthInfoParams{Token: token, TokenURL: site + "/signin"})
		if assert.NoError(t, err) {
			_, _ = w.Write([]byte(info.Profile.Identifier))
		}
	})

	v.open(site)
	v.sees("link", "Sign in")
	opened := chromedp.WaitNewTarget(v.ctx, func(*target.Info) bool { return true })
	v.press("link", "Sign in")
	popup := newTab(v.ctx, t, chromedp.WithTargetID(<-opened))
	until(popup, "link", func(ctx context.Context, _ *chromedp.Target) (bool, error) {
		const click = `(document.querySelector('a[href^="/googleplus/start"]') || {click() { throw "not yet" }}).click(), true`
		return chromedp.Run(ctx, chromedp.Evaluate[bool](click))
	})
	popup.press("button", "Allow")
	v.sees("StaticText", janraintest.User(janrain.ProviderGooglePlus).Profile.Identifier)
	popup.takeProblems() // that the link was clicked by a script
	assert.Equal(t, site+"/", v.at(), "the page has stayed where it was")
	assert.Equal(t, site, origin)
}

func writeEventPage(w http.ResponseWriter, script template.HTML) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = eventPage.Execute(w, script)
}

var eventPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><title>Shop</title>{{.}}
<script nonce="` + nonce + `">
function janrainWidgetOnload() {
	janrain.events.onProviderLoginToken.addHandler(function (response) {
		fetch(janrain.settings.tokenUrl, {
			method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({token: response.token})
		}).then(function (r) { return r.text(); }).then(function (text) { document.querySelector("h1").textContent = text; });
	});
}
</script></head>
<body><main><h1>Shop</h1><a href="/plain" class="janrainEngage">Sign in</a></main></body></html>`))
