package janraintest

import "slices"

var domainEndpoints = []endpoint{
	post("/api/v2/add_domain_patterns", "domains:patterns!", call.addDomainPatterns),
	post("/api/v2/get_domain_patterns", "", call.domainPatterns),
	post("/api/v2/set_domain_patterns", "domains:patterns!", call.setDomainPatterns),
}

func (c call) domainPatterns() (members, *refusal) {
	return members{{"domains", list(c.app.patterns)}}, nil
}

func (c call) addDomainPatterns() (members, *refusal) {
	return c.changePatterns(c.app.patterns)
}

func (c call) setDomainPatterns() (members, *refusal) {
	return c.changePatterns(nil)
}

// changePatterns adds those of the call to those that stay.
func (c call) changePatterns(stay []string) (members, *refusal) {
	patterns := split(c.form.Get("domains"))
	c.app.patterns = slices.Clone(stay)
	for _, pattern := range patterns {
		if !slices.Contains(c.app.patterns, pattern) {
			c.app.patterns = append(c.app.patterns, pattern)
		}
	}
	return nil, nil
}
