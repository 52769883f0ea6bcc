package transport

import (
	"cmp"
	"crypto/tls"
	"net/http"
	"time"
)

// maxHeader is the largest header of an answer, in bytes; net/http's own bound
// is 10 MiB, and costs twenty times that in memory.
const maxHeader = 256 << 10

// Default returns the transport for a client that was given none: that of
// net/http (proxy from the environment, HTTP/2) with enough idle connections
// for a backend that talks to one host. There is no bound on connections, it
// would make logins wait behind a call that hangs.
//
// An HTTP/2 connection that went silent would fail every call for as long as TCP
// hopes, since they all share it: a ping finds it out, before a call of the default
// ten seconds is over. One of HTTP/1 has one call, which ends it.
func Default() *http.Transport {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok || base == nil { // somebody replaced it
		base = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	t := base.Clone()
	t.MaxIdleConns = 128
	t.MaxIdleConnsPerHost = 128
	t.MaxConnsPerHost = 0
	t.MaxResponseHeaderBytes = maxHeader
	t.IdleConnTimeout = 50 * time.Second // load balancers drop idle ones after 60
	if t.HTTP2 == nil {
		t.HTTP2 = &http.HTTP2Config{}
	}
	// Go 1.27 has made an empty one already, so that its fields are what to look at.
	t.HTTP2.SendPingTimeout = cmp.Or(t.HTTP2.SendPingTimeout, 5*time.Second)
	t.HTTP2.PingTimeout = cmp.Or(t.HTTP2.PingTimeout, 3*time.Second)
	if t.TLSClientConfig == nil {
		t.TLSClientConfig = &tls.Config{}
	}
	t.TLSClientConfig.MinVersion = max(t.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return t
}
