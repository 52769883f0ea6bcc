package janraintest

import (
	"encoding/json"
	"slices"
	"strings"
)

var (
	settingTexts    = words("privacyPolicy favicon domainRedirect")
	settingSwitches = words("postToTokenUrl oneTimeUseTokens googleProfileUrl")
)

const settingsTaken = "privacyPolicy:url? favicon:url? domainRedirect:url? " +
	"postToTokenUrl:bool oneTimeUseTokens:bool googleProfileUrl:bool"

// defaultSettings are a new application's: a text that is not set is null.
func defaultSettings() map[string]any {
	settings := map[string]any{}
	for _, name := range settingSwitches {
		settings[name] = true
	}
	return settings
}

func (c call) appSettings() (members, *failure) {
	var m members
	for _, name := range slices.Concat(settingTexts, settingSwitches) {
		m = append(m, member{name, c.app.settings[name]})
	}
	return m, nil
}

func (c call) setAppSettings() (members, *failure) {
	for _, name := range settingTexts {
		if text := c.form.Get(name); text != "" {
			c.app.settings[name] = text
		} else if c.form.Has(name) {
			delete(c.app.settings, name)
		}
	}
	for _, name := range settingSwitches {
		if text := c.form.Get(name); text != "" {
			c.app.settings[name] = text == "true"
		}
	}
	return nil, nil
}

func (c call) domainPatterns() (members, *failure) {
	return members{{"domains", list(c.app.patterns)}}, nil
}

func (c call) addDomainPatterns() (members, *failure) {
	return c.changePatterns(c.app.patterns)
}

func (c call) setDomainPatterns() (members, *failure) {
	return c.changePatterns(nil)
}

// changePatterns adds those of the call to those that stay.
func (c call) changePatterns(stay []string) (members, *failure) {
	patterns := split(c.form.Get("domains"))
	c.app.patterns = slices.Clone(stay)
	for _, pattern := range patterns {
		if !slices.Contains(c.app.patterns, pattern) {
			c.app.patterns = append(c.app.patterns, pattern)
		}
	}
	return nil, nil
}

// split reads a list as the vendor's pages write it: with commas, or as a JSON
// array.
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

// list is a list that is [] and not null where it is empty.
func list(texts []string) []string { return append([]string{}, texts...) }
