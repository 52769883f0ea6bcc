package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
)

// errSentOnce ends a request that net/http wants to resend.
var errSentOnce = errors.New("the connection was closed, and the request must not be sent again")

// errWithdrawn is returned to a transport that continues a request after its end.
var errWithdrawn = errors.New("the request has ended")

// A form is the body of a request. It controls how often it is sent. net/http resends a request
// on a new connection, and on HTTP/2 a server can make it do so any number of times with GOAWAY
// or RST_STREAM. Each time it calls http.Request.GetBody. The form is returned for one new
// connection only, and only if no part of it was sent or the request is repeatable.
type form struct {
	text       string
	repeatable bool
	standard   *http.Transport // nil for other types of transports

	asked atomic.Bool  // a connection was requested
	got   atomic.Int32 // the number of connections

	mu     sync.Mutex
	conn   net.Conn        // the last connection
	memory *strings.Reader // the last body, for the standard transport
	body   *formBody       // the last body, for other transports; all before it are withdrawn
	again  bool            // the form was returned a second time
	over   bool            // the form is withdrawn
	read   bool            // for other transports: a part of the form may have been sent
}

func (t *Transport) form(r Request) *form {
	standard, _ := t.Base.(*http.Transport)
	return &form{text: r.Form.Encode(), repeatable: r.Repeatable, standard: standard}
}

// watch returns a context with hooks that record the connections of a request.
func (f *form) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { f.asked.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			f.got.Add(1)
			f.mu.Lock()
			f.conn = info.Conn
			f.mu.Unlock()
		},
	})
}

// attach makes the form the body of a request.
func (f *form) attach(req *http.Request) {
	if f.text == "" {
		req.Body = http.NoBody
		return
	}
	req.ContentLength = int64(len(f.text)) // some front ends reject chunked forms
	req.Body = f.open()
	req.GetBody = f.reopen
}

// reopen returns the form again. net/http may call it twice for one new connection. A transport
// without hooks may call it once.
func (f *form) reopen() (io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if got := f.got.Load(); f.over || got > 1 || got == 0 && f.again || !f.repeatable && f.sent() {
		return nil, errSentOnce
	}
	f.again = true
	return f.open(), nil
}

// sent reports whether a part of the form may have been sent when reopen is called. For a
// request that is not repeatable, net/http calls GetBody on HTTP/1 only if it has written no
// part of the request, although it may have read the form. On HTTP/2 it calls it in any case.
func (f *form) sent() bool {
	if f.memory == nil {
		return f.read
	}
	return f.memory.Len() < len(f.text) && (f.got.Load() == 0 || !f.overHTTP1())
}

// overHTTP1 reports whether the last connection uses HTTP/1. It follows the rules of net/http.
func (f *form) overHTTP1() bool {
	if secure, ok := f.conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		return secure.ConnectionState().NegotiatedProtocol != "h2"
	}
	p := f.standard.Protocols
	return p == nil || p.HTTP1() || !p.UnencryptedHTTP2()
}

// open returns a reader of the form. net/http sends a body of a type that is known to be in
// memory together with the header.
func (f *form) open() io.ReadCloser {
	if f.standard != nil {
		f.memory = strings.NewReader(f.text)
		return io.NopCloser(f.memory)
	}
	f.body = &formBody{form: f, text: strings.NewReader(f.text)}
	return f.body
}

// withdraw makes all further Reads fail. It reports whether the request may have been sent. The
// result is false only if a connection was requested and none was made, in all attempts of
// net/http. Requests through a transport that does not call the hooks count as sent.
func (f *form) withdraw() (mayHaveBeenSent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over, f.body = true, nil
	return f.read || f.got.Load() > 0 || !f.asked.Load()
}

type formBody struct {
	form   *form
	text   *strings.Reader
	closed bool
}

func (b *formBody) Read(p []byte) (int, error) {
	b.form.mu.Lock()
	defer b.form.mu.Unlock()
	if b.closed || b.form.body != b {
		return 0, errWithdrawn
	}
	b.form.read = true
	return b.text.Read(p)
}

// Close is called before the first Read if net/http gives up a connection.
func (b *formBody) Close() error {
	b.form.mu.Lock()
	defer b.form.mu.Unlock()
	b.closed = true
	return nil
}
