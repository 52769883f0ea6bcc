package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A sign-in page on 127.0.0.1 would set its cookies there, but the token is posted to localhost.
func TestOtherHostRedirectsToTheSite(t *testing.T) {
	s := newStage(t)
	elsewhere := strings.Replace(s.url, "localhost", "127.0.0.1", 1)
	b := newBrowser(t, elsewhere)
	b.get("/login?return=%2F%3Fprint%3D7")
	assert.Equal(t, s.url+"/login?return=%2F%3Fprint%3D7", b.at.String())
	b.finish(s, b.tokenURL(), janraintest.User(janrain.ProviderGoogle))
	assert.Equal(t, s.url+"/?print=7", b.at.String(), "the page must be on the site's own host")
}

func TestOnOwnHost(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") })
	for _, tc := range []struct{ site, method, host, path, want string }{
		{"http://localhost:8080", "GET", "localhost:8080", "/login", ""},
		{"http://localhost:8080", "GET", "LOCALHOST:8080", "/login", ""},
		{"http://localhost:8080", "GET", "127.0.0.1:8080", "/", "http://localhost:8080/"},
		{"http://localhost:8080", "HEAD", "[::1]:8080", "/login?a=b%20c&d", "http://localhost:8080/login?a=b%20c&d"},
		{"http://localhost:8080", "GET", "localhost", "/login", "http://localhost:8080/login"},
		{"http://localhost:8080", "GET", "", "/login", "http://localhost:8080/login"},
		{"http://localhost:8080", "GET", "evil.example", "//evil.example/%2Fx", "http://localhost:8080//evil.example/%2Fx"},
		{"http://localhost:8080", "POST", "127.0.0.1:8080", "/signin?state=x", ""},
		{"https://shop.example", "GET", "www.shop.example", "/login", ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tc.method, tc.path, http.NoBody)
		r.Host = tc.host
		w := httptest.NewRecorder()
		onOwnHost(tc.site, page).ServeHTTP(w, r)
		assert.Equal(t, tc.want, w.Header().Get("Location"), "%v", tc)
		if tc.want == "" {
			assert.Equal(t, "page", w.Body.String(), "%v", tc)
			continue
		}
		assert.Equal(t, http.StatusSeeOther, w.Code)
		assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	}
}
