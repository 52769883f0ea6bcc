package browsertest

import (
	"html/template"
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
	signIn, err := fake.Client().SignIn("http://localhost:1/signin")
	require.NoError(t, err)
	site := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeWidgetPage(w, signIn.WithWidget(janrain.WidgetSettings{Nonce: nonce}).Script())
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
		signIn.TokenURL = tokenURL // whatever stands in it: the field is open to all
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
	signIn, err := fake.Client().SignIn("http://localhost:1/signin")
	require.NoError(t, err)
	site := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeWidgetPage(w, signIn.Script())
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
