package transport

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// roundTrip makes an exchange that ends with the request's context. *http.Transport
// sees to that itself. Any other http.RoundTripper, and its bodies, may block: they
// run in a goroutine of their own, which is left alone when the context ends.
func roundTrip(base http.RoundTripper, req *http.Request, body *form) (*http.Response, error) {
	if _, ok := base.(*http.Transport); ok {
		return standardTrip(base, req, body)
	}
	x := newExchange(req.Context(), body)
	go x.guard(func() { x.run(base, req) })
	select {
	case b := <-x.begun:
		return x.response(b)
	case <-x.crashed:
		x.resume()
	case <-x.ctx.Done():
	}
	return x.abandoned()
}

func newExchange(ctx context.Context, body *form) *exchange {
	return &exchange{
		ctx: ctx, form: body, begun: make(chan begun), want: make(chan int), got: make(chan piece, 1),
		gone: make(chan struct{}), ended: make(chan struct{}), closed: make(chan struct{}), crashed: make(chan struct{}),
	}
}

// closeTime is how long Close waits for the body's own Close.
const closeTime = 100 * time.Millisecond

// patience is how long a body of net/http, behind a transport that wraps it, has to end
// its Read with the context. If it is closed within a Read, Go 1.27 begins to drain it.
const patience = 10 * time.Millisecond

// errInvalidRead is returned for a body that does not keep to the rules of io.Reader.
var errInvalidRead = errors.New("the body's Read returned an invalid count")

// maxPiece is the most that is read at once, in bytes.
const maxPiece = 32 << 10

// An exchange is a request through a transport that may block, and then the body of
// its response. The caller and the goroutine share no memory: the goroutine reads into
// its own, and may do so after the caller has gone.
type exchange struct {
	ctx     context.Context //nolint:containedctx // it is the request's, and lives as long
	form    *form
	unwatch func() bool
	begun   chan begun
	want    chan int      // how much the caller can take
	got     chan piece    // the answer to it
	gone    chan struct{} // the caller has, before the response
	ended   chan struct{} // by the caller, or by the context
	closed  chan struct{} // the body is
	err     error         // the caller's last one

	mu      sync.Mutex
	over    bool // ended is closed
	reading bool // the body is

	body    io.ReadCloser
	closing atomic.Bool

	crashing sync.Once
	crashed  chan struct{}
	crash    any  // what the transport panicked with; nil for runtime.Goexit
	resumed  bool // the caller has heard of it
}

type begun struct {
	resp *http.Response
	err  error
}

type piece struct {
	data []byte // the goroutine's, until the next want
	err  error
}

// yields is how often a call whose context has ended lets others run. It does not wait, so
// that it ends on time.
const yields = 1000

// abandoned gives a transport that heeds the context a moment to return, since its
// error tells more, and then leaves it alone.
func (x *exchange) abandoned() (*http.Response, error) {
	for range yields {
		select {
		case b := <-x.begun:
			return x.response(b)
		case <-x.crashed:
			x.resume()
		default:
			runtime.Gosched()
		}
	}
	close(x.gone)
	return nil, x.ctx.Err()
}

// response is that of the transport, with the exchange for a body.
func (x *exchange) response(b begun) (*http.Response, error) {
	if b.err != nil || b.resp == nil || b.resp.Body == nil {
		return b.resp, b.err
	}
	resp := *b.resp // which may be shared
	resp.Body = x
	x.unwatch = context.AfterFunc(x.ctx, func() { x.end() })
	return &resp, nil
}

// run is the goroutine.
func (x *exchange) run(base http.RoundTripper, req *http.Request) {
	resp, err := base.RoundTrip(req) //nolint:bodyclose // closeBody does, whatever comes
	if resp != nil {
		x.body = resp.Body
	}
	select {
	case x.begun <- begun{resp, err}:
		if x.body != nil && err == nil {
			x.serve()
		}
	case <-x.gone:
	}
	x.closeBody()
}

// serve reads as much as the caller asks for, and no more.
func (x *exchange) serve() {
	var buf []byte
	for {
		select {
		case n := <-x.want:
			buf = grown(buf, min(n, maxPiece))
			n, err := x.readSome(buf)
			x.got <- piece{buf[:n], err}
			if err != nil {
				return
			}
		case <-x.ended:
			return
		}
	}
}

func grown(buf []byte, n int) []byte {
	if cap(buf) < n {
		return make([]byte, n)
	}
	return buf[:n]
}

// readSome reads until something comes.
func (x *exchange) readSome(buf []byte) (n int, err error) {
	for n == 0 && err == nil {
		x.mu.Lock()
		x.reading = !x.over
		x.mu.Unlock()
		if !x.reading {
			return 0, io.ErrClosedPipe
		}
		n, err = x.body.Read(buf)
		if n < 0 || n > len(buf) {
			n, err = 0, errInvalidRead
		}
		x.mu.Lock()
		x.reading = false
		x.mu.Unlock()
	}
	return n, err
}

// closeBody closes the body, once.
func (x *exchange) closeBody() {
	if x.body == nil || !x.closing.CompareAndSwap(false, true) {
		return
	}
	_ = x.body.Close()
	close(x.closed)
}

// Read is the caller's.
func (x *exchange) Read(p []byte) (int, error) {
	if x.err == nil {
		x.err = x.ctx.Err()
	}
	if x.err != nil || len(p) == 0 {
		return 0, x.err
	}
	select {
	case x.want <- len(p):
	case <-x.crashed:
	case <-x.ended:
	}
	var got piece
	select {
	case got = <-x.got:
	case <-x.crashed:
		x.resume()
	case <-x.ended:
		got.err = cmp.Or(x.ctx.Err(), io.ErrClosedPipe)
	}
	x.err = got.err
	return copy(p, got.data), got.err
}

// Close ends the exchange. It waits for the body's own Close, which may block, but not
// for long, and no longer than the context.
func (x *exchange) Close() error {
	x.unwatch()
	if x.end() {
		return nil
	}
	crashed := x.crashed
	if x.resumed {
		crashed = nil
	}
	late := time.NewTimer(closeTime)
	defer late.Stop()
	select {
	case <-x.closed:
	case <-crashed:
		x.resume()
	case <-late.C:
	case <-x.ctx.Done():
		x.yieldToClose()
	}
	return nil
}

func (x *exchange) yieldToClose() {
	for range yields {
		select {
		case <-x.closed:
			return
		default:
			runtime.Gosched()
		}
	}
}

// end makes the goroutine close the body. If a Read blocks, another one does: that is
// what ends most of them. It reports whether that has to wait. It may be called at any
// time, and more than once.
func (x *exchange) end() (later bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	later = x.reading && x.form.got.Load() > 0 // net/http's hooks were called
	if x.over {
		return later
	}
	x.over = true
	close(x.ended)
	if later {
		time.AfterFunc(patience, func() { x.guard(x.closeBody) })
	} else if x.reading {
		go x.guard(x.closeBody)
	}
	return later
}

// guard runs f, and keeps a panic or a runtime.Goexit in it for the caller.
func (x *exchange) guard(f func()) {
	finished := false
	defer func() {
		if finished {
			return
		}
		value := recover()
		x.crashing.Do(func() { x.crash = value; close(x.crashed) })
	}()
	f()
	finished = true
}

// resume ends the caller's goroutine as the transport wanted to.
func (x *exchange) resume() {
	x.resumed = true
	if x.crash == nil {
		runtime.Goexit()
	}
	panic(x.crash)
}
