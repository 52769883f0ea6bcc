package janrain

import (
	"context"
	"encoding/json"
)

// AddDomainPatternsParams are domains to add to the allowed domains of token URLs.
type AddDomainPatternsParams struct {
	// Domains are domains such as "shop.example" or "*.shop.example". Required.
	Domains []string `url:"domains,comma" check:"required,list" print:"yes"`
}

// SetDomainPatternsParams are the allowed domains of token URLs.
type SetDomainPatternsParams struct {
	// Domains is the complete list, in the format of AddDomainPatternsParams. Required.
	Domains []string `url:"domains,comma" check:"required,list" print:"yes"`
}

// DomainPatterns is the response of get_domain_patterns.
type DomainPatterns struct {
	Domains []string `json:"domains" print:"yes"`

	Extra map[string]json.RawMessage // members without a field
}

var (
	addDomainPatterns = post("api/v2/add_domain_patterns", repeatable)
	setDomainPatterns = post("api/v2/set_domain_patterns", repeatable)
	getDomainPatterns = post("api/v2/get_domain_patterns", repeatable, returnsList("domains"))
)

// AddDomainPatterns adds to the allowed domains of token URLs.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-add-domain-patterns
func (c *Client) AddDomainPatterns(ctx context.Context, params AddDomainPatternsParams) error {
	return c.do(ctx, addDomainPatterns, params)
}

// SetDomainPatterns replaces the allowed domains of token URLs. Sign-ins with token URLs on other
// domains fail from then on.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-set-domain-patterns
func (c *Client) SetDomainPatterns(ctx context.Context, params SetDomainPatternsParams) error {
	return c.do(ctx, setDomainPatterns, params)
}

// DomainPatterns returns the allowed domains of token URLs.
//
// API: https://techdocs.akamai.com/identity-cloud-social-login/reference/post-get-domain-patterns
func (c *Client) DomainPatterns(ctx context.Context) (*DomainPatterns, error) {
	return fetch[DomainPatterns](ctx, c, getDomainPatterns, nil)
}

// AddDomainParams are the parameters of AddDomain.
type AddDomainParams struct {
	Domain string `url:"domain" check:"required,domain" print:"yes"` // such as "login.shop.example"; required
}

var addDomain = post("partner/v2/app/add_domain")

// AddDomain adds a domain to the application. It returns an error matching ErrDomainExists if the
// domain is taken, and one matching ErrInvalidParameter if its DNS record does not point to the
// service.
//
// API: https://identitydocs.akamai.com/home/appadd-domain
func (c *Client) AddDomain(ctx context.Context, params AddDomainParams) error {
	return c.do(ctx, addDomain, params)
}

// VerifyDomainParams is the proof of a domain's ownership that a provider requests.
type VerifyDomainParams struct {
	Provider Provider `url:"provider" check:"required,key" print:"yes"` // google or yahoo; required
	Code     string   `url:"code,omitempty" secret:"yes" check:"key"`   // Google: the content of the meta tag
	Filename string   `url:"filename,omitempty" check:"key"`            // Yahoo!: the name of the file
}

func (p VerifyDomainParams) crossCheck() *ParamError {
	switch {
	case p.Provider == ProviderGoogle && p.Code == "":
		return &ParamError{Field: "Code", Parameter: "code", Reason: "is missing, Google shows it", Missing: true}
	case p.Provider == ProviderYahoo && p.Filename == "":
		return &ParamError{Field: "Filename", Parameter: "filename", Reason: "is missing, Yahoo! shows it", Missing: true}
	}
	return eitherOr("Code", "code", p.Code != "", "Filename", p.Filename != "")
}

var verifyDomain = post("partner/v2/app/verify_domain", repeatable)

// VerifyDomain makes the service publish a provider's proof of ownership on the application's
// domain.
//
// API: https://identitydocs.akamai.com/home/appverify-domain
func (c *Client) VerifyDomain(ctx context.Context, params VerifyDomainParams) error {
	return c.do(ctx, verifyDomain, params)
}
