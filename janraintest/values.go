package janraintest

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// kinds are the checks of a parameter's value, which is not blank.
var kinds = map[string]func(string) bool{
	"text":       func(string) bool { return true },
	"any":        func(string) bool { return true }, // but not empty
	"key":        isKey,
	"bool":       func(s string) bool { return s == "true" || s == "false" },
	"url":        isURL,
	"identifier": func(string) bool { return true }, // see call.isIdentifier
	"email":      isEmail,
	"domain":     isDomain,
	"date":       func(s string) bool { _, err := time.Parse("01/02/2006", s); return err == nil },
	"list":       isList,
	"patterns":   isPatterns,
	"json":       func(s string) bool { return jsontext.Value(s).IsValid() },
	"texts":      isTexts,
	"link":       isLink,
	"activity":   isActivity,
}

// isKey reports a text such as a key or an id: it can be seen, and has no white space
// around it.
func isKey(s string) bool {
	hidden := func(r rune) bool { return unicode.IsControl(r) || isFormat(r) || r == unicode.ReplacementChar }
	return strings.ContainsFunc(s, isVisible) && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, hidden)
}

// isFormat reports characters such as bidi overrides. The joiners are part of the
// spelling of Persian and of Indian languages.
func isFormat(r rune) bool {
	return unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d'
}

func isVisible(r rune) bool {
	const blankBraille = '\u2800'
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) && r != blankBraille &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isURL reports an absolute URL of the web.
func isURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isKey(s) {
		return false
	}
	return !strings.ContainsFunc(s, unicode.IsSpace) && isHost(u.Host)
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// isHost reports a host name or an address, with or without a port.
func isHost(s string) bool {
	u, err := url.Parse("https://" + s)
	if err != nil || u.Host != s || strings.HasSuffix(s, ":") || strings.ContainsAny(s, " ,*") {
		return false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	const longestLabel = 63
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if label == "" || len(label) > longestLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

// isDomain reports a whole domain name and nothing else.
func isDomain(s string) bool {
	other := func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", unicode.ToLower(r)) ||
			r > unicode.MaxASCII
	}
	_, err := netip.ParseAddr(s)
	whole := strings.Contains(s, ".") && !strings.HasSuffix(s, ".")
	return err != nil && isHost(s) && whole && !strings.ContainsFunc(s, other)
}

// isList reports a list without empty elements, which nobody means.
func isList(s string) bool {
	if strings.HasPrefix(strings.TrimSpace(s), "[") {
		return true // split says whether it is JSON
	}
	for one := range strings.SplitSeq(s, ",") {
		if !isKey(strings.TrimSpace(one)) {
			return false
		}
	}
	return true
}

// isPatterns reports a list of domains without a scheme, such as "shop.example,*.shop.example".
func isPatterns(s string) bool {
	all := split(s)
	for _, one := range all {
		if !isHost(strings.TrimPrefix(one, "*.")) {
			return false
		}
	}
	return len(all) > 0 && isList(s)
}

// isTexts reports a JSON array of texts, at least one.
func isTexts(s string) bool {
	var all []string
	return json.Unmarshal([]byte(s), &all) == nil && len(all) > 0
}

// isLink reports an action link: an object with a URL.
func isLink(s string) bool {
	var link struct {
		Link string `json:"link"`
	}
	return json.Unmarshal([]byte(s), &link) == nil && isURL(link.Link)
}

// isActivity reports an activity: an object with what was done, and where.
func isActivity(s string) bool {
	var activity struct {
		Action string `json:"action"`
		URL    string `json:"url"`
	}
	return json.Unmarshal([]byte(s), &activity) == nil && activity.Action != "" && isURL(activity.URL)
}

// split reads a list, which the vendor's pages write with commas or as a JSON array.
func split(text string) []string {
	var all []string
	if strings.HasPrefix(strings.TrimSpace(text), "[") && json.Unmarshal([]byte(text), &all) == nil {
		return all
	}
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// list returns a list that is [] in JSON, not null, if it is empty.
func list(texts []string) []string { return append([]string{}, texts...) }

// hostOf returns the host of an identifier, or "" if it is not a URL.
func hostOf(identifier string) string {
	u, err := url.Parse(identifier)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

var words = strings.Fields
