package tokens

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestTheDocumentsCodeIsTheCodeThatIsTested(t *testing.T) {
	document, err := os.ReadFile("../../providers.md")
	require.NoError(t, err)
	code, err := os.ReadFile("client.go")
	require.NoError(t, err)
	_, function, found := strings.Cut(string(code), "\n// providerClient")
	require.True(t, found)
	assert.Contains(t, string(document), "```go\n// providerClient"+function+"```")
}

// A provider refreshes tokens at /token, and notes with which token /me is called.
type provider struct {
	*httptest.Server
	calls, refreshed []string
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		p.refreshed = append(p.refreshed, r.PostFormValue("refresh_token"))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"fresh","token_type":"Bearer","expires_in":3600}`))
	})
	mux.HandleFunc("GET /me", func(_ http.ResponseWriter, r *http.Request) {
		p.calls = append(p.calls, r.Header.Get("Authorization"))
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) config() *oauth2.Config {
	return &oauth2.Config{ClientID: "id", ClientSecret: "secret", Endpoint: oauth2.Endpoint{TokenURL: p.URL + "/token"}}
}

// credentials are those of a provider, as the service sends them.
func credentials(t *testing.T, p janrain.Provider, members map[string]any) janrain.AccessCredentials {
	t.Helper()
	text, err := json.Marshal(members)
	require.NoError(t, err)
	c, err := janrain.UnmarshalCredentials(p, text)
	require.NoError(t, err)
	return c
}

func TestAProviderIsCalledWithATokenThatHasNotExpired(t *testing.T) {
	past, future := time.Now().Add(-time.Minute), time.Now().Add(time.Hour)
	const service = "2006-01-02 15:04:05.000000 -0700"
	for name, tt := range map[string]struct {
		members          map[string]any
		calls, refreshed []string
		err              string
	}{
		"a good token":                      {members: map[string]any{"accessToken": "at", "expires": future.Unix()}, calls: []string{"Bearer at"}},
		"a good token, in milliseconds":     {members: map[string]any{"accessToken": "at", "expires": future.UnixMilli()}, calls: []string{"Bearer at"}},
		"a token without a time":            {members: map[string]any{"accessToken": "at"}, calls: []string{"Bearer at"}},
		"a token with a lifetime":           {members: map[string]any{"accessToken": "at", "expires": 5183999}, calls: []string{"Bearer at"}},
		"a token of OAuth 2 in oauthToken":  {members: map[string]any{"oauthToken": "at"}, calls: []string{"Bearer at"}},
		"an expired token":                  {members: map[string]any{"accessToken": "at", "expires": past.Unix()}, err: "expired"},
		"an expired token, in milliseconds": {members: map[string]any{"accessToken": "at", "expires": past.UnixMilli()}, err: "expired"},
		"an expired token, as the service writes times": {
			members: map[string]any{"accessToken": "at", "expires": past.Format(service)}, err: "expired",
		},
		"an expired token that can be refreshed": {
			members: map[string]any{"accessToken": "at", "expires": past.Unix(), "refreshToken": "rt"},
			calls:   []string{"Bearer fresh"}, refreshed: []string{"rt"},
		},
		"a token of OAuth 1": {members: map[string]any{"oauthToken": "ot", "oauthTokenSecret": "os"}, err: "OAuth 1"},
		"no token":           {members: map[string]any{"uid": "7"}, err: "no access token"},
	} {
		for _, specifier := range []janrain.Provider{janrain.ProviderFacebook, janrain.ProviderMicrosoftAccount, janrain.ProviderLinkedIn, "bravenew"} {
			t.Run(name+" of "+string(specifier), func(t *testing.T) {
				p := newProvider(t)
				err := call(t, p, credentials(t, specifier, tt.members))
				if tt.err != "" {
					require.ErrorContains(t, err, tt.err)
				} else {
					require.NoError(t, err)
				}
				assert.Equal(t, tt.calls, p.calls, "the tokens that were sent")
				assert.Equal(t, tt.refreshed, p.refreshed)
			})
		}
	}
}

// call makes a call as the user.
func call(t *testing.T, p *provider, c janrain.AccessCredentials) error {
	t.Helper()
	client, err := providerClient(t.Context(), p.config(), c)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/me", http.NoBody)
	require.NoError(t, err)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// The users of the fake have credentials of each provider, and some have none.
func TestAProviderIsCalledAsEachUser(t *testing.T) {
	for _, specifier := range janraintest.Providers() {
		p := newProvider(t)
		c := janraintest.User(specifier).AccessCredentials
		err := call(t, p, c)
		if c == nil || c.Tokens().OAuth1 || c.Tokens().AccessToken == "" {
			require.Error(t, err, "%s", specifier)
			assert.Empty(t, p.calls)
			continue
		}
		require.NoError(t, err, "%s", specifier)
		assert.Equal(t, []string{"Bearer " + c.Tokens().AccessToken}, p.calls, "%s", specifier)
	}
}
