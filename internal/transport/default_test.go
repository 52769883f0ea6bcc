package transport_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/transport"
)

func TestDefaultIsForABackendThatTalksToOneHost(t *testing.T) {
	t.Parallel()
	base := transport.Default()
	assert.NotNil(t, base.Proxy, "the proxy of the environment is used")
	assert.GreaterOrEqual(t, base.MaxIdleConnsPerHost, 32, "logins in parallel keep their connections")
	assert.GreaterOrEqual(t, base.MaxIdleConns, base.MaxIdleConnsPerHost)
	assert.Zero(t, base.MaxConnsPerHost, "a call that hangs must not hold up the others")
	assert.Positive(t, base.IdleConnTimeout)
	assert.Less(t, base.IdleConnTimeout, time.Minute, "load balancers drop idle connections after 60 s")
	assert.GreaterOrEqual(t, base.TLSClientConfig.MinVersion, uint16(tls.VersionTLS12))
	assert.False(t, base.TLSClientConfig.InsecureSkipVerify)
	assert.NotSame(t, base, http.DefaultTransport, "everybody else's transport is not changed")
	assert.NotSame(t, base, transport.Default(), "two clients do not share theirs")
}

func TestDefaultSpeaksHTTP2(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		assert.Equal(t, "v", r.PostFormValue("k"))
		_, _ = w.Write([]byte("ok"))
	}))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	base := transport.Default()
	base.TLSClientConfig.RootCAs = x509.NewCertPool()
	base.TLSClientConfig.RootCAs.AddCert(srv.Certificate())
	defer base.CloseIdleConnections()

	resp, err := newTransport(base).Post(t.Context(), transport.Request{URL: srv.URL, Form: map[string][]string{"k": {"v"}}})
	require.NoError(t, err)
	assert.Equal(t, "ok", string(resp.Body))
}

// An application may have put a transport of another type in the place of
// net/http's. Not parallel: the variable is everybody's.
func TestDefaultDoesWithoutTheStandardOne(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = tripper(nil)

	base := transport.Default()
	assert.NotNil(t, base.Proxy)
	assert.True(t, base.ForceAttemptHTTP2)
	assert.Less(t, base.IdleConnTimeout, time.Minute)
}

// Where HTTP/2 is switched off there is no TLS configuration yet, and the standard
// transport may have limits of its own. Not parallel: the variable is everybody's.
func TestDefaultDoesWithoutHTTP2(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = &http.Transport{
		TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{},
		MaxConnsPerHost: 1,
	}
	base := transport.Default()
	assert.GreaterOrEqual(t, base.TLSClientConfig.MinVersion, uint16(tls.VersionTLS12))
	assert.Zero(t, base.MaxConnsPerHost, "a call that hangs must not hold up the others")
}

// What the application has set for all its connections holds.
func TestDefaultKeepsTheTLSConfiguration(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, ServerName: "service.example"}}
	base := transport.Default()
	assert.Equal(t, "service.example", base.TLSClientConfig.ServerName)
	assert.Equal(t, uint16(tls.VersionTLS13), base.TLSClientConfig.MinVersion)
}
