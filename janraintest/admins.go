package janraintest

import "slices"

var adminEndpoints = []endpoint{
	post("/partner/v2/admin/add", "email:email! verify:bool", call.addAdmin),
	post("/partner/v2/admin/get", "", call.admins),
	post("/partner/v2/admin/delete", "email:email!", call.deleteAdmin),
	post("/partner/v2/app/create_invite", "email:email!", call.createInvite).wrapped("PartnerResponse"),
	post("/partner/v2/app/get_pending_invites", "", call.pendingInvites),
}

// An admin may change an application on the dashboard.
type admin struct {
	Email  string `json:"email"`
	Notify bool   `json:"notify"`
}

// An invite is one that has not been accepted.
type invite struct {
	Email string `json:"email"`
	URL   string `json:"url"`
}

// addAdmin ignores verify, which chooses between two accounts with one address: the fake has
// no such addresses.
func (c call) addAdmin() (members, *refusal) {
	email := c.form.Get("email")
	known := func(a admin) bool { return a.Email == email }
	if !slices.ContainsFunc(c.app.admins, known) {
		c.app.admins = append(c.app.admins, admin{email, true})
	}
	c.app.withdraw(email)
	return nil, nil
}

func (c call) admins() (members, *refusal) {
	return members{{"admins", append([]admin{}, c.app.admins...)}}, nil
}

// deleteAdmin also succeeds if there is nobody to delete, so that it can be repeated.
func (c call) deleteAdmin() (members, *refusal) {
	email := c.form.Get("email")
	c.app.admins = slices.DeleteFunc(c.app.admins, func(a admin) bool { return a.Email == email })
	return nil, nil
}

func (c call) createInvite() (members, *refusal) {
	email := c.form.Get("email")
	return members{{"inviteUrl", c.invite(email)}}, nil
}

// invite replaces the invite that the address may have.
func (c call) invite(email string) (url string) {
	c.app.withdraw(email)
	url = c.state.url + "/invite?code=" + randomHex(20)
	c.app.invites = append(c.app.invites, invite{email, url})
	return url
}

func (a *application) withdraw(email string) {
	a.invites = slices.DeleteFunc(a.invites, func(i invite) bool { return i.Email == email })
}

func (c call) pendingInvites() (members, *refusal) {
	return members{{"invites", append([]invite{}, c.app.invites...)}}, nil
}
