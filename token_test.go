package janrain_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func part(value string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + value + "\r\n"
}

func TestTokenFromRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, method, target, kind, body string
		want                             string // "" for a refusal
	}{
		{"a form", http.MethodPost, "/signin", kit.URLEncoded, "token=abc", "abc"},
		{"a form of UTF-8", http.MethodPost, "/signin", kit.URLEncoded + "; charset=UTF-8", "x=1&token=a%2Bb", "a+b"},
		{"a multipart form", http.MethodPost, "/signin", kit.Multipart, part("abc") + "--b--\r\n", "abc"},
		{"the same token in the query", http.MethodPost, "/signin?token=abc", kit.URLEncoded, "token=abc", "abc"},
		{"another token in the query", http.MethodPost, "/signin?token=evil", kit.URLEncoded, "token=abc", ""},
		{"a token of any shape", http.MethodPost, "/signin", kit.URLEncoded, "token=%20%C3%A9%20", " é "},
		{"a token in the URL only", http.MethodPost, "/signin?token=evil", kit.URLEncoded, "x=1", ""},
		{"two tokens", http.MethodPost, "/signin", kit.URLEncoded, "token=a&token=b", ""},
		{"a token and a file of that name", http.MethodPost, "/signin", kit.Multipart, part("a") + strings.Replace(part("b"), `name="token"`, `name="token"; filename="b"`, 1) + "--b--\r\n", ""},
		{"two tokens in parts", http.MethodPost, "/signin", kit.Multipart, part("a") + part("b") + "--b--\r\n", ""},
		{"an empty token", http.MethodPost, "/signin", kit.URLEncoded, "token=", ""},
		{"a blank token", http.MethodPost, "/signin", kit.URLEncoded, "token=+%09", ""},
		{"no body", http.MethodPost, "/signin", kit.URLEncoded, "", ""},
		{"a GET", http.MethodGet, "/signin?token=abc", kit.URLEncoded, "token=abc", ""},
		{"JSON", http.MethodPost, "/signin", "application/json", `{"token":"abc"}`, "abc"},
		{"no content type", http.MethodPost, "/signin", "", "token=abc", ""},
		{"a form that is broken", http.MethodPost, "/signin", kit.URLEncoded, "token=%zz", ""},
		{"parts that are cut off", http.MethodPost, "/signin", kit.Multipart, part("abc"), ""},
		{"a form that is too large", http.MethodPost, "/signin", kit.URLEncoded, "token=abc&x=" + strings.Repeat("x", 64<<10), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.target, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
			assert.Equal(t, tt.want, token)
			if tt.want != "" {
				require.NoError(t, err)
				return
			}
			kit.RequireTokenError(t, err)
			assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), "what a browser posts is not the developer's fault")
			assert.NotContains(t, err.Error(), "abc")
			assert.NotContains(t, err.Error(), "evil")
		})
	}
	// The limit may be that of something in front, which the developer has to find.
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", http.NoBody)
	r.Header.Set("Content-Type", kit.URLEncoded)
	r.Body = http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("token=abcdefghijklmnopqrstuvwxyz")), 20)
	_, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
	require.ErrorContains(t, err, "is in a form of more than 20 bytes")

	_, err = janrain.TokenFromRequest(nil, nil)
	kit.RequireTokenError(t, err)
}

// FuzzTokenFromRequest: nothing that is posted makes it panic, and the token is exactly the
// one that net/url or encoding/json finds in the body, or net/url in the query of a request
// without a body.
func FuzzTokenFromRequest(f *testing.F) {
	for _, body := range []string{
		"token=abc", "token=a&token=b", "x=1", "token=%zz", "token=+", "token=a;b", "&&token=%00",
		part("abc") + "--b--\r\n", part("a"), "",
		`{"token":"abc"}`, `{"token":"abc","token":"abc"}`, `{"token":["abc"]}`, `{"token":"\ud800"}`, `{"x":1,"token":"abc"}`,
	} {
		for _, query := range []string{"", "token=abc", "token=abc&token=abc", "v=1&token=%zz", "v=1;token=abc"} {
			f.Add(kit.URLEncoded, body, query)
			f.Add(kit.Multipart, body, query)
			f.Add("application/json", body, query)
		}
	}
	f.Add("multipart/form-data", "token=abc", "")
	f.Add("text/plain", "token=abc", "")
	f.Fuzz(func(t *testing.T, kind, body, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header["Content-Type"] = []string{kind}
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		if err != nil {
			assert.Empty(t, token)
			kit.AssertOneLine(t, err)
			return
		}
		assert.NotEmpty(t, strings.TrimSpace(token))
		inQuery, queryErr := url.ParseQuery(query)
		if found := inQuery["token"]; body == "" || len(found) > 0 {
			assert.Equal(t, []string{token}, found)
		}
		if body == "" {
			require.NoError(t, queryErr)
			return
		}
		if strings.HasPrefix(body, "{") && strings.HasPrefix(kind, "application/json") {
			var object map[string]any
			require.NoError(t, json.Unmarshal([]byte(body), &object))
			assert.Equal(t, token, object["token"])
		}
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), kit.URLEncoded) {
			form, err := url.ParseQuery(body)
			require.NoError(t, err)
			assert.Equal(t, []string{token}, form["token"])
		}
	})
}

// Of a form that is not well there is no token, also where its token is: what
// else it meant to say is not known. The reason says what the browser has sent.
func TestATokenBesideSomethingBrokenIsNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, kind, body, reason string }{
		{"a broken escape behind", kit.URLEncoded, "token=abc&x=%zz", "cannot be read"},
		{"a broken escape in front", kit.URLEncoded, "%zz=x&token=abc", "cannot be read"},
		{"a semicolon", kit.URLEncoded, "token=abc&a;b", "cannot be read"},
		{"JSON that is cut off", "application/json", `{"token":"abc"`, "is not an object"},
		{"JSON without a byte", "application/json", "", "is missing"},
		{"a form of plain text", "text/plain", "token=abc", "Content-Type text/plain, want a form or application/json"},
		{"no content type", "", "token=abc", "no valid Content-Type, want a form or application/json"},
		{"a content type of one's own", "application/" + strings.Repeat("a1b2", 9), "token=abc", "an unknown Content-Type, want"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.kind)
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Empty(t, token, tt.name)
		assert.Contains(t, kit.RequireTokenError(t, err).Reason, tt.reason, tt.name)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), tt.name)
	}
}

func TestATokenComesByPOSTOnly(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, "post", ""} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader("token=abc"))
		r.Header.Set("Content-Type", kit.URLEncoded)
		r.Method = method
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Empty(t, token, "by %q", method)
		kit.RequireTokenError(t, err)
	}
}

func TestAFormOfExactly64KiBIsRead(t *testing.T) {
	t.Parallel()
	for more, want := range map[int]string{0: "abc", 1: ""} {
		const before = "token=abc&x="
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(before+strings.Repeat("x", 64<<10-len(before)+more)))
		r.Header.Set("Content-Type", kit.URLEncoded)
		token, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
		assert.Equal(t, want, token, "of %d bytes more: %v", more, err)
	}
}
