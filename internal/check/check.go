// Package check validates what people configure and paste: keys, domains, URLs and
// addresses. The client and the fake service share it.
//
// Each function returns nil if the value is valid. Otherwise it returns an error whose text
// is a predicate, such as "is empty", for the caller to put after the name of the value. No
// error quotes the value.
package check

import (
	"errors"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// ErrEmpty is the error for a value that is not given.
var ErrEmpty = errors.New("is empty")

var (
	errNotDomain      = errors.New("is not a domain")
	errNotAbsoluteURL = errors.New("is not an absolute URL")
	errNotHTTPS       = errors.New("has a scheme that is not https")
)

// Key validates a key, an identifier or another text that people paste. A line read from a
// file ends in \r or \n, and a file may begin with a byte order mark.
func Key(s string) error {
	runes := []rune(s)
	switch {
	case len(runes) == 0:
		return ErrEmpty
	case unicode.IsSpace(runes[0]) || unicode.IsSpace(runes[len(runes)-1]):
		return errors.New("has leading or trailing white space")
	case strings.ContainsFunc(s, isInvisible):
		return errors.New("has an invisible character")
	}
	return nil
}

// isInvisible also reports characters that Unicode counts as graphic but that leave no mark:
// Hangul fillers, variation selectors, the blank Braille pattern.
func isInvisible(r rune) bool {
	const blankBraille = '\u2800'
	return !unicode.IsGraphic(r) || r == unicode.ReplacementChar || r == blankBraille ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Word validates one element of a list that commas separate: a Key without commas and white
// space.
func Word(s string) error {
	if Key(s) != nil || strings.Contains(s, ",") || strings.ContainsFunc(s, unicode.IsSpace) {
		return errors.New("is empty, or has white space, a comma or an invisible character")
	}
	return nil
}

// Email validates an email address without a display name.
func Email(s string) error {
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return errors.New("is not an email address")
	}
	return nil
}

// BaseURL returns https://host for a domain as people write it: with or without a scheme, a
// port and one trailing slash. Keys are sent to this host, so anything that is not plainly a
// host is rejected and not repaired. Plain http is accepted for a loopback host only.
func BaseURL(domain string) (string, error) {
	if domain == "" {
		return "", ErrEmpty
	}
	scheme, host := "https", domain
	if before, after, ok := strings.Cut(domain, "://"); ok {
		scheme, host = strings.ToLower(before), after
	}
	host = strings.TrimSuffix(host, "/")
	if err := Host(host); err != nil {
		return "", err
	}
	name := hostname(host)
	if !strings.ContainsAny(strings.TrimSuffix(name, "."), ".:") && !isLoopback(name) {
		return "", errors.New("is not a domain, it has no dot") // perhaps a key: it must not be looked up
	}
	switch {
	case scheme == "https", scheme == "http" && isLoopback(name):
		return scheme + "://" + host, nil
	case scheme == "http":
		return "", errors.New("must be https, the keys travel in the request; http is for a loopback host only")
	}
	return "", errNotHTTPS
}

// Host validates the host of a URL: a Domain, with a port or without.
func Host(hostport string) error {
	if err := hostText(hostport); err != nil {
		return err
	}
	u, err := url.Parse("https://" + hostport)
	if err != nil || !isHostname(u.Hostname()) || !isPort(u.Host, u.Port()) {
		return errNotDomain
	}
	return nil
}

// Domain validates a host name or an IP address, without a port.
func Domain(s string) error {
	if err := hostText(s); err != nil {
		return err
	}
	if !isHostname(s) {
		return errNotDomain
	}
	return nil
}

// hostText returns an error that names the part of a URL that does not belong into a host.
func hostText(host string) error {
	const maxLength = 253 + len(":65535")
	notInHost := func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("-._:[]", r)
	}
	switch {
	case host == "" || len(host) > maxLength:
		return errNotDomain
	case strings.Contains(host, "@"):
		return errors.New("has user info, pass the keys as arguments")
	case strings.ContainsAny(host, `/\`):
		return errors.New("has a path, pass the domain alone")
	case strings.Contains(host, "?"):
		return errors.New("has a query, pass the domain alone")
	case strings.Contains(host, "#"):
		return errors.New("has a fragment, pass the domain alone")
	case strings.ContainsFunc(host, notInHost):
		return errors.New("has a character that no domain has; write an international domain in its xn-- form")
	}
	return nil
}

// isHostname accepts an IP address, or labels that dots separate; a trailing dot is the root.
func isHostname(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	const maxLabel = 63
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > maxLabel || strings.ContainsAny(label, ":[]") {
			return false
		}
	}
	return true
}

// isPort rejects "host:", which net/url accepts, and ports out of range.
func isPort(host, port string) bool {
	if port == "" {
		return !strings.HasSuffix(host, ":")
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// hostname returns a valid host without its port.
func hostname(hostport string) string { return (&url.URL{Host: hostport}).Hostname() }

func isLoopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}

// URL validates an absolute URL of any scheme that has a host.
func URL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Hostname() == "" || Key(s) != nil {
		return errNotAbsoluteURL
	}
	return nil
}

// TokenURL validates a token URL: an absolute URL with https, or with http on a loopback host,
// and without user info and fragment.
func TokenURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case s == "":
		return ErrEmpty
	case strings.ContainsFunc(s, NotInURL):
		return errors.New("has a character that no URL has, escape it")
	case err != nil:
		return errors.New("is not a URL")
	case u.Scheme == "" || u.Host == "":
		return errNotAbsoluteURL
	case u.User != nil:
		return errors.New("has user info")
	case strings.Contains(s, "#"):
		return errors.New("has a fragment, which browsers do not send")
	case Host(u.Host) != nil:
		return errors.New("has a host that is not a domain")
	}
	if _, err := url.ParseQuery(u.RawQuery); err != nil {
		return errors.New("has a query that cannot be decoded")
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("must be https, the token is sent to it; http is for a loopback host only")
	}
	return errNotHTTPS
}

// NotInURL reports the characters that a URL contains only in their escaped form.
func NotInURL(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }

// Path validates a path below a domain that keys are sent to, without its leading slash.
func Path(s string) error {
	notInPath := func(r rune) bool { // % could hide a dot or a slash, and some servers cut at ;
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("/-._~", r)
	}
	if s == "" {
		return ErrEmpty
	}
	if strings.ContainsFunc(s, notInPath) {
		return errors.New("has a character that no path of the service has, want a path such as api/v2/map")
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(s, "/"), "/") {
		if segment == "" || strings.HasSuffix(segment, ".") { // some servers drop a trailing dot
			return errors.New("has a segment that is empty or ends in a dot")
		}
	}
	return nil
}
