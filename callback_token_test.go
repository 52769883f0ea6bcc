package janrain_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// The service posts the token in the body and in the query. A page of the application itself
// posts it as JSON.
func TestACallbackTakesTheTokenFromTheBody(t *testing.T) {
	t.Parallel()
	for name, post := range map[string]func(token string) (query, kind, body string){
		"body and query": func(token string) (string, string, string) {
			return "&token=" + token, kit.URLEncoded, "token=" + token
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
				s := kit.NewSite(t, kit.SiteConfig{Query: configured})
				b := kit.NewBrowser(t, s)
				tokenURL := b.Begin(t, "/account")
				query, kind, body := post(s.Issue(tokenURL))
				page := b.PostAs(t, tokenURL+query, kind, body)
				require.Equal(t, http.StatusSeeOther, page.Status, page.Body)
				b.Get(t, page.Header.Get("Location"))
				assert.Equal(t, "/account", s.Only(t).ReturnTo)
			})
		}
	}
}

// A browser always posts a body: a token in the query alone is not the service's.
func TestACallbackRejectsATokenInTheQueryAlone(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	for name, post := range map[string]struct{ query, kind, body string }{
		"no body":           {"&token=abc", "", ""},
		"an empty form":     {"&token=abc", kit.URLEncoded, ""},
		"another token":     {"&token=evil", kit.URLEncoded, "token=abc"},
		"two in the query":  {"&token=abc&token=abc", kit.URLEncoded, "token=abc"},
		"another than JSON": {"&token=evil", "application/json", `{"token":"abc"}`},
		"plain text":        {"", "text/plain", `{"token":"abc"}`},
	} {
		b := kit.NewBrowser(t, s)
		page := b.PostAs(t, b.Begin(t, "/")+post.query, post.kind, post.body)
		assert.Equal(t, http.StatusBadRequest, page.Status, name)
		err := s.TakeErr(t)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), name)
		kit.RequireTokenError(t, err)
	}
	assert.Empty(t, s.Service.Requests(), "nothing is exchanged")
}
