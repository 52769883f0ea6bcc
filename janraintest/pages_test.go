package janraintest_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// open requests a page as a browser does.
func open(t *testing.T, address string) (status int, page string) {
	t.Helper()
	return visit(t, http.MethodGet, address)
}

func visit(t *testing.T, method, address string) (status int, page string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
	require.NoError(t, err)
	return send(t, req)
}

// starts returns the page's links to providers with this token URL.
func starts(t *testing.T, page, tokenURL string) (links []*url.URL) {
	t.Helper()
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		to, err := url.Parse(html.UnescapeString(link[1]))
		require.NoError(t, err)
		if strings.HasSuffix(to.Path, "/start") && to.Query().Get("token_url") == tokenURL {
			links = append(links, to)
		}
	}
	return links
}

var hidden = regexp.MustCompile(`<form method="post" action="([^"]*)">\s*<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// form returns what the page's form posts, and the URL.
func form(t *testing.T, page string) (action string, fields url.Values) {
	t.Helper()
	found := hidden.FindStringSubmatch(page)
	require.NotNil(t, found, "the page must have a form:\n%s", page)
	return html.UnescapeString(found[1]), url.Values{found[2]: {html.UnescapeString(found[3])}}
}

// answer submits a provider's consent page and returns the next page.
func answer(t *testing.T, srv *janraintest.Server, start, answer, person string) (status int, page string) {
	t.Helper()
	status, page = open(t, start)
	require.Equal(t, http.StatusOK, status, page)
	action, fields := form(t, page)
	fields.Set("answer", answer)
	fields.Set("person", person)
	return post(t, srv, action, fields)
}

// signIn returns the URL of the fake's sign-in page.
func signIn(t *testing.T, srv *janraintest.Server) janrain.Links {
	t.Helper()
	way, err := srv.Client().UnprotectedLinks(tokenURL)
	require.NoError(t, err)
	return way
}

func TestChoiceLeadsToAConsentOfEveryProvider(t *testing.T) {
	srv := newServer(t)
	status, page := open(t, signIn(t, srv).URL())
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, page, "<h1>Sign in to shop.example</h1>")
	links := starts(t, page, tokenURL)
	require.Len(t, links, len(janraintest.Providers()), "each provider must have a link")
	assert.Contains(t, page, "<details>", "the less popular providers must be collapsed")
	for _, link := range links {
		provider := janrain.Provider(strings.Split(link.Path, "/")[1])
		own, err := url.Parse(signIn(t, srv).ProviderURL(provider))
		require.NoError(t, err)
		assert.Equal(t, own.Path, link.Path, "the application's own button must lead to the same page")
		assert.Equal(t, own.Query(), link.Query())
		status, page := open(t, srv.URL+link.String())
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, page, html.EscapeString(janraintest.User(provider).Profile.Identifier),
			"the consent page of %s must show what is shared", provider)
		action, fields := form(t, page)
		assert.Equal(t, "/"+string(provider)+"/consent", action)
		assert.Equal(t, url.Values{"token_url": {tokenURL}}, fields)
	}
}

// Google has had a second specifier since 2013. That one gets the button.
func TestCurrentGoogleIsOnTheFirstPage(t *testing.T) {
	srv := newServer(t)
	_, page := open(t, signIn(t, srv).URL())
	first, more, found := strings.Cut(page, "<details>")
	require.True(t, found)
	assert.Regexp(t, `href="/googleplus/start[^>]*>(<svg.*</svg>)Google</a>`, first)
	assert.NotContains(t, first, "/google/start", "the older one must be among the other providers")
	assert.Regexp(t, `href="/google/start[^>]*>(<svg.*</svg>)Google \(google\)</a>`, more)
	assert.NotContains(t, more, "/googleplus/start")
	assert.NotContains(t, page, "Google+")
}

func TestInvalidTokenURLs(t *testing.T) {
	srv := newServer(t)
	for _, bad := range []string{
		"", "shop.example/signin", "/signin", "//shop.example/signin", "https:", "https:///signin", "javascript:alert(1)",
		"data:text/html,x", "ftp://shop.example/", "mailto:mira@example.com", "https://shop.example/%zz", "://", " https://shop.example/",
	} {
		t.Run(bad, func(t *testing.T) {
			query := "?" + url.Values{"token_url": {bad}}.Encode()
			for _, path := range []string{"/openid/v2/signin", "/openid/embed", "/google/start"} {
				status, page := open(t, srv.URL+path+query)
				assert.Equal(t, http.StatusBadRequest, status, path)
				assert.Contains(t, page, "malformed token_url in query", "the page must have the service's message")
				assert.NotContains(t, page, "<form")
			}
			status, page := post(t, srv, "/google/consent", url.Values{"token_url": {bad}, "answer": {"allow"}})
			assert.Equal(t, http.StatusBadRequest, status)
			assert.NotContains(t, page, `name="token"`, "no token may be issued")
		})
	}
	status, _ := post(t, srv, "/google/consent?token_url="+url.QueryEscape(tokenURL), url.Values{"answer": {"allow"}})
	assert.Equal(t, http.StatusBadRequest, status, "consent must be posted, not sent in the URL")
}

func TestConsentAllowedIssuesAToken(t *testing.T) {
	srv := newServer(t)
	status, page := answer(t, srv, signIn(t, srv).ProviderURL(janrain.ProviderFacebook), "allow", "0")
	require.Equal(t, http.StatusOK, status)
	action, fields := form(t, page)
	token := fields.Get("token")
	assert.Equal(t, tokenURL+"?token="+token, action, "the token must be in the form and in the query")
	assert.Regexp(t, "^[0-9a-f]{40}$", token)

	client := srv.Client()
	_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL + "?state=other"})
	require.ErrorIs(t, err, janrain.ErrTokenURLMismatch)
	refused, ok := err.(*janrain.Error) //nolint:errorlint // the client returns it unwrapped
	require.True(t, ok, "got %T", err)
	assert.Equal(t, janrain.CodeAuthentication, refused.Code)

	info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL, Extended: true})
	require.NoError(t, err)
	want := janraintest.User(janrain.ProviderFacebook)
	assert.Equal(t, want.Profile.Identifier, info.Profile.Identifier)
	assert.Equal(t, want.Friends, info.Friends)
	assert.Equal(t, want.AccessCredentials, info.AccessCredentials)

	_, err = client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
	require.ErrorIs(t, err, janrain.ErrDataNotFound, "a token must work only once")
}

func TestConsentRefusedGoesBackToTheChoice(t *testing.T) {
	srv := newServer(t)
	for _, said := range []string{"refuse", "", "Allow"} {
		status, page := answer(t, srv, signIn(t, srv).ProviderURL(janrain.ProviderYahoo), said, "0")
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, page, "You did not let Yahoo! sign you in.")
		assert.Contains(t, page, `role="alert"`, "a screen reader must announce the message")
		assert.Contains(t, page, `<a href="https://shop.example/">go back to shop.example</a>`, "the page must have a way back to the site")
		assert.NotContains(t, page, `name="token"`, "only consent may issue a token")
		assert.Len(t, starts(t, page, tokenURL), len(janraintest.Providers()), "the token URL must be kept")
	}
}

func TestUnknownPerson(t *testing.T) {
	srv := newServer(t)
	for _, person := range []string{"1", "-1", "99999999999999999999", "mira", " 0", "0x0"} {
		status, page := answer(t, srv, signIn(t, srv).ProviderURL(janrain.ProviderGoogle), "allow", person)
		assert.Equal(t, http.StatusBadRequest, status, "person %q", person)
		assert.Contains(t, page, "There is no such person.")
	}
	status, page := post(t, srv, "/google/consent", url.Values{"token_url": {tokenURL}, "answer": {"allow"}})
	assert.Equal(t, http.StatusOK, status, "the first person must be the default")
	assert.Contains(t, page, `name="token"`)
}

func TestTooLargeFormIsRejected(t *testing.T) {
	srv := newServer(t)
	large := url.Values{"answer": {"allow"}, "padding": {strings.Repeat("x", 1<<20)}, "token_url": {tokenURL}}
	status, page := post(t, srv, "/google/consent", large)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.NotContains(t, page, `name="token"`)
}

func TestPeopleOfTheApplications(t *testing.T) {
	second := janraintest.User(janrain.ProviderGoogle)
	second.Profile.Identifier, second.Profile.DisplayName = "https://www.google.com/profiles/2", "Ada Second"
	own := janraintest.User("shop_id")
	own.Profile.DisplayName = "Bo Own"
	srv := newServer(t, janraintest.WithUsers(second), janraintest.WithUsers(own))

	_, page := open(t, signIn(t, srv).URL())
	assert.Len(t, starts(t, page, tokenURL), len(janraintest.Providers())+1)
	for _, tc := range []struct {
		provider janrain.Provider
		person   string
		want     janrain.AuthInfo
	}{
		{janrain.ProviderGoogle, "0", janraintest.User(janrain.ProviderGoogle)},
		{janrain.ProviderGoogle, "1", second},
		{"shop_id", "1", own},
	} {
		start := signIn(t, srv).ProviderURL(tc.provider)
		_, page := open(t, start)
		assert.Contains(t, page, "<b>"+tc.want.Profile.DisplayName+"</b>")
		_, page = answer(t, srv, start, "allow", tc.person)
		_, fields := form(t, page)
		info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: fields.Get("token"), TokenURL: tokenURL})
		require.NoError(t, err)
		assert.Equal(t, tc.want.Profile.Identifier, info.Profile.Identifier)
		assert.Equal(t, tc.want.Profile.DisplayName, info.Profile.DisplayName)
		assert.Equal(t, tc.want.AccessCredentials, info.AccessCredentials)
	}
	_, page = open(t, signIn(t, srv).ProviderURL(janrain.ProviderFacebook))
	assert.NotContains(t, page, "Ada Second", "Ada Second is a user of Google only")
}

// A test may count calls and inject failures while a browser is on the pages.
func TestPagesAreNotCalls(t *testing.T) {
	srv := newServer(t)
	srv.FailNext(janraintest.NotJSON(http.StatusBadGateway))
	way := signIn(t, srv)
	for _, address := range []string{way.URL(), way.EmbedURL(), way.WidgetURL, srv.URL + "/photo.svg", srv.URL + "/openid/embed"} {
		open(t, address)
	}
	_, page := answer(t, srv, way.ProviderURL(janrain.ProviderGoogle), "refuse", "0")
	assert.Contains(t, page, "You did not let Google")
	_, page = answer(t, srv, way.ProviderURL(janrain.ProviderGoogle), "allow", "0")
	_, fields := form(t, page)
	assert.Empty(t, srv.Requests(), "pages must not count as calls")

	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: fields.Get("token")})
	require.ErrorIs(t, err, janrain.ErrServiceUnavailable, "the failure must wait for the first call")
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: fields.Get("token")})
	require.NoError(t, err)
	assert.Len(t, srv.Requests(), 2)
}

func TestEmbeddedPageLeavesItsFrame(t *testing.T) {
	srv := newServer(t)
	_, page := open(t, signIn(t, srv).EmbedURL())
	all := len(janraintest.Providers())
	assert.Equal(t, all, strings.Count(page, `target="_top"`), "every provider must open in the top window")
	_, page = open(t, signIn(t, srv).URL())
	assert.NotContains(t, page, "_top")
}
