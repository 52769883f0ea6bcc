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

// A LinkReason is the reason of a LinkError: LinkProviderNotTrusted, LinkLimitedData,
// LinkEmailNotVerified, LinkDomainNotTrusted, LinkEmailNotConfirmed or LinkEmailDiffers.
type LinkReason int

// The reasons of a LinkError, in the order in which CheckLink checks them.
const (
	LinkProviderNotTrusted LinkReason = iota + 1 // the provider is not Google
	LinkLimitedData                              // the provider withheld data
	LinkEmailNotVerified                         // no verifiedEmail, or one that is not an address
	LinkDomainNotTrusted                         // the provider does not own the mailbox of the verified address
	LinkEmailNotConfirmed                        // the account has no confirmed address
	LinkEmailDiffers                             // the verified address is not the account's address
)

// String returns the reason as a clause.
func (r LinkReason) String() string {
	switch r {
	case LinkProviderNotTrusted:
		return "the provider is not trusted to verify email addresses"
	case LinkLimitedData:
		return "the provider withheld data (limited data)"
	case LinkEmailNotVerified:
		return "the user has no verified email address"
	case LinkDomainNotTrusted:
		return "the provider does not own the mailbox of the verified email address"
	case LinkEmailNotConfirmed:
		return "the account has no confirmed email address"
	case LinkEmailDiffers:
		return "the verified email address is not the account's"
	}
	return "unknown reason"
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

// CheckLink returns nil if the user of this sign-in owns the mailbox of an existing account,
// so that the sign-in may be linked to the account. Otherwise it returns a *LinkError. A
// linked user can take over the account, so all of these conditions must be met:
//
//   - The provider is Google, which owns the mailboxes: ProviderSpecifier is google or
//     googleplus, or absent, and ProviderName, if present, is one of Google too. Other
//     providers do not document that they verify addresses, or report addresses that they
//     verified long ago. Link these while the user is signed in, as examples/login does.
//   - The data is not limited.
//   - VerifiedEmail is an address at gmail.com or googlemail.com. Google verifies other
//     addresses only once, so their mailboxes may have a new owner. See TrustWorkspace for
//     Google Workspace. Email is ignored, because users can choose it freely.
//   - VerifiedEmail is equal to confirmedEmail, ignoring the case of the letters a to z.
//
// Pass the account's email address as confirmedEmail if the site has confirmed it, for example
// with a link in an email. Otherwise pass "". If unconfirmed addresses were accepted, an
// attacker could register with the victim's address and wait until the victim's Google sign-in
// is linked to the account.
//
// If the Identifier is already known, no link is needed: find the account by the Identifier.
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
// Pass only domains that use Google Workspace today and whose administrators you trust with
// your users' accounts. A response does not show whether a Google account belongs to Workspace:
//
//   - The administrators of a domain can create any mailbox in it, and so take over the account
//     of the previous owner of the address.
//   - Anybody who once had access to a mailbox may have created a personal Google account with
//     its address. Google continues to report the address as verified after the mailbox, or
//     the whole domain, has a new owner.
func TrustWorkspace(domains ...string) LinkOption {
	return func(rule *linkRule) {
		for _, domain := range domains {
			rule.domains = append(rule.domains, asciiLower(domain))
		}
	}
}

// mailboxOwners are the providers that are trusted for the domains of a linkRule.
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

// isOf reports whether the provider is certainly one of those given. The specifier must match
// exactly. The name is sufficient only without a specifier, because customers choose the names
// of custom providers. If there are both, both must match. Extra holds members that are not
// strings.
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

// mayBeLimited reports whether the data is limited. An unreadable value counts as true.
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

// asciiLower converts only the letters A to Z and keeps invalid bytes. strings.EqualFold would
// treat the Kelvin sign as a k, and so confuse the mailboxes of two people.
func asciiLower(s string) string {
	lower := []byte(s)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
