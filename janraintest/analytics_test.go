package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnalyticsLink(t *testing.T) {
	a := firstApp(t)
	link, _ := a.do(t, "analytics_access", "start=01/31/2026&end=02/28/2026")["url"].(string)
	assert.Contains(t, link, a.srv.URL+"/export?")
	assert.Contains(t, link, "start=01%2F31%2F2026")
}
