package kit

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// AllOf collects all mappings and asserts that AllMappings yields an error at most once, at the
// end.
func AllOf(ctx context.Context, t *testing.T, client *janrain.Client) (list []janrain.Mapping, err error) {
	t.Helper()
	for m, e := range client.AllMappings(ctx) {
		require.NoError(t, err, "nothing may follow an error")
		if e != nil {
			assert.Equal(t, janrain.Mapping{}, m, "an error comes without a mapping")
			err = e
			continue
		}
		list = append(list, m)
	}
	return list, err
}

// Mapped returns the mapping of identifiers to a primary key.
func Mapped(key string, identifiers ...string) janrain.Mapping {
	return janrain.Mapping{PrimaryKey: key, Identifiers: identifiers}
}
