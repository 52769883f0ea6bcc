package janrain

import (
	"context"
	"encoding/json"
)

// AddAdminParams are the parameters of AddAdmin.
type AddAdminParams struct {
	Email string `url:"email" check:"required,email"` // required

	// Verify sends an invitation, which the recipient must accept, to the address. It is the
	// service's default. With new(false), the call fails unless exactly one account has the
	// address.
	Verify *bool `url:"verify,omitempty" print:"yes"`
}

var addAdmin = post("partner/v2/admin/add")

// AddAdmin adds an administrator of the application. It is not repeatable, because each call sends
// an invitation; see RetryPolicy.
//
// API: https://identitydocs.akamai.com/home/adminadd
func (c *Client) AddAdmin(ctx context.Context, params AddAdminParams) error {
	return c.do(ctx, addAdmin, params)
}

// DeleteAdminParams are the parameters of DeleteAdmin.
type DeleteAdminParams struct {
	Email string `url:"email" check:"required,email"` // required
}

var deleteAdmin = post("partner/v2/admin/delete")

// DeleteAdmin removes an administrator of the application.
//
// API: https://identitydocs.akamai.com/home/admindelete
func (c *Client) DeleteAdmin(ctx context.Context, params DeleteAdminParams) error {
	return c.do(ctx, deleteAdmin, params)
}

// Admins is the response of admin/get.
type Admins struct {
	Admins []Admin `json:"admins"`

	Extra map[string]json.RawMessage // members without a field
}

// Admin is an administrator of the application.
type Admin struct {
	Email  string `json:"email"`
	Notify bool   `json:"notify" print:"yes"` // the vendor sends notifications about the application

	Extra map[string]json.RawMessage // members without a field
}

var getAdmins = post("partner/v2/admin/get", repeatable, returnsList("admins"))

// Admins returns the administrators of the application.
//
// API: https://identitydocs.akamai.com/home/adminget
func (c *Client) Admins(ctx context.Context) (*Admins, error) {
	return fetch[Admins](ctx, c, getAdmins, nil)
}

// CreateInviteParams are the parameters of CreateInvite.
type CreateInviteParams struct {
	Email string `url:"email" check:"required,email"` // required
}

// Invite is the response of app/create_invite. The URL is not printed, because anybody who opens
// it becomes an administrator.
type Invite struct {
	InviteURL string `json:"inviteUrl"`

	Extra map[string]json.RawMessage // members without a field
}

func (i *Invite) validate() error { return requireMember("inviteUrl", i.InviteURL) }

var createInvite = post("partner/v2/app/create_invite")

// CreateInvite creates an invitation to become an administrator of the application.
//
// API: https://identitydocs.akamai.com/home/appcreate-invite
func (c *Client) CreateInvite(ctx context.Context, params CreateInviteParams) (*Invite, error) {
	return fetch[Invite](ctx, c, createInvite, params)
}

// PendingInvites is the response of app/get_pending_invites.
type PendingInvites struct {
	Invites []PendingInvite `json:"invites"`

	Extra map[string]json.RawMessage // members without a field
}

// PendingInvite is an invitation that has not been accepted. It is not printed.
type PendingInvite struct {
	Email string `json:"email"`
	URL   string `json:"url"`

	Extra map[string]json.RawMessage // members without a field
}

var getPendingInvites = post("partner/v2/app/get_pending_invites", repeatable, returnsList("invites"))

// PendingInvites returns the invitations that have not been accepted.
//
// API: https://identitydocs.akamai.com/home/appget-pending-invites
//
// Deprecated: Use Admins. The vendor has replaced this call with admin/get.
func (c *Client) PendingInvites(ctx context.Context) (*PendingInvites, error) {
	return fetch[PendingInvites](ctx, c, getPendingInvites, nil)
}
