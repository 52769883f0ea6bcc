package janrain_test

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
)

// connCount counts a server's connections.
type connCount struct{ opened, open atomic.Int64 }

func (c *connCount) note(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.opened.Add(1)
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	default: // a connection between its calls
	}
}

// assertNoneLeft waits for what is being closed.
func (c *connCount) assertNoneLeft(t *testing.T) {
	t.Helper()
	assert.Eventually(t, func() bool { return c.open.Load() == 0 }, 5*time.Second, time.Millisecond,
		"every connection is closed")
}

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
	var count connCount
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(setupAnswer))
	}))
	srv.Config.ConnState = count.note
	srv.Start()
	t.Cleanup(srv.Close)
	client := loopbackClient(t, srv.URL) // no WithHTTPClient: what everybody starts with

	var (
		next  atomic.Int64
		group sync.WaitGroup
	)
	for range goroutines {
		group.Go(func() {
			for next.Add(1) <= int64(calls) {
				_, err := signIn(t, client)
				assert.NoError(t, err)
			}
		})
	}
	group.Wait()
	t.Logf("%d connections for %d calls of %d goroutines", count.opened.Load(), calls, goroutines)
	assert.LessOrEqual(t, count.opened.Load(), int64(most))

	before := count.opened.Load()
	_, err := signIn(t, client)
	require.NoError(t, err)
	assert.Equal(t, before, count.opened.Load(), "they are kept for the next call")
	client.CloseIdleConnections()
	count.assertNoneLeft(t)
}

// A call that hangs must not hold up another user's.
func TestALoginDoesNotWaitBehindCallsThatHang(t *testing.T) {
	t.Parallel()
	const hang = 200 // more than are kept idle
	var arrived atomic.Int64
	release := make(chan struct{})
	srv := loopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("token") == "hang" {
			arrived.Add(1)
			<-release
		}
		_, _ = w.Write([]byte(setupAnswer))
	})
	client := loopbackClient(t, srv.URL, janrain.WithTimeout(time.Minute))
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
	_, err := signIn(t, client)
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
	url = rawService(t, nil, func(c net.Conn, n int) bool {
		if n == 2 {
			return false
		}
		return write(response(http.StatusOK, setupAnswer))(c, n) && round.Add(1)%2 == 1
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
	for _, call := range everyCall[1:] {
		t.Run(call.name, func(t *testing.T) {
			t.Parallel()
			url, seen := staleService(t)
			client := loopbackClient(t, url) // without WithRetry
			for round := range staleRounds {
				require.NoError(t, call.do(t.Context(), client), "round %d", round)
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
	client := loopbackClient(t, url, threeTries)
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
