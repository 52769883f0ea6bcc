package network

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// All calls share one HTTP/2 connection. If it goes silent, all of them would fail until TCP
// gives up.
func TestSilentHTTP2ConnectionIsDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base, cables := kit.HTTP2Service(t)
		defer base.CloseIdleConnections()
		client := kit.Client(t, base)
		_, err := kit.SignIn(t, client)
		require.NoError(t, err)
		require.Len(t, *cables, 1)
		(*cables)[0].Dropped.Store(true)

		start := time.Now()
		_, err = kit.SignIn(t, client)
		kit.RequireTransportError(t, err, true)
		assert.Equal(t, 8*time.Second, time.Since(start),
			"a ping must detect the silent connection before the call times out")
		_, err = kit.SignIn(t, client)
		require.NoError(t, err, "the next call must get a new connection")
		assert.Len(t, *cables, 2)
	})
}
