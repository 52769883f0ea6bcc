package janrain_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// postAs posts a body to the token URL without cookies, as the service's page does.
func (b *browser) postAs(t *testing.T, target, kind, body string) browserPage {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", kind)
	return b.send(t, r)
}

// The service posts the token in the body and in the query. A page of the application itself
// posts it as JSON.
func TestACallbackTakesTheTokenFromTheBody(t *testing.T) {
	t.Parallel()
	for name, post := range map[string]func(token string) (query, kind, body string){
		"body and query": func(token string) (string, string, string) {
			return "&token=" + token, urlencoded, "token=" + token
		},
		"JSON": func(token string) (string, string, string) {
			return "", "application/json", `{"token":"` + token + `"}`
		},
		"JSON and query": func(token string) (string, string, string) {
			return "&token=" + token, "application/json", `{"token":"` + token + `"}`
		},
	} {
		for _, configured := range []string{"?v=1", "?token=of-the-shop"} {
			t.Run(name+" "+configured, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, siteConfig{query: configured})
				b := newBrowser(t, s)
				tokenURL := b.begin(t, "/account")
				query, kind, body := post(s.issue(tokenURL))
				page := b.postAs(t, tokenURL+query, kind, body)
				require.Equal(t, http.StatusSeeOther, page.status, page.body)
				b.get(t, page.header.Get("Location"))
				assert.Equal(t, "/account", s.only(t).returnTo)
			})
		}
	}
}

// A browser always posts a body: a token in the query alone is not the service's.
func TestACallbackRejectsATokenInTheQueryAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, siteConfig{})
	for name, post := range map[string]struct{ query, kind, body string }{
		"no body":           {"&token=abc", "", ""},
		"an empty form":     {"&token=abc", urlencoded, ""},
		"another token":     {"&token=evil", urlencoded, "token=abc"},
		"two in the query":  {"&token=abc&token=abc", urlencoded, "token=abc"},
		"another than JSON": {"&token=evil", "application/json", `{"token":"abc"}`},
		"plain text":        {"", "text/plain", `{"token":"abc"}`},
	} {
		b := newBrowser(t, s)
		page := b.postAs(t, b.begin(t, "/")+post.query, post.kind, post.body)
		assert.Equal(t, http.StatusBadRequest, page.status, name)
		err := s.takeErr(t)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), name)
		requireTokenError(t, err)
	}
	assert.Empty(t, s.service.Requests(), "nothing is exchanged")
}
