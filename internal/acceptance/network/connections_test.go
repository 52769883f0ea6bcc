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

// net/http keeps two idle connections per host by default. With many simultaneous logins, nearly
// each login would then pay for a handshake and leave behind a port that cannot be used for a
// minute.
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
	client := kit.LoopbackClient(t, srv.URL) // the default transport

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
	assert.Equal(t, before, count.Opened.Load(), "the connections must be kept for the next calls")
	client.CloseIdleConnections()
	count.AssertNoneLeft(t)
}

// A hanging call must not delay the call of another user.
func TestLoginDoesNotWaitForHangingCalls(t *testing.T) {
	t.Parallel()
	const hang = 200 // more than the number of idle connections
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
	require.Eventually(t, func() bool { return arrived.Load() == hang }, 10*time.Second, time.Millisecond,
		"each call must get a connection")
	_, err := kit.SignIn(t, client)
	require.NoError(t, err)
}

// staleService closes every connection at its second request: in even rounds while the connection
// is idle, which races with the request, and in odd rounds after reading the request. seen counts
// the requests by their token.
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

// The service or a load balancer may close idle connections at any time. A repeatable call is
// then sent again on a new connection, without an error.
func TestStaleConnectionDoesNotFailARepeatableCall(t *testing.T) {
	t.Parallel()
	for _, call := range kit.Calls[1:] {
		t.Run(call.Name, func(t *testing.T) {
			t.Parallel()
			url, seen := staleService(t)
			client := kit.LoopbackClient(t, url) // without WithRetry
			for round := range staleRounds {
				require.NoError(t, call.Do(t.Context(), client), "round %d", round)
			}
			assert.Greater(t, seen(""), staleRounds,
				"some requests must have been sent twice, or the test proves nothing")
		})
	}
}

// A token is sent only once, whatever happens to its connection: a second request would find the
// token used, and the sign-in would fail.
func TestTokenIsNeverSentTwice(t *testing.T) {
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
			require.Equal(t, 1, came, "a call that succeeds must have sent one request")
			continue
		}
		failed++
		broken, ok := errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		require.True(t, broken.MayHaveBeenSent, "the user must sign in again: %v", err)
		require.Equal(t, janrain.FaultService, janrain.FaultOf(err))
	}
	assert.Positive(t, failed, "some calls must have failed, or the test proves nothing")
}
