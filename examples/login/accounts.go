package main

import (
	"slices"
	"sync"

	"github.com/janrain-go/janrain"
)

// An account is a user of this application. It has one identifier for each
// provider that the user signs in with.
type account struct {
	id          int
	email       string // as the user or a provider says
	confirmed   bool   // whether this site knows that the user reads the mail sent there
	identifiers []identity
}

// confirmedEmail returns the address that a sign-in may be linked by, or "". Anybody can
// register with an address that is not confirmed, and wait for its owner.
func (a *account) confirmedEmail() string {
	if !a.confirmed {
		return ""
	}
	return a.email
}

// An identity is one way to sign in to an account.
type identity struct {
	Provider   janrain.Provider
	Name       string // the provider's display name
	Identifier string
}

// accounts stand for the application's database.
type accounts struct {
	mu           sync.Mutex
	all          []*account
	byIdentifier map[string]*account
}

func newAccounts() *accounts { return &accounts{byIdentifier: map[string]*account{}} }

// signIn returns the account of a sign-in, and a notice for the user. The identifier decides.
// A new one is linked to the account whose confirmed email address the provider owns and
// has verified; otherwise it gets an account of its own. The notice is the same whether
// or not somebody else has the address.
func (a *accounts) signIn(user *janrain.AuthInfo) (of *account, say notice) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.byIdentifier[user.Profile.Identifier]; known != nil {
		return known, notice{}
	}
	provider := providerName(&user.Profile)
	for _, each := range a.all {
		if user.CheckLink(each.confirmedEmail()) == nil {
			a.link(each, user)
			return each, notice{good, "You can now sign in with " + provider + "."}
		}
	}
	added := &account{id: len(a.all) + 1, email: user.Profile.Email}
	if user.CheckLink(user.Profile.VerifiedEmail) == nil {
		added.email, added.confirmed = user.Profile.VerifiedEmail, true
	}
	a.all = append(a.all, added)
	a.link(added, user)
	return added, notice{info, "This is a new account. If you already have one, sign in to it the way you did " +
		"before, and add " + provider + " there."}
}

// isKnown reports whether an identifier has an account.
func (a *accounts) isKnown(info *janrain.AuthInfo) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.byIdentifier[info.Profile.Identifier] != nil
}

// add adds the provider of a sign-in to the account of a user who is signed in, and returns
// a notice and whether it was added. No email address is needed: the user has proved to own both.
func (a *accounts) add(to *account, user *janrain.AuthInfo) (say notice, added bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	provider := providerName(&user.Profile)
	switch a.byIdentifier[user.Profile.Identifier] {
	case nil:
		a.link(to, user)
		return notice{good, "You can now sign in with " + provider + "."}, true
	case to:
		return notice{info, "You already sign in with this " + provider + " account."}, false
	}
	return notice{
		warning, provider + " was not added: this " + provider + " account belongs to another account here.",
	}, false
}

func (a *accounts) link(to *account, user *janrain.AuthInfo) {
	p := &user.Profile
	to.identifiers = append(to.identifiers, identity{p.Provider(), providerName(p), p.Identifier})
	a.byIdentifier[user.Profile.Identifier] = to
}

// waysInto returns an account's identifiers.
func (a *accounts) waysInto(of *account) []identity {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(of.identifiers)
}
