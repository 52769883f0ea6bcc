package janrain

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

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
	const tokenURL = "https://shop.example/signin"
	key := newStateKey(time.Now()).key
	f.Fuzz(func(t *testing.T, to string) {
		made := state{slot: 3, expires: time.Now().Add(stateLife), returnTo: safePath(to)}.sign(key, tokenURL)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/signin?state="+url.QueryEscape(made), http.NoBody)
		got, ok := stateFrom(r)
		require.True(t, ok, "a state that was made is taken")
		assert.Equal(t, made, got.text)
		assert.True(t, got.signedWith(key, tokenURL))

		assert.Contains(t, []string{"/", to}, got.returnTo, "a path is kept as it is, or not at all")
		assert.Equal(t, got.returnTo, safePath(got.returnTo), "what was kept once is kept again")
		forged := state{} // by the user of the browser, who holds the key
		if len(to) <= maxReturnPath {
			forged, ok = parseState(state{returnTo: to}.sign(key, tokenURL))
			require.True(t, ok)
		}
		for _, path := range []string{got.returnTo, cmp.Or(forged.returnTo, "/")} {
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

func TestAKeyIsNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		k := newStateKey(time.Now())
		require.Len(t, k.key, 32, "256 bits, which nobody guesses")
		require.False(t, seen[string(k.key)])
		seen[string(k.key)] = true
	}
}

// A state is redacted in an error's text, whatever else the token URL has.
func TestTheStatesInATokenURLAreFound(t *testing.T) {
	t.Parallel()
	secret, mac := strings.Repeat("A", 60), strings.Repeat("B", 43)
	made, both := secret+"."+mac, []string{secret, mac}
	for tokenURL, want := range map[string][]string{
		"https://shop.example/signin?state=" + made:                         both,
		"https://shop.example/signin?estate=1&state=" + made:                both,
		"https://shop.example/state=1/signin?state=" + made + "&b=1":        both,
		"https://shop.example/signin?state=1&state=" + made + ";b=1":        both,
		"https://shop.example/\x7f?state=" + made:                           both,
		"https://a.example/?to=https://b.example/?state%3D" + made:          both,
		"https://a.example/?to=https%253A%252F%252Fb%253Fstate%253d" + made: both,
		"https://shop.example/signin?state=short.x":                         nil,
		"https://shop.example/signin":                                       nil,
	} {
		assert.Equal(t, want, statesIn(tokenURL), tokenURL)
	}
}
