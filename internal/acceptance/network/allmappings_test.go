package network

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A dripService sends its pieces at times that are exact in a synctest bubble, and ends with its
// request. The bubble panics if a goroutine is left behind.
func dripService(pieces func(send func(string))) kit.RoundTripper {
	return func(r *http.Request) (*http.Response, error) {
		body, w := io.Pipe()
		context.AfterFunc(r.Context(), func() { _ = w.CloseWithError(r.Context().Err()) })
		go func() {
			pieces(func(text string) { _, _ = io.WriteString(w, text) })
			_ = w.CloseWithError(r.Context().Err()) // nil means the end of the body
		}()
		resp := kit.HTTPResponse(http.StatusOK, "")
		resp.Body = body
		return resp, nil
	}
}

func TestTimeoutAppliesToEachMapping(t *testing.T) {
	t.Parallel()
	const timeout = 10 * time.Second
	for name, tt := range map[string]struct {
		first, gap, work time.Duration // before the first piece, between them, in the loop
		takes            time.Duration
		n                int
		timedOut         bool
	}{
		"many short waits":   {gap: 9 * time.Second, takes: 18 * time.Second, n: 3},
		"a long one":         {gap: 11 * time.Second, takes: timeout, n: 1, timedOut: true},
		"a slow loop":        {work: time.Hour, takes: 3 * time.Hour, n: 3},
		"both":               {gap: 11 * time.Second, work: time.Hour, takes: 3 * time.Hour, n: 3},
		"no body for a time": {first: 11 * time.Second, takes: timeout, timedOut: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := dripService(func(send func(string)) {
					time.Sleep(tt.first)
					send(`{"mappings":{"1":[],`)
					time.Sleep(tt.gap)
					send(`"2":[],`)
					time.Sleep(tt.gap)
					send(`"3":[]},"stat":"ok"}`)
				})
				start, n := time.Now(), 0
				var failed error
				for _, err := range kit.Client(t, service, janrain.WithTimeout(timeout)).AllMappings(t.Context()) {
					if failed = err; err == nil {
						n++
						time.Sleep(tt.work)
					}
				}
				assert.Equal(t, tt.takes, time.Since(start))
				assert.Equal(t, tt.n, n)
				time.Sleep(time.Hour) // lets the service end
				if !tt.timedOut {
					require.NoError(t, failed)
					return
				}
				kit.RequireTransportError(t, failed, true)
				require.ErrorIs(t, failed, context.DeadlineExceeded)
				require.NotErrorIs(t, failed, context.Canceled)
				assert.Equal(t, janrain.FaultService, janrain.FaultOf(failed))
			})
		})
	}
}

// A single byte from time to time must not extend the timeout.
func TestDrippingServerDoesNotExtendAllMappings(t *testing.T) {
	t.Parallel()
	const timeout, limit = 10 * time.Second, 4096
	for name, tt := range map[string]struct {
		first, drip string
		n           int
	}{
		"before the response":      {"", " ", 0},
		"before the mappings":      {`{"stat":"ok",`, "\n", 0},
		"other members":            {`{"stat":"ok"`, `,"":0`, 0},
		"before the first mapping": {`{"mappings":{`, "\t", 0},
		"between two":              {`{"mappings":{"1":[],`, " ", 1},
		"within a key":             {`{"mappings":{"1":[],"`, "x", 1},
		"within a list":            {`{"mappings":{"1":[],"2":[""`, `,""`, 1},
		"after the last mapping":   {`{"mappings":{"1":[]}`, " ", 1},
		"a member after them":      {`{"mappings":{"1":[]},"stat":"`, "o", 1},
		"after the response":       {`{"mappings":{"1":[]},"stat":"ok"}`, " ", 1},
		"mappings that are empty":  {`{"mappings":[`, " ", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				service := dripService(func(send func(string)) {
					send(tt.first)
					for range 2 * limit {
						time.Sleep(time.Second)
						send(tt.drip)
					}
				})
				client := kit.Client(t, service, janrain.WithTimeout(timeout), janrain.WithMaxResponseBytes(limit))
				start := time.Now()
				list, err := kit.AllOf(ctx, t, client)
				assert.Len(t, list, tt.n)
				assert.Equal(t, timeout, time.Since(start))
				kit.RequireTransportError(t, err, true)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.NotErrorIs(t, err, context.Canceled)
				time.Sleep(3 * limit * time.Second) // lets the service end
			})
		})
	}
}

func TestTimeoutAppliesToAllTriesOfAllMappings(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		service kit.RoundTripper
		takes   time.Duration
		is      error
	}{
		"a service that is silent": {kit.Hanging, time.Second, context.DeadlineExceeded},
		"no time for another try": {func(*http.Request) (*http.Response, error) {
			return kit.HTTPResponse(http.StatusServiceUnavailable, kit.HTMLPage), nil
		}, 0, janrain.ErrServiceUnavailable},
		"a silent page": {func(r *http.Request) (*http.Response, error) {
			resp, err := dripService(func(func(string)) { <-r.Context().Done() })(r)
			resp.StatusCode = http.StatusBadGateway
			return resp, err
		}, time.Second, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				patient := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: time.Minute, MaxDelay: time.Minute})
				start := time.Now()
				_, err := kit.AllOf(t.Context(), t, kit.Client(t, tt.service, janrain.WithTimeout(time.Second), patient))
				assert.Equal(t, tt.takes, time.Since(start))
				require.ErrorIs(t, err, tt.is)
				assert.Equal(t, janrain.FaultService, janrain.FaultOf(err), "the caller has not cancelled: %v", err)
			})
		})
	}
}

func TestAllMappingsEndsWithTheCallersContext(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		err   error
		fault janrain.Fault
	}{
		"cancelled": {context.Canceled, janrain.FaultCanceled},
		"over":      {context.DeadlineExceeded, janrain.FaultService},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				service := dripService(func(send func(string)) {
					send(`{"mappings":{"1":[],`)
					<-ctx.Done()
				})
				n := 0
				var failed error
				for _, err := range kit.Client(t, service).AllMappings(ctx) {
					if failed = err; err == nil {
						n++
						if errors.Is(want.err, context.Canceled) {
							cancel()
						}
					}
				}
				assert.Equal(t, 1, n)
				kit.RequireTransportError(t, failed, true)
				require.ErrorIs(t, failed, want.err)
				assert.Equal(t, want.fault, janrain.FaultOf(failed))
			})
		})
	}
}

// Mappings that have already arrived are not yielded after the context has ended.
func TestAllMappingsYieldsOnlyTheErrorAfterItsContext(t *testing.T) {
	t.Parallel()
	const all = 100
	var body strings.Builder
	for i := range all {
		fmt.Fprintf(&body, `,"%d":["http://a.example/%d"]`, i, i)
	}
	text := `{"mappings":{` + body.String()[1:] + `},"stat":"ok"}`
	for name, end := range map[string]func(context.Context) (context.Context, func()){
		"cancelled": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancel(ctx)
			return ctx, cancel
		},
		"over": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			return ctx, func() { time.Sleep(time.Second); defer cancel() }
		},
	} {
		for _, at := range []int{1, 5, all - 1, all} {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := end(t.Context())
				n := 0
				var failed []error
				for _, err := range kit.Client(t, kit.RespondWith(text)).AllMappings(ctx) {
					if err != nil {
						failed = append(failed, err)
						continue
					}
					n++
					if n == at {
						stop()
					}
				}
				assert.Equal(t, at, n, "the number of mappings, %s at mapping %d", name, at)
				require.Len(t, failed, 1)
				broken := kit.RequireTransportError(t, failed[0], true)
				require.ErrorIs(t, broken, ctx.Err())
				assert.Equal(t, http.StatusOK, broken.HTTPStatus)
			})
		}
	}
}

func TestLeavingTheLoopClosesTheBody(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(context.Context, *janrain.Client){
		"break": func(ctx context.Context, c *janrain.Client) {
			for _, err := range c.AllMappings(ctx) {
				assert.NoError(t, err)
				break
			}
		},
		"panic": func(ctx context.Context, c *janrain.Client) {
			defer func() { _ = recover() }()
			for _, err := range c.AllMappings(ctx) {
				assert.NoError(t, err)
				panic("in the loop")
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			service := &kit.Stubborn{}
			leave(t.Context(), kit.Client(t, service))
			synctest.Wait()
			assert.Equal(t, int32(1), service.Closed.Load(), name)
		})
	}
}
