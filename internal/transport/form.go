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
var errSentOnce = errors.New("the connection ended, and the request is not sent again")

// errWithdrawn is what a transport gets that goes on with a request after its end.
var errWithdrawn = errors.New("the request is over")

// A form is the body of a request, and watches over how often it is sent. net/http
// resends a request on a new connection by itself, and on HTTP/2 a server can make it do
// so without an end, by GOAWAY or RST_STREAM. It asks for the form again then
// (http.Request.GetBody), and gets it for one new connection only, and only if nothing
// of it was sent or the request is repeatable.
type form struct {
	text       string
	repeatable bool
	standard   *http.Transport // nil for any other

	asked atomic.Bool  // for a connection
	got   atomic.Int32 // connections

	mu     sync.Mutex
	conn   net.Conn        // the last one
	memory *strings.Reader // the last body of the standard transport
	body   *formBody       // of another transport; all before it are withdrawn
	again  bool            // it was given a second time
	over   bool            // it is withdrawn
	read   bool            // of another transport: a part of it may have left
}

func (t *Transport) form(r Request) *form {
	standard, _ := t.Base.(*http.Transport)
	return &form{text: r.Form.Encode(), repeatable: r.Repeatable, standard: standard}
}

// watch returns a context that tells of the connections of a request.
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

// attach makes the form a request's body.
func (f *form) attach(req *http.Request) {
	if f.text == "" {
		req.Body = http.NoBody
		return
	}
	req.ContentLength = int64(len(f.text)) // some front ends refuse a form in chunks
	req.Body = f.open()
	req.GetBody = f.reopen
}

// reopen returns the form once more. net/http may ask twice for one new connection. A
// transport without hooks may ask once.
func (f *form) reopen() (io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if got := f.got.Load(); f.over || got > 1 || got == 0 && f.again || !f.repeatable && f.sent() {
		return nil, errSentOnce
	}
	f.again = true
	return f.open(), nil
}

// sent reports whether a part of the form may have been sent, when it is asked for
// again. On HTTP/1, net/http asks so for a request that is not repeatable only if it
// wrote nothing of it, though it may have read the form. On HTTP/2 it asks in any case.
func (f *form) sent() bool {
	if f.memory == nil {
		return f.read
	}
	return f.memory.Len() < len(f.text) && (f.got.Load() == 0 || !f.overHTTP1())
}

// overHTTP1 reports what is spoken on the last connection, as net/http decides it.
func (f *form) overHTTP1() bool {
	if secure, ok := f.conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		return secure.ConnectionState().NegotiatedProtocol != "h2"
	}
	p := f.standard.Protocols
	return p == nil || p.HTTP1() || !p.UnencryptedHTTP2()
}

// open returns the form from its beginning. What net/http knows to be in memory it
// sends together with the header, in one piece.
func (f *form) open() io.ReadCloser {
	if f.standard != nil {
		f.memory = strings.NewReader(f.text)
		return io.NopCloser(f.memory)
	}
	f.body = &formBody{form: f, text: strings.NewReader(f.text)}
	return f.body
}

// withdraw lets nothing more of the form be read. It reports whether the request may
// have been sent: that is not so only if a connection was asked for and none was got,
// over all the tries that net/http makes of its own. A transport without hooks tells
// nothing, so its requests count as sent.
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

// Close is called before the first Read when net/http gives a connection up.
func (b *formBody) Close() error {
	b.form.mu.Lock()
	defer b.form.mu.Unlock()
	b.closed = true
	return nil
}
