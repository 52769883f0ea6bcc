package janrain_test

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
)

// canaryExceptions are all the places in which a secret may be found, or which
// are not searched, with the words of SECURITY.md that say so.
var canaryExceptions = []struct{ says, why string }{
	{says: "A secret that the service repeats in another spelling.", why: "there is no end to spellings; those below are all found"},
	{says: "net/http's log.", why: "it quotes what comes behind an answer; the lines are left out by how they begin, see unsolicited"},
	{says: "A printed answer shows the provider and the identifier", why: "whatever the service says they are; the answers below do not make them out of a request"},
	{says: "Your own JSON of an answer.", why: "callers store it; that of everything else is searched"},
	{says: "Unexported fields of your structs.", why: "package fmt calls no methods on them"},
	{says: "The verbs `%p` and `%w` where they do not belong", why: "package fmt calls no methods for them"},
	{says: "What you take out.", why: "a field of params that was read is a plain string"},
	{says: "Your own transport.", why: "it has the request in its hands"},
	{says: "Memory.", why: "it cannot be searched from here"},
}

// unsolicited is how net/http begins to tell of bytes behind an answer.
const unsolicited = "Unsolicited response received on idle HTTP channel"

// A canaryOutcome is how a call ended.
type canaryOutcome struct {
	driven string // what answered, or was refused
	detail string
	err    error
	info   *janrain.AuthInfo
}

// A canaryCall is a call with every secret of its kind.
type canaryCall struct {
	name   string
	secret func(canarySet) string // one that is in the form
	do     func(context.Context, *janrain.Client, canarySet) (*janrain.AuthInfo, error)
}

var canaryCalls = []canaryCall{
	{"auth_info", func(s canarySet) string { return s.token }, func(ctx context.Context, c *janrain.Client, s canarySet) (*janrain.AuthInfo, error) {
		return c.AuthInfo(ctx, janrain.AuthInfoParams{Token: s.token, Extended: true, TokenURL: "https://shop.example/signin"})
	}},
	{"access token", func(s canarySet) string { return s.accessToken }, func(ctx context.Context, c *janrain.Client, s canarySet) (*janrain.AuthInfo, error) {
		return nil, c.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: setupIdentifier, Token: s.accessToken})
	}},
	setting("Facebook", func(s canarySet) string { return s.fbSecret }),
	setting("LiveID", func(s canarySet) string { return s.liveIDSecret }),
	setting("PayPal", func(s canarySet) string { return s.partnerKey }),
	setting("Yahoo", func(s canarySet) string { return s.consumerKey }),
	setting("Consumer", func(s canarySet) string { return s.consumerSec }),
}

func setting(kind string, secret func(canarySet) string) canaryCall {
	return canaryCall{kind + " properties", secret, func(ctx context.Context, c *janrain.Client, s canarySet) (*janrain.AuthInfo, error) {
		return nil, c.SetProviderProperties(ctx, s.properties()[kind])
	}}
}

func (s canarySet) properties() map[string]janrain.ProviderProperties {
	return map[string]janrain.ProviderProperties{
		"Facebook": janrain.FacebookProperties{AppID: "1194", Secret: s.fbSecret, EmailPerm: new(true)},
		"LiveID":   janrain.LiveIDProperties{AppID: "0000-4C", Secret: s.liveIDSecret, PrivacyPolicyURL: "https://shop.example/"},
		"PayPal":   janrain.PayPalProperties{DisplayName: "The Shop", Email: "shop@shop.example"},
		"Yahoo":    janrain.YahooProperties{AppID: "yahoo-app", ConsumerKey: s.consumerKey, Secret: s.consumerSec, ContactsScopeSet: new(false)},
		"Consumer": janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: s.consumerKey, Secret: s.consumerSec},
	}
}

// A canaryHunt drives the calls with one set of secrets, and collects where
// one of them was found.
type canaryHunt struct {
	canarySet
	*canarySearch
	log   canaryLog
	calls int
	found map[string][]string // by what was driven, of what it could be seen
}

// client has every key of the set, logs everything and tries twice.
func (h *canaryHunt) client(t *testing.T, appDomain string, opts ...janrain.Option) *janrain.Client {
	t.Helper()
	opts = append([]janrain.Option{
		janrain.WithPartnerKey(h.partnerKey), janrain.WithBasicAuth("client-id", h.clientSecret), janrain.WithLogger(h.log.logger()),
		janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Microsecond, MaxDelay: time.Millisecond}),
	}, opts...)
	client, err := janrain.NewClient(appDomain, h.apiKey, opts...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// look searches what came of a call, and what was written meanwhile.
func (h *canaryHunt) look(t *testing.T, o canaryOutcome, others ...canaryText) {
	t.Helper()
	h.calls++
	texts := slices.Concat(others, []canaryText{{"the log", h.log.take()}})
	if o.info != nil {
		texts = slices.Concat(texts, canaryPrinted(o.info), canaryPrinted(*o.info))
		texts = append(texts, canaryText{"the log with an answer", logged(o.info)}, canaryText{"the log with an answer's value", logged(*o.info)})
	}
	if o.err != nil {
		texts = append(texts, canaryErrors(t, o.err)...)
	}
	h.note(o.driven, o.detail, texts...)
}

func (h *canaryHunt) note(driven, detail string, texts ...canaryText) {
	for _, found := range h.in(texts...) {
		h.found[driven] = append(h.found[driven], detail+": "+found)
	}
}

// try makes a call, and looks at what comes of it.
func (h *canaryHunt) try(t *testing.T, driven string, call canaryCall, client *janrain.Client) error {
	t.Helper()
	info, err := call.do(t.Context(), client, h.canarySet)
	h.look(t, canaryOutcome{driven: driven, detail: call.name, err: err, info: info})
	return err
}

// Everything that can go wrong is made to, with marked secrets everywhere, and
// everything that anybody may come to read of it is searched for them. It is
// not parallel: the standard logger is the process's.
func TestNoSecretIsFoundAnywhere(t *testing.T) {
	var standard canaryLog
	log.SetOutput(&standard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	everything := map[string]string{}
	for _, shape := range slices.Sorted(maps.Keys(canaryShapes)) {
		set := canaryOf(shape)
		for name, secret := range set.named() {
			everything[name+" with "+shape] = secret
		}
		t.Run("secrets with "+shape, func(t *testing.T) {
			h := &canaryHunt{canarySet: set, canarySearch: searchFor(set.named()), found: map[string][]string{}}
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
	var ours []canaryText
	for line := range strings.Lines(standard.take()) {
		_, ofNetHTTP, _ := strings.Cut(line, unsolicited)
		if ofNetHTTP == "" {
			ours = append(ours, canaryText{"the standard logger", line})
		}
	}
	assert.Empty(t, searchFor(everything).in(ours...))
}

// Nothing is excepted here that callers are not told of.
func TestWhatTheSearchForSecretsExceptsIsInTheDocumentation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("SECURITY.md")
	require.NoError(t, err)
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, exception := range canaryExceptions {
		assert.Contains(t, words, exception.says, exception.why)
	}
}

// hostile lets a server repeat a request, in every spelling and at every place
// of an answer, under one status after the other.
func (h *canaryHunt) hostile(t *testing.T) {
	t.Helper()
	server := newHostileServer(t)
	client := h.client(t, server.URL)
	// A number of them that has no divisor in common with those of the others.
	statuses := [...]int{200, 201, 299, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504}
	n := len(h.shape) // so that another shape comes with other calls
	for _, answer := range canaryAnswers {
		for _, echo := range canaryEchoes {
			call := canaryCalls[n%len(canaryCalls)]
			status := statuses[n%len(statuses)]
			n++
			secrets := []string{call.secret(h.canarySet), h.apiKey, h.clientSecret}
			secret := secrets[n%len(secrets)]
			server.will(func(body, authorization string) string {
				return answer.of(status, echo.of(body, authorization, secret))
			})
			info, err := call.do(t.Context(), client, h.canarySet)
			h.look(t, canaryOutcome{
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
		service := serving(mockAnswer{Body: "x", Header: map[string]string{"Content-Type": "text/" + encoded}})
		client, err := janrain.NewClient(setupDomain, key, janrain.WithHTTPClient(&http.Client{Transport: service}))
		require.NoError(t, err)
		_, err = signIn(t, client)
		require.Error(t, err)
		assert.NotContains(t, strings.ToLower(err.Error()), strings.ToLower(encoded))
	}
}
