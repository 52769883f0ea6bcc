package janrain_test

import (
	"log/slog"
	"math"
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

// The ends of every range, and what lies beside them.
var (
	extremeInts      = []int{math.MinInt, -1, 0, 1, 2, 3, 4, math.MaxInt}
	extremeDurations = []time.Duration{
		math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 2, 3, time.Millisecond, time.Minute,
		math.MaxInt64 / 4, math.MaxInt64/4 + 1, math.MaxInt64 / 2, math.MaxInt64/2 + 1, 1 << 62,
		math.MaxInt64 - 1, math.MaxInt64,
	}
	extremeTexts = []string{
		"", " ", "\x00", "\xff", "\u2028", "a", "a b", "a:b", "[", "]:", "[::1", "[::1%25lo]", ":", "://",
		"https://", "//", "%", "http://[::1]:0", "localhost:65536", "xn--", ".", "..", "a..b", strings.Repeat("a", 1<<12), strings.Repeat("a.", 126) + "b", "\u212a.example",
	}
)

func extremeOptions() map[string][]janrain.Option {
	options := map[string][]janrain.Option{
		"WithHTTPClient": {
			janrain.WithHTTPClient(nil), janrain.WithHTTPClient(&http.Client{Transport: (*http.Transport)(nil)}),
			janrain.WithHTTPClient(&http.Client{Transport: kit.RoundTripper(nil)}),
			janrain.WithHTTPClient(&http.Client{Transport: (*kit.Service)(nil)}),
		},
		"WithLogger": {
			janrain.WithLogger(nil), janrain.WithLogger(&slog.Logger{}),
			janrain.WithLogger(slog.New((*slog.TextHandler)(nil))),
			janrain.WithLogger(slog.New((*contextHandler)(nil))), janrain.WithLogger(slog.New(slog.DiscardHandler)),
		},
		"nil": {nil},
	}
	for _, d := range extremeDurations {
		busy := &http.Client{Transport: kit.Page(http.StatusServiceUnavailable, ""), Timeout: d}
		options["WithHTTPClient"] = append(options["WithHTTPClient"], janrain.WithHTTPClient(busy))
		options["WithTimeout"] = append(options["WithTimeout"], janrain.WithTimeout(d))
		options["WithMaxResponseBytes"] = append(options["WithMaxResponseBytes"], janrain.WithMaxResponseBytes(int64(d)))
		for _, other := range extremeDurations {
			policy := janrain.RetryPolicy{MaxTries: 3, MinDelay: d, MaxDelay: other}
			options["WithRetry"] = append(options["WithRetry"], janrain.WithRetry(policy))
		}
	}
	for _, n := range extremeInts {
		options["WithRetry"] = append(options["WithRetry"], janrain.WithRetry(janrain.RetryPolicy{MaxTries: n}))
	}
	for _, text := range extremeTexts {
		options["WithUserAgent"] = append(options["WithUserAgent"], janrain.WithUserAgent(text))
		options["WithPartnerKey"] = append(options["WithPartnerKey"], janrain.WithPartnerKey(text))
		options["WithPartnerDomain"] = append(options["WithPartnerDomain"], janrain.WithPartnerDomain(text))
		options["WithBasicAuth"] = append(options["WithBasicAuth"],
			janrain.WithBasicAuth(text, "s"), janrain.WithBasicAuth("i", text))
	}
	return options
}

// No option's value makes a call panic: it works, or NewClient rejects it.
func TestExtremesOfOptionsWorkOrAreRejected(t *testing.T) {
	t.Parallel()
	for name, options := range extremeOptions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for i, option := range options {
					service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(503, ""), kit.Page(502, "1"), kit.Lost}}
					base := janrain.WithHTTPClient(&http.Client{Transport: service})
					patient := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: 1, MaxDelay: time.Hour})
					forever, partner := janrain.WithTimeout(math.MaxInt64), janrain.WithPartnerKey(kit.PartnerKey)
					opts := []janrain.Option{base, patient, forever, partner, option}
					client, err := janrain.NewClient(kit.Domain, kit.APIKey, opts...)
					if err != nil {
						assert.Nil(t, client)
						refused := new(janrain.ParamError)
						require.ErrorAs(t, err, &refused, "%s %d", name, i)
						kit.AssertOneLine(t, err)
						continue
					}
					for _, call := range kit.EndingCalls {
						require.NotPanics(t, func() { err = call.Do(t.Context(), client) }, "%s %d of %s", name, i, call.Name)
						require.Error(t, err)
						kit.AssertOneLine(t, err)
					}
				}
			})
		})
	}
	for _, text := range extremeTexts {
		_, _ = janrain.NewClient(text, kit.APIKey)
		_, _ = janrain.NewClient(kit.Domain, text)
	}
}

// A wait is never longer than MaxDelay, and never shorter than half of what it should be.
func TestADelayDoublesUpToTheLongest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		policy janrain.RetryPolicy
		want   [2]time.Duration // at most; at least half of it
	}{
		{janrain.RetryPolicy{MinDelay: time.Second, MaxDelay: time.Hour}, [2]time.Duration{time.Second, 2 * time.Second}},
		{janrain.RetryPolicy{MinDelay: 40 * time.Minute, MaxDelay: time.Hour}, [2]time.Duration{40 * time.Minute, time.Hour}},
		{janrain.RetryPolicy{MinDelay: 1 << 62, MaxDelay: time.Millisecond}, [2]time.Duration{time.Millisecond, time.Millisecond}},
		{janrain.RetryPolicy{MaxDelay: time.Millisecond}, [2]time.Duration{time.Millisecond, time.Millisecond}},
		{
			janrain.RetryPolicy{MinDelay: math.MaxInt64/16 + 1, MaxDelay: math.MaxInt64 / 4},
			[2]time.Duration{math.MaxInt64/16 + 1, math.MaxInt64/8 + 2},
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			tt.policy.MaxTries = 3
			service := &kit.Tries{Answers: []kit.RoundTripper{kit.Lost}}
			client := kit.Client(t, service, janrain.WithRetry(tt.policy), janrain.WithTimeout(math.MaxInt64))
			require.Error(t, kit.AddToken(t.Context(), client))
			waits := service.Waits()
			require.Len(t, waits, 2, "of %+v", tt.policy)
			for i, want := range tt.want {
				assert.LessOrEqual(t, waits[i], want, "of %+v", tt.policy)
				assert.GreaterOrEqual(t, waits[i], want/2, "of %+v", tt.policy)
			}
		})
	}
}

// Not parallel: the variable is everybody's.
func TestNoStandardTransportIsRejected(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	for _, none := range []http.RoundTripper{nil, (*http.Transport)(nil)} {
		http.DefaultTransport = none
		_, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithHTTPClient(new(http.Client)))
		kit.RequireParamError(t, err, "WithHTTPClient", "")
		_, err = janrain.NewClient(kit.Domain, kit.APIKey)
		require.NoError(t, err, "without the option there is another")
	}
}
