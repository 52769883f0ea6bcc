// Package check validates values that people configure and paste: keys, domains, URLs and email
// addresses. The client and the fake service share it.
//
// Each function returns nil if the value is valid. Otherwise it returns an error whose text is a
// predicate such as "is empty", which the caller puts after the name of the value. Errors never
// quote the value.
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

// ErrEmpty is returned for an empty value.
var ErrEmpty = errors.New("is empty")

var (
	errNotDomain      = errors.New("is not a domain")
	errNotAbsoluteURL = errors.New("is not an absolute URL")
	errNotHTTPS       = errors.New("has a scheme that is not https")
)

// Key validates a key, an identifier or another text that people paste. It rejects leftovers
// such as \r or \n at the end of a line from a file, or a byte order mark at its beginning.
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

// isInvisible reports whether a character is invisible. This includes characters that Unicode
// counts as graphic: Hangul fillers, variation selectors and the blank Braille pattern.
func isInvisible(r rune) bool {
	const blankBraille = '\u2800'
	return !unicode.IsGraphic(r) || r == unicode.ReplacementChar || r == blankBraille ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Word validates an element of a comma-separated list: a Key without commas and white space.
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

// BaseURL returns the URL https://host of a domain. The domain may have a scheme, a port and a
// trailing slash. Keys are sent to this host, so any other deviation is rejected, not repaired.
// Plain http is accepted only for a loopback host.
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
		return "", errors.New("is not a domain, it has no dot") // may be a key, which must not be sent to a name server
	}
	switch {
	case scheme == "https", scheme == "http" && isLoopback(name):
		return scheme + "://" + host, nil
	case scheme == "http":
		return "", errors.New("must be https because requests contain keys; http is only for loopback hosts")
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

// hostText returns an error if a host contains another part of a URL or an invalid character.
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
		return errors.New("has an invalid character; write an international domain in its xn-- form")
	}
	return nil
}

// isHostname reports whether s is an IP address, or a name of labels separated by dots, which
// may have a trailing dot.
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
		return errors.New("has a character that must be escaped in a URL")
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
		return errors.New("must be https because it receives the token; http is only for loopback hosts")
	}
	return errNotHTTPS
}

// NotInURL reports whether a character must be escaped in a URL.
func NotInURL(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }

// Path validates the path of a call, without the leading slash. Requests contain keys, so the
// path must not lead to another resource.
func Path(s string) error {
	notInPath := func(r rune) bool { // % can hide a dot or a slash, and some servers ignore the rest after ;
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("/-._~", r)
	}
	if s == "" {
		return ErrEmpty
	}
	if strings.ContainsFunc(s, notInPath) {
		return errors.New("has an invalid character, want a path such as api/v2/map")
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(s, "/"), "/") {
		if segment == "" || strings.HasSuffix(segment, ".") { // some servers remove a trailing dot
			return errors.New("has a segment that is empty or ends in a dot")
		}
	}
	return nil
}
