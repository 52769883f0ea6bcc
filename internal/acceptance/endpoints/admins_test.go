package endpoints

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

const inviteURL = "https://rpxnow.com/invite?code=c0ffee00c0ffee00c0ffee00"

var adminsResponses = []recordedResponse{
	{"admin_get/two", "Admins", &janrain.Admins{Admins: []janrain.Admin{
		{Email: "ada@shop.example.com", Notify: true},
		{Email: "bob@shop.example.com", Extra: kit.Extra{"notify": kit.Raw("false")}},
	}}},
	{"app_create_invite/wrapped", "CreateInvite", &janrain.Invite{InviteURL: inviteURL}},
	{"app_get_pending_invites/one", "PendingInvites", &janrain.PendingInvites{
		Invites: []janrain.PendingInvite{{Email: "bob@shop.example.com", URL: inviteURL}},
	}},
}

func TestAdminsAreAddedAndDeleted(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	emails := func() (all []string) {
		admins, err := client.Admins(t.Context())
		require.NoError(t, err)
		for _, admin := range admins.Admins {
			all = append(all, admin.Email)
		}
		return all
	}
	before := emails()
	require.NoError(t, client.AddAdmin(t.Context(), janrain.AddAdminParams{Email: "bob@shop.example", Verify: new(false)}))
	assert.Equal(t, append(before, "bob@shop.example"), emails())
	require.NoError(t, client.DeleteAdmin(t.Context(), janrain.DeleteAdminParams{Email: "bob@shop.example"}))
	assert.Equal(t, before, emails())

	invite, err := client.CreateInvite(t.Context(), janrain.CreateInviteParams{Email: "eve@shop.example"})
	require.NoError(t, err)
	pending, err := client.PendingInvites(t.Context())
	require.NoError(t, err)
	assert.Contains(t, pending.Invites, janrain.PendingInvite{Email: "eve@shop.example", URL: invite.InviteURL})
}

func TestAdminsAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	answer, err := kit.CallOn(t, "Admins", []byte(`{"stat":"ok","admins":{"EMAIL":"ada@shop.example","Notify":"true"}}`))
	require.NoError(t, err)
	assert.Equal(t, "ada@shop.example", answer.(*janrain.Admins).Admins[0].Email)
	assert.True(t, answer.(*janrain.Admins).Admins[0].Notify)
}
