package janrain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// recordsOf returns the log of a call at a level.
func recordsOf(t *testing.T, level slog.Level, service http.RoundTripper, call apiCall) (records []map[string]any, text string) {
	t.Helper()
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
	err := call.do(t.Context(), clientOf(t, service, janrain.WithLogger(logger), janrain.WithBasicAuth("client-id", "basic-secret")))
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
	broken := roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("canary of the network") })
	tests := []struct {
		name    string
		service http.RoundTripper
		level   string
		want    map[string]any // beside method and took
	}{
		{"success", answering(setupAnswer), "DEBUG", map[string]any{"http_status": 200.0}},
		{
			"the user's fault", serving(mockAnswer{Status: 400, Body: `{"stat":"fail","err":{"code":2,"msg":"canary of the service"}}`}),
			"DEBUG", map[string]any{"http_status": 400.0, "code": 2.0, "fault": "user"},
		},
		{
			"the developer's fault", serving(mockAnswer{Status: 400, Body: `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey canary"}}`}),
			"WARN", map[string]any{"http_status": 400.0, "code": 3.0, "fault": "developer"},
		},
		{
			"a refusal without a code", answering(`{"stat":"fail","err":"canary"}`),
			"WARN", map[string]any{"http_status": 200.0, "fault": "service"},
		},
		{
			"no JSON", serving(mockAnswer{Status: 502, Body: "canary page", Header: map[string]string{"Content-Type": "text/canary"}}),
			"WARN", map[string]any{"http_status": 502.0, "fault": "service"},
		},
		{"network trouble", broken, "WARN", map[string]any{"may_have_been_sent": true, "fault": "service"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			forEveryCall(t, func(t *testing.T, call apiCall) {
				records, text := recordsOf(t, slog.LevelDebug, tt.service, call)
				require.Len(t, records, 1, "one record for a call")
				record := records[0]
				assert.Equal(t, tt.level, record["level"])
				assert.Equal(t, call.name, record["method"])
				assert.Contains(t, record, "took")
				for _, known := range []string{"time", "level", "msg", "method", "took"} {
					delete(record, known)
				}
				assert.Equal(t, tt.want, record, "these facts and no others; there are %v", slices.Collect(maps.Keys(record)))
				for _, secret := range []string{setupAPIKey, setupPartnerKey, setupToken, "98765432198765", "basic-secret", "123456789123456789123", "canary"} {
					assert.NotContains(t, text, secret)
				}
			})
		})
	}
}

func TestLogLevelIsRespected(t *testing.T) {
	t.Parallel()
	records, _ := recordsOf(t, slog.LevelInfo, answering(setupAnswer), everyCall[0])
	assert.Empty(t, records, "a success is for debugging only")
	records, _ = recordsOf(t, slog.LevelWarn, answering(`no JSON`), everyCall[0])
	assert.Len(t, records, 1, "trouble is a warning")
}

// A handler that reads trace ids needs the context of the call.
func TestLoggerGetsTheContextOfTheCall(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	var seen any
	logger := slog.New(contextHandler{func(ctx context.Context) { seen = ctx.Value(traceKey{}) }})
	ctx := context.WithValue(t.Context(), traceKey{}, "trace-1")
	require.NoError(t, everyCall[0].do(ctx, clientOf(t, answering(setupAnswer), janrain.WithLogger(logger))))
	assert.Equal(t, "trace-1", seen)
}

type contextHandler struct{ see func(context.Context) }

func (contextHandler) Enabled(context.Context, slog.Level) bool          { return true }
func (h contextHandler) Handle(ctx context.Context, _ slog.Record) error { h.see(ctx); return nil }
func (h contextHandler) WithAttrs([]slog.Attr) slog.Handler              { return h }
func (h contextHandler) WithGroup(string) slog.Handler                   { return h }
