package secrets

import (
	"context"
	"log"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// exceptions has all places where a secret may appear or that are not searched, with the words of
// SECURITY.md that say so.
var exceptions = []struct{ says, why string }{
	{says: "A secret that the service repeats in another spelling.", why: "there are endless spellings; those below are all found"},
	{says: "net/http's log.", why: "it quotes the bytes after a response; these lines are skipped, see unsolicited"},
	{says: "A printed response shows the provider and the identifier", why: "the service chooses both; the responses below do not copy them from the request"},
	{says: "The JSON of a response.", why: "callers store it; the JSON of everything else is searched"},
	{says: "Unexported fields of your structs.", why: "package fmt calls no methods on them"},
	{says: "The verbs `%p` and `%w` in the wrong place.", why: "package fmt calls no methods for them"},
	{says: "Values that you take out of a struct.", why: "a field of params is a plain string"},
	{says: "Your own transport.", why: "it receives the request"},
	{says: "Memory.", why: "the test cannot search it"},
}

// unsolicited is the beginning of net/http's log line about bytes after a response.
const unsolicited = "Unsolicited response received on idle HTTP channel"

// An outcome is how a call ended.
type outcome struct {
	driven string // the server or the rejected input
	detail string
	err    error
	info   *janrain.AuthInfo
}

// A call is a call with all the secrets that it takes.
type call struct {
	name   string
	secret func(kit.Set) string // a secret in its form
	do     func(context.Context, *janrain.Client, kit.Set) (*janrain.AuthInfo, error)
}

var calls = []call{
	{"auth_info", func(s kit.Set) string { return s.Token }, func(ctx context.Context, c *janrain.Client, s kit.Set) (*janrain.AuthInfo, error) {
		return c.AuthInfo(ctx, janrain.AuthInfoParams{Token: s.Token, Extended: true, TokenURL: "https://shop.example/signin"})
	}},
	{"access token", func(s kit.Set) string { return s.AccessToken }, func(ctx context.Context, c *janrain.Client, s kit.Set) (*janrain.AuthInfo, error) {
		return nil, c.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: kit.Identifier, Token: s.AccessToken})
	}},
	setting("Facebook", func(s kit.Set) string { return s.FBSecret }),
	setting("LiveID", func(s kit.Set) string { return s.LiveIDSecret }),
	setting("PayPal", func(s kit.Set) string { return s.PartnerKey }),
	setting("Yahoo", func(s kit.Set) string { return s.ConsumerKey }),
	setting("Consumer", func(s kit.Set) string { return s.ConsumerSecret }),
}

func setting(kind string, secret func(kit.Set) string) call {
	return call{kind + " properties", secret, func(ctx context.Context, c *janrain.Client, s kit.Set) (*janrain.AuthInfo, error) {
		return nil, c.SetProviderProperties(ctx, s.Properties()[kind])
	}}
}

// A hunt makes all calls with one set of secrets and records where one of them appears.
type hunt struct {
	kit.Set
	*kit.Search
	log   kit.Log
	calls int
	found map[string][]string // where secrets appeared, by the driven server or input
}

// client returns a client with every key of the set that logs everything and tries twice.
func (h *hunt) client(t *testing.T, appDomain string, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	opts = append([]janrain.Option{
		janrain.WithPartnerKey(h.PartnerKey), janrain.WithBasicAuth("client-id", h.ClientSecret), janrain.WithLogger(h.log.Logger()),
		janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Microsecond, MaxDelay: time.Millisecond}),
	}, opts...)
	client, err := janrain.NewClient(appDomain, h.APIKey, opts...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// look searches the outcome of a call and everything written in the meantime.
func (h *hunt) look(t *testing.T, o outcome, others ...kit.Spelling) {
	t.Helper()
	h.calls++
	texts := slices.Concat(others, []kit.Spelling{{How: "the log", Text: h.log.Take()}})
	if o.info != nil {
		texts = slices.Concat(texts, kit.Printed(o.info), kit.Printed(*o.info))
		texts = append(texts, kit.Spelling{How: "the log with a response", Text: kit.Logged(o.info)}, kit.Spelling{How: "the log with the value of a response", Text: kit.Logged(*o.info)})
	}
	if o.err != nil {
		texts = append(texts, kit.Errors(t, o.err)...)
	}
	h.note(o.driven, o.detail, texts...)
}

func (h *hunt) note(driven, detail string, texts ...kit.Spelling) {
	for _, found := range h.In(texts...) {
		h.found[driven] = append(h.found[driven], detail+": "+found)
	}
}

// try makes a call and searches its outcome.
func (h *hunt) try(t *testing.T, driven string, call call, client *janrain.Client) error {
	t.Helper()
	info, err := call.do(t.Context(), client, h.Set)
	h.look(t, outcome{driven: driven, detail: call.name, err: err, info: info})
	return err
}

// The test provokes everything that can go wrong, with marked secrets everywhere, and searches
// everything that anyone may read afterwards. With -short it uses one shape of secrets. It is not
// parallel, because the standard logger belongs to the process.
func TestNoSecretIsFoundAnywhere(t *testing.T) {
	var standard kit.Log
	log.SetOutput(&standard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	shapes := slices.Sorted(maps.Keys(kit.Shapes))
	if testing.Short() {
		shapes = []string{"form"} // which every escaping changes
	}
	everything := map[string]string{}
	for _, shape := range shapes {
		for name, secret := range kit.SetOf(shape).Named() {
			everything[name+" with "+shape] = secret
		}
	}
	t.Run("secrets", func(t *testing.T) { // returns when all of its parallel subtests have
		for _, shape := range shapes {
			t.Run("with "+shape, func(t *testing.T) {
				t.Parallel()
				huntFor(t, kit.SetOf(shape))
			})
		}
	})
	var ours []kit.Spelling
	for line := range strings.Lines(standard.Take()) {
		_, ofNetHTTP, _ := strings.Cut(line, unsolicited)
		if ofNetHTTP == "" {
			ours = append(ours, kit.Spelling{How: "the standard logger", Text: line})
		}
	}
	assert.Empty(t, kit.SearchFor(everything).In(ours...))
}

func huntFor(t *testing.T, set kit.Set) {
	t.Helper()
	h := &hunt{Set: set, Search: kit.SearchFor(set.Named()), found: map[string][]string{}}
	h.hostile(t)
	h.faults(t)
	h.refused(t)
	h.network(t)
	h.values(t)
	for _, driven := range slices.Sorted(maps.Keys(h.found)) {
		found := h.found[driven]
		t.Errorf("%s: found secrets %d times, for example\n\t%s", driven, len(found), found[0])
	}
	assert.Greater(t, h.calls, len(responses)*len(echoes), "the test must have made its calls")
}

// Every exception is documented.
func TestExceptionsOfTheSecretSearchAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(kit.Path("SECURITY.md"))
	require.NoError(t, err)
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, exception := range exceptions {
		assert.Contains(t, words, exception.says, exception.why)
	}
}

// hostile makes a server repeat a request in every spelling, in every place of a response and
// with several statuses.
func (h *hunt) hostile(t *testing.T) {
	t.Helper()
	server := newHostileServer(t)
	client := h.client(t, server.URL)
	// The number of statuses has no divisor in common with the numbers of calls and echoes, so
	// that the combinations vary.
	statuses := [...]int{200, 201, 299, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504}
	n := len(h.Shape) // so that each shape comes with different calls
	for _, answer := range responses {
		for _, echo := range echoes {
			call := calls[n%len(calls)]
			status := statuses[n%len(statuses)]
			n++
			secrets := []string{call.secret(h.Set), h.APIKey, h.ClientSecret}
			secret := secrets[n%len(secrets)]
			server.will(func(body, authorization string) string {
				return answer.of(status, echo.of(body, authorization, secret))
			})
			info, err := call.do(t.Context(), client, h.Set)
			h.look(t, outcome{
				driven: "a server that repeats the request in " + answer.name, detail: echo.name, err: err, info: info,
			}, server.takeSeen()...)
		}
	}
}

// A media type is converted to lower case, as is the form encoding of a special character. The
// library must recognize a secret in that spelling too.
func TestSecretOfSpecialCharactersIsNotShownAsAMediaType(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"k+1/x=2&y+3/z=4&w", "ключ-ключ-ключ"} {
		encoded := url.QueryEscape(key)
		service := kit.Respond(kit.Response{Body: "x", Header: map[string]string{"Content-Type": "text/" + encoded}})
		client, err := janrain.NewClient(kit.Domain, key, janrain.WithHTTPClient(&http.Client{Transport: service}))
		require.NoError(t, err)
		_, err = kit.SignIn(t, client)
		require.Error(t, err)
		assert.NotContains(t, strings.ToLower(err.Error()), strings.ToLower(encoded))
	}
}
