package janrain

import (
	"context"
	"encoding/json"
)

// AddAdminParams names an administrator.
type AddAdminParams struct {
	Email string `url:"email" check:"required,email"` // required

	// Verify sends the address an invitation, which has to be accepted. The
	// service's default is to; new(false) fails where the address belongs to more
	// than one account, or to none.
	Verify *bool `url:"verify,omitempty" print:"yes"`
}

var addAdmin = post("partner/v2/admin/add")

// AddAdmin makes somebody an administrator of the application. It is not tried again once it may
// have been sent: each time sends an invitation.
//
// API: https://identitydocs.akamai.com/home/adminadd
func (c *Client) AddAdmin(ctx context.Context, params AddAdminParams) error {
	return c.do(ctx, addAdmin, params)
}

// DeleteAdminParams names an administrator.
type DeleteAdminParams struct {
	Email string `url:"email" check:"required,email"` // required
}

var deleteAdmin = post("partner/v2/admin/delete")

// DeleteAdmin ends somebody's access to the application's dashboard.
//
// API: https://identitydocs.akamai.com/home/admindelete
func (c *Client) DeleteAdmin(ctx context.Context, params DeleteAdminParams) error {
	return c.do(ctx, deleteAdmin, params)
}

// Admins is the answer of admin/get.
type Admins struct {
	Admins []Admin `json:"admins"`

	Extra map[string]json.RawMessage // members without a field
}

// Admin is an administrator of the application.
type Admin struct {
	Email  string `json:"email"`
	Notify bool   `json:"notify" print:"yes"` // the vendor writes to the address about the application

	Extra map[string]json.RawMessage // members without a field
}

var getAdmins = post("partner/v2/admin/get", repeatable, returnsList("admins"))

// Admins returns the administrators of the application.
//
// API: https://identitydocs.akamai.com/home/adminget
func (c *Client) Admins(ctx context.Context) (*Admins, error) {
	return fetch[Admins](ctx, c, getAdmins, nil)
}

// CreateInviteParams says who is to be invited.
type CreateInviteParams struct {
	Email string `url:"email" check:"required,email"` // required
}

// Invite is the answer of app/create_invite. The URL is not printed: whoever
// opens it becomes an administrator.
type Invite struct {
	InviteURL string `json:"inviteUrl"`

	Extra map[string]json.RawMessage // members without a field
}

func (i *Invite) validate() error { return requireMember("inviteUrl", i.InviteURL) }

var createInvite = post("partner/v2/app/create_invite")

// CreateInvite makes an invitation to administer the application.
//
// API: https://identitydocs.akamai.com/home/appcreate-invite
func (c *Client) CreateInvite(ctx context.Context, params CreateInviteParams) (*Invite, error) {
	return fetch[Invite](ctx, c, createInvite, params)
}

// PendingInvites is the answer of app/get_pending_invites.
type PendingInvites struct {
	Invites []PendingInvite `json:"invites"`

	Extra map[string]json.RawMessage // members without a field
}

// PendingInvite is an invitation that was not accepted yet. It is not printed.
type PendingInvite struct {
	Email string `json:"email"`
	URL   string `json:"url"`

	Extra map[string]json.RawMessage // members without a field
}

var getPendingInvites = post("partner/v2/app/get_pending_invites", repeatable, returnsList("invites"))

// PendingInvites returns the invitations that were not accepted yet.
//
// Deprecated: the vendor has put admin/get in its place; use Admins.
//
// API: https://identitydocs.akamai.com/home/appget-pending-invites
func (c *Client) PendingInvites(ctx context.Context) (*PendingInvites, error) {
	return fetch[PendingInvites](ctx, c, getPendingInvites, nil)
}
