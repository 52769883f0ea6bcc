package janraintest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// An application is one of the partner's: what a call with its API key sees
// and changes.
type application struct {
	id, key, name, domain string
	domains               []string // more of them, by app/add_domain
	enforced              bool     // see WithVendorSettings

	tokens       map[string]*signIn
	users        map[string]json.RawMessage // an extended answer for each identifier
	mapped       mapped
	accessTokens map[string]string // by identifier
	settings     map[string]any
	patterns     []string            // domains that a token URL may have
	signin       map[string][]string // the providers, by kind of device
	share, email []string            // the providers of the share widget
	shares       map[string]int      // by URL
	buses        []bus

	configured map[janrain.Provider]url.Values
	permitted  map[janrain.Provider][]string
	admins     []admin
	invites    []invite
}

func newApplication(key, name, domain string) *application {
	const idLength = 20
	return &application{
		id: randomText(idLength, "abcdefghijklmnopqrstuvwxyz"), key: key, name: name, domain: domain,
		tokens:       map[string]*signIn{},
		users:        map[string]json.RawMessage{},
		mapped:       mapped{keys: map[string]string{}, identifiers: map[string][]string{}},
		accessTokens: map[string]string{},
		settings:     defaultSettings(),
		signin:       map[string][]string{},
		share:        []string{"facebook", "linkedin", "twitter"},
		email:        []string{"google", "yahoo"},
		shares:       map[string]int{},
		configured:   map[janrain.Provider]url.Values{},
		permitted:    map[janrain.Provider][]string{},
	}
}

// byKey is the application whose API key it is, or nil.
func (s *Server) byKey(key string) *application {
	i := slices.IndexFunc(s.apps, func(app *application) bool { return same(app.key, key) })
	if i < 0 {
		return nil
	}
	return s.apps[i]
}

func (c call) apps() (members, *failure) {
	type entry struct {
		AppID  string `json:"appId"`
		Domain string `json:"applicationDomain"`
		APIKey string `json:"apiKey"`
	}
	all := []entry{}
	for _, app := range c.server.apps {
		all = append(all, entry{app.id, app.domain, app.key})
	}
	return members{{"apps", all}}, nil
}

func (c call) createApp() (members, *failure) {
	email, domain := c.form.Get("email"), strings.ToLower(c.form.Get("domain"))
	if c.server.domainTaken(domain) {
		return nil, &failure{janrain.CodeDomainExists, textOf(janrain.CodeDomainExists)}
	}
	app := newApplication(randomHex(20), c.form.Get("name"), domain)
	app.enforced = c.server.enforced
	c.server.apps = append(c.server.apps, app)
	c.app = app
	return members{
		{"adminUrl", c.adminURL()},
		{"apiKey", app.key},
		{"appId", app.id},
		{"realm", app.domain},
		{"inviteUrl", c.invite(email)},
	}, nil
}

func (c call) adminURL() string { return c.server.URL + "/relying_parties/" + c.app.id }

func (s *Server) domainTaken(domain string) bool {
	return slices.ContainsFunc(s.apps, func(app *application) bool {
		return app.domain == domain || slices.Contains(app.domains, domain)
	})
}

func (c call) deleteApp() (members, *failure) {
	c.server.apps = slices.DeleteFunc(c.server.apps, func(app *application) bool { return app == c.app })
	return nil, nil
}

func (c call) resetAPIKey() (members, *failure) {
	id := cmp.Or(c.form.Get("appId"), c.form.Get("appID"))
	for _, app := range c.server.apps {
		if app.id == id {
			app.key = randomHex(20)
			return members{{"apiKey", app.key}}, nil
		}
	}
	return nil, &failure{janrain.CodeAppNotFound, textOf(janrain.CodeAppNotFound)}
}

func (c call) addDomain() (members, *failure) {
	domain := strings.ToLower(c.form.Get("domain"))
	own := domain == c.app.domain || slices.Contains(c.app.domains, domain)
	switch {
	case own:
		return nil, nil
	case c.server.domainTaken(domain):
		return nil, &failure{janrain.CodeDomainExists, textOf(janrain.CodeDomainExists)}
	}
	c.app.domains = append(c.app.domains, domain)
	return nil, nil
}

// verifyDomain takes what each of the two providers gives to put on the site.
func (c call) verifyDomain() (members, *failure) {
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
