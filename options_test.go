package janrain_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/http/cookiejar"
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
						require.NotPanics(t, func() { err = call.Do(t.Context(), client) },
							"%s %d of %s", name, i, call.Name)
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

func TestOptionsRefuseWhatCannotWork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		option  janrain.Option
		field   string
		missing bool
	}{
		{"nil option", nil, "Option", true},
		{"nil HTTP client", janrain.WithHTTPClient(nil), "WithHTTPClient", true},
		{"HTTP client with a negative timeout", janrain.WithHTTPClient(&http.Client{Timeout: -1}), "WithHTTPClient", false},
		{"HTTP client with a nil *http.Transport", janrain.WithHTTPClient(&http.Client{Transport: (*http.Transport)(nil)}), "WithHTTPClient", false},
		{"nil logger", janrain.WithLogger(nil), "WithLogger", true},
		{"negative timeout", janrain.WithTimeout(-time.Nanosecond), "WithTimeout", false},
		{"negative cap", janrain.WithMaxResponseBytes(-1), "WithMaxResponseBytes", false},
		{"empty partner key", janrain.WithPartnerKey(""), "WithPartnerKey", true},
		{"partner key with a carriage return", janrain.WithPartnerKey("canary\r"), "WithPartnerKey", false},
		{"empty partner domain", janrain.WithPartnerDomain(""), "WithPartnerDomain", true},
		{"empty user agent", janrain.WithUserAgent(""), "WithUserAgent", true},
		{"user agent with a second header in it", janrain.WithUserAgent("canary\r\nX-Evil: 1"), "WithUserAgent", false},
		{"empty client id", janrain.WithBasicAuth("", "canary"), "WithBasicAuth", true},
		{"empty client secret", janrain.WithBasicAuth("canary", ""), "WithBasicAuth", true},
		{"client id with a colon", janrain.WithBasicAuth("can:canary", "canary"), "WithBasicAuth", false},
		{"client id with a space behind", janrain.WithBasicAuth("canary ", "canary"), "WithBasicAuth", false},
		{"client secret with a line feed", janrain.WithBasicAuth("canary", "canary\n"), "WithBasicAuth", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := janrain.NewClient(kit.Domain, kit.APIKey, tt.option)
			assert.Nil(t, client)
			kit.RequireParamError(t, err, tt.field, "")
			assert.NotContains(t, err.Error(), "canary", "the value is not repeated")
			want, other := janrain.ErrInvalidParameter, janrain.ErrMissingParameter
			if tt.missing {
				want, other = other, want
			}
			require.ErrorIs(t, err, want)
			require.NotErrorIs(t, err, other)
		})
	}
}

// The two arguments of NewClient are texts, and a key that stands where the domain
// belongs must not be looked up in anybody's DNS.
func TestAKeyInThePlaceOfTheDomainIsRefused(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0a1b2c3d", 5)
	for _, domain := range []string{key, "https://" + key, key + "/", key + ":443", strings.Repeat("1234567891", 4), "foo", "https://foo:8443", "1234", "a-b_c"} {
		_, err := janrain.NewClient(domain, kit.APIKey)
		kit.RequireParamError(t, err, "appDomain", "")
		require.ErrorIs(t, err, janrain.ErrInvalidParameter)
		assert.NotContains(t, err.Error(), strings.Trim(domain, "htps:/"), "the text never holds what was given")
		_, err = janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithPartnerDomain(domain))
		kit.RequireParamError(t, err, "WithPartnerDomain", "")
	}
	for _, domain := range []string{"localhost", "LOCALHOST:8443", "192.0.2.7", "127.0.0.1:1", "[2001:db8::7]", "[::1]:8080", "http://[::1]:8080", "a.b"} {
		_, err := janrain.NewClient(domain, kit.APIKey)
		require.NoError(t, err, "of %s", domain)
	}
}

// 0 is the default, not whatever an option before it said.
func TestZeroGoesBackToTheDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := kit.SignIn(t, kit.Client(t, silent, janrain.WithTimeout(time.Millisecond), janrain.WithTimeout(0)))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 10*time.Second, time.Since(start))
	})
	_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(kit.Success), janrain.WithMaxResponseBytes(1), janrain.WithMaxResponseBytes(0)))
	require.NoError(t, err)
}

// nilTransport is a transport of a kind that can be nil without being a pointer.
type nilTransport func()

func (f nilTransport) RoundTrip(*http.Request) (*http.Response, error) {
	f()
	return nil, errors.ErrUnsupported
}

func TestWhatIsNilInsideIsRefused(t *testing.T) {
	t.Parallel()
	for field, option := range map[string]janrain.Option{
		"WithHTTPClient": janrain.WithHTTPClient(&http.Client{Transport: nilTransport(nil)}),
		"WithLogger":     janrain.WithLogger(&slog.Logger{}),
	} {
		_, err := janrain.NewClient(kit.Domain, kit.APIKey, option)
		kit.RequireParamError(t, err, field, "")
	}
	_, err := kit.Client(t, kit.RespondWith(kit.Success)).AuthInfo((*nilContext)(nil), janrain.AuthInfoParams{Token: "t"})
	kit.RequireParamError(t, err, "ctx", "")
}

type nilContext struct{ context.Context } //nolint:containedctx // to be nil

// The tests of time run in a bubble of synctest: its clock goes by itself once
// everybody waits, so that ten seconds are measured exactly and take none.
func TestACallEndsWithTheFirstOfItsTimeLimits(t *testing.T) {
	t.Parallel()
	const far = time.Hour
	tests := []struct {
		name                      string
		option, httpClient, inCtx time.Duration // 0 for none
		want                      time.Duration
	}{
		{"the default is 10 seconds", 0, 0, 0, 10 * time.Second},
		{"a shorter one by option", 3 * time.Second, 0, 0, 3 * time.Second},
		{"a longer one by option", 25 * time.Second, 0, 0, 25 * time.Second},
		{"the http.Client's own is sooner", 3 * time.Second, 2 * time.Second, 0, 2 * time.Second},
		{"the http.Client's own is later", 3 * time.Second, far, 0, 3 * time.Second},
		{"the http.Client's own is sooner than the default", 0, 4 * time.Second, 0, 4 * time.Second},
		{"the context's deadline is sooner", 3 * time.Second, far, time.Second, time.Second},
		{"the context's deadline is later", 3 * time.Second, far, far, 3 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, err := janrain.NewClient(kit.Domain, kit.APIKey,
					janrain.WithTimeout(tt.option),
					janrain.WithHTTPClient(&http.Client{Transport: kit.Hanging, Timeout: tt.httpClient}))
				require.NoError(t, err)
				ctx := t.Context()
				if tt.inCtx > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.inCtx)
					defer cancel()
				}
				start := time.Now()
				_, err = client.AuthInfo(ctx, janrain.AuthInfoParams{Token: kit.Token})
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, tt.want, time.Since(start), "how long a silent service is waited for")
			})
		})
	}
}

// The body counts as well: a service that stops in the middle of it is silent.
func TestTimeoutCoversTheBody(t *testing.T) {
	t.Parallel()
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"stat":"ok",`))
		assert.NoError(t, http.NewResponseController(w).Flush())
		<-r.Context().Done()
	})
	_, err := kit.SignIn(t, kit.LoopbackClient(t, srv.URL, janrain.WithTimeout(300*time.Millisecond)))
	var broken *janrain.TransportError
	require.ErrorAs(t, err, &broken)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Equal(t, http.StatusOK, broken.HTTPStatus, "the answer had begun")
	assert.True(t, broken.MayHaveBeenSent)
}

func TestAnswerIsReadUpToTheCap(t *testing.T) {
	t.Parallel()
	const size = 5000
	answer := strings.Replace(kit.Success, `"Yahoo!"`, `"`+strings.Repeat("y", size-len(kit.Success)+len("Yahoo!"))+`"`, 1)
	require.Len(t, answer, size)
	tests := []struct {
		name    string
		cap     int64
		tooBig  bool
		chunked bool
	}{
		{"the default", 0, false, false},
		{"as large as the answer", size, false, false},
		{"as large as the answer, chunked", size, false, true},
		{"one byte less", size - 1, true, false},
		{"one byte less, chunked", size - 1, true, true},
		{"one byte in all, chunked", 1, true, true},
		{"the largest number there is", math.MaxInt64, false, false},
		{"the largest number there is, chunked", math.MaxInt64, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.chunked {
					assert.NoError(t, http.NewResponseController(w).Flush())
				}
				_, _ = w.Write([]byte(answer))
			})
			_, err := kit.SignIn(t, kit.LoopbackClient(t, srv.URL, janrain.WithMaxResponseBytes(tt.cap)))
			if !tt.tooBig {
				require.NoError(t, err, "an answer within the cap is read")
				return
			}
			var broken *janrain.TransportError
			require.ErrorAs(t, err, &broken)
			require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
			assert.True(t, broken.MayHaveBeenSent)
			assert.Contains(t, err.Error(), "WithMaxResponseBytes", "the text says what to change")
		})
	}
}

func TestDefaultCapIsFourMebibytes(t *testing.T) {
	t.Parallel()
	padded := func(size int) string { return kit.Success + strings.Repeat(" ", size-len(kit.Success)) }
	_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(padded(6<<20))))
	require.NoError(t, err)
	_, err = kit.SignIn(t, kit.Client(t, kit.RespondWith(padded(6<<20+1))))
	require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	_, err := kit.SignIn(t, kit.Client(t, service))
	require.NoError(t, err)
	assert.Equal(t, "janrain-go/0.1.0", service.Only(t).Header.Get("User-Agent"), "the library's own by default")

	service = kit.RespondWith(kit.Success)
	_, err = kit.SignIn(t, kit.Client(t, service, janrain.WithUserAgent("shop/1.2 (staging)")))
	require.NoError(t, err)
	assert.Equal(t, "shop/1.2 (staging)", service.Only(t).Header.Get("User-Agent"))
}

func TestPartnerDomainIsForThePartnerAPIOnly(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		require.NoError(t, call.Do(t.Context(), kit.Client(t, service, janrain.WithPartnerDomain("https://rpxnow.com/"))))
		want := "https://" + kit.Domain + call.Path
		if call.Name == "app/set_properties" {
			want = "https://rpxnow.com" + call.Path
		}
		assert.Equal(t, want, service.Only(t).URL.String())
	})
}

func TestCallersHTTPClientIsUsedAndLeftAlone(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	service := kit.Respond(kit.Response{Body: kit.Success, Header: map[string]string{"Set-Cookie": "session=1; Path=/"}})
	httpClient := &http.Client{Transport: service, Jar: jar, Timeout: time.Minute}
	client := kit.Client(t, kit.Hanging, janrain.WithHTTPClient(httpClient)) // the last of two counts

	for range 2 {
		_, err = kit.SignIn(t, client)
		require.NoError(t, err)
	}
	require.Len(t, service.Requests(), 2, "the caller's Transport carries the calls")
	assert.Empty(t, service.Requests()[1].Header.Values("Cookie"), "no cookie is kept, whatever the Jar")
	assert.Empty(t, jar.Cookies(service.Requests()[0].URL))
	assert.Same(t, service, httpClient.Transport, "the caller's client is not changed")
	assert.Same(t, jar, httpClient.Jar)
	assert.Equal(t, time.Minute, httpClient.Timeout)
	assert.Nil(t, httpClient.CheckRedirect)
}

func TestLoggerIsSilentByDefault(t *testing.T) {
	var out bytes.Buffer
	previous := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(previous) })

	_, err := kit.SignIn(t, kit.Client(t, kit.RespondWith(kit.Success)))
	require.NoError(t, err)
	_, err = kit.SignIn(t, kit.Client(t, kit.RespondWith(`<html>`)))
	require.Error(t, err)
	assert.Empty(t, out.String(), "nobody asked for a log")
}

// What http is allowed for, no other scheme is.
func TestALoopbackHostHasNoSchemeOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, domain := range []string{"ftp://localhost", "h2c://127.0.0.1:80", "ws://[::1]", "unix://localhost"} {
		_, err := janrain.NewClient(domain, kit.APIKey)
		kit.RequireParamError(t, err, "appDomain", "")
		require.ErrorContains(t, err, "https", "of %s", domain)
	}
	client := kit.Client(t, kit.RespondWith(kit.Success))
	_, err := client.UnprotectedLinks("ftp://localhost/signin")
	kit.RequireParamError(t, err, "tokenURL", "token_url")
	_, err = client.UnprotectedLinks("https://shop.example/~ada/signin")
	require.NoError(t, err, "a tilde has its place in a URL")
}

// Not parallel: the variable is everybody's.
func TestHTTPClientWithoutTransportUsesTheStandardOne(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	service := kit.RespondWith(kit.Success)
	http.DefaultTransport = service
	client, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithHTTPClient(new(http.Client)))
	require.NoError(t, err)
	_, err = kit.SignIn(t, client)
	require.NoError(t, err)
	service.Only(t)
}
