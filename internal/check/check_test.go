package check_test

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/check"
)

// FuzzBaseURL passes any text as a domain. Keys are sent to an accepted domain, so it must be one
// host, the same for every parser, with TLS.
func FuzzBaseURL(f *testing.F) {
	for _, domain := range []string{
		"", "example.rpxnow.com", "https://example.rpxnow.com/", "HTTPS://Example.RPXNow.com", "example.rpxnow.com:8443", "example.rpxnow.com.", "login.example:0", "login.example:",
		"http://localhost:8080", "http://127.0.0.1", "http://[::1]:80", "http://[::ffff:127.0.0.1]", "http://127.1", "http://0x7f.0.0.1", "http://2130706433", "http://localhost.",
		"http://localhost.evil.example", "[::1%25lo]", "[::1", "::1", "[1.2.3.4]", "https://user:password@host", "host@evil.example", "host/../path", "host\\evil.example", "host?query", "host#fragment",
		"https://https://host", "https:host", "//host", "ftp://host", "javascript://host", "host name", "host\x00", "host\r\nX: y", "höst.example", "xn--hst-sna.example", "host%2eexample", "。", "a..b", ".", "-",
		"a:b:443", "host:65536", "host:00443", "host:+443", "host:4 43", strings.Repeat("a.", 130) + "b", strings.Repeat("a", 64) + ".example",
	} {
		f.Add(domain)
	}
	f.Fuzz(func(t *testing.T, domain string) {
		base, err := check.BaseURL(domain)
		if err != nil {
			assert.Empty(t, base)
			assert.Contains(t, domainErrors, err.Error(), "the error must not quote the value, which may be a key")
			return
		}
		u, err := url.Parse(base)
		require.NoError(t, err)
		assert.Equal(t, &url.URL{Scheme: u.Scheme, Host: u.Host}, u, "an accepted URL has only a scheme and a host")
		assert.Equal(t, u.Scheme+"://"+u.Host, base, "the scheme and the host must not change")
		assert.Contains(t, domain, u.Host, "the host must be the given one")
		assert.NotEmpty(t, u.Hostname())
		if u.Scheme != "https" {
			assert.Equal(t, "http", u.Scheme)
			assert.True(t, strings.EqualFold(u.Hostname(), "localhost") || net.ParseIP(u.Hostname()).IsLoopback(),
				"%q would receive the keys unencrypted", base)
		}
		again, err := check.BaseURL(base)
		require.NoError(t, err, "an accepted URL must be accepted again")
		assert.Equal(t, base, again)

		// The path must not become part of the host.
		const path = "/api/v2/auth_info"
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, http.NoBody)
		require.NoError(t, err)
		assert.Equal(t, u.Host, r.URL.Host, "the host of the request")
		assert.Equal(t, u.Host, r.Host, "the Host header of the request")
		assert.Equal(t, path, r.URL.Path)
		assert.Nil(t, r.URL.User)
		if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
			host, dialled, err := net.SplitHostPort(u.Host)
			require.NoError(t, err, "net and net/url must agree on the port")
			assert.Equal(t, port, dialled)
			assert.Equal(t, u.Hostname(), host)
		}
	})
}

var domainErrors = []string{
	"is empty", "is not a domain", "is not a domain, it has no dot", "has a scheme that is not https",
	"must be https because requests contain keys; http is only for loopback hosts",
	"has user info, pass the keys as arguments", "has a path, pass the domain alone",
	"has a query, pass the domain alone", "has a fragment, pass the domain alone",
	"has an invalid character; write an international domain in its xn-- form",
}

func fuzzTexts(f *testing.F) {
	f.Helper()
	for _, text := range []string{
		"", "key", " ", " key", "key\r", "key\n", "key\t", "k\tey", "k ey", "\u00a0key", "k\u00a0ey", "key\u2028", "k\u200bey", "k\u00adey", "\ufeffkey", "k\x00ey", "k\x7fey", "k\u0085ey",
		"k\xffey", "\ufffd", "k\u202eey", "\U000e0041", "é漢🙂", "e\u0301", "+%&=;:/?#@", `"'\<>`, "id:secret",
		"https://shop.example/", "HTTPS://SHOP.EXAMPLE", "//shop.example", "shop.example", "https:shop.example", "https://", "https://shop.example/\x7f", "https://shop.example/ x", "http://[::1", "mailto:a@b.example",
		"https://%zz", "https://user@shop.example:99999/%2f?q#f", "javascript://shop.example/%0aalert(1)",
	} {
		f.Add(text)
	}
}

// FuzzKey passes any text as a key. An accepted key is visible text and reaches the service
// unchanged in a form, in a header and as a password.
func FuzzKey(f *testing.F) {
	fuzzTexts(f)
	f.Fuzz(func(t *testing.T, key string) {
		err := check.Key(key)
		if err != nil {
			texts := []string{"is empty", "has leading or trailing white space", "has an invisible character"}
			require.Contains(t, texts, err.Error(), "the error must not quote the key")
			return
		}
		assert.True(t, utf8.ValidString(key), "%q", key)
		assert.Equal(t, strings.TrimSpace(key), key, "an accepted key has no leading or trailing white space")
		for _, r := range key {
			assert.False(t, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp),
				"%q contains %U", key, r)
		}
		values, err := url.ParseQuery(url.Values{"apiKey": {key}}.Encode())
		require.NoError(t, err)
		assert.Equal(t, url.Values{"apiKey": {key}}, values)

		var wire bytes.Buffer
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://login.example/", http.NoBody)
		require.NoError(t, err)
		r.Header.Set("User-Agent", key)
		r.SetBasicAuth("client-id", key)
		require.NoError(t, r.Write(&wire))
		read, err := http.ReadRequest(bufio.NewReader(&wire))
		require.NoError(t, err)
		_, password, ok := read.BasicAuth()
		assert.True(t, ok)
		assert.Equal(t, key, password)
		assert.Equal(t, key, read.UserAgent())
		assert.Len(t, read.Header, 3, "%q must not add a header: %q", key, read.Header)
	})
}

func TestEachFunctionAcceptsAndRejects(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		check        func(string) error
		good, others []string
	}{
		"Key":    {check.Key, []string{"k", "a key", "é漢🙂"}, []string{"", " k", "k\r", "k\u200by", "k\xff"}},
		"Word":   {check.Word, []string{"facebook", "*.shop.example"}, []string{"", "a,b", "a b", "a\u00a0b", "k\r"}},
		"Email":  {check.Email, []string{"ada@shop.example"}, []string{"", "ada", "Ada <ada@shop.example>", " ada@shop.example"}},
		"Domain": {check.Domain, []string{"shop.example", "shop", "::1", "10.0.0.1", "a_b.example."}, []string{"", "shop.example:80", "a..b", "a/b", "a@b", "höst"}},
		"Host":   {check.Host, []string{"shop.example", "shop.example:80", "[::1]:80"}, []string{"", "shop.example:", "shop.example:0", "shop.example:65536", "a b", "a#b"}},
		"URL":    {check.URL, []string{"https://shop.example/x?y#z", "app://host"}, []string{"", "/x", "shop.example", "mailto:a@b.example", "https:///x", "https://shop.example/ "}},
		"TokenURL": {
			check.TokenURL, []string{"https://shop.example/signin?v=1", "http://localhost:8080/", "http://[::1]/"},
			[]string{"", "http://shop.example/", "ftp://shop.example/", "https://a@shop.example/", "https://shop.example/#", "https://shop.example/?%zz", "https://shop.example:0/", "https://shop.example/ü"},
		},
		"Path": {check.Path, []string{"api/v2/map", "plugin/create_rp/", "a.b/c"}, []string{"", "a//b", "a/..", "a/./b", "a%2fb", "a?b", "a;b"}},
	} {
		for _, s := range tt.good {
			require.NoError(t, tt.check(s), "%s(%q)", name, s)
		}
		for _, s := range tt.others {
			require.Error(t, tt.check(s), "%s(%q)", name, s)
		}
		if empty := tt.check(""); name == "Key" || name == "TokenURL" || name == "Path" {
			require.ErrorIs(t, empty, check.ErrEmpty, name)
		}
	}
	_, err := check.BaseURL("")
	require.ErrorIs(t, err, check.ErrEmpty)
}
