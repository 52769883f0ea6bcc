package janraintest_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/janraintest"
)

// markup is text that a page must never contain unescaped.
var markup = []string{"</script><b>", "<img", "onerror=\"", "\u2028"}

// The token URL passes through three pages and must not change, because the token is bound to it.
func TestTokenURLArrivesUnchanged(t *testing.T) {
	srv := newServer(t)
	for _, query := range []string{
		"state=a.b", "a=1&b=2", "a=1&amp;b=2", `q="x"`, "q='x'", "q=</script><b>", "q=%3Cb%3E%22", "q=a+b%20c", "q=é", "q=;,:@!$()*", "q={{.}}", `q=\u003c`,
	} {
		t.Run(query, func(t *testing.T) {
			var posted *http.Request
			app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm() // net/http reports an error for a query with a semicolon
				posted = r
			}))
			t.Cleanup(app.Close)
			tokenURL := app.URL + "/signin?" + query

			status, page := open(t, srv.URL+"/openid/v2/signin?"+url.Values{"token_url": {tokenURL}}.Encode())
			require.Equal(t, http.StatusOK, status, page)
			links := starts(t, page, tokenURL)
			require.Len(t, links, len(janraintest.Providers()), "every link must have the token URL")
			_, consent := open(t, srv.URL+links[0].String())
			action, fields := form(t, consent)
			assert.Equal(t, tokenURL, fields.Get("token_url"))
			fields.Set("answer", "allow")
			_, back := post(t, srv, action, fields)
			for _, page := range []string{page, consent, back} {
				for _, bad := range markup {
					assert.NotContains(t, page, bad, "the token URL must be escaped")
				}
			}

			action, fields = form(t, back)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, action, strings.NewReader(fields.Encode()))
			require.NoError(t, err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			send(t, req)
			require.NotNil(t, posted)
			own, found := strings.CutSuffix(posted.URL.RawQuery, "&token="+posted.PostForm.Get("token"))
			assert.True(t, found, "the query must also end with the token: %s", posted.URL.RawQuery)
			got, err := url.QueryUnescape(own)
			require.NoError(t, err)
			want, err := url.QueryUnescape(query)
			require.NoError(t, err)
			assert.Equal(t, want, got, "the application's own query must be kept")
			status, answer := post(t, srv, "/api/v2/auth_info", url.Values{
				"apiKey": {srv.APIKey}, "token": posted.PostForm["token"], "tokenUrl": {tokenURL},
			})
			assert.Equal(t, http.StatusOK, status, "the token must be bound to exactly this token URL: %s", answer)
		})
	}
}

func TestUserIsEscapedInPages(t *testing.T) {
	const bad = `"><img src=x onerror="alert(1)"></script><b>`
	user := janraintest.User("own")
	user.Profile.DisplayName, user.Profile.Email, user.Profile.Identifier = bad, bad, "https://own.example/"+bad
	srv := newServer(t, janraintest.WithUsers(user))
	status, page := open(t, signIn(t, srv).ProviderURL("own"))
	require.Equal(t, http.StatusOK, status)
	for _, bad := range markup {
		assert.NotContains(t, page, bad)
	}
	assert.Contains(t, page, "<b>"+html.EscapeString(bad)+"</b>")
}

func TestURLIsEscapedInPages(t *testing.T) {
	const bad = `"><img src=x onerror="alert(1)"></script><b>`
	srv := newServer(t)
	query := "?" + url.Values{"token_url": {tokenURL}, "refused": {bad}}.Encode()
	for _, path := range []string{"/openid/v2/signin", "/openid/embed", "/" + url.PathEscape(bad) + "/start"} {
		status, page := open(t, srv.URL+path+query)
		assert.Equal(t, http.StatusOK, status, path)
		for _, bad := range markup {
			assert.NotContains(t, page, bad, path)
		}
	}
}
