package janrain

import (
	"context"
	"encoding/json"

	"github.com/janrain-go/janrain/internal/wire"
)

// A mapping assigns identifiers to a primary key, which is the application's own key of the user.
// Sign-ins with such an identifier have the key in Profile.PrimaryKey.

// MapParams is an identifier and the primary key to which it is mapped.
type MapParams struct {
	Identifier string `url:"identifier" check:"required,key" print:"yes"` // of the user; required
	PrimaryKey string `url:"primaryKey" check:"required,key"`             // of the application; required

	// Overwrite replaces an existing mapping of the identifier to another key. It is the
	// service's default. With new(false), Map returns an error matching ErrMappingExists.
	Overwrite *bool `url:"overwrite,omitempty" print:"yes"`
}

var mapIdentifier = post("api/v2/map")

// Map maps an identifier to a primary key. A key can have many identifiers, but an identifier has
// only one key. With new(false) as Overwrite, the call is not repeatable; see RetryPolicy.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-map
func (c *Client) Map(ctx context.Context, params MapParams) error {
	e := *mapIdentifier
	e.repeatable = params.Overwrite == nil || *params.Overwrite // else a retry finds the mapping of the first try
	return c.do(ctx, &e, params)
}

// UnmapParams selects the identifiers to remove from a primary key. Set either Identifier or
// AllIdentifiers.
type UnmapParams struct {
	PrimaryKey     string `url:"primaryKey" check:"required"` // required
	Identifier     string `url:"identifier,omitempty" check:"key" print:"yes"`
	AllIdentifiers bool   `url:"all_identifiers,omitempty" print:"yes"`

	// Unlink also removes the application from the user's account at the provider. It has an
	// effect only with Facebook. The default is false.
	Unlink bool `url:"unlink,omitempty" print:"yes"`
}

func (p UnmapParams) crossCheck() *ParamError {
	return eitherOr("Identifier", "identifier", p.Identifier != "", "AllIdentifiers", p.AllIdentifiers)
}

var unmap = post("api/v2/unmap", repeatable)

// Unmap removes identifiers from a primary key.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-unmap
func (c *Client) Unmap(ctx context.Context, params UnmapParams) error {
	return c.do(ctx, unmap, params)
}

// MappingsParams are the parameters of Mappings.
type MappingsParams struct {
	PrimaryKey string `url:"primaryKey" check:"required"` // required
}

// Mappings is the response of mappings.
type Mappings struct {
	// Identifiers are the identifiers of the primary key, exactly as the service sent them.
	// There are none if the key is unknown. Unusable returns those that must not be trusted.
	Identifiers []string `json:"identifiers" wire:"identity"`

	// Extra holds members without a field. If an identifier is not a string or contains U+FFFD
	// or a control character other than white space, two users may share it. In this case it
	// is not among Identifiers, and Extra holds the original list.
	Extra map[string]json.RawMessage
}

// Unusable returns the identifiers that AuthInfo would reject with ErrNoIdentifier. See
// Profile.Identifier.
func (m Mappings) Unusable() []string { return unusable(m.Identifiers) }

func unusable(identifiers []string) []string {
	var list []string
	for _, identifier := range identifiers {
		if !wire.Usable(identifier) {
			list = append(list, identifier)
		}
	}
	return list
}

var mappings = post("api/v2/mappings", repeatable, returnsList("identifiers"))

// Mappings returns the identifiers of a primary key.
//
// API: https://identitydocs.akamai.com/home/mappings (no longer listed)
func (c *Client) Mappings(ctx context.Context, params MappingsParams) (*Mappings, error) {
	return fetch[Mappings](ctx, c, mappings, params)
}
