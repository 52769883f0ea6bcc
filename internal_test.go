package janrain

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/redact"
)

// paramsTypes are all that callers can give to a call.
var paramsTypes = []any{
	AuthInfoParams{}, AccessTokenParams{},
	FacebookProperties{}, LiveIDProperties{}, PayPalProperties{}, YahooProperties{}, ConsumerProperties{},
	UserDataParams{}, ContactsParams{}, MapParams{}, UnmapParams{}, MappingsParams{},
	SetAppSettingsParams{}, DomainPatternsParams{}, SetAuthProvidersParams{}, LookupRPParams{}, OAuthTokenParams{},
	CreateAppParams{}, ResetAPIKeyParams{}, AddDomainParams{}, VerifyDomainParams{},
	AddAdminParams{}, DeleteAdminParams{}, CreateInviteParams{},
	ProviderPropertiesParams{}, ProviderPermissionsParams{}, SetProviderPermissionsParams{},
	AuthInfosParams{}, AnalyticsAccessParams{}, ActivityParams{}, SetStatusParams{}, SetBackplanePropertiesParams{},
	ShareBroadcastParams{}, ShareDirectParams{}, ShareCountParams{}, SetShareProvidersParams{},
}

func TestParamsTypesAreThoseOfEveryMethod(t *testing.T) {
	t.Parallel()
	known := map[reflect.Type]bool{}
	for _, params := range paramsTypes {
		known[reflect.TypeOf(params)] = true
	}
	for method := range reflect.TypeFor[*Client]().Methods() {
		if method.Type.NumIn() == 3 && method.Type.In(2).Kind() == reflect.Struct {
			assert.True(t, known[method.Type.In(2)], "%s takes params that are not among those tested here", method.Name)
		}
	}
}

// A new params struct with a secret in it has to be entered in two places; who
// forgets one is told here.
func TestEverySecretParameterIsTakenOutOfErrors(t *testing.T) {
	t.Parallel()
	personal := []string{"openid", "username", "filename", "primaryKey"} // not printed, and no secret
	for _, params := range paramsTypes {
		for field := range reflect.TypeOf(params).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
			rules := strings.Split(field.Tag.Get("check"), ",")
			pasted := slices.Contains(rules, "key") || name == "token"
			if !pasted && name != "tokens" || field.Tag.Get("print") != "" || slices.Contains(personal, name) {
				continue
			}
			assert.True(t, redact.NamesSecret(name), "%T.%s is a key that is not printed, so it is a secret", params, field.Name)
		}
	}
}

// A tag that is misspelled would switch a check off without a word.
func TestParamsHaveNoTagThatNobodyReads(t *testing.T) {
	t.Parallel()
	for _, params := range paramsTypes {
		for field := range reflect.TypeOf(params).Fields() {
			assert.NotEmpty(t, field.Tag.Get("url"), "%T.%s needs the name of its parameter", params, field.Name)
			for rule := range strings.SplitSeq(field.Tag.Get("check"), ",") {
				assert.Contains(t, []string{"", "required", "key", "url", "email", "domain", "list"}, rule, "of %T.%s", params, field.Name)
			}
			assert.Contains(t, []string{"", "yes"}, field.Tag.Get("print"), "of %T.%s", params, field.Name)
		}
	}
}

func TestCheckParamsTakesNilForNothingAndATypedNilForAMistake(t *testing.T) {
	t.Parallel()
	require.NoError(t, checkParams("m", nil), "a call without params has nothing to check")
	err := checkParams("m", (*FacebookProperties)(nil))
	require.ErrorIs(t, err, ErrMissingParameter)
	require.ErrorContains(t, err, "FacebookProperties")
	require.Error(t, checkParams("m", &FacebookProperties{}), "a pointer is looked behind")
}

// unencodable is a field that go-querystring gives up on.
type unencodable string

func (u unencodable) EncodeValues(string, *url.Values) error {
	return errors.New("cannot: " + string(u))
}

func TestParamsThatCannotBeEncodedAreRefused(t *testing.T) {
	t.Parallel()
	service := httpmock.NewMockTransport()
	client, err := NewClient("example.rpxnow.com", "key", WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	err = client.call(t.Context(), authInfo, struct {
		Token unencodable `url:"token"`
	}{"canary"}, nil)
	var refused *ParamError
	require.ErrorAs(t, err, &refused)
	assert.NotContains(t, err.Error(), "canary", "an encoder's error may quote the value")
	assert.Zero(t, service.GetTotalCallCount(), "half a form must not be sent")
}

func TestWithoutTakesOutEverySecretInBothForms(t *testing.T) {
	t.Parallel()
	secrets := keys{apiKey: "a+b/c", partnerKey: "123", clientSecret: "s p"}.secrets(url.Values{
		"token": {"tok&en"}, "identifier": {"http://a.example/"}, "secret": {""},
	})
	text := without(secrets, "a+b/c a%2Bb%2Fc tok&en tok%26en 123 http://a.example/")
	assert.NotContains(t, text, "a+b")
	assert.NotContains(t, text, "%2B")
	assert.NotContains(t, text, "tok")
	assert.Contains(t, text, "123", "three characters are a word more often than a secret")
	assert.Contains(t, text, "http://a.example/", "an identifier is no secret")
	assert.Equal(t, "nothing here", without(secrets, "nothing here"), "an empty secret takes nothing out")
}

func TestOneLineCutsWhatOthersSayAndNotWhatWeSay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "janrain: a b: c", oneLine("a\r\n\tb", ": c"))
	for length := range 600 {
		text := oneLine(strings.Repeat("x", length)+"üü", ": advice")
		assert.LessOrEqual(t, len(text), maxErrorText)
		assert.True(t, strings.HasSuffix(text, ": advice"), "of %d bytes", length)
		assert.Equal(t, strings.ToValidUTF8(text, ""), text, "no character is cut in two, at %d bytes", length)
	}
}

// A slip in a tag would switch a check off without a word.
func TestATagThatIsNotKnownPanics(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A string `check:"requird"`
		}{})
	})
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A int `check:"required"`
		}{})
	}, "a number has no check")
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A []string `check:"key"`
		}{})
	}, "a list is checked as a list")
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A time.Time `check:"list"`
		}{})
	}, "a time is there or not")
}

// The tables of providers must agree with one another.
func TestProviderTablesAgree(t *testing.T) {
	t.Parallel()
	known := slices.Collect(maps.Keys(providerNames))
	for specifier, create := range credentialStructs {
		assert.Contains(t, known, specifier, "a provider with credentials must have a name")
		if specifier != ProviderLiveID { // whose credentials are Microsoft Account's
			assert.Equal(t, specifier, create().Provider(), "the credentials made for a provider must be its own")
		}
		first, second := create(), create()
		assert.NotSame(t, first, second, "each sign-in must have credentials of its own")
	}
	for other, specifier := range specifiers {
		assert.NotContains(t, credentialStructs, Provider(other), "%s stands for another provider", other)
		assert.Contains(t, credentialStructs, specifier, "%s must stand for one that has credentials", other)
	}
	for specifier, names := range providerNames {
		assert.NotEmpty(t, names, "%s must have a name", specifier)
	}
}

// A name that stood for two providers would be read as the one or the other by chance.
func TestEveryNameStandsForOneProvider(t *testing.T) {
	t.Parallel()
	for provider, names := range providerNames {
		for _, name := range names {
			assert.Equal(t, provider, providersByName[name], "%s", name)
		}
	}
}

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

// FuzzState: whatever stands in the URL, what is taken for a state is in its one
// spelling and within its bounds.
func FuzzState(f *testing.F) {
	const tokenURL = "https://shop.example/signin"
	key := newStateKey(time.Now()).key
	for _, s := range []state{{}, {slot: 7, host: "shop.example", returnTo: "/a", value: "v"}, {tooLong: true, returnTo: "//h"}} {
		f.Add(s.sign(key, tokenURL))
	}
	f.Add("")
	f.Add(strings.Repeat("A", 60) + "." + strings.Repeat("A", 43))
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := parseState(text)
		if !ok {
			return
		}
		assert.Equal(t, text, base64url.EncodeToString(s.payload)+"."+base64url.EncodeToString(s.mac), "no second spelling")
		assert.Less(t, s.slot, slots)
		assert.GreaterOrEqual(t, s.slot, 0)
		assert.LessOrEqual(t, len(s.value), maxValue)
		assert.Equal(t, hostName(s.host), s.host)
		assertStaysOnSite(t, s.returnTo)
		assert.Contains(t, withoutStates("state="+text), redacted)
		assert.NotContains(t, withoutStates("state%3D"+text), text)
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
