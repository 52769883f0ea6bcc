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

func TestDefaultSuitsABackendThatTalksToOneHost(t *testing.T) {
	t.Parallel()
	base := transport.Default()
	assert.NotNil(t, base.Proxy, "the transport must use the proxy of the environment")
	assert.GreaterOrEqual(t, base.MaxIdleConnsPerHost, 32, "parallel logins must keep their connections")
	assert.GreaterOrEqual(t, base.MaxIdleConns, base.MaxIdleConnsPerHost)
	assert.Zero(t, base.MaxConnsPerHost, "a hanging call must not delay the others")
	assert.Positive(t, base.IdleConnTimeout)
	assert.Less(t, base.IdleConnTimeout, time.Minute,
		"load balancers drop idle connections after 60 s, so the timeout must be shorter")
	assert.GreaterOrEqual(t, base.TLSClientConfig.MinVersion, uint16(tls.VersionTLS12))
	assert.False(t, base.TLSClientConfig.InsecureSkipVerify)
	assert.NotSame(t, base, http.DefaultTransport, "the default transport must be cloned")
	assert.NotSame(t, base, transport.Default(), "each client must get its own transport")
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

// An application may have replaced http.DefaultTransport with a transport of another type. Not
// parallel, because the variable is global.
func TestDefaultWorksWithoutTheStandardTransport(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = tripper(nil)

	base := transport.Default()
	assert.NotNil(t, base.Proxy)
	assert.True(t, base.ForceAttemptHTTP2)
	assert.Less(t, base.IdleConnTimeout, time.Minute)
}

// If HTTP/2 is switched off there is no TLS configuration yet, and http.DefaultTransport may have
// its own limits. Not parallel, because the variable is global.
func TestDefaultWorksWithoutHTTP2(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = &http.Transport{
		TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{},
		MaxConnsPerHost: 1,
	}
	base := transport.Default()
	assert.GreaterOrEqual(t, base.TLSClientConfig.MinVersion, uint16(tls.VersionTLS12))
	assert.Zero(t, base.MaxConnsPerHost, "a hanging call must not delay the others")
}

// The application's TLS settings are kept.
func TestDefaultKeepsTheTLSConfiguration(t *testing.T) {
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	http.DefaultTransport = &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, ServerName: "service.example"}}
	base := transport.Default()
	assert.Equal(t, "service.example", base.TLSClientConfig.ServerName)
	assert.Equal(t, uint16(tls.VersionTLS13), base.TLSClientConfig.MinVersion)
}
