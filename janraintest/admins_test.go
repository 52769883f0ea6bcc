package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAdminsAndInvites(t *testing.T) {
	a := firstApp(t)
	admins := func() any { return a.do(t, "partner/admin/get", "")["admins"] }
	owner := map[string]any{"email": "owner@example.com", "notify": true}
	assert.Equal(t, []any{owner}, admins())

	first := inner(t, a.do(t, "partner/app/create_invite", "email=mira@example.com"), "PartnerResponse")
	second := inner(t, a.do(t, "partner/app/create_invite", "email=mira@example.com"), "PartnerResponse")
	assert.NotEqual(t, first["inviteUrl"], second["inviteUrl"])
	assert.Equal(t, []any{map[string]any{"email": "mira@example.com", "url": second["inviteUrl"]}},
		a.do(t, "partner/app/get_pending_invites", "")["invites"], "an address must have only its latest invite")

	a.do(t, "partner/admin/add", "email=mira@example.com")
	a.do(t, "partner/admin/add", "email=mira@example.com&verify=false")
	assert.Equal(t, []any{owner, map[string]any{"email": "mira@example.com", "notify": true}}, admins())
	assert.Equal(t, texts(), a.do(t, "partner/app/get_pending_invites", "")["invites"], "an admin must have no invite")

	a.do(t, "partner/admin/delete", "email=owner@example.com")
	a.do(t, "partner/admin/delete", "email=owner@example.com")
	assert.Len(t, admins(), 1)
	for method, parameters := range map[string]string{
		"partner/admin/add":         "email=nobody",
		"partner/app/create_invite": "email=nobody",
	} {
		assert.Equal(t, `"code":1,"msg":"Invalid parameter: email"`, a.refused(t, method, parameters), method)
	}
}
