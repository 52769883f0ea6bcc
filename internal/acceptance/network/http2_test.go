package network

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// All calls share an HTTP/2 connection, so one that went silent would fail them
// all, for as long as TCP hopes.
func TestASilentHTTP2ConnectionIsGivenUp(t *testing.T) {
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
		assert.Equal(t, 8*time.Second, time.Since(start), "found out by a ping, before the time of the call is over")
		_, err = kit.SignIn(t, client)
		require.NoError(t, err, "the next call has a new connection")
		assert.Len(t, *cables, 2)
	})
}
