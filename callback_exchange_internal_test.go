package janrain

import (
	"context"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func exchangeNumber(t *testing.T, x *exchanges, n, size int) {
	t.Helper()
	var key exchangeKey
	binary.BigEndian.PutUint64(key[:], uint64(n))
	info, err := x.do(t.Context(), key, func(context.Context) (*AuthInfo, error) {
		return &AuthInfo{Stat: "ok", Profile: Profile{Identifier: strings.Repeat("i", size)}}, nil
	})
	require.NoError(t, err)
	require.Len(t, info.Profile.Identifier, size)
}

// sizes returns how many results can be found, and how many are kept.
func sizes(x *exchanges) []int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return []int{len(x.byKey), len(x.kept)}
}

// What is kept has a bound in number and in size, and is gone after a minute.
func TestTheResultsThatAreKept(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ number, size, kept int }{
		"few":       {10, 1, 10},
		"many":      {maxExchanges + 500, 1, maxExchanges},
		"large":     {6, 4 << 20, 3},
		"too large": {1, maxExchangeSize, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var x exchanges
				for n := range tt.number {
					exchangeNumber(t, &x, n, tt.size)
				}
				synctest.Wait()
				assert.Equal(t, []int{tt.kept, tt.kept}, sizes(&x))
				time.Sleep(exchangeLife + time.Second)
				synctest.Wait()
				assert.Equal(t, []int{0, 0}, sizes(&x))
				assert.Zero(t, x.size)
			})
		})
	}
}

// A transport may end its goroutine, as testing.T.FailNow does.
func TestACallThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	var x exchanges
	for range 2 {
		info, err := x.do(t.Context(), exchangeKey{}, func(context.Context) (*AuthInfo, error) {
			runtime.Goexit()
			return nil, nil
		})
		assert.Nil(t, info)
		var broken *TransportError
		require.ErrorAs(t, err, &broken)
		assert.True(t, broken.MayHaveBeenSent)
	}
	assert.Empty(t, x.byKey)
}

// A request that has ended already sends nothing.
func TestAnExchangeForARequestThatHasEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var x exchanges
	_, err := x.do(ctx, exchangeKey{}, func(context.Context) (*AuthInfo, error) {
		t.Error("the call is made")
		return nil, nil
	})
	var broken *TransportError
	require.ErrorAs(t, err, &broken)
	assert.False(t, broken.MayHaveBeenSent)
	assert.Empty(t, x.byKey)
}
