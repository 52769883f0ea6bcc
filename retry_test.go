package janrain_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	ok := kit.Says(http.StatusOK, kit.Success)
	for _, tt := range []struct {
		name             string
		first            kit.RoundTripper
		signIn, repeated int // tries, of auth_info and of the calls that may be repeated
	}{
		{"a request that never left", kit.NeverLeft, 2, 2},
		{"an answer that got lost", kit.Lost, 1, 2},
		{"429", kit.Page(http.StatusTooManyRequests, ""), 1, 2},
		{"502", kit.Page(http.StatusBadGateway, ""), 1, 2},
		{"503", kit.Page(http.StatusServiceUnavailable, ""), 1, 2},
		{"504", kit.Page(http.StatusGatewayTimeout, ""), 1, 2},
		{"500", kit.Page(http.StatusInternalServerError, ""), 1, 1},
		{"code -1", kit.Says(http.StatusBadRequest, `{"stat":"fail","err":{"code":-1,"msg":"Service Temporarily Unavailable"}}`), 1, 2},
		{"503 with a refusal", kit.Says(http.StatusServiceUnavailable, `{"stat":"fail","err":{"code":6,"msg":"x"}}`), 1, 2},
		{"code 2", kit.Says(http.StatusBadRequest, `{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`), 1, 1},
		{"a page under 200", kit.Page(http.StatusOK, ""), 1, 1},
		{"a redirect", kit.Page(http.StatusTemporaryRedirect, ""), 1, 1},
		{"a success", ok, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				synctest.Test(t, func(t *testing.T) {
					service := &kit.Tries{Answers: []kit.RoundTripper{tt.first, ok}}
					err := call.Do(t.Context(), kit.Client(t, service, kit.ThreeTries))
					want := tt.repeated
					if call.Name == "auth_info" {
						want = tt.signIn
					}
					assert.Len(t, service.Times, want, "tries of %s", call.Name)
					if want > 1 {
						assert.NoError(t, err, "the second try succeeds")
					}

					service.Times = nil
					_ = call.Do(t.Context(), kit.Client(t, service))
					assert.Len(t, service.Times, 1, "without WithRetry there is one try")
				})
			})
		})
	}
}

func TestWaitsGrowAndAreJittered(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusBadGateway, "")}}
			err := kit.AddToken(t.Context(), kit.Client(t, service, kit.ThreeTries))
			require.ErrorIs(t, err, janrain.ErrServiceUnavailable)
			waits := service.Waits()
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
				service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusServiceUnavailable, tt.header)}}
				start := time.Now()
				err := kit.AddToken(t.Context(), kit.Client(t, service, janrain.WithRetry(tt.policy)))
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
				return kit.Page(http.StatusBadGateway, "")(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		service := &kit.Tries{Answers: []kit.RoundTripper{slow}}
		start := time.Now()
		err := kit.AddToken(t.Context(), kit.Client(t, service, kit.ThreeTries))
		assert.Equal(t, 10*time.Second, time.Since(start), "the third try is cut short")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Len(t, service.Times, 3)
	})
}

func TestWaitEndsAtOnceWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusServiceUnavailable, "2")}}
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := kit.AddToken(ctx, kit.Client(t, service, kit.ThreeTries))
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
		service := &kit.Tries{Answers: []kit.RoundTripper{kit.Lost, kit.NeverLeft}}
		err := kit.AddToken(t.Context(), kit.Client(t, service, kit.ThreeTries))
		broken, ok := errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		assert.True(t, broken.MayHaveBeenSent)

		service = &kit.Tries{Answers: []kit.RoundTripper{kit.NeverLeft}}
		_, err = kit.SignIn(t, kit.Client(t, service, kit.ThreeTries))
		broken, ok = errors.AsType[*janrain.TransportError](err)
		require.True(t, ok, "got %T", err)
		assert.False(t, broken.MayHaveBeenSent, "the token is still good")
		assert.Len(t, service.Times, 3)
	})
}

func TestRetryPolicyIsChecked(t *testing.T) {
	t.Parallel()
	for _, policy := range []janrain.RetryPolicy{
		{MaxTries: -1}, {MaxTries: 4}, {MinDelay: -1}, {MaxDelay: -1},
	} {
		_, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithRetry(policy))
		kit.RequireParamError(t, err, "WithRetry", "")
		if policy.MaxTries != 0 {
			require.ErrorContains(t, err, "MaxTries must be 0 to 3")
		}
	}
	_, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithRetry(janrain.RetryPolicy{}))
	require.NoError(t, err, "the zero value is no retry")
}

// The service's own refusal may ask for a delay, as a page of a front end does.
func TestRetryAfterOfARefusalIsHonoured(t *testing.T) {
	t.Parallel()
	for header, wait := range map[string]time.Duration{"2": 2 * time.Second, "3": 0} {
		synctest.Test(t, func(t *testing.T) {
			service := &kit.Tries{Answers: []kit.RoundTripper{func(*http.Request) (*http.Response, error) {
				resp := kit.HTTPResponse(http.StatusServiceUnavailable, `{"stat":"fail","err":{"code":-1,"msg":"busy"}}`)
				resp.Header.Set("Retry-After", header)
				return resp, nil
			}}}
			start := time.Now()
			err := kit.AddToken(t.Context(), kit.Client(t, service, janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2})))
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
		service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusBadGateway, ""), kit.Lost}}
		logger := janrain.WithLogger(slog.New(slog.NewTextHandler(&out, nil)))
		require.Error(t, kit.AddToken(t.Context(), kit.Client(t, service, janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2}), logger)))
		assert.Contains(t, out.String(), "tries=2")
		assert.NotContains(t, out.String(), "http_status")
	})
}
