package network

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// net/http's own default keeps two idle connections a host: with many logins at
// once nearly each would pay for a handshake, and leave a port behind that
// cannot be used for a minute.
func TestManyLoginsAtOnceShareFewConnections(t *testing.T) {
	t.Parallel()
	const goroutines, most = 64, 128
	calls := 10_000
	if testing.Short() {
		calls = 2_000
	}
	var count kit.ConnCount
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(kit.Success))
	}))
	srv.Config.ConnState = count.Note
	srv.Start()
	t.Cleanup(srv.Close)
	client := kit.LoopbackClient(t, srv.URL) // no WithHTTPClient: what everybody starts with

	var (
		next  atomic.Int64
		group sync.WaitGroup
	)
	for range goroutines {
		group.Go(func() {
			for next.Add(1) <= int64(calls) {
				_, err := kit.SignIn(t, client)
				assert.NoError(t, err)
			}
		})
	}
	group.Wait()
	t.Logf("%d connections for %d calls of %d goroutines", count.Opened.Load(), calls, goroutines)
	assert.LessOrEqual(t, count.Opened.Load(), int64(most))

	before := count.Opened.Load()
	_, err := kit.SignIn(t, client)
	require.NoError(t, err)
	assert.Equal(t, before, count.Opened.Load(), "they are kept for the next call")
	client.CloseIdleConnections()
	count.AssertNoneLeft(t)
}

// A call that hangs must not hold up another user's.
func TestALoginDoesNotWaitBehindCallsThatHang(t *testing.T) {
	t.Parallel()
	const hang = 200 // more than are kept idle
	var arrived atomic.Int64
	release := make(chan struct{})
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("token") == "hang" {
			arrived.Add(1)
			<-release
		}
		_, _ = w.Write([]byte(kit.Success))
	})
	client := kit.LoopbackClient(t, srv.URL, janrain.WithTimeout(time.Minute))
	var calls sync.WaitGroup
	defer calls.Wait()
	defer close(release)
	for range hang {
		calls.Go(func() {
			_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "hang"})
			assert.NoError(t, err)
		})
	}
	require.Eventually(t, func() bool { return arrived.Load() == hang }, 10*time.Second, time.Millisecond, "each has a connection")
	_, err := kit.SignIn(t, client)
	require.NoError(t, err)
}

// staleService closes every connection at its second request: on even rounds
// when it is idle, which is a race with the request, and on odd ones when it has
// read it. seen counts the requests by their token.
func staleService(t *testing.T) (url string, seen func(token string) int) {
	t.Helper()
	var (
		mu     sync.Mutex
		bodies []string
		round  atomic.Int64
	)
	url = kit.RawService(t, nil, func(c net.Conn, n int) bool {
		if n == 2 {
			return false
		}
		return kit.Write(kit.RawResponse(http.StatusOK, kit.Success))(c, n) && round.Add(1)%2 == 1
	}, func(body string) {
		mu.Lock()
		defer mu.Unlock()
		bodies = append(bodies, body)
	})
	return url, func(token string) (times int) {
		mu.Lock()
		defer mu.Unlock()
		for _, body := range bodies {
			if strings.Contains(body, token+"&") || strings.HasSuffix(body, token) {
				times++
			}
		}
		return times
	}
}

const staleRounds = 200

// The service, or a load balancer, closes idle connections when it likes. A
// call that may be repeated is, on a new one, and nobody notices.
func TestAStaleConnectionDoesNotFailACallThatMayBeRepeated(t *testing.T) {
	t.Parallel()
	for _, call := range kit.Calls[1:] {
		t.Run(call.Name, func(t *testing.T) {
			t.Parallel()
			url, seen := staleService(t)
			client := kit.LoopbackClient(t, url) // without WithRetry
			for round := range staleRounds {
				require.NoError(t, call.Do(t.Context(), client), "round %d", round)
			}
			assert.Greater(t, seen(""), staleRounds, "some have been sent twice, or the test tests nothing")
		})
	}
}

// A token is sent once, whatever happens to its connection: the second time it
// would be used already, and the user refused.
func TestATokenIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	url, seen := staleService(t)
	client := kit.LoopbackClient(t, url, kit.ThreeTries)
	var failed int
	for round := range staleRounds {
		token := fmt.Sprintf("token-of-round-%d", round)
		_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		came := seen(token)
		require.LessOrEqual(t, came, 1, "round %d", round)
		if err == nil {
			require.Equal(t, 1, came, "an answer is that to a request")
			continue
		}
		failed++
		broken, ok := errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		require.True(t, broken.MayHaveBeenSent, "the user has to sign in again: %v", err)
		require.Equal(t, janrain.FaultService, janrain.FaultOf(err))
	}
	assert.Positive(t, failed, "some were lost, or the test tests nothing")
}
