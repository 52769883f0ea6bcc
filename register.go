package janrain

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// Register registers the handler for GET and POST of the token URL's path. Both
// are needed: the token is posted and then exchanged on a GET. A nil mux means
// http.DefaultServeMux. Like mux.Handle, it panics if a pattern conflicts with one
// that is registered. Behind a proxy that changes the path, register the handler
// yourself, for both methods.
func (c *Callback) Register(mux *http.ServeMux) {
	if c == nil || c.client == nil {
		return
	}
	if mux == nil {
		mux = http.DefaultServeMux
	}
	pattern := pathPattern(c.config.TokenURL)
	mux.Handle("GET "+pattern, c)
	mux.Handle("POST "+pattern, c)
}

// pathPattern returns the pattern of http.ServeMux that matches exactly the path of
// a URL, as browsers send it: without dot segments, of which %2e is one spelling.
// Without {$} a path that ends in a slash would match everything below it.
func pathPattern(tokenURL string) string {
	u, err := url.Parse(tokenURL)
	if err != nil { // NewCallback has parsed it
		return "/{$}"
	}
	asked := strings.NewReplacer("%2e", ".", "%2E", ".").Replace(u.EscapedPath())
	pattern := path.Clean("/" + asked)
	if pattern != "/" && strings.HasSuffix(asked, "/") {
		pattern += "/"
	}
	if strings.HasSuffix(pattern, "/") {
		pattern += "{$}"
	}
	return pattern
}
