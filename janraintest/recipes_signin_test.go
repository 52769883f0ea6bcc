package janraintest_test

import (
	"log"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// NewApp is an application, as in docs/callback.md.
func NewApp(client *janrain.Client, baseURL string) http.Handler {
	return webApplication(client, baseURL)
}

// An application that runs on the fake, to try it in a browser.
func Example_application() {
	srv := janraintest.NewServer()
	log.Fatal(http.ListenAndServe("localhost:8080", NewApp(srv.Client(), "http://localhost:8080")))
}

func testingPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../docs/testing.md")
	require.NoError(t, err)
	return string(page)
}

func TestTheApplicationInTheDocumentIsTheExample(t *testing.T) {
	t.Parallel()
	_, block, found := strings.Cut(testingPage(t), "```go\n")
	require.True(t, found)
	block, _, _ = strings.Cut(block, "```")
	file, err := os.ReadFile("recipes_signin_test.go")
	require.NoError(t, err)
	assert.Contains(t, strings.ReplaceAll(string(file), "\n\t", "\n"), block)
}

func TestTwoTabsSignInInReverseOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	browser, user := s.browser(t), janraintest.User(janrain.ProviderGooglePlus)
	var tokenURLs []string
	for range 2 {
		tokenURL, err := s.fake.TokenURL(browser, s.URL+"/link")
		require.NoError(t, err)
		tokenURLs = append([]string{tokenURL}, tokenURLs...)
	}
	for _, tokenURL := range tokenURLs {
		resp, err := s.fake.Post(browser, tokenURL, s.fake.IssueToken(user, tokenURL))
		require.NoError(t, err)
		assert.Equal(t, "The basket of googleplus, to=%2F&x", text(t, resp))
	}
	assert.Empty(t, s.errs)
}

func TestAReloadAfterAnOutageSignsIn(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	browser := s.browser(t)
	tokenURL, err := s.fake.TokenURL(browser, s.URL+"/link")
	require.NoError(t, err)
	token := s.fake.IssueToken(janraintest.User(janrain.ProviderGooglePlus), tokenURL)
	s.fake.FailNext(janraintest.ErrorCode(janrain.CodeServiceUnavailable))
	resp, err := s.fake.Post(browser, tokenURL, token)
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode, text(t, resp))
	page, at := visitAs(t, browser, resp.Request.URL.String())
	assert.Equal(t, "/basket", at.Path)
	assert.Equal(t, "The basket of googleplus, to=%2F&x", page)
}

func TestTheButtonsOfASignInPageAreNotChecked(t *testing.T) {
	t.Parallel()
	s := newShop(t, false)
	twitter := janraintest.User(janrain.ProviderTwitter)
	resp, err := s.fake.SignIn(s.browser(t), s.URL+"/link", twitter) // the link is to google
	require.NoError(t, err)
	assert.Equal(t, "The basket of twitter, to=%2F&x", text(t, resp))
}

func TestAUserWithAGmailAddressCanBeLinked(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderGooglePlus)
	require.ErrorIs(t, user.CheckLink(user.Profile.VerifiedEmail), janrain.ErrNotLinkable)
	user.Profile.VerifiedEmail = "mira@gmail.com"
	require.NoError(t, user.CheckLink("mira@gmail.com"))
}

// failuresByName are the failures of the table in docs/testing.md.
var failuresByName = map[string]janraintest.Failure{
	"ErrorCode(janrain.CodeDataNotFound)":         janraintest.ErrorCode(janrain.CodeDataNotFound),
	"ErrorCode(janrain.CodeMissingCredentials)":   janraintest.ErrorCode(janrain.CodeMissingCredentials),
	"ErrorCode(janrain.CodeCredentialsRevoked)":   janraintest.ErrorCode(janrain.CodeCredentialsRevoked),
	"ErrorCode(janrain.CodeAuthentication)":       janraintest.ErrorCode(janrain.CodeAuthentication),
	"ErrorCode(janrain.CodeNotConfigured)":        janraintest.ErrorCode(janrain.CodeNotConfigured),
	"ErrorCode(janrain.CodeUpgradeRequired)":      janraintest.ErrorCode(janrain.CodeUpgradeRequired),
	`Redirect(307, "https://elsewhere.example/")`: janraintest.Redirect(307, "https://elsewhere.example/"),
	"TooLarge(10 << 20)":                          janraintest.TooLarge(10 << 20),
	"NotJSON(404)":                                janraintest.NotJSON(http.StatusNotFound),
	"ErrorCode(janrain.CodeServiceUnavailable)":   janraintest.ErrorCode(janrain.CodeServiceUnavailable),
	"ErrorCode(janrain.CodeProviderUnavailable)":  janraintest.ErrorCode(janrain.CodeProviderUnavailable),
	"NotJSON(503)":                       janraintest.NotJSON(http.StatusServiceUnavailable),
	"CutOff(10)":                         janraintest.CutOff(10),
	`Raw(200, "application/json", "{}")`: janraintest.Raw(http.StatusOK, "application/json", "{}"),
}

var failureRow = regexp.MustCompile("(?m)^\\| `(.*)` \\| (\\d+) \\|$")

func TestTheDocumentHasTheStatusOfEachFailure(t *testing.T) {
	t.Parallel()
	rows := failureRow.FindAllStringSubmatch(testingPage(t), -1)
	require.Len(t, rows, len(failuresByName))
	for _, row := range rows {
		t.Run(row[1], func(t *testing.T) {
			t.Parallel()
			failure, known := failuresByName[row[1]]
			require.True(t, known)
			s := newShop(t, false)
			s.fake.FailNext(failure)
			resp, err := s.fake.SignIn(s.browser(t), s.URL+"/link", janraintest.User(janrain.ProviderGooglePlus))
			require.NoError(t, err)
			assert.Equal(t, row[2], strconv.Itoa(resp.StatusCode), text(t, resp))
		})
	}
}
