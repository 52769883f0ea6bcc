package endpoints

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// A twoHosts is the fake on two hosts, as for a partner with its own domain, and the requests
// that each host received.
type twoHosts struct {
	*janraintest.Server
	client       *janrain.Client
	app, partner []sentForm
}

// A sentForm is a request as the service receives it.
type sentForm struct {
	method, path, query, authorization string
	form                               url.Values
}

// newTwoHosts returns a fake that knows a user and has Google configured.
func newTwoHosts(t *testing.T) *twoHosts {
	t.Helper()
	two := &twoHosts{Server: janraintest.NewServer()}
	t.Cleanup(two.Close)
	two.AddUser(janraintest.User(janrain.ProviderFacebook))
	require.NoError(t, two.Client().SetProviderProperties(t.Context(), kit.Google(two.Server).(janrain.ProviderProperties)))
	host := func(sent *[]sentForm) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			form := noted(r)
			*sent = append(*sent, form)
			two.ServeHTTP(w, r)
		}))
		t.Cleanup(srv.Close)
		return srv.URL
	}
	var err error
	two.client, err = janrain.NewClient(host(&two.app), two.APIKey,
		janrain.WithPartnerKey(two.PartnerKey), janrain.WithPartnerDomain(host(&two.partner)))
	require.NoError(t, err)
	return two
}

// noted parses a request's form and leaves it in r.PostForm for the next handler.
func noted(r *http.Request) sentForm {
	_ = r.ParseForm()
	form := url.Values{}
	for name, values := range r.PostForm {
		form[name] = slices.Clone(values)
	}
	return sentForm{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), form}
}

// A new endpoint is complete when it has a method that makes the documented call, a fake, and a
// row in docs/calls.md.
func TestEveryDocumentedEndpointHasMethodFakeAndDocsRow(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile(kit.Path("docs/calls.md"))
	require.NoError(t, err)
	for _, row := range kit.Endpoints {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			method, ok := reflect.TypeFor[*janrain.Client]().MethodByName(row.Method)
			require.True(t, ok, "%s has no method %s", row.Name, row.Method)
			assertCalls(t, row)
			cells := "| " + kit.DocsCell(method) + " | `" + row.Path[1:] + "` | " + row.Keys + " |"
			assert.Contains(t, strings.ReplaceAll(string(document), "`†", "`"), cells, "docs/calls.md must have a row for the endpoint")
		})
	}
}

// assertCalls makes the call of a row and checks what was sent, and where.
func assertCalls(t *testing.T, row kit.Endpoint) {
	t.Helper()
	two := newTwoHosts(t)
	var params any
	if row.Params != nil {
		params = row.Params(two.Server)
	}
	_, err := kit.CallByName(t.Context(), two.client, row.Method, params)
	require.NoError(t, err, "the fake must accept the call")

	sent, other := two.app, two.partner
	if strings.HasPrefix(row.Path, "/partner/") || strings.HasPrefix(row.Path, "/plugin/") {
		sent, other = other, sent
	}
	assert.Empty(t, other, "nothing may be sent to the other domain")
	require.Len(t, sent, 1, "the call must send one request to its domain")
	assert.Equal(t, http.MethodPost, sent[0].method)
	assert.Equal(t, row.Path, sent[0].path)
	assert.Empty(t, sent[0].query, "URLs end up in logs, so the query must be empty")
	assert.Empty(t, sent[0].authorization, "there must be no Authorization header without WithBasicAuth")

	keys := map[string][]string{}
	if row.Keys == kit.OneKey || row.Keys == kit.TwoKeys {
		keys["apiKey"] = []string{two.APIKey}
	}
	if row.Keys == kit.TheirKey || row.Keys == kit.TwoKeys {
		keys["partnerKey"] = []string{two.PartnerKey}
	}
	for _, name := range []string{"apiKey", "partnerKey"} {
		assert.Equal(t, keys[name], sent[0].form[name], "the form must have exactly the keys of the row: %s", name)
	}
	requests := two.Requests()
	assert.Equal(t, row.Name, requests[len(requests)-1].Endpoint, "the fake must record the documented name")
}

// This test fails if a new method is missing from the table.
func TestEveryMethodIsDocumented(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range kit.Endpoints {
		assert.False(t, seen[row.Method] || seen[row.Path] || seen[row.Name], "%s is listed twice", row.Name)
		seen[row.Method], seen[row.Path], seen[row.Name] = true, true, true
	}
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		isCall := method.Type.NumIn() > 1 && method.Type.In(1) == reflect.TypeFor[context.Context]()
		if isCall && method.Name != "Call" { // Call takes any path
			assert.True(t, seen[method.Name], "docs/calls.md has no row for %s", method.Name)
		}
	}
}

func TestEveryPathOfTheFakeIsDocumented(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(kit.Path("janraintest/*.go"))
	require.NoError(t, err)
	var paths, documented []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`(?m)^\tpost\("(/[a-z0-9_/]+)",`).FindAllSubmatch(source, -1) {
			if path := string(match[1]); path != "/api/v2/get_application_settings" { // an alias of get_app_settings
				paths = append(paths, path)
			}
		}
	}
	for _, row := range kit.Endpoints {
		documented = append(documented, row.Path)
	}
	assert.ElementsMatch(t, documented, paths)
}

// Only calls that are documented to be repeatable may be retried: a token, an invitation or a
// message must not be sent twice.
func TestOnlyRepeatableCallsAreRetried(t *testing.T) {
	t.Parallel()
	once := []string{
		"auth_info", "auth_infos", "signin/oauth_token", "app/create", "app/delete", "app/reset_api_key", "app/create_invite",
		"app/add_bp_bus", "app/add_domain", "admin/add", "admin/delete", "set_backplane_properties", "activity", "set_status", "sharing/broadcast", "sharing/direct",
	}
	for _, row := range kit.Endpoints {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			srv := janraintest.NewServer()
			t.Cleanup(srv.Close)
			srv.FailAll(janraintest.NotJSON(http.StatusBadGateway))
			var params any
			if row.Params != nil {
				params = row.Params(srv)
			}
			_, err := kit.CallByName(t.Context(), srv.Client(kit.QuickTries), row.Method, params)
			require.ErrorIs(t, err, janrain.ErrServiceUnavailable)
			want := 3
			if slices.Contains(once, row.Name) {
				want = 1
			}
			assert.Len(t, srv.Requests(), want, "the number of tries")
		})
	}
}

// An error has the documented name of the endpoint.
func TestErrorHasTheDocumentedNameOfItsEndpoint(t *testing.T) {
	t.Parallel()
	two := newTwoHosts(t)
	for _, row := range kit.Endpoints {
		var params any
		if row.Params != nil {
			params = row.Params(two.Server)
		}
		refusing := kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: `{"stat":"fail","err":{"code":7,"msg":"no"}}`})
		_, err := kit.CallByName(t.Context(), kit.Client(t, refusing), row.Method, params)
		refused, ok := errors.AsType[*janrain.Error](err)
		require.True(t, ok, "%s: %v", row.Method, err)
		assert.Equal(t, row.Name, refused.Endpoint, "of %s", row.Method)
		require.ErrorContains(t, err, "janrain: "+row.Name+": no (code 7, HTTP 400)")
	}
}

// The call that CONTRIBUTING shows is the one that there is.
func TestContributingShowsARealCall(t *testing.T) {
	text, err := os.ReadFile(kit.Path("CONTRIBUTING.md"))
	require.NoError(t, err)
	source, err := os.ReadFile(kit.Path("domains.go"))
	require.NoError(t, err)
	_, shown, ok := strings.Cut(string(text), "```go\n")
	require.True(t, ok, "CONTRIBUTING has no call")
	shown, _, _ = strings.Cut(shown, "\n```")
	for declaration := range strings.SplitSeq(shown, "\n\n") {
		assert.Contains(t, string(source), declaration, "domains.go is to have what CONTRIBUTING shows")
	}
}
