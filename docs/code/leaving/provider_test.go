package leaving

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	googleIssuer    = "https://accounts.google.com"
	microsoftIssuer = "https://login.microsoftonline.com/t/v2.0"
)

const (
	clientID     = "id"
	clientSecret = "the-client-secret"
	accessToken  = "the-access-token"
)

var signingKeys = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

// A provider is all of them: it signs the ID token that the test wants, and says
// at /me what the test wants.
type provider struct {
	t   *testing.T
	url string

	claims map[string]any  // of the next ID token; nil is none
	signer *rsa.PrivateKey // of ID tokens

	me       string
	meStatus int

	refusal       string // instead of a token
	refusalStatus int

	challenges map[string]string // by code
	exchanged  int               // codes
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{t: t, signer: signingKeys()[0], meStatus: http.StatusOK, challenges: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /me", p.saysWhoItIs)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	assert.Equal(p.t, "S256", r.FormValue("code_challenge_method"), "a challenge is not the verifier itself")
	code := "the-code-" + rand.Text()
	p.challenges[code] = r.FormValue("code_challenge")
	back := url.Values{"code": {code}, "state": {r.FormValue("state")}}
	http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.exchanged++
	w.Header().Set("Content-Type", "application/json")
	if p.refusal != "" {
		w.WriteHeader(p.refusalStatus)
		_, _ = io.WriteString(w, p.refusal)
		return
	}
	challenge, known := p.challenges[r.FormValue("code")]
	delete(p.challenges, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error": "invalid_grant"}`)
		return
	}
	answer := map[string]any{"access_token": accessToken, "token_type": "bearer"}
	if p.claims != nil {
		answer["id_token"] = p.idToken()
	}
	assert.NoError(p.t, json.NewEncoder(w).Encode(answer))
}

func (p *provider) idToken() string {
	claims := map[string]any{"iss": googleIssuer, "aud": clientID, "exp": time.Now().Add(time.Hour).Unix()}
	maps.Copy(claims, p.claims)
	text, err := json.Marshal(claims)
	require.NoError(p.t, err)
	return oidctest.SignIDToken(p.signer, "k", "RS256", string(text))
}

func (p *provider) saysWhoItIs(w http.ResponseWriter, r *http.Request) {
	assert.Equal(p.t, "Bearer "+accessToken, r.Header.Get("Authorization"), "the token that the provider gave")
	w.WriteHeader(p.meStatus)
	_, _ = io.WriteString(w, p.me)
}
