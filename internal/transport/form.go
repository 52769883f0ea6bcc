package transport

import (
	"context"
	"errors"
	"io"
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
// of it was read or the request is repeatable.
type form struct {
	text       string
	repeatable bool
	inMemory   bool // see open

	asked atomic.Bool  // for a connection
	got   atomic.Int32 // connections

	mu      sync.Mutex
	current *formBody // all others are withdrawn
	again   bool      // it was given a second time
	over    bool      // it is withdrawn
	read    bool      // a part of it may have left
}

func (t *Transport) form(r Request) *form {
	_, standard := t.Base.(*http.Transport)
	return &form{text: r.Form.Encode(), repeatable: r.Repeatable, inMemory: standard && r.Repeatable}
}

// watch returns a context that tells of the connections of a request.
func (f *form) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { f.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { f.got.Add(1) },
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
	if got := f.got.Load(); f.over || got > 1 || got == 0 && f.again || f.read && !f.repeatable {
		return nil, errSentOnce
	}
	f.again = true
	return f.open(), nil
}

// open returns the form from its beginning. net/http sends the header before it reads
// a body of an unknown type, so that a form of which nothing was read has not been sent.
// A body that it knows to be in memory goes out together with the header; a repeatable
// request is then resent when the stale connection breaks between the two.
func (f *form) open() io.ReadCloser {
	if f.inMemory {
		return io.NopCloser(strings.NewReader(f.text))
	}
	f.current = &formBody{form: f, text: strings.NewReader(f.text)}
	return f.current
}

// withdraw lets nothing more of the form be read. It reports whether the request may
// have been sent: that is not so only if a connection was asked for and none was got,
// over all the tries that net/http makes of its own. A transport without hooks tells
// nothing, so its requests count as sent.
func (f *form) withdraw() (mayHaveBeenSent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over, f.current = true, nil
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
	if b.closed || b.form.current != b {
		return 0, errWithdrawn
	}
	b.form.read = true
	return b.text.Read(p)
}

// Close is called before the first Read where net/http gives a connection up.
func (b *formBody) Close() error {
	b.form.mu.Lock()
	defer b.form.mu.Unlock()
	b.closed = true
	return nil
}
