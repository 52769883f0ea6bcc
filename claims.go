package janrain

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// Claims are a user in the names of OpenID Connect, the standard claims of its
// Core specification 1.0, section 5.1: what an application's own code can go by,
// before and after this service. Their JSON has the members that are known, and no
// others. No other claim can be told from what the service knows: it has no locale,
// no time zone but an offset, and does not say whether a phone number is checked.
type Claims struct {
	Issuer  string `json:"iss"` // who the subject is unique for, as it was given to AuthInfo.Claims
	Subject string `json:"sub"` // the identifier: ASCII, at most 255 characters

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
	Birthdate         string         `json:"birthdate,omitzero"`          // YYYY-MM-DD, the year 0000 where it is not told, or YYYY
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
// All is from Profile, but for nickname and updated_at, which MergedPoco alone has
// (AuthInfoParams.Extended), and a middle name that Profile has not.
func (a *AuthInfo) Claims(issuer string) (*Claims, error) {
	refuse := func(field, reason string) (*Claims, error) {
		return nil, &ParamError{Method: "Claims", Field: field, Reason: reason, Missing: reason == "is missing"}
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
		if updated, err := time.Parse(time.RFC3339, poco.Updated); err == nil && updated.Unix() > 0 {
			claims.UpdatedAt = updated.Unix()
		}
	}
	return claims, nil
}

func (p *Profile) claims() *Claims {
	claims := &Claims{
		Name:              firstText(p.Name.Formatted, p.DisplayName),
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
		!strings.ContainsAny(s, "?#") && !strings.ContainsFunc(s, notInURL)
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
	case strings.ContainsFunc(s, notInURL):
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
	return emailAddress(s) && !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// birthdate returns a date, or a year alone, and "" for what is neither. Go has a
// year 0000, which has a 29th of February.
func birthdate(s string) string {
	for _, layout := range []string{time.DateOnly, "2006"} {
		if t, err := time.Parse(layout, s); err == nil && (layout == time.DateOnly || t.Year() > 0) {
			return s
		}
	}
	return ""
}

// Format prints the issuer and the subject.
func (c Claims) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "janrain.Claims{Issuer:%q Subject:%q %s}", c.Issuer, c.Subject, redacted)
}

// LogValue is the issuer and the subject.
func (c Claims) LogValue() slog.Value {
	return slog.GroupValue(slog.String("issuer", c.Issuer), slog.String("subject", c.Subject))
}

// Format prints nothing of the address.
func (ClaimsAddress) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "janrain.ClaimsAddress{%s}", redacted)
}

// LogValue is nothing of the address.
func (ClaimsAddress) LogValue() slog.Value { return slog.StringValue(redacted) }
