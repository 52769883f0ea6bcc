package kit

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// AllOf ranges over all mappings. The error comes last and once.
func AllOf(ctx context.Context, t *testing.T, client *janrain.Client) (list []janrain.Mapping, err error) {
	t.Helper()
	for m, e := range client.AllMappings(ctx) {
		require.NoError(t, err, "nothing may come after an error")
		if e != nil {
			assert.Equal(t, janrain.Mapping{}, m, "with an error there is no mapping")
			err = e
			continue
		}
		list = append(list, m)
	}
	return list, err
}

func Mapped(key string, identifiers ...string) janrain.Mapping {
	return janrain.Mapping{PrimaryKey: key, Identifiers: identifiers}
}
