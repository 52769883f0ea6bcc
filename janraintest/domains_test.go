package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDomainPatternsAreKept(t *testing.T) {
	a := firstApp(t)
	domains := func() any { return a.do(t, "get_domain_patterns", "")["domains"] }
	assert.Equal(t, texts(), domains())
	a.do(t, "add_domain_patterns", "domains=shop.example, *.shop.example")
	a.do(t, "add_domain_patterns", "domains=blog.example,shop.example")
	assert.Equal(t, texts("shop.example", "*.shop.example", "blog.example"), domains(), "added, none twice")
	a.do(t, "set_domain_patterns", "domains=new.example")
	assert.Equal(t, texts("new.example"), domains(), "in the place of the others")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: domains"`, a.refused(t, "set_domain_patterns", "domains=,"))
}
