package transport

import (
	"cmp"
	"crypto/tls"
	"net/http"
	"time"
)

// maxHeader is the maximum size in bytes of a response header. The default of net/http is 10
// MiB, which needs twenty times as much memory.
const maxHeader = 256 << 10

// Default returns the default transport of a Client. It is the default transport of net/http
// (proxy from the environment, HTTP/2) with enough idle connections for a backend that talks to
// one host. The number of connections is not limited, because logins would otherwise wait for
// calls that hang.
//
// All calls share an HTTP/2 connection, so a silent one would make all calls fail until TCP
// times out. Pings detect such a connection within the default timeout of a call. An HTTP/1
// connection has only one call, whose timeout closes it.
func Default() *http.Transport {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok || base == nil { // an application has replaced it
		base = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	t := base.Clone()
	t.MaxIdleConns = 128
	t.MaxIdleConnsPerHost = 128
	t.MaxConnsPerHost = 0
	t.MaxResponseHeaderBytes = maxHeader
	t.IdleConnTimeout = 50 * time.Second // load balancers close idle connections after 60
	if t.HTTP2 == nil {
		t.HTTP2 = &http.HTTP2Config{}
	}
	// Set the fields separately: in Go 1.27, t.HTTP2 is never nil but may be empty.
	t.HTTP2.SendPingTimeout = cmp.Or(t.HTTP2.SendPingTimeout, 5*time.Second)
	t.HTTP2.PingTimeout = cmp.Or(t.HTTP2.PingTimeout, 3*time.Second)
	if t.TLSClientConfig == nil {
		t.TLSClientConfig = &tls.Config{}
	}
	t.TLSClientConfig.MinVersion = max(t.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return t
}
