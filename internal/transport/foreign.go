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

// roundTrip makes a round trip that ends with the request's context. *http.Transport ensures
// this itself. Any other http.RoundTripper, or a body of its responses, may block. Therefore it
// runs in a goroutine, which roundTrip abandons when the context ends.
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

// closeTime is the maximum time that Close waits for the Close method of the body.
const closeTime = 100 * time.Millisecond

// closeDelay is the time after which a body of net/http behind a wrapping transport is closed
// if its Read has not ended with the context. If such a body is closed during a Read, Go 1.27
// begins to drain it.
const closeDelay = 10 * time.Millisecond

// errInvalidRead is returned for a body that violates the contract of io.Reader.
var errInvalidRead = errors.New("the body's Read returned an invalid count")

// maxPiece is the maximum number of bytes in one Read.
const maxPiece = 32 << 10

// An exchange is a round trip through a transport that may block. It is also the body of the
// response. The caller and the goroutine share no memory: the goroutine reads into its own
// buffer, and may do so after the caller has returned.
type exchange struct {
	ctx     context.Context //nolint:containedctx // of the request, which has the same lifetime
	form    *form
	unwatch func() bool
	begun   chan begun
	want    chan int      // the number of bytes that the caller requests
	got     chan piece    // the response to want
	gone    chan struct{} // closed when the caller returns before the response
	ended   chan struct{} // closed when the caller or the context ends the exchange
	closed  chan struct{} // closed when the body is closed
	err     error         // the last error that was returned to the caller

	mu      sync.Mutex
	over    bool // ended is closed
	reading bool // a Read of the body is in progress

	body    io.ReadCloser
	closing atomic.Bool

	crashing sync.Once
	crashed  chan struct{} // closed when the goroutine panics or exits
	crash    any           // the value of the panic; nil for runtime.Goexit
	resumed  bool          // resume was called
}

type begun struct {
	resp *http.Response
	err  error
}

type piece struct {
	data []byte // belongs to the goroutine; valid until the next want
	err  error
}

// yields is how often a call yields the processor after its context has ended. It does not wait,
// so that it returns on time.
const yields = 1000

// abandoned gives a transport that observes the context the chance to return, because its error
// is more precise. Then it abandons the goroutine.
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

// response returns the response of the transport with the exchange as its body.
func (x *exchange) response(b begun) (*http.Response, error) {
	if b.err != nil || b.resp == nil || b.resp.Body == nil {
		return b.resp, b.err
	}
	resp := *b.resp // a copy, because the transport may share it
	resp.Body = x
	x.unwatch = context.AfterFunc(x.ctx, func() { x.end() })
	return &resp, nil
}

// run is the function of the goroutine.
func (x *exchange) run(base http.RoundTripper, req *http.Request) {
	resp, err := base.RoundTrip(req) //nolint:bodyclose // closed by closeBody
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

// serve reads the body in the amounts that the caller requests.
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

// readSome reads until there is data or an error.
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

// closeBody closes the body. Only the first call has an effect.
func (x *exchange) closeBody() {
	if x.body == nil || !x.closing.CompareAndSwap(false, true) {
		return
	}
	_ = x.body.Close()
	close(x.closed)
}

// Read requests data from the goroutine.
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

// Close ends the exchange. It waits for the Close method of the body, which may block, for at
// most closeTime and not beyond the end of the context.
func (x *exchange) Close() error {
	x.unwatch()
	if x.end() {
		return nil
	}
	crashed := x.crashed
	if x.resumed {
		crashed = nil
	}
	timer := time.NewTimer(closeTime)
	defer timer.Stop()
	select {
	case <-x.closed:
	case <-crashed:
		x.resume()
	case <-timer.C:
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

// end makes the goroutine close the body. If a Read is in progress, another goroutine closes
// the body, because that ends most blocked Reads. end reports whether the body is closed only
// after closeDelay. It may be called at any time and more than once.
func (x *exchange) end() (later bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	later = x.reading && x.form.got.Load() > 0 // the hooks show that net/http is below
	if x.over {
		return later
	}
	x.over = true
	close(x.ended)
	if later {
		time.AfterFunc(closeDelay, func() { x.guard(x.closeBody) })
	} else if x.reading {
		go x.guard(x.closeBody)
	}
	return later
}

// guard runs f and records a panic or a runtime.Goexit for the caller.
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

// resume repeats a panic or runtime.Goexit of the transport in the caller's goroutine.
func (x *exchange) resume() {
	x.resumed = true
	if x.crash == nil {
		runtime.Goexit()
	}
	panic(x.crash)
}
