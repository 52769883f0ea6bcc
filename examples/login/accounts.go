package main

import (
	"slices"
	"strings"
	"sync"

	"github.com/janrain-go/janrain"
)

// An account is a user of this application. It has one identifier for each
// provider that the user signs in with.
type account struct {
	id          int
	email       string // one that a trusted provider has checked, or ""
	identifiers []identity
}

// An identity is one way into an account.
type identity struct{ Provider, Identifier string }

// accounts stand for the application's database.
type accounts struct {
	mu           sync.Mutex
	all          []*account
	byIdentifier map[string]*account
}

func newAccounts() *accounts { return &accounts{byIdentifier: map[string]*account{}} }

// signIn returns the account of a sign-in, and what to tell the user of it.
// Current is the account that this browser is signed in to, nil for none.
//
// Who is signed in has asked to add a provider: that is refused where the rule
// does not allow the link, and changes nothing. Else a sign-in without a link is
// an account of its own.
func (a *accounts) signIn(info *janrain.AuthInfo, current *account) (_ *account, notice string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.byIdentifier[info.Profile.Identifier]; known != nil {
		return known, ""
	}
	other := current
	if other == nil {
		other = a.byEmail(info.Profile.VerifiedEmail)
	}
	if other == nil {
		return a.add(info), ""
	}
	err := info.MayLink(other.email, trusted...)
	switch {
	case err == nil:
		a.link(other, info)
		return other, info.Profile.ProviderName + " is now a way into your account."
	case current != nil:
		return current, info.Profile.ProviderName + " was not added: " + reasonOf(err) + "."
	}
	return a.add(info), "This is a new account. It is not linked to another: " + reasonOf(err) + "."
}

func (a *accounts) byEmail(email string) *account {
	i := slices.IndexFunc(a.all, func(each *account) bool {
		return each.email != "" && strings.EqualFold(each.email, email)
	})
	if i < 0 {
		return nil
	}
	return a.all[i]
}

func (a *accounts) add(info *janrain.AuthInfo) *account {
	added := &account{id: len(a.all) + 1}
	if email := info.Profile.VerifiedEmail; info.MayLink(email, trusted...) == nil && a.byEmail(email) == nil {
		added.email = email
	}
	a.all = append(a.all, added)
	a.link(added, info)
	return added
}

func (a *accounts) link(to *account, info *janrain.AuthInfo) {
	to.identifiers = append(to.identifiers, identity{info.Profile.ProviderName, info.Profile.Identifier})
	a.byIdentifier[info.Profile.Identifier] = to
}

// waysInto are an account's identifiers.
func (a *accounts) waysInto(of *account) []identity {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(of.identifiers)
}
