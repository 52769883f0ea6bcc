package main

import (
	"context"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const four = two + `paypal:
  paypalDisplayName: The Shop
google:
  consumerKey: ${TWITTER_KEY}
  secret: ${TWITTER_SECRET}
`

func TestTheServiceGetsWhatIsInTheFileInItsOrder(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	got := runFile(t, four, at(srv))
	assert.Equal(t, outcome{done, "facebook    ok\ntwitter     ok\npaypal      ok\ngoogle      ok\n", ""}, got)
	assert.Equal(t, []string{"facebook", "twitter", "paypal", "google"}, asked(srv))
	assert.Equal(t, url.Values{
		"fbAppID": {"123456789012345"}, "fbAppId": {"123456789012345"}, "fbSecret": {"canary-facebook-secret"},
	}, srv.ProviderProperties(janrain.ProviderFacebook))
	assert.Equal(t, url.Values{
		"consumerKey": {"canary-twitter-key"}, "secret": {"canary-twitter-secret"},
	}, srv.ProviderProperties(janrain.ProviderTwitter))
}

// asked is the providers that a server was asked for.
func asked(srv *janraintest.Server) (providers []string) {
	for _, r := range srv.Requests() {
		providers = append(providers, r.Form.Get("provider"))
	}
	return providers
}

func TestOnlyTheNamedProvidersAreReadAndSent(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	env := at(srv)
	delete(env, "TWITTER_KEY")
	got := runFile(t, four, env, "-only", "paypal, facebook")
	assert.Equal(t, outcome{done, "facebook    ok\npaypal      ok\n", ""}, got, "the variables of the others need not be set")
	assert.Equal(t, []string{"facebook", "paypal"}, asked(srv))

	got = runFile(t, two, at(srv), "-only", "facebook,paypal")
	assert.Equal(t, outcome{refused, "", "-only: providers.yaml has no provider \"paypal\"\nconfigureprovider: nothing was sent\n"}, got)
	got = runFile(t, two, at(srv), "-only", "")
	assert.Equal(t, refused, got.code, "no name is not all of them")
	assert.Len(t, srv.Requests(), 2, "nothing was sent")
}

func TestNothingIsSentOfAWrongFileNorInADryRun(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	assert.Equal(t, refused, runFile(t, two+"paypal: {}\n", at(srv)).code)
	assert.Equal(t, done, runFile(t, two, at(srv), "-dry-run").code)
	assert.Equal(t, done, runFile(t, two, at(srv), "-dry-run", "-fake").code)
	assert.Equal(t, done, runFile(t, two, at(srv), "-fake").code)
	assert.Empty(t, srv.Requests(), "the service was asked")
}

func TestAfterAFailureTheOthersAreSet(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: fbAppID"))
	got := runFile(t, two, at(srv))
	assert.Equal(t, failed, got.code)
	assert.Regexp(t, `^facebook    failed: janrain: app/set_properties: Invalid parameter: fbAppID \(code 1, HTTP 400\).*\ntwitter     ok\n$`, got.stdout)
	assert.Equal(t, "configureprovider: not set: facebook; the output says why\n", got.stderr)
	assert.NotNil(t, srv.ProviderProperties(janrain.ProviderTwitter))
}

func TestAPassingFailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.NotJSON(503))
	assert.Equal(t, done, runFile(t, two, at(srv)).code)
}

// nobody listens there. The port of a server that was closed may be another
// test's by now.
const nobody = "http://127.0.0.1:1"

func TestAFailureThatWouldHitAllStops(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(*janraintest.Server, variables)
		want    string
	}{
		{"a wrong API key", func(_ *janraintest.Server, env variables) { env["JANRAIN_API_KEY"] = "canary-key" }, "Invalid apiKey"},
		{"a wrong partner key", func(_ *janraintest.Server, env variables) { env["JANRAIN_PARTNER_KEY"] = "canary-key" }, "Invalid partnerKey"},
		{"no connection", func(_ *janraintest.Server, env variables) { env["JANRAIN_APP_DOMAIN"] = nobody }, "nothing was sent"},
		{"the plan", func(srv *janraintest.Server, _ variables) {
			srv.FailAll(janraintest.ErrorCode(janrain.CodeUpgradeRequired))
		}, "upgrade"},
		{"another domain", func(srv *janraintest.Server, _ variables) {
			srv.FailAll(janraintest.Redirect(307, "https://a.example/"))
		}, "redirect"},
		{"a page instead of an answer", func(srv *janraintest.Server, _ variables) {
			srv.FailAll(janraintest.Raw(200, "text/html", "<html>Sign in to the network</html>"))
		}, "not a JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := janraintest.NewServer()
			defer srv.Close()
			env := at(srv)
			tt.prepare(srv, env)
			got := runFile(t, four, env)
			assert.Equal(t, failed, got.code)
			lines := strings.Split(got.stdout, "\n")
			require.Len(t, lines, 5, "a line for each")
			assert.Regexp(t, "^facebook    failed: janrain: .*"+tt.want, lines[0])
			assert.Equal(t, []string{
				"twitter     not tried after this failure", "paypal      not tried after this failure", "google      not tried after this failure", "",
			}, lines[1:])
			assert.Equal(t, "configureprovider: not set: facebook, twitter, paypal, google; the output says why\n", got.stderr)
			assert.LessOrEqual(t, len(srv.Requests()), 1)
			assert.NotContains(t, got.output(), "canary")
		})
	}
}

func TestAnInterruptEndsWhatIsBeingSent(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailAll(janraintest.Hang())
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel) // before the call, or while it hangs
	env := at(srv)
	env["FACEBOOK_SECRET"], env["TWITTER_KEY"], env["TWITTER_SECRET"] = "a", "b", "c"
	got := runWith(ctx, env, "providers.yaml")
	assert.Equal(t, failed, got.code)
	assert.Contains(t, got.stdout, "facebook    failed: ")
	assert.Contains(t, got.stdout, "canceled")
	assert.Contains(t, got.stdout, "twitter     not tried after this failure")
}

// The service may say what it was given.
func TestASecretThatComesBackIsNotPrinted(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	env := at(srv)
	for _, secret := range []string{"canary-twitter-key", "canary-twitter-secret", srv.APIKey, srv.PartnerKey, url.QueryEscape("canary-twitter-secret")} {
		srv.FailNext(janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: "+secret+" is not one"))
		got := runFile(t, two, env, "-only", "twitter")
		assert.Equal(t, failed, got.code)
		assert.Contains(t, got.stdout, "Invalid parameter: [redacted] is not one")
		assert.NotContains(t, got.output(), secret)
	}
	srv.FailAll(janraintest.Raw(400, "canary-twitter-key/canary-twitter-secret", "canary-twitter-secret"))
	assert.NotContains(t, runFile(t, two, env, "-only", "twitter").output(), "canary")
}

// fileOfAll has every provider and every property.
func fileOfAll() (file string, env variables) {
	b, env := &strings.Builder{}, variables{}
	for _, provider := range supported {
		b.WriteString(string(provider) + ":\n")
		for _, p := range propertiesOf(newProperties(provider)) {
			name := strings.ToUpper(string(provider) + "_" + p.name)
			value := "https://shop.example/" + name
			switch {
			case p.name == "email":
				value = "shop@shop.example"
			case p.secret:
				env[name] = "canary-" + name
				value = "${" + name + "}"
			case p.field.Kind() != reflect.String:
				value = "false"
			}
			b.WriteString("  " + p.name + ": " + value + "\n")
		}
	}
	return b.String(), env
}

// The names, the secrets and the providers are held against the fake service,
// which has its own lists of them.
func TestTheServiceTakesEveryProviderWithEveryProperty(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	file, env := fileOfAll()
	maps.Copy(env, at(srv))
	got := runFile(t, file, env)
	require.Equal(t, done, got.code, got.output())
	assert.NotContains(t, got.output(), "canary")
	for i, r := range srv.Requests() {
		var hidden, secret []string
		for name := range r.Form {
			if r.Form.Get(name) == "[redacted]" && variableOfKey[name] == "" {
				hidden = append(hidden, name)
			}
		}
		for _, p := range propertiesOf(newProperties(supported[i])) {
			assert.True(t, r.Form.Has(p.name), "%s of %s", p.name, supported[i])
			if p.secret {
				secret = append(secret, p.name)
			}
		}
		assert.ElementsMatch(t, hidden, secret, "the secrets of %s", supported[i])
	}
	dry := runFile(t, file, env, "-dry-run")
	assert.Equal(t, done, dry.code)
	assert.NotContains(t, dry.output(), "canary")
	assert.NotContains(t, dry.output(), "[not shown]")
	assert.Len(t, regexp.MustCompile(`secret=|Secret=`).FindAllString(dry.stdout, -1), 15, "of all but PayPal")
}

func TestNoOtherProviderIsTakenByTheService(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for _, provider := range janraintest.Providers() {
		if !slices.Contains(supported, provider) {
			err := srv.Client().SetProviderProperties(t.Context(), janrain.ConsumerProperties{Provider: provider, ConsumerKey: "k", Secret: "s"})
			require.ErrorIs(t, err, janrain.ErrInvalidParameter, "%s is supported", provider)
		}
	}
}

func TestThePartnerDomainIsAskedWhereItIsNotTheAppDomain(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	env := at(srv)
	env["JANRAIN_APP_DOMAIN"], env["JANRAIN_PARTNER_DOMAIN"] = "app.invalid", srv.URL
	assert.Equal(t, done, runFile(t, two, env).code)
	assert.Len(t, srv.Requests(), 2)
}
