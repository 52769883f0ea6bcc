package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestBasicAuthIsRequiredIfConfigured(t *testing.T) {
	srv := newServer(t, janraintest.WithBasicAuth("id", "s3cret"))
	user := janraintest.User(janrain.ProviderGoogle)
	_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err, "the server's own client must know the secret")

	_, err = srv.Client(janrain.WithBasicAuth("id", "wrong")).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.ErrorIs(t, err, janrain.ErrAuthentication)

	without, err := janrain.NewClient(srv.URL, srv.APIKey)
	require.NoError(t, err)
	_, err = without.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.ErrorIs(t, err, janrain.ErrAuthentication)
}
