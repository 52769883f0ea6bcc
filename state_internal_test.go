package janrain

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzReturnPath: whatever path a sign-in was begun with, and whatever stands in
// a state that somebody wrote, the user stays on the site. What is kept is kept
// as it is.
func FuzzReturnPath(f *testing.F) {
	for _, to := range []string{
		"", "/", "/account?id=1#x", "//h", "///h", `/\h`, `\\h`, `\/h`, "/\t/h", "/\n/h", "/\r\\h", "\t//h", " //h", "/\x00/h", "/\x7f", "/\u0085/h",
		"https://h", "https:/h", "javascript:alert(1)", "h", "?x", "#x", "/ok?x=//y", "/\xff/h", "/\xc0\xafh", "/\ufffd", "/%2f%2fh", "/%5ch", "/%zz//h",
		"/./..//h", "/.//h", "/..", "/./\\h", "/@h", "/:h", "/;//h", "/?//h", "/#//h", "/\u2028/h", "/\u2215h", "/\uff0fh", "/" + strings.Repeat("x", 2000),
	} {
		f.Add(to)
	}
	secret := strings.Repeat("A", secretSize)
	f.Fuzz(func(t *testing.T, to string) {
		state := stateOf(secret, to, "")
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/signin?state="+url.QueryEscape(state), http.NoBody)
		got, ok := stateFrom(r)
		assert.True(t, ok, "a state that was made is taken")
		assert.Equal(t, state, got)

		path := returnPath(state)
		assert.Contains(t, []string{"/", to}, path, "a path is kept as it is, or not at all")
		assert.Equal(t, path, returnPath(stateOf(secret, path, "")), "what was kept once is kept again")
		for _, path := range []string{path, returnPath(secret + "." + base64url.EncodeToString([]byte(to))), returnPath(to)} {
			assertStaysOnSite(t, path)
			w := httptest.NewRecorder()
			http.Redirect(w, r, path, http.StatusSeeOther)
			assertStaysOnSite(t, w.Header().Get("Location"))
		}
	})
}

// assertStaysOnSite reads a path as net/url does, and as browsers do.
func assertStaysOnSite(t *testing.T, path string) {
	t.Helper()
	base := &url.URL{Scheme: "https", Host: "shop.example", Path: "/signin"}
	if u, err := base.Parse(path); err == nil {
		assert.Equal(t, "https://shop.example", u.Scheme+"://"+u.Host, "where net/url goes with %q", path)
		assert.Nil(t, u.User)
	}
	trimmed := strings.TrimFunc(path, func(r rune) bool { return r <= ' ' })
	seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(trimmed)
	require.True(t, strings.HasPrefix(seen, "/") && !strings.HasPrefix(seen, "//"), "where browsers go with %q", path)
}

func TestASecretIsNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		secret := newSecret()
		raw, err := base64url.DecodeString(secret)
		require.NoError(t, err)
		require.Len(t, raw, 32, "256 bits, which nobody guesses")
		require.Len(t, secret, secretSize)
		require.False(t, seen[secret])
		seen[secret] = true
	}
}

// What is taken out of an error's text is the state's secret, whatever else the token
// URL has.
func TestTheStatesInATokenURLAreFound(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("A", secretSize)
	for tokenURL, want := range map[string][]string{
		"https://shop.example/signin?state=" + secret + ".x":                {secret},
		"https://shop.example/signin?estate=1&state=" + secret + ".x":       {secret},
		"https://shop.example/state=1/signin?state=" + secret + ".x&b=1":    {secret},
		"https://shop.example/signin?state=1&state=" + secret + ".x;b=1":    {secret},
		"https://shop.example/\x7f?state=" + secret + ".x":                  {secret},
		"https://a.example/?to=https://b.example/?state%3D" + secret + ".x": {secret},
		"https://shop.example/signin?state=short.x":                         nil,
		"https://shop.example/signin":                                       nil,
	} {
		assert.Equal(t, want, statesIn(tokenURL), tokenURL)
	}
}
