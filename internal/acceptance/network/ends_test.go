package network

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestCallEndsWhateverTheTransportDoes(t *testing.T) {
	t.Parallel()
	const timeout, closing = 10 * time.Second, 100 * time.Millisecond
	for name, tt := range map[string]struct {
		of    func(wait func()) *kit.Stubborn
		takes time.Duration
	}{
		"RoundTrip blocks":               {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Send: wait} }, timeout},
		"Read blocks":                    {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Body: wait} }, timeout},
		"Read reads nothing, forever":    {func(func()) *kit.Stubborn { return &kit.Stubborn{Body: func() { time.Sleep(time.Second) }} }, timeout},
		"Close blocks":                   {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Closes: wait} }, closing},
		"Read and Close block":           {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Body: wait, Closes: wait} }, timeout},
		"Close blocks under 101":         {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 101, Closes: wait} }, closing},
		"Read blocks under 101":          {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 101, Body: wait} }, 0},
		"Read blocks under another 1xx":  {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 103, Body: wait} }, 0},
		"Read blocks under a redirect":   {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 302, Body: wait} }, 0},
		"Read blocks under a page's 502": {func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 502, Body: wait} }, timeout},
	} {
		for _, call := range kit.EndingCalls {
			for _, how := range []error{context.DeadlineExceeded, context.Canceled} {
				t.Run(name+", "+call.Name+", "+how.Error(), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						release := make(chan struct{})
						service := tt.of(func() { <-release })
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						option := janrain.WithTimeout(timeout)
						if errors.Is(how, context.Canceled) {
							option = janrain.WithTimeout(time.Hour)
							time.AfterFunc(timeout, cancel)
						}
						start := time.Now()
						err := call.Do(ctx, kit.Client(t, service, option))
						require.Error(t, err)
						assert.Equal(t, tt.takes, time.Since(start))
						if tt.takes >= timeout {
							kit.RequireTransportError(t, err, true)
							require.ErrorIs(t, err, how)
						}
						close(release)
						time.Sleep(time.Minute)
						assert.Equal(t, int32(1), service.Opened.Load())
						assert.Equal(t, int32(1), service.Closed.Load(),
							"a body must be closed once, even if it comes too late")
					}) // panics if a goroutine is left behind
				})
			}
		}
	}
}

// registered returns an *http.Transport that passes its requests to another transport.
func registered(service http.RoundTripper) *http.Transport {
	base := &http.Transport{Protocols: new(http.Protocols)} // without HTTP/2, which registers its own protocol
	base.RegisterProtocol("https", service)
	return base
}

func TestCallEndsWhateverARegisteredProtocolDoes(t *testing.T) {
	t.Parallel()
	const timeout = 10 * time.Second
	for name, of := range map[string]func(wait func()) *kit.Stubborn{
		"Read blocks":                 func(wait func()) *kit.Stubborn { return &kit.Stubborn{Body: wait} },
		"Read and Close block":        func(wait func()) *kit.Stubborn { return &kit.Stubborn{Body: wait, Closes: wait} },
		"Read blocks under 502":       func(wait func()) *kit.Stubborn { return &kit.Stubborn{Status: 502, Body: wait} },
		"Read reads nothing, forever": func(func()) *kit.Stubborn { return &kit.Stubborn{Body: func() { time.Sleep(time.Second) }} },
	} {
		for wrapped, wrap := range map[string]func(io.ReadCloser) io.ReadCloser{
			"itself":         func(body io.ReadCloser) io.ReadCloser { return body },
			"MaxBytesReader": func(body io.ReadCloser) io.ReadCloser { return http.MaxBytesReader(nil, body, kit.Mebibyte) },
		} {
			for _, call := range kit.EndingCalls {
				t.Run(name+", "+wrapped+", "+call.Name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						release := make(chan struct{})
						service := of(func() { <-release })
						base := registered(kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
							resp, err := service.RoundTrip(r)
							resp.Body = wrap(resp.Body)
							return resp, err
						}))
						start := time.Now()
						err := call.Do(t.Context(), kit.Client(t, base, janrain.WithTimeout(timeout)))
						require.ErrorIs(t, err, context.DeadlineExceeded)
						assert.Equal(t, timeout, time.Since(start))
						close(release)
						time.Sleep(time.Minute)
						assert.Equal(t, int32(1), service.Closed.Load())
					}) // panics if a goroutine is left behind
				})
			}
		}
	}
}

// The status and headers count even if the timeout ends while the body is read or closed.
func TestStatusCountsEvenIfTheBodyTimesOut(t *testing.T) {
	t.Parallel()
	const timeout = 10 * time.Millisecond
	for _, status := range []int{101, 302, 307} {
		for _, call := range kit.EndingCalls {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				wait := func() { <-release }
				service := &kit.Stubborn{Status: status, Length: 100, Body: wait, Closes: wait}
				start := time.Now()
				err := call.Do(t.Context(), kit.Client(t, service, janrain.WithTimeout(timeout)))
				assert.Equal(t, timeout, time.Since(start), "%s under %d", call.Name, status)
				broken := kit.RequireTransportError(t, err, true)
				assert.Equal(t, status, broken.HTTPStatus)
				require.NotErrorIs(t, err, context.DeadlineExceeded, "%s under %d", call.Name, status)
				assert.Equal(t, status != 101, errors.Is(err, janrain.ErrRedirect), err)
				close(release)
			})
		}
	}
}

// Not parallel, because it counts the goroutines of the whole process.
func TestFiftyCallsLeaveNothingBehind(t *testing.T) {
	const calls = 50
	release := make(chan struct{})
	wait := func() { <-release }
	for name, tt := range map[string]struct {
		service http.RoundTripper
		held    int // goroutines per call until the transport returns
	}{
		"RoundTrip blocks":      {&kit.Stubborn{Send: wait}, 1},
		"Read blocks":           {&kit.Stubborn{Body: wait}, 1},
		"Close blocks":          {&kit.Stubborn{Closes: wait}, 1},
		"Read and Close block":  {&kit.Stubborn{Body: wait, Closes: wait}, 2}, // one for Read and one for Close
		"the transport works":   {kit.Hanging, 0},
		"a registered protocol": {registered(&kit.Stubborn{Body: wait}), 1},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			client := kit.Client(t, tt.service, janrain.WithTimeout(time.Millisecond))
			for i := range calls {
				require.Error(t, kit.EndingCalls[i%len(kit.EndingCalls)].Do(t.Context(), client))
			}
			assertGoroutines(t, before+calls*tt.held)
		})
	}
	close(release)
}

func assertGoroutines(t *testing.T, most int) {
	t.Helper()
	for range 500 {
		if runtime.NumGoroutine() <= most {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), most, "goroutines are left behind")
}

// A server that switches protocols leaves the client with the bare connection, which no context
// reaches. Not parallel, because it counts the goroutines of the whole process.
func TestSwitchedConnectionIsClosedAtOnce(t *testing.T) {
	const calls = 52
	before := runtime.NumGoroutine()
	t.Run("calls", func(t *testing.T) {
		var open, opened atomic.Int32
		url := kit.RawService(t, nil, func(c net.Conn, _ int) bool {
			opened.Add(1)
			open.Add(1)
			defer open.Add(-1)
			kit.Write(kit.Switched)(c, 1)
			_, err := c.Read(make([]byte, 1))
			return assert.ErrorIs(t, err, io.EOF, "the client must close the connection") && false
		}, kit.Unnoted)
		client := kit.LoopbackClient(t, url, janrain.WithTimeout(time.Minute))
		for i := range calls {
			broken := kit.RequireTransportError(t, kit.EndingCalls[i%len(kit.EndingCalls)].Do(t.Context(), client), true)
			assert.Equal(t, http.StatusSwitchingProtocols, broken.HTTPStatus)
		}
		assert.Eventually(t, func() bool { return open.Load() == 0 }, 5*time.Second, time.Millisecond,
			"connections are left open")
		assert.Equal(t, int32(calls), opened.Load())
	})
	assertGoroutines(t, before)
}

// net/http's transport respects the context, so it runs in the caller's goroutine.
func TestStandardTransportNeedsNoGoroutine(t *testing.T) {
	t.Parallel()
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(kit.Success)) })
	stackOf := func(client *janrain.Client) (stack string) {
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GetConn: func(string) {
			text := make([]byte, 64<<10)
			stack = string(text[:runtime.Stack(text, false)])
		}})
		require.NoError(t, kit.Calls[0].Do(ctx, client))
		return stack
	}
	const caller = "janrain.(*Client).AuthInfo("
	assert.Contains(t, stackOf(kit.LoopbackClient(t, srv.URL)), caller)
	wrapped := janrain.WithHTTPClient(&http.Client{Transport: kit.RoundTripper(janrain.NewTransport().RoundTrip)})
	assert.NotContains(t, stackOf(kit.LoopbackClient(t, srv.URL, wrapped)), caller)
}

func TestPanicOfATransportReachesTheCaller(t *testing.T) {
	t.Parallel()
	crash := func() { panic(http.ErrAbortHandler) }
	for name, service := range map[string]func(crash func()) *kit.Stubborn{
		"RoundTrip": func(crash func()) *kit.Stubborn { return &kit.Stubborn{Send: crash} },
		"Read":      func(crash func()) *kit.Stubborn { return &kit.Stubborn{Body: crash} },
		"Close":     func(crash func()) *kit.Stubborn { return &kit.Stubborn{Closes: crash} },
	} {
		for _, call := range kit.EndingCalls {
			assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
				_ = call.Do(t.Context(), kit.Client(t, service(crash)))
			}, "%s of %s", name, call.Name)

			ended := make(chan bool, 1)
			go func() { // as t.FailNow in a transport does
				returned := false
				defer func() { ended <- !returned && recover() == nil }()
				_ = call.Do(t.Context(), kit.Client(t, service(runtime.Goexit)))
				returned = true
			}()
			assert.True(t, <-ended, "%s of %s", name, call.Name)
		}
	}
}

// An abandoned transport may continue, but it gets no more keys or tokens.
func TestNothingIsSentAfterACallHasEnded(t *testing.T) {
	t.Parallel()
	for asks, sent := range map[bool]bool{true: false, false: true} {
		for _, call := range kit.EndingCalls {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				var late []error
				client := kit.Client(t, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
					if asks {
						httptrace.ContextClientTrace(r.Context()).GetConn(kit.Domain + ":443")
					}
					<-release
					_, err := io.ReadAll(r.Body)
					_, again := r.GetBody()
					late = []error{err, again}
					return nil, err
				}))
				kit.RequireTransportError(t, call.Do(t.Context(), client), sent)
				close(release)
				synctest.Wait()
				require.Len(t, late, 2)
				for _, err := range late {
					require.Error(t, err)
				}
			})
		}
	}
}
