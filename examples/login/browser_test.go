package main

import (
	"bytes"
	"cmp"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A stage is the application on localhost and the fake on 127.0.0.1. A post from one to the other
// is cross-site.
type stage struct {
	fake *janraintest.Server
	url  string
	log  *record
}

func newStage(t *testing.T) *stage {
	t.Helper()
	fake := janraintest.NewServer()
	t.Cleanup(fake.Close)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "localhost:0")
	require.NoError(t, err)
	s := &stage{fake: fake, url: "http://" + localURL("localhost:0", listener), log: new(record)}
	handler, err := newApp(fake.Client(), s.url, slog.New(slog.NewTextHandler(s.log, nil)))
	require.NoError(t, err)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler}}
	server.Start()
	t.Cleanup(server.Close)
	return s
}

var discard = slog.New(slog.DiscardHandler)

// A record is the output of a program so far.
type record struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

// A browser keeps cookies as real browsers do. All cookies of this application are SameSite=Lax:
// they are sent with a GET from anywhere, but with a post only from the same site.
type browser struct {
	t         *testing.T
	transport http.RoundTripper
	jar       http.CookieJar
	at        *url.URL // the current page
	status    int
	header    http.Header
	page      string
}

// newBrowser returns a browser without a page. Addresses are relative to site.
func newBrowser(t *testing.T, site string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	at, err := url.Parse(site)
	require.NoError(t, err)
	return &browser{t: t, transport: http.DefaultTransport, jar: jar, at: at}
}

func (b *browser) get(address string) {
	b.t.Helper()
	b.send(http.MethodGet, b.at, address, nil)
}

// post posts a form as a page at from does.
func (b *browser) post(from, address string, form url.Values) {
	b.t.Helper()
	page, err := url.Parse(from)
	require.NoError(b.t, err)
	b.send(http.MethodPost, page, address, form)
}

// send makes a request and follows redirects.
func (b *browser) send(method string, from *url.URL, address string, form url.Values) {
	b.t.Helper()
	to, err := from.Parse(address)
	require.NoError(b.t, err)
	for range 10 {
		next := b.roundTrip(method, from, to, form)
		if next == "" {
			return
		}
		method, form = http.MethodGet, nil // every redirect here is a 303
		to, err = to.Parse(next)
		require.NoError(b.t, err)
	}
	assert.Fail(b.t, "a redirect loop", "at %s", to)
}

func (b *browser) roundTrip(method string, from, to *url.URL, form url.Values) (location string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, to.String(), strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	where := "cross-site"
	switch {
	case from.Scheme == to.Scheme && from.Host == to.Host:
		where = "same-origin"
	case from.Scheme == to.Scheme && from.Hostname() == to.Hostname():
		where = "same-site"
	}
	req.Header.Set("Sec-Fetch-Site", where)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", from.Scheme+"://"+from.Host)
	}
	if method == http.MethodGet || where != "cross-site" {
		for _, cookie := range b.jar.Cookies(to) {
			req.AddCookie(cookie)
		}
	}
	resp, err := b.transport.RoundTrip(req)
	require.NoError(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	b.jar.SetCookies(to, resp.Cookies())
	b.at, b.status, b.header, b.page = to, resp.StatusCode, resp.Header, string(body)
	if location = resp.Header.Get("Location"); location != "" {
		assert.Equal(b.t, http.StatusSeeOther, resp.StatusCode, "a redirect must make a GET of a POST")
	}
	return location
}

var (
	links   = regexp.MustCompile(`(?s)<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
	forms   = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">(.*?)</form>`)
	fields  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	presses = regexp.MustCompile(`<button(?: name="([^"]*)" value="([^"]*)")?[^>]*>([^<]*)</button>`)
)

// href returns the target of the link with this text.
func (b *browser) href(words string) string {
	b.t.Helper()
	for _, link := range links.FindAllStringSubmatch(b.page, -1) {
		if strings.HasSuffix(html.UnescapeString(tags.ReplaceAllString(link[2], "")), words) {
			return html.UnescapeString(link[1])
		}
	}
	require.Fail(b.t, "the page has no link "+words, "at %s:\n%s", b.at, b.page)
	return ""
}

func (b *browser) follow(words string) {
	b.t.Helper()
	b.get(b.href(words))
}

// press presses a button in a form of the page, with different values for the form's fields.
func (b *browser) press(words string, values ...string) {
	b.t.Helper()
	for _, form := range forms.FindAllStringSubmatch(b.page, -1) {
		for _, button := range presses.FindAllStringSubmatch(form[2], -1) {
			if button[3] != words {
				continue
			}
			send := url.Values{cmp.Or(button[1], "unnamed"): {button[2]}}
			for _, field := range fields.FindAllStringSubmatch(form[2], -1) {
				send.Set(field[1], html.UnescapeString(field[2]))
			}
			for i := 0; i+1 < len(values); i += 2 {
				send.Set(values[i], values[i+1])
			}
			b.send(http.MethodPost, b.at, html.UnescapeString(form[1]), send)
			return
		}
	}
	require.Fail(b.t, "the page has no button "+words, "at %s:\n%s", b.at, b.page)
}

// begin opens the sign-in page and returns the token URL of its links.
func (b *browser) begin(s *stage) (tokenURL string) {
	b.t.Helper()
	b.get(s.url + "/login")
	return b.tokenURL()
}

// beginAdding opens the page to add a provider and returns the token URL of its links.
func (b *browser) beginAdding(s *stage) (tokenURL string) {
	b.t.Helper()
	b.get(s.url + "/profile")
	b.press("Add another")
	b.shows("Add a way to sign in")
	return b.tokenURL()
}

// tokenURL returns the token URL in the links of the page.
func (b *browser) tokenURL() string {
	b.t.Helper()
	for _, link := range links.FindAllStringSubmatch(b.page, -1) {
		way, err := url.Parse(html.UnescapeString(link[1]))
		require.NoError(b.t, err)
		if way.Query().Has("token_url") {
			return way.Query().Get("token_url")
		}
	}
	require.Fail(b.t, "the page has no link to the service", "at %s:\n%s", b.at, b.page)
	return ""
}

// signIn signs in as any user, known to the fake's pages or not.
func (b *browser) signIn(s *stage, user janrain.AuthInfo) {
	b.t.Helper()
	b.finish(s, b.begin(s), user)
}

// finish returns from the service as a user.
func (b *browser) finish(s *stage, tokenURL string, user janrain.AuthInfo) {
	b.t.Helper()
	b.post(s.fake.URL, tokenURL, url.Values{"token": {s.fake.IssueToken(user, tokenURL)}})
}

// add adds the identity of any user, known to the fake's pages or not.
func (b *browser) add(s *stage, user janrain.AuthInfo) {
	b.t.Helper()
	b.finish(s, b.beginAdding(s), user)
	if b.at.Path == "/confirm" {
		b.press(addIt)
	}
}

// session returns the value of the session cookie, or "".
func (b *browser) session(s *stage) string {
	b.t.Helper()
	site, err := url.Parse(s.url)
	require.NoError(b.t, err)
	for _, cookie := range b.jar.Cookies(site) {
		if cookie.Name == "session" {
			return cookie.Value
		}
	}
	return ""
}

// shows asserts that the page's text, without tags, contains these words.
func (b *browser) shows(words ...string) {
	b.t.Helper()
	text := html.UnescapeString(tags.ReplaceAllString(b.page, ""))
	for _, want := range words {
		assert.Contains(b.t, text, want, "the page at %s, status %d", b.at, b.status)
	}
}
