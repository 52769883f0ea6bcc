package janraintest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestUsersOfEveryProviderSignIn(t *testing.T) {
	srv := newServer(t)
	for _, provider := range janraintest.Providers() {
		t.Run(string(provider), func(t *testing.T) {
			user := janraintest.User(provider)
			info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, tokenURL), Extended: true, TokenURL: tokenURL})
			require.NoError(t, err)
			assert.Equal(t, `"ok"`, string(info.Extra["stat"]))
			delete(info.Extra, "stat")
			if len(info.Extra) == 0 {
				info.Extra = nil
			}
			assert.Equal(t, user, *info, "the whole user must arrive, with the provider's credentials struct")
			assert.Equal(t, provider, info.Profile.Provider())
			assert.Equal(t, provider, janraintest.User(provider).Profile.Provider(), "the provider of a value without an address")
		})
	}
}

func TestCallersOwnUser(t *testing.T) {
	srv := newServer(t)
	user := janraintest.User("hospital")
	user.Profile.Identifier = "https://id.hospital.example/7"
	user.Extra = map[string]json.RawMessage{"sreg": json.RawMessage(`{"nickname":"m"}`)}
	info, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Equal(t, "https://id.hospital.example/7", info.Profile.Identifier)
	assert.IsType(t, &janrain.OtherCredentials{}, info.AccessCredentials)
	assert.Equal(t, janrain.Provider("hospital"), info.AccessCredentials.Provider())
	assert.JSONEq(t, `{"nickname":"m"}`, string(info.Extra["sreg"]))
}
