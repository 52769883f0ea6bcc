package janrain

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The tables of providers must agree with one another.
func TestProviderTablesAgree(t *testing.T) {
	t.Parallel()
	known := slices.Collect(maps.Values(providerNames))
	for specifier, create := range credentialStructs {
		assert.Contains(t, known, specifier, "a provider with credentials must have a name")
		if specifier != ProviderLiveID { // whose credentials are Microsoft Account's
			assert.Equal(t, specifier, create().Provider(), "the credentials made for a provider must be its own")
		}
		first, second := create(), create()
		assert.NotSame(t, first, second, "each sign-in must have credentials of its own")
	}
	for other, specifier := range specifiers {
		assert.NotContains(t, credentialStructs, Provider(other), "%s stands for another provider", other)
		assert.Contains(t, credentialStructs, specifier, "%s must stand for one that has credentials", other)
	}
	for name, specifier := range providerNames {
		assert.NotEmpty(t, specifier, "%s must have a specifier", name)
	}
}

// The test of the spellings must not be forgotten when a name comes in.
func TestProviderNamesAreAsManyAsAreTested(t *testing.T) {
	t.Parallel()
	assert.Len(t, providerNames, 99, "put a new name into providerSpellings of provider_test.go as well, then count it here")
}
