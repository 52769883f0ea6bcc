package network

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// Following a 307 or 308 would send the key to another host. Following a 301, 302 or 303 would
// drop the form and request a page.
func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	other := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
		followed.Add(1)
		_, _ = w.Write([]byte(kit.Success))
	})
	otherHost := strings.TrimPrefix(other.URL, "http://")
	locations := []struct{ name, location, text string }{
		{"another host", other.URL + "/api/v2/auth_info?token=canary#canary", `"127.0.0.1"`},
		{"another host without a scheme", "//" + otherHost + "/canary", `"127.0.0.1"`},
		{"user info", "https://canary:canary@login.example/canary", `"login.example"`},
		{"the same host", "/canary?canary=canary", `"127.0.0.1"`},
		{"a scheme other than HTTP", "mailto:canary@example.com", "invalid URL"},
		{"no location", "", "without a target"},
		{"a location that does not parse", "http://[canary/%zz", "invalid URL"},
		{"a bad escape", "https://login.example/%zzcanary", "invalid URL"},
		{"a very long host", "https://" + strings.Repeat("long.", 300) + "example/canary", "long.long."},
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, tt := range locations {
			t.Run(http.StatusText(status)+" to "+tt.name, func(t *testing.T) {
				kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
					srv := kit.LoopbackServer(t, func(w http.ResponseWriter, _ *http.Request) {
						if tt.location != "" {
							w.Header()["Location"] = []string{tt.location}
						}
						w.WriteHeader(status)
						_, _ = w.Write([]byte(kit.Success)) // the body does not count
					})
					// The client's own redirect policy is not used.
					httpClient := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
					err := call.Do(t.Context(), kit.LoopbackClient(t, srv.URL, janrain.WithHTTPClient(httpClient)))
					broken := kit.RequireTransportError(t, err, true)
					assert.Equal(t, status, broken.HTTPStatus)
					kit.AssertIsExactly(t, err, "ErrRedirect")
					require.ErrorContains(t, err, tt.text)
					require.ErrorContains(t, err, "app domain", "the text must say what to check")
					assert.NotContains(t, err.Error()+broken.Err.Error(), "canary", "the text may name only the host")
					assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err))
				})
			})
		}
	}
	assert.Zero(t, followed.Load(), "the other server must not see a request")
}
