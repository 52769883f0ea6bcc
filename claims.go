package janrain

import (
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/check"
	"github.com/janrain-go/janrain/internal/wire"
)

// Claims are the standard claims of OpenID Connect Core 1.0, section 5.1, about a user. Code
// that uses them does not depend on this service. Their JSON omits unknown claims. The
// service's data is not sufficient for the remaining standard claims: it has no locale, only an
// offset instead of a time zone, and does not show whether a phone number was verified.
type Claims struct {
	Issuer  string `json:"iss" print:"yes"` // the issuer that was passed to AuthInfo.Claims
	Subject string `json:"sub" print:"yes"` // the identifier: ASCII, at most 255 characters

	Name              string         `json:"name,omitzero"` // the full name
	GivenName         string         `json:"given_name,omitzero"`
	FamilyName        string         `json:"family_name,omitzero"`
	MiddleName        string         `json:"middle_name,omitzero"`
	Nickname          string         `json:"nickname,omitzero"`
	PreferredUsername string         `json:"preferred_username,omitzero"` // not unique
	Profile           string         `json:"profile,omitzero"`            // URL of the user's page
	Picture           string         `json:"picture,omitzero"`            // URL
	Email             string         `json:"email,omitzero"`              // verified, or else unverified
	EmailVerified     bool           `json:"email_verified,omitzero"`     // the provider verified Email
	Gender            string         `json:"gender,omitzero"`             // "female", "male" or any other text
	Birthdate         string         `json:"birthdate,omitzero"`          // YYYY-MM-DD, 0000-MM-DD or YYYY
	PhoneNumber       string         `json:"phone_number,omitzero"`       // not always E.164
	Address           *ClaimsAddress `json:"address,omitzero"`
	UpdatedAt         int64          `json:"updated_at,omitzero"` // seconds since 1970, UTC
}

// ClaimsAddress is the address claim of section 5.1.1 of the specification.
type ClaimsAddress struct {
	Formatted     string `json:"formatted,omitzero"` // the full address, with lines separated by \n
	StreetAddress string `json:"street_address,omitzero"`
	Locality      string `json:"locality,omitzero"`
	Region        string `json:"region,omitzero"`
	PostalCode    string `json:"postal_code,omitzero"`
	Country       string `json:"country,omitzero"`
}

// Claims returns the standard claims about the user. An identifier is unique only within one
// application, so the caller chooses the issuer: an https URL without query and fragment, for
// example of your own domain. Values that do not have the format of the specification are
// omitted. If the issuer is invalid, or if the identifier cannot be a subject, Claims returns a
// *ParamError.
//
// The claims come from Profile. nickname and updated_at come from MergedPoco, which requires
// AuthInfoParams.Extended. The middle name and the birthdate come from MergedPoco if Profile
// has none. name is the formatted name, or else the display name, or else the preferred user
// name.
//
// These formats are accepted as a birthdate: "1994-05-19", "1994", a date and time such as
// "1994-05-19 00:00:00.000000 +0000" or RFC 3339 (the date is not converted to another time
// zone), and a date with slashes if it is unambiguous, such as "05/19/1994", "19/05/1994" and
// "05/05/1994", but not "05/06/1994".
func (a *AuthInfo) Claims(issuer string) (*Claims, error) {
	invalid := func(field, reason string) (*Claims, error) {
		return nil, &ParamError{Endpoint: "Claims", Field: field, Reason: reason, Missing: reason == "is missing"}
	}
	switch {
	case !isIssuer(issuer):
		return invalid("issuer", "is not an https URL without query and fragment")
	case a == nil || strings.TrimSpace(a.Profile.Identifier) == "":
		return invalid("Identifier", "is missing")
	case !isSubject(a.Profile.Identifier):
		return invalid("Identifier", "cannot be a subject, which has at most 255 printable ASCII characters")
	}
	claims := a.Profile.claims()
	claims.Issuer, claims.Subject = issuer, a.Profile.Identifier
	if poco := a.MergedPoco; poco != nil {
		claims.Nickname = firstText(poco.Nickname)
		claims.MiddleName = firstText(claims.MiddleName, poco.Name.MiddleName)
		claims.Birthdate = firstText(claims.Birthdate, birthdate(poco.Birthday))
		if updated, ok := wire.ParseTime(poco.Updated); ok {
			claims.UpdatedAt = updated.Unix()
		}
	}
	return claims, nil
}

func (p *Profile) claims() *Claims {
	claims := &Claims{
		Name:              firstText(p.Name.Formatted, p.DisplayName, p.PreferredUsername),
		GivenName:         firstText(p.Name.GivenName),
		FamilyName:        firstText(p.Name.FamilyName),
		MiddleName:        firstText(p.Name.MiddleName),
		PreferredUsername: firstText(p.PreferredUsername),
		Profile:           webURL(p.URL),
		Picture:           webURL(p.Photo),
		Gender:            firstText(p.Gender),
		Birthdate:         birthdate(p.Birthday),
		PhoneNumber:       firstText(p.PhoneNumber),
		Address:           p.Address.claims(),
	}
	if email, ok := p.verifiedAddress(); ok && isAddrSpec(email) {
		claims.Email, claims.EmailVerified = email, true
	} else if isAddrSpec(p.Email) {
		claims.Email = p.Email
	}
	return claims
}

func (a *Address) claims() *ClaimsAddress {
	claims := ClaimsAddress{
		Formatted:     firstText(a.Formatted),
		StreetAddress: firstText(a.StreetAddress),
		Locality:      firstText(a.Locality),
		Region:        firstText(a.Region),
		PostalCode:    firstText(a.PostalCode),
		Country:       firstText(a.Country),
	}
	if claims == (ClaimsAddress{}) {
		return nil
	}
	return &claims
}

func isIssuer(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsAny(s, "?#") && !strings.ContainsFunc(s, check.NotInURL)
}

// isSubject reports whether s is a valid subject according to section 2 of the specification.
func isSubject(s string) bool {
	const maxLength = 255
	return len(s) <= maxLength && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' })
}

// webURL returns an http or https URL with invalid characters escaped, or "" if s is none.
func webURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Hostname() == "", u.User != nil, u.Scheme != "http" && u.Scheme != "https":
		return ""
	case strings.ContainsFunc(s, check.NotInURL):
		return u.String()
	}
	return s
}

// firstText returns the first text that is not only white space.
func firstText(texts ...string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// isAddrSpec reports whether s is an addr-spec of RFC 5322, which is ASCII only.
func isAddrSpec(s string) bool {
	return check.Email(s) == nil && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// birthdate returns a date or a year, or "" if s has no accepted format. Package time accepts
// the year 0000, which is a leap year.
func birthdate(s string) string {
	if t, err := time.Parse("2006", s); err == nil && t.Year() > 0 {
		return s
	}
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	for _, parse := range []func(string) (time.Time, bool){wire.ParseDateTime, parseSlashedDate} {
		if t, ok := parse(s); ok {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// parseSlashedDate parses a date with slashes, with the month or the day first. It accepts
// only dates that are unambiguous.
func parseSlashedDate(s string) (date time.Time, ok bool) {
	american, err := time.Parse("1/2/2006", s)
	other, otherErr := time.Parse("2/1/2006", s)
	switch {
	case err != nil:
		return other, otherErr == nil
	case otherErr != nil:
		return american, true
	}
	return american, american.Equal(other)
}
