package janraintest

import "slices"

var settingEndpoints = []endpoint{
	post("/api/v2/get_app_settings", "", call.appSettings),
	post("/api/v2/get_application_settings", "", call.appSettings), // the path in the vendor's overview
	post("/api/v2/set_app_settings", settingsTaken, call.setAppSettings),
}

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

func (c call) appSettings() (members, *refusal) {
	var m members
	for _, name := range slices.Concat(settingTexts, settingSwitches) {
		m = append(m, member{name, c.app.settings[name]})
	}
	return m, nil
}

func (c call) setAppSettings() (members, *refusal) {
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
