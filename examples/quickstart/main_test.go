package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuickstartShowsEveryStepAndNoToken(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	for _, want := range []string{
		"with app id 123456789012345",
		"http://www.facebook.com/profile.php?id=1001",
		"http://twitter.com/account/profile?user_id=1001",
		"the provider has checked it", // of Facebook's email address
		"not given",                   // Twitter's
		"OAuth 2 token", "OAuth 1 token",
		"code 2, HTTP 400", "answers 400, the fault is the user's",
		"stored       for http://www.facebook.com/profile.php?id=42",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), "fake-", "every token of the fake begins with it, and none is to be shown")
}
