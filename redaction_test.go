package janrain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// secretCanary is the beginning of every secret below. It is printed by %x as
// well: that verb shows the bytes.
const secretCanary = "canary"

// secretive are the values of this package that hold a secret, each with what
// may be seen of it.
func secretive(t *testing.T) map[string]struct {
	value any
	seen  string
} {
	t.Helper()
	client, err := janrain.NewClient(setupDomain, secretCanary+"-api-key",
		janrain.WithPartnerKey(secretCanary+"-partner-key"), janrain.WithBasicAuth(secretCanary+"-id", secretCanary+"-secret"))
	require.NoError(t, err)
	return map[string]struct {
		value any
		seen  string
	}{
		"Client":         {*client, setupDomain},
		"AuthInfoParams": {janrain.AuthInfoParams{Token: secretCanary + "-token", Extended: true, TokenURL: "https://canary.example/"}, "Extended"},
		"AccessTokenParams": {
			janrain.AccessTokenParams{Identifier: setupIdentifier, Token: secretCanary + "-token"}, "profile.php?id=123456789123456789123",
		},
		"FacebookProperties": {
			janrain.FacebookProperties{AppID: "119467988130777", Secret: secretCanary + "-secret", EmailPerm: new(true), UninstallURL: "https://canary.example/"},
			"119467988130777",
		},
		"LiveIDProperties": {
			janrain.LiveIDProperties{AppID: "0000-4C", Secret: secretCanary + "-secret", PrivacyPolicyURL: "https://shop.example/privacy"}, "0000-4C",
		},
		"PayPalProperties": {janrain.PayPalProperties{DisplayName: "The Shop", Email: "canary@shop.example"}, "The Shop"},
		"YahooProperties": {
			janrain.YahooProperties{AppID: "yahoo-app", ConsumerKey: secretCanary + "-key", Secret: secretCanary + "-secret", ContactsScopeSet: new(false)}, "yahoo-app",
		},
		"ConsumerProperties": {
			janrain.ConsumerProperties{Provider: "google", ConsumerKey: secretCanary + "-key", Secret: secretCanary + "-secret"}, "google",
		},
	}
}

// placements are the ways in which a value comes to a printing function: fmt
// and encoding/json treat each of them in another way.
func placements(value any) map[string]any {
	pointer := reflect.New(reflect.TypeOf(value))
	pointer.Elem().Set(reflect.ValueOf(value))
	p := pointer.Interface()
	typed := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(value)), 0, 1)
	typed = reflect.Append(typed, reflect.ValueOf(value))
	keyed := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), reflect.TypeOf(value)))
	keyed.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(value))
	return map[string]any{
		"value":                   value,
		"pointer":                 p,
		"pointer to pointer":      &p,
		"exported field":          struct{ V any }{value},
		"pointer in a field":      struct{ V any }{p},
		"field two structs below": struct{ A struct{ B any } }{struct{ B any }{value}},
		"slice":                   []any{value, p},
		"slice of its type":       typed.Interface(),
		"map":                     map[string]any{"k": value, "p": p},
		"map of its type":         keyed.Interface(),
		"array":                   [1]any{p},
	}
}

func assertNoSecret(t *testing.T, text, how string) {
	t.Helper()
	for _, form := range []string{secretCanary, fmt.Sprintf("%x", secretCanary), fmt.Sprintf("%X", secretCanary), fmt.Sprintf("% x", secretCanary)} {
		assert.NotContains(t, text, form, "a secret is never printed; here it was by %s", how)
	}
	// %d of a string or a []byte gives its bytes as numbers.
	assert.NotContains(t, text, "99 97 110 97 114 121", "by %s", how)
}

func TestNoVerbPrintsASecret(t *testing.T) {
	t.Parallel()
	verbs := []string{
		"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%o", "%b", "%c", "%e", "%g", "%t", "%U", "%T", "%-200v", "%.3s", "%!",
	}
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range placements(secret.value) {
				for _, verb := range verbs {
					assertNoSecret(t, fmt.Sprintf(verb, value), verb+" of a "+placement)
				}
				assertNoSecret(t, fmt.Sprintln(value)+fmt.Sprint(value), "Print of a "+placement)
				assertNoSecret(t, fmt.Errorf("x: %v", value).Error(), "Errorf of a "+placement)
			}
			text := fmt.Sprintf("%v", secret.value)
			assert.Contains(t, text, secret.seen, "what is no secret can be seen")
			assert.Contains(t, text, "[redacted]", "what is left out is not taken for empty")
			assert.Contains(t, text, "janrain."+name)
		})
	}
}

func TestSlogWritesNoSecret(t *testing.T) {
	t.Parallel()
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range placements(secret.value) {
				var out bytes.Buffer
				options := &slog.HandlerOptions{Level: slog.LevelDebug}
				for _, handler := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
					slog.New(handler).With("with", value).WithGroup("g").Info("message", "attr", value, slog.Group("group", slog.Any("inner", value)))
				}
				assertNoSecret(t, out.String(), "slog of a "+placement)
				assert.NotContains(t, out.String(), "panicked", "of a %s", placement)
			}
			var out bytes.Buffer
			slog.New(slog.NewTextHandler(&out, nil)).Info("message", "attr", secret.value)
			assert.Contains(t, out.String(), secret.seen, "what is no secret can be seen")
		})
	}
}

func TestJSONOfClientAndParamsHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name, secret := range secretive(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for placement, value := range placements(secret.value) {
				text, err := json.Marshal(value)
				require.NoError(t, err, "json of a %s", placement)
				assertNoSecret(t, string(text), "json of a "+placement)
				text, err = jsonv2.Marshal(value) // refuses a Client, which has no exported field
				assertNoSecret(t, fmt.Sprint(string(text), err), "json v2 of a "+placement)
			}
		})
	}
}

// A nil pointer is printed by programs that have not got that far.
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

// Errors are printed with other verbs than Error() as well, and their structs
// are exported.
func TestNoVerbPrintsASecretOfAnError(t *testing.T) {
	t.Parallel()
	services := map[string]*mockService{
		"refusal":  answering(`{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: ` + secretCanary + `-token"}}`),
		"garbled":  answering(`{"canary":"canary","canary":"canary"}`),
		"redirect": serving(mockAnswer{Status: 307, Header: map[string]string{"Location": "https://evil.example/?token=" + secretCanary + "-token"}}),
	}
	for name, service := range services {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := clientOf(t, service).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: secretCanary + "-token"})
			require.Error(t, err)
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				assertNoSecret(t, fmt.Sprintf(verb, err), verb)
			}
			text, jsonErr := json.Marshal(err)
			require.NoError(t, jsonErr)
			assertNoSecret(t, string(text), "json")
		})
	}
}
