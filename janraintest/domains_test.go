package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDomainPatternsAreStored(t *testing.T) {
	a := firstApp(t)
	domains := func() any { return a.do(t, "get_domain_patterns", "")["domains"] }
	assert.Equal(t, texts(), domains())
	a.do(t, "add_domain_patterns", "domains=shop.example, *.shop.example")
	a.do(t, "add_domain_patterns", "domains=blog.example,shop.example")
	assert.Equal(t, texts("shop.example", "*.shop.example", "blog.example"), domains(),
		"new patterns must be added without duplicates")
	a.do(t, "set_domain_patterns", "domains=new.example")
	assert.Equal(t, texts("new.example"), domains(), "the patterns must be replaced")
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: domains"`, a.refused(t, "set_domain_patterns", "domains=,"))
}
