package janraintest

import "slices"

// An admin is somebody who may change an application on the dashboard.
type admin struct {
	Email  string `json:"email"`
	Notify bool   `json:"notify"`
}

// An invite is one that nobody has taken yet.
type invite struct {
	Email string `json:"email"`
	URL   string `json:"url"`
}

// addAdmin knows no address that stands for two accounts, so verify makes no
// difference.
func (c call) addAdmin() (members, *failure) {
	email := c.form.Get("email")
	known := func(a admin) bool { return a.Email == email }
	if !slices.ContainsFunc(c.app.admins, known) {
		c.app.admins = append(c.app.admins, admin{email, true})
	}
	c.app.withdraw(email)
	return nil, nil
}

func (c call) admins() (members, *failure) {
	return members{{"admins", append([]admin{}, c.app.admins...)}}, nil
}

// deleteAdmin is content where there is nobody to delete, so that it can be
// repeated.
func (c call) deleteAdmin() (members, *failure) {
	email := c.form.Get("email")
	c.app.admins = slices.DeleteFunc(c.app.admins, func(a admin) bool { return a.Email == email })
	return nil, nil
}

func (c call) createInvite() (members, *failure) {
	email := c.form.Get("email")
	return members{{"inviteUrl", c.invite(email)}}, nil
}

// invite puts an invite in the place of the one that the address may have.
func (c call) invite(email string) (url string) {
	c.app.withdraw(email)
	url = c.server.URL + "/invite?code=" + randomHex(20)
	c.app.invites = append(c.app.invites, invite{email, url})
	return url
}

func (a *application) withdraw(email string) {
	a.invites = slices.DeleteFunc(a.invites, func(i invite) bool { return i.Email == email })
}

func (c call) pendingInvites() (members, *failure) {
	return members{{"invites", append([]invite{}, c.app.invites...)}}, nil
}
