package janrain

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
)

// FuzzAppDomain gives NewClient's parser any text: keys go to what it takes, so
// that must be one host, the same for every reader, and over TLS.
func FuzzAppDomain(f *testing.F) {
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
		base, fault := baseURL(domain)
		require.NotEqual(t, base == "", fault == "", "a base or what is wrong: %q, %q", base, fault)
		if fault != "" {
			assertAppDomainRefused(t, domain, fault)
			return
		}
		u, err := url.Parse(base)
		require.NoError(t, err)
		assert.Equal(t, &url.URL{Scheme: u.Scheme, Host: u.Host}, u, "nothing but a scheme and a host")
		assert.Equal(t, u.Scheme+"://"+u.Host, base, "and these as they are")
		assert.Contains(t, domain, u.Host, "the host is the one that was given")
		assert.NotEmpty(t, u.Hostname())
		if u.Scheme != "https" {
			assert.Equal(t, "http", u.Scheme)
			assert.True(t, strings.EqualFold(u.Hostname(), "localhost") || net.ParseIP(u.Hostname()).IsLoopback(), "%q would get the keys in the clear", base)
		}
		again, fault := baseURL(base)
		assert.Empty(t, fault, "what was taken once is taken again")
		assert.Equal(t, base, again)

		// What stands in front of the path must not run into it.
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+authInfo.path, http.NoBody)
		require.NoError(t, err)
		assert.Equal(t, u.Host, r.URL.Host, "the host of the request")
		assert.Equal(t, u.Host, r.Host, "the host that the request names")
		assert.Equal(t, authInfo.path, r.URL.Path)
		assert.Nil(t, r.URL.User)
		if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
			host, dialled, err := net.SplitHostPort(u.Host)
			require.NoError(t, err, "net must find a port where net/url does")
			assert.Equal(t, port, dialled)
			assert.Equal(t, u.Hostname(), host)
		}
	})
}

// assertAppDomainRefused makes sure that the reason does not quote what was
// given, which may be a key in the wrong place.
func assertAppDomainRefused(t *testing.T, domain, fault string) {
	t.Helper()
	client, err := NewClient(domain, "key")
	assert.Nil(t, client)
	assert.EqualError(t, err, "janrain: NewClient: appDomain "+fault)
	assert.Contains(t, []string{
		"is empty", "is not a domain", "is not a domain, it has no dot", "has a scheme that is not https",
		"must be https, the keys travel in the request; http is for a loopback host only",
		"has user info in it, give the keys as arguments", "has a path in it, give the domain alone",
		"has a query in it, give the domain alone", "has a fragment in it, give the domain alone",
		"has a character in it that no domain has; write an international one in its xn-- form",
	}, fault)
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

// FuzzKey gives the check of keys any text: what it takes a person can see,
// and it reaches the service as it is, in a form, in a header and as a
// password.
func FuzzKey(f *testing.F) {
	fuzzTexts(f)
	f.Fuzz(func(t *testing.T, key string) {
		fault := keyFault(key)
		require.Contains(t, []string{"", "is empty", "has white space at an end", "has a character in it that cannot be seen"}, fault, "no part of the key is in the reason")
		if fault != "" {
			return
		}
		assert.True(t, utf8.ValidString(key), "%q", key)
		assert.Equal(t, strings.TrimSpace(key), key, "white space at an end")
		for _, r := range key {
			assert.False(t, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp), "%q has %U in it", key, r)
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
		assert.Len(t, read.Header, 3, "%q must not make a header of its own: %q", key, read.Header)
	})
}

// FuzzParams gives the checks of params any texts: what is refused is refused
// by name and not quoted, what is taken keeps its tags' promises.
func FuzzParams(f *testing.F) {
	fuzzTexts(f)
	f.Fuzz(func(t *testing.T, text string) {
		const good = "good"
		assertChecked(t, AuthInfoParams{Token: text}, strings.TrimSpace(text) != "")
		assertChecked(t, AuthInfoParams{Token: good, TokenURL: text}, text == "" || isAddress(text))
		assertChecked(t, AccessTokenParams{Identifier: text, Token: good}, isAddress(text))
		assertChecked(t, &FacebookProperties{AppID: good, Secret: text}, isVisible(text))
		assertChecked(t, FacebookProperties{AppID: good, Secret: good, UninstallURL: text}, text == "" || isAddress(text))
		assertChecked(t, LiveIDProperties{AppID: good, Secret: text, PrivacyPolicyURL: "https://shop.example/"}, text == "" || isVisible(text))
		assertChecked(t, ConsumerProperties{Provider: Provider(text), ConsumerKey: good, Secret: good}, isVisible(text))
		require.Equal(t, isAddress(text), absoluteURL(text), "%q", text)
	})
}

// assertChecked runs the checks, and holds the reason against those that there
// are.
func assertChecked(t *testing.T, params any, good bool) {
	t.Helper()
	err := checkParams("m", params)
	if good {
		require.NoError(t, err)
		return
	}
	refused, ok := err.(*ParamError) //nolint:errorlint // it is not wrapped
	require.True(t, ok, "%T must be refused", params)
	assert.NotEmpty(t, refused.Field)
	assert.NotEmpty(t, refused.Parameter)
	assert.Contains(t, []string{
		"is missing", "is empty", "has white space at an end", "has a character in it that cannot be seen", "is not an absolute URL",
	}, refused.Reason, "the reason quotes nothing")
}

// isVisible says in another way what a key is: no more than what can be seen,
// and spaces between.
func isVisible(text string) bool {
	visible := func(r rune) bool {
		blank := r == '\u2800' || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
		return r != utf8.RuneError && !blank && unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs)
	}
	hidden := strings.ContainsFunc(text, func(r rune) bool { return !visible(r) })
	return text != "" && text == strings.TrimSpace(text) && !hidden
}

// isAddress says in another way what an absolute URL is.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || !isVisible(text) {
		return false
	}
	scheme, rest, ok := strings.Cut(text, "://")
	host, _, _ := strings.Cut(rest, "/")
	return ok && scheme != "" && host != "" && strings.EqualFold(u.Scheme, scheme) && u.Hostname() != ""
}
