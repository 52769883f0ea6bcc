package janraintest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

var appEndpoints = []endpoint{
	post("/partner/v2/apps", "", call.apps).with(partnerKey),
	post("/partner/v2/app/create", "email:email! name! domain:domain!", call.createApp).
		with(partnerKey).wrapped("partnerresponse"),
	post("/partner/v2/app/delete", "", call.deleteApp),
	post("/partner/v2/app/reset_api_key", "appId|appID:key!", call.resetAPIKey).with(partnerKey),
	post("/partner/v2/app/add_domain", "domain:domain!", call.addDomain),
	post("/partner/v2/app/verify_domain", "provider:key! code:key filename:key", call.verifyDomain),
	post("/plugin/lookup_rp", "pluginName pluginVersion", call.lookupRP).wrapped("pluginresponse").orGet(),
}

func (c call) apps() (members, *refusal) {
	type entry struct {
		AppID  string `json:"appId"`
		Domain string `json:"applicationDomain"`
		APIKey string `json:"apiKey"`
	}
	all := []entry{}
	for _, app := range c.state.apps {
		all = append(all, entry{app.id, app.domain, app.key})
	}
	return members{{"apps", all}}, nil
}

func (c call) createApp() (members, *refusal) {
	email, domain := c.form.Get("email"), strings.ToLower(c.form.Get("domain"))
	if c.state.domainTaken(domain) {
		return nil, &refusal{janrain.CodeDomainExists, textOf(janrain.CodeDomainExists)}
	}
	app := newApplication(randomHex(20), c.form.Get("name"), domain)
	app.enforced = c.state.enforced
	c.state.apps = append(c.state.apps, app)
	c.app = app
	return members{
		{"adminUrl", c.adminURL()},
		{"apiKey", app.key},
		{"appId", app.id},
		{"realm", app.domain},
		{"inviteUrl", c.invite(email)},
	}, nil
}

func (c call) adminURL() string { return c.state.url + "/relying_parties/" + c.app.id }

func (c call) deleteApp() (members, *refusal) {
	c.state.apps = slices.DeleteFunc(c.state.apps, func(app *application) bool { return app == c.app })
	return nil, nil
}

func (c call) resetAPIKey() (members, *refusal) {
	id := cmp.Or(c.form.Get("appId"), c.form.Get("appID"))
	for _, app := range c.state.apps {
		if app.id == id {
			app.key = randomHex(20)
			return members{{"apiKey", app.key}}, nil
		}
	}
	return nil, &refusal{janrain.CodeAppNotFound, textOf(janrain.CodeAppNotFound)}
}

func (c call) addDomain() (members, *refusal) {
	domain := strings.ToLower(c.form.Get("domain"))
	own := domain == c.app.domain || slices.Contains(c.app.domains, domain)
	switch {
	case own:
		return nil, nil
	case c.state.domainTaken(domain):
		return nil, &refusal{janrain.CodeDomainExists, textOf(janrain.CodeDomainExists)}
	}
	c.app.domains = append(c.app.domains, domain)
	return nil, nil
}

// verifyDomain takes what each of the two providers gives to put on the site.
func (c call) verifyDomain() (members, *refusal) {
	proofs := map[string]string{"google": "code", "yahoo": "filename"}
	proof, ok := proofs[c.form.Get("provider")]
	switch {
	case !ok:
		return nil, invalidProvider(c.form.Get("provider"))
	case c.form.Get(proof) == "":
		return nil, missing(proof)
	}
	return nil, nil
}

// lookupRP describes the application to a plugin of a shop or a blog.
func (c call) lookupRP() (members, *refusal) {
	joined := func(providers []string) string { return strings.Join(providers, ",") }
	return members{
		{"realm", c.app.domain},
		{"realmScheme", "https"},
		{"appId", c.app.id},
		{"apiKey", c.app.key},
		{"adminUrl", c.adminURL()},
		{"capabilities", "social"},
		{"signinProviders", joined(c.app.signinProviders())},
		{"socialPub", joined(c.app.socialProviders())},
		{"shareProviders", joined(c.app.share)},
	}, nil
}
