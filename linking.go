package janrain

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/wire"
)

// ErrNotLinkable is what every refusal of MayLink is.
var ErrNotLinkable = errors.New("not to be linked by its email address")

// A LinkError is why a sign-in must not be linked to an account by its email
// address. It is ErrNotLinkable, and has no personal data in it.
type LinkError struct{ Reason LinkReason }

// A LinkReason is what speaks against a link.
type LinkReason int

// The reasons, in the order in which they are looked for.
const (
	LinkProviderNotTrusted LinkReason = iota + 1 // not among the providers that the developer named
	LinkLimitedData                              // the provider held data back
	LinkEmailNotVerified                         // no verifiedEmail, or one that is no address
	LinkEmailDiffers                             // verified, but another address than the account's
)

// String is the reason in a sentence.
func (r LinkReason) String() string {
	switch r {
	case LinkProviderNotTrusted:
		return "its provider is not one whose word on an email address is taken"
	case LinkLimitedData:
		return "it has limited data"
	case LinkEmailNotVerified:
		return "it has no verified email address"
	case LinkEmailDiffers:
		return "its verified email address is not the account's"
	}
	return "no reason is known"
}

// Error is the reason in one line.
func (e *LinkError) Error() string {
	if e == nil {
		return "janrain: " + ErrNotLinkable.Error()
	}
	return "janrain: " + ErrNotLinkable.Error() + ": " + e.Reason.String()
}

// Is reports ErrNotLinkable.
func (e *LinkError) Is(target error) bool { return e != nil && target == ErrNotLinkable }

// MayLink answers whether this sign-in may be linked to the account that has the
// email address, and why not: nil, or a *LinkError. Whoever may link takes the
// account over, so it says yes only where all of this holds:
//
//   - the provider is one of those given, which are yours to trust: it must
//     check addresses itself, and never give one to another person. OpenID is not
//     taken whatever is given, since anybody can run such a provider.
//   - the data is not limited
//   - VerifiedEmail is an address; Email, which users write themselves, is not
//     looked at
//   - it is the account's, upper and lower case of the letters a to z aside
//
// The account's address has to be one that you have checked too. A user whose
// Identifier is known already needs no link: that is the key to find the account by.
func (a *AuthInfo) MayLink(email string, trusted ...Provider) error {
	if reason := a.linkReason(email, trusted); reason != 0 {
		return &LinkError{reason}
	}
	return nil
}

func (a *AuthInfo) linkReason(email string, trusted []Provider) LinkReason {
	if a == nil {
		return LinkProviderNotTrusted
	}
	verified, ok := a.Profile.verifiedAddress()
	switch {
	case !a.Profile.isOneOf(trusted):
		return LinkProviderNotTrusted
	case a.LimitedData || a.mayBeLimited():
		return LinkLimitedData
	case !ok:
		return LinkEmailNotVerified
	case asciiLower(verified) != asciiLower(email):
		return LinkEmailDiffers
	}
	return 0
}

// mayBeLimited takes a mark of limited data that cannot be read for one.
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

// isOneOf takes an older specifier for today's ("yahoo_oauth2" for "yahoo"), and
// the provider's name only where there is no specifier: a provider that an
// application defined for itself may have any name.
func (p *Profile) isOneOf(trusted []Provider) bool {
	own := p.Provider()
	if own == "" || own == ProviderOpenID {
		return false
	}
	today, older := specifiers[string(own)]
	return slices.Contains(trusted, own) || older && slices.Contains(trusted, today)
}

// verifiedAddress is VerifiedEmail where it is an address: a timestamp has been
// seen in its place.
func (p *Profile) verifiedAddress() (string, bool) {
	return p.VerifiedEmail, emailAddress(p.VerifiedEmail)
}

// asciiLower leaves other alphabets alone: strings.EqualFold takes the Kelvin
// sign for a k, and so one person's mailbox for another's.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
