package janrain

import (
	"context"
	"encoding/json"

	"github.com/janrain-go/janrain/internal/wire"
)

// A mapping ties a user's identifiers to the application's own key for the user, the
// primary key, which then stands in Profile.PrimaryKey of every sign-in.

// MapParams ties an identifier to a primary key.
type MapParams struct {
	Identifier string `url:"identifier" check:"required,key" print:"yes"` // the user's; required
	PrimaryKey string `url:"primaryKey" check:"required,key"`             // the application's own; required

	// Overwrite lets the identifier's mapping to another key be replaced. The
	// service's default is to; with new(false) there is ErrMappingExists then.
	Overwrite *bool `url:"overwrite,omitempty" print:"yes"`
}

var mapIdentifier = post("api/v2/map")

// Map ties an identifier to a primary key. A key may have many identifiers, an identifier one
// key. With new(false) for Overwrite it is not tried again once it may have been sent.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-map
func (c *Client) Map(ctx context.Context, params MapParams) error {
	e := *mapIdentifier
	e.repeatable = params.Overwrite == nil || *params.Overwrite // else a second try finds the mapping of the first
	return c.do(ctx, &e, params)
}

// UnmapParams says what to take from a primary key: one identifier, or all.
type UnmapParams struct {
	PrimaryKey     string `url:"primaryKey" check:"required"`                  // required
	Identifier     string `url:"identifier,omitempty" check:"key" print:"yes"` // the one to take, or
	AllIdentifiers bool   `url:"all_identifiers,omitempty" print:"yes"`        // all of them

	// Unlink also ends the application's link to the user at the provider; it has
	// an effect with Facebook only. The default is not to.
	Unlink bool `url:"unlink,omitempty" print:"yes"`
}

func (p UnmapParams) crossCheck() *ParamError {
	return eitherOr("Identifier", "identifier", p.Identifier != "", "AllIdentifiers", p.AllIdentifiers)
}

var unmap = post("api/v2/unmap", repeatable)

// Unmap takes identifiers from a primary key.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-unmap
func (c *Client) Unmap(ctx context.Context, params UnmapParams) error {
	return c.do(ctx, unmap, params)
}

// MappingsParams says whose mappings to ask for.
type MappingsParams struct {
	PrimaryKey string `url:"primaryKey" check:"required"` // required
}

// Mappings is the answer of mappings.
type Mappings struct {
	// Identifiers are those of the primary key, as the service sent them; none if it
	// does not know the key. Unusable returns those not to be trusted.
	Identifiers []string `json:"identifiers" wire:"identity"`

	// Extra keeps members without a field. It has the identifiers too, as they came, if
	// one of them is not text or contains U+FFFD or a control character other than white
	// space: two users may share it, so it is not among Identifiers.
	Extra map[string]json.RawMessage
}

// Unusable returns those of the identifiers that AuthInfo would refuse with
// ErrNoIdentifier; see Profile.Identifier.
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
