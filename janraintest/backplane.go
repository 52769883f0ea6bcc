package janraintest

import (
	"cmp"
	"slices"
)

var backplaneEndpoints = []endpoint{
	post("/api/v2/get_backplane_properties", "", call.backplaneProperties),
	post("/api/v2/set_backplane_properties", "server:key! bus:key! version:key username:key password:key remove:bool",
		call.setBackplaneProperties),
	post("/partner/v2/app/add_bp_bus", "", call.addBackplaneBus),
}

// A bus is a Backplane bus and its credentials.
type bus struct {
	Server   string `json:"server"`
	Bus      string `json:"bus"`
	Version  string `json:"version"`
	Username string `json:"username"`
	Password string `json:"password"`
}

func (c call) backplaneProperties() (members, *refusal) {
	return members{{"backplane_servers", append([]bus{}, c.app.buses...)}}, nil
}

// setBackplaneProperties adds, replaces or removes the bus of this name on this server.
func (c call) setBackplaneProperties() (members, *refusal) {
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
	c.app.buses = slices.DeleteFunc(c.app.buses, func(b bus) bool {
		return b.Server == given.Server && b.Bus == given.Bus
	})
	if !remove {
		c.app.buses = append(c.app.buses, given)
	}
	return nil, nil
}

// addBackplaneBus responds as get_backplane_properties does, with the new bus alone. The
// vendor's pages do not show the response.
func (c call) addBackplaneBus() (members, *refusal) {
	made := bus{
		Server: "backplane.example.com", Bus: c.app.id + "-" + randomHex(4), Version: "v1",
		Username: c.app.id, Password: randomHex(20),
	}
	c.app.buses = append(c.app.buses, made)
	return members{{"backplane_servers", []bus{made}}}, nil
}
