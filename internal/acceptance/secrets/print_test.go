package secrets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// secretive are the values of this package that hold a secret, each with the text that may be
// printed.
func secretive(t *testing.T) map[string]struct {
	value any
	seen  string
} {
	t.Helper()
	client, err := janrain.NewClient(kit.Domain, kit.Canary+"-api-key",
		janrain.WithPartnerKey(kit.Canary+"-partner-key"), janrain.WithBasicAuth(kit.Canary+"-id", kit.Canary+"-secret"))
	require.NoError(t, err)
	return map[string]struct {
		value any
		seen  string
	}{
		"Client":         {*client, kit.Domain},
		"AuthInfoParams": {janrain.AuthInfoParams{Token: kit.Canary + "-token", Extended: true, TokenURL: "https://canary.example/"}, "Extended"},
		"AccessTokenParams": {
			janrain.AccessTokenParams{Identifier: kit.Identifier, Token: kit.Canary + "-token"}, "profile.php?id=123456789123456789123",
		},
		"FacebookProperties": {
			janrain.FacebookProperties{AppID: "119467988130777", Secret: kit.Canary + "-secret", EmailPerm: new(true), UninstallURL: "https://canary.example/"},
			"119467988130777",
		},
		"LiveIDProperties": {
			janrain.LiveIDProperties{AppID: "0000-4C", Secret: kit.Canary + "-secret", PrivacyPolicyURL: "https://shop.example/privacy"}, "0000-4C",
		},
		"PayPalProperties": {janrain.PayPalProperties{DisplayName: "The Shop", Email: "canary@shop.example"}, "The Shop"},
		"YahooProperties": {
			janrain.YahooProperties{AppID: "yahoo-app", ConsumerKey: kit.Canary + "-key", Secret: kit.Canary + "-secret", ContactsScopeSet: new(false)}, "yahoo-app",
		},
		"ConsumerProperties": {
			janrain.ConsumerProperties{Provider: "google", ConsumerKey: kit.Canary + "-key", Secret: kit.Canary + "-secret"}, "google",
		},
	}
}

func TestNoVerbPrintsASecret(t *testing.T) {
	t.Parallel()
	verbs := []string{
		"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%o", "%b", "%c", "%e", "%g", "%t", "%U", "%T", "%-200v", "%.3s", "%!",
	}
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range kit.Placements(secret.value) {
				for _, verb := range verbs {
					kit.AssertNoSecret(t, fmt.Sprintf(verb, value), verb+" of a "+placement)
				}
				kit.AssertNoSecret(t, fmt.Sprintln(value)+fmt.Sprint(value), "Print of a "+placement)
				kit.AssertNoSecret(t, fmt.Errorf("x: %v", value).Error(), "Errorf of a "+placement)
			}
			text := fmt.Sprintf("%v", secret.value)
			assert.Contains(t, text, secret.seen, "what is not secret must be printed")
			assert.Contains(t, text, "[redacted]", "a redacted value must not look empty")
			assert.Contains(t, text, "janrain."+name)
		})
	}
}

func TestSlogWritesNoSecret(t *testing.T) {
	t.Parallel()
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range kit.Placements(secret.value) {
				var out bytes.Buffer
				options := &slog.HandlerOptions{Level: slog.LevelDebug}
				for _, handler := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
					slog.New(handler).With("with", value).WithGroup("g").Info("message", "attr", value, slog.Group("group", slog.Any("inner", value)))
				}
				kit.AssertNoSecret(t, out.String(), "slog of a "+placement)
				assert.NotContains(t, out.String(), "panicked", "of a %s", placement)
			}
			var out bytes.Buffer
			slog.New(slog.NewTextHandler(&out, nil)).Info("message", "attr", secret.value)
			assert.Contains(t, out.String(), secret.seen, "what is not secret must be printed")
		})
	}
}

func TestJSONOfClientAndParamsHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range kit.Placements(secret.value) {
				text, err := json.Marshal(value)
				require.NoError(t, err, "json of a %s", placement)
				kit.AssertNoSecret(t, string(text), "json of a "+placement)
				text, err = jsonv2.Marshal(value) // fails for a Client, which has no exported fields
				kit.AssertNoSecret(t, fmt.Sprint(string(text), err), "json v2 of a "+placement)
			}
		})
	}
}

// Programs print nil pointers before they are set.
func TestNilPointersCanBePrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		(*janrain.Client)(nil), (*janrain.AuthInfoParams)(nil), (*janrain.FacebookProperties)(nil), (*janrain.ConsumerProperties)(nil),
	} {
		assert.Equal(t, "<nil>", fmt.Sprintf("%v", value), "of %T", value)
		var out bytes.Buffer
		assert.NotPanics(t, func() { slog.New(slog.NewJSONHandler(&out, nil)).Info("message", "attr", value) })
		text, err := json.Marshal(value)
		require.NoError(t, err)
		assert.Equal(t, "null", string(text))
	}
	assert.NotPanics(t, func() { _ = fmt.Sprintf("%v %+v", janrain.Client{}, janrain.AuthInfoParams{}) })
}

// Errors are printed with all verbs, and their structs are exported.
func TestNoVerbPrintsASecretOfAnError(t *testing.T) {
	t.Parallel()
	services := map[string]*kit.Service{
		"refusal":  kit.RespondWith(`{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: ` + kit.Canary + `-token"}}`),
		"garbled":  kit.RespondWith(`{"canary":"canary","canary":"canary"}`),
		"redirect": kit.Respond(kit.Response{Status: 307, Header: map[string]string{"Location": "https://evil.example/?token=" + kit.Canary + "-token"}}),
	}
	for name, service := range services {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := kit.Client(t, service).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: kit.Canary + "-token"})
			require.Error(t, err)
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				kit.AssertNoSecret(t, fmt.Sprintf(verb, err), verb)
			}
			text, jsonErr := json.Marshal(err)
			require.NoError(t, jsonErr)
			kit.AssertNoSecret(t, string(text), "json")
		})
	}
}
