package janrain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// recordsOf returns the log of a call at a level.
func recordsOf(t *testing.T, level slog.Level, service http.RoundTripper, call kit.Call) (records []map[string]any, text string) {
	t.Helper()
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
	err := call.Do(t.Context(), kit.Client(t, service, janrain.WithLogger(logger), janrain.WithBasicAuth("client-id", "basic-secret")))
	t.Logf("the call ended with: %v", err)
	text = out.String()
	for line := range bytes.Lines(out.Bytes()) {
		var record map[string]any
		require.NoError(t, json.Unmarshal(line, &record))
		records = append(records, record)
	}
	return records, text
}

func TestLogHoldsOneRecordOfAllowedFactsForEveryCall(t *testing.T) {
	t.Parallel()
	// Everything the answers say beside the code would be a leak in the log.
	broken := kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("canary of the network") })
	tests := []struct {
		name    string
		service http.RoundTripper
		level   string
		want    map[string]any // beside method and took
	}{
		{"success", kit.RespondWith(kit.Success), "DEBUG", map[string]any{"http_status": 200.0}},
		{
			"the user's fault", kit.Respond(kit.Response{Status: 400, Body: `{"stat":"fail","err":{"code":2,"msg":"canary of the service"}}`}),
			"DEBUG", map[string]any{"http_status": 400.0, "code": 2.0, "fault": "user"},
		},
		{
			"the developer's fault", kit.Respond(kit.Response{Status: 400, Body: `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey canary"}}`}),
			"WARN", map[string]any{"http_status": 400.0, "code": 3.0, "fault": "developer"},
		},
		{
			"a refusal without a code", kit.RespondWith(`{"stat":"fail","err":"canary"}`),
			"WARN", map[string]any{"http_status": 200.0, "fault": "service"},
		},
		{
			"no JSON", kit.Respond(kit.Response{Status: 502, Body: "canary page", Header: map[string]string{"Content-Type": "text/canary"}}),
			"WARN", map[string]any{"http_status": 502.0, "fault": "service"},
		},
		{
			"a body that breaks off", cutOff(http.StatusOK),
			"WARN", map[string]any{"http_status": 200.0, "may_have_been_sent": true, "fault": "service"},
		},
		{
			"another protocol", says(http.StatusSwitchingProtocols, ""),
			"WARN", map[string]any{"http_status": 101.0, "may_have_been_sent": true, "fault": "service"},
		},
		{
			"a redirect", kit.Page(http.StatusFound, ""),
			"WARN", map[string]any{"http_status": 302.0, "may_have_been_sent": true, "fault": "developer"},
		},
		{"network trouble", broken, "WARN", map[string]any{"may_have_been_sent": true, "fault": "service"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				records, text := recordsOf(t, slog.LevelDebug, tt.service, call)
				require.Len(t, records, 1, "one record for a call")
				record := records[0]
				assert.Equal(t, tt.level, record["level"])
				assert.Equal(t, call.Name, record["method"])
				assert.Contains(t, record, "took")
				for _, known := range []string{"time", "level", "msg", "method", "took"} {
					delete(record, known)
				}
				assert.Equal(t, tt.want, record, "these facts and no others; there are %v", slices.Collect(maps.Keys(record)))
				for _, secret := range []string{kit.APIKey, kit.PartnerKey, kit.Token, "98765432198765", "basic-secret", "123456789123456789123", "canary"} {
					assert.NotContains(t, text, secret)
				}
			})
		})
	}
}

// cutOff is a service that ends within the body.
func cutOff(status int) kit.RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(status, "")
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewBufferString(`{"mappings":{`), iotest.ErrReader(io.ErrUnexpectedEOF)))
		resp.ContentLength = -1
		return resp, nil
	}
}

// The status is that of the last try, and stays when the wait for another is cut short.
func TestTheLoggedStatusIsOfTheLastResponse(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]kit.RoundTripper{"a page": kit.Page(502, ""), "a body that breaks off": cutOff(502)} {
		for _, call := range []func(context.Context, *janrain.Client) error{
			kit.AddToken, func(ctx context.Context, c *janrain.Client) error { _, err := allOf(ctx, t, c); return err },
		} {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				logger := janrain.WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
				retry := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Minute, MaxDelay: time.Minute})
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				time.AfterFunc(time.Second, cancel)
				require.ErrorIs(t, call(ctx, kit.Client(t, first, logger, retry, janrain.WithTimeout(time.Hour))), context.Canceled)
				assert.Contains(t, out.String(), `"http_status":502`, "of %s", name)

				out.Reset()
				service := &kit.Tries{Answers: []kit.RoundTripper{first, kit.Lost}}
				require.Error(t, call(t.Context(), kit.Client(t, service, logger, retry, janrain.WithTimeout(time.Hour))))
				assert.NotContains(t, out.String(), "http_status", "no header arrived the last time, of %s", name)
			})
		}
	}
}

func TestLogLevelIsRespected(t *testing.T) {
	t.Parallel()
	records, _ := recordsOf(t, slog.LevelInfo, kit.RespondWith(kit.Success), kit.Calls[0])
	assert.Empty(t, records, "a success is for debugging only")
	records, _ = recordsOf(t, slog.LevelWarn, kit.RespondWith(`no JSON`), kit.Calls[0])
	assert.Len(t, records, 1, "trouble is a warning")
}

// A handler that reads trace ids needs the context of the call.
func TestLoggerGetsTheContextOfTheCall(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	var seen any
	logger := slog.New(contextHandler{func(ctx context.Context) { seen = ctx.Value(traceKey{}) }})
	ctx := context.WithValue(t.Context(), traceKey{}, "trace-1")
	require.NoError(t, kit.Calls[0].Do(ctx, kit.Client(t, kit.RespondWith(kit.Success), janrain.WithLogger(logger))))
	assert.Equal(t, "trace-1", seen)
}

type contextHandler struct{ see func(context.Context) }

func (contextHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h contextHandler) Handle(ctx context.Context, _ slog.Record) error { h.see(ctx); return nil }

func (h contextHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h contextHandler) WithGroup(string) slog.Handler { return h }

// Its record says what that of any call says.
func TestAllMappingsIsLoggedAsAnyCall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		last kit.RoundTripper
		want map[string]any
	}{
		"a success":      {says(200, `{"mappings":{},"stat":"ok"}`), map[string]any{"level": "DEBUG", "http_status": 200.0}},
		"a refusal":      {says(400, `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`), map[string]any{"level": "WARN", "http_status": 400.0, "fault": "developer", "code": 3.0}},
		"a broken end":   {says(200, `{"mappings":{}`), map[string]any{"level": "WARN", "http_status": 200.0, "fault": "service"}},
		"a body cut off": {cutOff(200), map[string]any{"level": "WARN", "http_status": 200.0, "fault": "service", "may_have_been_sent": true}},
		"an answer lost": {kit.Lost, map[string]any{"level": "WARN", "fault": "service", "may_have_been_sent": true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				logger := janrain.WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
				service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusBadGateway, ""), tt.last}}
				retry := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Second})
				_, _ = allOf(t.Context(), t, kit.Client(t, service, logger, retry))
				var record map[string]any
				require.NoError(t, json.Unmarshal(out.Bytes(), &record), "one record for a call, not: %s", out.String())
				assert.Equal(t, "all_mappings", record["method"])
				assert.EqualValues(t, 2, record["tries"])
				assert.GreaterOrEqual(t, record["took"], float64(time.Second/2), "the wait between the tries is in it")
				for member, value := range tt.want {
					assert.Equal(t, value, record[member], "%s of %s", member, out.String())
				}
			})
		})
	}
}

func TestAnErrorOfAllMappingsTellsHowFarItWasRead(t *testing.T) {
	t.Parallel()
	const body = `{"mappings":{"1":[],"2":x},"stat":"ok"}`
	_, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
	garbled, ok := errors.AsType[*janrain.DecodeError](err)
	require.True(t, ok, "got %T", err)
	assert.InDelta(t, len(`{"mappings":{"1":[],"2":`), garbled.Offset, 2, "about where the reading stopped")
	assert.Equal(t, len(body), garbled.Length, "of the whole, not of what was kept of it")
}

// A transport of the caller's own may say anything when its request has ended.
func TestAllMappingsThatAreCancelledSaySo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	service := kit.RoundTripper(func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(http.StatusOK, "")
		resp.Body, resp.ContentLength = io.NopCloser(io.MultiReader(bytes.NewBufferString(`{"mappings":{"1":[],`), failing{ctx})), -1
		return resp, nil
	})
	var failed error
	for _, err := range kit.Client(t, service).AllMappings(ctx) {
		if failed = err; err == nil {
			cancel()
		}
	}
	require.ErrorIs(t, failed, context.Canceled)
	assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(failed))
}

// failing waits for the end of its context, and says something else.
type failing struct{ ctx context.Context }

func (f failing) Read([]byte) (int, error) {
	<-f.ctx.Done()
	return 0, errors.New("the connection is closed")
}
