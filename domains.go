package janrain

import (
	"context"
	"encoding/json"
)

// AddDomainPatternsParams are domains to add to the list of those that a token URL may be on.
type AddDomainPatternsParams struct {
	Domains []string `url:"domains,comma" check:"required,list" print:"yes"` // such as "shop.example" or "*.shop.example"; required
}

// SetDomainPatternsParams are the domains that a token URL may be on.
type SetDomainPatternsParams struct {
	Domains []string `url:"domains,comma" check:"required,list" print:"yes"` // all of them, as in AddDomainPatternsParams; required
}

// DomainPatterns is the answer of get_domain_patterns.
type DomainPatterns struct {
	Domains []string `json:"domains" print:"yes"`

	Extra map[string]json.RawMessage // members without a field
}

var (
	addDomainPatterns = post("api/v2/add_domain_patterns", repeatable)
	setDomainPatterns = post("api/v2/set_domain_patterns", repeatable)
	getDomainPatterns = post("api/v2/get_domain_patterns", repeatable, returnsList("domains"))
)

// AddDomainPatterns adds to the list of domains that a token URL may be on.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-add-domain-patterns
func (c *Client) AddDomainPatterns(ctx context.Context, params AddDomainPatternsParams) error {
	return c.do(ctx, addDomainPatterns, params)
}

// SetDomainPatterns replaces the list of domains that a token URL may be on: sign-ins to the ones
// that are left out fail from then on.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-set-domain-patterns
func (c *Client) SetDomainPatterns(ctx context.Context, params SetDomainPatternsParams) error {
	return c.do(ctx, setDomainPatterns, params)
}

// DomainPatterns returns the list of domains that a token URL may be on.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-get-domain-patterns
func (c *Client) DomainPatterns(ctx context.Context) (*DomainPatterns, error) {
	return fetch[DomainPatterns](ctx, c, getDomainPatterns, nil)
}

// AddDomainParams names a domain for the application.
type AddDomainParams struct {
	Domain string `url:"domain" check:"required,domain" print:"yes"` // as "login.shop.example"; required
}

var addDomain = post("partner/v2/app/add_domain")

// AddDomain gives the application one more domain. One that is taken is ErrDomainExists; one
// whose DNS does not lead to the service is ErrInvalidParameter.
//
// API: https://identitydocs.akamai.com/home/appadd-domain
func (c *Client) AddDomain(ctx context.Context, params AddDomainParams) error {
	return c.do(ctx, addDomain, params)
}

// VerifyDomainParams proves to a provider that the application's domain is the
// developer's, with what the provider asked to be put there.
type VerifyDomainParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // google or yahoo; required
	Code     string   `url:"code,omitempty" secret:"yes" check:"key"`   // Google: the content of the meta tag
	Filename string   `url:"filename,omitempty" check:"key"`            // Yahoo!: the file's name
}

func (p VerifyDomainParams) crossCheck() *ParamError {
	switch {
	case p.Provider == ProviderGoogle && p.Code == "":
		return &ParamError{Field: "Code", Parameter: "code", Reason: "is missing, Google gives one", Missing: true}
	case p.Provider == ProviderYahoo && p.Filename == "":
		return &ParamError{Field: "Filename", Parameter: "filename", Reason: "is missing, Yahoo! gives one", Missing: true}
	}
	return eitherOr("Code", "code", p.Code != "", "Filename", p.Filename != "")
}

var verifyDomain = post("partner/v2/app/verify_domain", repeatable)

// VerifyDomain has the service show a provider the proof that it asked for.
//
// API: https://identitydocs.akamai.com/home/appverify-domain
func (c *Client) VerifyDomain(ctx context.Context, params VerifyDomainParams) error {
	return c.do(ctx, verifyDomain, params)
}
