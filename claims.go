package janrain

import (
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/check"
	"github.com/janrain-go/janrain/internal/wire"
)

// Claims are a user in the names of OpenID Connect, the standard claims of its
// Core specification 1.0, section 5.1: what an application's own code can go by,
// before and after this service. Their JSON has the members that are known, and no
// others. No other claim can be told from what the service knows: it has no locale,
// no time zone but an offset, and does not say whether a phone number is checked.
type Claims struct {
	Issuer  string `json:"iss" print:"yes"` // who the subject is unique for, as it was given to AuthInfo.Claims
	Subject string `json:"sub" print:"yes"` // the identifier: ASCII, at most 255 characters

	Name              string         `json:"name,omitzero"` // in full, for people
	GivenName         string         `json:"given_name,omitzero"`
	FamilyName        string         `json:"family_name,omitzero"`
	MiddleName        string         `json:"middle_name,omitzero"`
	Nickname          string         `json:"nickname,omitzero"`
	PreferredUsername string         `json:"preferred_username,omitzero"` // not unique
	Profile           string         `json:"profile,omitzero"`            // URL of the user's page
	Picture           string         `json:"picture,omitzero"`            // URL
	Email             string         `json:"email,omitzero"`              // the verified address, else the other one
	EmailVerified     bool           `json:"email_verified,omitzero"`     // the provider has checked Email; else there is no such member
	Gender            string         `json:"gender,omitzero"`             // "female", "male" or any other text
	Birthdate         string         `json:"birthdate,omitzero"`          // YYYY-MM-DD, with the year 0000 if it is unknown, or YYYY
	PhoneNumber       string         `json:"phone_number,omitzero"`       // as the provider writes it, E.164 or not
	Address           *ClaimsAddress `json:"address,omitzero"`
	UpdatedAt         int64          `json:"updated_at,omitzero"` // seconds since 1970, UTC
}

// ClaimsAddress is the claim address, section 5.1.1 of the specification.
type ClaimsAddress struct {
	Formatted     string `json:"formatted,omitzero"` // whole, its lines divided by \n
	StreetAddress string `json:"street_address,omitzero"`
	Locality      string `json:"locality,omitzero"`
	Region        string `json:"region,omitzero"`
	PostalCode    string `json:"postal_code,omitzero"`
	Country       string `json:"country,omitzero"`
}

// Claims returns the user in the names of OpenID Connect. An identifier tells
// users apart within one application only, so that the issuer is yours to give:
// an https URL without query and fragment, as of your own domain. What does not
// have the form that the specification asks for is left out, an identifier excepted:
// one that cannot be a subject is a *ParamError, as is a bad issuer.
//
// The claims come from Profile. Only MergedPoco (AuthInfoParams.Extended) has
// nickname and updated_at; the middle name and the birthdate are taken from it if
// Profile has none. The name is the formatted name, else the display name, else the
// preferred user name.
//
// A birthdate is "1994-05-19" or "1994", the date of a date and time, such as the
// service's "1994-05-19 00:00:00.000000 +0000" or RFC 3339, as it was written and in no
// other time zone, or a date with slashes if the month and the day are certain:
// "05/19/1994", "19/05/1994" and "05/05/1994", but not "05/06/1994".
func (a *AuthInfo) Claims(issuer string) (*Claims, error) {
	refuse := func(field, reason string) (*Claims, error) {
		return nil, &ParamError{Endpoint: "Claims", Field: field, Reason: reason, Missing: reason == "is missing"}
	}
	switch {
	case !isIssuer(issuer):
		return refuse("issuer", "is not an https URL without query and fragment")
	case a == nil || strings.TrimSpace(a.Profile.Identifier) == "":
		return refuse("Identifier", "is missing")
	case !isSubject(a.Profile.Identifier):
		return refuse("Identifier", "is longer than 255 characters, or not all printable ASCII, so that it cannot be a subject")
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

// isSubject is section 2 of the specification.
func isSubject(s string) bool {
	const longest = 255
	return len(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' })
}

// webURL returns a URL with what no URL has in it escaped, or "" for none.
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

// firstText returns the first text in which there is something to see.
func firstText(texts ...string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// isAddrSpec is that of RFC 5322, which is ASCII.
func isAddrSpec(s string) bool {
	return check.Email(s) == nil && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// birthdate returns a date, or a year alone, and "" for anything else. In Go there
// is a year 0000, which has a 29th of February.
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

// parseSlashedDate returns the date of "05/19/1994", with the month or the day first,
// unless both readings are dates and not the same one.
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
