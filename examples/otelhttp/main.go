// Command otelhttp traces sign-ins with OpenTelemetry. The library uses the Transport of the
// given *http.Client unchanged, so OpenTelemetry's transport creates a span for each call. The
// program runs against the fake service of package janraintest, so it needs no account and no
// network.
//
//	go -C examples/otelhttp run .
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func main() {
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "otelhttp signs in twice at a fake service, the second time with a used token, and prints the spans.\n\n"+
			"Example:\n\n\tgo -C examples/otelhttp run .\n")
	}
	flag.Parse()
	srv := janraintest.NewServer()
	defer srv.Close()
	if err := run(context.Background(), os.Stdout, srv, printer{os.Stdout}); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer, srv *janraintest.Server, exporter trace.SpanExporter) error {
	spans := trace.NewTracerProvider(trace.WithSyncer(exporter)) // in production: WithBatcher and an OTLP exporter
	defer func() { _ = spans.Shutdown(context.WithoutCancel(ctx)) }()
	client, err := janrain.NewClient(srv.URL, srv.APIKey, janrain.WithHTTPClient(&http.Client{
		Transport: otelhttp.NewTransport(janrain.NewTransport(), otelhttp.WithTracerProvider(spans)),
	}))
	if err != nil {
		return err
	}
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "") // done by the widget
	info, err := client.AuthInfo(ctx, janrain.AuthInfoParams{Token: token})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "signed in: %v\n\n", info)

	if _, err = client.AuthInfo(ctx, janrain.AuthInfoParams{Token: token}); err == nil {
		return errors.New("a token worked twice")
	}
	fmt.Fprintf(w, "refused: %v\n", err)
	return nil
}

// A printer is an exporter that prints each span as a few readable lines.
type printer struct{ w io.Writer }

func (p printer) ExportSpans(_ context.Context, spans []trace.ReadOnlySpan) error {
	for _, span := range spans {
		fmt.Fprintf(p.w, "span %q, %s, %s\n", span.Name(), span.SpanKind(), took(span))
		for _, attribute := range span.Attributes() {
			fmt.Fprintf(p.w, "  %-28s %s\n", attribute.Key, attribute.Value.String())
		}
		fmt.Fprintf(p.w, "  %-28s %s\n\n", "status", span.Status().Code)
	}
	return nil
}

func (printer) Shutdown(context.Context) error { return nil }

// took returns the duration of the call, rounded.
func took(span trace.ReadOnlySpan) time.Duration {
	return span.EndTime().Sub(span.StartTime()).Round(time.Millisecond)
}
