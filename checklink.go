package janrain

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/wire"
)

// A LinkError says why a sign-in must not be linked to an account by its email address. It
// matches ErrNotLinkable and contains no personal data.
type LinkError struct{ Reason LinkReason }

// A LinkReason is the reason of a LinkError.
type LinkReason int

// The reasons, in the order in which CheckLink looks for them.
const (
	LinkProviderNotTrusted LinkReason = iota + 1 // the provider is not Google
	LinkLimitedData                              // the provider withheld data
	LinkEmailNotVerified                         // no verifiedEmail, or one that is not an address
	LinkDomainNotTrusted                         // verified, but the mailbox is not Google's
	LinkEmailNotConfirmed                        // the account has no confirmed address
	LinkEmailDiffers                             // verified, but not the account's address
)

// String returns the reason as a clause.
func (r LinkReason) String() string {
	switch r {
	case LinkProviderNotTrusted:
		return "the provider is not trusted to verify email addresses"
	case LinkLimitedData:
		return "the provider withheld data (limited data)"
	case LinkEmailNotVerified:
		return "it has no verified email address"
	case LinkDomainNotTrusted:
		return "the provider does not own the mailbox of its verified email address"
	case LinkEmailNotConfirmed:
		return "the account has no confirmed email address"
	case LinkEmailDiffers:
		return "its verified email address is not the account's"
	}
	return "the reason is unknown"
}

// Error returns the reason in one line.
func (e *LinkError) Error() string {
	if e == nil {
		return "janrain: " + ErrNotLinkable.Error()
	}
	return "janrain: " + ErrNotLinkable.Error() + ": " + e.Reason.String()
}

// Is reports whether target is ErrNotLinkable.
func (e *LinkError) Is(target error) bool { return e != nil && target == ErrNotLinkable }

// CheckLink returns nil if the user of this sign-in owns the mailbox of an account that is
// already there, so that the sign-in may be added to the account. Otherwise it returns a
// *LinkError. Whoever is linked takes the account over, so all of this must hold:
//
//   - The provider is Google, which owns the mailboxes in question: ProviderSpecifier is
//     google or googleplus, or absent. ProviderName, if there is one, is Google's too. Other providers do not say that they verify addresses, or pass on addresses that they
//     verified long ago; add them while the user is signed in, as examples/login does.
//   - The data is not limited.
//   - VerifiedEmail is an address at gmail.com or googlemail.com. Google verifies other
//     addresses once and never again, so their mailboxes may have a new owner. See
//     TrustWorkspace for Google Workspace. Email is ignored, because users write it
//     themselves.
//   - It is equal to confirmedEmail, except for the case of the letters a to z.
//
// ConfirmedEmail is the account's address, if the site has confirmed it before, for example
// with a link in an email. Pass "" if it has not. Without this, an attacker registers with
// the victim's address and waits for the victim's Google sign-in to join the account.
//
// A user whose Identifier is already known needs no link: find the account by that.
func (a *AuthInfo) CheckLink(confirmedEmail string, opts ...LinkOption) error {
	rule := linkRule{domains: []string{"gmail.com", "googlemail.com"}}
	for _, opt := range opts {
		if opt != nil {
			opt(&rule)
		}
	}
	if reason := a.linkReason(confirmedEmail, rule); reason != 0 {
		return &LinkError{reason}
	}
	return nil
}

// A LinkOption is an option of CheckLink. A nil LinkOption does nothing.
type LinkOption func(*linkRule)

// A linkRule says whose addresses are trusted.
type linkRule struct{ domains []string }

// TrustWorkspace makes CheckLink also accept Google sign-ins with addresses at these
// domains, such as "example.com". Subdomains are not included.
//
// Name only domains that are in Google Workspace today and whose administrators you trust
// with your users' accounts. A response does not say whether a Google account belongs to
// Workspace:
//
//   - The administrators of a domain can create any mailbox in it, and enter the account of
//     whoever had the address before.
//   - Anybody who could once read a mailbox can have made a personal Google account with its
//     address. Google keeps calling the address verified after the mailbox, or the whole
//     domain, has a new owner.
func TrustWorkspace(domains ...string) LinkOption {
	return func(rule *linkRule) {
		for _, domain := range domains {
			rule.domains = append(rule.domains, asciiLower(domain))
		}
	}
}

// mailboxOwners are the providers that are trusted, for the domains in a linkRule.
var mailboxOwners = []Provider{ProviderGoogle, ProviderGooglePlus}

func (a *AuthInfo) linkReason(confirmed string, rule linkRule) LinkReason {
	if a == nil || !a.Profile.isOf(mailboxOwners) {
		return LinkProviderNotTrusted
	}
	verified, ok := a.Profile.verifiedAddress()
	verified = asciiLower(verified)
	switch {
	case a.LimitedData || a.mayBeLimited():
		return LinkLimitedData
	case !ok:
		return LinkEmailNotVerified
	case !slices.Contains(rule.domains, verified[strings.LastIndexByte(verified, '@')+1:]):
		return LinkDomainNotTrusted
	case confirmed == "":
		return LinkEmailNotConfirmed
	case asciiLower(confirmed) != verified:
		return LinkEmailDiffers
	}
	return 0
}

// isOf reports whether the provider is certainly one of those given. The specifier counts
// exactly as it is written. The name counts only if there is no specifier, because whoever
// configures a custom provider chooses its name; a name that is not also one of theirs
// contradicts the specifier. Extra has the members that are not strings.
func (p *Profile) isOf(providers []Provider) bool {
	if _, unreadable := p.Extra["providerSpecifier"]; unreadable {
		return false
	}
	switch string(p.Extra["providerName"]) {
	case "", "null", `""`:
	default:
		return false
	}
	nameFits := slices.Contains(providers, named(p.ProviderName))
	if p.ProviderSpecifier == "" {
		return nameFits
	}
	return slices.Contains(providers, Provider(p.ProviderSpecifier)) && (nameFits || p.ProviderName == "")
}

// mayBeLimited treats an unreadable mark of limited data as set.
func (a *AuthInfo) mayBeLimited() bool {
	for _, extra := range []map[string]json.RawMessage{a.Extra, a.Profile.Extra} {
		for _, name := range []string{"limitedData", "limited_data"} {
			raw, given := extra[name]
			limited, readable := wire.Bool(raw)
			if given && string(raw) != "null" && (limited || !readable) {
				return true
			}
		}
	}
	return a.Profile.LimitedData
}

// asciiLower leaves other alphabets and invalid bytes alone. strings.EqualFold takes the
// Kelvin sign for a k, and so one person's mailbox for another's.
func asciiLower(s string) string {
	lower := []byte(s)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
