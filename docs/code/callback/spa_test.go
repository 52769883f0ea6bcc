package callback_test

import (
	"crypto/rand"
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

var app = template.Must(template.New("app").Parse(`<!DOCTYPE html><html lang="en"><head><title>Shop</title>
<script nonce="{{.Nonce}}">
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

func shopPage(w http.ResponseWriter, r *http.Request) {
	nonce := rand.Text() // also in your Content-Security-Policy
	links := callback.Begin(w, r, "/").WithWidget(janrain.WidgetSettings{Nonce: nonce, TokenEvent: true})
	_ = app.Execute(w, map[string]any{"Links": links, "Nonce": nonce})
}

func signedInJSON(w http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
	startSession(w, in.User.Profile.Identifier)
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]string{"identifier": in.User.Profile.Identifier})
}

func failedJSON(w http.ResponseWriter, r *http.Request, err error) {
	fault := janrain.FaultOf(err)
	slog.WarnContext(r.Context(), "sign-in failed", "fault", fault, "error", err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(fault.HTTPStatus())
	_ = json.NewEncoder(w).Encode(map[string]string{"error": "Please sign in again."})
}

func TestASinglePageApplicationPostsJSON(t *testing.T) {
	service, base := serveCallback(t, func(mux *http.ServeMux) { mux.HandleFunc("GET /{$}", shopPage) }, janrain.CallbackConfig{
		SignedIn: signedInJSON, Failed: failedJSON,
	})
	browser := newBrowser(t)
	shop := send(t, browser, http.MethodGet, base+"/", "")
	assert.Contains(t, shop.body, `janrain.settings.tokenAction = "event"`)
	tokenURL := tokenURLIn(t, shop)
	token := service.IssueToken(janraintest.User(janrain.ProviderFacebook), tokenURL)

	stranger := send(t, newBrowser(t), http.MethodPost, tokenURL, `{"token":"`+token+`"}`)
	assert.Equal(t, http.StatusBadRequest, stranger.status)
	assert.JSONEq(t, `{"error":"Please sign in again."}`, stranger.body)

	user := send(t, browser, http.MethodPost, tokenURL, `{"token":"`+token+`"}`)
	assert.Equal(t, http.StatusOK, user.status)
	assert.JSONEq(t, `{"identifier":"http://www.facebook.com/profile.php?id=1001"}`, user.body)

	again := send(t, browser, http.MethodPost, tokenURL, `{"token":{}}`)
	assert.Equal(t, http.StatusBadRequest, again.status)
	assert.JSONEq(t, `{"error":"Please sign in again."}`, again.body)
}
