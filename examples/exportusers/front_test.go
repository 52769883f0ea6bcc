package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A tried is an exporter that has run, and what it has said.
type tried struct {
	*exporter

	said *buffer
}

// impatient exports with waits of milliseconds from a client, for which the
// mappings are fetched before anything fails.
func impatient(t *testing.T, srv *janraintest.Server, client *janrain.Client, out string, concurrency int, began func()) (tried, error) {
	t.Helper()
	opts := options{out: out, userData: true, issuer: issuer, concurrency: concurrency, timeout: time.Minute}
	said := &buffer{}
	told := newProgress(said, false)
	w, err := openOutput(opts)
	require.NoError(t, err)
	defer func() { require.NoError(t, w.close()) }()
	from := source{name: "here", client: client, patient: srv.Client()}
	have, err := mappingsFor(t.Context(), opts, from, w, told)
	require.NoError(t, err)
	in, err := openSpool(opts.spool())
	require.NoError(t, err)
	defer in.close()
	require.NoError(t, w.resume(in, headerOf(opts, have)))
	others, err := sampleFor(opts)
	require.NoError(t, err)
	x := newExporter(opts, from, w, others, told)
	x.calls.FirstWait = 2 * time.Millisecond
	began()
	err = x.run(t.Context(), in, have.Mappings)
	return tried{x, said}, err
}

// front is a client of frontOf.
func front(t *testing.T, srv *janraintest.Server, of string, instead func(http.ResponseWriter, *http.Request)) *janrain.Client {
	t.Helper()
	client, err := janrain.NewClient(frontOf(t, srv, of, instead), srv.APIKey)
	require.NoError(t, err)
	return client
}

// frontOf is the URL of a service whose answer about one user is another's to give.
func frontOf(t *testing.T, srv *janraintest.Server, of string, instead func(http.ResponseWriter, *http.Request)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		assert.NoError(t, err)
		if form.Get("identifier") == of {
			instead(w, r)
			return
		}
		srv.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// answered writes an answer under a status.
func answered(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
