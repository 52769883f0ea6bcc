package janrain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// tries answers one try after the other, and records when each came.
type tries struct {
	answers []roundTripper
	times   []time.Time
}

func (s *tries) RoundTrip(r *http.Request) (*http.Response, error) {
	s.times = append(s.times, time.Now())
	return s.answers[min(len(s.times), len(s.answers))-1](r)
}

// waits are the times between the tries.
func (s *tries) waits() (waits []time.Duration) {
	for i := 1; i < len(s.times); i++ {
		waits = append(waits, s.times[i].Sub(s.times[i-1]))
	}
	return waits
}

func page(status int, retryAfter string) roundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := httpResponse(status, "<html>")
		if retryAfter != "" {
			resp.Header.Set("Retry-After", retryAfter)
		}
		return resp, nil
	}
}

func says(status int, body string) roundTripper {
	return func(*http.Request) (*http.Response, error) { return httpResponse(status, body), nil }
}

// neverLeft is a transport that gets no connection, and says so as net/http's.
func neverLeft(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GetConn("example.rpxnow.com:443")
	return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
}

// lost is a request that left, and an answer that never came.
func lost(r *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(r.Context())
	trace.GetConn("example.rpxnow.com:443")
	trace.GotConn(httptrace.GotConnInfo{})
	return nil, io.ErrUnexpectedEOF
}

var threeTries = janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3})

func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	ok := says(http.StatusOK, setupAnswer)
	for _, tt := range []struct {
		name             string
		first            roundTripper
		signIn, repeated int // tries, of auth_info and of the calls that may be repeated
	}{
		{"a request that never left", neverLeft, 2, 2},
		{"an answer that got lost", lost, 1, 2},
		{"429", page(http.StatusTooManyRequests, ""), 1, 2},
		{"502", page(http.StatusBadGateway, ""), 1, 2},
		{"503", page(http.StatusServiceUnavailable, ""), 1, 2},
		{"504", page(http.StatusGatewayTimeout, ""), 1, 2},
		{"500", page(http.StatusInternalServerError, ""), 1, 1},
		{"code -1", says(http.StatusBadRequest, `{"stat":"fail","err":{"code":-1,"msg":"Service Temporarily Unavailable"}}`), 1, 2},
		{"503 with a refusal", says(http.StatusServiceUnavailable, `{"stat":"fail","err":{"code":6,"msg":"x"}}`), 1, 2},
		{"code 2", says(http.StatusBadRequest, `{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`), 1, 1},
		{"a page under 200", page(http.StatusOK, ""), 1, 1},
		{"a redirect", page(http.StatusTemporaryRedirect, ""), 1, 1},
		{"a success", ok, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			forEveryCall(t, func(t *testing.T, call apiCall) {
				synctest.Test(t, func(t *testing.T) {
					service := &tries{answers: []roundTripper{tt.first, ok}}
					err := call.do(t.Context(), clientOf(t, service, threeTries))
					want := tt.repeated
					if call.name == "auth_info" {
						want = tt.signIn
					}
					assert.Len(t, service.times, want, "tries of %s", call.name)
					if want > 1 {
						assert.NoError(t, err, "the second try succeeds")
					}

					service.times = nil
					_ = call.do(t.Context(), clientOf(t, service))
					assert.Len(t, service.times, 1, "without WithRetry there is one try")
				})
			})
		})
	}
}

func addToken(ctx context.Context, client *janrain.Client) error {
	return client.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{Identifier: setupIdentifier, Token: setupToken})
}

func TestWaitsGrowAndAreJittered(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			service := &tries{answers: []roundTripper{page(http.StatusBadGateway, "")}}
			err := addToken(t.Context(), clientOf(t, service, threeTries))
			require.ErrorIs(t, err, janrain.ErrServiceUnavailable)
			waits := service.waits()
			require.Len(t, waits, 2, "three tries, not more")
			assert.GreaterOrEqual(t, waits[0], 100*time.Millisecond)
			assert.LessOrEqual(t, waits[0], 200*time.Millisecond)
			assert.GreaterOrEqual(t, waits[1], 200*time.Millisecond)
			assert.LessOrEqual(t, waits[1], 400*time.Millisecond)
			seen[waits[0]] = true
		})
	}
	assert.Greater(t, len(seen), 1, "clients that failed together must not come back together")
}

func TestRetryAfterIsHonouredUpToTheCap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header string
		policy       janrain.RetryPolicy
		wait         time.Duration // 0: returned at once
	}{
		{"below the cap", "2", janrain.RetryPolicy{MaxTries: 2}, 2 * time.Second},
		{"above the cap", "3", janrain.RetryPolicy{MaxTries: 2}, 0},
		{"a cap of the caller's", "5", janrain.RetryPolicy{MaxTries: 2, MaxDelay: 6 * time.Second}, 5 * time.Second},
		{"beyond the timeout", "11", janrain.RetryPolicy{MaxTries: 2, MaxDelay: time.Hour}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &tries{answers: []roundTripper{page(http.StatusServiceUnavailable, tt.header)}}
				start := time.Now()
				err := addToken(t.Context(), clientOf(t, service, janrain.WithRetry(tt.policy)))
				assert.Equal(t, tt.wait, time.Since(start), "the whole call")
				garbled, ok := errors.AsType[*janrain.DecodeError](err)
				require.True(t, ok, "got %T", err)
				asked, _ := time.ParseDuration(tt.header + "s")
				assert.Equal(t, asked, garbled.RetryAfter, "the delay is in the error")
			})
		})
	}
}

func TestAllTriesAreWithinTheTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(4 * time.Second):
				return page(http.StatusBadGateway, "")(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		service := &tries{answers: []roundTripper{slow}}
		start := time.Now()
		err := addToken(t.Context(), clientOf(t, service, threeTries))
		assert.Equal(t, 10*time.Second, time.Since(start), "the third try is cut short")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Len(t, service.times, 3)
	})
}

func TestWaitEndsAtOnceWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		service := &tries{answers: []roundTripper{page(http.StatusServiceUnavailable, "2")}}
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := addToken(ctx, clientOf(t, service, threeTries))
		assert.Equal(t, time.Second, time.Since(start))
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, janrain.ErrServiceUnavailable, "what the try before said is not lost")
		assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(err))
	})
}

// The first request may have been acted on; that the second one never left
// changes nothing of it.
func TestMayHaveBeenSentSpeaksForAllTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &tries{answers: []roundTripper{lost, neverLeft}}
		err := addToken(t.Context(), clientOf(t, service, threeTries))
		broken, ok := errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		assert.True(t, broken.MayHaveBeenSent)

		service = &tries{answers: []roundTripper{neverLeft}}
		_, err = signIn(t, clientOf(t, service, threeTries))
		broken, ok = errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		assert.False(t, broken.MayHaveBeenSent, "the token is still good")
		assert.Len(t, service.times, 3)
	})
}

func TestRetryPolicyIsChecked(t *testing.T) {
	t.Parallel()
	for _, policy := range []janrain.RetryPolicy{
		{MaxTries: -1}, {MaxTries: 4}, {MinDelay: -1}, {MaxDelay: -1},
	} {
		_, err := janrain.NewClient(setupDomain, setupAPIKey, janrain.WithRetry(policy))
		requireParamError(t, err, "WithRetry", "")
	}
	_, err := janrain.NewClient(setupDomain, setupAPIKey, janrain.WithRetry(janrain.RetryPolicy{}))
	require.NoError(t, err, "the zero value is no retry")
}

// The service's own refusal may ask for a delay, as a page of a front end does.
func TestRetryAfterOfARefusalIsHonoured(t *testing.T) {
	t.Parallel()
	for header, wait := range map[string]time.Duration{"2": 2 * time.Second, "3": 0} {
		synctest.Test(t, func(t *testing.T) {
			service := &tries{answers: []roundTripper{func(*http.Request) (*http.Response, error) {
				resp := httpResponse(http.StatusServiceUnavailable, `{"stat":"fail","err":{"code":-1,"msg":"busy"}}`)
				resp.Header.Set("Retry-After", header)
				return resp, nil
			}}}
			start := time.Now()
			err := addToken(t.Context(), clientOf(t, service, janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2})))
			assert.Equal(t, wait, time.Since(start), "of Retry-After: %s", header)
			refused, ok := errors.AsType[*janrain.Error](err)
			require.True(t, ok, "got %T", err)
			assert.NotZero(t, refused.RetryAfter)
		})
	}
}

// The log's status is that of the last try, which had none.
func TestTheLogHasNoStatusOfATryBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		service := &tries{answers: []roundTripper{page(http.StatusBadGateway, ""), lost}}
		logger := janrain.WithLogger(slog.New(slog.NewTextHandler(&out, nil)))
		require.Error(t, addToken(t.Context(), clientOf(t, service, janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2}), logger)))
		assert.Contains(t, out.String(), "tries=2")
		assert.NotContains(t, out.String(), "http_status")
	})
}
