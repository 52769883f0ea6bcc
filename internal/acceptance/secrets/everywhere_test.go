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

// exceptions are all the places in which a secret may be found, or which
// are not searched, with the words of SECURITY.md that say so.
var exceptions = []struct{ says, why string }{
	{says: "A secret that the service repeats in another spelling.", why: "there is no end to spellings; those below are all found"},
	{says: "net/http's log.", why: "it quotes what comes behind an answer; the lines are left out by how they begin, see unsolicited"},
	{says: "A printed response shows the provider and the identifier", why: "whatever the service says they are; the answers below do not make them out of a request"},
	{says: "The JSON of a response.", why: "callers store it; that of everything else is searched"},
	{says: "Unexported fields of your structs.", why: "package fmt calls no methods on them"},
	{says: "The verbs `%p` and `%w` in the wrong place.", why: "package fmt calls no methods for them"},
	{says: "Values that you take out of a struct.", why: "a field of params that was read is a plain string"},
	{says: "Your own transport.", why: "it has the request in its hands"},
	{says: "Memory.", why: "it cannot be searched from here"},
}

// unsolicited is how net/http begins to tell of bytes behind an answer.
const unsolicited = "Unsolicited response received on idle HTTP channel"

// A outcome is how a call ended.
type outcome struct {
	driven string // what answered, or was refused
	detail string
	err    error
	info   *janrain.AuthInfo
}

// A call is a call with every secret of its kind.
type call struct {
	name   string
	secret func(kit.Set) string // one that is in the form
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

// A hunt drives the calls with one set of secrets, and collects where
// one of them was found.
type hunt struct {
	kit.Set
	*kit.Search
	log   kit.Log
	calls int
	found map[string][]string // by what was driven, of what it could be seen
}

// client has every key of the set, logs everything and tries twice.
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

// look searches what came of a call, and what was written meanwhile.
func (h *hunt) look(t *testing.T, o outcome, others ...kit.Spelling) {
	t.Helper()
	h.calls++
	texts := slices.Concat(others, []kit.Spelling{{How: "the log", Text: h.log.Take()}})
	if o.info != nil {
		texts = slices.Concat(texts, kit.Printed(o.info), kit.Printed(*o.info))
		texts = append(texts, kit.Spelling{How: "the log with an answer", Text: kit.Logged(o.info)}, kit.Spelling{How: "the log with an answer's value", Text: kit.Logged(*o.info)})
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

// try makes a call, and looks at what comes of it.
func (h *hunt) try(t *testing.T, driven string, call call, client *janrain.Client) error {
	t.Helper()
	info, err := call.do(t.Context(), client, h.Set)
	h.look(t, outcome{driven: driven, detail: call.name, err: err, info: info})
	return err
}

// Everything that can go wrong is made to, with marked secrets everywhere, and
// everything that anybody may come to read of it is searched for them. It is
// not parallel: the standard logger is the process's.
func TestNoSecretIsFoundAnywhere(t *testing.T) {
	var standard kit.Log
	log.SetOutput(&standard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	everything := map[string]string{}
	for _, shape := range slices.Sorted(maps.Keys(kit.Shapes)) {
		set := kit.SetOf(shape)
		for name, secret := range set.Named() {
			everything[name+" with "+shape] = secret
		}
		t.Run("secrets with "+shape, func(t *testing.T) {
			h := &hunt{Set: set, Search: kit.SearchFor(set.Named()), found: map[string][]string{}}
			h.hostile(t)
			h.faults(t)
			h.refused(t)
			h.network(t)
			h.values(t)
			for _, driven := range slices.Sorted(maps.Keys(h.found)) {
				found := h.found[driven]
				t.Errorf("%s: secrets were found %d times, as in\n\t%s", driven, len(found), found[0])
			}
			assert.Greater(t, h.calls, 1500, "the calls must have been made")
		})
	}
	var ours []kit.Spelling
	for line := range strings.Lines(standard.Take()) {
		_, ofNetHTTP, _ := strings.Cut(line, unsolicited)
		if ofNetHTTP == "" {
			ours = append(ours, kit.Spelling{How: "the standard logger", Text: line})
		}
	}
	assert.Empty(t, kit.SearchFor(everything).In(ours...))
}

// Nothing is excepted here that callers are not told of.
func TestWhatTheSearchForSecretsExceptsIsInTheDocumentation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(kit.Path("SECURITY.md"))
	require.NoError(t, err)
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, exception := range exceptions {
		assert.Contains(t, words, exception.says, exception.why)
	}
}

// hostile lets a server repeat a request, in every spelling and at every place
// of an answer, under one status after the other.
func (h *hunt) hostile(t *testing.T) {
	t.Helper()
	server := newHostileServer(t)
	client := h.client(t, server.URL)
	// A number of them that has no divisor in common with those of the others.
	statuses := [...]int{200, 201, 299, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504}
	n := len(h.Shape) // so that another shape comes with other calls
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
				driven: "a server that repeats in " + answer.name, detail: echo.name, err: err, info: info,
			}, server.takeSeen()...)
		}
	}
}

// A media type is read in lower case, what a form makes of a special character
// too: the library must know a secret in that spelling of its own making.
func TestASecretWithoutALongPlainPieceIsNotShownAsAMediaType(t *testing.T) {
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
