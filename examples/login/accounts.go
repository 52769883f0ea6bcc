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
type identity struct {
	Provider   string // its name for people
	Identifier string
}

// accounts stand for the application's database.
type accounts struct {
	mu           sync.Mutex
	all          []*account
	byIdentifier map[string]*account
}

func newAccounts() *accounts { return &accounts{byIdentifier: map[string]*account{}} }

// An outcome is what came of a sign-in.
type outcome struct {
	account *account
	notice  string // for the user
	refused bool   // nothing has changed: another provider was not added
}

// signIn finds or makes the account of a sign-in. Current is the account that this
// browser is signed in to, nil for none: who is signed in has asked to add a
// provider. What the rule does not let be linked is an account of its own, and the
// user is not told whether another has the address: it may not be theirs.
func (a *accounts) signIn(info *janrain.AuthInfo, current *account) outcome {
	a.mu.Lock()
	defer a.mu.Unlock()
	other, provider := current, providerName(&info.Profile)
	switch known := a.byIdentifier[info.Profile.Identifier]; {
	case known != nil && current != nil && known != current:
		return outcome{account: known, notice: "This is another account, to which " + provider + " belongs."}
	case known != nil:
		return outcome{account: known}
	}
	if other == nil {
		other = a.byEmail(info.Profile.VerifiedEmail)
	}
	switch {
	case other != nil && info.MayLink(other.email, trusted...) == nil:
		a.link(other, info)
		return outcome{account: other, notice: provider + " is now a way into your account."}
	case current != nil && current.email == "":
		return outcome{current, provider + " was not added. Your account has no email address that we know to be yours.", true}
	case current != nil:
		return outcome{current, provider + " was not added. " + reasonOf(info.MayLink(current.email, trusted...)), true}
	}
	return a.add(info)
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

func (a *accounts) add(info *janrain.AuthInfo) outcome {
	added := outcome{account: &account{id: len(a.all) + 1}}
	if err := info.MayLink(info.Profile.VerifiedEmail, trusted...); err == nil {
		added.account.email = info.Profile.VerifiedEmail
	} else {
		added.notice = "You have a new account, with " + providerName(&info.Profile) + " alone. " + reasonOf(err)
	}
	a.all = append(a.all, added.account)
	a.link(added.account, info)
	return added
}

func (a *accounts) link(to *account, info *janrain.AuthInfo) {
	to.identifiers = append(to.identifiers, identity{providerName(&info.Profile), info.Profile.Identifier})
	a.byIdentifier[info.Profile.Identifier] = to
}

// waysInto are an account's identifiers.
func (a *accounts) waysInto(of *account) []identity {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(of.identifiers)
}
