package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	otrace "go.opentelemetry.io/otel/trace"

	"github.com/janrain-go/janrain/janraintest"
)

// A recorder is an exporter that keeps the spans.
type recorder struct{ spans []trace.ReadOnlySpan }

func (r *recorder) ExportSpans(_ context.Context, spans []trace.ReadOnlySpan) error {
	r.spans = append(r.spans, spans...)
	return nil
}

func (*recorder) Shutdown(context.Context) error { return nil }

func spansOf(t *testing.T, srv *janraintest.Server) []trace.ReadOnlySpan {
	t.Helper()
	var r recorder
	require.NoError(t, run(t.Context(), io.Discard, srv, &r))
	require.Len(t, r.spans, 2, "each call must have a span")
	return r.spans
}

func attributesOf(span trace.ReadOnlySpan) map[attribute.Key]attribute.Value {
	attributes := map[attribute.Key]attribute.Value{}
	for _, a := range span.Attributes() {
		attributes[a.Key] = a.Value
	}
	return attributes
}

func TestEveryCallHasASpanWithItsEndpoint(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	host, err := url.Parse(srv.URL)
	require.NoError(t, err)
	for _, span := range spansOf(t, srv) {
		attributes := attributesOf(span)
		assert.Equal(t, otrace.SpanKindClient, span.SpanKind())
		assert.Equal(t, "POST", attributes["http.request.method"].AsString())
		assert.Equal(t, host.Hostname(), attributes["server.address"].AsString())
		assert.Equal(t, host.Port(), strconv.FormatInt(attributes["server.port"].AsInt64(), 10))
		assert.Equal(t, srv.URL+"/api/v2/auth_info", attributes["url.full"].AsString())
		assert.False(t, span.EndTime().Before(span.StartTime()), "the span must have ended")
	}
}

// Rejected sign-ins can be found among the traces.
func TestRejectedCallIsMarkedInItsSpan(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	spans := spansOf(t, srv)
	signedIn, refused := attributesOf(spans[0]), attributesOf(spans[1])
	assert.EqualValues(t, 200, signedIn["http.response.status_code"].AsInt64())
	assert.NotContains(t, signedIn, attribute.Key("error.type"))
	assert.Equal(t, codes.Unset, spans[0].Status().Code)
	assert.EqualValues(t, 400, refused["http.response.status_code"].AsInt64())
	assert.Equal(t, "400", refused["error.type"].AsString())
	assert.Equal(t, codes.Error, spans[1].Status().Code)
}

// More people can read traces than may see keys.
func TestNoSpanContainsAKeyOrAToken(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for _, span := range spansOf(t, srv) {
		text := fmt.Sprint(span.Name(), span.Attributes(), span.Events(), span.Links(), span.Status(), span.Resource())
		assert.NotContains(t, text, srv.APIKey)
		assert.NotRegexp(t, `[0-9a-f]{40}`, text, "a span must contain no token, which has 40 hexadecimal digits")
	}
}

func TestProgramPrintsBothSpans(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out, srv, printer{&out}))
	for _, want := range []string{
		`span "HTTP POST", client, `, "/api/v2/auth_info", "127.0.0.1", "http.response.status_code    200", "http.response.status_code    400",
		"status                       Error", "signed in: janrain.AuthInfo{", "refused: janrain: auth_info: Data not found",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), srv.APIKey)
}

func TestSpanOfAFailedConnection(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	srv.Close()
	var r recorder
	err := run(t.Context(), io.Discard, srv, &r)
	require.Error(t, err)
	require.Len(t, r.spans, 1)
	assert.Equal(t, codes.Error, r.spans[0].Status().Code)
	assert.NotContains(t, fmt.Sprint(r.spans[0].Events(), r.spans[0].Attributes(), errors.Unwrap(err)), srv.APIKey)
}
