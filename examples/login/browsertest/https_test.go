package browsertest

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startAppBehindTLS starts the program behind a proxy that speaks https, as in
// production.
func startAppBehindTLS(t *testing.T) *app {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	inside := listener.Addr().String()
	require.NoError(t, listener.Close(), "its port is for the program")
	proxy := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: inside})
		r.Out.Host = r.In.Host
	}})
	proxy.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser distrusts the certificate at first, and hangs up
	proxy.StartTLS()
	t.Cleanup(proxy.Close)
	return startApp(t, "-addr", inside, "-url", strings.Replace(proxy.URL, "127.0.0.1", "localhost", 1))
}

// With https the cookies have the prefix __Host-, which a browser takes only if
// they are secure, for all of the site and of no domain.
func TestBehindTLSTheBrowserTakesAndSendsTheHostCookies(t *testing.T) {
	a := startAppBehindTLS(t)
	require.Regexp(t, "^https://localhost:", a.url)
	v := newVisitor(t)
	call(v, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true})
	v.signIn(a, "Google")
	v.takeProblems() // the fake's photo is http

	post := v.sent(http.MethodPost, a.url+"/signin")[0]
	assert.Equal(t, "cross-site", post.headers.Get("Sec-Fetch-Site"))
	assert.NotContains(t, post.headers.Get("Cookie"), "janrain-state")
	get := v.sent(http.MethodGet, a.url+"/signin")[0]
	assert.Contains(t, get.headers.Get("Cookie"), "__Host-janrain-state-")
	assert.Contains(t, get.headers.Get("Cookie"), "__Host-janrain-token-")
	cookies := v.cookies(a)
	require.Len(t, cookies, 1, "the two of the sign-in are spent")
	require.Contains(t, cookies, "__Host-session")
	assert.True(t, cookies["__Host-session"].Secure)
}
