package janraintest

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/janrain-go/janrain/internal/check"
)

// kinds are the checks of a parameter's value, which is not blank.
var kinds = map[string]func(string) bool{
	"text":       func(string) bool { return true },
	"any":        func(string) bool { return true }, // but not empty
	"key":        isKey,
	"bool":       func(s string) bool { return s == "true" || s == "false" },
	"url":        isURL,
	"identifier": func(string) bool { return true }, // see call.isIdentifier
	"email":      func(s string) bool { return check.Email(s) == nil },
	"domain":     isDomain,
	"date":       func(s string) bool { _, err := time.Parse("01/02/2006", s); return err == nil },
	"list":       isList,
	"patterns":   isPatterns,
	"json":       func(s string) bool { return jsontext.Value(s).IsValid() },
	"texts":      isTexts,
	"link":       isLink,
	"activity":   isActivity,
}

// isKey reports a text such as a key or an id: it is visible, and has no leading or trailing
// white space. It accepts more than the library does, such as a joiner in a name or a
// variation selector after an emoji, because other clients send them.
func isKey(s string) bool {
	hidden := func(r rune) bool { return unicode.IsControl(r) || isFormat(r) || r == unicode.ReplacementChar }
	return strings.ContainsFunc(s, isVisible) && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, hidden)
}

// isFormat reports characters such as bidi overrides, without the joiners: they belong to the
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
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || check.URL(s) != nil {
		return false
	}
	ascii := func(r rune) rune { // browsers write an international domain in its xn-- form
		if r > unicode.MaxASCII {
			return 'x'
		}
		return r
	}
	return !strings.ContainsFunc(s, unicode.IsSpace) && isHost(strings.Map(ascii, u.Host))
}

// isHost reports a host name or an address, with or without a port. The labels of a name on
// the web neither begin nor end with a hyphen.
func isHost(s string) bool {
	return check.Host(s) == nil && !strings.HasPrefix(s, "-") && !strings.Contains(s, ".-") &&
		!strings.Contains(s, "-.") && !strings.HasSuffix(s, "-") && !strings.Contains(s, "-:")
}

// isDomain reports a whole domain name and nothing else.
func isDomain(s string) bool {
	_, err := netip.ParseAddr(s)
	whole := strings.Contains(s, ".") && !strings.HasSuffix(s, ".") && !strings.Contains(s, "_")
	return err != nil && whole && isHost(s) && check.Domain(s) == nil
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
