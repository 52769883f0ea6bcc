package janraintest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// A bus is a Backplane channel's server, with what it takes to write to it.
type bus struct {
	Server   string `json:"server"`
	Bus      string `json:"bus"`
	Version  string `json:"version"`
	Username string `json:"username"`
	Password string `json:"password"`
}

func (c call) backplaneProperties() (members, *failure) {
	return members{{"backplane_servers", append([]bus{}, c.app.buses...)}}, nil
}

// setBackplaneProperties changes the bus of this name on this server, takes it
// away, or adds it.
func (c call) setBackplaneProperties() (members, *failure) {
	given := bus{
		Server: c.form.Get("server"), Bus: c.form.Get("bus"), Version: cmp.Or(c.form.Get("version"), "v1"),
		Username: c.form.Get("username"), Password: c.form.Get("password"),
	}
	remove := c.form.Get("remove") == "true"
	switch {
	case remove:
	case given.Username == "":
		return nil, missing("username")
	case given.Password == "":
		return nil, missing("password")
	}
	c.app.buses = slices.DeleteFunc(c.app.buses, func(b bus) bool { return b.Server == given.Server && b.Bus == given.Bus })
	if !remove {
		c.app.buses = append(c.app.buses, given)
	}
	return nil, nil
}

// addBackplaneBus answers as get_backplane_properties does, about the new bus
// alone: no page that could be read shows the answer.
func (c call) addBackplaneBus() (members, *failure) {
	made := bus{
		Server: "backplane.example.com", Bus: c.app.id + "-" + randomHex(4), Version: "v1",
		Username: c.app.id, Password: randomHex(20),
	}
	c.app.buses = append(c.app.buses, made)
	return members{{"backplane_servers", []bus{made}}}, nil
}

// analyticsAccess answers with a link to a report, which leads nowhere here.
func (c call) analyticsAccess() (members, *failure) {
	var days [2]time.Time
	for i, name := range words("start end") {
		days[i], _ = time.Parse("01/02/2006", c.form.Get(name)) // it has been checked
	}
	if days[1].Before(days[0]) {
		return nil, invalid("end")
	}
	query := url.Values{
		"access_token": {randomHex(20)}, "start": {c.form.Get("start")}, "end": {c.form.Get("end")}, "api": {"true"},
	}
	return members{{"url", c.server.URL + "/export?" + query.Encode()}}, nil
}

// lookupRP describes the application to a plugin of a shop or a blog.
func (c call) lookupRP() (members, *failure) {
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
