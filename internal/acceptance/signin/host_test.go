package signin

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// The most common misconfiguration: a browser does not send the cookie of one host to
// another. Ports are not part of it.
func TestASignInPageOnAnotherHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tokenURL, host string
		want           janrain.StateReason
		named          string // the host in the error
	}{
		{"http://localhost:8080/signin", "127.0.0.1:8080", janrain.StateOtherHost, "127.0.0.1"},
		{"http://127.0.0.1:8080/signin", "localhost:8080", janrain.StateOtherHost, "localhost"},
		{"http://127.0.0.1:8080/signin", "[::1]:8080", janrain.StateOtherHost, "::1"},
		{"https://shop.example/signin", "www.shop.example", janrain.StateOtherHost, "www.shop.example"},
		{"https://www.shop.example/signin", "shop.example", janrain.StateOtherHost, "shop.example"},
		{"https://shop.example/signin", "WWW.Shop.Example:443", janrain.StateOtherHost, "www.shop.example"},
		{"https://shop.example/signin", "backend:9000", janrain.StateOtherHost, "backend"},
		{"https://shop.example/signin", "shop.example.", janrain.StateOtherHost, "shop.example."},
		{"https://shop.example/signin", "shop.example", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", "SHOP.example:443", janrain.StateNoCookie, ""},
		{"HTTPS://Shop.Example:8443/signin", "shop.example", janrain.StateNoCookie, ""},
		{"http://localhost:8080/signin", "localhost:3000", janrain.StateNoCookie, ""},
		{"http://[::1]:8080/signin", "[::1]", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", "", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", "evil.example\n", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", "<b>evil", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", "a..b", janrain.StateNoCookie, ""},
		{"https://shop.example/signin", strings.Repeat("a.", 200) + "example", janrain.StateNoCookie, ""},
	} {
		s := kit.NewDirectSite(t, tt.tokenURL, kit.RespondWith(kit.Success))
		there, here := kit.CookieJar{}, kit.CookieJar{} // the browser's cookies for each host
		tokenURL := s.BeginAt(t, there, tt.host)
		s.Post(t, here, tokenURL, kit.Token)
		s.Open(t, here, tokenURL)
		err := s.LastErr(t)
		require.Equal(t, tt.want, reasonIn(t, err), "of %q for %s", tt.host, tt.tokenURL)
		kit.AssertOneLine(t, err)
		why, _ := errors.AsType[*janrain.StateError](err)
		assert.Equal(t, tt.named, why.SignInHost)
		if tt.named != "" {
			require.ErrorContains(t, err, `"`+tt.named+`"`, "the log names both hosts")
			require.ErrorContains(t, err, `"`+why.TokenHost+`"`)
			require.ErrorContains(t, err, "proxy", "which may have changed the Host header")
		}

		s.Open(t, there, tokenURL) // a cookie of an earlier sign-in on the right host does not hide it
		for range 8 {
			s.BeginAt(t, here, "")
		}
		s.Open(t, here, tokenURL)
		if tt.want == janrain.StateOtherHost {
			assert.Equal(t, janrain.StateOtherHost, reasonIn(t, s.LastErr(t)))
		}
	}
}

// With its cookie a sign-in succeeds, whatever a proxy has made of the Host header.
func TestASignInBehindAProxyThatRewritesTheHost(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar := kit.CookieJar{}
	tokenURL := s.BeginAt(t, jar, "backend:9000")
	s.Post(t, jar, tokenURL, kit.Token)
	assert.Equal(t, http.StatusOK, s.Open(t, jar, tokenURL))
}

// Anybody can write a host into a state. The log shows no more than a short name.
func TestAHostThatIsMadeUp(t *testing.T) {
	t.Parallel()
	for _, host := range []string{strings.Repeat("a", 63) + "." + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63), "x"} {
		err := &janrain.StateError{Reason: janrain.StateOtherHost, SignInHost: host, TokenHost: host}
		kit.AssertOneLine(t, err)
		assert.Less(t, len(err.Error()), 500)
		require.ErrorContains(t, err, host[:min(len(host), 60)])
	}
}
