package transport

import (
	"io"
	"net/http"
	"reflect"
	"strings"
)

// standardTrip makes an exchange in the caller's goroutine. Only the body may need one
// of its own: RegisterProtocol makes an *http.Transport return the bodies of others.
func standardTrip(base http.RoundTripper, req *http.Request, body *form) (*http.Response, error) {
	resp, err := base.RoundTrip(req)
	if err != nil || resp == nil || resp.Body == nil || isStandard(resp.Body) {
		return resp, err
	}
	x := newExchange(req.Context(), body)
	x.body = resp.Body
	go x.guard(func() { x.serve(); x.closeBody() })
	return x.response(begun{resp, nil})
}

// isStandard reports whether a body is one that net/http makes for the response of a
// connection, in Go 1.26 or 1.27. Its reads end with the request's context. Other types
// of net/http, such as that of http.MaxBytesReader, read from a body of somebody else.
func isStandard(body io.ReadCloser) bool {
	t := reflect.TypeOf(body)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() != "net/http" && t.PkgPath() != "net/http/internal/http2" {
		return false
	}
	switch strings.TrimPrefix(t.Name(), "http2") {
	case "bodyEOFSignal", "gzipReader", "transportResponseBody", "readWriteCloserBody",
		"noBody", "noBodyReader", "missingBody":
		return true
	}
	return false
}
