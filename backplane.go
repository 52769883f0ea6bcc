package janrain

import (
	"context"
	"encoding/json"
)

// BackplaneServers is the response of get_backplane_properties and app/add_bp_bus.
type BackplaneServers struct {
	Servers []BackplaneServer `json:"backplane_servers"`

	Extra map[string]json.RawMessage // members without a field
}

// BackplaneServer is a server of the Backplane protocol, with which the widgets of a page exchange
// who is signed in. The password is not printed.
type BackplaneServer struct {
	Server   string `json:"server" print:"yes"`
	Bus      string `json:"bus" print:"yes"`
	Version  string `json:"version" print:"yes"` // such as "v1.2"
	Username string `json:"username"`
	Password string `json:"password"`

	Extra map[string]json.RawMessage // members without a field
}

var getBackplaneProperties = post("api/v2/get_backplane_properties",
	repeatable,
	returnsList("backplane_servers"),
)

// BackplaneProperties returns the application's Backplane servers, including passwords. It is
// available only for applications that already use Backplane.
//
// API: https://identitydocs.akamai.com/home/get-backplane-properties (no longer listed)
func (c *Client) BackplaneProperties(ctx context.Context) (*BackplaneServers, error) {
	return fetch[BackplaneServers](ctx, c, getBackplaneProperties, nil)
}

// SetBackplanePropertiesParams is a Backplane server to add, change or remove.
type SetBackplanePropertiesParams struct {
	Server   string `url:"server" check:"required,key" print:"yes"`     // host; required
	Bus      string `url:"bus" check:"required,key" print:"yes"`        // required
	Version  string `url:"version,omitempty" check:"key" print:"yes"`   // the service's default is "v1"
	Username string `url:"username,omitempty" check:"key"`              // required unless Remove is true
	Password string `url:"password,omitempty" secret:"yes" check:"key"` // required unless Remove is true
	Remove   bool   `url:"remove,omitempty" print:"yes"`                // remove the server
}

func (p SetBackplanePropertiesParams) crossCheck() *ParamError {
	switch {
	case p.Remove:
	case p.Username == "":
		return &ParamError{Field: "Username", Parameter: "username", Reason: "is missing", Missing: true}
	case p.Password == "":
		return &ParamError{Field: "Password", Parameter: "password", Reason: "is missing", Missing: true}
	}
	return nil
}

var setBackplaneProperties = post("api/v2/set_backplane_properties")

// SetBackplaneProperties adds, changes or removes a Backplane server. It is available only for
// applications that already use Backplane.
//
// API: https://identitydocs.akamai.com/home/set-backplane-properties (no longer listed)
func (c *Client) SetBackplaneProperties(ctx context.Context, params SetBackplanePropertiesParams) error {
	return c.do(ctx, setBackplaneProperties, params)
}

var addBackplaneBus = post("partner/v2/app/add_bp_bus")

// AddBackplaneBus creates a bus and its owner. Its response is not documented: members that are not
// in BackplaneServers are in Extra.
//
// API: none (no longer listed)
func (c *Client) AddBackplaneBus(ctx context.Context) (*BackplaneServers, error) {
	return fetch[BackplaneServers](ctx, c, addBackplaneBus, nil)
}
