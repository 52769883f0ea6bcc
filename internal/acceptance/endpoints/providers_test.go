package endpoints

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

type providers = []janrain.Provider

var providersResponses = []recordedResponse{
	{"get_available_providers/some", "AvailableProviders", &janrain.AvailableProviders{
		Signin: providers{"google", "paypal", "vk"}, Social: providers{"vk"}, Share: providers{"linkedin", "reddit"},
	}},
	{"providers/some", "Providers", &janrain.Providers{
		Signin: providers{"yahoo", "microsoftaccount", "bravenew"}, Social: providers{"yahoo"},
		ShareWidget: janrain.ShareProviders{Share: providers{"twitter", "email"}, Email: providers{"yahoo"}},
	}},
	{"get_share_providers/some", "ShareProviders", &janrain.ShareProviders{
		Share: providers{"email", "twitter"}, Email: providers{"google", "yahoo"},
	}},
}

func TestAuthProvidersAreReplaced(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	chosen := providers{janrain.ProviderYahoo, janrain.ProviderGoogle}
	require.NoError(t, client.SetAuthProviders(t.Context(), janrain.SetAuthProvidersParams{Providers: chosen}))
	require.NoError(t, client.SetAuthProviders(t.Context(), janrain.SetAuthProvidersParams{Providers: chosen[:1], DeviceType: "android"}))
	now, err := client.Providers(t.Context())
	require.NoError(t, err)
	assert.Equal(t, chosen, now.Signin, "the providers must keep their order, without those of another device")

	err = client.SetAuthProviders(t.Context(), janrain.SetAuthProvidersParams{Providers: providers{"yahoo", "nonesuch"}})
	require.ErrorIs(t, err, janrain.ErrInvalidParameter)
	require.ErrorContains(t, err, "nonesuch", "the message must name the provider")
}

// PHP has one type for lists and maps, and old responses have a string instead of a list of one.
func TestProviderListsAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]providers{
		`["google","yahoo"]`: {"google", "yahoo"},
		`"google"`:           {"google"},
		`{}`:                 nil,
		`[]`:                 nil,
		`[null,"google",7]`:  {"google", "7"},
	} {
		body := `{"stat":"ok","signin":` + text + `}`
		answer, err := kit.CallOn(t, "AvailableProviders", []byte(body))
		require.NoError(t, err, text)
		assert.Equal(t, want, answer.(*janrain.AvailableProviders).Signin, text)
		assert.JSONEq(t, body, kit.Marshal(t, answer), "the value must be kept unchanged")
	}
	answer, err := kit.CallOn(t, "Providers", []byte(`{"stat":"ok","signin":[],"shareWidget":[]}`))
	require.NoError(t, err)
	assert.Empty(t, answer.(*janrain.Providers).ShareWidget.Share)
}

// Callers may build a response for their own tests.
func TestChangedProviderListIsMarshalled(t *testing.T) {
	t.Parallel()
	answer, err := kit.CallOn(t, "AvailableProviders", []byte(`{"stat":"ok","signin":"google"}`))
	require.NoError(t, err)
	available := answer.(*janrain.AvailableProviders)
	available.Signin = append(available.Signin, "yahoo")
	assert.JSONEq(t, `{"stat":"ok","signin":["google","yahoo"]}`, kit.Marshal(t, available))
}
