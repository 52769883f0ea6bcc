package browsertest

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// singlePage is the page of docs/callback.md.
var singlePage = template.Must(template.New("").Parse(`<!DOCTYPE html><html lang="en"><head><title>Shop</title>
<script nonce="` + nonce + `">
window.janrainWidgetOnload = function () {
	janrain.events.onProviderLoginToken.addHandler(async function (event) {
		const response = await fetch(janrain.settings.tokenUrl, {
			method: "POST",
			headers: {"Content-Type": "application/json", "Accept": "application/json"},
			body: JSON.stringify({token: event.token}),
		});
		const user = await response.json();
		document.getElementById("user").textContent = response.ok ? user.identifier : user.error;
	});
};
</script>
{{.Links.Script}}</head><body><a class="janrainEngage" href="{{.Links.URL}}">Sign in</a><p id="user"></p></body></html>`))

// writeJSON is for a page that has asked for JSON.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, value map[string]string) error {
	value["accept"] = r.Header.Get("Accept")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(value)
}

// The state is in the page, fetch follows the callback's redirect with the cookies of both
// steps, and the response is JSON.
func TestASinglePageApplicationSignsInThroughTheCallback(t *testing.T) {
	v := newVisitor(t)
	fake := janraintest.NewServer()
	defer fake.Close()
	mux := http.NewServeMux()
	site := serve(t, mux)
	accepts := make(chan string, 1)
	callback, err := janrain.NewCallback(fake.Client(), janrain.CallbackConfig{
		TokenURL: site + "/signin",
		SignedIn: func(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
			accepts <- r.Header.Get("Accept")
			return writeJSON(w, r, http.StatusOK, map[string]string{"identifier": in.User.Profile.Identifier})
		},
		Failed: func(w http.ResponseWriter, r *http.Request, err error) {
			_ = writeJSON(w, r, janrain.FaultOf(err).HTTPStatus(), map[string]string{"error": err.Error()})
		},
	})
	require.NoError(t, err)
	callback.Register(mux)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		links := callback.Begin(w, r, "/").WithWidget(janrain.WidgetSettings{Nonce: nonce, TokenEvent: true})
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = singlePage.Execute(w, map[string]any{"Links": links})
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
	assert.Equal(t, "application/json", <-accepts, "fetch keeps the header on the redirect")
	assert.Equal(t, site+"/", v.at(), "the page has stayed where it was")
	posts := v.sent(http.MethodPost, site+"/signin")
	require.Len(t, posts, 1)
	assert.Equal(t, "same-origin", posts[0].headers.Get("Sec-Fetch-Site"))
	assert.Equal(t, http.StatusSeeOther, posts[0].status)
}
