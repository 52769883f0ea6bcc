package janrain_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// A stubborn transport heeds no context: what is not nil in it is called in the place
// of what a good one does. It counts what is going on.
type stubborn struct {
	roundTrip, read, closes func()
	status                  int
	opened, closed          atomic.Int32
}

func (s *stubborn) RoundTrip(*http.Request) (*http.Response, error) {
	if s.roundTrip != nil {
		s.roundTrip()
	}
	s.opened.Add(1)
	resp := httpResponse(max(s.status, http.StatusOK), "")
	if s.status != 0 {
		resp.StatusCode = s.status
	}
	resp.Body, resp.ContentLength = &stubbornBody{s, strings.NewReader(`{"mappings":{"1":[],`)}, -1
	return resp, nil
}

type stubbornBody struct {
	*stubborn
	text io.Reader
}

func (b *stubbornBody) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if n > 0 || b.read == nil {
		return n, err
	}
	b.read()
	return 0, nil
}

func (b *stubbornBody) Close() error {
	b.closed.Add(1)
	if b.closes != nil {
		b.closes()
	}
	return nil
}

var endingCalls = append([]apiCall{{"all_mappings", "", func(ctx context.Context, c *janrain.Client) (err error) {
	for _, e := range c.AllMappings(ctx) {
		err = e
	}
	return err
}}}, everyCall...)

func TestACallEndsWhateverTheTransportDoes(t *testing.T) {
	t.Parallel()
	const timeout, closing = 10 * time.Second, 100 * time.Millisecond
	for name, tt := range map[string]struct {
		of    func(wait func()) *stubborn
		takes time.Duration
	}{
		"RoundTrip blocks":               {func(wait func()) *stubborn { return &stubborn{roundTrip: wait} }, timeout},
		"Read blocks":                    {func(wait func()) *stubborn { return &stubborn{read: wait} }, timeout},
		"Read reads nothing, forever":    {func(func()) *stubborn { return &stubborn{read: func() { time.Sleep(time.Second) }} }, timeout},
		"Close blocks":                   {func(wait func()) *stubborn { return &stubborn{closes: wait} }, closing},
		"Read and Close block":           {func(wait func()) *stubborn { return &stubborn{read: wait, closes: wait} }, timeout + closing},
		"Close blocks under 101":         {func(wait func()) *stubborn { return &stubborn{status: 101, closes: wait} }, closing},
		"Read blocks under 101":          {func(wait func()) *stubborn { return &stubborn{status: 101, read: wait} }, 0},
		"Read blocks under another 1xx":  {func(wait func()) *stubborn { return &stubborn{status: 103, read: wait} }, 0},
		"Read blocks under a redirect":   {func(wait func()) *stubborn { return &stubborn{status: 302, read: wait} }, 0},
		"Read blocks under a page's 502": {func(wait func()) *stubborn { return &stubborn{status: 502, read: wait} }, timeout},
	} {
		for _, call := range endingCalls {
			for _, how := range []error{context.DeadlineExceeded, context.Canceled} {
				t.Run(name+", "+call.name+", "+how.Error(), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						release := make(chan struct{})
						service := tt.of(func() { <-release })
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						option := janrain.WithTimeout(timeout)
						if how == context.Canceled {
							option = janrain.WithTimeout(time.Hour)
							time.AfterFunc(timeout, cancel)
						}
						start := time.Now()
						err := call.do(ctx, clientOf(t, service, option))
						require.Error(t, err)
						assert.Equal(t, tt.takes, time.Since(start))
						if tt.takes >= timeout {
							requireTransportError(t, err, true)
							require.ErrorIs(t, err, how)
						}
						close(release)
						time.Sleep(time.Minute)
						assert.Equal(t, int32(1), service.opened.Load())
						assert.Equal(t, int32(1), service.closed.Load(), "a body is closed once, one that comes too late as well")
					}) // panics if a goroutine is left
				})
			}
		}
	}
}

// Not parallel, since it counts the goroutines of all.
func TestFiftyCallsLeaveNothingBehind(t *testing.T) {
	const calls = 50
	release := make(chan struct{})
	wait := func() { <-release }
	for name, tt := range map[string]struct {
		service http.RoundTripper
		held    int // goroutines of each call, until the transport returns
	}{
		"RoundTrip blocks":      {&stubborn{roundTrip: wait}, 1},
		"Read blocks":           {&stubborn{read: wait}, 1},
		"Close blocks":          {&stubborn{closes: wait}, 1},
		"the transport is good": {hanging, 0},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			client := clientOf(t, tt.service, janrain.WithTimeout(time.Millisecond))
			for i := range calls {
				require.Error(t, endingCalls[i%len(endingCalls)].do(t.Context(), client))
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
	assert.LessOrEqual(t, runtime.NumGoroutine(), most, "goroutines are left")
}

// A server that switches to another protocol hands out the bare connection, which no
// context reaches. Not parallel, since it counts the goroutines of all.
func TestASwitchedConnectionIsClosedAtOnce(t *testing.T) {
	const calls = 52
	before := runtime.NumGoroutine()
	t.Run("calls", func(t *testing.T) {
		var open, opened atomic.Int32
		url := rawService(t, nil, func(c net.Conn, _ int) bool {
			opened.Add(1)
			open.Add(1)
			defer open.Add(-1)
			write(switched)(c, 1)
			_, err := c.Read(make([]byte, 1))
			return assert.ErrorIs(t, err, io.EOF, "the client closes the connection") && false
		}, unnoted)
		client := loopbackClient(t, url, janrain.WithTimeout(time.Minute))
		for i := range calls {
			broken := requireTransportError(t, endingCalls[i%len(endingCalls)].do(t.Context(), client), true)
			assert.Equal(t, http.StatusSwitchingProtocols, broken.HTTPStatus)
		}
		assert.Eventually(t, func() bool { return open.Load() == 0 }, 5*time.Second, time.Millisecond, "connections are left open")
		assert.Equal(t, int32(calls), opened.Load())
	})
	assertGoroutines(t, before)
}

// net/http's transport runs in the caller's goroutine, since it heeds the context.
func TestTheStandardTransportNeedsNoGoroutine(t *testing.T) {
	t.Parallel()
	srv := loopbackServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(setupAnswer)) })
	stackOf := func(client *janrain.Client) (stack string) {
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GetConn: func(string) {
			text := make([]byte, 64<<10)
			stack = string(text[:runtime.Stack(text, false)])
		}})
		require.NoError(t, everyCall[0].do(ctx, client))
		return stack
	}
	const caller = "janrain.(*Client).AuthInfo("
	assert.Contains(t, stackOf(loopbackClient(t, srv.URL)), caller)
	wrapped := janrain.WithHTTPClient(&http.Client{Transport: roundTripper(janrain.NewTransport().RoundTrip)})
	assert.NotContains(t, stackOf(loopbackClient(t, srv.URL, wrapped)), caller)
}

func TestAPanicOfATransportIsTheCallers(t *testing.T) {
	t.Parallel()
	crash := func() { panic(http.ErrAbortHandler) }
	for name, service := range map[string]func(crash func()) *stubborn{
		"RoundTrip": func(crash func()) *stubborn { return &stubborn{roundTrip: crash} },
		"Read":      func(crash func()) *stubborn { return &stubborn{read: crash} },
		"Close":     func(crash func()) *stubborn { return &stubborn{closes: crash} },
	} {
		for _, call := range endingCalls {
			assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
				_ = call.do(t.Context(), clientOf(t, service(crash)))
			}, "%s of %s", name, call.name)

			ended := make(chan bool, 1)
			go func() { // as a test's FailNow within a transport
				returned := false
				defer func() { ended <- !returned && recover() == nil }()
				_ = call.do(t.Context(), clientOf(t, service(runtime.Goexit)))
				returned = true
			}()
			assert.True(t, <-ended, "%s of %s", name, call.name)
		}
	}
}

// A transport that is left alone may go on, but gets no key and no token any more.
func TestNothingIsSentOnceACallHasEnded(t *testing.T) {
	t.Parallel()
	for asks, sent := range map[bool]bool{true: false, false: true} {
		for _, call := range endingCalls {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				var late []error
				client := clientOf(t, roundTripper(func(r *http.Request) (*http.Response, error) {
					if asks {
						httptrace.ContextClientTrace(r.Context()).GetConn(setupDomain + ":443")
					}
					<-release
					_, err := io.ReadAll(r.Body)
					_, again := r.GetBody()
					late = []error{err, again}
					return nil, err
				}))
				requireTransportError(t, call.do(t.Context(), client), sent)
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
